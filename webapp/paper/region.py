"""A region's directory: every listing that a search finds, to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from data.errors import QueryError
from index.directory import Directory
from index.request import LARGEST_LIMIT, LARGEST_OFFSET, SearchRequest
from webapp import labels, numbers
from webapp.languages import gettext
from webapp.paper.grouping import Item
from webapp.view_models.cards import place_words

GROUPS = ("near", "area", "remote")
# What one request may ask for: some seconds of work.
MOST_LISTINGS = 500
# No search shows more of one group.
MOST_OF_ALL = LARGEST_OFFSET


@dataclass(frozen=True)
class Region:
    """What a search found: `items` by group and then as they are ranked, `query` as it was understood."""

    items: tuple[Item, ...]
    query: Mapping[str, Any]
    needs: tuple[str, ...]

    def title(self) -> str:
        """Return what the directory is of, in the current language, never in the reader's own words."""
        named = [labels.full_need(one) for one in labels.leaf_needs(self.needs)]
        what = numbers.joined(named) if 1 <= len(named) <= 2 else gettext("Help")
        near = self.query.get("near")
        return gettext("%(what)s near %(place)s", what=what, place=place_words(near["label"])) if near else what


def count(directory: Directory, request: SearchRequest) -> int:
    """Return how many listings a search finds without loosening it."""
    answer = directory.search(replace(request, limit=1, offset=0))
    return 0 if answer["relaxed"] else int(answer["total"])


def collect(directory: Directory, request: SearchRequest, most: int = MOST_LISTINGS) -> Region:
    """Return everything a search finds; a search that finds nothing is not loosened.

    Raises QueryError when there is more than `most`, PlaceError for a place nobody knows.
    """
    answer = directory.search(replace(request, limit=1, offset=0))
    total = 0 if answer["relaxed"] else int(answer["total"])
    if total > most:
        raise QueryError(too_many(total, most), code="too-many", field="radius")
    query = answer["query"]
    ids = dict.fromkeys(_ids(directory, request, answer["groups"]) if total else ())
    found = (directory.listing(one) for one in ids)
    return Region(tuple(Item(one) for one in found if one), query, tuple(request.needs or query["needs"]))


def too_many(total: int, most: int) -> str:
    """Return what to do about more listings than can be printed at once."""
    return gettext(
        "These are %(total)s listings, and at most %(most)s can be printed at once. "
        "Choose a kind of help, a day, or a smaller distance.",
        total=numbers.number_words(total),
        most=numbers.number_words(most),
    )


def _ids(directory: Directory, request: SearchRequest, counts: Mapping[str, int]) -> Iterator[str]:
    for group in GROUPS if request.group is None else (request.group,):
        for offset in range(0, min(counts[group], LARGEST_OFFSET), LARGEST_LIMIT):
            page = replace(request, group=group, limit=LARGEST_LIMIT, offset=offset)  # type: ignore[arg-type]
            yield from (one["id"] for one in directory.search(page)["results"])
