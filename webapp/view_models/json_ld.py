"""A listing in the words of schema.org, as JSON-LD 1.1, for search engines.

Only what a source said: no date of a series is reckoned, a point is told only of a door, and what is hidden was taken
out before (`data.visibility.public`). A group that meets is an `Event` with an `eventSchedule`, a library a `Library`
with its hours, other help a `Service` that is had through channels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from data.exporting.licences import terms_of
from data.model import Listing, Location, Schedule
from webapp import filters, labels

_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday",
         "FR": "Friday", "SA": "Saturday", "SU": "Sunday"}  # fmt: skip
_MEETS = ("support-groups", "spiritual", "wellness")
_DOORS = ("point", "address")
_EVERY = {"DAILY": "D", "WEEKLY": "W", "MONTHLY": "M"}
_ATTENDANCE = {
    (True, False): "OfflineEventAttendanceMode",
    (False, True): "OnlineEventAttendanceMode",
    (True, True): "MixedEventAttendanceMode",
}
Thing = dict[str, Any]


def data_block(listing: Listing) -> Markup:
    """Return the JSON of a listing, safe in a `<script type="application/ld+json">`: it has no `<`, `>` or `&`."""
    text = str(filters.printable(json.dumps(thing_of(listing), ensure_ascii=False)))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 (escaped above)


def thing_of(listing: Listing) -> Thing:
    """Return the schema.org object of a listing whose visibility has been applied."""
    about = {
        "@context": "https://schema.org",
        "@id": f"urn:uuid:{listing.id}",
        "name": listing.name,
        "alternateName": listing.alternate_name,
        "description": listing.description,
        "url": filters.web_link(listing.url),
    } | _terms(listing)
    if listing.schedules and any(need in listing.needs for need in _MEETS):
        return _known(**about, **_event(listing))
    if "libraries" in listing.needs and "in_person" in listing.modes:
        return _known(**about, **_library(listing))
    return _known(**about, **_service(listing))


def _known(**said: Any) -> Thing:
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def _thing(kind: str, **said: Any) -> Thing:
    """An object of a type; nothing when nothing is known of it."""
    found = _known(**said)
    return {"@type": kind} | found if found else {}


def _terms(listing: Listing) -> Thing:
    """Whose words these are, and on what terms."""
    licence = next((one.licence for one in listing.sources if filters.web_link(one.licence)), None)
    publishers = dict.fromkeys(terms_of(one).attribution for one in listing.sources)
    return {"sdLicense": licence, "sdPublisher": _one_or_all(_thing("Organization", name=one) for one in publishers)}


def _event(listing: Listing) -> Thing:
    there, attendance = "in_person" in listing.modes, listing.attendance
    mode = _ATTENDANCE.get((there, "online" in listing.modes))
    virtual = _thing("VirtualLocation", url=filters.web_link(attendance.url)) if attendance else {}
    places = [_place(listing.location) if there else {}, virtual]
    dated = next((one for one in listing.schedules if one.freq is None and one.dtstart), None)
    return {
        "@type": "Event",
        "startDate": _begins(dated) if dated else None,
        "endDate": _ends(dated) if dated else None,
        "eventSchedule": _one_or_all(_schedule(one) for one in listing.schedules if one.freq),
        "eventAttendanceMode": mode and f"https://schema.org/{mode}",
        "eventStatus": "https://schema.org/EventScheduled" if listing.status == "active" else None,
        "location": _one_or_all(place for place in places if place),
        "organizer": _organization(listing),
        "isAccessibleForFree": _is_free(listing),
        "inLanguage": _one_or_all(listing.languages),
        "audience": _audience(listing),
    }


def _library(listing: Listing) -> Thing:
    place = _place(listing.location)
    return {
        "@type": "Library",
        "address": place.get("address"),
        "geo": place.get("geo"),
        "telephone": _telephone(listing),
        "email": listing.email,
        "openingHoursSpecification": _one_or_all(_hours(listing.schedules)),
        "parentOrganization": _organization(listing) if listing.organization.name != listing.name else None,
        "isAccessibleForFree": _is_free(listing),
    }


def _service(listing: Listing) -> Thing:
    channel = _thing(
        "ServiceChannel",
        serviceLocation=_place(listing.location) if "in_person" in listing.modes else None,
        servicePhone=_thing("ContactPoint", telephone=_telephone(listing)),
        serviceUrl=filters.web_link(listing.attendance.url) if listing.attendance else None,
        availableLanguage=_one_or_all(listing.languages),
    )
    areas = (area.name or labels.area(area.extent_type, area.extent) for area in listing.service_areas)
    return {
        "@type": "Service",
        "serviceType": _one_or_all(labels.full_need(need) for need in labels.leaf_needs(listing.needs)),
        "provider": _organization(listing),
        "availableChannel": channel,
        "hoursAvailable": _one_or_all(_hours(listing.schedules)),
        "areaServed": _one_or_all(areas),
        "audience": _audience(listing),
    }


def _place(location: Location) -> Thing:
    address = location.address
    postal = {} if address is None else _thing(
        "PostalAddress",
        streetAddress=", ".join(filter(None, (address.address_1, address.address_2))),
        addressLocality=address.city,
        addressRegion=address.state_province,
        postalCode=address.postal_code,
        addressCountry=address.country,
    )  # fmt: skip
    is_door = location.visibility == "full" and location.precision in _DOORS and location.latitude is not None
    geo = _thing("GeoCoordinates", latitude=location.latitude, longitude=location.longitude) if is_door else {}
    return _thing("Place", name=location.name, address=postal, geo=geo)


def _organization(listing: Listing) -> Thing:
    one = listing.organization
    return _thing("Organization", name=one.name, url=filters.web_link(one.url), email=one.email)


def _audience(listing: Listing) -> Any:
    return _one_or_all(_thing("Audience", audienceType=labels.facet("audiences", one)) for one in listing.audiences)


def _telephone(listing: Listing) -> str | None:
    return next((one.number for one in listing.phones if one.type == "voice"), None)


def _is_free(listing: Listing) -> bool | None:
    """What is stated, and only that: a sliding scale is neither free nor not."""
    return {("free",): True, ("fee",): False}.get(tuple(listing.cost))


def _hours(rules: Iterable[Schedule]) -> list[Thing]:
    """Hours of every week; what recurs otherwise has no such words, and is left out."""
    return [
        _thing(
            "OpeningHoursSpecification",
            dayOfWeek=[f"https://schema.org/{_DAYS[day]}" for day in (one.byday or _DAYS)],
            opens=one.opens_at,
            closes=_until(one),
            validFrom=one.valid_from and one.valid_from.isoformat(),
            validThrough=one.valid_to and one.valid_to.isoformat(),
        )
        for one in rules
        if _is_every_week(one)
    ]


def _is_every_week(one: Schedule) -> bool:
    plain = bool(one.opens_at) and one.interval in (None, 1) and not one.bymonthday
    days = all(day in _DAYS for day in one.byday)
    return plain and days and (one.freq == "DAILY" or (one.freq == "WEEKLY" and bool(one.byday)))


def _schedule(one: Schedule) -> Thing:
    begins = one.valid_from or one.dtstart
    return _thing(
        "Schedule",
        repeatFrequency=f"P{one.interval or 1}{_EVERY[str(one.freq)]}",
        byDay=[f"https://schema.org/{_DAYS[day]}" if day in _DAYS else day for day in one.byday],
        byMonthDay=one.bymonthday,
        startTime=one.opens_at,
        endTime=_until(one),
        startDate=begins and begins.isoformat(),
        endDate=one.valid_to and one.valid_to.isoformat(),
        scheduleTimezone=one.timezone,
    )


def _until(one: Schedule) -> str | None:
    """When it closes; the end of a day as search engines know it."""
    return "23:59" if one.closes_at == "24:00" else one.closes_at


def _begins(one: Schedule) -> str:
    assert one.dtstart is not None
    return _moment(one, one.opens_at, 0) if one.opens_at else one.dtstart.isoformat()


def _ends(one: Schedule) -> str | None:
    if not one.opens_at or not one.closes_at:
        return None
    return _moment(one, one.closes_at, 1 if one.closes_at <= one.opens_at or one.closes_at == "24:00" else 0)


def _moment(one: Schedule, clock: str, days_later: int) -> str:
    assert one.dtstart is not None
    wall = time(int(clock[:2]) % 24, int(clock[3:]))
    zone = ZoneInfo(one.timezone) if one.timezone else None
    return datetime.combine(one.dtstart + timedelta(days=days_later), wall, zone).isoformat()


def _one_or_all(values: Iterable[Any]) -> Any:
    found = list(values)
    return found[0] if len(found) == 1 else found
