"""The page of one listing: every field the directory keeps, in words.

When, where, how far to trust it and what is near have modules of their own: `listing_times`, `listing_place`,
`listing_trust`, `listing_nearby`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import url_for
from markupsafe import Markup

from data import taxonomy
from data.model import Attendance, Listing, Phone, ServiceArea
from webapp import explanations, labels, numbers
from webapp.languages import Language, current, gettext
from webapp.view_models.cards import cost_words, fees_words, mode_words
from webapp.view_models.common import Link, PhoneLine, Step, phone_line
from webapp.view_models.json_ld import data_block
from webapp.view_models.keeping import Keeping
from webapp.view_models.kinds import need_link
from webapp.view_models.listing_nearby import Similar
from webapp.view_models.listing_place import Place, place_of
from webapp.view_models.listing_times import Times, times_of
from webapp.view_models.listing_trust import Trust, trust_of


@dataclass(frozen=True)
class FirstVisit:
    """What to expect, in general words for the listing's need. `foreign` is their language where it is another."""

    paragraphs: tuple[str, ...]
    foreign: Language | None
    more: Link


@dataclass(frozen=True)
class ListingPage:
    """The page of one listing. Texts that are None and tuples that are empty have no section.

    `data_url` is the listing in the API, where its sources' terms let it be passed on.
    """

    heading: str
    alternate_name: str | None
    organization: str | None
    organization_url: str | None
    organization_email: str | None
    organization_description: str | None
    status: str | None
    alert: str | None
    sample: bool
    needs: tuple[tuple[str, str], ...]
    description: str | None
    modes: str
    times: Times
    place: Place | None
    attendance: Attendance | None
    phones: tuple[PhoneLine, ...]
    email: str | None
    url: str | None
    cost: str
    fees_description: str | None
    languages: str | None
    audiences: str | None
    ages: str | None
    eligibility_description: str | None
    led_by: str | None
    faith: str | None
    application_process: str | None
    required_documents: tuple[str, ...]
    service_areas: tuple[str, ...]
    attributes: tuple[str, ...]
    trust: Trust
    report_url: str
    json_ld: Markup
    first_visit: FirstVisit | None = None
    similar: tuple[Similar, ...] = ()
    back: Step | None = None
    keep: Keeping | None = None
    data_url: str | None = None


def listing_page(listing: Listing, now: datetime | None = None) -> ListingPage:
    """Return the page of a listing whose visibility has been applied, without what others have to say of it."""
    moment = now or datetime.now(UTC)
    organization = listing.organization
    return ListingPage(
        heading=listing.name,
        alternate_name=listing.alternate_name,
        organization=organization.name if organization.name != listing.name else None,
        organization_url=organization.url if organization.url != listing.url else None,
        organization_email=organization.email if organization.email != listing.email else None,
        organization_description=organization.description,
        status=labels.status(listing.status),
        alert=listing.alert,
        sample=any(labels.is_sample(one.source, one.source_name, one.licence) for one in listing.sources),
        needs=tuple((one, labels.full_need(one)) for one in labels.leaf_needs(listing.needs)),
        description=listing.description,
        modes=mode_words(listing.modes),
        times=times_of(listing, moment),
        place=place_of(listing),
        attendance=listing.attendance,
        phones=tuple(phone_of(one) for one in listing.phones),
        email=listing.email,
        url=listing.url,
        cost=cost_words(listing.cost),
        fees_description=fees_words(listing),
        languages=numbers.joined(labels.language(tag) for tag in listing.languages) or None,
        audiences=numbers.joined((labels.facet("audiences", one) for one in listing.audiences), "unit") or None,
        ages=ages_words(listing.minimum_age, listing.maximum_age),
        eligibility_description=listing.eligibility_description,
        led_by=labels.facet("led_by", listing.led_by) if listing.led_by else None,
        faith=labels.facet("faith", listing.faith) if listing.faith else None,
        application_process=listing.application_process,
        required_documents=tuple(listing.required_documents),
        service_areas=tuple(_area(one) for one in listing.service_areas),
        attributes=tuple(listing.attributes),
        trust=trust_of(listing, moment),
        report_url=url_for("report.show", listing_id=listing.id),
        first_visit=_first_visit(listing),
        json_ld=data_block(listing),
    )


def phone_of(phone: Phone) -> PhoneLine:
    """Return a telephone number with its link and who answers."""
    spoken = numbers.joined(labels.language(tag) for tag in phone.languages)
    note = ", ".join(part for part in (phone.description, spoken) if part)
    return phone_line(phone.number, phone.type, phone.extension, note=note or None)


def _first_visit(listing: Listing) -> FirstVisit | None:
    paragraphs = explanations.first_visit(listing.needs)
    if not paragraphs:
        return None
    language = explanations.written_in()
    exact = labels.leaf_needs([one for one in listing.needs if one in taxonomy.needs()])
    return FirstVisit(paragraphs, language if language != current() else None, need_link(exact[0]))


def ages_words(youngest: float | None, oldest: float | None) -> str | None:
    """Return an age range in words, None where no age is stated."""
    if youngest is not None and oldest is not None:
        return gettext("%(youngest)s to %(oldest)s years", youngest=f"{youngest:g}", oldest=f"{oldest:g}")
    if youngest is not None:
        return gettext("%(age)s years and older", age=f"{youngest:g}")
    return gettext("Up to %(age)s years", age=f"{oldest:g}") if oldest is not None else None


def _area(area: ServiceArea) -> str:
    return area.name or labels.area(area.extent_type, area.extent)
