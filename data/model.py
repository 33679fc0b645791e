"""What Kith stores: HSDS 3.1 objects, the record one source gave, and the listing people find.

Names are those of the Human Services Data Specification 3.1 (Open Referral, "Schema Reference"); a
field that HSDS does not have says so. One class serves both sides of cleaning: a spider fills a
`Record` with the words it found, `data.cleaning` returns the same `Record` with every field in the
form its docstring promises, or empty and named in `problems`.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetPydanticSchema, ValidationError
from pydantic_core import core_schema

Mode = Literal["in_person", "online", "phone"]
Cost = Literal["free", "donation", "sliding_scale", "insurance", "fee"]
Status = Literal["active", "inactive", "defunct", "temporarily closed"]
Visibility = Literal["full", "partial", "hidden"]
Precision = Literal["point", "address", "approximate", "zip", "city", "county", "state"]
# Where the point is of an area, not of a door: no distance to it is exact.
ROUGH: frozenset[str] = frozenset({"approximate", "zip", "city", "county", "state"})
# Shown, perhaps with a note; hidden, its id kept; or a tombstone.
Standing = Literal["shown", "hidden", "gone"]
# A record or a listing as JSON has it, without what is empty.
Document = dict[str, Any]


def _as_text(value: object) -> object:
    """Feeds write numbers where text is meant (a ZIP, a phone); accept them, refuse the rest.

    Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
    """
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


def _text_schema(_type: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
    """Nearly every value is a whole string, which pydantic takes by itself, four times as fast as by a function."""
    # With a length to look at it reads the letters, and so finds half a surrogate pair.
    whole = core_schema.str_schema(min_length=0)
    return core_schema.union_schema(
        [whole, core_schema.no_info_before_validator_function(_as_text, whole)],
        mode="left_to_right",
        custom_error_type="string_type",
        serialization=core_schema.simple_ser_schema("str"),
    )


Text = Annotated[str, GetPydanticSchema(_text_schema)]


class Model(BaseModel):
    """Base of all stored objects: unknown fields are refused, so nothing hides in a free dictionary."""

    model_config = ConfigDict(extra="forbid")

    def __eq__(self, other: object) -> bool:
        """What pydantic's own says of models without private or further fields, in fewer steps.

        Asked for every object in a record that is written without its defaults.
        """
        return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented

    @classmethod
    def read_stored(cls, text: str) -> Self:
        """Return the object of what the store holds; fields that an earlier Kith had and this one has not are left out.

        Raises ValidationError (pydantic) for anything else that does not fit.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            document = json.loads(text)
            for one in error.errors():
                if one["type"] == "extra_forbidden":
                    *path, name = one["loc"]
                    owner = document
                    for step in path:
                        owner = owner[step]
                    del owner[name]
            return cls.model_validate(document)


class Phone(Model):
    """HSDS phone. Cleaned: `number` is E.164 (`+12135550100`) or a short code (`988`)."""

    number: Text
    extension: Text | None = None
    type: Literal["voice", "text", "fax", "tty"] = "voice"
    description: Text | None = None
    languages: list[Text] = Field(default_factory=list)


class Address(Model):
    """HSDS address. Cleaned: `state_province` is a postal code for US states, `country` ISO 3166-1 alpha-2."""

    address_1: Text | None = None
    address_2: Text | None = None
    city: Text | None = None
    region: Text | None = None
    state_province: Text | None = None
    postal_code: Text | None = None
    country: Text | None = None


class Location(Model):
    """HSDS location with its one address. `latitude`, `longitude` are WGS84 degrees.

    `precision` (not HSDS) says what the point stands for: a door (`point`, `address`) or only an area.
    `visibility` (not HSDS): a hidden or partial address has no coordinates outside the store.
    """

    location_type: Literal["physical", "virtual", "postal"] = "physical"
    name: Text | None = None
    description: Text | None = None
    transportation: Text | None = None
    address: Address | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: Precision | None = None
    visibility: Visibility = "full"
    accessibility: list[Text] = Field(default_factory=list)


class Schedule(Model):
    """HSDS schedule: an RFC 5545 rule in local wall time plus an IANA `timezone`.

    HSDS carries a fixed UTC offset; a named zone is kept instead, because a weekly 19:00 group must
    not move when clocks change. Cleaned: times are `HH:MM`, `byday` is `MO`..`SU`, monthly with a
    number (`2MO`, `-1FR`). `closes_at` of `24:00` is the end of the day. `exdate` (RFC 5545 section 3.8.5.1; HSDS has
    no field for it) are days on which it does not take place.
    """

    freq: Literal["WEEKLY", "MONTHLY", "DAILY"] | None = None
    interval: int | None = None
    byday: list[str] = Field(default_factory=list)
    bymonthday: list[int] = Field(default_factory=list)
    dtstart: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    exdate: list[date] = Field(default_factory=list)
    opens_at: Text | None = None
    closes_at: Text | None = None
    timezone: str | None = None
    description: Text | None = None


class ServiceArea(Model):
    """HSDS service_area. `extent_type` and `extent`: `country`/`US`, `state`/`NY`, `county`/`Dutchess, NY`."""

    name: Text | None = None
    extent_type: Literal["world", "country", "state", "county", "city", "zip"] | None = None
    extent: Text | None = None


class Organization(Model):
    """The part of HSDS organization a reader needs: who runs the service."""

    name: Text
    url: Text | None = None
    email: Text | None = None
    description: Text | None = None


class Attendance(Model):
    """How to take part without travelling (not HSDS, which would make this a second, virtual location)."""

    url: Text | None = None
    phone: Text | None = None
    notes: Text | None = None


class Problem(Model):
    """One value that was left out or put right by cleaning: `field` is a dotted path, `value` what was found."""

    field: str
    value: Text
    reason: str


class ServiceAtLocation(Model):
    """One service at one location: what a record says and what a listing shows.

    Lists are empty where the source says nothing; `cost`, `faith`, `led_by` are never guessed.
    `needs`, `audiences`, `attributes`: ids of `data.taxonomy`, except `attributes`, which are the
    source's own terms in plain words ("Step Study", "Methadone used in treatment").
    `languages` are BCP 47 tags of the languages the service is given in.
    """

    name: Text
    alternate_name: Text | None = None
    organization: Organization
    description: Text | None = None
    needs: list[Text] = Field(default_factory=list)
    location: Location = Field(default_factory=Location)
    modes: list[Mode] = Field(default_factory=list)
    attendance: Attendance | None = None
    phones: list[Phone] = Field(default_factory=list)
    email: Text | None = None
    url: Text | None = None
    schedules: list[Schedule] = Field(default_factory=list)
    cost: list[Cost] = Field(default_factory=list)
    fees_description: Text | None = None
    languages: list[Text] = Field(default_factory=list)
    audiences: list[Text] = Field(default_factory=list)
    led_by: Literal["peer", "professional", "clergy", "volunteer"] | None = None
    faith: Literal["faith-based", "secular"] | None = None
    eligibility_description: Text | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    application_process: Text | None = None
    required_documents: list[Text] = Field(default_factory=list)
    service_areas: list[ServiceArea] = Field(default_factory=list)
    attributes: list[Text] = Field(default_factory=list)
    status: Status = "active"
    alert: Text | None = None
    last_modified: datetime | None = None
    confirmed: date | None = None


class Kept(ServiceAtLocation):
    """What the store alone knows of a record or a listing (not HSDS; the ages are in `data.keeping.ageing`).

    `not_seen_since` is the last day its sources showed it, when their newest good runs no longer do: call first.
    """

    standing: Standing = "shown"
    not_seen_since: date | None = None


class Provenance(Model):
    """Where a listing's words come from; shown wherever the listing is.

    `via` (`source:key`) is the record here that told of it, where another directory passed it on.
    """

    source: str
    source_name: str
    record: str
    key: str
    url: str | None = None
    licence: str | None = None
    attribution: str | None = None
    run: str
    seen: datetime
    via: str | None = None


class Conflict(Model):
    """A field the sources of a listing disagree about: what each says, in words, by source id (not HSDS).

    The listing shows the first; a page can add "sources disagree about the phone, call first".
    """

    field: str
    values: dict[str, str]


class Record(Kept):
    """What one source said about one listing in one run.

    `record` is the source's own id as the feed gives it; `key` tells apart rows to which a source
    gives the same id (else equal to `record`). `(source, key)` identifies the record for ever.
    `status_stated`: the source said the status; where it did not, a temporary closing it once told of goes on.
    `origins` and `conflicts` come with a listing of another directory: its own sources, and where these disagree.
    """

    source: str
    record: Text
    key: Text
    record_url: Text | None = None
    status_stated: bool = False
    run: str = ""
    seen: datetime | None = None
    problems: list[Problem] = Field(default_factory=list)
    origins: list[Provenance] = Field(default_factory=list)
    conflicts: list[Conflict] = Field(default_factory=list)


class Listing(Kept):
    """One service at one location as people find it, with the records it was made from.

    `id` is a UUID that lasts as long as the listing (`data.ids`).
    """

    id: str
    sources: list[Provenance]
    conflicts: list[Conflict] = Field(default_factory=list)

    @property
    def seen(self) -> datetime:
        """When any of its sources last showed this listing (UTC)."""
        return max(one.seen for one in self.sources)

    @property
    def has_public_point(self) -> bool:
        """Whether the listing may be placed on a map and measured for distance."""
        place = self.location
        return (
            place.location_type == "physical"
            and place.visibility == "full"
            and place.latitude is not None
            and place.longitude is not None
            and "in_person" in self.modes
        )
