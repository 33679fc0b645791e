"""What is offered while somebody types, and the word a listing has that is closest to a misspelt one.

The files are told in `index/suggesting.py`. Nothing typed is kept: no look-up here has a memory of texts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from data.errors import GenerationError
from index.columns import Columns
from index.storage import Blobs, load, load_json, load_starts, save, stable_hash
from index.suggesting import LONGEST_CORRECTED, ORGANIZATION, SHORTEST_CORRECTED, rests, words_of

DEFAULT_LIMIT = 8
# Longer text is cut, and nobody types so many words before looking at what is offered.
LONGEST_TYPED = 80
_MOST_WORDS = 8
# One letter begins too many words to mean one; one character of another script may be a word.
_SHORTEST = 2
# No byte of UTF-8 is larger: what begins with a prefix stands before prefix and this.
_AFTER = b"\xff"
_NONE = np.zeros(0, np.int32)


class Entries:
    """The entries of one part, memory-mapped. Raises GenerationError when a file is not what it should be.

    `folder` is the part's; `lost` the folder of the generation when some of the part's listings are gone.
    """

    def __init__(self, folder: Path, lost: Path | None = None) -> None:
        try:
            self._texts, self._words = Blobs(folder, "suggest_texts"), Blobs(folder, "suggest_words")
            self._counts = load(folder, "suggest_counts", "i4", len(self._texts))
            self.groups = load(folder, "suggest_groups", "i2", len(self._texts))
            self._keys = load(folder, "suggest_keys", "u8", None)
            self._key_entries = load(folder, "suggest_key_entries", "i4", len(self._keys))
            self._postings = load(folder, "suggest_postings", "i4", None)
            words, end = len(self._words), len(self._postings)
            self._starts = load_starts(folder, "suggest_posting_starts", "i8", words, end)
            self._rests = load(folder, "suggest_rests", "u8", None)
            self._rest_words = load(folder, "suggest_rest_words", "i4", len(self._rests))
            self._needs = [(tuple(needs), int(count)) for needs, count in load_json(folder, "suggest_needs")]
            gone = load(lost, "suggest_lost", "i4", 2, None) if lost else np.zeros((2, 0), np.int32)
            self._lost, self._losses = gone[0], gone[1]
            less = load(lost, "suggest_lost_needs", "i4", len(self._needs)).tolist() if lost else [0] * len(self._needs)
            self._with_needs: dict[tuple[str, ...], int] = {
                one: count - gone for (one, count), gone in zip(self._needs, less, strict=True)
            }
        except (OSError, ValueError, EOFError, TypeError, IndexError) as error:
            raise GenerationError(f"{folder.parent.name}/{folder.name}: {error}", code="damaged-index") from None

    def text(self, entry: int) -> str:
        """Return the text of an entry."""
        return self._texts[entry].decode("utf-8")

    def beginning_with(self, prefix: str) -> np.ndarray:
        """Return the postings of all words that begin so."""
        begin = prefix.encode("utf-8", "replace")
        first = bisect_left(self._words, begin)
        after = bisect_left(self._words, begin + _AFTER, first)
        return self._postings[int(self._starts[first]) : int(self._starts[after])]

    def matching(self, prefixes: Sequence[str]) -> np.ndarray:
        """Return the postings of the first prefix whose entries have words for all of the others too."""
        lists = [self.beginning_with(prefix) for prefix in prefixes]
        found, *others = lists
        for one in others if all(map(len, lists)) else ():
            marks = np.zeros(len(self._counts), bool)
            marks[one >> 1] = True
            found = found[marks[found >> 1]]
        return found if all(map(len, lists)) else _NONE

    def count(self, entry: int) -> int:
        """Return how many listings have a name or an organization."""
        count = int(self._counts[entry])
        if len(self._lost):
            at = int(self._lost.searchsorted(np.int32(entry)))
            if at < len(self._lost) and self._lost[at] == entry:
                return count - int(self._losses[at])
        return count

    def find(self, key: str) -> int | None:
        """Return the entry of a name or an organization by its folded words, or None."""
        wanted = np.uint64(stable_hash(key))
        at = int(self._keys.searchsorted(wanted))
        return int(self._key_entries[at]) if at < len(self._keys) and self._keys[at] == wanted else None

    def needs(self, entry: int) -> tuple[str, ...]:
        """Return what an entry that is no name means."""
        return self._needs[int(self.groups[entry])][0]

    def count_needs(self, needs: tuple[str, ...]) -> int:
        """Return how many listings have any of the needs of a meaning."""
        return self._with_needs.get(needs, 0)

    def closest(self, word: str) -> tuple[int, int, str] | None:
        """Return the word one letter away (two neighbours swapped count as one) that most entries have, or None.

        With the word, comes what puts it before others: whether its first letter is another, and how many entries
        have it, negative.
        """
        found = set()
        wanted = np.array([stable_hash(rest) for rest in rests(word)], np.uint64)
        first, after = self._rests.searchsorted(wanted), self._rests.searchsorted(wanted, "right")
        for begin, end in zip(first.tolist(), after.tolist(), strict=True):
            found.update(self._rest_words[begin:end].tolist())
        ranked = []
        for number in found:
            other = self._words[number].decode("utf-8")
            if OSA.distance(word, other, score_cutoff=1) == 1:
                entries = int(self._starts[number + 1]) - int(self._starts[number])
                ranked.append((int(other[0] != word[0]), -entries, other))
        return min(ranked, default=None)


def write_lost(folder: Path, columns: Columns, base: Path, gone: np.ndarray) -> None:
    """Write into a generation's folder how many listings the entries of its base lose with the rows `gone` (i4).

    `suggest_lost` (i4 [2, k]): entries, ascending, and listings; `suggest_lost_needs` (i4): listings of each meaning.
    """
    docs = load(base, "suggest_docs", "i4", None, 2)[gone]
    entries, counts = np.unique(docs[docs >= 0], return_counts=True)
    save(folder, "suggest_lost", np.stack((entries, counts)).astype(np.int32))
    needs = load_json(base, "suggest_needs")
    lost = [int(columns.has_any(gone, "needs", tuple(one)).sum()) for one, _ in needs]
    save(folder, "suggest_lost_needs", np.array(lost, np.int32))


def closest(parts: Sequence[Entries], word: str) -> str | None:
    """Return the word of any name, organization or need that is one letter away, or None."""
    if not (SHORTEST_CORRECTED <= len(word) <= LONGEST_CORRECTED and word.isalpha()):
        return None
    found = min((one for part in parts if (one := part.closest(word)) is not None), default=None)
    return found[2] if found else None


@dataclass(frozen=True)
class _Offer:
    """One candidate; `begins` tells whether it is a need that the text is the beginning of."""

    text: str
    key: str
    kind: str
    needs: tuple[str, ...]
    listings: int
    begins: bool


def suggest(parts: Sequence[Entries], text: str, limit: int = DEFAULT_LIMIT) -> list[dict[str, Any]]:
    """Return what may be meant by what was typed so far, `{"text", "kind", "needs", "listings"}` each.

    `kind` is `need`, `name` or `organization`; `needs` are ids of a need's. Needs that begin so come first, then
    what most listings have, then the alphabet. Every word typed must begin a word of what is offered; one that
    begins none is taken for a misspelling.
    """
    words = words_of(text[:LONGEST_TYPED])[:_MOST_WORDS]
    if not words or (len(words[0]) < _SHORTEST and len(words) == 1 and words[0].isascii()):
        return []
    offers = _offers(parts, words, limit)
    if not offers:
        begun = [any(len(part.beginning_with(word)) for part in parts) for word in words]
        better = [word if known else closest(parts, word) for word, known in zip(words, begun, strict=True)]
        offers = _offers(parts, [word for word in better if word], limit) if all(better) and better != words else []
    offers.sort(key=lambda one: (not one.begins, -one.listings, one.key))
    return [
        {"text": one.text, "kind": one.kind, "needs": list(one.needs), "listings": one.listings}
        for one in offers[:limit]
    ]


def _offers(parts: Sequence[Entries], words: list[str], limit: int) -> list[_Offer]:
    found: dict[tuple[str, ...], _Offer] = {}
    named: dict[str, _Offer] = {}
    for part in parts:
        postings = part.matching(words)
        groups = part.groups[postings >> 1]
        for posting in _best_of_each(postings[groups >= 0], groups[groups >= 0]):
            needs = part.needs(posting >> 1)
            listings = sum(one.count_needs(needs) for one in parts)
            if needs not in found and listings > 0:
                text = part.text(posting >> 1)
                found[needs] = _Offer(text, _key(text), "need", needs, listings, posting % 2 == 0)
        if sum(one.begins for one in found.values()) < limit:
            _add_names(named, parts, part, postings[groups < 0], limit)
    meant = {one.key for one in found.values()}
    return [*found.values(), *(one for key, one in named.items() if key not in meant)]


def _key(text: str) -> str:
    """What two texts of the same words have in common."""
    return " ".join(words_of(text))


def _best_of_each(postings: np.ndarray, groups: np.ndarray) -> list[int]:
    """The posting to show of each meaning: one that begins so before others, then the smallest."""
    best: dict[int, int] = {}
    for _, posting, group in sorted(zip((postings & 1).tolist(), postings.tolist(), groups.tolist(), strict=True)):
        best.setdefault(group, posting)
    return list(best.values())


def _add_names(
    named: dict[str, _Offer], parts: Sequence[Entries], part: Entries, postings: np.ndarray, limit: int
) -> None:
    """Add the names and organizations that most listings have, as many as are wanted where there are so many."""
    most, begin, added = limit, 0, 0
    entries = postings >> 1
    while begin < len(entries) and added < limit:
        if most < len(entries):
            chosen = np.sort(np.partition(entries, most - 1)[:most])[begin:]
        else:
            chosen = np.sort(entries)[begin:]
        for entry in dict.fromkeys(chosen.tolist()):
            text = part.text(entry)
            key = _key(text)
            offer = named.get(key) or _offer_of(parts, part, entry, key, text)
            if offer is not None:
                named[key] = offer
                added += 1
        begin, most = most, most * 8


def _offer_of(parts: Sequence[Entries], part: Entries, entry: int, key: str, text: str) -> _Offer | None:
    """The name or organization of all parts that an entry of one is, or None when no listing has it any more."""
    numbers = [(one, entry if one is part else one.find(key)) for one in parts]
    held = [(one, number) for one, number in numbers if number is not None]
    listings = sum(one.count(number) for one, number in held)
    is_organization = any(one.groups[number] == ORGANIZATION for one, number in held)
    kind = "organization" if is_organization else "name"
    return _Offer(text, key, kind, (), listings, begins=False) if listings > 0 else None
