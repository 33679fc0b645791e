"""What a source calls things, in our words: the look-ups `[values.<field>]` of its file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import get_args

from data import taxonomy
from data.cleaning.audiences import eligible
from data.cleaning.cost import cost_of
from data.cleaning.languages import language_tags
from data.model import Status
from data.sources import Source

_WORDS_TOLD = 10
_MOST_WORDS = 10_000
_LONGEST_WORD = 40
_UNMAPPED: dict[str, Counter[tuple[str, str]]] = {}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Words:
    """The words of one source and what they mean, field by field; made once for many rows."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._tables: dict[str, dict[str, str]] = {}
        self._given: dict[str, dict[str, str]] = {}

    def translate(self, field: str, found: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return our ids for the words found, and the words that say something else or more; in order, once each.

        A word has an id when `[values.<field>]` gives one, when it is one itself, or when it is the label of a
        cost, a mode or an audience, the name of a language, or the English name of a weekday. Case does not count.
        Else it is read as a sentence about languages, cost or audiences ("English and Spanish", "Sliding scale").
        """
        if field not in self._tables:
            self._tables[field] = _own(field) | _mapped(self.source, field)
        table = self._tables[field]
        ids: list[str] = []
        others: list[str] = []
        for word in dict.fromkeys(word.strip() for word in found if word.strip()):
            if word.casefold() in table:
                ids.append(table[word.casefold()])
                continue
            read, complete = _read(field, word)
            ids += read
            if not complete:
                others.append(word)
            if not read and not complete:
                note_unmapped(self.source, field, [word])
        return list(dict.fromkeys(ids)), others

    def mapped(self, field: str, words: Iterable[str]) -> list[str]:
        """Return the ids that `[values.<field>]` alone gives for words whose meaning only the source knows."""
        if field not in self._given:
            self._given[field] = _mapped(self.source, field)
        table = self._given[field]
        if not table:
            return []
        folded = (word.strip().casefold() for word in words)
        return list(dict.fromkeys(table[word] for word in folded if word in table))


def translate(source: Source, field: str, found: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what `Words.translate` of the source returns."""
    return Words(source).translate(field, found)


def _read(field: str, word: str) -> tuple[tuple[str, ...], bool]:
    """The ids a sentence gives, and whether they are all it says. Of cost the amounts are more than its kind."""
    if field == "languages":
        return language_tags(word)
    if field == "cost":
        return cost_of(word), False
    if field == "audiences":
        whom = eligible(word)
        return (whom.audiences, whom.minimum_age is None and whom.maximum_age is None) if whom else ((), False)
    return (), False


def note_unmapped(source: Source, field: str, words: Iterable[str]) -> None:
    """Count words of a source that mean nothing to us, for `tell_unmapped`."""
    counts = _UNMAPPED.setdefault(source.id, Counter())
    for word in words:
        counts[field, word[:_LONGEST_WORD]] += 1
    if len(counts) > _MOST_WORDS:
        # A feed of nothing but new words: the rare ones are not worth the memory.
        _UNMAPPED[source.id] = Counter(dict(counts.most_common(_MOST_WORDS // 2)))


def tell_unmapped(source: str) -> list[str]:
    """Return a line for each field, its ten commonest words first: "unmapped needs: Pets 12, Music 3". Forgets them.

    Without its days a timetable is words that nobody can search by: their line says how to map them.
    """
    fields: dict[str, Counter[str]] = {}
    for (field, word), count in _UNMAPPED.pop(source, Counter()).items():
        fields.setdefault(field, Counter())[_printable(word)] += count
    return [
        f"unmapped {field}: "
        + ", ".join(f"{word} {count}" for word, count in counts.most_common(_WORDS_TOLD))
        + (_hint(counts.most_common(1)[0][0]) if field == "byday" else "")
        for field, counts in sorted(fields.items())
    ]


def _hint(word: str) -> str:
    return f' (say which weekday each is in [values.byday], such as {json.dumps(word, ensure_ascii=False)} = "MO")'


def _printable(word: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in word).split())


def mapped(source: Source, field: str, words: Iterable[str]) -> list[str]:
    """Return what `Words.mapped` of the source returns."""
    return Words(source).mapped(field, words)


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
