"""The parameters of the API: what each may be, in the words of the description and in code.

In an address every value is text; in the JSON object of a POST it has the type that the description says. A name that
a list does not have is an error: who asks for less than everything is not to be given all of it for a slip of the pen.
Names that begin with `_` are passed over, because some programs add one so that no cache answers; and so is how much
is to be shown (`full`, `full_service`, `minimal`) where a list has one way only: nothing else is found for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from data.errors import QueryError

DEFAULT_PER_PAGE, LARGEST_PER_PAGE, LARGEST_MINIMAL = 50, 500, 100_000
LARGEST_PAGE = 100_000_000
LONGEST_TEXT = 200
LARGEST_METRES = 20_100_000
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_POSTCODE = "^[0-9]{5}(-[0-9]{4})?$"
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:(\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Parameter:
    """One parameter: its JSON Schema, what it does, and the reader of its value as it stands in an address."""

    name: str
    schema: Mapping[str, Any]
    text: str
    read: Callable[[str], Any]
    required: bool = False
    standard: bool = True

    def value(self, given: object) -> Any:
        """Return the value of what was given: text, or another type in a JSON object. Raises QueryError."""
        kinds: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}
        kind = self.schema.get("type", "string")
        if kind == "integer" and isinstance(given, float) and given.is_integer():
            # To JSON 3.0 is a whole number too.
            given = int(given)
        if not isinstance(given, kinds.get(kind, (str,))) or (isinstance(given, bool) and kind != "boolean"):
            raise self._wrong(f"must be a JSON {kind}")
        return self.of_text(str(given).lower() if isinstance(given, bool) else str(given))

    def of_text(self, given: str) -> Any:
        """Return the value of a text. Raises QueryError naming the parameter."""
        try:
            return self.read(given)
        except (ValueError, OverflowError) as error:
            raise self._wrong(str(error)) from None

    def _wrong(self, message: str) -> QueryError:
        return QueryError(message, code="bad-parameter", field=self.name)


def _text(given: str) -> str:
    if len(given) > LONGEST_TEXT:
        raise ValueError(f"must have at most {LONGEST_TEXT} characters")
    return given


def _matching(pattern: str, what: str) -> Callable[[str], str]:
    def read(given: str) -> str:
        if not re.fullmatch(pattern, given):
            raise ValueError(f"must be {what}")
        return given.lower()

    return read


def _boolean(given: str) -> bool:
    if given not in ("true", "false"):
        raise ValueError("must be true or false")
    return given == "true"


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(given: str) -> int:
        if not _WHOLE.fullmatch(given) or not least <= int(given) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(given)

    return read


def _decimal(least: float, most: float) -> Callable[[str], float]:
    def read(given: str) -> float:
        if not _DECIMAL.fullmatch(given) or not least <= float(given) <= most:
            raise ValueError(f"must be a number from {least:g} to {most:g}")
        return float(given)

    return read


def _moment(given: str) -> int:
    """Milliseconds since 1970 of an RFC 3339 time; of a day, its beginning in UTC."""
    # Unescaped, the plus sign of an offset comes as a blank.
    text = re.sub(r" (?=\d\d:\d\d$)", "+", given).upper()
    if _DAY.fullmatch(text):
        text += "T00:00:00Z"
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError("must be a time with an offset, such as 2026-01-31T09:00:00Z, or a day")
    if found[1] == "60":
        # A leap second; Python has none.
        text = f"{text[: found.start(1)]}59{text[found.end(1) :]}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is no time there is") from None
    return (moment - _EPOCH) // (datetime.resolution * 1000)


def _flag(name: str, text: str) -> Parameter:
    return Parameter(name, {"type": "boolean"}, text, _boolean)


def _id(name: str, text: str) -> Parameter:
    return Parameter(name, {"type": "string", "format": "uuid", "pattern": _UUID}, text, _matching(_UUID, "a UUID"))


def _number(name: str, least: float, most: float, text: str, standard: bool = False) -> Parameter:
    schema = {"type": "number", "minimum": least, "maximum": most}
    return Parameter(name, schema, text, _decimal(least, most), standard=standard)


def _time(name: str, text: str, **facts: bool) -> Parameter:
    schema = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}], "minLength": 10}
    return Parameter(name, schema, text, _moment, **facts)


def _per_page(most: int) -> Parameter:
    text = f"Number of results in a page, {DEFAULT_PER_PAGE} if not given."
    if most > LARGEST_PER_PAGE:
        text += f" More than {LARGEST_PER_PAGE} with `minimal` only, where {most} is what is given if it is not."
    return Parameter("per_page", {"type": "integer", "minimum": 1, "maximum": most}, text, _whole(1, most))


PASSED_OVER = "^(_|(full|full_service|minimal)$)"
_FORMATS = ("json", "ndjson")
_ALL = (
    Parameter("search", {"type": "string", "maxLength": LONGEST_TEXT},
              "Words that must all occur; the best first. Best by POST, where no address has them.", _text),
    Parameter("page", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}, "Page number, from 1.",
              _whole(1, LARGEST_PAGE)),
    _per_page(LARGEST_PER_PAGE),
    Parameter("format", {"type": "string", "enum": list(_FORMATS)},
              "`ndjson` streams all results, one object a line, without pages.",
              _matching("|".join(_FORMATS), "json or ndjson")),
    _id("taxonomy_term_id", "Only what has this taxonomy term among the attributes of its service."),
    _id("taxonomy_id", "Only what has any term of this taxonomy."),
    _id("organization_id", "Only services of this organization."),
    _time("modified_after", "Only what changed then or later."),
    _flag("minimal", "Only `id` and `modified_date` of each, all in one page."),
    _flag("full", "Fully nested, not only what each has one of."),
    _flag("full_service", "With all that is known of each service of the organization."),
    Parameter("postcode", {"type": "string", "pattern": _POSTCODE},
              "A ZIP code: only what serves it; what does not say whom it serves must be within 40 km of its middle, "
              "or within `proximity`. A code that nobody knows is an error of status 404.",
              _matching(_POSTCODE, "a ZIP code")),
    _number("proximity", 0, LARGEST_METRES,
            "Metres from the middle of `postcode`, which must be given; the nearest first.", True),
    _number("lat", -90, 90, "With `lon`: only what has a public point; the nearest to this one first."),
    _number("lon", -180, 180, "With `lat`."),
    _number("radius", 0, LARGEST_METRES, "Metres from `lat` and `lon`, which must be given."),
    _flag("top_only", "Only terms that are below no other."),
    _id("parent_id", "Only terms right below this one."),
    _time("since", "What changed then or later.", required=True, standard=False),
)  # fmt: skip
_BY_NAME = {one.name: one for one in _ALL}
_PAGES = ("search", "page", "per_page", "format")
_OF_SERVICES = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
_WHERE = ("postcode", "proximity", "lat", "lon", "radius")


def _named(*names: str) -> dict[str, Parameter]:
    return {name: _BY_NAME[name] for name in names}


# What each list takes, in the order of the description.
LISTS: Mapping[str, Mapping[str, Parameter]] = {
    "services": _named(*_PAGES, *_OF_SERVICES, "minimal", "full", *_WHERE) | {"per_page": _per_page(LARGEST_MINIMAL)},
    "service_at_locations": _named(*_PAGES, *_OF_SERVICES, "full", *_WHERE),
    "organizations": _named(*_PAGES, "taxonomy_term_id", "taxonomy_id", "full", "full_service"),
    "taxonomies": _named(*_PAGES),
    "taxonomy_terms": _named(*_PAGES, "taxonomy_id", "top_only", "parent_id"),
    "changes": _named("since", "page", "per_page", "format"),
}
ONE_ORGANIZATION = _named("full_service")
