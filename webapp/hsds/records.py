"""The records of a generation as the lists of the API have them: which are asked for, and each as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic_core import to_json

from data.hsds import terms
from data.hsds.listings import (
    brief_service,
    brief_service_at_location,
    moment_of,
    service_at_location_of,
    service_id,
    service_of,
)
from data.hsds.parts import Document
from index.catalog import Catalog, moment
from index.engine import Generation
from index.selecting import Wanted, select, select_organizations
from webapp.hsds.asked import Asked, place_of

# One record as pieces of JSON: an organization may have thousands of services.
Pieces = Iterator[bytes]


@dataclass(frozen=True)
class Found:
    """What a list has, in order, and how one of it is written; `large` when one may be too large to be held."""

    numbers: Sequence[Any] | np.ndarray
    write: Callable[[Any], Pieces]
    large: bool = False


def services(generation: Generation, asked: Asked) -> Found:
    """The services that are asked for."""
    catalog = generation.catalog
    rows = select(catalog, _wanted(catalog, asked))
    if asked["minimal"]:
        return Found(rows, lambda row: _minimal(catalog, int(row)))
    if asked["full"]:
        return Found(rows, lambda row: _one(whole_service(catalog, int(row))))
    return Found(rows, lambda row: _one(_brief_service(catalog, int(row))))


def service_at_locations(generation: Generation, asked: Asked) -> Found:
    """The services at locations that are asked for."""
    catalog = generation.catalog
    rows = select(catalog, _wanted(catalog, asked))
    return Found(rows, lambda row: _one(service_at_location(catalog, int(row), bool(asked["full"]))))


def organizations(generation: Generation, asked: Asked) -> Found:
    """The organizations that are asked for."""
    catalog, services_too = generation.catalog, bool(asked["full_service"])
    numbers = select_organizations(catalog, _wanted(catalog, asked))
    if asked["full"] or services_too:
        return Found(numbers, lambda number: organization(catalog, int(number), services_too), large=True)
    return Found(numbers, lambda number: _one(catalog.organization_document(int(number))))


def taxonomies(generation: Generation, asked: Asked) -> Found:
    """The taxonomies with the words in their names."""
    return Found([one for one in terms.taxonomies() if _says(one, asked["search"])], _one)


def taxonomy_terms(generation: Generation, asked: Asked) -> Found:
    """The terms that are asked for."""
    found = [
        one
        for one in generation.catalog.own_terms
        if asked["taxonomy_id"] in (None, one["taxonomy_id"])
        and asked["parent_id"] in (None, one.get("parent_id"))
        and not (asked["top_only"] and "parent_id" in one)
        and _says(one, asked["search"])
    ]
    return Found(found, lambda one: _one(term(one)))


def changes(generation: Generation, asked: Asked) -> Found:
    """What changed since a time, the earliest first: services that were added or changed, and ids that were removed."""
    catalog, since = generation.catalog, asked["since"]
    rows = np.flatnonzero(catalog.shared & (catalog.modified >= since))
    leads_to = dict(generation.redirects())
    found = [
        (int(catalog.modified[row]), catalog.listing_id(row), "added" if catalog.added[row] >= since else "changed")
        for row in rows.tolist()
    ]
    found += [(at, listing_id, "removed") for listing_id, at in catalog.gone_since(since)]
    return Found(sorted(found), lambda one: _one(_change(*one, leads_to)))


def _change(at: int, listing_id: str, change: str, leads_to: dict[str, str]) -> Document:
    found = {
        "id": service_id(listing_id),
        "service_at_location_id": listing_id,
        "change": change,
        "modified_date": in_words(at),
    }
    if change == "removed" and listing_id in leads_to:
        found["moved_to"] = service_id(leads_to[listing_id])
    return found


@lru_cache(maxsize=10_000)
def in_words(milliseconds: int) -> str:
    """Return a time of the history as JSON has it."""
    return moment_of(moment(milliseconds))


def whole_service(catalog: Catalog, row: int) -> Document:
    """Return the service of a row with all that is in it."""
    return _document(catalog, row, service_of)


def _brief_service(catalog: Catalog, row: int) -> Document:
    return _document(catalog, row, brief_service)


def service_at_location(catalog: Catalog, row: int, full: bool) -> Document:
    """Return the service at a location of a row, whole or only what it has one of."""
    return _document(catalog, row, service_at_location_of if full else brief_service_at_location)


def _document(catalog: Catalog, row: int, make: Callable[[Document, Document, str], Document]) -> Document:
    return make(catalog.stored(row), _organization_of(catalog, row), in_words(int(catalog.modified[row])))


def organization(catalog: Catalog, number: int, full_service: bool) -> Pieces:
    """Yield an organization with its services and their locations."""
    yield to_json(catalog.organization_document(number))[:-1]
    locations = []
    for at, row in enumerate(catalog.rows_of_organization(number).tolist()):
        whole = whole_service(catalog, row)
        (link,) = whole["service_at_locations"]
        locations.append(to_json(link["location"]))
        # The organization stands around it.
        inner = {name: value for name, value in whole.items() if name != "organization"}
        shown = inner if full_service else {name: whole[name] for name in ("id", "name", "status")}
        yield (b"," if at else b',"services":[') + to_json(shown)
    yield b'],"locations":[' + b",".join(locations) + b"]}"


def term(found: Document) -> Document:
    """Return a term with its taxonomy in it."""
    (owner,) = (one for one in terms.taxonomies() if one["id"] == found["taxonomy_id"])
    return found | {"taxonomy_detail": owner}


def _organization_of(catalog: Catalog, row: int) -> Document:
    return catalog.organization_document(int(catalog.organization[row]))


def _minimal(catalog: Catalog, row: int) -> Pieces:
    changed = in_words(int(catalog.modified[row]))
    yield f'{{"id":"{service_id(catalog.listing_id(row))}","modified_date":"{changed}"}}'.encode("ascii")


def _wanted(catalog: Catalog, asked: Asked) -> Wanted:
    place = place_of(asked)
    point = None if asked["lat"] is None else (asked["lat"], asked["lon"])
    if asked["proximity"] is not None and place is not None:
        point = (place.lat, place.lon)
    number = -1 if asked["organization_id"] is None else catalog.number_of_organization(asked["organization_id"])
    return Wanted(
        text=asked["search"] if (asked["search"] or "").strip() else None,
        terms=_names(asked["taxonomy_term_id"], lambda key: tuple(filter(None, [catalog.term_names.get(key)]))),
        of_taxonomy=_names(asked["taxonomy_id"], lambda key: catalog.taxonomy_names.get(key, ())),
        organization=None if asked["organization_id"] is None else (-1 if number is None else number),
        modified_after=asked["modified_after"],
        area=place,
        point=point,
        metres=asked["radius"] if asked["proximity"] is None else asked["proximity"],
    )


def _names(key: str | None, find: Callable[[str], tuple[str, ...]]) -> tuple[str, ...] | None:
    return None if key is None else find(key)


def _says(document: Document, text: str | None) -> bool:
    said = f"{document['name']} {document['description']} {document.get('code', '')}".casefold()
    return all(word in said for word in (text or "").casefold().split())


def _one(document: Document) -> Pieces:
    yield to_json(document)
