"""What can be said about source files without the network, beyond what reading them already refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from data import gazetteer
from data.sources import AT, Source
from data.sources.fields import FIELDS

# What a drafted source says where only a person knows.
UNFILLED = "FILL IN"
TABLES = frozenset({"csv", "xlsx", "json", "geojson", "arcgis", "socrata"})
_BLANK = re.compile(r"\{[a-z]+\}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+|127\.0\.0\.1|localhost")


def problems(sources: Iterable[Source], *, registered: bool) -> list[str]:
    """Return a line for each mistake: the source, the key, what is wrong.

    A registered source must also say who publishes it, on what terms, what is known of its robots.txt, and may not
    ask for what another one asks for.
    """
    found: list[str] = []
    asked: dict[tuple[str | None, str | None], str] = {}
    for one in sources:
        checks = [_address(one), _columns(one), _area(one), _expect(one), _filled_in(one)]
        if registered:
            checks.append(_facts(one))
        found += [f"{one.id}: {line}" for lines in checks for line in lines]
        first = asked.setdefault((one.url, one.query or one.path), one.id)
        if registered and first != one.id:
            found.append(f"{one.id}: key url: {first} asks for the same")
    return found


def _filled_in(one: Source) -> Iterator[str]:
    for key in ("name", "publisher", "licence", "attribution", "homepage", "robots"):
        # Without words of its own the attribution is the publisher, who is asked for already.
        if key == "attribution" and one.attribution == one.publisher:
            continue
        if getattr(one, key, None) == UNFILLED:
            yield f"key {key}: a person has to fill it in before anything of it is published"


def _address(one: Source) -> Iterator[str]:
    if one.local_path is not None and not one.local_path.exists():
        yield f"key path: {one.path} is not there"
    if one.url is None:
        return
    unknown = set(_BLANK.findall(f"{one.url} {one.query}")) - {f"{{{blank}}}" for blank in one.blanks}
    if unknown:
        yield f"key url: nothing fills in {sorted(unknown)[0]}"
    parts = urlsplit(one.url)
    if not _HOST.fullmatch((parts.hostname or "").lower()) or re.search(r"\s", one.url):
        yield f"key url: {one.url[:80]!r} is not well formed"
    if parts.username or re.search(r"(?i)[?&](api_?key|key|token)=", one.url):
        yield "key url: it carries a key"


def _columns(one: Source) -> Iterator[str]:
    if one.format not in TABLES:
        if one.columns:
            yield f"key columns: {one.format} is no table"
        return
    for field in (*one.columns, *one.values):
        if field not in FIELDS:
            yield f"key columns: no field {field!r}"
    if "name" not in one.columns:
        yield "key columns: no column is the name"


def _area(one: Source) -> Iterator[str]:
    area = one.area
    if (area.country or one.country) != "US":
        return
    for state in area.all_states:
        if state not in gazetteer.state_names():
            yield f"key area.state: {state!r} is no state"
    if area.city and not gazetteer.find_cities(area.city, area.state):
        yield f"key area.city: {area.city}, {area.state} is not in the gazetteer"
    for county in area.all_counties:
        if not gazetteer.find_county(county, area.state or ""):
            yield f"key area.county: {county}, {area.state} is not in the gazetteer"


def _expect(one: Source) -> Iterator[str]:
    if one.expect.max is not None and one.expect.max < one.expect.min:
        yield "key expect: max is less than min"


def _facts(one: Source) -> Iterator[str]:
    if AT in one.id:
        yield f"key id: {AT} stands before a place in the ids of what is made for one"
    for key in ("publisher", "licence", "robots"):
        if not getattr(one, key):
            yield f"key {key}: not given"
    if not one.finds:
        yield "key needs: not given"
