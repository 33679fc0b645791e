"""Taxonomy terms: which words may be carried, and what they mean in our needs and audiences.

Terms of licensed vocabularies (the 211 Human Services Indexing System, once called the AIRS taxonomy) give needs
through their ids only (`codes/human_services.toml`); their words are never carried. Open Eligibility ids:
`codes/open_eligibility.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crawlers import codes
from crawlers.hsds.rows import Row
from crawlers.hsds.values import Object, children, text

_LICENSED = re.compile(r"\bairs\b|2-?1-?1", re.IGNORECASE)
# The shape of a code of that vocabulary, for feeds that do not name it: `BD-1800.2000`.
_LICENSED_CODE = re.compile(r"[A-Z]{2}-\d{4}(?:\.\d{4})?(?:-\d{3}(?:\.\d\d)?)?$")
_OPEN_ELIGIBILITY = re.compile(r"open\W?eligibility", re.IGNORECASE)
_OF_TERM = ("code", "id", "name", "vocabulary", "taxonomy", "taxonomy_name")
_OF_ATTRIBUTE = ("taxonomy_term_id", "taxonomy_id", "value")
_DETAILS, _DETAIL_NAMES = ("taxonomy", "taxonomy_detail"), ("name", "vocabulary")
_YES = {"true", "yes", "y", "1"}


class Term(NamedTuple):
    """One term: its ids, its name unless the vocabulary is licensed, whether its value makes it worth showing."""

    ids: tuple[str, ...]
    name: str | None
    shown: bool
    open_eligibility: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What a source file may call it by in `[values.needs]`."""
        return (*self.ids, self.name) if self.name else self.ids


Terms = tuple[Term, ...]


def terms_of(row: Row) -> Terms:
    """Return the terms of the service, the link, the location and the organization, without repeats."""
    owners = (row.service, row.link, row.location, row.organization)
    found = [_term(one) for owner in owners if owner for one in children(owner, "attributes")]
    return tuple(dict.fromkeys(found)) if found else ()


# Many services are described by the same terms.
@lru_cache(maxsize=4096)
def attributes_of(terms: Terms) -> tuple[str, ...]:
    """Return the names that may be carried."""
    free = (term.name for term in terms if term.shown and not any(map(_LICENSED_CODE.match, term.ids)))
    return tuple(dict.fromkeys(name for name in free if name))


@lru_cache(maxsize=4096)
def meaning_of(terms: Terms) -> codes.Meaning:
    """Return the needs and audiences that ids stand for; a term we do not know means what it stands below.

    What is returned is shared: do not change it.
    """
    said = [term for term in terms if term.open_eligibility]
    found = [code for term in said for code in _known(term.ids, codes.codes("open_eligibility"))]
    open_terms = codes.explain("open_eligibility", found)
    licensed = codes.explain("human_services", [code for term in terms if (code := _beginning(term))])
    return codes.Meaning(
        needs=list(dict.fromkeys(open_terms.needs + licensed.needs)),
        audiences=list(dict.fromkeys(open_terms.audiences + licensed.audiences)),
    )


def unmapped_of(terms: Terms, mapped: dict[str, str]) -> list[str]:
    """Return what to call the terms that give nothing: no id that we know, no word that is mapped.

    The name where it may be carried, else the id.
    """
    rest = _unknown(terms)
    if not rest or not mapped:
        return [words[-1] for words in rest]
    known = {word.strip().casefold() for word in mapped}
    return [words[-1] for words in rest if known.isdisjoint(map(str.casefold, words))]


@lru_cache(maxsize=4096)
def _unknown(terms: Terms) -> list[tuple[str, ...]]:
    """The words of those that have some and no id that we know."""
    return [term.words for term in terms if term.words and not _is_known(term)]


@lru_cache(maxsize=16_384)
def _is_known(term: Term) -> bool:
    is_open = term.open_eligibility and any(_known(term.ids, codes.codes("open_eligibility")))
    return is_open or _beginning(term) is not None


def _known(ids: tuple[str, ...], table: dict[str, dict[str, object]]) -> Iterator[str]:
    for one in ids:
        while one and one not in table and "-" in one:
            one = one.rpartition("-")[0]
        if one in table:
            yield one
            return


@lru_cache(maxsize=16_384)
def _beginning(term: Term) -> str | None:
    """The longest beginning we know of a term's licensed code; its letters alone count as one."""
    if term.open_eligibility:
        return None
    table = codes.codes("human_services")
    for one in filter(_LICENSED_CODE.match, term.ids):
        found = next((one[:size] for size in range(len(one), 1, -1) if one[:size] in table), None)
        if found:
            return found
    return None


def _term(attribute: Object) -> Term:
    """The term of an attribute, or of an object that is one itself. Few terms describe many services."""
    term = attribute.get("taxonomy_term")
    if not isinstance(term, dict):
        term = attribute.get("taxonomy")
    bare = not isinstance(term, dict)
    if bare:
        term = attribute
    said = [*map(attribute.get, _OF_ATTRIBUTE), *map(term.get, _OF_TERM)]
    for detail in map(term.get, _DETAILS):
        if isinstance(detail, dict):
            said += map(detail.get, _DETAIL_NAMES)
    try:
        return _made(bare, *said)
    except TypeError:  # a list where a word belongs
        return _made.__wrapped__(bare, *said)


# Typed, because numbers and words that are equal are written differently: 1, 1.0 and True.
@lru_cache(maxsize=16_384, typed=True)
def _made(bare: bool, *said: object) -> Term:
    of_attribute, of_term = said[: len(_OF_ATTRIBUTE)], said[len(_OF_ATTRIBUTE) :]
    term = dict(zip(_OF_TERM, of_term, strict=False))
    attribute = dict(zip(_OF_ATTRIBUTE, of_attribute, strict=True))
    licensed, is_open = _licence(_vocabulary(term, of_term[len(_OF_TERM) :]))
    ids = [text(term, "code"), text(term, "id"), text(attribute, "taxonomy_term_id", "taxonomy_id")]
    name = text(term, "name")
    return Term(
        ids=tuple(dict.fromkeys(one for one in ids if one)),
        name=None if licensed else name,
        shown=bare or _says_yes(attribute, [name, *ids]),
        open_eligibility=is_open,
    )


@lru_cache(maxsize=4096)
def _licence(vocabulary: str) -> tuple[bool, bool]:
    """Whether a vocabulary is licensed, and whether it is Open Eligibility."""
    return bool(_LICENSED.search(vocabulary)), bool(_OPEN_ELIGIBILITY.search(vocabulary))


def _vocabulary(term: Object, details: tuple[object, ...]) -> str:
    """The vocabulary as a term names it, and as the table of vocabularies does (`details`, a name and a vocabulary)."""
    names = [text(term, "vocabulary", "taxonomy"), text(term, "taxonomy_name")]
    for at in range(0, len(details), 2):
        names.append(text(dict(zip(_DETAIL_NAMES, details[at : at + 2], strict=True)), *_DETAIL_NAMES))
    return " ".join(name for name in names if name)


def _says_yes(attribute: Object, names: list[str | None]) -> bool:
    """Whether the name alone says what is meant: "County" with the value of a county does not."""
    value = (text(attribute, "value") or "").casefold()
    return not value or value in _YES or any(name and name.casefold() in value for name in names)
