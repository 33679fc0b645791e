"""Nested HSDS objects into rows: organizations with services, services with locations, services at locations."""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.hsds import ohana
from crawlers.hsds.rows import Row
from crawlers.hsds.values import Object, children, text
from data.errors import RowError

_SERVICE = {
    "service_at_locations", "eligibility_description", "fees_description", "fees", "application_process",
    "program_id", "assured_date", "cost_options", "interpretation_services", "service_taxonomys", "eligibilitys",
}  # fmt: skip
_ORGANIZATION = {"services", "locations", "organization_identifiers", "tax_status", "legal_status", "website"}
_LOCATION = {"location_type", "addresses", "physical_addresses", "latitude", "transportation"}
_TERM = {"taxonomy_detail", "term_uri", "taxonomy_id"}
_TAXONOMY = {"id", "name", "description", "uri", "version"}


def kind_of(item: Object) -> str | None:
    """Return what an object is by its fields: `service_at_location`, `service`, `organization`, `location`, ...

    None when nothing tells it.
    """
    fields = item.keys()
    if isinstance(item.get("service"), dict) or {"service_id", "location_id"} <= fields:
        return "service_at_location"
    if fields & _TERM or (fields <= _TAXONOMY and fields & {"uri", "version"}):
        return "taxonomy"
    if ohana.is_location(item):
        return "ohana"
    if "services" in fields:
        return "organization"
    if fields & _SERVICE or isinstance(item.get("organization"), dict) or {"organization_id", "status"} <= fields:
        return "service"
    if fields & _ORGANIZATION:
        return "organization"
    if fields & _LOCATION:
        return "location"
    return "organization" if {"id", "name"} <= fields else None


def rows_of(item: object) -> Iterator[Row | RowError]:
    """Yield the rows of one object; an object that is no listing and has none inside is a RowError."""
    if not isinstance(item, dict):
        yield RowError("not an object", code="not-an-object")
        return
    kind = kind_of(item)
    if kind == "organization":
        yield from _of_organization(item)
    elif kind == "service":
        yield from _of_service(item, _organization(item), [])
    elif kind == "service_at_location":
        yield _of_link(item)
    elif kind == "ohana":
        yield from ohana.rows_of_location(item)
    elif kind != "taxonomy":
        code = "bare-location" if kind else "unknown-object"
        yield RowError("neither an organization nor a service", code=code, record=text(item, "id", "name"))


def _organization(service: Object) -> Object:
    found = service.get("organization")
    return found if isinstance(found, dict) else {"id": service.get("organization_id")}


def _of_link(link: Object) -> Row | RowError:
    service, location = link.get("service"), link.get("location")
    if not isinstance(service, dict):
        return RowError("a location without its service", code="no-service", record=text(link, "id"))
    found = link.get("organization")
    organization = found if isinstance(found, dict) else _organization(service)
    return Row(organization, service, location if isinstance(location, dict) else None, link)


def _of_organization(item: Object) -> Iterator[Row | RowError]:
    locations, services = children(item, "locations"), children(item, "services")
    organization = {name: value for name, value in item.items() if name not in ("locations", "services")}
    placed = False
    for service in services:
        for row in _of_service(service, organization, locations):
            placed = placed or row.location is not None
            yield row
    if placed:
        return
    # Nothing says which service is where: the places stand for the organization.
    for location in locations:
        yield Row(organization, location=location)
    if not locations and not services:
        yield Row(organization)


def _of_service(service: Object, organization: Object, locations: list[Object]) -> Iterator[Row]:
    links = children(service, "service_at_locations")
    for link in links:
        location = link.get("location")
        yield Row(organization, service, location if isinstance(location, dict) else _by_id(link, locations), link)
    named = [] if links else children(service, "locations")
    for reference in named:
        location = (
            reference if children(reference, "addresses") or "name" in reference else _by_id(reference, locations)
        )
        yield Row(organization, service, location, reference if "service_id" in reference and location else None)
    if not links and not named:
        # An organization with a single place gives its services there.
        yield Row(organization, service, locations[0] if len(locations) == 1 else None)


def _by_id(reference: Object, locations: list[Object]) -> Object | None:
    wanted = text(reference, "location_id", "id")
    found = next((one for one in locations if wanted and text(one, "id") == wanted), None)
    return found or (locations[0] if len(locations) == 1 else None)
