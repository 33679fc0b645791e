"""What the static site tells of a listing: facts that stay true while the copy lies on a shelf, no next dates."""

from __future__ import annotations

from dataclasses import dataclass

from data.model import Attendance, Listing
from webapp import filters, labels, numbers
from webapp.languages import gettext
from webapp.view_models.cards import cost_words, mode_words
from webapp.view_models.common import PhoneLine
from webapp.view_models.listing import ages_words, phone_of
from webapp.view_models.listing_place import address_lines
from webapp.view_models.listing_times import sentences_of, zone_words
from webapp.view_models.listing_trust import Source, source_of


@dataclass(frozen=True)
class StaticEntry:
    """One listing on a page. What is None or empty has no line; `facts` are label and words."""

    heading: str
    organization: str | None
    notices: tuple[str, ...]
    needs: tuple[str, ...]
    times: tuple[str, ...]
    zone: str | None
    place: str | None
    address: tuple[str, ...]
    is_hidden: bool
    phones: tuple[PhoneLine, ...]
    email: str | None
    url: str | None
    attendance: Attendance | None
    facts: tuple[tuple[str, str], ...]
    description: str | None
    sources: tuple[Source, ...]


def entry_of(listing: Listing) -> StaticEntry:
    """Return what is told of a listing whose visibility has been applied."""
    organization, place = listing.organization.name, listing.location
    in_person = "in_person" in listing.modes
    return StaticEntry(
        heading=listing.name,
        organization=organization if organization != listing.name else None,
        notices=tuple(filter(None, _notices(listing))),
        needs=tuple(labels.full_need(one) for one in labels.leaf_needs(listing.needs)),
        times=tuple(sentences_of(listing.schedules, max(one.seen for one in listing.sources).date())),
        zone=zone_words(listing.schedules),
        place=place.name,
        address=tuple(address_lines(place)),
        is_hidden=in_person and place.visibility != "full",
        phones=tuple(map(phone_of, listing.phones)),
        email=listing.email if filters.mail_link(listing.email) else None,
        url=filters.web_link(listing.url),
        attendance=listing.attendance,
        facts=tuple((label, words) for label, words in _facts(listing) if words),
        description=listing.description,
        sources=tuple(map(source_of, listing.sources)),
    )


def _notices(listing: Listing) -> tuple[str | None, ...]:
    is_sample = any(labels.is_sample(one.source, one.source_name, one.licence) for one in listing.sources)
    invented = gettext("This listing is invented, to try the directory with.") if is_sample else None
    unseen = filters.not_seen_words(listing.not_seen_since)
    return labels.status(listing.status), listing.alert, unseen, invented


def _facts(listing: Listing) -> tuple[tuple[str, str | None], ...]:
    areas = (area.name or labels.area(area.extent_type, area.extent) for area in listing.service_areas)
    cost = " ".join(filter(None, (cost_words(listing.cost), listing.fees_description)))
    return (
        (gettext("How"), mode_words(listing.modes)),
        (gettext("Cost"), cost),
        (gettext("Languages"), numbers.joined(map(labels.language, listing.languages))),
        (gettext("For"), numbers.joined((labels.facet("audiences", one) for one in listing.audiences), "unit")),
        (gettext("Ages"), ages_words(listing.minimum_age, listing.maximum_age)),
        (gettext("Who may come"), listing.eligibility_description),
        (gettext("How to begin"), listing.application_process),
        (gettext("Bring"), numbers.joined(listing.required_documents, "unit")),
        (gettext("Access"), numbers.joined(listing.location.accessibility, "unit")),
        (gettext("Getting there"), listing.location.transportation),
        (gettext("Area served"), numbers.joined(areas, "unit")),
        (gettext("More"), numbers.joined(listing.attributes, "unit")),
    )
