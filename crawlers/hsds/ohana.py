"""Ohana API: locations with services inside (JSON), and the CSV files it is filled from.

Format: Ohana API documentation, "Locations" and "Populating the database" (codeforamerica/ohana-api). A location
is what people find there; it belongs to an organization and has services. Contacts, `admin_emails` and `kind` are
not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.hsds.rows import Row
from crawlers.hsds.values import Object, children, split_words, text

_LOCATION = {"short_desc", "coordinates", "admin_emails", "mail_address"}
VOCABULARY = "Open Eligibility"
_LISTS = ("languages", "accessibility", "service_areas", "required_documents", "keywords", "taxonomy_ids")
Tables = dict[str, list[Object]]


def is_location(item: Object) -> bool:
    """Whether an object is a location of the Ohana API."""
    return bool(item.keys() & _LOCATION) and isinstance(item.get("organization"), dict)


def rows_of_location(item: Object) -> Iterator[Row]:
    """Yield a row for each service of a location, or one for the location where the answer lists none."""
    location = _location(item)
    organization = _named_url(item["organization"])
    services = children(item, "services")
    for service in services:
        yield Row(organization, _service(service, item), location, title=text(item, "name"))
    if not services:
        about = {"description": text(item, "description", "short_desc"), "status": _status(item)}
        yield Row(organization, None, location, about, title=text(item, "name"))


def is_tables(tables: Tables) -> bool:
    """Whether tables are the CSV files of Ohana: services name their location themselves."""
    return not tables.get("service_at_location") and any("location_id" in row for row in tables.get("services", []))


def as_hsds(tables: Tables) -> Tables:
    """Return Ohana's tables as those of HSDS: links between services and locations, lists for comma lists."""
    places = {text(row, "id"): row for row in tables.get("locations", [])}
    services, links = [], []
    for row in tables["services"]:
        place = places.get(text(row, "location_id"), {})
        service = _service(row, place) | {"organization_id": place.get("organization_id")}
        services.append(service | {"name": text(row, "name") or text(place, "name"), "location_id": None})
        links.append({"service_id": row.get("id"), "location_id": row.get("location_id")})
    terms = [
        {"id": row.get("taxonomy_id"), "name": row.get("name"), "vocabulary": VOCABULARY}
        for row in tables.get("taxonomy_terms", [])
    ]
    return tables | {
        "services": services,
        "service_at_location": links,
        "locations": [_location(row) for row in places.values()],
        "taxonomy_terms": terms,
    }


def _location(item: Object) -> Object:
    """A location without what only the API needs; its description is about the help, not about the place."""
    location = _named_url(_split(item))
    for name in ("description", "short_desc", "services", "organization"):
        location.pop(name, None)
    return location


def _service(service: Object, place: Object) -> Object:
    terms = [
        {"taxonomy_term": {"id": one.get("taxonomy_id"), "name": one.get("name"), "vocabulary": VOCABULARY}}
        for one in children(service, "attributes")
    ]
    about = text(service, "description") or text(place, "description", "short_desc")
    found = _named_url(_split(service)) | {"description": about, "attributes": terms}
    found.pop("categories", None)
    found["status"] = text(service, "status") or _status(place)
    return found


def _status(place: Object) -> str | None:
    return "inactive" if place.get("active") is False else None


def _split(item: Object) -> Object:
    return item | {name: split_words(item[name]) for name in _LISTS if isinstance(item.get(name), str)}


def _named_url(item: Object) -> Object:
    """`url` is the API's own address of an object, `website` the one for people."""
    return item | {"url": item.get("website")}
