"""The kinds of values of HSDS 3.1: checked as they are read, kept as they were written."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, StrictFloat, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_CLOCK = re.compile(r"(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_LAST_CLOCK = "24:00"


def _uuid(value: str) -> str:
    if not _UUID.fullmatch(value):
        raise PydanticCustomError("uuid", "is no UUID")
    return value


def _uri(value: str) -> str:
    if not _URI.fullmatch(value):
        raise PydanticCustomError("uri", "is no address with a scheme, such as https://example.org")
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise PydanticCustomError("email", "is no e-mail address")
    return value


def _date(value: str) -> str:
    try:
        date.fromisoformat(value) if len(value) == len("2026-01-31") else datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", "is no date (YYYY-MM-DD)") from None
    return value


def _datetime(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or "T" not in value.upper() or moment.tzinfo is None:
        raise PydanticCustomError("date-time", "is no time with an offset (2026-01-31T09:00:00Z)")
    return value


def _clock(value: str) -> str:
    found = _CLOCK.fullmatch(value)
    try:
        if found is None:
            raise ValueError
        if not found[1].startswith(_LAST_CLOCK):
            time.fromisoformat(found[1])
    except ValueError:
        raise PydanticCustomError("time", "is no time of day (HH:MM)") from None
    return value


Text = StrictStr
Number = StrictInt | StrictFloat
Uuid = Annotated[StrictStr, AfterValidator(_uuid)]
Uri = Annotated[StrictStr, AfterValidator(_uri)]
Email = Annotated[StrictStr, AfterValidator(_email)]
Date = Annotated[StrictStr, AfterValidator(_date)]
DateTime = Annotated[StrictStr, AfterValidator(_datetime)]
Clock = Annotated[StrictStr, AfterValidator(_clock)]
