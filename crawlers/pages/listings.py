"""The listings of a page as rows of a table, by the levels of `[pages]`: page, group, listing, schedules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsel import Selector

from crawlers.pages.page import Page
from crawlers.pages.picks import elements, row
from data.sources.pages import Pages

# The key of a row under which its schedules stand, each with the fields of a schedule.
SCHEDULES = "[pages.schedules]"
_MOST_LISTINGS = 20_000


@dataclass(frozen=True)
class Found:
    """One listing of a page: its `cells` by field, or the `problem` for which there is none, a code of RowError."""

    cells: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None


def listings(page: Page, pages: Pages) -> list[Found]:
    """Return the listings on a page. A page without the element `listing`, or without a required value, has none."""
    found = [_found(page, pages, scopes) for scopes in _scopes(page, pages)]
    return found if pages.listing else [one for one in found if one.problem is None and one.cells.get("name")]


def _found(page: Page, pages: Pages, scopes: dict[str, Selector]) -> Found:
    if not scopes:
        return Found(problem="empty-group")
    cells = _row(page, pages, scopes)
    needed = [one for name, pick in pages.fields.items() if pick.required for one in pick.fills(name)]
    missing = next((one for one in needed if one not in cells), None)
    return Found(cells, f"no-{missing.replace('_', '-')}" if missing else None)


def _scopes(page: Page, pages: Pages) -> Iterator[dict[str, Selector]]:
    whole = page.tree
    if pages.listing is None:
        yield {"page": whole, "group": whole, "listing": whole}
        return
    count = 0
    for group in elements(whole, pages.group) if pages.group else [whole]:
        inner = elements(group, pages.listing)
        if not inner and pages.group:
            yield {}
        for listing in inner:
            count += 1
            if count > _MOST_LISTINGS:
                return
            yield {"page": whole, "group": group, "listing": listing}


def _row(page: Page, pages: Pages, scopes: dict[str, Selector]) -> dict[str, Any]:
    cells = row(pages.fields, scopes, page)
    if pages.schedules:
        within = elements(scopes["listing"], pages.schedules.each)
        found = (row(pages.schedules.fields, scopes | {"listing": one}, page) for one in within)
        cells[SCHEDULES] = [one for one in found if one]
    return cells
