"""What each need is, for someone who has never been: `<tag>.toml` beside this file, and what else helps: `kinds.toml`.

The texts are in English and Spanish. In another interface language the English ones are shown, marked as such
(`Explanation.language`). `CONTRIBUTING.md`, "Explain a need", tells how to write one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from data import taxonomy
from webapp import labels
from webapp.languages import BY_TAG, ENGLISH, Language, current

WRITTEN_IN = ("en", "es")
# Kinds of support by who gives it, in the order readers see them.
GIVERS = ("family", "friends", "peers", "professional", "community", "online")
# A need that is not told apart further.
_ANY = "*"


@dataclass(frozen=True)
class Explanation:
    """The text of one need: paragraphs, and `choose`, short sentences each; `language` is the one they are in."""

    need: str
    language: Language
    what: tuple[str, ...]
    cost: tuple[str, ...]
    first: tuple[str, ...]
    who: tuple[str, ...]
    choose: tuple[str, ...]


@cache
def texts(name: str) -> dict[str, dict[str, Any]]:
    """Return a file of this folder as it is: `{need: {key: text or list}}`, of `kinds` `{need: {giver: needs}}`."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def written_in() -> Language:
    """Return the language in which the current one's readers get the texts."""
    return current() if current().tag in WRITTEN_IN else BY_TAG[ENGLISH.tag]


def explanation(need_id: str) -> Explanation:
    """Return the text of a need; what it does not say itself, the need above it says. Raises KeyError for no need."""
    language = written_in()
    found = texts(language.tag)
    parent = taxonomy.needs()[need_id].parent
    text = found[parent] | found[need_id] if parent else found[need_id]
    return Explanation(
        need=need_id,
        language=language,
        what=_paragraphs(text["what"]),
        cost=_paragraphs(text["cost"]),
        first=_paragraphs(text["first"]),
        who=_paragraphs(text["who"]),
        choose=tuple(text["choose"]),
    )


def first_visit(need_ids: Iterable[str]) -> tuple[str, ...]:
    """Return what to expect at a first visit, as paragraphs in the language `written_in()`, for a listing's needs.

    The first of its most exact needs speaks; without any need there is nothing to say.
    """
    known = [one for one in need_ids if one in taxonomy.needs()]
    exact = labels.leaf_needs(known)
    return explanation(exact[0]).first if exact else ()


def needs_of(giver: str, need_id: str = _ANY) -> tuple[str, ...]:
    """Return the needs to look at for support from a `giver` (one of GIVERS), beside a need or for anybody."""
    table = texts("kinds")
    parent = need_id.split("/")[0]
    for key in (need_id, parent, _ANY):
        if giver in table.get(key, {}):
            return tuple(one for one in table[key][giver] if one != need_id)
    return ()


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n"))
