"""From texts to sorted postings: each word analysed once, all occurrences sorted together in NumPy."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

_NOTHING = -1


@dataclass(frozen=True)
class FieldPostings:
    """The postings of one field, as a segment holds them.

    `tokens` are sorted; those of token `i` are `docs[starts[i]:starts[i + 1]]` (int32, ascending) with how
    often it stands there in `counts` (int32). `lengths` is the number of tokens in the field of each
    document (int32 [documents]).
    """

    name: str
    tokens: list[str]
    starts: np.ndarray
    docs: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray


class Inverter:
    """Collects documents in the order of their numbers and inverts them.

    `words` finds the words of a text, `analyse` gives the tokens of one word (none for a stop word). What
    `analyse` says is remembered, so it must depend on the word alone.
    """

    def __init__(self, fields: Iterable[str], words: re.Pattern[str], analyse: Callable[[str], list[str]]) -> None:
        self._numbers: dict[str, int] = {}
        self._memory = _Memory(analyse, self._numbers)
        self._find = words.findall
        self._tokens = {name: array("i") for name in fields}
        self._words = {name: array("i") for name in fields}

    def add(self, document: Mapping[str, str]) -> None:
        """Add the next document: a text for each field."""
        memory, find = self._memory, self._find
        for name, tokens in self._tokens.items():
            text = document[name]
            before = len(tokens)
            if text:
                tokens.extend([memory[word] for word in find(text)])
            self._words[name].append(len(tokens) - before)

    def fields(self, position: np.ndarray) -> Iterable[FieldPostings]:
        """Yield the postings field by field, fields in order of their names, and forget them.

        `position` is the number each document shall have (int64 [documents]).
        """
        names = sorted(self._numbers)
        rank = np.empty(len(names) + 1, np.int64)
        rank[[self._numbers[token] for token in names]] = np.arange(len(names))
        rank[_NOTHING] = _NOTHING
        for field in sorted(self._tokens):
            tokens = rank[np.frombuffer(self._tokens.pop(field), np.int32)]
            yield _inverted(field, tokens, np.frombuffer(self._words.pop(field), np.int32), names, position)


class _Memory(dict[str, int]):
    """The number of the token of each word; analyses a word when it is first asked for."""

    def __init__(self, analyse: Callable[[str], list[str]], numbers: dict[str, int]) -> None:
        self._analyse = analyse
        self._numbers = numbers

    def __missing__(self, word: str) -> int:
        found = self._analyse(word)
        number = self._numbers.setdefault(found[0], len(self._numbers)) if found else _NOTHING
        self[word] = number
        return number


def _inverted(
    field: str, tokens: np.ndarray, words: np.ndarray, names: list[str], position: np.ndarray
) -> FieldPostings:
    count = max(1, len(words))
    docs = np.repeat(position, words)
    docs, tokens = docs[tokens != _NOTHING], tokens[tokens != _NOTHING]
    lengths = np.bincount(docs, minlength=len(words)).astype(np.int32)
    keys = tokens * count + docs
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(np.append(first, len(keys))).astype(np.int32)
    keys = keys[first]
    numbers = keys // count
    docs = (keys - numbers * count).astype(np.int32)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    found = [names[at] for at in numbers[starts]]
    return FieldPostings(field, found, np.append(starts, len(keys)), docs, counts, lengths)
