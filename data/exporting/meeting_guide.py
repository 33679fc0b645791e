"""Meeting Guide JSON (code4recovery, "Meeting Guide API" specification), of groups only.

A row is one weekly meeting. What meets otherwise (monthly, by appointment) has one row without a day, whose notes say
when: readers of the format take every day for each week's. The key `kith`, which other readers pass over, holds what
the format has no key for, sources and their terms among it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

from data.cleaning.clock import weekday_from_sunday
from data.cleaning.phone import display_phone
from data.exporting.documents import document_of
from data.exporting.licences import Shared, terms_of
from data.exporting.patch import applied, difference, filled
from data.ids import slug
from data.model import ROUGH, Document, Listing, Schedule
from data.schedules import describe

KEY = "kith"
_GROUPS = "support-groups"
_SLUG = re.compile(r"(?:^|-)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-[0-9]+)?$")
_DAYS = {weekday_from_sunday(number): number for number in range(7)}
_OPTION = {
    frozenset({"in_person"}): "in_person", frozenset({"online"}): "online",
    frozenset({"in_person", "online"}): "hybrid",
}  # fmt: skip
_MODES = {"in_person": ["in_person"], "online": ["online"], "hybrid": ["in_person", "online"]}
_PLACE = {"name": "location", "description": "location_notes"}
_ADDRESS = {"address_1": "address", "city": "city", "state_province": "state", "postal_code": "postal_code",
            "country": "country"}  # fmt: skip
_ATTENDANCE = {"url": "conference_url", "phone": "conference_phone", "notes": "conference_url_notes"}
_PLAIN = {"name": "name", "description": "notes", "url": "url"}
# Types of the specification, for who a group is for and how it is held; by field and value.
_TYPES = {
    ("audiences", "women"): "W", ("audiences", "men"): "M", ("audiences", "lgbtq"): "LGBTQ",
    ("audiences", "young-adults"): "Y", ("audiences", "newcomers"): "BE", ("audiences", "dual-diagnosis"): "DD",
    ("languages", "en"): "EN", ("languages", "es"): "S", ("languages", "fr"): "FR", ("languages", "pt"): "POR",
    ("languages", "pl"): "POL", ("languages", "ru"): "RUS", ("languages", "ase"): "ASL",
    ("accessibility", "Wheelchair access"): "X", ("accessibility", "Wheelchair-accessible bathroom"): "XB",
    ("attributes", "Big Book"): "B", ("attributes", "Discussion"): "D", ("attributes", "Meditation"): "MED",
    ("attributes", "Speaker"): "SP", ("attributes", "Step Study"): "ST", ("attributes", "Candlelight"): "CAN",
    ("attributes", "Babysitting Available"): "BA", ("attributes", "Child-Friendly"): "CF",
}  # fmt: skip


def is_group(listing: Listing) -> bool:
    """Return whether the format is for such a listing."""
    return _GROUPS in listing.needs


def write(chosen: Shared, out: IO[bytes]) -> None:
    """Write the groups among the listings as one array, a line a meeting."""
    begun = False
    for listing in chosen:
        for row in rows_of(listing):
            out.write(b",\n" if begun else b"[\n")
            out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
            begun = True
    out.write(b"\n]\n" if begun else b"[]\n")


def rows_of(listing: Listing) -> list[Document]:
    """Return the meetings of a group; the first of them holds the rest of the listing."""
    document = document_of(listing)
    common = filled(_common(listing, document))
    slots = [slot for schedule in listing.schedules for slot in _slots(schedule)]
    rows = [common | filled(slot) for slot in slots]
    rest = "; ".join(filter(None, (describe(one) for one in listing.schedules if not _is_weekly(one))))
    if rest or not rows:
        notes = "\n".join(filter(None, (common.get("notes"), rest)))
        rows.append(common | ({"notes": notes} if notes else {}))
    base = slug(listing.name)[:22].rstrip("-")
    for number, row in enumerate(rows, 1):
        row["slug"] = f"{base}-{listing.id}" + (f"-{number}" if number > 1 else "")
    rows[0][KEY] = difference(_said(rows), document)
    return rows


def documents_of(rows: Iterable[Any]) -> Iterator[Document]:
    """Yield the listings, as JSON, of the rows that were written here; a group's rows follow one another."""
    group: list[Document] = []
    for row in rows:
        if isinstance(row, dict) and KEY in row and group:
            yield _whole(group)
            group = []
        if isinstance(row, dict) and (group or KEY in row):
            group.append(row)
    if group:
        yield _whole(group)


def _whole(rows: list[Document]) -> Document:
    rest = rows[0].get(KEY)
    return applied(_said(rows), rest if isinstance(rest, dict) else {})


def _common(listing: Listing, document: Document) -> Document:
    place = document.get("location", {})
    address, attendance = place.get("address", {}), document.get("attendance", {})
    origin = listing.sources[0]
    row = {key: document.get(name) for name, key in _PLAIN.items()}
    row |= {"slug": listing.id, "group": listing.organization.name, "attendance_option": _option(listing)}
    row |= {key: place.get(name) for name, key in _PLACE.items()}
    row |= {key: address.get(name) for name, key in _ADDRESS.items()}
    if listing.has_public_point:
        row |= {"latitude": place["latitude"], "longitude": place["longitude"]}
        row["approximate"] = "yes" if listing.location.precision in ROUGH else "no"
    row |= {key: attendance.get(name) for name, key in _ATTENDANCE.items()}
    row["phone"] = next(
        (display_phone(one.number, one.extension) for one in listing.phones if one.type == "voice"), None
    )
    row["updated"] = listing.last_modified and f"{listing.last_modified.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    row |= {"types": _types(listing), "entity": terms_of(origin).attribution, "entity_url": origin.url}
    return row


def _option(listing: Listing) -> str | None:
    if listing.status != "active" and "online" not in listing.modes:
        return "inactive"
    return _OPTION.get(frozenset(listing.modes) - {"phone"})


def _types(listing: Listing) -> list[str]:
    said = {"accessibility": listing.location.accessibility}
    found = [code for (field, value), code in _TYPES.items() if value in said.get(field, getattr(listing, field, []))]
    found += ["ONL"] if "online" in listing.modes else []
    return [*found, "TC"] if listing.status == "temporarily closed" else found


def _is_weekly(schedule: Schedule) -> bool:
    """Whether the format can say it: certain days of every week, from one time on."""
    plain = schedule.freq == "WEEKLY" and schedule.interval in (None, 1) and not schedule.bymonthday
    return bool(plain and schedule.opens_at and schedule.byday) and all(day in _DAYS for day in schedule.byday)


def _slots(schedule: Schedule) -> Iterator[Document]:
    if _is_weekly(schedule):
        for day in schedule.byday:
            yield {
                "day": _DAYS[day],
                "time": schedule.opens_at,
                "end_time": "00:00" if schedule.closes_at == "24:00" else schedule.closes_at,
                "timezone": schedule.timezone,
            }


def _said(rows: list[Document]) -> Document:
    """What the rows of a group say by themselves, as a listing."""
    row = rows[0]
    found = re.search(_SLUG, str(row.get("slug")))
    document: Document = {name: row.get(key) for name, key in _PLAIN.items()}
    document["id"] = found and found[1]
    document["organization"] = {"name": row.get("group")}
    place: Document = {name: row.get(key) for name, key in _PLACE.items()}
    place["address"] = {name: row.get(key) for name, key in _ADDRESS.items()}
    document["location"] = place | {name: row.get(name) for name in ("latitude", "longitude")}
    document["attendance"] = {name: row.get(key) for name, key in _ATTENDANCE.items()}
    document["modes"] = _MODES.get(str(row.get("attendance_option")))
    document["last_modified"] = _moment(row.get("updated"))
    document["schedules"] = [
        filled(
            {
                "freq": "WEEKLY",
                "byday": [weekday_from_sunday(one["day"])],
                "opens_at": one.get("time"),
                "closes_at": one.get("end_time"),
                "timezone": one.get("timezone"),
            }
        )
        for one in rows
        if isinstance(one.get("day"), int)
    ]
    return filled(document)


def _moment(value: object) -> str | None:
    try:
        return f"{datetime.strptime(str(value), '%Y-%m-%d %H:%M:%S').replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"
    except ValueError:
        return None
