"""Damaged feeds of every format: nothing but a RowError, counted, or a KithError may come of them."""

import gzip
import io
import json
import random
import zipfile

import pytest
from openpyxl import Workbook
from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader

from crawlers.payload import unpack
from crawlers.settings import scrapy_settings
from data.cleaning import clean_record
from data.errors import KithError
from data.settings import load_settings
from data.sources import Source
from tests.support.damage import damaged, swapped

LOADER = SpiderLoader.from_settings(ScrapySettings(scrapy_settings(load_settings("unused"))))
URL = "https://example.org/feed"
SHORT, LONG = 40, 2_500  # cases a feed: about 400, and 25,000 under --soak

MEETING = {
    "slug": "m1", "name": "Circle", "day": [1, "3"], "time": "19:00", "end_time": "20:00", "types": ["O", "ONL", "S"],
    "address": "1 Main St", "city": "Testville", "state": "IL", "postal_code": "62701", "country": "US",
    "latitude": "39.8", "longitude": -89.65, "conference_url": "https://meet.example.org/1", "updated":
    "2026-01-02 03:04:05", "notes": "Caf\u00e9 &amp; more", "approximate": "no", "phone": "217-555-0101",
    "timezone": "America/Chicago", "attendance_option": "hybrid", "district": "9", "location": "Test Church",
}  # fmt: skip
CLASSIC = {
    "id_bigint": "7", "meeting_name": "Group", "weekday_tinyint": "2", "start_time": "19:00:00", "duration_time":
    "01:30:00", "formats": "O,ZZ,HY", "venue_type": "3", "latitude": "39.8", "longitude": "-89.65", "published": "1",
    "location_street": "1 Main St", "time_zone": "America/Chicago", "train_lines": "Red", "comments": "Ring.",
}  # fmt: skip
NEWER = {"id": 7, "name": "Group", "day": 1, "startTime": "19:00", "duration": "01:30", "venueType": 2}
FORMAT = {"key_string": "ZZ", "name_string": "Z", "lang": "en"}
SERVICE = {
    "id": "s1", "name": "Pantry", "description": "Boxes.", "status": "active", "url": "https://example.org",
    "organization": {"id": "o1", "name": "Test Aid"}, "phones": [{"number": "217-555-0101", "type": "voice"}],
    "schedules": [{"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}],
    "service_at_locations": [{"id": "l1", "location": {"id": "p1", "latitude": 39.8, "longitude": -89.65, "addresses": [
        {"address_1": "1 Main St", "city": "Testville", "state_province": "IL", "postal_code": "62701"}]}}],
    "cost_options": [{"option": "free"}], "languages": [{"code": "es"}], "required_documents": [{"document": "ID"}],
    "service_areas": [{"name": "Testville"}], "attributes": [{"taxonomy_term": {"name": "Food", "code": "F"}}],
    "eligibility_description": "Anyone", "minimum_age": 18, "last_modified": "2026-01-02T03:04:05Z",
}  # fmt: skip
EVENT = {
    "@context": "https://schema.org", "@type": "Event", "name": "Fair", "startDate": "2026-07-04T10:00-05:00",
    "endDate": "2026-07-04T12:00-05:00",
    "location": {"name": "Hall", "address": {"streetAddress": "1 Main St"},
    "geo": {"latitude": "39.8", "longitude": -89.65}}, "organizer": {"@type": "NGO", "name": "Test Aid"},
    "offers": {"price": "0"}, "eventSchedule": {"repeatFrequency": "P1W", "byDay": ["https://schema.org/Monday"],
    "startTime": "10:00"}, "openingHours": ["Mo-Fr 09:00-17:00"], "telephone": "217-555-0101", "inLanguage": "es",
    "openingHoursSpecification": [{"dayOfWeek": "Monday", "opens": "09:00", "closes": "17:00"}],
    "areaServed": "Testville", "audience": {"audienceType": "veterans"}, "isAccessibleForFree": True,
    "eventAttendanceMode": "MixedEventAttendanceMode",
}  # fmt: skip
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1@example.org
SUMMARY:Circle\\, weekly
LOCATION:1 Main St\\, Testville\\, IL 62701
GEO:39.8;-89.65
DTSTART;TZID=America/Chicago:20260105T190000
DURATION:PT90M
RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260401T030000Z
EXDATE:20260112T190000Z
CATEGORIES:Workshop
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
OUTLETS = """STABR,FSCSKEY,FSCS_SEQ,LIBNAME,ADDRESS,CITY,ZIP,CNTY,PHONE,C_OUT_TY,STATSTRU,LONGITUD,LATITUDE
IL,IL0001,002,CAF\xc9 LIBRARY,1 MAIN ST,TESTVILLE,62701,SAMPLE,2175550101,BR,00,-89.65,39.8
IL,IL0001,003,"BUS, BOOKS",M,M,M,M,-3,BS,23,M,M
"""
FACILITIES = """name1,name2,street1,street2,city,state,zip,phone,intake1,intake2,service_code_info
Test Center,Women,1 Main St,,Testville,IL,62701,217-555-0101 x12,217-555-0102,,SA OP * SS TELE * SP
"""
PLACES = """id,name,street,zip,lat,lon,kind
1,Pantry,1 Main St,62701,39.8,-89.65,Food
2,"Shelter, ""Test"" one",2 Main St,01234,,,Beds
"""
LINES = """[[helpline]]
id = "us-example"
name = "Example Line"
organization = "Example"
country = "US"
main = true
needs = ["crisis"]
summary = "For examples."
answered_by = "nobody"
call = [{ number = "988", languages = ["en"] }]
always = true
languages = ["en"]
url = "https://example.org/"
source_url = "https://example.org/help"
noted = 2026-11-22
"""


ELEMENTS = {"elements": [
    {"type": "node", "id": 11, "lat": 39.8, "lon": -89.65}, {"type": "node", "id": 12, "lat": 39.9, "lon": -89.6},
    {"type": "way", "id": 2, "nodes": [11, 12], "tags": {"amenity": "library", "name": "T", "opening_hours": "24/7"}},
    {"type": "relation", "id": 3, "members": [{"type": "way", "ref": 2, "geometry": [{"lat": 39.8, "lon": -89.6}]}],
     "tags": {"amenity": "social_facility", "name": "Test House", "phone": "+1 217 555 0101", "fee": "no"}},
]}  # fmt: skip
FEATURES = {"features": [
    {"id": "way/5", "properties": {"@id": "way/5", "amenity": "place_of_worship", "name": "Test", "religion": "none"},
     "geometry": {"type": "MultiPolygon", "coordinates": [[[[-89.6, 39.8], [-89.5, 39.8], [-89.5, 39.9]]]]}},
]}  # fmt: skip
LOCATED = {"page": 1, "totalPages": 1, "rows": [
    {"frid": "f1", "name1": "Test Center", "name2": "Women", "street1": "1 Main St", "city": "Testville", "state": "IL",
     "zip": "62701", "phone": "217-555-0101 x3", "typeFacility": "MH", "latitude": "39.8", "longitude": "-89.65",
     "services": [{"f1": "Type of Care", "f2": "TC", "f3": "Mental health treatment; Other"}]},
]}  # fmt: skip
SITES = (
    """BPHC Assigned Number,Site Name,Site Address,Site City,Site State Abbreviation,Site Postal Code,"""
    """Site Status Description,Geocoding Artifact Address Primary X Coordinate,"""
    """Geocoding Artifact Address Primary Y Coordinate
BPS-1,Test Clinic,1 Main St,Testville,IL,62701-0001,Active,-89.65,39.8
"""
)
REGISTER = """EIN,NAME,CITY,STATE,SUBSECTION,FOUNDATION,STATUS,NTEE_CD,SORT_NAME
010000001,TEST COUNSELING INC,TESTVILLE,IL,03,15,01,F60,TEST CHAPTER
"""


def as_json(value):
    return json.dumps(value).encode()


def as_page(value):
    return b'<html><script type="application/ld+json">' + as_json(value) + b"</script></html>"


def marked_up(said):
    """A page that says the same in microdata and RDFa, and has rows for selectors."""
    return f"""<html><head><base href="/x"><link rel="canonical" href="/help"></head><body>
<div itemscope itemtype="http://schema.org/Event" itemref="a"><b itemprop="name">Fair</b><time itemprop="startDate"
datetime="2026-07-04T10:00">4 July</time><p itemprop="location" itemscope itemtype="http://schema.org/Place">
<i itemprop="name">Hall</i></p></div><p id="a" itemprop="description">Music</p>
<div vocab="http://schema.org/" typeof="NGO"><b property="name">Test Aid</b><a property="url" href="/aid">x</a></div>
<table><tr><td>Hall</td><td><b data-day="Mon">{said} 7:00 PM</b><b data-day="Tue">Chess</b></td></tr></table></body>
""".encode()


def zipped(body):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("feed.csv"), body)
    return stream.getvalue()


PLACE_COLUMNS = {"id": "id", "name": "name", "address_1": "street", "postal_code": "zip", "latitude": "lat",
                 "longitude": "lon", "needs": "kind"}  # fmt: skip
DEEP_COLUMNS = {"id": "id", "name": "name", "address_1": "at.street", "latitude": "at.point.1", "phone": "tel",
                "longitude": "at.point.0", "needs": "kinds.name", "byday": "days", "opens_at": "from",
                "status": "gone"}  # fmt: skip
DEEP = {"id": 1, "name": "Pantry", "at": {"street": "1 Main St", "point": [-89.65, 39.8]}, "tel": ["217-555-0101"],
        "kinds": [{"name": "Food"}], "days": ["Mon"], "from": "9:00", "gone": False}  # fmt: skip
MAP_COLUMNS = {"id": "id", "name": "name", "phone": "tel"}
SHAPE = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [0, 0]]]}
FEATURE = {"type": "Feature", "id": 1, "properties": {"name": "Pantry", "tel": "217-555-0101"}, "geometry": SHAPE}
ESRI = {"attributes": {"id": 1, "name": "Pantry"}, "geometry": {"rings": [[[0, 0], [4, 0], [4, 2], [0, 0]]]}}
CELLS = {"meta": {"view": {"columns": [
             {"fieldName": "id"}, {"fieldName": "name"}, {"fieldName": "tel", "subColumnTypes": ["phone", "type"]},
         ]}}, "data": [[1, "Pantry", ["217-555-0101", "W"]]]}  # fmt: skip


def as_lines(value):
    return b"\n".join(json.dumps(one).encode() for one in value)


def workbook():
    book, stream = Workbook(), io.BytesIO()
    for row in (["id", "name", "tel"], [1, "Pantry", "217-555-0101"], [2, "Shelter", 2175550102]):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


PAGES = {
    "group": {"css": "tr"}, "listing": {"css": "td b"}, "schema_org": False,
    "fields": {"name": {"re": r"^\w+"}, "location_name": {"of": "group", "css": "td"}, "byday": {"attr": "data-day"},
               "opens_at": {"re": r"\d.*"}, "url": {"of": "page", "xpath": "//a", "attr": "href"}},
}  # fmt: skip


# A feed of each kind: its format, its objects and how they are written down, or its bytes, and facts of its source.
FEEDS = {
    "meeting-guide": ("meeting-guide", [MEETING, MEETING | {"slug": "m2", "day": "Sunday"}], as_json, {}),
    "meeting-guide-gzip": ("meeting-guide", gzip.compress(as_json([MEETING])), None, {}),
    "bmlt": ("bmlt", {"meetings": [CLASSIC, NEWER], "formats": [FORMAT]}, as_json, {}),
    "bmlt-jsonp": ("bmlt", [CLASSIC], lambda value: b"jQuery1_2(" + as_json(value) + b");", {}),
    "hsds": ("hsds", {"contents": [SERVICE, SERVICE | {"id": "s2"}]}, as_json, {}),
    "web": ("web", EVENT, as_page, {}),
    "web-marked-up": ("web", marked_up("Yoga"), None, {}),
    "web-pages": ("web", marked_up("Yoga"), None, {"pages": PAGES}),
    "ical": ("ical", CALENDAR.encode(), None, {"timezone": "America/Chicago"}),
    "imls": ("imls", OUTLETS.encode("cp1252"), None, {}),
    "samhsa-directory": ("samhsa-directory", FACILITIES.encode(), None, {}),
    "overpass": ("overpass", ELEMENTS, as_json, {}),
    "overpass-geojson": ("overpass", FEATURES, as_json, {}),
    "findtreatment": ("findtreatment", LOCATED, as_json, {}),
    "hrsa": ("hrsa", SITES.encode(), None, {}),
    "irs-bmf": ("irs-bmf", REGISTER.encode(), None, {}),
    "csv": ("csv", PLACES.encode(), None, {"columns": PLACE_COLUMNS}),
    "csv-zip": ("csv", zipped(PLACES.encode()), None, {"columns": PLACE_COLUMNS}),
    "json": ("json", {"data": [DEEP, DEEP | {"id": 2}]}, as_json, {"columns": DEEP_COLUMNS, "rows": "data"}),
    "json-lines": ("json", [DEEP, DEEP | {"id": 2}], as_lines, {"columns": DEEP_COLUMNS}),
    "geojson": ("geojson", {"features": [FEATURE] * 2, "crs": {"properties": {"name": "4326"}}}, as_json,
                {"columns": MAP_COLUMNS}),
    "arcgis": ("arcgis", {"features": [ESRI], "spatialReference": {"wkid": 4326}}, as_json, {"columns": MAP_COLUMNS}),
    "socrata": ("socrata", [DEEP], as_json, {"columns": DEEP_COLUMNS}),
    "socrata-cells": ("socrata", CELLS, as_json, {"columns": MAP_COLUMNS}),
    "xlsx": ("xlsx", workbook(), None, {"columns": MAP_COLUMNS}),
    "helplines": ("helplines", LINES.encode(), None, {}),
}  # fmt: skip


def feed(name, rng):
    _, found, write, _ = FEEDS[name]
    if write is None:
        return damaged(found, rng)
    for _ in range(rng.choice([1, 1, 3])):
        found = swapped(found, rng) if isinstance(found, (dict, list)) else found
    body = write(found)
    return damaged(body, rng) if rng.random() < 0.3 else body


def crawl(name, body):
    """Read a feed as a crawl does; return its cleaned records, or the KithError that ended it."""
    form, _, _, facts = FEEDS[name]
    source = Source(id="test", name="T", format=form, url=URL, max_mb=1, **facts)
    spider = LOADER.load(form)(source=source, writer=None, progress=lambda *a: None)
    try:
        records = [one for one in spider.records(unpack(body, "feed", URL, source.max_mb)) if hasattr(one, "key")]
    except KithError as error:
        return error
    for record in records:
        record.model_dump_json().encode("utf-8")
    return [clean_record(record, source) for record in records]


@pytest.mark.parametrize("name", FEEDS)
def test_the_undamaged_feed_is_read(name):
    _, found, write, _ = FEEDS[name]
    records = crawl(name, write(found) if write else found)
    assert not isinstance(records, KithError), str(records)
    assert records


@pytest.mark.parametrize("name", FEEDS)
def test_no_damage_breaks_a_spider(name, request):
    rng = random.Random(f"kith {name}")
    read = 0
    for case in range(LONG if request.config.getoption("--soak") else SHORT):
        body = feed(name, rng)
        try:
            records = crawl(name, body)
        except Exception as error:
            raise AssertionError(f"case {case}: {type(error).__name__}: {error}\n{body[:3000]!r}") from error
        read += isinstance(records, list) and bool(records)
    rows_of_their_own = FEEDS[name][2] is not None or FEEDS[name][0] == "csv"
    assert read or not rows_of_their_own, "every damaged feed was refused whole: no row was tried"
