"""Services that people go to: human services, food, treatment, volunteering; most have no times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.bench.relevance import rows
from tests.bench.relevance.item import Item, Point, Time, centre, clock, day_code, point_of
from tests.bench.relevance.rows import Row


def _children(row: Row, *names: str) -> list[Row]:
    return [one for name in names for one in row.get(name) or [] if isinstance(one, dict)]


def food(source: str) -> Iterator[Item]:
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


def ohana_api(source: str) -> Iterator[Item]:
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
                f"{row['name']} {row.get('description') or ''}",
                point_of(latitude, longitude),
            )


def ohana_tables(source: str) -> Iterator[Item]:
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


def miami(source: str) -> Iterator[Item]:
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
        time = (day_code(row["weekday"]), clock(row["opens_at"]), clock(row["closes_at"]), 0)
        found.setdefault(row["service_id"], []).append(time)
    return found


def samhsa(source: str) -> Iterator[Item]:
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


def findtreatment(source: str) -> Iterator[Item]:
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


def california(source: str) -> Iterator[Item]:
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


def food_oasis(source: str) -> Iterator[Item]:
    """Food Oasis: categories and hours are tables; `inactive` is "t"; one point in the sea stands for none."""
    names = {row["id"]: row["name"] for row in rows.table("city/la-food-oasis-category.csv")}
    tags: dict[str, set[str]] = {}
    for row in rows.table("city/la-food-oasis-stakeholder_category.csv"):
        tags.setdefault(row["stakeholder_id"], set()).add(names[row["category_id"]])
    times: dict[str, list[Time]] = {}
    for row in rows.table("city/la-food-oasis-stakeholder_schedule.csv"):
        time = (day_code(row["day_of_week"]), clock(row["open"]), clock(row["close"]), int(row["week_of_month"]))
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


def linksf(source: str) -> Iterator[Item]:
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


def volunteering(source: str) -> Iterator[Item]:
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


def chicago_health(source: str) -> Iterator[Item]:
    """Socrata rows: the columns count from the left, the address is JSON in a list."""
    for row in rows.read(source):
        cells: list[Any] = list(row)
        words = f"{cells[8]} {cells[11]}"
        yield Item(source, (cells[1],), cells[8], words, point_of(cells[12][1], cells[12][2]))
