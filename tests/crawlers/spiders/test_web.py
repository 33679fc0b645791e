import json
from datetime import date

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, XmlResponse
from twisted.python.failure import Failure

from crawlers.payload import Payload
from crawlers.spiders.web import WebSpider
from data.model import Record
from data.sources import Source

URL = "https://town.example.org/help/one.html"
PANTRY = {
    "@context": "https://schema.org",
    "@type": "NGO",
    "name": "Test Pantry",
    "telephone": "217-555-0101",
    "email": "pantry@example.org",
    "address": {"@type": "PostalAddress", "streetAddress": "1 Main St", "addressLocality": "Testville",
                "addressRegion": "IL", "postalCode": "62701"},
    "geo": {"latitude": "39.8", "longitude": -89.65},
}  # fmt: skip


def spider(**facts):
    source = Source(id="test", name="T", format="web", url="https://town.example.org/", **facts)
    return WebSpider(source=source, writer=None, progress=lambda *a: None)


def page(*things, head=""):
    blocks = (thing if isinstance(thing, str) else json.dumps(thing) for thing in things)
    scripts = "".join('<script type="application/ld+json">' + one + "</script>" for one in blocks)
    return f"<html><head>{head}{scripts}</head></html>"


def crawl(html, one=None, url=URL, **facts):
    one = one or spider(**facts)
    return list(one.records([Payload("one.html", html.encode(), url)])), one.tally


def only(thing, **facts):
    (found,), _ = crawl(page({"@type": "NGO", "name": "Test"} | thing), **facts)
    return found


def test_an_organization_becomes_a_listing():
    (found,), _ = crawl(page(PANTRY))
    assert (found.record, found.record_url, found.url) == (URL, URL, URL)
    assert found.phones[0].number == "217-555-0101"
    assert found.location.address.city == "Testville"
    assert (found.location.latitude, found.modes) == (39.8, ["in_person"])
    assert found.cost == []


def test_the_record_is_the_canonical_address_and_further_ones_are_numbered():
    head = '<link rel="canonical" href="/help/pantry">'
    found, _ = crawl(page(PANTRY, [PANTRY | {"name": "Second"}], {"@graph": [PANTRY | {"name": "Third"}]}, head=head))
    assert [one.name for one in found] == ["Test Pantry", "Second", "Third"]
    base = "https://town.example.org/help/pantry"
    assert [one.record for one in found] == [base, f"{base}#2", f"{base}#3"]


def test_a_page_of_a_local_folder_is_known_by_its_path_in_it():
    one = spider()
    payload = Payload(
        "help/one.html", page(PANTRY | {"url": "two.html"}).encode(), "file:///home/someone/help/one.html"
    )
    (found,) = one.records([payload])
    assert (found.record, found.url) == ("help/one.html", None)


def test_a_page_without_listings_is_counted_and_a_broken_block_costs_no_other():
    assert crawl(page({"@type": "BreadcrumbList", "name": "x"}))[1].skipped == {"no-structured-data": 1}
    assert crawl("<p>Hello</p>")[1].skipped == {"no-structured-data": 1}
    assert crawl("%PDF-1.7")[1].skipped == {"not-html": 1}
    found, tally = crawl(page("{broken", PANTRY))
    assert len(found) == 1
    assert tally.skipped == {"bad-json-ld": 1}


def test_references_are_resolved_and_the_publisher_is_no_listing():
    graph = [
        {"@type": "Organization", "@id": "#us", "name": "Test Council", "url": "/council"},
        {"@type": "Service", "name": "Rides", "provider": {"@id": "#us"}},
    ]
    (found,), _ = crawl(page({"@graph": graph}))
    assert (found.name, found.organization.name) == ("Rides", "Test Council")


def test_the_same_thing_on_every_page_is_one_listing():
    one = spider()
    thing = PANTRY | {"@id": "https://town.example.org/#us"}
    assert len(crawl(page(thing), one)[0]) == 1
    found, tally = crawl(page(thing), one, url="https://town.example.org/two.html")
    assert found == []
    assert tally.skipped == {"no-structured-data": 1}


@pytest.mark.parametrize(
    ("said", "byday", "opens", "closes", "words"),
    [
        ("Mo-Fr 09:00-17:00", ["MO", "TU", "WE", "TH", "FR"], "09:00", "17:00", None),
        ("Tu,Th 16:00-20:00", ["TU", "TH"], "16:00", "20:00", None),
        ("Sa-Mo 10:00-12:00", ["SA", "SU", "MO"], "10:00", "12:00", None),
        ("by appointment", [], None, None, "by appointment"),
    ],
)
def test_opening_hours_in_one_line(said, byday, opens, closes, words):
    when = only({"openingHours": said}).schedules[0]
    assert (when.byday, when.opens_at, when.closes_at, when.description) == (byday, opens, closes, words)


def test_opening_hours_specification():
    hours = [
        {"dayOfWeek": ["https://schema.org/Monday", "Tuesday"], "opens": "09:00:00", "closes": "17:00:00"},
        {"dayOfWeek": "Sunday", "opens": "00:00", "closes": "00:00"},
        {"dayOfWeek": "PublicHolidays", "opens": "10:00", "closes": "12:00", "validThrough": "2026-12-31"},
    ]
    monday, holidays = only({"openingHoursSpecification": hours}).schedules
    assert (monday.freq, monday.byday) == ("WEEKLY", ["MO", "TU"])
    assert (holidays.freq, holidays.valid_to) == (None, date(2026, 12, 31))


def test_a_weekly_and_a_monthly_event():
    weekly = {"byDay": "https://schema.org/Tuesday", "repeatFrequency": "P1W", "startTime": "19:00", "endTime": "20:30"}
    monthly = {"byDay": "Thursday", "byMonthWeek": 2, "repeatFrequency": "P1M", "scheduleTimezone": "America/Chicago"}
    one, two = only({"@type": "Event", "startDate": "2026-01-06", "eventSchedule": [weekly, monthly]}).schedules
    assert (one.freq, one.byday, one.opens_at, one.closes_at) == ("WEEKLY", ["TU"], "19:00", "20:30")
    assert (two.freq, two.byday, two.timezone) == ("MONTHLY", ["2TH"], "America/Chicago")


@pytest.mark.parametrize(
    ("start", "zone", "day", "opens", "kept"),
    [
        ("2026-01-06T19:00:00-06:00", None, date(2026, 1, 6), "19:00", None),
        ("2026-01-07T01:00:00Z", "America/Chicago", date(2026, 1, 6), "19:00", "America/Chicago"),
        ("2026-01-07T01:00:00Z", None, date(2026, 1, 7), "01:00", "UTC"),
        ("2026-01-06", None, date(2026, 1, 6), None, None),
    ],
)
def test_a_dated_event(start, zone, day, opens, kept):
    when = only({"@type": "SocialEvent", "startDate": start}, timezone=zone).schedules[0]
    assert (when.dtstart, when.opens_at, when.timezone, when.freq) == (day, opens, kept, None)


def test_an_online_event_has_a_link_and_no_place():
    said = {"eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode", "eventStatus": "EventCancelled",
            "location": {"@type": "VirtualLocation", "url": "https://meet.example.org/x"}}  # fmt: skip
    found = only({"@type": "Event", **said})
    assert (found.modes, found.attendance.url) == (["online"], "https://meet.example.org/x")
    assert found.location.location_type == "virtual"
    assert found.status == "inactive"


def test_words_for_cost_people_language_and_area():
    found = only(
        {
            "isAccessibleForFree": True,
            "keywords": "grief, bereavement group",
            "audience": [{"@type": "Audience", "audienceType": "veterans"}, {"audienceType": "Beekeepers"}],
            "availableLanguage": [{"@type": "Language", "name": "Spanish", "alternateName": "es"}, "en-US", "Elvish"],
            "areaServed": {"@type": "State", "name": "Illinois"},
            "provider": {"@type": "Organization", "name": "Test Council"},
            "amenityFeature": [{"name": "Wheelchair ramp", "value": True}, {"name": "Free parking", "value": True}],
        },
        values={"needs": {"Grief": "support-groups/grief"}},
    )
    assert found.cost == ["free"]
    assert found.needs == ["support-groups/grief"]
    assert found.audiences == ["veterans"]
    assert found.attributes == ["grief", "bereavement group", "Beekeepers"]
    assert found.languages == ["es", "en", "Elvish"]
    assert (found.service_areas[0].extent_type, found.service_areas[0].extent) == ("state", "IL")
    assert found.organization.name == "Test Council"
    assert found.location.accessibility == ["Wheelchair ramp"]


@pytest.mark.parametrize(
    ("said", "cost"),
    [
        ({"isAccessibleForFree": "http://schema.org/True"}, ["free"]),
        ({"isAccessibleForFree": False}, []),
        ({"offers": {"price": "0"}}, ["free"]),
        ({"offers": [{"price": 12.5, "description": "12.50 a class"}]}, ["fee"]),
        ({"offers": {"price": "ask us"}}, []),
    ],
)
def test_cost_is_never_guessed(said, cost):
    assert only(said).cost == cost


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("startDate", "soon", "bad-date"), ("geo", {"latitude": "north"}, "wrong-type"), ("geo", {"latitude": []}, None)],
)
def test_odd_values(key, value, code):
    _, tally = crawl(page(PANTRY | {key: value}))
    assert list(tally.skipped) == ([code] if code else [])


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None, {"@type": 5}], {"@value": {"name": []}}])
def test_no_shape_of_a_value_breaks_the_spider(odd):
    names = ["name", "address", "geo", "location", "telephone", "openingHours", "openingHoursSpecification", "url"]
    names += ["audience", "eventSchedule", "offers", "areaServed", "availableChannel", "contactPoint", "provider"]
    names += ["keywords", "availableLanguage", "amenityFeature", "@id", "@type", "isAccessibleForFree", "eventStatus"]
    for name in names:
        crawl(page(PANTRY | {name: odd}, {"@graph": odd}))


@pytest.mark.parametrize("depth", [400, 900, 5000])
def test_no_depth_of_nesting_breaks_the_spider(depth):
    for opened, closed in (("[", "]"), ('{"@value":', "}")):
        deep = opened * depth + "1" + closed * depth
        crawl(page('{"@type": "NGO", "name": "Deep", "telephone": ' + deep + "}", PANTRY))
        crawl(page(deep, PANTRY))


def response(url, body, depth=0, kind=HtmlResponse):
    return kind(url, body=body.encode(), encoding="utf-8", request=Request(url, meta={"depth": depth}))


def test_a_sitemap_is_followed_on_its_own_host_only():
    one = spider()
    listed = [
        "https://town.example.org/a",
        "https://town.example.org/a",
        "https://other.example.org/b",
        "ftp://town.example.org/c",
    ]
    sitemap = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    sitemap += "".join(f"<url><loc> {url} </loc></url>" for url in listed) + "</urlset>"
    found = list(one.parse_feed(response("https://town.example.org/sitemap.xml", sitemap, kind=XmlResponse)))
    assert [request.url for request in found] == ["https://town.example.org/a"]
    elsewhere = list(one.parse_feed(response("https://other.example.org/a", page(PANTRY), depth=1)))
    assert elsewhere == []
    assert one.tally.skipped == {"other-host": 1}


@pytest.mark.parametrize(
    "href", ["http://[", "https://[x]/", "http://town.example.org:port/", "//[", "\x00", "mailto:a@b"]
)
def test_addresses_that_are_none_break_nothing(href):
    one = spider(
        pages={"follow": [{"css": "a"}], "fields": {"name": {"css": "h1"}, "url": {"css": "a", "attr": "href"}}}
    )
    html = f'<html><base href="{href}"><link rel="canonical" href="{href}"><a href="{href}">x</a><h1>Test</h1></html>'
    [found] = one.parse_feed(response("https://town.example.org/x", html))
    assert found.record.startswith(("https://town.example.org/", "http://town.example.org"))
    sitemap = f"<urlset><url><loc>{href.strip(chr(0))}</loc></url></urlset>"
    assert list(one.parse_feed(response("https://town.example.org/s.xml", sitemap, kind=XmlResponse))) == []


def test_the_next_page_is_followed_once():
    one = spider()
    html = page(PANTRY, head='<link rel="next" href="?page=2">')
    first = list(one.parse_feed(response("https://town.example.org/", html)))
    assert [type(item) for item in first] == [Record, Request]
    assert first[1].url == "https://town.example.org/?page=2"
    again = list(one.parse_feed(response("https://town.example.org/?page=2", html + " ", depth=1)))
    assert [type(item) for item in again] == [Record]
    assert list(one.parse_feed(response("https://town.example.org/?page=2&", html, depth=1))) == []
    assert list(one.parse_feed(response("https://town.example.org/?page=3", page(PANTRY), depth=1_900))) == []
    assert one.tally.skipped == {"same-page": 1, "too-many-pages": 1}


def test_a_calendar_without_end_stops_at_most_pages_and_says_so():
    one = spider(pages={"most": 3})
    url, depth = "https://town.example.org/", 0
    while url:
        html = page(PANTRY | {"name": f"Day {depth}"}, head=f'<link rel="next" href="/?page={depth}">')
        further = [found for found in one.parse_feed(response(url, html, depth)) if isinstance(found, Request)]
        url, depth = (further[0].url if further else None), depth + 1
    assert depth == 3
    assert "more than 3 pages" in one.tally.messages[-1]


def test_a_forbidden_page_is_counted_and_a_forbidden_start_ends_the_run():
    one = spider()
    failure = Failure(IgnoreRequest("Forbidden by robots.txt"))
    failure.request = Request("https://town.example.org/private/x", meta={"depth": 1})
    one.failed(failure)
    assert (one.tally.skipped, one.tally.fatal) == ({"robots": 1}, None)
    failure.request = Request("https://town.example.org/", meta={"depth": 0})
    one.failed(failure)
    assert "robots.txt forbids" in one.tally.fatal
