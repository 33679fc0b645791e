"""Between a listing and its HSDS 3.1 service: `data.hsds.listings` makes one of the other, here is the way back.

What HSDS has no property for stands in one attribute of the service, as a patch over what reading it back gives.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from data.exporting.documents import document_of
from data.exporting.patch import applied, difference, filled
from data.hsds.listings import (
    JOIN_BY_PHONE,
    JOIN_ONLINE,
    TERMS_OF_SERVICE,
    joined_organization,
    organization_of,
    service_of,
)
from data.hsds.terms import attribute, term_id
from data.model import Document, Listing

_REST = term_id("facts", "rest")
_SERVICE = {name: name for name in ("name", "alternate_name", "description", "url", "email", "status",
                                    "application_process", "fees_description", "eligibility_description", "alert",
                                    "last_modified")} | {"assured_date": "confirmed"}  # fmt: skip
_ONE_VALUE = ("led_by", "faith")
_PLACE = ("location_type", "name", "description", "transportation", "latitude", "longitude")
_ADDRESS = ("address_1", "address_2", "city", "region", "state_province", "postal_code", "country")
_SCHEDULE = ("freq", "interval", "dtstart", "valid_from", "valid_to", "opens_at", "closes_at", "description")


def organizations_of(listings: Iterable[Listing]) -> dict[str, Document]:
    """Return the organizations of listings by id, each as most of its listings tell of it."""
    said: dict[str, Counter[str]] = {}
    for listing in listings:
        document = organization_of(document_of(listing))
        said.setdefault(document["id"], Counter())[json.dumps(document)] += 1
    return {
        key: joined_organization((json.loads(text), count) for text, count in found.items())
        for key, found in said.items()
    }


def service_document(listing: Listing, organizations: dict[str, Document]) -> Document:
    """Return the whole service of a listing, with what reading it back would lack."""
    document = document_of(listing)
    service = service_of(document, organizations[organization_of(document)["id"]])
    rest = difference(_said(service), document)
    if rest:
        kept = attribute(service["id"], "service", "facts", "rest", json.dumps(rest, ensure_ascii=False))
        service["attributes"] = [*service.get("attributes", ()), kept]
    return service


def document_of_service(service: Document) -> Document:
    """Return the listing of a service, as JSON. Raises ValueError for an attribute that holds no patch."""
    kept = next((one for one in _all(service, "attributes") if one.get("taxonomy_term_id") == _REST), None)
    rest = json.loads(str(kept.get("value"))) if kept else {}
    return applied(_said(service), rest if isinstance(rest, dict) else {})


def _said(service: Document) -> Document:
    """What a service says by itself, as a listing."""
    link = next(iter(_all(service, "service_at_locations")), {})
    organization = service.get("organization") or {}
    document: Document = {field: service.get(name) for name, field in _SERVICE.items()}
    document |= {name: _decimal(service.get(name)) for name in ("minimum_age", "maximum_age")}
    if document["status"] == "active":
        del document["status"]
    document["id"] = link.get("id")
    document["organization"] = {name: organization.get(name) for name in ("name", "email", "description")}
    document["organization"]["url"] = organization.get("website")
    document["phones"] = [_phone(one) for one in _all(service, "phones")]
    document["schedules"] = [_schedule(one) for one in _all(service, "schedules")]
    document["service_areas"] = [_area(one) for one in _all(service, "service_areas")]
    document["languages"] = [one.get("code") for one in _all(service, "languages")]
    document["required_documents"] = [one.get("document") for one in _all(service, "required_documents")]
    document["location"] = _location(link.get("location") or {})
    online = (one.get("url") for one in _all(service, "additional_urls") if one.get("label") == JOIN_ONLINE)
    spoken = (one.get("number") for one in _all(link, "phones") if one.get("description") == JOIN_BY_PHONE)
    document["attendance"] = {"url": next(online, None), "phone": next(spoken, None), "notes": link.get("description")}
    document |= _terms(service)
    return filled(document)


def _terms(service: Document) -> Document:
    found: dict[str, list[str]] = {}
    for one in _all(service, "attributes"):
        term = one.get("taxonomy_term") or {}
        field = TERMS_OF_SERVICE.get(str(one.get("link_type")))
        if field:
            code = str(term.get("code"))
            value = code if field == "needs" else code.partition(":")[2]
            found.setdefault(field, []).append(value)
    return {field: values[0] if field in _ONE_VALUE else values for field, values in found.items()}


def _location(place: Document) -> Document:
    address = next(iter(_all(place, "addresses")), {})
    found: Document = {name: place.get(name) for name in _PLACE}
    if found["location_type"] == "physical":
        del found["location_type"]
    found["address"] = {name: address.get(name) for name in _ADDRESS}
    found["accessibility"] = [one.get("description") for one in _all(place, "accessibility")]
    return found | _facts(place)


def _phone(one: Document) -> Document:
    kind = {"textphone": "tty", "voice": None}.get(str(one.get("type")), one.get("type"))
    extension = _facts(one).get("extension") or (str(one["extension"]) if one.get("extension") is not None else None)
    languages = [language.get("code") for language in _all(one, "languages")]
    return filled({"number": one.get("number"), "extension": extension, "type": kind,
                   "description": one.get("description"), "languages": languages})  # fmt: skip


def _schedule(one: Document) -> Document:
    found: Document = {name: one.get(name) for name in _SCHEDULE}
    found["byday"] = str(one.get("byday") or "").split(",") if one.get("byday") else []
    found["bymonthday"] = [int(day) for day in str(one.get("bymonthday") or "").split(",") if day.lstrip("-").isdigit()]
    return filled(found | {"timezone": _facts(one).get("timezone")})


def _area(one: Document) -> Document:
    kind, _, extent = str(one.get("extent") or "").partition(":")
    return filled({"name": one.get("name"), "extent_type": kind, "extent": extent})


def _facts(owner: Document) -> dict[str, Any]:
    codes = ((str((one.get("taxonomy_term") or {}).get("code")), one.get("value")) for one in _all(owner, "attributes"))
    return {code.partition(":")[2]: value for code, value in codes if code.startswith("facts:")}


def _decimal(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _all(owner: Document, name: str) -> list[Document]:
    """The objects of a list; what is none of these is passed over."""
    found = owner.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
