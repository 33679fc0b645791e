"""National helplines: curated facts in `lines.toml`, for the crisis card and as records like any other.

Reading them needs no database and no index. A wrong entry is an error that names file, helpline and field.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import Field, StrictBool, StringConstraints, ValidationError, model_validator

from data.errors import SourceFileError
from data.helplines.numbers import Call, Country, Entry, Language, Text, TextLine, one_of
from data.model import Attendance, Location, Mode, Organization, Record, Schedule, ServiceArea
from data.taxonomy import facet_labels, needs

__all__ = ["Call", "Helpline", "Hours", "TextLine", "by_country", "helplines", "read_helplines"]


Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]{2}(-[a-z0-9]+)+$")]
Url = Annotated[str, StringConstraints(strict=True, pattern=r"^https://[a-z0-9.-]+\.[a-z]+(/\S*)?$")]
Clock = Annotated[str, StringConstraints(strict=True, pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
Zone = Annotated[Text, one_of("time zone", cache(available_timezones))]
Need = Annotated[Text, one_of("need", needs)]
Audience = Annotated[Text, one_of("audience", lambda: facet_labels()["audiences"])]


class Hours(Entry):
    """Opening hours on some weekdays, local wall time in an IANA `timezone`, within one day each."""

    byday: tuple[Day, ...] = Field(min_length=1)
    opens_at: Clock
    closes_at: Clock
    timezone: Zone

    @model_validator(mode="after")
    def _one_day(self) -> Hours:
        if self.opens_at >= self.closes_at:
            raise ValueError("closes_at is not after opens_at (a night needs a row for each of its days)")
        return self


class Helpline(Entry):
    """One helpline of `lines.toml`; the head of that file says what its keys mean.

    `noted` is the day the facts were written down, `checked` the capture they were compared with.
    """

    id: Id
    name: Text
    organization: Text
    country: Country
    main: StrictBool = False
    needs: tuple[Need, ...] = Field(min_length=1)
    audiences: tuple[Audience, ...] = ()
    summary: Text
    answered_by: Text
    call: tuple[Call, ...] = ()
    text: tuple[TextLine, ...] = ()
    chat: Url | None = None
    always: StrictBool = False
    hours: tuple[Hours, ...] = ()
    languages: tuple[Language, ...] = Field(min_length=1)
    interpretation: Text | None = None
    cost: Literal["free"] | None = None
    url: Url
    source_url: Url
    noted: date
    checked: Text | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_country(cls, row: Any) -> Any:
        """Give each number the country of its helpline, unless it names another."""
        for key in ("call", "text"):
            if isinstance(row, dict) and isinstance(row.get(key), list):
                home = {"country": row.get("country")}
                lines = [home | line if isinstance(line, dict) else line for line in row[key]]
                row = row | {key: lines}
        return row

    @model_validator(mode="after")
    def _consistent(self) -> Helpline:
        spoken = {language for line in (*self.call, *self.text) for language in line.languages}
        prefix = f"{self.country.lower()}-"
        wrong = {
            f"id does not begin with {prefix}": not self.id.startswith(prefix),
            "no call, text or chat": not (self.call or self.text or self.chat),
            "both always and hours": self.always and bool(self.hours),
            "no hours, and no note that says why": not (self.always or self.hours or self.note),
            f"languages lack {sorted(spoken - set(self.languages))}": not spoken <= set(self.languages),
            "a main line needs crisis first": self.main and self.needs[0] != "crisis",
        }
        if found := [reason for reason, holds in wrong.items() if holds]:
            raise ValueError("; ".join(found))
        return self

    @property
    def is_always_open(self) -> bool:
        """Whether somebody answers at any hour of any day."""
        return self.always

    def to_record(self, source_id: str) -> Record:
        """Return the helpline as a record of the source `source_id`."""
        modes: list[Mode] = ["phone"] if self.call or self.text else []
        said = [
            self.summary,
            f"Answered by {self.answered_by}.",
            f"Other languages: {self.interpretation}." if self.interpretation else None,
            self.note,
        ]
        return Record(
            source=source_id,
            record=self.id,
            key=self.id,
            name=self.name,
            organization=Organization(name=self.organization, url=self.url),
            description=" ".join(part for part in said if part),
            needs=list(self.needs),
            audiences=list(self.audiences),
            modes=[*modes, "online"] if self.chat else modes,
            attendance=Attendance(url=self.chat) if self.chat else None,
            phones=[*(line.to_phone() for line in self.call), *(line.to_phone() for line in self.text)],
            url=self.url,
            record_url=self.source_url,
            schedules=self._schedules(),
            cost=[self.cost] if self.cost else [],
            languages=list(self.languages),
            service_areas=[ServiceArea(extent_type="country", extent=self.country)],
            location=Location(location_type="virtual"),
        )

    def _schedules(self) -> list[Schedule]:
        if self.always:
            said = "24 hours, every day"
            return [Schedule(freq="DAILY", opens_at="00:00", closes_at="24:00", description=said)]
        return [Schedule(freq="WEEKLY", **row.model_dump(mode="json")) for row in self.hours]


def read_helplines(content: bytes, where: str) -> tuple[Helpline, ...]:
    """Return the helplines of a TOML file; `where` names it in errors. Raises `SourceFileError`."""
    try:
        file = tomllib.loads(content.decode())
    except ValueError as error:  # also UnicodeDecodeError
        raise SourceFileError(f"not TOML: {error}", code="not-toml", source=where) from None
    rows = file.pop("helpline", None)
    if file or not isinstance(rows, list) or not rows:
        unknown = f", not {', '.join(file)}" if file else ""
        raise SourceFileError(f"wants [[helpline]] tables{unknown}", code="not-helplines", source=where)
    found: dict[str, Helpline] = {}
    mains: dict[str, str] = {}
    for place, row in enumerate(rows, 1):
        line = _read(row, place, where)
        if line.id in found:
            raise SourceFileError("this id is taken", code="twice", source=where, record=line.id, field="id")
        if line.main and (other := mains.setdefault(line.country, line.id)) != line.id:
            message = f"{other} is the main line of {line.country} already"
            raise SourceFileError(message, code="two-mains", source=where, record=line.id, field="main")
        found[line.id] = line
    for line in found.values():
        if line.country not in mains:
            message = f"no line is the main one of {line.country}"
            raise SourceFileError(message, code="no-main", source=where, record=line.id, field="main")
    return tuple(found.values())


def _read(row: Any, place: int, where: str) -> Helpline:
    name = row.get("id") if isinstance(row, dict) else None
    record = name if isinstance(name, str) and name else f"number {place}"
    try:
        return Helpline.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        unknown = first["type"] == "extra_forbidden"
        message = "unknown key" if unknown else first["msg"].removeprefix("Value error, ")
        code = "unknown-key" if unknown else "bad-value"
        raise SourceFileError(message, code=code, source=where, record=record, field=field) from None


@cache
def helplines() -> tuple[Helpline, ...]:
    """Return the helplines that come with Kith, in the order of `lines.toml`."""
    content = resources.files(__package__).joinpath("lines.toml").read_bytes()
    return read_helplines(content, "data/helplines/lines.toml")


def by_country() -> dict[str, list[Helpline]]:
    """Return the helplines of each country (ISO 3166-1 alpha-2), its main line first."""
    countries: dict[str, list[Helpline]] = {}
    for line in helplines():
        countries.setdefault(line.country, []).append(line)
    return {country: sorted(lines, key=lambda line: not line.main) for country, lines in countries.items()}
