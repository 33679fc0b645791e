"""From texts to sorted postings: each word analysed once, all occurrences sorted together in NumPy."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_NOTHING = -1
# Makes of ASCII its words in lower case, with blanks between them; the pattern of words is made of the same characters.
_PLAIN = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ") for code in range(256))


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

    `words` finds the words of a text: letters and digits, with apostrophes between them. `analyse` gives the token of
    each of many words, None for a stop word: it must depend on the word alone, and on no letter's case in ASCII.
    """

    def __init__(
        self,
        fields: Iterable[str],
        words: re.Pattern[str],
        analyse: Callable[[Sequence[str]], Sequence[str | None]],
    ) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._analyse = analyse
        self._find = words.findall
        self._words = {name: array("i") for name in fields}
        self._counts = {name: array("i") for name in fields}

    def add(self, document: Mapping[str, str]) -> None:
        """Add the next document: a text for each field."""
        numbers = self._numbers
        for name, words in self._words.items():
            before = len(words)
            text = document[name]
            if text:
                # Half the time of the pattern; most texts are of this kind.
                plain = text.isascii() and "'" not in text
                found = text.encode().translate(_PLAIN).decode("ascii").split() if plain else self._find(text)
                words.extend([numbers[word] for word in found])
            self._counts[name].append(len(words) - before)

    def fields(self, position: np.ndarray) -> Iterable[FieldPostings]:
        """Yield the postings field by field, fields in order of their names, and forget them.

        `position` is the number each document shall have (int64 [documents]).
        """
        tokens = self._analyse(list(self._numbers))
        names = sorted({token for token in tokens if token is not None})
        place: dict[str | None, int] = {name: at for at, name in enumerate(names)} | {None: _NOTHING}
        rank = np.array([place[token] for token in tokens], np.int64)
        for field in sorted(self._words):
            of_words = rank[np.frombuffer(self._words.pop(field), np.int32)]
            yield _inverted(field, of_words, np.frombuffer(self._counts.pop(field), np.int32), names, position)


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
