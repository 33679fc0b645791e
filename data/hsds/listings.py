"""A listing as the objects of HSDS 3.1: one service at one location of one organization.

Only what the public may see goes in (`data.visibility.public`), and only what a source said comes out: what is not
stated is left out, and empty where the schemas demand it (an organization's `description`, parts of an address). Ids
last as long as the listing: `service_at_location.id` is the listing's own, the others are made from it
(`data.ids.part_id`). An organization has no id of its own in most sources: it is its name in one source and state.
Times of change are ours, because few sources tell theirs: what a source says is a row of `metadata`, where the other
facts of provenance are as well.

Documents are dictionaries and not models: a hundred thousand of them are made for one reader. Terms are shared objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from data import taxonomy
from data.hsds.parts import Document
from data.hsds.schedules import schedules_of
from data.hsds.terms import attribute
from data.ids import listing_id, part_id
from data.model import Listing, Location, Phone, Provenance, ServiceArea

JOIN_ONLINE, JOIN_BY_PHONE = "Join online", "Join by phone"
_PHONE_TYPES = {"tty": "textphone"}
# Vocabularies whose terms are said of a service, and the listing's field that holds them.
TERMS_OF_SERVICE = {"needs": "needs", "cost": "cost", "modes": "modes", "audiences": "audiences",
                    "led_by": "led_by", "faith": "faith", "words": "attributes"}  # fmt: skip


# What a service has in the words and under the names of the listing.
_SAME = ("name", "alternate_name", "description", "url", "email", "application_process", "fees_description",
         "eligibility_description", "alert")  # fmt: skip


def service_id(listing: str) -> str:
    """Return the id of the service of the listing with this id."""
    return part_id(listing, "service")


def organization_of(listing: Listing) -> Document:
    """Return the organization as this listing tells of it."""
    organization, address = listing.organization, listing.location.address
    state = "/".join(filter(None, (address.country, address.state_province))) if address else ""
    return _known(
        id=part_id("organization", _founder(listing).source, " ".join(organization.name.casefold().split()), state),
        name=organization.name,
        description=organization.description,
        email=organization.email,
        website=organization.url,
    ) | ({} if organization.description else {"description": ""})


def _founder(listing: Listing) -> Provenance:
    """The source that the listing had first: others come and go."""
    if len(listing.sources) == 1:
        return listing.sources[0]
    return next((one for one in listing.sources if listing_id(one.source, one.key) == listing.id), listing.sources[0])


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


def service_of(listing: Listing, organization: Document | None = None, modified: datetime | None = None) -> Document:
    """Return the whole service with its service_at_location in it; `modified` is when it last changed."""
    return _service(listing, organization, modified) | {"service_at_locations": [_link(listing)]}


def service_at_location_of(
    listing: Listing, organization: Document | None = None, modified: datetime | None = None
) -> Document:
    """Return the whole service_at_location with its service in it."""
    return _link(listing) | {"service": _service(listing, organization, modified)}


def _known(**fields: Any) -> Document:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def brief_service(listing: Listing, organization: Document | None = None, modified: datetime | None = None) -> Document:
    """Return the service as the lists of the API show it: with what it has one of."""
    organization = organization or organization_of(listing)
    changed = modified or listing.last_modified
    return _known(
        id=service_id(listing.id),
        organization_id=organization["id"],
        status=listing.status,
        minimum_age=_number(listing.minimum_age),
        maximum_age=_number(listing.maximum_age),
        assured_date=listing.confirmed and listing.confirmed.isoformat(),
        last_modified=changed and moment_of(changed),
        organization=organization,
        **{name: getattr(listing, name) for name in _SAME},
    )


def brief_service_of_stored(stored: Document, organization: Document, modified: str) -> Document:
    """Return what `brief_service` does of a listing as it is stored: a page of them in a third of the time."""
    found = {
        "id": service_id(stored["id"]),
        "organization_id": organization["id"],
        "status": stored.get("status", "active"),
        "last_modified": modified,
        "organization": organization,
    }
    for name in _SAME:
        if stored.get(name):
            found[name] = stored[name]
    for name in ("minimum_age", "maximum_age"):
        if stored.get(name) is not None:
            found[name] = _number(float(stored[name]))
    if stored.get("confirmed"):
        found["assured_date"] = stored["confirmed"]
    return found


def brief_service_at_location(
    listing: Listing, organization: Document | None = None, modified: datetime | None = None
) -> Document:
    """Return the service_at_location as the lists of the API show it: with what it has one of."""
    return _brief_link(listing) | {
        "location": _brief_location(listing),
        "service": brief_service(listing, organization, modified),
    }


def _service(listing: Listing, organization: Document | None, modified: datetime | None) -> Document:
    own = service_id(listing.id)
    return brief_service(listing, organization, modified) | _known(
        additional_urls=_join_online(own, listing),
        phones=_distinct(_phone(own, one) for one in listing.phones),
        schedules=schedules_of(own, listing.schedules),
        service_areas=_distinct(_area(own, one) for one in listing.service_areas),
        languages=_languages(own, listing.languages),
        cost_options=[_cost(own, one) for one in listing.cost],
        required_documents=_distinct(
            {"id": part_id(own, "required_document", one), "document": one} for one in listing.required_documents
        ),
        attributes=_distinct(
            attribute(own, "service", vocabulary, value) for vocabulary, value in terms_of_service(listing)
        ),
        metadata=_metadata(own, listing),
    )


def terms_of_service(listing: Listing) -> Iterable[tuple[str, str]]:
    """Yield vocabulary and value of the terms that are attributes of the listing's service."""
    for vocabulary, name in TERMS_OF_SERVICE.items():
        said = getattr(listing, name)
        for value in said if isinstance(said, list) else filter(None, [said]):
            yield vocabulary, value


def _link(listing: Listing) -> Document:
    attendance = listing.attendance
    phones = [_phone(listing.id, Phone(number=attendance.phone, description=JOIN_BY_PHONE))] if (
        attendance and attendance.phone) else []  # fmt: skip
    return _brief_link(listing) | _known(phones=phones, location=_location(listing))


def _brief_link(listing: Listing) -> Document:
    return _known(
        id=listing.id,
        service_id=service_id(listing.id),
        location_id=part_id(listing.id, "location"),
        description=listing.attendance and listing.attendance.notes,
    )


def _location(listing: Listing) -> Document:
    place, own = listing.location, part_id(listing.id, "location")
    return _brief_location(listing) | _known(
        addresses=_addresses(own, place),
        accessibility=_distinct(
            {"id": part_id(own, "accessibility", one), "description": one} for one in place.accessibility
        ),
        attributes=_facts(own, place),
    )


def _brief_location(listing: Listing) -> Document:
    place, attendance = listing.location, listing.attendance
    return _known(
        id=part_id(listing.id, "location"),
        location_type=place.location_type,
        url=attendance and attendance.url if place.location_type == "virtual" else None,
        name=place.name,
        description=place.description,
        transportation=place.transportation,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _addresses(owner: str, place: Location) -> list[Document]:
    """The address; what is not stated of it and must be there is empty."""
    address = place.address
    if address is None or not any(address.__dict__.values()):
        return []
    needed = ("address_1", "city", "state_province", "postal_code", "country")
    return [
        {"id": part_id(owner, "address")}
        | _known(address_2=address.address_2, region=address.region)
        | {name: getattr(address, name) or "" for name in needed}
        | {"address_type": place.location_type}
    ]


def _facts(owner: str, place: Location) -> list[Document]:
    facts = {"precision": place.precision, "visibility": None if place.visibility == "full" else place.visibility}
    return [attribute(owner, "location", "facts", name, value) for name, value in facts.items() if value]


def _join_online(owner: str, listing: Listing) -> list[Document]:
    address = listing.attendance.url if listing.attendance else None
    return [{"id": part_id(owner, "url", address), "label": JOIN_ONLINE, "url": address}] if address else []


def _phone(owner: str, phone: Phone) -> Document:
    own = part_id(owner, "phone", phone.number, phone.extension or "", phone.type)
    extension = phone.extension or ""
    plain = extension.isascii() and extension.isdigit() and str(int(extension)) == extension
    return _known(
        id=own,
        number=phone.number,
        extension=int(extension) if plain else None,
        type=_PHONE_TYPES.get(phone.type, phone.type),
        description=phone.description,
        languages=_languages(own, phone.languages),
        attributes=[attribute(own, "phone", "facts", "extension", extension)] if extension and not plain else [],
    )


def _area(owner: str, area: ServiceArea) -> Document:
    kind, extent = area.extent_type or "", area.extent or ""
    return _known(
        id=part_id(owner, "service_area", area.name or "", kind, extent),
        name=area.name,
        extent=f"{kind}:{extent}" if kind else None,
        extent_type="text" if kind else None,
    )


def _languages(owner: str, tags: list[str]) -> list[Document]:
    names = taxonomy.languages()
    return _distinct(
        _known(id=part_id(owner, "language", tag), name=names[tag]["en"] if tag in names else None, code=tag)
        for tag in tags
    )


def _cost(owner: str, cost: str) -> Document:
    return {"id": part_id(owner, "cost_option", cost), "option": taxonomy.facet_labels()["cost"][cost]["en"]}


def _metadata(owner: str, listing: Listing) -> list[Document]:
    """Provenance as changes of fields: what each source is called, its licence, and the day it last showed this."""
    rows = [
        _change(owner, f"{one.source} {one.key} {field}", one.seen.date(), "seen", field, value, one.source_name)
        for one in listing.sources
        for field, value in _provenance(one).items()
    ]
    by = listing.sources[0].source_name
    if listing.last_modified:
        moment = moment_of(listing.last_modified)
        day = listing.last_modified.date()
        rows.append(_change(owner, "last_modified", day, "modified", "last_modified", moment, by))
    if listing.not_seen_since:
        day = listing.not_seen_since
        rows.append(_change(owner, "not_seen_since", day, "not seen", "not_seen_since", day.isoformat(), by))
    return _distinct(rows)


def _provenance(source: Provenance) -> dict[str, str]:
    found = {
        "source": source.source,
        "record": source.record,
        "key": None if source.key == source.record else source.key,
        "url": source.url,
        "licence": source.licence,
        "attribution": source.attribution,
    }
    return {name: value for name, value in found.items() if value}


def _change(owner: str, what: str, day: date, kind: str, field: str, value: str, by: str) -> Document:
    return {
        "id": part_id(owner, "metadata", what),
        "resource_id": owner,
        "resource_type": "service",
        "last_action_date": day.isoformat(),
        "last_action_type": kind,
        "field_name": field,
        "previous_value": "",
        "replacement_value": value,
        "updated_by": by,
    }


def moment_of(value: datetime) -> str:
    """Return a time as HSDS has it: UTC, milliseconds; one without an offset is taken for UTC."""
    known = value if value.tzinfo else value.replace(tzinfo=UTC)
    return known.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _distinct(documents: Iterable[Document]) -> list[Document]:
    """Each id once: a source may say one thing twice."""
    return list({one["id"]: one for one in documents}.values())
