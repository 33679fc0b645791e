"""The search index of the static site: small files that scripts load when a word is typed, also from a disk.

A browser reads no data from `file://` but scripts, so that every file is a call of one function: `kithTerms(name,
{word: [listings with it in their name, further listings]})` for all words with the same two first letters, and
`kithListings(number, [[name, by, where, address], …])` for 500 listings each. Listings are numbers, in the order of
the pages; of a list of them each stands as its distance from the one before.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from webapp.site.gathering import Entry

A_FILE = 500
_WORD = re.compile(r"[^\W_]+")
_SHORT = 2
# Words that nearly every name has; who types only these is told to type more.
STOP = frozenset({"the", "and", "of", "for", "in", "at", "to", "on", "an", "by", "or", "de", "la", "el", "los", "las"})


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are looked up: without accents and case; `site/search.js` does the same."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return [word for word in _WORD.findall(bare.lower()) if word not in STOP]


def file_of(word: str) -> str:
    """Return the name of the file a word stands in: its first two characters, others than a-z and 0-9 as numbers."""
    return "".join(char if re.fullmatch("[a-z0-9]", char) else f"-{ord(char):x}" for char in word[:_SHORT])


class Lookup:
    """The index of listings added so far, by number."""

    def __init__(self) -> None:
        self._listings: list[tuple[str, str, str, str]] = []
        self._words: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))

    def add(self, entry: Entry, address: str, help_words: str) -> None:
        """Add a listing that stands at an address below the site's folder; `help_words` say what help it is."""
        number = len(self._listings)
        self._listings.append((entry.name, entry.by, entry.where, address))
        named = set(words_of(entry.name))
        for word in named:
            self._words[word][0].append(number)
        for word in set(words_of(f"{entry.by} {entry.where} {help_words}")) - named:
            self._words[word][1].append(number)

    def write(self, folder: Path) -> None:
        """Write the files into a new folder."""
        folder.mkdir(parents=True)
        files: dict[str, dict[str, list[list[int]]]] = defaultdict(dict)
        for word, (named, further) in sorted(self._words.items()):
            files[file_of(word)][word] = [_distances(named), _distances(further)]
        for name, words in files.items():
            (folder / f"w-{name}.js").write_text(f"kithTerms({_script(name)},{_script(words)})", "utf-8")
        for number, part in enumerate(self._parts()):
            (folder / f"l-{number}.js").write_text(f"kithListings({number},{_script(part)})", "utf-8")

    def _parts(self) -> Iterator[list[tuple[str, str, str, str]]]:
        for at in range(0, len(self._listings), A_FILE):
            yield self._listings[at : at + A_FILE]


def _distances(numbers: list[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _script(value: object) -> str:
    """JSON that is JavaScript in every browser: line separators of Unicode and half characters are escaped."""
    return json.dumps(value, separators=(",", ":"))
