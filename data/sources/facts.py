"""What a source file says about its source: where it serves, how much to expect, how we know that it exists."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from data.model import Model

# How far around the middle of a city its sources reach, in miles, where the file does not say.
CITY_MILES = 15.0

Scope = Literal["local", "state", "national"]


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


class Area(Model):
    """Where a source is worth crawling for; without `state`, `states` or `city` the whole `country` of the source.

    Postal codes of states; names of cities and counties as the gazetteer knows them. A city reaches
    `radius_miles` around its middle. Counties and a city need their `state`.
    """

    country: str | None = None
    state: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    states: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    county: str | None = None
    counties: tuple[str, ...] = ()
    city: str | None = None
    radius_miles: float | None = Field(default=None, gt=0, le=500)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.state and self.states:
            raise ValueError("give state or states, not both")
        if self.county and self.counties:
            raise ValueError("give county or counties, not both")
        if (self.all_counties or self.city) and not self.state:
            raise ValueError("a county or a city needs its state")
        if self.radius_miles and not self.city:
            raise ValueError("radius_miles needs the city it is measured from")
        return self

    @property
    def all_states(self) -> tuple[str, ...]:
        """The states named, one or several."""
        return (self.state,) if self.state else self.states

    @property
    def all_counties(self) -> tuple[str, ...]:
        """The counties named, one or several."""
        return (self.county,) if self.county else self.counties

    @property
    def miles(self) -> float:
        """How far around its city the source reaches."""
        return self.radius_miles or CITY_MILES

    @property
    def scope(self) -> Scope:
        """How wide the source reaches: a city or counties, states, or more."""
        if self.city or self.all_counties:
            return "local"
        return "state" if self.all_states else "national"

    def __str__(self) -> str:
        """The area in a few words: "Los Angeles, CA", "NY", "country US"."""
        where = self.city or ", ".join(self.all_counties)
        states = " ".join(self.all_states)
        return ", ".join(part for part in (where, states) if part) or self.country or ""


class Expect(Model):
    """How many records a run should give: fewer than `min` fails the run, more than `max` warns.

    `about` is what somebody counted; where `min` and `max` are not given they are half and double of it.
    """

    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=0)
    about: int | None = Field(default=None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _around(cls, given: object) -> object:
        about = given.get("about") if isinstance(given, dict) else None
        if isinstance(given, dict) and isinstance(about, int):
            return {"min": about // 2, "max": about * 2} | given
        return given


class State(Model):
    """How we know that a source exists.

    `seen` is when somebody last saw it (a date, a month or a year), left out where that was not recorded. `how`:
    `counted` (a reader got records and counted them), `read` (a reader's code fetches it), `listed` (it stands in a
    list or a catalogue), `shipped` (it comes with Kith). `tried` is when we called it ourselves, left out for never.
    """

    seen: Annotated[str, BeforeValidator(_iso), Field(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$")] | None = None
    how: Literal["counted", "read", "listed", "shipped"] = "listed"
    tried: date | None = None

    def __str__(self) -> str:
        """The state in a few words: "counted by others 2026-09-28, never tried by us"."""
        if self.how == "shipped":
            return "comes with Kith"
        seen = f"{self.how} by others {self.seen or 'at a time not recorded'}"
        return f"{seen}, {f'tried by us {self.tried}' if self.tried else 'never tried by us'}"


class FirstOf(Model):
    """Columns of which the first that has a value is read: for a table whose columns nobody has written down."""

    first: list[str] = Field(min_length=1)


Columns = str | list[str] | FirstOf
