"""The page of one listing: every field the directory keeps, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from data.model import Attendance, Listing, Location, Phone, Provenance, Schedule, ServiceArea
from data.schedules import next_start
from webapp import filters, labels, numbers, schedules
from webapp.languages import gettext
from webapp.view_models.cards import cost_words, mode_words
from webapp.view_models.common import PhoneLine, phone_line
from webapp.view_models.json_ld import data_block

_ROUGH = frozenset({"approximate", "zip", "city", "county", "state"})


@dataclass(frozen=True)
class Place:
    """Where it is. `hidden` means that the street address is only given when you call."""

    name: str | None
    lines: tuple[str, ...]
    hidden: bool
    rough: bool
    map_url: str | None
    description: str | None
    transportation: str | None
    accessibility: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One source of the listing, as it must be named wherever the listing is shown."""

    name: str
    url: str | None
    record: str
    seen: datetime
    licence: str | None
    licence_url: str | None
    attribution: str | None


@dataclass(frozen=True)
class ListingPage:
    """The page of one listing. Texts that are None and tuples that are empty have no section."""

    heading: str
    alternate_name: str | None
    organization: str | None
    organization_url: str | None
    organization_email: str | None
    organization_description: str | None
    status: str | None
    alert: str | None
    not_seen: str | None
    sample: bool
    needs: tuple[tuple[str, str], ...]
    description: str | None
    modes: str
    next: str | None
    times: tuple[str, ...]
    zone: str | None
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
    sources: tuple[Source, ...]
    seen: datetime
    confirmed: str | None
    changed: str | None
    json_ld: Markup


def listing_page(listing: Listing, now: datetime | None = None) -> ListingPage:
    """Return the page of a listing whose visibility has been applied."""
    moment = now or datetime.now(UTC)
    starts = next_start(listing.schedules, moment) if listing.status == "active" else None
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
        not_seen=filters.not_seen_words(listing.not_seen_since),
        sample=any(labels.is_sample(one.source, one.source_name, one.licence) for one in listing.sources),
        needs=tuple((one, labels.full_need(one)) for one in labels.leaf_needs(listing.needs)),
        description=listing.description,
        modes=mode_words(listing.modes),
        next=numbers.next_words(starts, moment) if starts else None,
        times=tuple(_times(listing.schedules)),
        zone=zone_words(listing.schedules),
        place=_place(listing),
        attendance=listing.attendance,
        phones=tuple(_phone(one) for one in listing.phones),
        email=listing.email,
        url=listing.url,
        cost=cost_words(listing.cost),
        fees_description=listing.fees_description,
        languages=numbers.joined(labels.language(tag) for tag in listing.languages) or None,
        audiences=numbers.joined((labels.facet("audiences", one) for one in listing.audiences), "unit") or None,
        ages=_ages(listing.minimum_age, listing.maximum_age),
        eligibility_description=listing.eligibility_description,
        led_by=labels.facet("led_by", listing.led_by) if listing.led_by else None,
        faith=labels.facet("faith", listing.faith) if listing.faith else None,
        application_process=listing.application_process,
        required_documents=tuple(listing.required_documents),
        service_areas=tuple(_area(one) for one in listing.service_areas),
        attributes=tuple(listing.attributes),
        sources=tuple(_source(one) for one in listing.sources),
        seen=listing.seen,
        confirmed=numbers.date_words(listing.confirmed) or None,
        changed=numbers.date_words(listing.last_modified) or None,
        json_ld=data_block(listing),
    )


def _times(rules: list[Schedule]) -> Iterable[str]:
    for one in rules:
        words = schedules.sentence(one)
        if one.description and one.description != words:
            words = f"{words} ({one.description})"
        if one.valid_from or one.valid_to:
            words = f"{words}, {_validity(one)}"
        if words:
            yield words


def _validity(schedule: Schedule) -> str:
    begins, ends = numbers.date_words(schedule.valid_from), numbers.date_words(schedule.valid_to)
    if begins and ends:
        return gettext("from %(first)s until %(last)s", first=begins, last=ends)
    return gettext("from %(date)s", date=begins) if begins else gettext("until %(date)s", date=ends)


def zone_words(rules: Iterable[Schedule]) -> str | None:
    """Return the time zone of the schedules in words, when they have one and the same."""
    zones = {one.timezone for one in rules if one.timezone}
    return numbers.zone_words(zones.pop()) if len(zones) == 1 else None


def _phone(phone: Phone) -> PhoneLine:
    spoken = numbers.joined(labels.language(tag) for tag in phone.languages)
    note = ", ".join(part for part in (phone.description, spoken) if part)
    return phone_line(phone.number, phone.type, phone.extension, note=note or None)


def _place(listing: Listing) -> Place | None:
    location = listing.location
    lines = tuple(_address_lines(location))
    in_person = "in_person" in listing.modes
    hidden = location.visibility != "full"
    if not in_person and not lines and not location.name:
        return None
    return Place(
        name=location.name,
        lines=lines,
        hidden=hidden,
        rough=location.precision in _ROUGH,
        map_url=_map_url(listing),
        description=location.description,
        transportation=location.transportation,
        accessibility=tuple(location.accessibility),
    )


def _address_lines(location: Location) -> Iterable[str]:
    address = location.address
    if address is None or location.visibility == "hidden":
        return
    if location.visibility == "full":
        yield from (line for line in (address.address_1, address.address_2) if line)
    state = " ".join(part for part in (address.state_province, address.postal_code) if part)
    town = ", ".join(part for part in (address.city, state) if part)
    if town:
        yield town
    if address.country and address.country != "US":
        yield labels.country(address.country)


def _map_url(listing: Listing) -> str | None:
    place = listing.location
    if not listing.has_public_point:
        return None
    if place.precision in _ROUGH:
        # The neighbourhood without a mark: nobody should stand before the middle of a ZIP code.
        return f"https://www.openstreetmap.org/#map=13/{place.latitude:.3f}/{place.longitude:.3f}"
    point = f"mlat={place.latitude:.5f}&mlon={place.longitude:.5f}"
    return f"https://www.openstreetmap.org/?{point}#map=16/{place.latitude:.5f}/{place.longitude:.5f}"


def _ages(youngest: float | None, oldest: float | None) -> str | None:
    if youngest is not None and oldest is not None:
        return gettext("%(youngest)s to %(oldest)s years", youngest=f"{youngest:g}", oldest=f"{oldest:g}")
    if youngest is not None:
        return gettext("%(age)s years and older", age=f"{youngest:g}")
    return gettext("Up to %(age)s years", age=f"{oldest:g}") if oldest is not None else None


def _area(area: ServiceArea) -> str:
    return area.name or labels.area(area.extent_type, area.extent)


def _source(source: Provenance) -> Source:
    return Source(
        name=source.source_name,
        url=filters.web_link(source.url),
        record=source.record,
        seen=source.seen,
        licence=source.licence,
        licence_url=filters.web_link(source.licence),
        attribution=source.attribution,
    )
