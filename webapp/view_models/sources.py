"""The page of sources: those this directory was made of, and those it could read as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from data import sources
from data.errors import StoreError
from data.runs import time_of
from data.sources import Source
from webapp import filters, labels, numbers
from webapp.languages import gettext


@dataclass(frozen=True)
class ReadSource:
    """A source that was read: `shown` entries of it stand in the directory, `missing` of these it no longer has."""

    id: str
    name: str
    publisher: str | None
    licence: str
    attribution: str | None
    homepage: str | None
    place: str | None
    shown: int
    missing: int
    read: str
    sample: bool


@dataclass(frozen=True)
class OtherSource:
    """A registered source that was not read for this directory."""

    name: str
    place: str | None
    state: str


@dataclass(frozen=True)
class SourcesPage:
    """The page at `/sources`. `others` are registered and were not read here, `untried` of them never by us."""

    heading: str
    read: tuple[ReadSource, ...]
    shown: int
    others: tuple[OtherSource, ...]
    untried: int


def sources_page(store: Path) -> SourcesPage:
    """Return the page over the store at a path; a store that is not there or cannot be read has no sources."""
    facts, counts, runs = _stored(store, _mark(store))
    read = sorted(
        (_read(one, facts[one], counts.get(one, {}), runs.get(one)) for one in facts),
        key=lambda one: (-one.shown, one.name.casefold()),
    )
    registered = sources.registered()
    known = {one.partition(sources.AT)[0] for one in facts}
    others = [one for name, one in registered.items() if name not in known and not one.lead]
    return SourcesPage(
        heading=gettext("Sources"),
        read=tuple(read),
        shown=sum(one.shown for one in read),
        others=tuple(sorted(map(_other, others), key=lambda one: one.name.casefold())),
        untried=sum(1 for one in others if one.state.tried is None),
    )


def _mark(store: Path) -> int:
    """What changes whenever a merge ends; the log of the store is folded into the file later."""
    files = (store, store.with_name(f"{store.name}-wal"))
    return max((one.stat().st_mtime_ns for one in files if one.is_file()), default=0)


_Stored = tuple[dict[str, dict[str, Any]], dict[str, dict[str, int]], dict[str, str]]


@lru_cache(maxsize=2)
def _stored(path: Path, mark: int) -> _Stored:
    if not mark or not path.is_file():
        return {}, {}, {}
    # Only this page reads the store, and what reads it is large.
    from data.store import Store

    try:
        store = Store(path)
    except StoreError:
        return {}, {}, {}
    try:
        return store.sources(), store.standings(), store.runs()
    finally:
        store.close()


def _read(source_id: str, facts: Mapping[str, Any], counts: Mapping[str, int], run: str | None) -> ReadSource:
    when = time_of(run) if run else None
    licence = facts.get("licence")
    return ReadSource(
        id=source_id,
        name=facts.get("name") or source_id,
        publisher=facts.get("publisher"),
        licence=licence or gettext("not stated"),
        attribution=facts.get("attribution") if facts.get("attribution") != facts.get("publisher") else None,
        homepage=filters.web_link(facts.get("homepage")),
        place=_place(facts.get("area") or {}, facts.get("country")),
        shown=counts.get("seen", 0) + counts.get("missed", 0),
        missing=counts.get("missed", 0),
        read=numbers.date_words(when),
        sample=bool(facts.get("sample")) or labels.is_sample(facts.get("name"), source_id, licence),
    )


def _place(area: Mapping[str, Any], country: str | None) -> str | None:
    places = [area.get("city"), area.get("county"), *(area.get("counties") or ())]
    states = [area.get("state"), *(area.get("states") or ())]
    named = ", ".join([*filter(None, places), *filter(None, states)])
    code = area.get("country") or country
    return named or (labels.country(code) if code else None)


def _other(source: Source) -> OtherSource:
    area = source.area.model_dump(mode="json", exclude_defaults=True)
    return OtherSource(source.name, _place(area, source.country), _state(source))


def _state(source: Source) -> str:
    """How it is known that the source exists, and whether it was ever called."""
    if source.state.tried:
        return gettext("tried on %(date)s", date=numbers.date_words(source.state.tried.isoformat()))
    if source.state.how == "shipped":
        return gettext("comes with Kith")
    return gettext("never tried")
