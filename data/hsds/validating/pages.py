"""Checks of the envelope of a page (HSDS 3.1, "API Reference": schema `Page`)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from data.hsds.parts import Document
from data.hsds.validating.findings import Finding

_TYPES: dict[str, tuple[type, str]] = {
    "total_items": (int, "a whole number"), "total_pages": (int, "a whole number"),
    "page_number": (int, "a whole number"), "size": (int, "a whole number"), "first_page": (bool, "true or false"),
    "last_page": (bool, "true or false"), "empty": (bool, "true or false"), "contents": (list, "a list"),
}  # fmt: skip


def is_page(document: object) -> bool:
    """Whether an object is meant to be a page."""
    return isinstance(document, dict) and "contents" in document and "id" not in document


def check_page(page: Document, where: str, number: int | None = None, per_page: int | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a page; `number` and `per_page` are what was asked for, where that is known."""
    right = True
    for name, (kind, words) in _TYPES.items():
        value = page.get(name)
        if name not in page:
            right = False
            yield Finding(where, name, "envelope", "must be there")
        elif not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            right = False
            yield Finding(where, name, "envelope", f"must be {words}")
    if right:
        for name, wanted in _expected(page, number, per_page).items():
            if page[name] != wanted:
                said, meant = (str(one).lower() for one in (page[name], wanted))
                yield Finding(where, name, "envelope", f"is {said}, not {meant}")


def _expected(page: Document, number: int | None, per_page: int | None) -> Document:
    size, asked = len(page["contents"]), number or page["page_number"]
    expected = {
        "page_number": asked,
        "size": size,
        "first_page": page["page_number"] == 1,
        "last_page": page["page_number"] >= page["total_pages"],
        "empty": size == 0,
    }
    if per_page is not None:
        rest = page["total_items"] - (asked - 1) * per_page
        expected["total_pages"] = math.ceil(page["total_items"] / per_page)
        expected["size"] = max(0, min(per_page, rest))
    elif page["total_pages"] == 1:
        expected["total_items"] = size
    return expected
