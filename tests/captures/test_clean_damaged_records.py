"""Records whose words were swapped for odd ones: cleaning leaves out what it cannot read and never breaks."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pydantic import ValidationError

from data.cleaning import clean_record
from data.errors import KithError
from data.model import Record
from tests.captures.support import SOURCES, read
from tests.captures.test_mutations import payloads_of_files, small
from tests.support.damage import swapped

SHORT, LONG = 2, 1_000
WORDS = [
    "", " ", "\u00a0", "\u202e\u200b", "\0", "<b", "&#0;", "&#xD800;", "1" * 5000, "(" * 500, "a@b", "@", "http://[::1",
    "//", "tel:", "+1", "911", "x" * 70_000, "\ud83d\ude00" * 3, "24/7", "7pm-7pm", "1st & 3rd Tue", "99:99", "PO BOX",
    "00000", "00000-0000", "\u0663\u0664", "²²²²²", "(((555)))", "555-01", "n/a", "None", "NULL", "{}", "%00",
    "é" * 300, "a b " * 3000, "1,2,3,4,5,6", "-", "—", "\r\n", "Sat.-Sun.", "12:00am-12:00am", "SHOUTING " * 50,
]  # fmt: skip
# What pydantic refuses before any cleaning: words out of a closed list, dates.
_CHECKED = {
    "source", "key", "run", "modes", "cost", "status", "location_type", "type", "freq", "precision", "visibility",
    "extent_type", "led_by", "faith", "last_modified", "dtstart", "confirmed", "seen", "valid_from", "valid_to",
}  # fmt: skip


def reworded(value: Any, rng: random.Random) -> Any:
    """The same record with some of its texts replaced by odd words, or with other words put around them."""
    if isinstance(value, dict):
        return {key: one if key in _CHECKED else reworded(one, rng) for key, one in value.items()}
    if isinstance(value, list):
        return [reworded(one, rng) for one in value]
    if not isinstance(value, str) or rng.random() < 0.7:
        return value
    return rng.choice([rng.choice(WORDS), rng.choice(WORDS) + value, value + rng.choice(WORDS), value[::-1]])


@pytest.mark.parametrize("name", SOURCES)
def test_cleaning_never_breaks(name: str, shared: object, request: pytest.FixtureRequest) -> None:
    source = SOURCES[name]
    try:
        found = [one.model_dump(mode="json") for one in read(source, payloads_of_files(list(small(name))))[0]]
    except KithError:
        found = []
    for number in range((LONG if request.config.getoption("--soak") else SHORT) if found else 0):
        rng = random.Random(f"{name}|{number}")
        value = reworded(rng.choice(found), rng)
        value = swapped(value, rng) if rng.random() < 0.3 else value
        try:
            record = Record.model_validate(value)
        except ValidationError:
            continue
        try:
            clean_record(record, source).model_dump_json().encode()
        except Exception as error:
            raise AssertionError(f"{name}, {number}: {type(error).__name__}: {error}") from error
