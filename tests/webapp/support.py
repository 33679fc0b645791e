"""Builders of listings and of a small index, and the checks that every page must pass."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import html5lib
from lxml import etree, html

from data import ids
from data.model import (
    Address,
    Attendance,
    Listing,
    Location,
    Organization,
    Phone,
    Provenance,
    Schedule,
    ServiceArea,
)
from data.settings import Settings
from data.visibility import public
from index import generations
from index.whoosh_engine import WhooshEngine
from webapp.languages import ENGLISH, Language, gettext, speaking

SEEN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def make_listing(key: str, **changes: Any) -> Listing:
    """A grief group in Springfield, Illinois, with the fields that a test names changed."""
    source = Provenance(
        source="sample-groups",
        source_name="Sample groups of Springfield",
        record=key,
        key=key,
        url=f"https://groups.example/{key}",
        licence="CC0-1.0",
        attribution="Invented for trying Kith",
        run="r1",
        seen=SEEN,
    )
    base: dict[str, Any] = {
        "id": ids.listing_id("sample-groups", key),
        "name": "Grief circle",
        "organization": Organization(name="Springfield Friends"),
        "description": "For anyone who has lost someone.\nCome as you are.",
        "needs": ["support-groups", "support-groups/grief"],
        "location": Location(
            name="First Church",
            address=Address(
                address_1="100 E Adams St", city="Springfield", state_province="IL", postal_code="62701", country="US"
            ),
            latitude=39.8,
            longitude=-89.65,
            precision="address",
        ),
        "modes": ["in_person"],
        "phones": [Phone(number="+12175550100")],
        "schedules": [
            Schedule(freq="WEEKLY", byday=["TU"], opens_at="19:00", closes_at="20:30", timezone="America/Chicago")
        ],
        "cost": ["free"],
        "languages": ["en"],
        "sources": [source],
    }
    return Listing(**(base | changes))


def full_listing(key: str = "full") -> Listing:
    """A listing in which every field that a page shows is filled."""
    plain = make_listing(key)
    return plain.model_copy(
        update={
            "name": "Open Door counseling",
            "alternate_name": "Puerta Abierta",
            "organization": Organization(
                name="Open Door of Sangamon County",
                url="https://door.example/about",
                email="office@door.example",
                description="A small nonprofit.",
            ),
            "needs": ["counseling", "counseling/family", "practical-help", "practical-help/food"],
            "alert": "Closed on Thanksgiving.",
            "location": plain.location.model_copy(
                update={
                    "precision": "approximate",
                    "description": "Ring twice.",
                    "transportation": "Bus 4 stops at the door.",
                    "accessibility": ["Ramp at the side door"],
                }
            ),
            "modes": ["in_person", "online", "phone"],
            "attendance": Attendance(url="https://meet.example/door", phone="+12175550111", notes="Code: 1234"),
            "phones": [
                Phone(number="+12175550100", extension="12", languages=["es"], description="Intake"),
                Phone(number="+12175550101", type="text"),
                Phone(number="+12175550102", type="fax"),
                Phone(number="+12175550103", type="tty"),
            ],
            "email": "hello@door.example",
            "url": "https://door.example/",
            "cost": ["sliding_scale", "insurance"],
            "fees_description": "From $0 to $40 a visit.",
            "languages": ["en", "es"],
            "audiences": ["teens", "families"],
            "minimum_age": 13,
            "led_by": "professional",
            "faith": "secular",
            "eligibility_description": "People who live in Sangamon County.",
            "application_process": "Call, or walk in before noon.",
            "required_documents": ["Photo ID"],
            "service_areas": [ServiceArea(extent_type="county", extent="Sangamon, IL")],
            "attributes": ["Childcare available"],
            "confirmed": date(2026, 11, 1),
            "last_modified": datetime(2026, 10, 5, tzinfo=UTC),
        }
    )


def community() -> list[Listing]:
    """Thirty groups that meet, some with odd facts, and others that serve the area or answer by phone."""
    meeting = [
        make_listing(f"group-{number}", name=f"Grief circle {number}", cost=["free"] if number % 3 else [])
        for number in range(26)
    ]
    hidden = Location(address=Address(city="Springfield", state_province="IL"), visibility="hidden")
    serving = [
        make_listing(
            f"area-{number}",
            name=f"Home visits after a loss {number}",
            location=hidden,
            service_areas=[ServiceArea(extent_type="county", extent="Sangamon, IL")],
        )
        for number in range(7)
    ]
    remote = [
        make_listing(
            f"line-{number}",
            name=f"Grief line {number}",
            modes=["phone", "online"],
            location=Location(location_type="virtual"),
            languages=["en", "es"],
            service_areas=[ServiceArea(extent_type="country", extent="US")],
        )
        for number in range(8)
    ]
    return [*meeting, *serving, *remote, full_listing()]


def publish(settings: Settings, listings: list[Listing], redirects: dict[str, str] | None = None) -> None:
    """Build an index of the listings and make it current."""
    shown = [one for listing in listings if (one := public(listing)) is not None]
    generations.publish(settings.generations, lambda folder: WhooshEngine().build(shown, redirects or {}, folder))


def settings_at(home: Path) -> Settings:
    """Settings for a home folder."""
    return Settings(home=home, contact="test", seconds_between_requests=0)


class Page:
    """A fetched page: its tree, and its text without runs of spaces."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.tree = html.document_fromstring(body)

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    @property
    def heading(self) -> str:
        return words_of(self.tree.xpath("//h1")[0])

    def all(self, path: str) -> list[Any]:
        return list(self.tree.xpath(path))

    def texts(self, path: str) -> list[str]:
        return [words_of(one) for one in self.all(path)]

    def link(self, words: str) -> str:
        """The address of the one link with these words."""
        (found,) = {one.get("href") for one in self.all("//a[@href]") if words_of(one) == words}
        return str(found)


def words_of(element: etree._Element) -> str:
    """The text of an element without runs of spaces."""
    return " ".join("".join(element.itertext()).split())


def check_page(response: Any, language: Language = ENGLISH, prefix: str = "") -> Page:
    """Return the page of a response after the checks every page must pass; `prefix` is what its links begin with."""
    assert response.mimetype == "text/html"
    body = response.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(body)
    page = Page(body)
    tree = page.tree
    assert (tree.get("lang"), tree.get("dir")) == (language.tag, language.direction)
    assert list(response.content_language) == [language.tag]
    assert len(tree.xpath("//h1")) == 1
    assert words_of(tree.xpath("//title")[0]).startswith(page.heading)
    found_ids = tree.xpath("//@id")
    assert len(found_ids) == len(set(found_ids)), "ids repeat"
    _check_labels(tree, set(found_ids))
    _check_headings(tree)
    _check_foreign(tree)
    _check_crisis_band(tree, language, prefix)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    return page


def _check_labels(tree: Any, found_ids: set[str]) -> None:
    for field in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        labels = tree.xpath("//label[@for=$id]", id=field.get("id") or "-") or field.xpath("ancestor::label")
        assert len(labels) == 1, f"no label: {etree.tostring(field)!r}"
    for names in tree.xpath("//@aria-describedby | //@aria-labelledby"):
        assert set(names.split()) <= found_ids, f"points to nothing: {names}"
    for form in tree.xpath("//form"):
        assert form.get("action"), "a form without action"
    for link in tree.xpath("//a | //button"):
        assert words_of(link), "a link without words"
    for target in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        assert target[1:] in found_ids, f"points to nothing: {target}"


def _check_headings(tree: Any) -> None:
    level = 0
    for heading in tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]"):
        own = int(heading.tag[1])
        assert own <= level + 1, f"heading level skipped at {words_of(heading)!r}"
        level = own


def _check_foreign(tree: Any) -> None:
    assert not tree.xpath("//style | //@style | //@*[starts-with(name(), 'on')] | //iframe | //object")
    # A data block is run by no browser, whatever the policy: https://html.spec.whatwg.org/#data-block
    scripts = tree.xpath("//script[not(@type='application/ld+json' and not(@src))]")
    assert not [script for script in scripts if script.text or "defer" not in script.attrib]
    for address in tree.xpath("//script/@src | //img/@src | //link/@href | //source/@src | //form/@action"):
        assert re.match(r"/(?!/)", address), f"not ours: {address}"
    for link in tree.xpath("//a[starts-with(@href, 'http')]"):
        assert "noreferrer" in (link.get("rel") or ""), f"tells where we are: {link.get('href')}"


def _check_crisis_band(tree: Any, language: Language, prefix: str) -> None:
    with speaking(language.tag):
        (band,) = tree.xpath("//aside[@aria-label=$name]", name=gettext("Crisis help"))
    if language is ENGLISH:
        assert "In crisis? Call 988 · Text 988 · Text HOME to 741741 · More lines" in words_of(band)
    links = band.xpath(".//a/@href")
    assert links == [
        "tel:988",
        "sms:988",
        f"sms:741741?&body={'HOLA' if language.tag == 'es' else 'HOME'}",
        f"{prefix}/help-now",
    ]
    assert tree.xpath("//a")[0].get("href") == "https://weather.gov/", "leaving comes first"
