"""Controlled words: needs and the values of the other facets, each with its labels.

The ids are promises (they stand in URLs and in source files); the labels may change. Needs are HSDS
taxonomy terms of a taxonomy of our own, with a crosswalk to Open Eligibility 2.0 by id.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_LONGEST_FEATURE = 300
_WORD = re.compile(r"[^\W_]+")
_DENIED = re.compile(r"\b(?:no|not|without|sin|non|unavailable|inaccessible)\b")


@dataclass(frozen=True)
class Need:
    """One taxonomy term: `id` is `top` or `top/below`; `labels` maps a language to its name."""

    id: str
    parent: str | None
    labels: dict[str, str]
    support: tuple[str, ...]
    open_eligibility: tuple[int, ...]

    def label(self, language: str = "en") -> str:
        """Return the name in `language`, or in English when there is none."""
        return self.labels.get(language) or translated(language)["needs"].get(self.id, self.labels["en"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


@cache
def needs() -> dict[str, Need]:
    """Return every need by id, parents before children, in the order readers see them."""
    tree: dict[str, Need] = {}
    for need_id, row in _read("needs.toml").items():
        parent = need_id.split("/")[0] if "/" in need_id else None
        support = row.get("support") or (tree[parent].support if parent else ())
        tree[need_id] = Need(
            id=need_id,
            parent=parent,
            labels={"en": row["name"]} | {key: row[key] for key in row if len(key) == 2 and key != "oe"},
            support=tuple(support),
            open_eligibility=tuple(row.get("oe", ())),
        )
    return tree


@cache
def facet_labels() -> dict[str, dict[str, dict[str, str]]]:
    """Return `{facet: {value: {language: label}}}` for cost, modes, audiences, access, who leads and faith."""
    return {
        facet: {value: {"en": en, "es": es} for value, (en, es, *_) in values.items()}
        for facet, values in _read("facets.toml").items()
    }


def facet_label(facet: str, value: str, language: str = "en") -> str:
    """Return the label of a facet's value, in English when `language` has none; the value itself when it is unknown."""
    labels = facet_labels()[facet].get(value, {})
    return labels.get(language) or translated(language).get(facet, {}).get(value) or labels.get("en", value)


@cache
def translated(language: str) -> dict[str, dict[str, str]]:
    """Return `{"needs" or a facet: {id: label}}` of a language beside English and Spanish: `labels/<BCP 47 tag>.toml`.

    These are for reading alone; English and Spanish labels are also words that are searched for.
    """
    file = resources.files(__package__).joinpath("labels", f"{language}.toml")
    found: dict[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    return {"needs": {}} | found


@cache
def _accessibility_words() -> list[tuple[str, str]]:
    """`(words, id)` of what sources write, the longest first: what is limited is not the whole."""
    rows = _read("facets.toml")["accessibility"].items()
    return sorted(((word.casefold(), value) for value, row in rows for word in row), key=lambda one: -len(one[0]))


def accessibility_of(features: Iterable[str]) -> list[str]:
    """Return the ids of what sources say about access, in their words; what denies it or is not known gives none."""
    found: dict[str, None] = {}
    for feature in features:
        said = f" {' '.join(_WORD.findall(feature.casefold()[:_LONGEST_FEATURE]))} "
        if _DENIED.search(said):
            continue
        for words, value in _accessibility_words():
            if f" {words} " in said:
                found[value] = None
                said = said.replace(f" {words} ", " ")
    return list(found)


@cache
def languages() -> dict[str, dict[str, str]]:
    """Return `{BCP 47 tag: {"en": English name, "es": Spanish name, "own": own name}}`."""
    return {tag: {"en": row[0], "es": row[1], "own": row[2]} for tag, row in _read("languages.toml").items()}


@cache
def language_names() -> dict[str, str]:
    """Return `{name in lower case: BCP 47 tag}` for every name and other word of a language."""
    return {name.casefold(): tag for tag, row in _read("languages.toml").items() for name in row}


@cache
def language_codes() -> dict[str, str]:
    """Return `{code in lower case: BCP 47 tag}` for the tags themselves and their ISO 639-2 and 639-3 codes."""
    codes: dict[str, str] = _read("language_codes.toml")
    return codes | {tag: tag for tag in languages()}


def with_parents(need_ids: list[str]) -> list[str]:
    """Return the ids and the parents of each, without repeats, parents first."""
    found: dict[str, None] = {}
    for need_id in need_ids:
        parent = needs()[need_id].parent
        if parent:
            found[parent] = None
        found[need_id] = None
    return list(found)
