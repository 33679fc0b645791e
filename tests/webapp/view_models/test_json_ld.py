"""What search engines are told of a listing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import extruct
import pytest
from flask import Flask

from crawlers.schema_org import fields
from data.model import Address, Attendance, Listing, Location, Schedule, ServiceArea
from data.visibility import public
from tests.support.builders import make_source
from tests.webapp.support import Page, full_listing, make_listing
from webapp.view_models.common import listing_url
from webapp.view_models.json_ld import data_block, thing_of


def test_a_group_is_an_event_that_repeats() -> None:
    assert thing_of(make_listing("plain")) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"urn:uuid:{make_listing('plain').id}",
        "name": "Grief circle",
        "description": "For anyone who has lost someone.\nCome as you are.",
        "sdPublisher": {"@type": "Organization", "name": "Invented for trying Kith"},
        "eventSchedule": {
            "@type": "Schedule", "repeatFrequency": "P1W", "byDay": ["https://schema.org/Tuesday"],
            "startTime": "19:00", "endTime": "20:30", "scheduleTimezone": "America/Chicago",
        },
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {
            "@type": "Place",
            "name": "First Church",
            "address": {
                "@type": "PostalAddress", "streetAddress": "100 E Adams St", "addressLocality": "Springfield",
                "addressRegion": "IL", "postalCode": "62701", "addressCountry": "US",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 39.8, "longitude": -89.65},
        },
        "organizer": {"@type": "Organization", "name": "Springfield Friends"},
        "isAccessibleForFree": True,
        "inLanguage": "en",
    }  # fmt: skip


WEEK = Schedule(freq="WEEKLY", byday=["MO", "TU"], opens_at="09:00", closes_at="24:00", valid_to=date(2026, 12, 31))
SECOND = Schedule(freq="MONTHLY", byday=["2TU"], opens_at="09:00", closes_at="17:00")


def test_a_library_has_its_hours_and_only_those_of_every_week() -> None:
    library = make_listing("library", needs=["libraries"], schedules=[WEEK, SECOND], cost=[])
    found = thing_of(library)
    assert (found["@type"], found["telephone"]) == ("Library", "+12175550100")
    assert found["openingHoursSpecification"] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Tuesday"],
        "opens": "09:00",
        "closes": "23:59",
        "validThrough": "2026-12-31",
    }
    assert "isAccessibleForFree" not in found, "nobody said so"


def test_other_help_is_a_service_had_through_channels() -> None:
    found = thing_of(full_listing().model_copy(update={"schedules": [WEEK]}))
    assert (found["@type"], found["provider"]["name"]) == ("Service", "Open Door of Sangamon County")
    channel = found["availableChannel"]
    assert channel["servicePhone"] == {"@type": "ContactPoint", "telephone": "+12175550100"}
    assert channel["serviceUrl"] == "https://meet.example/door"
    assert channel["availableLanguage"] == ["en", "es"]
    assert "geo" not in channel["serviceLocation"], "the point is only about where it is"
    assert found["areaServed"] == "Sangamon County, IL"
    assert found["hoursAvailable"]["opens"] == "09:00"


@pytest.mark.parametrize(
    ("schedule", "begins", "ends"),
    [
        ({"opens_at": "19:00", "closes_at": "20:30"}, "2026-12-24T19:00:00-06:00", "2026-12-24T20:30:00-06:00"),
        ({"opens_at": "22:00", "closes_at": "01:00"}, "2026-12-24T22:00:00-06:00", "2026-12-25T01:00:00-06:00"),
        ({"opens_at": "22:00", "closes_at": "24:00"}, "2026-12-24T22:00:00-06:00", "2026-12-25T00:00:00-06:00"),
        ({"opens_at": "22:00"}, "2026-12-24T22:00:00-06:00", None),
        ({}, "2026-12-24", None),
    ],
)
def test_what_takes_place_once_has_its_day(schedule: dict[str, Any], begins: str, ends: str | None) -> None:
    once = Schedule(dtstart=date(2026, 12, 24), timezone="America/Chicago", **schedule)
    found = thing_of(make_listing("once", schedules=[once]))
    assert (found["startDate"], found.get("endDate")) == (begins, ends)
    assert "eventSchedule" not in found


def test_nothing_is_made_up() -> None:
    bare = Listing(
        id=make_listing("bare").id, name="A name", organization={"name": "A name"}, sources=make_listing("bare").sources
    )
    assert set(thing_of(bare)) == {"@context", "@type", "@id", "name", "provider", "sdPublisher"}


@pytest.mark.parametrize("visibility", ["hidden", "partial"])
def test_what_is_hidden_is_not_there(visibility: str) -> None:
    secret = Location(
        name="Safe house", description="Blue door", visibility=visibility, latitude=39.8, longitude=-89.65,
        precision="point",
        address=Address(address_1="9 Secret St", city="Springfield", state_province="IL", postal_code="62701"),
    )  # fmt: skip
    facts = {"location": secret, "needs": ["practical-help/housing"], "schedules": [], "organization": {"name": "Door"}}
    shown = public(make_listing("shelter", **facts))
    assert shown is not None
    text = data_block(shown)
    for word in ("Secret", "Safe house", "Blue door", "39.8", "62701", "geo"):
        assert word not in text
    assert ("Springfield" in text) is (visibility == "partial")


def page_of(app: Flask, listing: Listing) -> tuple[Page, str]:
    with app.test_request_context():
        address = listing_url(listing.id, listing.name)
    body = app.test_client().get(address).get_data(as_text=True)
    return Page(body), body


def test_hostile_words_never_leave_the_block(app_of: Callable[..., Flask]) -> None:
    words = "</script><script>alert(1)</script><!-- <script> & \u2028 ]]> \x00"
    listing = make_listing("bad", name=words, description=words, url="javascript:alert(1)")
    page, body = page_of(app_of(listing), listing)
    (block,) = page.all("//script[@type='application/ld+json']")
    found = json.loads(block.text)
    assert found["name"] == words
    assert "url" not in found
    assert "<script>alert" not in body


def test_readers_of_schema_org_find_it_on_the_page(app_of: Callable[..., Flask]) -> None:
    listing = make_listing("plain", attendance=Attendance(url="https://meet.example/1"), modes=["in_person", "online"],
                           service_areas=[ServiceArea(extent_type="state", extent="IL")])  # fmt: skip
    _, body = page_of(app_of(listing), listing)
    (thing,) = extruct.extract(body, syntaxes=["json-ld"])["json-ld"]
    assert thing["name"] == "Grief circle"
    read = fields(thing, "https://kith.example/", make_source(format="web"))
    assert (read["name"], read["modes"], read["cost"]) == ("Grief circle", ["in_person", "online"], ["free"])
    assert float(read["location"]["latitude"]) == 39.8
    (times,) = read["schedules"]
    assert (times["byday"], times["opens_at"], times["closes_at"]) == (["TU"], "19:00", "20:30")
