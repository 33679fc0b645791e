"""Single values of HSDS objects: the first name that is there, numbers, flags, lists of children."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

Object = dict[str, Any]

# What children of an object are called: HSDS 3.1 first, then 1.x, 2.0, Open Referral UK, Ohana and misspellings met.
_NAMES = {
    "accessibility": ("accessibilities", "accessibilitys", "accessibility_for_disabilities"),
    "addresses": ("addresss", "address", "physical_addresses", "physical_address", "postal_addresses", "postal_address",
                  "mail_addresses", "mail_address"),
    "attributes": ("attribute", "taxonomy_terms", "service_taxonomys", "service_taxonomies", "taxonomies", "taxonomys",
                   "categories"),
    "cost_options": ("cost_option",),
    "eligibility": ("eligibilities", "eligibilitys"),
    "languages": ("language",),
    "locations": ("location", "location_ids"),
    "metadata": (),
    "phones": ("phone",),
    "required_documents": ("required_document",),
    "schedules": ("schedule", "regular_schedules", "regular_schedule"),
    "service_areas": ("service_area",),
    "service_at_locations": ("service_at_location", "services_at_location"),
    "services": ("service",),
}  # fmt: skip
_ALL_NAMES = {kind: (kind, *names) for kind, names in _NAMES.items()}
# Where an object is expected but a word stands, this is what the word means.
_WORD = {
    "accessibility": "description",
    "addresses": "address_1",
    "eligibility": "eligibility",
    "locations": "id",
    "phones": "number",
    "required_documents": "document",
    "schedules": "description",
}
_POSTAL = ("postal_addresses", "postal_address", "mail_addresses", "mail_address")
_PHYSICAL = ("physical_addresses", "physical_address")
_PRIVATE = re.compile(r"(?:^|_)(?:private|confidential|hidden)$")
_TRUE = {"true", "t", "yes", "y", "1"}


def text(found: Object | None, *names: str) -> str | None:
    """Return the first of the named values that is a word or a number, without blanks around it."""
    if not found:
        return None
    for name in names:
        value = found.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, str):
            if word := value.strip():
                # JSON can hold half a character (a lone surrogate), which nothing after it can write.
                return word if word.isascii() else word.encode("utf-8", "replace").decode("utf-8")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
    return None


def number(value: object) -> float | None:
    """Return a finite number, or None for anything that is none."""
    try:
        found = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def flag(value: object) -> bool:
    """Whether a value says yes."""
    return value is True or (isinstance(value, (int, str)) and str(value).strip().lower() in _TRUE)


def children(found: Object | None, kind: str) -> list[Object]:
    """Return the children of one kind, whatever the publisher calls them; a single word becomes an object.

    Addresses from lists of physical or postal ones say so in `address_type`.
    """
    collected: list[Object] = []
    names = _ALL_NAMES[kind]
    if not found or found.keys().isdisjoint(names):
        return collected
    for name in names:
        value = found.get(name)
        if not value:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, dict):
                if not isinstance(child, (str, int)) or isinstance(child, bool) or not str(child).strip():
                    continue
                child = {_WORD.get(kind, "name"): str(child).strip()}
            collected.append(_typed(child, name) if kind == "addresses" else child)
    return collected


def _typed(address: Object, name: str) -> Object:
    if name in _POSTAL:
        return {"address_type": "postal"} | address
    return {"address_type": "physical"} | address if name in _PHYSICAL else address


def first_children(kind: str, *owners: Object | None) -> list[Object]:
    """Return the children of the first owner that has any: what is said most closely counts."""
    for owner in owners:
        if owner and (some := children(owner, kind)):
            return some
    return []


def is_private(found: Object | None) -> bool:
    """Whether an object carries a flag that it is private or confidential."""
    if not found:
        return False
    names = _private_names(*found)
    return bool(names) and any(flag(found[name]) for name in names)


@lru_cache(maxsize=4096)
def _private_names(*names: str) -> list[str]:
    """Those that say so. Rows of one table have the same names."""
    return [name for name in names if _PRIVATE.search(name.lower())]


def split_words(value: object) -> list[str]:
    """Return the words of a cell that separates them by commas, semicolons or bars; those of a list unchanged."""
    if isinstance(value, list):
        return [str(word).strip() for word in value if isinstance(word, (str, int)) and str(word).strip()]
    if not isinstance(value, (str, int)):
        return []
    # A comma inside brackets separates nothing: "Chinese (Mandarin, Cantonese)".
    return [word.strip() for word in re.split(r"[,;|](?![^(]*\))", str(value)) if word.strip()]
