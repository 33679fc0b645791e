"""Our vocabularies as HSDS taxonomies: needs, the other controlled words, the words of sources, and facts.

A term's `code` is a promise and the same as elsewhere: a need's id, `cost:free`, `audiences:women`, `words:Step Study`.
HSDS has no property for some things a listing says (a named time zone, how exact a point is): these are attributes
with a term of "facts" and a value.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from data import taxonomy
from data.hsds.parts import Document
from data.ids import part_id

# Vocabulary: its name, and what it is for.
_VOCABULARIES: Final = {
    "needs": ("Kith needs", "What people look for: kinds of help, from crisis lines to libraries."),
    "cost": ("Kith cost", "What help costs. A service without any of these does not state its cost."),
    "modes": ("Kith modes", "How help is given."),
    "audiences": ("Kith audiences", "Whom a service says it is for."),
    "led_by": ("Kith led by", "Who leads a group."),
    "faith": ("Kith faith", "Whether a service says that it is religious, or that it is not."),
    "words": ("Words of the sources", "Terms that the sources use and that mean nothing more to Kith."),
    "facts": ("Kith facts", "What HSDS has no property for; the value stands in the attribute."),
}  # fmt: skip
_FACTS: Final = {
    "precision": ("Precision of the point", "A door (point, address), or an area whose middle the coordinates are."),
    "visibility": ("Visibility of the address", "partial: town and state only; hidden: state only."),
    "timezone": ("Time zone", "The IANA zone in whose wall time a schedule is told."),
    "recurrence": ("Recurrence rule", "An RFC 5545 rule that HSDS has no properties for."),
    "extension": ("Telephone extension", "An extension that is not only a number."),
    "rest": ("Rest of the listing", "A JSON Merge Patch (RFC 7396) that makes of this the listing as Kith has it."),
}  # fmt: skip
OWN_WORDS: Final = "words"


def taxonomy_id(vocabulary: str) -> str:
    """Return the id of a vocabulary's taxonomy."""
    return part_id("taxonomy", vocabulary)


@cache
def taxonomies() -> tuple[Document, ...]:
    """Return every taxonomy, by id."""
    found = [{"id": taxonomy_id(key), "name": name, "description": text} for key, (name, text) in _VOCABULARIES.items()]
    return tuple(sorted(found, key=lambda one: one["id"]))


@cache
def fixed_terms() -> tuple[Document, ...]:
    """Return the terms of all vocabularies but the words of sources, by id."""
    found = [term("needs", need) for need in taxonomy.needs()]
    found += [term(facet, value) for facet, values in taxonomy.facet_labels().items() if facet in _VOCABULARIES
              for value in values]  # fmt: skip
    found += [term("facts", fact) for fact in _FACTS]
    return tuple(sorted(found, key=lambda one: one["id"]))


@lru_cache(maxsize=50_000)
def term(vocabulary: str, value: str) -> Document:
    """Return a term; a shared object that must not be changed. `value` is an id, or a word of a source."""
    found = {
        "id": term_id(vocabulary, value),
        "code": _code(vocabulary, value),
        "name": value,
        "description": "A term of the source.",
        "taxonomy": _VOCABULARIES[vocabulary][0],
        "language": "en",
        "taxonomy_id": taxonomy_id(vocabulary),
    }
    if vocabulary == "needs":
        return found | _need(value)
    if vocabulary == "facts":
        name, text = _FACTS[value]
        return found | {"name": name, "description": text}
    if vocabulary != OWN_WORDS:
        label = taxonomy.facet_labels()[vocabulary][value]["en"]
        return found | {"name": label, "description": f"{_VOCABULARIES[vocabulary][0]}: {label}"}
    # Nobody knows in which language a source has its words.
    del found["language"]
    return found


@lru_cache(maxsize=50_000)
def term_id(vocabulary: str, value: str) -> str:
    """Return the id of a term."""
    return part_id(taxonomy_id(vocabulary), value)


def _code(vocabulary: str, value: str) -> str:
    return value if vocabulary == "needs" else f"{vocabulary}:{value}"


def _need(need_id: str) -> Document:
    need = taxonomy.needs()[need_id]
    above = [taxonomy.needs()[need.parent].label()] if need.parent else []
    path = ": ".join([*above, need.label()])
    known = ", ".join(str(one) for one in need.open_eligibility)
    parent = {"parent_id": term_id("needs", need.parent)} if need.parent else {}
    return parent | {"name": need.label(), "description": f"{path}. Open Eligibility: {known}." if known else path}


def attribute(owner: str, entity: str, vocabulary: str, value: str, said: str | None = None) -> Document:
    """Return the attribute that says a term, and perhaps a value, of the object with the id `owner`."""
    found = term(vocabulary, value)
    stated = {
        "id": part_id(owner, "attribute", found["code"]),
        "link_id": owner,
        "taxonomy_term_id": found["id"],
        "link_type": vocabulary,
        "link_entity": entity,
    }
    if said is not None:
        stated["value"] = said
    stated["taxonomy_term"] = found
    return stated
