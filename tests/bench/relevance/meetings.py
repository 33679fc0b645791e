"""Meetings and events: one row has one day and one time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.bench.relevance import rows
from tests.bench.relevance.item import SUNDAY_FIRST, Item, clock, day_code, point_of


def meeting_guide(source: str) -> Iterator[Item]:
    """Meeting Guide: `day` 0 is Sunday (Raleigh writes names); ONL is online, TC closed for now."""
    found = rows.read(source)
    streets = {(row["latitude"], row["longitude"], row.get("address")) for row in found if row.get("address")}
    unlike = Counter((latitude, longitude) for latitude, longitude, _ in streets)
    for row in found:
        point = point_of(row.get("latitude"), row.get("longitude"))
        at = (row.get("latitude"), row.get("longitude"))
        day = row["day"]
        code = SUNDAY_FIRST[int(day)] if str(day).isdigit() else day_code(day)
        types = set(row["types"])
        yield Item(
            source,
            (row["slug"],),
            row["name"] or "",
            " ".join(str(row.get(name) or "") for name in ("name", "notes", "location", "location_notes", "region")),
            point,
            # Without a street, or with many unlike streets at one point, the point is the town's.
            vague=not row.get("address") or unlike[at] > 2,
            times=((code, clock(row["time"]), clock(row.get("end_time") or ""), 0),),
            tags=frozenset(types),
            here="TC" not in types and bool(row.get("address") or "ONL" not in types),
            remote="ONL" in types,
        )


def bmlt(source: str) -> Iterator[Item]:
    """BMLT's older answers: `weekday_tinyint` 1 is Sunday; formats are letters."""
    for row in rows.read(source):
        yield Item(
            source,
            (row["id_bigint"],),
            row["meeting_name"],
            " ".join((row["meeting_name"], row["location_text"], row["location_info"])),
            point_of(row["latitude"], row["longitude"]),
            times=((SUNDAY_FIRST[int(row["weekday_tinyint"]) - 1], clock(row["start_time"]), "", 0),),
            tags=frozenset(row["formats"].split(",")),
        )


def bmlt_v3(source: str) -> Iterator[Item]:
    """BMLT's newer API: `day` 0 is Sunday; formats are numbers that another file explains."""
    formats = rows.objects("bmlt/admin-api-v3-formats.json")
    letters = {one["id"]: one["translations"][0]["key"] for one in formats}
    for row in rows.read(source):
        if row["published"]:
            yield Item(
                source,
                (str(row["id"]),),
                row["name"],
                " ".join(str(row[name] or "") for name in ("name", "location_text", "location_info", "comments")),
                point_of(row["latitude"], row["longitude"]),
                times=((SUNDAY_FIRST[row["day"]], row["startTime"], "", 0),),
                tags=frozenset(letters[one] for one in row["formatIds"]),
            )


def parishes(source: str) -> Iterator[Item]:
    """Masses, confessions and adorations, joined to their churches; some are cancelled, some on one date only."""
    churches = {row["slug"]: row for row in rows.table("spiritual/catholic-churches-rochester-ny-2026.csv")}
    for row in rows.read(source):
        church = churches.get(row["church_slug"])
        if church and not row["cancelled"] and row["event_kind"] == "weekly":
            yield Item(
                source,
                (f"{church['name']} {row['event_type']}", day_code(row["day_of_week"]), row["start_time"]),
                f"{church['name']} {row['event_type']}",
                f"{church['name']} {row['event_type']} {row.get('note') or ''}",
                point_of(church["latitude"], church["longitude"]),
                times=((day_code(row["day_of_week"]), clock(row["start_time"]), clock(row["end_time"] or ""), 0),),
                tags=frozenset({row["event_type"]}),
            )


def los_angeles_aa(source: str) -> Iterator[Item]:
    """AA of Los Angeles, 2016: one meeting a line."""
    for row in rows.read(source):
        if row["day_of_week"]:
            yield Item(
                source,
                (str(row["_id"]),),
                row["title"],
                row["title"],
                point_of(row["location"]["latitude"], row["location"]["longitude"]),
                times=((day_code(row["day_of_week"]), clock(row.get("time") or ""), "", 0),),
                tags=frozenset(row["descriptors"]),
            )


def los_angeles_al_anon(source: str) -> Iterator[Item]:
    """Al-Anon of Los Angeles, 2016: the focus is the name; the time and its half stand apart."""
    for row in rows.read(source):
        yield Item(
            source,
            (row["Meeting Focus"], row["Address"].strip(), day_code(row["Day"]), f"{row['Time']} {row['AMPM']}"),
            row["Meeting Focus"],
            f"{row['Meeting Focus']} {row['Special Information']}",
            point_of(row["Latitude"], row["Longitude"]),
            times=((day_code(row["Day"]), clock(f"{row['Time']} {row['AMPM']}"), "", 0),),
            tags=frozenset({row["Meeting Focus"]}),
        )
