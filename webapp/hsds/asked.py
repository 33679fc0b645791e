"""What a request to the API asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, NotFound

from data import gazetteer
from data.errors import QueryError
from data.gazetteer import Place
from webapp.hsds.parameters import DEFAULT_PER_PAGE, LARGEST_MINIMAL, LARGEST_PER_PAGE, PASSED_OVER, Parameter

# What tells of the person who asks.
_PERSONAL = frozenset({"search", "postcode", "proximity", "lat", "lon", "radius"})
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Asked:
    """The values that were given, each of its type (`parameters`), by name."""

    given: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return a value, None when it was not given."""
        return self.given.get(name)

    @property
    def page(self) -> int:
        """The number of the page, from 1."""
        return int(self["page"] or 1)

    @property
    def per_page(self) -> int:
        """How many results a page has."""
        return int(self["per_page"] or (LARGEST_MINIMAL if self["minimal"] else DEFAULT_PER_PAGE))

    @property
    def all_in_lines(self) -> bool:
        """Whether everything is to be streamed, one object a line."""
        return bool(self["format"] == "ndjson")

    @property
    def is_personal(self) -> bool:
        """Whether the answer tells what somebody looked for, or where."""
        return request.method == "POST" or not _PERSONAL.isdisjoint(self.given)


def read(known: Mapping[str, Parameter]) -> Asked:
    """Return what this request asks, from its address and the JSON object or the form of a POST.

    Raises QueryError naming a value that cannot be used, given twice, or missing beside another, and a name that is
    not known.
    """
    given: dict[str, Any] = {}
    texts = request.args.to_dict(flat=False)
    if request.method == "POST":
        if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            for name, values in request.form.to_dict(flat=False).items():
                texts.setdefault(name, []).extend(values)
        elif request.get_data():
            given = {name: _known(name, known).value(value) for name, value in _read_at_all(_body(), known)}
    for name, values in _read_at_all(texts, known):
        parameter = _known(name, known)
        if len(values) > 1 or name in given:
            raise QueryError("is given twice", code="bad-parameter", field=name)
        given[name] = parameter.of_text(values[0])
    _check(given, known)
    return Asked(given)


def _read_at_all(values: Mapping[str, Any], known: Mapping[str, Parameter]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in values.items() if name in known or not re.match(PASSED_OVER, name))


def _known(name: str, known: Mapping[str, Parameter]) -> Parameter:
    """The parameter of a name. Raises QueryError with the nearest name there is."""
    if name in known:
        return known[name]
    near = get_close_matches(name[:_LONGEST_NAME], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    shown = name[:_LONGEST_NAME]
    raise QueryError(f"{shown!r} is no parameter here: {hint}", code="unknown-parameter", field=shown)


def _body() -> dict[str, Any]:
    """The JSON object of a POST. Raises QueryError, and UnsupportedMediaType for another type of body."""
    try:
        body = request.get_json()
    except (BadRequest, RecursionError) as error:
        raise QueryError("the body is not JSON", code="bad-json") from error
    if not isinstance(body, dict):
        raise QueryError("the body must be a JSON object", code="bad-json")
    return body


def _check(given: Mapping[str, Any], known: Mapping[str, Parameter]) -> None:
    for name, parameter in known.items():
        if parameter.required and name not in given:
            raise QueryError("must be given", code="bad-parameter", field=name)
    for name, others in (("proximity", ("postcode",)), ("lat", ("lon",)), ("lon", ("lat",)), ("radius", ("lat",))):
        for other in others:
            if name in given and other not in given:
                raise QueryError(f"must be given with {name}", code="bad-parameter", field=other)
    if "lat" in given and "proximity" in given:
        raise QueryError("cannot be given with lat and lon", code="bad-parameter", field="proximity")
    if given.get("per_page", 0) > LARGEST_PER_PAGE and not given.get("minimal"):
        raise QueryError(f"must be at most {LARGEST_PER_PAGE}", code="bad-parameter", field="per_page")


def place_of(asked: Asked) -> Place | None:
    """Return the postal code that is asked for. Raises NotFound for one that nobody knows."""
    if asked["postcode"] is None:
        return None
    found = gazetteer.find_zip(asked["postcode"])
    if found is None:
        raise NotFound
    return found
