"""What the raw rows of each capture say, in one shape for the rules: place, times, codes, words.

One small function a source family, checked by hand against the feed's own description (../shared/captures/README.md).
Nothing of Kith is used: a mistake of its crawlers or its cleaning must show as a missed result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from tests.bench.relevance import meetings, rows, sample_names, services
from tests.bench.relevance.item import Item, clock, point_of


@cache
def items(source: str) -> list[Item]:
    """Return the rows of a source that somebody could be sent to: not withdrawn, not closed, not cancelled."""
    return list(_VIEWS[source](source))


def _osm(source: str) -> Iterator[Item]:
    """OpenStreetMap: tags are flat beside the id; what has no name is no listing."""
    for row in rows.read(source):
        said = row["properties"]
        longitude, latitude = row["geometry"]["coordinates"]
        tags = {f"{name}:{value}" for name in ("religion", "denomination") for value in said.get(name, "").split(";")}
        if said.get("name"):
            yield Item(source, (said["@id"],), said["name"], said["name"], (latitude, longitude), tags=frozenset(tags))


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


def _sample(source: str) -> Iterator[Item]:
    """The sample community is judged by name: every listing of its feeds is known by hand."""
    for name in sample_names.read(source):
        yield Item(source, (name,), name, name, remote=True)


_VIEWS: dict[str, Callable[[str], Iterator[Item]]] = {
    "tsml-sf-marin": meetings.meeting_guide,
    "tsml-raleigh": meetings.meeting_guide,
    "bmlt-v3": meetings.bmlt_v3,
    "bmlt-day2": meetings.bmlt,
    "bmlt-day3": meetings.bmlt,
    "bmlt-day4": meetings.bmlt,
    "hsds-ohana-csv": services.ohana_tables,
    "hsds-ohana-api": services.ohana_api,
    "hsds-food-dc": services.food,
    "hsds-food-ny": services.food,
    "hsds-food-silicon-valley": services.food,
    "hsds-food-western-ma": services.food,
    "hsds-miami": services.miami,
    "osm-worship": _osm,
    "osm-community": _osm,
    "samhsa-directory": services.samhsa,
    "samhsa-findtreatment": services.findtreatment,
    "imls-outlets": _imls,
    "city-california-csv": services.california,
    "city-food-oasis": services.food_oasis,
    "city-linksf": services.linksf,
    "city-nyc-volunteer": services.volunteering,
    "city-chicago-health": services.chicago_health,
    "city-chicago-libraries": _chicago_libraries,
    "city-long-beach-libraries": _features("osm_id"),
    "city-dc-adult-mental-health": _features("OBJECTID"),
    "city-dc-child-mental-health": _features("OBJECTID"),
    "city-dc-shelters": _features("OBJECTID", "DEPT"),
    "city-dc-libraries": _features("OBJECTID"),
    "city-dc-worship": _features("OBJECTID", "RELIGION"),
    "spiritual-events": meetings.parishes,
    "groups-la-12-step": meetings.los_angeles_aa,
    "groups-la-al-anon": meetings.los_angeles_al_anon,
    **dict.fromkeys(sample_names.SOURCES, _sample),
}
SOURCES = tuple(_VIEWS)
