"""A listing as the objects of HSDS 3.1: one service at one location of one organization.

Only what the public may see goes in (`data.visibility.public`), and only what a source said comes out: what is not
stated is left out, and empty where the schemas demand it (an organization's `description`, parts of an address). Ids
last as long as the listing: `service_at_location.id` is the listing's own, the others are made from it
(`data.ids.part_id`). An organization has no id of its own in most sources: it is its name in one source and state.
Times of change are ours, because few sources tell theirs: what a source says is a row of `metadata`, where the other
facts of provenance are as well.

A listing is read as the store and the index have it: JSON without what is empty or usual
(`model_dump(mode="json", exclude_defaults=True)`). Nothing is checked again, because a hundred thousand listings are
written for one reader. Terms, organizations and rules of schedules are shared objects, which must not be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from data import taxonomy
from data.hsds.schedules import schedules_of
from data.hsds.terms import attribute
from data.ids import listing_id, part_id
from data.model import Document

JOIN_ONLINE, JOIN_BY_PHONE = "Join online", "Join by phone"
_PHONE_TYPES = {"tty": "textphone"}
# Vocabularies whose terms are said of a service, and the listing's field that holds them.
TERMS_OF_SERVICE = {"needs": "needs", "cost": "cost", "modes": "modes", "audiences": "audiences",
                    "led_by": "led_by", "faith": "faith", "words": "attributes"}  # fmt: skip


# What a service, a location and an address have in the words and under the names of the listing.
_SAME = ("name", "alternate_name", "description", "url", "email", "application_process", "fees_description",
         "eligibility_description", "alert")  # fmt: skip
_SAME_OF_PLACE = ("name", "description", "transportation")
_NEEDED_OF_ADDRESS = ("address_1", "city", "state_province", "postal_code", "country")
# Parts of a source's provenance, in the order in which they are told.
_OF_SOURCE = ("source", "record", "key", "url", "licence", "attribution")
_DAY = len("2026-01-31")


def service_id(listing: str) -> str:
    """Return the id of the service of the listing with this id."""
    return part_id(listing, "service")


def organization_of(listing: Document) -> Document:
    """Return the organization as this listing tells of it."""
    said, address = listing["organization"], listing.get("location", {}).get("address") or {}
    state = "/".join(filter(None, (address.get("country"), address.get("state_province"))))
    name = " ".join(said["name"].casefold().split())
    found = {"id": part_id("organization", _founder(listing)["source"], name, state), "name": said["name"]}
    for own, theirs in (("description", "description"), ("email", "email"), ("website", "url")):
        if said.get(theirs):
            found[own] = said[theirs]
    return found if "description" in found else found | {"description": ""}


def _founder(listing: Document) -> Document:
    """The source that the listing had first: others come and go."""
    first: Document = listing["sources"][0]
    if len(listing["sources"]) == 1:
        return first
    made = (one for one in listing["sources"] if listing_id(one["source"], one["key"]) == listing["id"])
    return next(made, first)


def joined_organization(said: Iterable[tuple[Document, int]]) -> Document:
    """Return what is said of one organization, each value as most listings have it that state one.

    `said` are documents of `organization_of` with one id, and how many listings say so.
    """
    ordered = sorted(said, key=lambda one: (-one[1], sorted(one[0].items())))
    found: Document = {}
    for document, _ in ordered:
        found |= {name: value for name, value in document.items() if not found.get(name)}
    names = ("id", "name", "description", "email", "website")
    return {name: found[name] for name in names if name in found}


def service_of(listing: Document, organization: Document, modified: str | None = None) -> Document:
    """Return the whole service with its service_at_location in it; `modified` is when it last changed."""
    found = _service(listing, organization, modified)
    found["service_at_locations"] = [_link(listing, found["id"])]
    return found


def service_at_location_of(listing: Document, organization: Document, modified: str | None = None) -> Document:
    """Return the whole service_at_location with its service in it."""
    service = _service(listing, organization, modified)
    return _link(listing, service["id"]) | {"service": service}


def brief_service(listing: Document, organization: Document, modified: str | None = None) -> Document:
    """Return the service as the lists of the API show it: with what it has one of."""
    found = {
        "id": service_id(listing["id"]),
        "organization_id": organization["id"],
        "status": listing.get("status", "active"),
    }
    for name in ("minimum_age", "maximum_age"):
        if listing.get(name) is not None:
            found[name] = _number(listing[name])
    if listing.get("confirmed"):
        found["assured_date"] = listing["confirmed"]
    if modified or listing.get("last_modified"):
        found["last_modified"] = modified or _moment(listing["last_modified"])
    found["organization"] = organization
    for name in _SAME:
        if listing.get(name):
            found[name] = listing[name]
    return found


def brief_service_at_location(listing: Document, organization: Document, modified: str | None = None) -> Document:
    """Return the service_at_location as the lists of the API show it: with what it has one of."""
    service = brief_service(listing, organization, modified)
    found = _brief_link(listing, service["id"])
    return found | {"location": _brief_location(found["location_id"], listing), "service": service}


def _service(listing: Document, organization: Document, modified: str | None) -> Document:
    found = brief_service(listing, organization, modified)
    own = found["id"]
    lists = {
        "additional_urls": _join_online(own, listing),
        "phones": _distinct(_phone(own, one) for one in listing.get("phones", ())),
        "schedules": schedules_of(own, listing.get("schedules", ())),
        "service_areas": _distinct(_area(own, one) for one in listing.get("service_areas", ())),
        "languages": _languages(own, listing.get("languages", ())),
        "cost_options": [_cost(own, one) for one in listing.get("cost", ())],
        "required_documents": _distinct(
            {"id": part_id(own, "required_document", one), "document": one}
            for one in listing.get("required_documents", ())
        ),
        "attributes": _distinct(
            attribute(own, "service", vocabulary, value) for vocabulary, value in terms_of_service(listing)
        ),
        "metadata": _metadata(own, listing),
    }
    found.update((name, value) for name, value in lists.items() if value)
    return found


def terms_of_service(listing: Document) -> Iterator[tuple[str, str]]:
    """Yield vocabulary and value of the terms that are attributes of the listing's service."""
    for vocabulary, name in TERMS_OF_SERVICE.items():
        said = listing.get(name)
        if said:
            for value in said if isinstance(said, list) else (said,):
                yield vocabulary, value


def _link(listing: Document, service: str) -> Document:
    found = _brief_link(listing, service)
    number = (listing.get("attendance") or {}).get("phone")
    if number:
        found["phones"] = [_phone(listing["id"], {"number": number, "description": JOIN_BY_PHONE})]
    found["location"] = _location(found["location_id"], listing)
    return found


def _brief_link(listing: Document, service: str) -> Document:
    own = listing["id"]
    found = {"id": own, "service_id": service, "location_id": part_id(own, "location")}
    notes = (listing.get("attendance") or {}).get("notes")
    if notes:
        found["description"] = notes
    return found


def _location(own: str, listing: Document) -> Document:
    found, place = _brief_location(own, listing), listing.get("location", {})
    lists = {
        "addresses": _addresses(own, place),
        "accessibility": _distinct(
            {"id": part_id(own, "accessibility", one), "description": one} for one in place.get("accessibility", ())
        ),
        "attributes": _facts(own, place),
    }
    found.update((name, value) for name, value in lists.items() if value)
    return found


def _brief_location(own: str, listing: Document) -> Document:
    place = listing.get("location", {})
    found = {"id": own, "location_type": place.get("location_type", "physical")}
    address = (listing.get("attendance") or {}).get("url")
    if address and found["location_type"] == "virtual":
        found["url"] = address
    for name in _SAME_OF_PLACE:
        if place.get(name):
            found[name] = place[name]
    for name in ("latitude", "longitude"):
        if place.get(name) is not None:
            found[name] = place[name]
    return found


def _addresses(owner: str, place: Document) -> list[Document]:
    """The address; what is not stated of it and must be there is empty."""
    address = place.get("address")
    if not address or not any(address.values()):
        return []
    found = {"id": part_id(owner, "address")}
    for name in ("address_2", "region"):
        if address.get(name):
            found[name] = address[name]
    for name in _NEEDED_OF_ADDRESS:
        found[name] = address.get(name) or ""
    found["address_type"] = place.get("location_type", "physical")
    return [found]


def _facts(owner: str, place: Document) -> list[Document]:
    facts = ((name, place.get(name)) for name in ("precision", "visibility"))
    return [attribute(owner, "location", "facts", name, value) for name, value in facts if value]


def _join_online(owner: str, listing: Document) -> list[Document]:
    address = (listing.get("attendance") or {}).get("url")
    return [{"id": part_id(owner, "url", address), "label": JOIN_ONLINE, "url": address}] if address else []


def _phone(owner: str, phone: Document) -> Document:
    extension, kind = phone.get("extension") or "", phone.get("type", "voice")
    found = {"id": part_id(owner, "phone", phone["number"], extension, kind), "number": phone["number"]}
    plain = extension.isascii() and extension.isdigit() and str(int(extension)) == extension
    if plain:
        found["extension"] = int(extension)
    found["type"] = _PHONE_TYPES.get(kind, kind)
    if phone.get("description"):
        found["description"] = phone["description"]
    if phone.get("languages"):
        found["languages"] = _languages(found["id"], phone["languages"])
    if extension and not plain:
        found["attributes"] = [attribute(found["id"], "phone", "facts", "extension", extension)]
    return found


def _area(owner: str, area: Document) -> Document:
    name, kind, extent = area.get("name") or "", area.get("extent_type") or "", area.get("extent") or ""
    found = {"id": part_id(owner, "service_area", name, kind, extent)}
    if name:
        found["name"] = name
    return found | {"extent": f"{kind}:{extent}", "extent_type": "text"} if kind else found


def _languages(owner: str, tags: Iterable[str]) -> list[Document]:
    return _distinct(_language(owner, tag) for tag in tags)


def _language(owner: str, tag: str) -> Document:
    known = taxonomy.languages().get(tag)
    own = part_id(owner, "language", tag)
    return {"id": own, "name": known["en"], "code": tag} if known else {"id": own, "code": tag}


def _cost(owner: str, cost: str) -> Document:
    return {"id": part_id(owner, "cost_option", cost), "option": taxonomy.facet_labels()["cost"][cost]["en"]}


def _metadata(owner: str, listing: Document) -> list[Document]:
    """Provenance as changes of fields: what each source is called, its licence, and the day it last showed this."""
    sources = listing["sources"]
    rows = [
        _change(owner, f"{one['source']} {one['key']} {field}", one["seen"], "seen", field, value, one["source_name"])
        for one in sources
        for field, value in _provenance(one)
    ]
    by = sources[0]["source_name"]
    if listing.get("last_modified"):
        moment = _moment(listing["last_modified"])
        rows.append(_change(owner, "last_modified", listing["last_modified"], "modified", "last_modified", moment, by))
    if listing.get("not_seen_since"):
        day = listing["not_seen_since"]
        rows.append(_change(owner, "not_seen_since", day, "not seen", "not_seen_since", day, by))
    return _distinct(rows)


def _provenance(source: Document) -> Iterator[tuple[str, str]]:
    for name in _OF_SOURCE:
        value = source.get(name)
        if value and not (name == "key" and value == source["record"]):
            yield name, value


def _change(owner: str, what: str, when: str, kind: str, field: str, value: str, by: str) -> Document:
    return {
        "id": part_id(owner, "metadata", what),
        "resource_id": owner,
        "resource_type": "service",
        "last_action_date": when[:_DAY],
        "last_action_type": kind,
        "field_name": field,
        "previous_value": "",
        "replacement_value": value,
        "updated_by": by,
    }


def _moment(text: str) -> str:
    return moment_of(datetime.fromisoformat(text))


def moment_of(value: datetime) -> str:
    """Return a time as HSDS has it: UTC, milliseconds; one without an offset is taken for UTC."""
    known = value if value.tzinfo else value.replace(tzinfo=UTC)
    return known.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _distinct(documents: Iterable[Document]) -> list[Document]:
    """Each id once: a source may say one thing twice."""
    return list({one["id"]: one for one in documents}.values())
