"""What a source calls things, in our words: the look-ups `[values.<field>]` of its file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import get_args

from data import taxonomy
from data.model import Status
from data.sources import Source

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Words:
    """The words of one source and what they mean, field by field; made once for many rows."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tables: dict[str, dict[str, str]] = {}

    def translate(self, field: str, found: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return our ids for the words found, and the words that have none; both in order, without repeats.

        A word has an id when `[values.<field>]` gives one, when it is one itself, or when it is the label of a
        cost, a mode or an audience, the name of a language, or the English name of a weekday. Case does not count.
        """
        if field not in self._tables:
            self._tables[field] = _own(field) | _mapped(self._source, field)
        table = self._tables[field]
        words = [word.strip() for word in found if word.strip()]
        ids = [table[word.casefold()] for word in words if word.casefold() in table]
        return list(dict.fromkeys(ids)), list(dict.fromkeys(word for word in words if word.casefold() not in table))


def translate(source: Source, field: str, found: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what `Words.translate` of the source returns."""
    return Words(source).translate(field, found)


def mapped(source: Source, field: str, words: Iterable[str]) -> list[str]:
    """Return the ids that `[values.<field>]` alone gives for words whose meaning only the source knows."""
    table = _mapped(source, field)
    return list(dict.fromkeys(table[word.strip().casefold()] for word in words if word.strip().casefold() in table))


def _mapped(source: Source, field: str) -> dict[str, str]:
    return {found.strip().casefold(): ours for found, ours in source.values.get(field, {}).items()}


@cache
def _own(field: str) -> dict[str, str]:
    if field == "needs":
        return {need: need for need in taxonomy.needs()}
    if field == "languages":
        return taxonomy.language_names() | {tag.casefold(): tag for tag in taxonomy.languages()}
    if field == "status":
        return {status: status for status in get_args(Status)}
    if field == "byday":
        return {day[:length]: day[:2].upper() for day in _WEEK for length in (2, 3, 4, 5, len(day))}
    table = {}
    for value, labels in taxonomy.facet_labels().get(field, {}).items():
        table |= {value: value} | {label.casefold(): value for label in labels.values()}
    return table
