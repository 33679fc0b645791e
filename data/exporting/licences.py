"""Whether records may be passed on, and whose names and terms go with them.

The registry states it: `redistribute = false` in a source file, or a licence whose words leave no doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from data.model import Document, Listing, Provenance

_FORBIDS = re.compile(
    r"\ball rights reserved\b|\b(?:no|without) (?:re-?)?distribution\b|\bnot (?:to be |for )?(?:re-?)?distribut"
    r"|\bredistribution (?:is |of \w+ )?(?:not (?:allowed|permitted)|forbidden|prohibited|barred)"
    r"|\b(?:may|must|can) ?not be (?:re-?distributed|passed on|re-?published|copied)|\b(?:written )?consent needed\b"
    r"|\bdo not (?:re-?)?distribute\b",
    re.IGNORECASE,
)


def forbids(licence: str | None) -> bool:
    """Return whether the words of a licence plainly forbid passing records on."""
    return bool(licence and _FORBIDS.search(licence))


def kept_back(facts: dict[str, Document], registered: Iterable[str] = ()) -> frozenset[str]:
    """Return the ids of sources whose records stay here: by the facts of their crawl, or by the registry now."""
    found = {one for one, said in facts.items() if not said.get("redistribute", True) or forbids(said.get("licence"))}
    return frozenset(found | set(registered))


class Terms(NamedTuple):
    """A source as every output names it."""

    source: str
    name: str
    licence: str
    attribution: str


def terms_of(origin: Provenance) -> Terms:
    """Return the terms of one source of a listing, in words also where it states none."""
    return Terms(
        origin.source,
        origin.source_name,
        origin.licence or "none stated",
        origin.attribution or origin.source_name,
    )


@dataclass
class Sharing:
    """Decides listing by listing, and counts: `shared` by the terms of each source, `left_out` by source.

    A listing made of several sources is left out when one of them may not be passed on, because its words may be
    that one's.
    """

    back: frozenset[str] = frozenset()
    shared: Counter[Terms] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def may_go(self, listing: Listing) -> bool:
        """Return whether a listing may be passed on; counts it either way."""
        bars = [one.source for one in listing.sources if one.source in self.back or forbids(one.licence)]
        if bars:
            self.left_out[bars[0]] += 1
            return False
        self.shared.update({terms_of(one) for one in listing.sources})
        return True

    def rows(self) -> list[dict[str, str | int]]:
        """Return a row for each source and its terms: `source, name, licence, attribution, listings`."""
        return [terms._asdict() | {"listings": count} for terms, count in sorted(self.shared.items())]


class Shared(Protocol):
    """Listings that may be passed on, and the terms of those that were gone over so far."""

    @property
    def language(self) -> str:
        """The language of our words about them."""

    @property
    def sharing(self) -> Sharing:
        """The terms, and what was left out for them."""

    def __iter__(self) -> Iterator[Listing]:
        """Yield the listings, by id."""
