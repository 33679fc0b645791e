"""Word lists, one file a language: what people type and what they mean by it.

A file has `inside`, words that may stand inside any phrase, and `[[means]]` tables: `phrases` and what they
mean, by the keys of `Means`. Crisis phrases (`crisis.toml`), nicknames of places and words that look like
places (`places.toml`) have tables of their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, get_args

from data import taxonomy
from data.errors import WordListError
from data.model import ServiceAtLocation
from index.phrases import LONGEST_PHRASE, PhraseTable, english, spanish

LANGUAGES = ("en", "es")
SINGULAR = {"en": english, "es": spanish}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Days and moments that depend on today; `index.moments` knows their dates.
WHENS = ("today", "tonight", "tomorrow", "weekend", "next-weekend", "week", "next-week", "now")


@dataclass(frozen=True)
class Means:
    """What a phrase means. Tuples hold ids; `begin`, `end` are `HH:MM` of a part of the day.

    `otherwise` are needs that count only when nothing else was said but who, how or when. `text` are words
    still searched as text, each with its equals after `|`; `hint` words that only rank. `kind` is the branch of needs
    the reader asks for: what was said of other branches is about the reader. `phrase` is the entry itself.
    """

    phrase: str = ""
    needs: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    faith: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    nth: int | None = None
    when: str | None = None
    begin: str | None = None
    end: str | None = None
    kind: str | None = None
    text: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()
    nothing: bool = False


@cache
def _known() -> dict[str, frozenset[str]]:
    facets = taxonomy.facet_labels()
    model = ServiceAtLocation.model_fields
    stated = {name: frozenset(get_args(get_args(model[name].annotation)[0])) for name in ("faith", "led_by")}
    needs = frozenset(taxonomy.needs())
    return stated | {
        "needs": needs, "otherwise": needs, "kind": needs,
        "cost": frozenset(facets["cost"]), "modes": frozenset(facets["modes"]),
        "audiences": frozenset(facets["audiences"]), "accessibility": frozenset(facets["accessibility"]),
        "languages": frozenset(taxonomy.languages()), "days": frozenset(DAYS), "when": frozenset(WHENS),
    }  # fmt: skip


def read_words(name: str) -> dict[str, Any]:
    """Return the table of `name.toml` in this folder."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def word_tables() -> tuple[PhraseTable[Means], ...]:
    """Return the phrases of each language. Raises WordListError naming the file and entry that cannot be used."""
    return tuple(tables({language: read_words(language) for language in LANGUAGES}).values())


def tables(files: dict[str, dict[str, Any]]) -> dict[str, PhraseTable[Means]]:
    """Return the phrase table of each `{language: file}`; a phrase stands in one of them. Raises WordListError."""
    found: dict[str, PhraseTable[Means]] = {}
    seen: dict[tuple[str, ...], str] = {}
    for language, file in files.items():
        meanings = {means.phrase: means for means in entries(language, file)}
        table = PhraseTable(meanings, SINGULAR[language], file.get("inside", ()))
        for phrase in meanings:
            place = f"{language}.toml: “{phrase}”"
            for key in {table.key(phrase), tuple(phrase.split())}:
                if seen.setdefault(key, place) != place:
                    raise WordListError(f"{place} stands there already: {seen[key]}", code="duplicate-phrase")
            if not 0 < len(table.key(phrase)) <= LONGEST_PHRASE:
                raise WordListError(f"{place} has no word or more than {LONGEST_PHRASE}", code="bad-phrase")
        found[language] = table
    return found


def entries(language: str, file: dict[str, Any]) -> Iterator[Means]:
    """Yield what every phrase of a file means. Raises WordListError for what cannot be meant, or meant twice."""
    seen: set[str] = set()
    for group in file.get("means", ()):
        for phrase in group.get("phrases", ()):
            if phrase in seen:
                raise WordListError(f"{language}.toml: “{phrase}” stands there twice", code="duplicate-phrase")
            seen.add(phrase)
            yield _means(f"{language}.toml: “{phrase}”", phrase, group)


def _means(place: str, phrase: str, group: dict[str, Any]) -> Means:
    given = {key: value for key, value in group.items() if key not in ("phrases", "text", "hint")}
    names = {one.name for one in fields(Means)} - {"phrase"}
    unknown = given.keys() - names
    if unknown:
        raise WordListError(f"{place} has the unknown key {min(unknown)}", code="unknown-key")
    if not given and not group.get("text"):
        raise WordListError(f"{place} means nothing; say so with nothing = true", code="no-meaning")
    for key, value in given.items():
        values = value if isinstance(value, list) else [value]
        wrong = [one for one in values if key in _known() and one not in _known()[key]]
        if wrong:
            raise WordListError(f"{place} has {key} that do not exist: {wrong[0]}", code="unknown-id")
        given[key] = tuple(value) if isinstance(value, list) else value
    text = group.get("text", "")
    words = tuple((phrase if text is True else text).split())
    return Means(phrase=phrase, text=words, hint=tuple(group.get("hint", "").split()), **given)
