"""A feed of what is new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import url_for

from data import ids
from data.exporting.licences import terms_of
from data.gazetteer import Place
from data.model import Listing
from webapp import labels, numbers, schedules
from webapp.languages import gettext
from webapp.view_models.cards import cost_words, mode_words

# Listings in a feed. Who reads it daily misses none; after the first crawl everything is new.
MOST = 100


@dataclass(frozen=True)
class FeedEntry:
    """One listing: `id` and `updated` (RFC 3339) change only when it does."""

    id: str
    title: str
    updated: str
    href: str
    author: str
    summary: str
    rights: str
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Feed:
    """A feed: `id` is its address, which names what was asked and nothing else."""

    id: str
    title: str
    updated: str
    home: str
    entries: tuple[FeedEntry, ...]


def feed_of(
    changed: Sequence[tuple[Listing, datetime]], needs: Sequence[str], place: Place | None, miles: float, built: str
) -> Feed:
    """Return the feed of listings with when each changed, the last first; `built` is when the generation was (ISO)."""
    asked: dict[str, object] = {"need": list(needs)} if needs else {}
    if place is not None:
        asked |= {"near": place.label, "radius": f"{miles:g}"}
    entries = tuple(_entry(listing, when) for listing, when in changed)
    return Feed(
        id=url_for("machines.feed", _external=True, **asked),
        title=_title(needs, place),
        updated=entries[0].updated if entries else _moment(datetime.fromisoformat(built)),
        home=url_for("home.show", _external=True),
        entries=entries,
    )


def _title(needs: Sequence[str], place: Place | None) -> str:
    what = numbers.joined(map(labels.full_need, needs)) if needs else gettext("All kinds of help")
    if place is None:
        return gettext("Kith: new and changed: %(needs)s", needs=what)
    return gettext("Kith: new and changed: %(needs)s near %(place)s", needs=what, place=place.label)


def _entry(listing: Listing, when: datetime) -> FeedEntry:
    said = dict.fromkeys(terms_of(one) for one in listing.sources)
    return FeedEntry(
        id=f"urn:uuid:{listing.id}",
        title=listing.name,
        updated=_moment(when),
        href=url_for("listing.show", listing_id=listing.id, slug=ids.slug(listing.name), _external=True),
        author=listing.organization.name,
        summary=_summary(listing),
        rights="; ".join(f"{terms.attribution} ({terms.licence})" for terms in said),
        needs=tuple((one, labels.full_need(one)) for one in labels.leaf_needs(listing.needs)),
    )


def _summary(listing: Listing) -> str:
    address = listing.location.address
    parts = (address.address_1, address.city, address.state_province) if address else ()
    place = ", ".join(part for part in parts if part)
    times = "; ".join(filter(None, (schedules.sentence(one, listing.modes) for one in listing.schedules)))
    lines = [labels.status(listing.status), times, place, mode_words(listing.modes), cost_words(listing.cost),
             listing.alert, listing.description]  # fmt: skip
    return "\n".join(line for line in lines if line)


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
