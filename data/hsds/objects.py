"""The objects of HSDS 3.1 (Open Referral, "Schema Reference"), as other programs write and read them.

Property names, order, types, formats, required ones and enumerations are those of the schemas of release 3.1; a test
holds them against the published files. Values are kept as they were written, unknown properties too, so that what is
read and written again says the same. A property may be null, as many feeds have it, though the schemas have no null;
`data.hsds.checking` tells of that. What a program writes should leave out what it does not know.

Every object may stand inside another: then ids that only repeat the outer object are mostly left out.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from data.hsds.parts import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    Described,
    Language,
    LocationType,
    Metadata,
    Object,
    Phone,
    Schedule,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Unit,
    Url,
)  # fmt: skip
from data.hsds.values import Date, DateTime, Email, Number, Text, Uri, Uuid

Status = Literal["active", "inactive", "defunct", "temporarily closed"]


class Location(Described):
    """Where something is given: a place, or an address on the web."""

    table: ClassVar[str] = "locations"
    id: Uuid
    location_type: LocationType
    url: Uri | None = None
    organization_id: Uuid | None = None
    name: Text | None = None
    alternate_name: Text | None = None
    description: Text | None = None
    transportation: Text | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    external_identifier: Text | None = None
    external_identifier_type: Text | None = None
    languages: list[Language] | None = None
    addresses: list[Address] | None = None
    contacts: list[Contact] | None = None
    accessibility: list[Accessibility] | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None


class Funding(Described):
    """Who pays for an organization or a service."""

    table: ClassVar[str] = "funding"
    id: Uuid
    organization_id: Uuid | None = None
    service_id: Uuid | None = None
    source: Text | None = None


class Program(Described):
    """A group of services."""

    table: ClassVar[str] = "programs"
    id: Uuid
    organization_id: Uuid | None = None
    name: Text
    alternate_name: Text | None = None
    description: Text


class OrganizationIdentifier(Described):
    """What others call an organization: a register and its number there."""

    table: ClassVar[str] = "organization_identifiers"
    id: Uuid
    organization_id: Uuid | None = None
    identifier_scheme: Text | None = None
    identifier_type: Text
    identifier: Text


class ServiceArea(Described):
    """The area whose people a service is for."""

    table: ClassVar[str] = "service_areas"
    id: Uuid
    service_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    name: Text | None = None
    description: Text | None = None
    extent: Text | None = None
    extent_type: Text | None = None
    uri: Text | None = None


class CostOption(Described):
    """What a service costs."""

    table: ClassVar[str] = "cost_options"
    id: Uuid
    service_id: Uuid | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    option: Text | None = None
    currency: Text | None = None
    amount: Number | None = None
    amount_description: Text | None = None


class RequiredDocument(Described):
    """What to bring."""

    table: ClassVar[str] = "required_documents"
    id: Uuid
    service_id: Uuid | None = None
    document: Text | None = None
    uri: Uri | None = None


class Organization(Described):
    """Who runs services. The API adds `services` to one that is asked for by its id."""

    table: ClassVar[str] = "organizations"
    id: Uuid
    name: Text
    alternate_name: Text | None = None
    description: Text
    email: Email | None = None
    website: Uri | None = None
    additional_websites: list[Url] | None = None
    tax_status: Text | None = None
    tax_id: Text | None = None
    year_incorporated: Number | None = None
    legal_status: Text | None = None
    logo: Text | None = None
    uri: Uri | None = None
    parent_organization_id: Uuid | None = None
    funding: list[Funding] | None = None
    contacts: list[Contact] | None = None
    phones: list[Phone] | None = None
    locations: list[Location] | None = None
    programs: list[Program] | None = None
    organization_identifiers: list[OrganizationIdentifier] | None = None
    services: list[Service] | None = None


class ServiceAtLocation(Described):
    """A service at a location. The API nests the `service` in one that is asked for by its id."""

    table: ClassVar[str] = "service_at_location"
    id: Uuid
    service_id: Uuid | None = None
    location_id: Uuid | None = None
    description: Text | None = None
    service_areas: list[ServiceArea] | None = None
    contacts: list[Contact] | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    location: Location | None = None
    service: Service | None = None


class Service(Described):
    """What is done for people."""

    table: ClassVar[str] = "services"
    id: Uuid
    organization_id: Uuid | None = None
    program_id: Uuid | None = None
    name: Text
    alternate_name: Text | None = None
    description: Text | None = None
    url: Uri | None = None
    additional_urls: list[Url] | None = None
    email: Email | None = None
    status: Status
    interpretation_services: Text | None = None
    application_process: Text | None = None
    fees_description: Text | None = None
    wait_time: Text | None = None
    fees: Text | None = None
    accreditations: Text | None = None
    eligibility_description: Text | None = None
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    assured_date: Date | None = None
    assurer_email: Email | None = None
    licenses: Text | None = None
    alert: Text | None = None
    last_modified: DateTime | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    service_areas: list[ServiceArea] | None = None
    service_at_locations: list[ServiceAtLocation] | None = None
    languages: list[Language] | None = None
    organization: Organization | None = None
    funding: list[Funding] | None = None
    cost_options: list[CostOption] | None = None
    program: Program | None = None
    required_documents: list[RequiredDocument] | None = None
    contacts: list[Contact] | None = None
    capacities: list[ServiceCapacity] | None = None


class MetaTableDescription(Described):
    """What a table of a package is called, in which language and character set."""

    table: ClassVar[str] = "meta_table_descriptions"
    id: Uuid
    name: Text | None = None
    language: Text | None = None
    character_set: Text | None = None


KINDS: dict[str, type[Object]] = {
    "organization": Organization, "program": Program, "service": Service, "service_capacity": ServiceCapacity,
    "attribute": Attribute, "service_at_location": ServiceAtLocation, "location": Location, "address": Address,
    "required_document": RequiredDocument, "language": Language, "accessibility": Accessibility,
    "taxonomy": Taxonomy, "taxonomy_term": TaxonomyTerm, "contact": Contact, "phone": Phone, "schedule": Schedule,
    "service_area": ServiceArea, "cost_option": CostOption, "funding": Funding, "unit": Unit, "url": Url,
    "organization_identifier": OrganizationIdentifier, "metadata": Metadata,
    "meta_table_description": MetaTableDescription,
}  # fmt: skip
