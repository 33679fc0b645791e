"""What the raw rows of each capture say, in one shape for the rules: place, times, codes, words.

One small function a source family, checked by hand against the feed's own description (../shared/captures/README.md).
Nothing of Kith is used: a mistake of its crawlers or its cleaning must show as a missed result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import zipcodes

from tests.bench.relevance import rows, sample_names
from tests.bench.relevance.rows import Row

SUNDAY_FIRST = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
Point = tuple[float, float]
# Day, beginning and end ("HH:MM", end may be empty), which of the month (0: every).
Time = tuple[str, str, str, int]


@dataclass(frozen=True)
class Item:
    """One raw row. `key` is its id in the feed, or what tells it apart there; `vague` says the point is no door."""

    source: str
    key: tuple[str, ...]
    name: str
    text: str = ""
    point: Point | None = None
    vague: bool = False
    times: tuple[Time, ...] = ()
    tags: frozenset[str] = field(default_factory=frozenset)
    here: bool = True
    remote: bool = False


@cache
def items(source: str) -> list[Item]:
    """Return the rows of a source that somebody could be sent to: not withdrawn, not closed, not cancelled."""
    return list(_VIEWS[source](source))


def clock(text: str) -> str:
    """Return `HH:MM` of a time as the feeds write it: `19:30`, `19:30:00`, `7:30 PM`, `9:00am`; empty when none."""
    found = re.fullmatch(r"\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*([ap]m)?\s*", text or "", re.IGNORECASE)
    if not found:
        return ""
    hour, half = int(found[1]), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{found[2]}"


def point_of(latitude: Any, longitude: Any) -> Point | None:
    """Return a point, or None for none and for the origin of the map."""
    try:
        found = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return None if found == (0.0, 0.0) else found


@cache
def centre(zip_code: str) -> Point | None:
    """Return the centre of a ZIP code."""
    found = zipcodes.matching(zip_code) if re.fullmatch(r"\d{5}", zip_code) else []
    return point_of(found[0]["lat"], found[0]["long"]) if found else None


def _code(day: str) -> str:
    return day.strip()[:2].upper()


def _meetings(source: str) -> Iterator[Item]:
    """Meeting Guide: `day` 0 is Sunday (Raleigh writes names); ONL is online, TC closed for now."""
    found = rows.read(source)
    streets = {(row["latitude"], row["longitude"], row.get("address")) for row in found if row.get("address")}
    unlike = Counter((latitude, longitude) for latitude, longitude, _ in streets)
    for row in found:
        point = point_of(row.get("latitude"), row.get("longitude"))
        at = (row.get("latitude"), row.get("longitude"))
        day = row["day"]
        code = SUNDAY_FIRST[int(day)] if str(day).isdigit() else _code(day)
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


def _bmlt(source: str) -> Iterator[Item]:
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


def _bmlt_v3(source: str) -> Iterator[Item]:
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


def _children(row: Row, *names: str) -> list[Row]:
    return [one for name in names for one in row.get(name) or [] if isinstance(one, dict)]


def _food(source: str) -> Iterator[Item]:
    """The food banks' organizations: all give food, and no row says on which day of the week."""
    for row in rows.read(source):
        place = next(iter(_children(row, "locations")), {})
        address = next(iter(_children(place, "addresses", "address", "addresss", "physical_addresses")), {})
        yield Item(
            source,
            (str(row["name"]).strip(), str(address.get("address_1") or "").strip()),
            row["name"],
            f"{row['name']} {row.get('description') or ''} {place.get('name') or ''}",
            point_of(place.get("latitude"), place.get("longitude")),
            vague=(place.get("latitude"), place.get("longitude")) == (38.9072, -77.0369),
            tags=frozenset({"food"}),
        )


def _ohana_api(source: str) -> Iterator[Item]:
    """Locations of an Ohana API, from the pages of three searches."""
    folder = rows.FILES[source]
    seen = set()
    for page in sorted((rows.CAPTURES / folder).glob("search-*-page?.json")):
        for row in rows.objects(f"{folder}/{page.name}"):
            if row["id"] in seen:
                continue
            seen.add(row["id"])
            longitude, latitude = row.get("coordinates") or (None, None)
            yield Item(
                source,
                (f"{row['organization']['id']}@{row['id']}",),
                row["name"],
                f"{row['name']} {row.get('short_desc') or ''} {row.get('description') or ''}",
                point_of(latitude, longitude),
            )


def _ohana_tables(source: str) -> Iterator[Item]:
    """Ohana's tables: one service a location, told apart by its numbers."""
    folder = rows.FILES[source]
    places = {row["id"]: row for row in rows.table(f"{folder}/locations.csv")}
    for row in rows.table(f"{folder}/services.csv"):
        place = places[row["location_id"]]
        if int(row["id"]) < 20:
            yield Item(
                source,
                (f"{row['id']}@{row['location_id']}",),
                row["name"],
                " ".join((row["name"], place["name"], row["description"], row["audience"], row["keywords"])),
                point_of(place["latitude"], place["longitude"]),
                tags=frozenset(code.strip() for code in row["taxonomy_ids"].split(",")),
            )


def _miami(source: str) -> Iterator[Item]:
    """A county's 211 as tables. Half the places have no point: then the ZIP code's centre, which is no door."""
    archive = rows.FILES[source]
    tags, places, times = _miami_tags(archive), _miami_points(archive), _miami_times(archive)
    for row in rows.table("data/services.csv", archive):
        point, vague = places.get(row["id"], (None, True))
        yield Item(
            source,
            (row["id"],),
            row["name"],
            f"{row['name']} {row['description']}",
            point,
            vague,
            times=tuple(times.get(row["id"], ())),
            tags=frozenset(tags.get(row["id"], ())),
        )


def _miami_tags(archive: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows.table("data/services_taxonomy.csv", archive):
        found.setdefault(row["service_id"], set()).add(row["taxonomy_id"])
    for row in rows.table("data/languages.csv", archive):
        found.setdefault(row["service_id"], set()).add(f"language:{row['language'].strip().lower()}")
    return found


def _miami_points(archive: str) -> dict[str, tuple[Point | None, bool]]:
    zips = {row["location_id"]: row["postal_code"][:5] for row in rows.table("data/physical_addresses.csv", archive)}
    points = {}
    for row in rows.table("data/locations.csv", archive):
        exact = point_of(row["latitude"], row["longitude"])
        points[row["id"]] = (exact or centre(zips.get(row["id"], "")), exact is None)
    return points


def _miami_times(archive: str) -> dict[str, list[Time]]:
    found: dict[str, list[Time]] = {}
    for row in rows.table("data/regular_schedules.csv", archive):
        time = (_code(row["weekday"]), clock(row["opens_at"]), clock(row["closes_at"]), 0)
        found.setdefault(row["service_id"], []).append(time)
    return found


def _osm(source: str) -> Iterator[Item]:
    """OpenStreetMap: tags are flat beside the id; what has no name is no listing."""
    for row in rows.read(source):
        said = row["properties"]
        longitude, latitude = row["geometry"]["coordinates"]
        tags = {f"{name}:{value}" for name in ("religion", "denomination") for value in said.get(name, "").split(";")}
        if said.get("name"):
            yield Item(source, (said["@id"],), said["name"], said["name"], (latitude, longitude), tags=frozenset(tags))


def _samhsa(source: str) -> Iterator[Item]:
    """The national directory: codes in blank-separated groups, no coordinates: the ZIP code's centre stands in."""
    for row in rows.read(source):
        yield Item(
            source,
            ("|".join(row[name].strip() for name in ("name1", "street1", "zip")),),
            row["name1"],
            f"{row['name1']} {row['name2']}",
            centre(row["zip"]),
            tags=frozenset(row["service_code_info"].replace("*", " ").split()),
        )


def _findtreatment(source: str) -> Iterator[Item]:
    """FindTreatment.gov: services are texts joined by semicolons, below the code of their category."""
    for row in rows.read(source):
        tags = {text.strip() for one in row["services"] for text in one["f3"].split(";")}
        yield Item(
            source,
            (row["frid"],),
            row["name1"],
            f"{row['name1']} {row['name2'] or ''}",
            point_of(row["latitude"], row["longitude"]),
            tags=frozenset(tags | {row["typeFacility"]}),
        )


def _imls(source: str) -> Iterator[Item]:
    """Library outlets: BS is a bookmobile, CE and BR are houses."""
    for row in rows.read(source):
        yield Item(
            source,
            (f"{row['FSCSKEY']}-{row['FSCS_SEQ']}",),
            row["LIBNAME"],
            row["LIBNAME"],
            point_of(row["LATITUDE"], row["LONGITUD"]),
            tags=frozenset({row["C_OUT_TY"]}),
        )


def _california(source: str) -> Iterator[Item]:
    """Licensed facilities: RES or NON residential, a population in capitals; an expired licence closes the door."""
    for row in rows.read(source):
        if row["license_expired"] != "true":
            tags = {row["setting_code"], *row["target_population"].split("/"), f"detox:{row['offers_detox']}"}
            yield Item(
                source,
                (row["license_number"],),
                row["facility_name"],
                f"{row['facility_name']} {row['legal_entity']}",
                point_of(row["latitude"], row["longitude"]),
                tags=frozenset(tags),
            )


def _food_oasis(source: str) -> Iterator[Item]:
    """Food Oasis: categories and hours are tables; `inactive` is "t"; one point in the sea stands for none."""
    names = {row["id"]: row["name"] for row in rows.table("city/la-food-oasis-category.csv")}
    tags: dict[str, set[str]] = {}
    for row in rows.table("city/la-food-oasis-stakeholder_category.csv"):
        tags.setdefault(row["stakeholder_id"], set()).add(names[row["category_id"]])
    times: dict[str, list[Time]] = {}
    for row in rows.table("city/la-food-oasis-stakeholder_schedule.csv"):
        time = (_code(row["day_of_week"]), clock(row["open"]), clock(row["close"]), int(row["week_of_month"]))
        times.setdefault(row["stakeholder_id"], []).append(time)
    for row in rows.read(source):
        point = point_of(row["latitude"], row["longitude"])
        spoken = {f"language:{word}" for word in re.findall(r"\w+", row["languages"].lower())}
        if row["inactive"] == "f":
            yield Item(
                source,
                (row["id"],),
                row["name"],
                " ".join((row["name"], row["parent_organization"], row["description"], row["services"])),
                point,
                vague=point is not None and point[0] < 33.95 and point[1] < -118.51,
                times=tuple(times.get(row["id"], ())),
                tags=frozenset(tags.get(row["id"], set()) | spoken),
            )


def _linksf(source: str) -> Iterator[Item]:
    """Link-SF: a site with its services; `gender` and `age` are letters. The same site stands there twice."""
    for key, row in {row["objectId"]: row for row in rows.read(source)}.items():
        place = row["location"]
        services = [f"{one['category']} {one['name']} {one['description'] or ''}" for one in row["services"]]
        yield Item(
            source,
            (key,),
            row["name"],
            " ".join((row["name"], *services)),
            point_of(place["latitude"], place["longitude"]),
            tags=frozenset({one["category"] for one in row["services"]} | {f"gender:{row.get('gender')}"}),
        )


def _volunteering(source: str) -> Iterator[Item]:
    """New York's opportunities: the place is a dictionary in a text, or only a ZIP code."""
    for row in rows.read(source):
        words = re.search(r"'latitude': '([-\d.]+)', 'longitude': '([-\d.]+)'", row["locality"])
        exact = point_of(words[1], words[2]) if words else None
        yield Item(
            source,
            (row["opportunity_id"],),
            row["title"],
            f"{row['title']} {row['org_title']} {row['summary']}",
            exact or centre(row["Postcode"].strip()[:5]),
            vague=exact is None,
            tags=frozenset({row["category_desc"]}),
        )


def _chicago_health(source: str) -> Iterator[Item]:
    """Socrata rows: the columns count from the left, the address is JSON in a list."""
    for row in rows.read(source):
        cells: list[Any] = list(row)
        words = f"{cells[8]} {cells[11]}"
        yield Item(source, (cells[1],), cells[8], words, point_of(cells[12][1], cells[12][2]))


def _features(key: str, tag: str = "") -> Callable[[str], Iterator[Item]]:
    """A view of a map layer whose features have a `NAME`."""

    def view(source: str) -> Iterator[Item]:
        for row in rows.read(source):
            said = row["properties"]
            longitude, latitude = row["geometry"]["coordinates"]
            tags = frozenset({str(said.get(tag) or "").strip()})
            yield Item(source, (str(said[key]),), said["NAME"], said["NAME"], (latitude, longitude), tags=tags)

    return view


_CHICAGO_DAYS = {"su": "SU", "m": "MO", "tu": "TU", "w": "WE", "th": "TH", "f": "FR", "sa": "SA"}


def _chicago_libraries(source: str) -> Iterator[Item]:
    """Branches with hours a weekday: `10am-6pm` or `closed`."""
    for row in rows.read(source):
        said = row["properties"]
        longitude, latitude = row["geometry"]["coordinates"]
        times = []
        for day, hours in said["hours"].items():
            halves = re.findall(r"(\d+)(?::(\d\d))?([ap]m)", hours)
            if len(halves) == 2:
                first, last = (clock(f"{hour}:{minute or '00'}{half}") for hour, minute, half in halves)
                times.append((_CHICAGO_DAYS[day], first, last, 0))
        yield Item(source, (said["name"],), said["name"], said["name"], (latitude, longitude), times=tuple(times))


def _parishes(source: str) -> Iterator[Item]:
    """Masses, confessions and adorations, joined to their churches; some are cancelled, some on one date only."""
    churches = {row["slug"]: row for row in rows.table("spiritual/catholic-churches-rochester-ny-2026.csv")}
    for row in rows.read(source):
        church = churches.get(row["church_slug"])
        if church and not row["cancelled"] and row["event_kind"] == "weekly":
            yield Item(
                source,
                (f"{church['name']} {row['event_type']}", _code(row["day_of_week"]), row["start_time"]),
                f"{church['name']} {row['event_type']}",
                f"{church['name']} {row['event_type']} {row.get('note') or ''}",
                point_of(church["latitude"], church["longitude"]),
                times=((_code(row["day_of_week"]), clock(row["start_time"]), clock(row["end_time"] or ""), 0),),
                tags=frozenset({row["event_type"]}),
            )


def _los_angeles_aa(source: str) -> Iterator[Item]:
    """AA of Los Angeles, 2016: one meeting a line."""
    for row in rows.read(source):
        if row["day_of_week"]:
            yield Item(
                source,
                (str(row["_id"]),),
                row["title"],
                row["title"],
                point_of(row["location"]["latitude"], row["location"]["longitude"]),
                times=((_code(row["day_of_week"]), clock(row.get("time") or ""), "", 0),),
                tags=frozenset(row["descriptors"]),
            )


def _los_angeles_al_anon(source: str) -> Iterator[Item]:
    """Al-Anon of Los Angeles, 2016: the focus is the name; the time and its half stand apart."""
    for row in rows.read(source):
        yield Item(
            source,
            (row["Meeting Focus"], row["Address"].strip(), _code(row["Day"]), f"{row['Time']} {row['AMPM']}"),
            row["Meeting Focus"],
            f"{row['Meeting Focus']} {row['Special Information']}",
            point_of(row["Latitude"], row["Longitude"]),
            times=((_code(row["Day"]), clock(f"{row['Time']} {row['AMPM']}"), "", 0),),
            tags=frozenset({row["Meeting Focus"]}),
        )


def _sample(source: str) -> Iterator[Item]:
    """The sample community is judged by name: every listing of its feeds is known by hand."""
    for name in sample_names.read(source):
        yield Item(source, (name,), name, name, remote=True)


_VIEWS: dict[str, Callable[[str], Iterator[Item]]] = {
    "tsml-sf-marin": _meetings,
    "tsml-raleigh": _meetings,
    "bmlt-v3": _bmlt_v3,
    "bmlt-day2": _bmlt,
    "bmlt-day3": _bmlt,
    "bmlt-day4": _bmlt,
    "hsds-ohana-csv": _ohana_tables,
    "hsds-ohana-api": _ohana_api,
    "hsds-food-dc": _food,
    "hsds-food-ny": _food,
    "hsds-food-silicon-valley": _food,
    "hsds-food-western-ma": _food,
    "hsds-miami": _miami,
    "osm-worship": _osm,
    "osm-community": _osm,
    "samhsa-directory": _samhsa,
    "samhsa-findtreatment": _findtreatment,
    "imls-outlets": _imls,
    "city-california-csv": _california,
    "city-food-oasis": _food_oasis,
    "city-linksf": _linksf,
    "city-nyc-volunteer": _volunteering,
    "city-chicago-health": _chicago_health,
    "city-chicago-libraries": _chicago_libraries,
    "city-long-beach-libraries": _features("osm_id"),
    "city-dc-adult-mental-health": _features("OBJECTID"),
    "city-dc-child-mental-health": _features("OBJECTID"),
    "city-dc-shelters": _features("OBJECTID", "DEPT"),
    "city-dc-libraries": _features("OBJECTID"),
    "city-dc-worship": _features("OBJECTID", "RELIGION"),
    "spiritual-events": _parishes,
    "groups-la-12-step": _los_angeles_aa,
    "groups-la-al-anon": _los_angeles_al_anon,
    **dict.fromkeys(sample_names.SOURCES, _sample),
}
SOURCES = tuple(_VIEWS)
