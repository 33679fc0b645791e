"""The smaller objects of HSDS 3.1, those that stand in others; `data.hsds.objects` tells how all are read."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from data.hsds.values import Clock, Date, DateTime, Email, Number, Text, Uri, Uuid

Document = dict[str, Any]
LocationType = Literal["physical", "postal", "virtual"]
Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class Object(BaseModel):
    """Base of all objects. `table` is the file of a tabular package (its schema's `path`) the rows stand in."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())
    table: ClassVar[str]

    @classmethod
    def read(cls, document: Document) -> Self:
        """Return the object of a JSON object. Raises ValidationError (pydantic) naming each value that does not fit."""
        return cls.model_validate(document)

    def written(self) -> Document:
        """Return the JSON object, with the same properties as were read."""
        return self.model_dump(mode="json", exclude_unset=True)


class Metadata(Object):
    """One change of one field of a record: when, of what kind, by whom."""

    table: ClassVar[str] = "metadata"
    id: Uuid
    resource_id: Uuid | None = None
    resource_type: Text | None = None
    last_action_date: Date
    last_action_type: Text
    field_name: Text
    previous_value: Text
    replacement_value: Text
    updated_by: Text


class Taxonomy(Object):
    """A vocabulary."""

    table: ClassVar[str] = "taxonomies"
    id: Uuid
    name: Text
    description: Text
    uri: Uri | None = None
    version: Text | None = None
    metadata: list[Metadata] | None = None


class TaxonomyTerm(Object):
    """A word of a vocabulary."""

    table: ClassVar[str] = "taxonomy_terms"
    id: Uuid
    code: Text | None = None
    name: Text
    description: Text
    parent_id: Uuid | None = None
    taxonomy: Text | None = None
    taxonomy_detail: Taxonomy | None = None
    language: Text | None = None
    taxonomy_id: Uuid | None = None
    term_uri: Uri | None = None
    metadata: list[Metadata] | None = None


class Attribute(Object):
    """A taxonomy term, perhaps with a value, said of another object."""

    table: ClassVar[str] = "attributes"
    id: Uuid
    link_id: Uuid | None = None
    taxonomy_term_id: Uuid | None = None
    link_type: Text | None = None
    link_entity: Text | None = None
    value: Text | None = None
    taxonomy_term: TaxonomyTerm | None = None
    metadata: list[Metadata] | None = None
    label: Text | None = None


class Described(Object):
    """An object that attributes and changes can be told of."""

    attributes: list[Attribute] | None = None
    metadata: list[Metadata] | None = None


class Url(Described):
    """A further address on the web."""

    table: ClassVar[str] = "url"
    id: Uuid
    label: Text | None = None
    url: Uri
    organization_id: Uuid | None = None
    service_id: Uuid | None = None


class Unit(Described):
    """What a capacity is counted in."""

    table: ClassVar[str] = "units"
    id: Uuid
    name: Text
    scheme: Text | None = None
    identifier: Text | None = None
    uri: Uri | None = None


class ServiceCapacity(Described):
    """How much of a service there is now, and at most."""

    table: ClassVar[str] = "service_capacity"
    id: Uuid
    service_id: Uuid | None = None
    unit: Unit
    unit_id: Uuid | None = None
    available: Number
    maximum: Number | None = None
    description: Text | None = None
    updated: DateTime


class Language(Described):
    """A language something is given in."""

    table: ClassVar[str] = "languages"
    id: Uuid
    service_id: Uuid | None = None
    location_id: Uuid | None = None
    phone_id: Uuid | None = None
    name: Text | None = None
    code: Text | None = None
    note: Text | None = None


class Phone(Described):
    """A telephone number."""

    table: ClassVar[str] = "phones"
    id: Uuid
    location_id: Uuid | None = None
    service_id: Uuid | None = None
    organization_id: Uuid | None = None
    contact_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    number: Text
    extension: Number | None = None
    type: Text | None = None
    description: Text | None = None
    languages: list[Language] | None = None


class Contact(Described):
    """A person to ask. Kith reads and checks contacts and never publishes any."""

    table: ClassVar[str] = "contacts"
    id: Uuid
    organization_id: Uuid | None = None
    service_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    location_id: Uuid | None = None
    name: Text | None = None
    title: Text | None = None
    department: Text | None = None
    email: Email | None = None
    phones: list[Phone] | None = None


class Schedule(Described):
    """When: parts of an RFC 5545 rule. `timezone` is a UTC offset in hours, which no named zone has all year."""

    table: ClassVar[str] = "schedules"
    id: Uuid
    service_id: Uuid | None = None
    location_id: Uuid | None = None
    service_at_location_id: Uuid | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    dtstart: Date | None = None
    timezone: Number | None = None
    until: Date | None = None
    count: Number | None = None
    wkst: Weekday | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: Number | None = None
    byday: Text | None = None
    byweekno: Text | None = None
    bymonthday: Text | None = None
    byyearday: Text | None = None
    description: Text | None = None
    opens_at: Clock | None = None
    closes_at: Clock | None = None
    schedule_link: Uri | None = None
    attending_type: Text | None = None
    notes: Text | None = None


class Address(Described):
    """A postal address."""

    table: ClassVar[str] = "addresses"
    id: Uuid
    location_id: Uuid | None = None
    attention: Text | None = None
    address_1: Text
    address_2: Text | None = None
    city: Text
    region: Text | None = None
    state_province: Text
    postal_code: Text
    country: Text
    address_type: LocationType


class Accessibility(Described):
    """What helps people with a disability to get in."""

    table: ClassVar[str] = "accessibility"
    id: Uuid
    location_id: Uuid | None = None
    description: Text | None = None
    details: Text | None = None
    url: Uri | None = None
