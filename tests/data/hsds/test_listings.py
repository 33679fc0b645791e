"""Listings as HSDS objects."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from data.hsds import terms
from data.hsds.listings import (
    brief_service,
    brief_service_at_location,
    joined_organization,
    moment_of,
    organization_of,
    service_at_location_of,
    service_of,
)
from data.model import (
    Address,
    Attendance,
    Document,
    Listing,
    Location,
    Organization,
    Phone,
    Provenance,
    Schedule,
    ServiceArea,
)
from data.visibility import public
from tests.support.builders import NOW, as_stored, make_listing, make_location
from tests.support.hsds import official_faults, unknown_properties

FULL: dict[str, Any] = {
    "alternate_name": "Círculo", "description": "For anyone.", "email": "office@example.org",
    "organization": Organization(name="Sample Neighbors", url="https://example.org/", description="A nonprofit."),
    "url": "https://example.org/circle", "alert": "Closed on Thanksgiving.", "cost": ["free", "donation"],
    "fees_description": "Free.", "languages": ["en", "es"], "audiences": ["women"], "led_by": "peer",
    "faith": "secular", "minimum_age": 18.0, "maximum_age": 20.5, "eligibility_description": "Anyone.",
    "application_process": "Call.", "required_documents": ["Photo ID", "Photo ID"], "attributes": ["Step Study"],
    "modes": ["in_person", "online"], "confirmed": date(2026, 11, 1),
    "last_modified": datetime(2026, 10, 5, 11, tzinfo=timezone(timedelta(hours=2))),
    "attendance": Attendance(url="https://meet.example/1", phone="+12175550111", notes="Code 1234"),
    "phones": [Phone(number="+12175550100", extension="12", languages=["es"]), Phone(number="988", type="tty"),
               Phone(number="+12175550101", extension="007")],
    "service_areas": [ServiceArea(name="Illinois", extent_type="state", extent="IL"), ServiceArea(name="Nearby")],
    "schedules": [Schedule(freq="WEEKLY", byday=["TU"], opens_at="19:00", closes_at="24:00", valid_from=NOW.date(),
                           timezone="America/Chicago")],
    "location": make_location(name="Hall", description="Ring.", transportation="Bus 4", accessibility=["Ramp"]),
    "not_seen_since": date(2026, 11, 2),
}  # fmt: skip


def _told(listing: Listing) -> tuple[Document, Document]:
    """A listing as it is stored, and its organization."""
    stored = as_stored(listing)
    return stored, organization_of(stored)


def _names(documents: list[dict[str, Any]]) -> list[str]:
    return [one["taxonomy_term"]["code"] for one in documents]


def test_ids_are_for_ever() -> None:
    service = service_of(*_told(make_listing(source="groups", key="7")))
    (link,) = service["service_at_locations"]
    assert link["id"] == make_listing(source="groups", key="7").id
    found = (service["id"], service["organization_id"], link["location_id"], terms.taxonomy_id("needs"),
             service["attributes"][0]["taxonomy_term_id"], service["attributes"][0]["id"])  # fmt: skip
    assert found == (
        "8091b874-ca1c-5927-8974-6e3734574d0c", "30de0723-8a93-5158-b917-28a93c75481e",
        "26252529-b1ef-5b25-bc3f-e96aaf27f248", "43c2d3f5-3fc8-5a43-a1cf-9b8557f6060c",
        "2c5c865d-73da-5469-bb9a-64b124c3ef84", "b91f95bc-a73f-5847-8e48-667ae426ae43",
    )  # fmt: skip


@pytest.mark.parametrize("changes", [{}, FULL], ids=["little", "everything"])
def test_documents_keep_to_the_standard(changes: dict[str, Any], shared: Path) -> None:
    told = _told(make_listing(**changes))
    service, link = service_of(*told, moment_of(NOW)), service_at_location_of(*told, moment_of(NOW))
    for document, kind, short in (
        (service, "service", brief_service(*told, moment_of(NOW))),
        (link, "service_at_location", brief_service_at_location(*told, moment_of(NOW))),
    ):
        assert official_faults(document, kind) == []
        assert official_faults(short, f"{kind}_list") == []
        assert unknown_properties(document, kind) == []
        assert not [value for value in short.values() if isinstance(value, list)]
        assert set(short) <= set(document)


def test_every_id_in_a_document_is_of_one_object() -> None:
    seen: dict[str, Any] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            assert seen.setdefault(value["id"], value) == value
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(service_of(*_told(make_listing(**FULL))))
    assert len(seen) > 30


def test_what_is_not_stated_is_left_out() -> None:
    service = service_of(*_told(make_listing()))
    assert set(service) == {
        "id", "organization_id", "name", "status", "organization", "attributes", "metadata", "service_at_locations",
    }  # fmt: skip
    assert service["organization"]["description"] == ""
    assert _names(service["attributes"]) == ["support-groups", "support-groups/grief", "modes:in_person"]


def test_everything_a_listing_says() -> None:
    service = service_of(*_told(make_listing(**FULL)), moment_of(NOW))
    (link,) = service["service_at_locations"]
    place = link["location"]
    assert service["last_modified"] == "2026-11-24T17:00:00.000Z"
    assert (service["minimum_age"], service["maximum_age"]) == (18, 20.5)
    assert service["assured_date"] == "2026-11-01"
    assert [one["option"] for one in service["cost_options"]] == ["Free", "By donation"]
    assert [one["document"] for one in service["required_documents"]] == ["Photo ID"]
    assert [(one["name"], one["code"]) for one in service["languages"]] == [("English", "en"), ("Spanish", "es")]
    assert [(one.get("extension"), one["type"]) for one in service["phones"]] == [
        (12, "voice"), (None, "textphone"), (None, "voice")]  # fmt: skip
    assert service["phones"][2]["attributes"][0]["value"] == "007"
    assert [one.get("extent") for one in service["service_areas"]] == ["state:IL", None]
    assert [(one["label"], one["url"]) for one in service["additional_urls"]] == [
        ("Join online", "https://meet.example/1")]  # fmt: skip
    assert (link["description"], link["phones"][0]["number"]) == ("Code 1234", "+12175550111")
    assert place["accessibility"][0]["description"] == "Ramp"
    assert place["addresses"][0]["postal_code"] == "62701"
    assert (place["latitude"], place["longitude"]) == (39.8, -89.65)
    assert _names(service["attributes"])[2:] == [
        "cost:free", "cost:donation", "modes:in_person", "modes:online", "audiences:women", "led_by:peer",
        "faith:secular", "words:Step Study"]  # fmt: skip


def test_provenance_is_metadata() -> None:
    listing = make_listing(**FULL)
    source = Provenance(
        source="b", source_name="Other", record="1", key="1#2", url="https://example.org/1", licence="ODbL-1.0",
        attribution="© others", run="r", seen=NOW,
    )  # fmt: skip
    rows = service_of(*_told(listing.model_copy(update={"sources": [*listing.sources, source]})))["metadata"]
    said = [(one["updated_by"], one["field_name"], one["replacement_value"]) for one in rows]
    assert said == [
        ("Test source", "source", "test"), ("Test source", "record", "Grief Circle"),
        ("Other", "source", "b"), ("Other", "record", "1"), ("Other", "key", "1#2"),
        ("Other", "url", "https://example.org/1"), ("Other", "licence", "ODbL-1.0"),
        ("Other", "attribution", "© others"),
        ("Test source", "last_modified", "2026-10-05T09:00:00.000Z"),
        ("Test source", "not_seen_since", "2026-11-02"),
    ]  # fmt: skip
    assert {one["last_action_date"] for one in rows if one["last_action_type"] == "seen"} == {"2026-11-24"}


SCHEDULES = {
    "week": (Schedule(freq="WEEKLY", byday=["MO", "TH"], opens_at="09:00", closes_at="24:00", timezone="US/Central"),
             {"freq": "WEEKLY", "byday": "MO,TH", "opens_at": "09:00", "closes_at": "23:59",
              "description": "Mondays and Thursdays 9:00 AM to midnight"}, ["facts:timezone"]),
    "every day": (Schedule(freq="DAILY", opens_at="00:00", closes_at="24:00"),
                  {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59",
                   "description": "Every day 24 hours"}, []),
    "every third day": (Schedule(freq="DAILY", interval=3, dtstart=date(2026, 11, 1)),
                        {"dtstart": "2026-11-01", "description": "Every 3 days"},
                        ["facts:recurrence"]),
    "month": (Schedule(freq="MONTHLY", byday=["2MO", "-1FR"], interval=2, dtstart=date(2026, 1, 1)),
              {"freq": "MONTHLY", "byday": "2MO,-1FR", "interval": 2, "dtstart": "2026-01-01",
               "description": "Second Monday and last Friday of every 2 months"}, []),
    "one day": (Schedule(dtstart=date(2026, 11, 28), opens_at="10:00"),
                {"dtstart": "2026-11-28", "opens_at": "10:00", "description": "Saturday, November 28, 2026 10:00 AM"},
                []),
    "words": (Schedule(description="By appointment"), {"description": "By appointment"}, []),
}  # fmt: skip


@pytest.mark.parametrize("what", SCHEDULES)
def test_schedules(what: str) -> None:
    schedule, expected, facts = SCHEDULES[what]
    (found,) = service_of(*_told(make_listing(schedules=[schedule])))["schedules"]
    assert _names(found.get("attributes", [])) == facts
    assert {name: value for name, value in found.items() if name not in ("id", "attributes")} == expected


def test_equal_schedules_have_ids_of_their_own() -> None:
    same = Schedule(freq="WEEKLY", byday=["MO"])
    found = service_of(*_told(make_listing(schedules=[same, same])))["schedules"]
    assert len({one["id"] for one in found}) == 2


def test_a_hidden_address_stays_hidden() -> None:
    listing = make_listing(
        location=make_location(visibility="hidden", name="Safe House"), description="Come to 1 Sample Street. Call us."
    )
    shown = public(listing)
    assert shown is not None
    document = service_of(*_told(shown))
    place = document["service_at_locations"][0]["location"]
    assert not {"latitude", "longitude", "name"} & set(place)
    (address,) = place["addresses"]
    assert (address["address_1"], address["city"], address["state_province"]) == ("", "", "IL")
    assert [one["value"] for one in place["attributes"]] == ["hidden"]
    assert "Sample Street" not in str(document)


def test_a_listing_without_an_address() -> None:
    listing = make_listing(
        location=Location(location_type="virtual", address=Address()), modes=["online"],
        attendance=Attendance(url="https://meet.example/2"),
    )  # fmt: skip
    place = service_of(*_told(listing))["service_at_locations"][0]["location"]
    assert {name: place[name] for name in place if name != "id"} == {
        "location_type": "virtual", "url": "https://meet.example/2"}  # fmt: skip


ONE = make_listing("a", source="s")
ORGANIZATIONS: dict[str, tuple[Listing, Listing, bool]] = {
    "spelling": (ONE, make_listing("b", source="s", organization=Organization(name="sample  NEIGHBORS")), True),
    "other facts": (ONE, make_listing("b", source="s", organization=Organization(name="Sample Neighbors",
                                                                               url="https://example.org")), True),
    "another source": (ONE, make_listing("b", source="t"), False),
    "another name": (ONE, make_listing("b", source="s", organization=Organization(name="Others")), False),
    "another state": (ONE, make_listing("b", source="s", location=Location(address=Address(state_province="IA",
                                                                                        country="US"))), False),
}  # fmt: skip


@pytest.mark.parametrize("what", ORGANIZATIONS)
def test_one_organization_or_two(what: str) -> None:
    first, second, same = ORGANIZATIONS[what]
    assert (_told(first)[1]["id"] == _told(second)[1]["id"]) is same


def test_an_organization_stays_while_sources_come_and_go() -> None:
    listing = make_listing(source="s", key="1")
    other = Provenance(source="a", source_name="A", record="9", key="9", run="r", seen=datetime(2026, 1, 1, tzinfo=UTC))
    more = listing.model_copy(update={"sources": [other, *listing.sources]})
    assert _told(more)[1]["id"] == _told(listing)[1]["id"]


def test_an_organization_says_what_most_listings_say() -> None:
    few = {"id": "i", "name": "A", "description": "Old", "website": "https://old.example"}
    many = {"id": "i", "name": "A", "description": "", "email": "a@example.org"}
    assert joined_organization([(few, 1), (many, 5)]) == {
        "id": "i", "name": "A", "description": "Old", "email": "a@example.org", "website": "https://old.example",
    }  # fmt: skip
