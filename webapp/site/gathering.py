"""The listings read once: their whole texts wait on the disk, only what is sorted and searched stays in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from data import gazetteer, ids
from data.model import Listing
from webapp import labels, schedules
from webapp.languages import gettext
from webapp.site.entries import entry_of
from webapp.site.rendering import rendered

# How many listings stand on one page.
WHOLE_A_PAGE, LINES_A_PAGE = 100, 300


class Town(NamedTuple):
    """Where listings are listed: `path` is that of its pages without number and ending, `area` a state or country.

    `area` is empty for what has no town: help that needs no travel, and addresses that are not told.
    """

    path: str
    area: str
    name: str


class Entry(NamedTuple):
    """A listing as lists show it, and where its whole text stands in the file: `start` and `length` in bytes."""

    order: str
    id: str
    name: str
    by: str
    where: str
    when: str
    needs: tuple[str, ...]
    start: int
    length: int


@dataclass
class Gathered:
    """All listings by the path of their town, each town's by name, and the file their whole texts stand in."""

    texts: IO[bytes]
    towns: dict[str, Town] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    def text_of(self, entry: Entry) -> str:
        """Return the whole text of a listing, as HTML."""
        self.texts.seek(entry.start)
        return self.texts.read(entry.length).decode("utf-8")

    def pages_of(self, path: str) -> list[tuple[str, list[Entry]]]:
        """Return the pages of a town: the address of each below the site's folder, and its entries."""
        return paged(path, self.entries[path], WHOLE_A_PAGE)


def paged(path: str, entries: list[Entry], size: int) -> list[tuple[str, list[Entry]]]:
    """Return entries as pages of one size, each with its address."""
    return [
        (f"{path}{f'-page-{at // size + 1}' if at else ''}.html", entries[at : at + size])
        for at in range(0, len(entries), size)
    ]


def gather(listings: Iterable[Listing], texts: IO[bytes]) -> Gathered:
    """Read the listings; write what a page shows of each into `texts`."""
    found, at = Gathered(texts), 0
    for listing in listings:
        whole = rendered("entry", view=entry_of(listing), id=listing.id).encode("utf-8", "replace")
        texts.write(whole)
        town = town_of(listing)
        found.towns.setdefault(town.path, town)
        found.entries.setdefault(town.path, []).append(_entry(listing, at, len(whole)))
        at += len(whole)
    for entries in found.entries.values():
        entries.sort()
    return found


def town_of(listing: Listing) -> Town:
    """Return the town a listing is listed under."""
    address = listing.location.address
    if "in_person" not in listing.modes or address is None or not address.city:
        return Town("places/anywhere", "", gettext("Online or by phone"))
    country = address.country or "US"
    state = gazetteer.state_names().get(address.state_province or "", address.state_province or "")
    area = state if country == "US" and state else labels.country(country)
    return Town(f"places/{_slug(area)}/{_slug(address.city)}", area, address.city)


def _entry(listing: Listing, start: int, length: int) -> Entry:
    organization = listing.organization.name
    return Entry(
        order=f"{gazetteer.fold(listing.name)} {listing.id}",
        id=listing.id,
        name=listing.name,
        by=organization if organization != listing.name else "",
        where=_where(listing),
        when="; ".join(filter(None, (schedules.sentence(one, listing.modes) for one in listing.schedules[:3]))),
        needs=tuple(listing.needs),
        start=start,
        length=length,
    )


def _where(listing: Listing) -> str:
    address = listing.location.address
    if "in_person" in listing.modes and address and address.city:
        return ", ".join(part for part in (address.city, address.state_province) if part)
    return gettext("Online or by phone") if listing.modes else ""


def _slug(name: str) -> str:
    """A name of a file; what has no Latin letters gets a hash."""
    found = ids.slug(name)
    return found if found != "listing" else f"t-{ids.content_key(name)[:10]}"
