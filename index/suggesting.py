"""Writes what is offered while somebody types: names and organizations of listings, and everyday words for needs.

An entry is one text that can be offered. Entries are numbered by how many listings they lead to, the most first,
then by the alphabet, so that the best of any list are its smallest numbers. File by file, all beginning with
`suggest_` (`n` documents, `e` entries, `w` words):

file                      | type, shape     | holds
texts                     | blobs           | what is shown and put into the field
counts                    | i4 [e]          | how many listings have this name, this organization, or one of these needs
groups                    | i2 [e]          | which row of `needs.json` the text means; `NAME`, `ORGANIZATION`
keys, key_entries         | u8, i4 [e]      | hash of the folded words of a name or organization, ascending; its entry
words                     | blobs           | folded words of all entries, ascending by their bytes
postings, posting_starts  | i4, i8 [w + 1]  | entries of each word, ascending: twice the number, odd if not the first
rests, rest_words         | u8, i4          | hash of what is left of a word without any one letter, ascending; the word
docs                      | i4 [n, 2]       | name and organization of each document as entries, -1 for none
needs.json                |                 | `[needs, listings]` of each meaning
phrases.json              |                 | `[text, needs, order]` of all `need_phrases`; only a base has it

A part that is added to a base has entries for the needs only that are not offered there.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from data import taxonomy
from data.errors import GenerationError
from data.model import Listing
from index.crisis import is_crisis
from index.request import SearchRequest
from index.storage import load_json, save, save_blobs, save_json, stable_hashes
from index.understand import understand
from index.words import LANGUAGES, Means, entries, read_words

NAME, ORGANIZATION = -1, -2
# Longer names fit no list that is read while typing.
LONGEST_TEXT = 90
# Shorter words are close to too many others.
SHORTEST_CORRECTED, LONGEST_CORRECTED = 4, 30
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’‘`´]")
_NEEDS_ALONE = frozenset(("phrase", "needs", "text"))
_MEANINGS, _PHRASES = "suggest_needs", "suggest_phrases"
# The needs a phrase means.
_Needs = tuple[str, ...]
# An entry on its way into a file: what sorts it (its listings, negative), its text, its group, its number if a name.
_Row = tuple[int, str, tuple[int, int, str], str, int, int]


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared: no case, no accents, no apostrophes, in any script."""
    if not text.isascii():
        bare = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text))
        return _WORD.findall("".join(one for one in bare if not unicodedata.combining(one)).casefold())
    return _WORD.findall(text.replace("'", "").replace("`", "").lower())


def rests(word: str) -> set[str]:
    """Return the word and what is left of it when any one letter is taken away."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@dataclass(frozen=True)
class Phrase:
    """Words that mean needs and nothing else; `order` puts the name of a need before everyday words for it."""

    text: str
    needs: tuple[str, ...]
    order: tuple[int, int, str]


@cache
def need_phrases() -> tuple[Phrase, ...]:
    """Return what may be offered for a need: labels and the phrases of the word lists, in all languages.

    Nobody is offered words of crisis they did not type.
    """
    found: dict[tuple[str, ...], Phrase] = {}
    for at, language in enumerate(LANGUAGES):
        for need in taxonomy.needs().values():
            text = need.label(language)
            meant = understand(SearchRequest(text=text))
            # Of labels of several words some are only partly understood: they would find less than they promise.
            if need.id in meant.needs and (not meant.terms or len(words_of(text)) == 1):
                found.setdefault(tuple(words_of(text)), Phrase(text, meant.needs, (0, at, text)))
    for language in LANGUAGES:
        spelt: dict[tuple[str, ...], list[str]] = {}
        for means in entries(language, read_words(language)):
            if _is_offered(means) and not _is_spelling(means.phrase, spelt.setdefault(means.needs, [])):
                order = (1, len(means.phrase), means.phrase)
                found.setdefault(tuple(words_of(means.phrase)), Phrase(means.phrase, means.needs, order))
    return tuple(found.values())


def _is_offered(means: Means) -> bool:
    says_more = any(value for name, value in vars(means).items() if name not in _NEEDS_ALONE)
    return bool(means.needs) and not says_more and not any(map(is_crisis, (means.phrase, *words_of(means.phrase))))


def _is_spelling(phrase: str, others: list[str]) -> bool:
    """Whether it is one of the phrases before it in one more or worse spelling, which the lists have too."""
    found = process.extractOne(phrase, others, scorer=OSA.distance, score_cutoff=1)
    others.append(phrase)
    return found is not None


@dataclass(frozen=True)
class Offered:
    """What the base of a part knows: all phrases there are, and which `meanings` it has entries for."""

    phrases: tuple[Phrase, ...]
    meanings: frozenset[tuple[str, ...]]

    @classmethod
    def by(cls, folder: Path) -> Offered:
        """Return what the base in `folder` knows. Raises GenerationError when its files cannot be read.

        Finding the phrases takes longer than indexing a thousand listings; the code that finds them is the same.
        """
        try:
            phrases = tuple(
                Phrase(text, tuple(needs), tuple(order)) for text, needs, order in load_json(folder, _PHRASES)
            )
            return cls(phrases, frozenset(tuple(needs) for needs, _ in load_json(folder, _MEANINGS)))
        except (OSError, ValueError, TypeError) as error:
            raise GenerationError(f"{folder.parent.name}/{folder.name}: {error}", code="damaged-index") from None


class Suggesting:
    """Gathers the entries of listings given one by one, then writes them: all, or what the base does not offer."""

    def __init__(self, offered: Offered | None = None) -> None:
        self._base = offered
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        # The entry of each organization as it is written: many listings have the same.
        self._written: dict[str, int] = {}
        self._organizations: set[int] = set()
        self._docs = array("i")
        self._needs: Counter[_Needs] = Counter()

    def add(self, listing: Listing | None) -> None:
        """Take over the next document: its listing, or None when it is not to be found."""
        name = organization = -1
        if listing is not None:
            name = self._entry(listing.name)
            organization = self._organization(listing.organization.name)
            self._needs[tuple(listing.needs)] += 1
        self._docs.extend((name, -1 if organization == name else organization))

    def _organization(self, text: str) -> int:
        number = self._written.get(text)
        if number is None:
            number = self._written[text] = self._entry(text)
            if number >= 0:
                self._organizations.add(number)
        return number

    def _entry(self, text: str) -> int:
        """The number of a text; texts of the same words are one. -1 for what cannot be shown in a line."""
        text = " ".join(text.split())
        key = " ".join(words_of(text))
        if not key or len(text) > LONGEST_TEXT or not text.isprintable():
            return -1
        number = self._numbers.setdefault(key, len(self._texts))
        if number == len(self._texts):
            self._texts.append(text)
        else:
            self._texts[number] = min(self._texts[number], text, key=_loudness)
        return number

    def write(self, folder: Path, order: np.ndarray) -> None:
        """Write all files; `order` gives for each document of the part the number it was added with."""
        docs = np.frombuffer(self._docs, np.int32).reshape(-1, 2)
        counts = np.bincount(docs[docs >= 0], minlength=len(self._texts)).tolist()
        phrases = self._base.phrases if self._base else need_phrases()
        meanings = self._meanings(phrases)
        rows: list[_Row] = [
            (-count, key, (0, 0, ""), text, ORGANIZATION if at in self._organizations else NAME, at)
            for at, (key, text, count) in enumerate(zip(self._numbers, self._texts, counts, strict=True))
        ]
        rows += self._rows_of_needs(meanings, phrases)
        rows.sort()
        save_json(folder, _MEANINGS, meanings)
        if self._base is None:
            save_json(folder, _PHRASES, [(one.text, one.needs, one.order) for one in phrases])
        save_blobs(folder, "suggest_texts", (row[3].encode("utf-8") for row in rows))
        save(folder, "suggest_counts", np.array([-row[0] for row in rows], np.int32))
        save(folder, "suggest_groups", np.array([row[4] for row in rows], np.int16))
        entry_of = np.full(len(self._texts) + 1, -1, np.int32)
        entry_of[[row[5] for row in rows if row[5] >= 0]] = [at for at, row in enumerate(rows) if row[5] >= 0]
        save(folder, "suggest_docs", entry_of[docs[order]])
        named = [(at, row[1]) for at, row in enumerate(rows) if row[5] >= 0]
        _save_hashes(folder, "suggest_keys", "suggest_key_entries", named)
        _write_words(folder, (words_of(row[3]) for row in rows))

    def _rows_of_needs(self, meanings: Sequence[tuple[_Needs, int]], phrases: Sequence[Phrase]) -> Iterator[_Row]:
        spelt: defaultdict[_Needs, list[Phrase]] = defaultdict(list)
        for one in phrases:
            spelt[one.needs].append(one)
        known = self._base.meanings if self._base else frozenset()
        for group, (needs, count) in enumerate(meanings):
            if needs not in known:
                first = " ".join(words_of(min(one.order for one in spelt[needs])[2]))
                yield from ((-count, first, one.order, one.text, group, -1) for one in spelt[needs])

    def _meanings(self, phrases: Sequence[Phrase]) -> list[tuple[_Needs, int]]:
        """What the phrases mean that some listing has, and how many have any need of each."""
        counted = [(frozenset(needs), count) for needs, count in self._needs.items()]
        sums = {
            needs: sum(count for held, count in counted if not held.isdisjoint(needs))
            for needs in {one.needs for one in phrases}
        }
        return sorted((needs, count) for needs, count in sums.items() if count)


def _loudness(text: str) -> tuple[bool, str]:
    """Of several spellings of one name the best is not shouted, then the first by the alphabet."""
    return text.isupper() or text.islower(), text


def _write_words(folder: Path, entries_words: Iterable[list[str]]) -> None:
    numbers: dict[str, int] = {}
    words, values = array("i"), array("i")
    for entry, one in enumerate(entries_words):
        for place, word in enumerate(dict.fromkeys(one)):
            words.append(numbers.setdefault(word, len(numbers)))
            values.append(2 * entry + (place > 0))
    # By code point, which is the order of the bytes too.
    names = sorted(numbers)
    rank = np.empty(len(names), np.int64)
    rank[[numbers[name] for name in names]] = np.arange(len(names))
    owner = rank[np.frombuffer(words, np.int32)] if words else np.zeros(0, np.int64)
    by_word = np.argsort(owner, kind="stable")
    save_blobs(folder, "suggest_words", (name.encode("utf-8") for name in names))
    save(folder, "suggest_postings", np.frombuffer(values, np.int32)[by_word] if values else np.zeros(0, np.int32))
    save(folder, "suggest_posting_starts", np.searchsorted(owner[by_word], np.arange(len(names) + 1)).astype(np.int64))
    _save_hashes(folder, "suggest_rests", "suggest_rest_words", _rests_of(names))


def _rests_of(names: list[str]) -> Iterator[tuple[int, str]]:
    for at, name in enumerate(names):
        if SHORTEST_CORRECTED <= len(name) <= LONGEST_CORRECTED and name.isalpha():
            for rest in rests(name):
                yield at, rest


def _save_hashes(folder: Path, name: str, numbers_name: str, named: Iterable[tuple[int, str]]) -> None:
    numbers = array("i")
    found = stable_hashes(_noted(named, numbers))
    # Several of one hash stay in order, whatever order they were met in.
    order = np.lexsort((np.array(numbers, np.int32), found))
    save(folder, name, found[order])
    save(folder, numbers_name, np.array(numbers, np.int32)[order])


def _noted(named: Iterable[tuple[int, str]], numbers: array[int]) -> Iterator[str]:
    for number, text in named:
        numbers.append(number)
        yield text
