"""Putting a listing on the referral list: where scripts do not run, the list stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from webapp.filters import page_url
from webapp.lists.content import code_of, ids_of
from webapp.parameters import Parameters

# A longer list would make every link of a page of results long: it is added to on its own page.
MOST_CARRIED = 30


@dataclass(frozen=True)
class Keeping:
    """The link that puts a listing on the list, or takes it off where it is `kept`.

    `carried` is the list as it stands in this page's address, for links to pages that do not search.
    """

    id: str
    name: str
    href: str
    kept: bool
    carried: str


Keeper = Callable[[str, str], Keeping]


def keeper(parameters: Parameters, private: bool = False) -> Keeper:
    """Return what makes the link of a listing on a page of results; who searches privately goes to the list itself."""
    carried = parameters.first("list")
    ids = ids_of(carried)
    with_list = None if private or len(ids) >= MOST_CARRIED else _this_page(parameters)

    def keep(listing_id: str, name: str) -> Keeping:
        kept = listing_id in ids
        code = code_of([one for one in ids if one != listing_id] if kept else [*ids, listing_id])
        return Keeping(listing_id, name, (with_list or list_url)(code), kept, carried)

    return keep


def _this_page(parameters: Parameters) -> Callable[[str], str]:
    """What makes the address of this page with another list: unlike other changes, on the same page of results."""
    asked = Parameters(tuple(pair for pair in parameters.pairs if pair[0] != "list")).query_string
    page = page_url("search.show")

    def with_list(code: str) -> str:
        # A code has no letter that an address writes in another way.
        query = "&".join(part for part in (asked, f"list={code}" if code else "") if part)
        return f"{page}?{query}" if query else page

    return with_list


def list_url(code: str) -> str:
    """Return the address of a list."""
    return url_for("lists.show", list=code or None)
