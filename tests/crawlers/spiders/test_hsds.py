"""HSDS in all its shapes: invented feeds here, published ones where the captures are at hand."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers import codes
from crawlers.hsds.follow import further
from crawlers.hsds.schedules import schedules_of
from crawlers.payload import Payload, read_folder, unpack
from crawlers.spiders.hsds import HsdsSpider
from data import taxonomy
from data.cleaning import clean_record
from data.errors import FeedError
from data.model import Record
from data.sources import Source

CAPTURES = Path(__file__).resolve().parents[3].parent / "shared" / "captures" / "hsds"
SOURCE = Source(id="test-hsds", name="Test", format="hsds", path="feed", timezone="America/New_York")


def as_payloads(files: dict[str, Any], url: str = "file:///") -> list[Payload]:
    """Files by name: text as it is, anything else as JSON."""
    return [
        Payload(name, (body if isinstance(body, str) else json.dumps(body)).encode(), url + name)
        for name, body in files.items()
    ]


def crawl(payloads: list[Payload], source: Source = SOURCE) -> tuple[list[Record], Counter[str]]:
    spider = HsdsSpider(source=source, writer=None, progress=lambda *_: None)
    found = [clean_record(record, source) for record in spider.records(payloads)]
    assert spider.tally.read == len(found) + spider.tally.skipped.total()
    assert len({record.key for record in found}) == len(found)
    return found, spider.tally.skipped


def crawl_json(value: Any, source: Source = SOURCE) -> tuple[list[Record], Counter[str]]:
    return crawl(as_payloads({"feed.json": value}), source)


def one(value: Any, source: Source = SOURCE) -> Record:
    [record], skipped = crawl_json(value, source)
    assert not skipped
    return record


def a_service(**fields: Any) -> dict[str, Any]:
    """A full HSDS 3 service at one location; `fields` replace what it says."""
    return {
        "id": "s1",
        "name": "Grief Circle",
        "status": "active",
        "organization": {"id": "o1", "name": "Harbor House", "website": "https://harbor.example.org"},
        "service_at_locations": [{"id": "sl1", "location": a_location()}],
    } | fields


def a_location(**fields: Any) -> dict[str, Any]:
    address = {"address_1": "1 Main Street", "city": "Albany", "state_province": "NY", "postal_code": "12207",
               "country": "US", "address_type": "physical"}  # fmt: skip
    return {"id": "l1", "location_type": "physical", "name": "Hall", "addresses": [address]} | fields


def located(**fields: Any) -> dict[str, Any]:
    return a_service(service_at_locations=[{"id": "sl1", "location": a_location(**fields)}])


class TestNested:
    def test_a_full_service_gives_every_field(self) -> None:
        service = a_service(
            alternate_name="Circle",
            description="For people who grieve.",
            url="https://harbor.example.org/grief",
            email="info@example.org",
            fees_description="Sliding scale",
            cost_options=[{"option": "Members", "amount": 0}, {"option": "Guests", "amount": 5, "currency": "usd"}],
            eligibility_description="Adults",
            minimum_age=18,
            maximum_age="99",
            application_process="Call first",
            required_documents=[{"document": "Photo identification"}],
            assured_date="2025-03-04",
            last_modified="2025-03-05T06:07:08Z",
            alert="Moved for the summer",
            phones=[{"number": "518-555-0100", "extension": 7, "type": "voice", "languages": [{"code": "es"}]}],
            languages=[{"name": "Spanish", "code": "es"}, {"name": "Klingon"}],
            schedules=[{"freq": "WEEKLY", "byday": "TU,TH", "opens_at": "18:00Z", "closes_at": "19:30:00"}],
            service_areas=[{"name": "Albany County"}, {"name": "New Jersey"}],
            attributes=[{"taxonomy_term": {"id": "1314", "name": "Bereavement", "taxonomy": "Open Eligibility"}}],
        )
        record = one({"total_pages": 1, "page_number": 1, "contents": [service]})
        assert (record.record, record.key, record.name) == ("sl1", "sl1", "Grief Circle")
        assert record.organization.name == "Harbor House"
        assert record.organization.url == "https://harbor.example.org"
        assert record.alternate_name == "Circle"
        assert record.email == "info@example.org"
        assert record.cost == ["free", "sliding_scale", "fee"]
        assert (record.minimum_age, record.maximum_age) == (18, 99)
        assert record.required_documents == ["Photo identification"]
        assert record.confirmed == date(2025, 3, 4)
        assert record.last_modified == datetime(2025, 3, 5, 6, 7, 8, tzinfo=UTC)
        assert record.alert == "Moved for the summer"
        assert record.phones[0].model_dump() == {
            "number": "+15185550100", "extension": "7", "type": "voice", "description": None, "languages": ["es"],
        }  # fmt: skip
        assert record.languages == ["es"]
        assert record.schedules[0].byday == ["TU", "TH"]
        assert (record.schedules[0].opens_at, record.schedules[0].closes_at) == ("18:00", "19:30")
        assert [(area.extent_type, area.extent) for area in record.service_areas] == [
            ("county", "Albany, NY"), ("state", "NJ"),
        ]  # fmt: skip
        assert record.attributes == ["Bereavement"]
        assert record.needs == ["support-groups", "support-groups/grief"]
        assert record.modes == ["in_person"]
        assert record.location.address is not None
        assert record.location.address.city == "Albany"

    @pytest.mark.parametrize(
        ("feed", "ids"),
        [
            ([a_service()], ["sl1"]),
            (a_service(service_at_locations=[]), ["s1"]),
            (a_service(service_at_locations=[{"location": a_location()}]), ["s1@l1"]),
            ({"id": "sl1", "service": a_service(service_at_locations=[]), "location": a_location()}, ["sl1"]),
            ({"id": "o1", "name": "Harbor House", "services": [a_service(organization=None)]}, ["sl1"]),
            ({"id": "o1", "name": "H", "locations": [a_location(), a_location(id="l2")]}, ["o1@l1", "o1@l2"]),
            ({"id": "o1", "name": "Harbor House"}, ["o1"]),
            ({"id": "o1", "services": [{"id": "s1", "name": "G"}], "locations": [a_location()]}, ["s1@l1"]),
            (
                {"id": "o1", "name": "H", "services": [{"id": "s1", "name": "G", "locations": ["l2"]}],
                 "locations": [a_location(), a_location(id="l2")]},
                ["s1@l2"],
            ),
            (
                {"id": "o1", "name": "H", "locations": [a_location()],
                 "services": [
                     {"id": "s1", "name": "G", "locations": [{"id": "x", "service_id": "s1", "location_id": "l1"}]},
                 ]},
                ["x"],
            ),
        ],
    )  # fmt: skip
    def test_record_is_the_closest_id(self, feed: Any, ids: list[str]) -> None:
        found, _ = crawl_json(feed)
        assert [record.record for record in found] == ids

    def test_misspelt_and_missing_keys_are_read(self) -> None:
        address = {"address_1": "2 Main Street", "city": "Albany", "state_province": "NY", "postal_code": "12207"}
        place = {"id": "l1", "name": "Pantry", "location_type": "physical", "addresss": [address],
                 "accessibilitys": [{"description": "ramp"}],
                 "schedule": {"freq": "DAILY", "opens_at": "09:00"}}  # fmt: skip
        record = one(
            [{"id": "o1", "name": "Pantry", "email": "", "phone": [{"number": "518-555-0101"}], "locations": [place]}]
        )
        assert record.location.address is not None
        assert record.location.address.address_1 == "2 Main Street"
        assert record.location.accessibility == ["ramp"]
        assert record.phones[0].number == "+15185550101"
        assert record.schedules[0].freq == "DAILY"

    def test_local_ids_do_not_join_different_organizations(self) -> None:
        feed = [
            {"id": "org_1", "name": f"Pantry {number}", "locations": [a_location(id="loc_1")]} for number in range(3)
        ]
        found, skipped = crawl_json([*feed, {"id": "org_4", "name": "Pantry 4", "locations": [a_location(id="loc_1")]}])
        assert len(found) == 4
        assert not skipped
        assert "org_4@loc_1" not in {record.record for record in found}
        again, _ = crawl_json(feed[1:])
        assert {record.key for record in again} <= {record.key for record in found}

    def test_a_rare_clash_of_ids_leaves_the_others(self) -> None:
        feed = [{"id": f"o{number}", "name": f"Pantry {number}"} for number in range(200)]
        found, _ = crawl_json([*feed, {"id": "o7", "name": "Another"}])
        assert len(found) == 201
        assert sum(len(record.record) == 20 for record in found) == 2

    def test_what_is_said_twice_gives_the_fuller_record(self) -> None:
        organization = {"id": "o1", "name": "Harbor House"}
        files = {
            "list.json": {"contents": [{"id": "s1", "name": "Grief Circle", "organization": organization}]},
            "organizations.json": {"contents": [organization]},
            "full.json": a_service(description="All of it"),
        }
        [record], skipped = crawl(as_payloads(files))
        assert record.description == "All of it"
        assert skipped == {"repeated": 2}

    def test_bad_objects_are_named_and_cost_no_other(self) -> None:
        feed = [a_service(), 7, {"id": "x", "colour": "red"}, a_location(), {"service_id": "s9", "location_id": "l9"},
                {"id": "o2", "name": "  "}, {"id": "t1", "name": "Term", "taxonomy_id": "t"},
                a_service(id="s2", name=["x"], organization={"id": "o1"}, service_at_locations=[])]  # fmt: skip
        found, skipped = crawl_json(feed)
        assert [record.record for record in found] == ["sl1"]
        assert skipped == {
            "not-an-object": 1, "unknown-object": 1, "bare-location": 1, "no-service": 1, "no-name": 2,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "description", "code"),
        [
            ("Admin Test Location", None, "test-row"),
            ("Test Service", None, "test-row"),
            ("Circle", "THIS IS NOT A REAL ENTRY--", "test-row"),
            ("", "This is not a real entry", "test-row"),
            ("ZZZ Inactive - Circle", None, "inactive-row"),
            ("*REQUIRED* text", None, "template-row"),
        ],
    )
    def test_rows_that_are_no_listing(self, name: str, description: str | None, code: str) -> None:
        found, skipped = crawl_json([a_service(name=name, description=description)])
        assert not found
        assert skipped == {code: 1}

    @pytest.mark.parametrize("name", ["HIV Test Site", "Test Preparation Program", "Pizzza Inactive Night"])
    def test_names_that_only_look_like_it(self, name: str) -> None:
        assert one(a_service(name=name)).name == name


class TestFields:
    @pytest.mark.parametrize(
        ("said", "status"),
        [("active", "active"), ("", "active"), ("inactive", "inactive"), ("Defunct", "defunct"), ("closed", "defunct"),
         ("temporarily closed", "temporarily closed"), ("Temporarily_Closed", "temporarily closed"),
         ('["Inactive"]', "inactive")],
    )  # fmt: skip
    def test_status(self, said: str, status: str) -> None:
        assert one(a_service(status=said)).status == status

    @pytest.mark.parametrize(
        ("fees", "options", "cost"),
        [
            ("", [], []),
            ("Free", [], ["free"]),
            ("No charge.", [], ["free"]),
            ("Free parking; $20 a visit", [], []),
            ("None.", [], []),
            ("Call for fees", [{"amount": None, "option": "Members"}], []),
            ("", [{"option": "Free for members"}], ["free"]),
            ("", [{"amount": "0.00"}], ["free"]),
            ("Sliding fee scale", [], ["sliding_scale"]),
            ("No sliding scale is offered", [], []),
            ("", [{"amount": 35}], ["fee"]),
        ],
    )
    def test_cost_is_never_guessed(self, fees: str, options: list[dict[str, Any]], cost: list[str]) -> None:
        assert one(a_service(fees_description=fees, cost_options=options)).cost == cost

    def test_languages_by_name_and_code(self) -> None:
        names = ["Spanish (limited)", "Chinese (Mandarin)", "English and French", "Haitian-Creole", "Klingon",
                 "Vietnamese (website)", "Interpreters for other languages"]  # fmt: skip
        found = one(a_service(languages=[*({"name": name} for name in names), {"code": "spa"}, {"code": "pt-BR"}]))
        assert found.languages == ["es", "zh", "en", "fr", "ht", "pt"]

    def test_no_contact_is_carried(self) -> None:
        contact = {"name": "Robin Doe", "email": "robin@example.org", "phones": [{"number": "518-555-0199"}]}
        address = a_location()["addresses"][0] | {"attention": "Robin Doe"}
        record = one(located(addresses=[address], contacts=[contact]) | {"contacts": [contact]})
        text = record.model_dump_json()
        assert "Robin" not in text
        assert "0199" not in text

    def test_phones_of_every_level_once_and_private_ones_never(self) -> None:
        service = a_service(
            phones=[{"number": "518-555-0100"}, {"number": "518-555-0102", "type": "sms"}],
            organization={"id": "o1", "name": "H", "phones": [{"number": "(518) 555-0100"}, {"number": "518-555-0103"},
                                                              {"number": "518-555-0104", "is_private": "true"}]},
        )  # fmt: skip
        record = one(service)
        assert [(phone.number[-4:], phone.type) for phone in record.phones] == [
            ("0100", "voice"), ("0102", "text"), ("0103", "voice"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("location", "kind", "modes"),
        [
            ({}, "physical", ["in_person"]),
            ({"location_type": "virtual", "url": "https://meet.example.org/1"}, "virtual", ["online"]),
            ({"location_type": "virtual", "phones": [{"number": "518-555-0100"}]}, "virtual", ["phone"]),
            ({"location_type": None, "addresses": [], "virtual": "true"}, "virtual", ["online"]),
            ({"location_type": None, "addresses": [{"city": "Albany", "address_type": "postal"}]}, "postal", []),
            ({"location_type": None, "addresses": []}, "physical", []),
            (
                {"location_type": None, "addresses": [], "latitude": "42.6", "longitude": "-73.7"},
                "physical",
                ["in_person"],
            ),
        ],
    )
    def test_kind_of_place_and_mode(self, location: dict[str, Any], kind: str, modes: list[str]) -> None:
        record = one(located(**location))
        assert (record.location.location_type, record.modes) == (kind, modes)

    def test_how_to_take_part_without_a_place(self) -> None:
        online = one(located(location_type="virtual", url="https://meet.example.org/1"))
        assert online.attendance is not None
        assert online.attendance.url == "https://meet.example.org/1"
        numbers = [{"number": "518-555-0107", "type": "fax"}, {"number": "518-555-0100"}]
        by_phone = one(located(location_type="virtual", phones=numbers))
        assert by_phone.attendance is not None
        assert by_phone.attendance.phone == "518-555-0100"

    def test_physical_address_before_postal(self) -> None:
        postal = {"address_1": "PO Box 1", "city": "Troy", "state_province": "NY", "postal_code": "12180"}
        place = a_location(location_type=None)
        place = {"id": "l1", "postal_addresses": [postal], "physical_addresses": place["addresses"]}
        record = one(a_service(service_at_locations=[{"id": "sl1", "location": place}]))
        assert record.location.address is not None
        assert record.location.address.address_1 == "1 Main Street"

    @pytest.mark.parametrize(
        "location",
        [
            {"is_private": True},
            {"address_is_confidential": "yes"},
            {"addresses": [{"address_1": "1 Main Street", "city": "Albany", "private": "1"}]},
            {"addresses": [{"address_1": "Confidential", "city": "Albany"}]},
        ],
    )
    def test_private_places_are_hidden(self, location: dict[str, Any]) -> None:
        record = one(located(**location, latitude=42.6, longitude=-73.7))
        assert record.location.visibility == "hidden"
        assert record.location.latitude is None

    def test_licensed_terms_give_needs_and_no_words(self) -> None:
        source = SOURCE.model_copy(
            update={"values": {"needs": {"XX-1000.2000": "counseling", "food bank": "practical-help/food"}}}
        )
        terms = [
            {"id": "XX-1000.2000", "name": "Licensed words", "vocabulary": "Open211 - AIRS"},
            {"id": "XY-1000.2000-300", "name": "Licensed by its shape"},
            {"id": "7", "name": "Food bank", "taxonomy_detail": {"name": "Our own"}},
            {"id": "8", "name": "County"},
        ]
        attributes = [{"taxonomy_term": term, "value": "Albany" if term["id"] == "8" else None} for term in terms]
        record = one(a_service(attributes=attributes), source)
        assert record.attributes == ["Food bank"]
        assert record.needs == ["counseling", "practical-help", "practical-help/food"]
        assert "Licensed" not in record.model_dump_json()

    def test_half_a_character_does_not_end_the_run(self) -> None:
        assert one(a_service(name="Circle \ud83d")).name == "Circle ?"

    def test_open_eligibility_ids(self) -> None:
        named = [
            ("1304", "Open Eligibility"),
            ("20010", "openeligibility"),
            ("102-04", "Open Eligibility"),
            ("1305", "Ours"),
        ]
        terms = [{"taxonomy_term": {"id": key, "name": key, "taxonomy": vocabulary}} for key, vocabulary in named]
        record = one(a_service(attributes=terms))
        assert record.needs == ["counseling", "practical-help", "practical-help/food"]
        assert record.audiences == ["veterans"]

    def test_crosswalk_names_only_what_exists(self) -> None:
        rows = codes.codes("open_eligibility")
        assert {key for row in rows.values() for key in row} == {"needs", "audiences"}
        assert {need for row in rows.values() for need in row.get("needs", [])} <= set(taxonomy.needs())
        audiences = taxonomy.facet_labels()["audiences"]
        assert {one for row in rows.values() for one in row.get("audiences", [])} <= set(audiences)
        shared = {str(key): need.id for need in taxonomy.needs().values() for key in need.open_eligibility}
        assert all(need.startswith(rows[key]["needs"][0].split("/")[0]) for key, need in shared.items())


class TestSchedules:
    @pytest.mark.parametrize(
        ("found", "wanted"),
        [
            ({"freq": "weekly", "byday": "MO, we"}, {"freq": "WEEKLY", "byday": ["MO", "WE"]}),
            ({"freq": "MONTHLY", "byday": ["2MO", "-1FR"]}, {"freq": "MONTHLY", "byday": ["2MO", "-1FR"]}),
            ({"freq": "MONTHLY", "bymonthday": "1,15,99"}, {"freq": "MONTHLY", "bymonthday": [1, 15]}),
            ({"freq": "WEEKLY", "dtstart": "2025-03-04"}, {"byday": ["TU"], "dtstart": date(2025, 3, 4)}),
            ({"freq": "WEEKLY", "byday": "MO", "bymonthday": "3"}, {"bymonthday": []}),
            ({"freq": "WEEKLY", "byday": "MO", "interval": "2"}, {"interval": 2}),
            ({"byday": "MO", "opens_at": "00:00", "closes_at": "23:59"}, {"opens_at": "00:00", "closes_at": "24:00"}),
            ({"byday": "MO", "opens_at": "18:00", "closes_at": "12:00 AM"}, {"closes_at": "24:00"}),
            ({"opens_at": "10:00:00-05:00"}, {"opens_at": "10:00:00"}),
            ({"opens_at": "2000-01-01T09:00:00.000Z"}, {"opens_at": "09:00:00.000"}),
            ({"byday": "MO", "valid_from": "2025-01-01T00:00:00Z", "until": "2025-02-01"},
             {"valid_from": date(2025, 1, 1), "valid_to": date(2025, 2, 1)}),
            ({"opens_at": "9am", "timezone": 3}, {"opens_at": "9am", "timezone": None}),
            ({"opens_at": "9am", "timezone": "America/New_York"}, {"timezone": "America/New_York"}),
            ({"weekday": "Thursday", "opens_at": "9am"}, {"freq": "WEEKLY", "byday": ["TH"], "opens_at": "9am"}),
            ({"weekday": 7, "opens_at": "9am"}, {"byday": ["SU"]}),
            ({"weekday": "0", "opens_at": "9am"}, {"byday": ["SU"]}),
            ({"weekday": "Weekends"}, {"freq": None, "byday": [], "description": "Weekends"}),
            ({"weekday": "9"}, {"freq": None, "description": "9"}),
        ],
    )  # fmt: skip
    def test_forms(self, found: dict[str, Any], wanted: dict[str, Any]) -> None:
        [schedule] = schedules_of([found])
        assert {key: schedule[key] for key in wanted} == wanted

    def test_the_first_day_of_the_week_is_no_day_of_opening(self) -> None:
        [schedule] = schedules_of([{"freq": "WEEKLY", "wkst": "MO", "opens_at": "09:00", "closes_at": "12:00"}])
        assert (schedule["freq"], schedule["byday"]) == (None, [])
        assert "does not say" in schedule["description"]
        assert schedules_of([{"freq": "WEEKLY", "wkst": "MO"}, {"freq": ""}]) == []

    def test_rows_of_one_day_each_become_one_schedule(self) -> None:
        days = ["Monday", "Tuesday", "Monday"]
        rows = [{"weekday": day, "opens_at": "9am", "closes_at": "5pm"} for day in days]
        found = schedules_of([*rows, {"weekday": "Tuesday", "opens_at": "6pm", "closes_at": "8pm"}])
        assert [(one["byday"], one["opens_at"]) for one in found] == [(["MO", "TU"], "9am"), (["TU"], "6pm")]

    def test_the_closest_schedule_counts(self) -> None:
        hours = [{"byday": "MO", "freq": "WEEKLY", "opens_at": "09:00"}]
        group = [{"byday": "TU", "freq": "WEEKLY", "opens_at": "19:00"}]
        assert one(located(schedules=hours) | {"schedules": group}).schedules[0].byday == ["TU"]
        assert one(located(schedules=hours)).schedules[0].byday == ["MO"]


OLD_TABLES = {
    "organizations.csv": "id,name,url,email\no1,Harbor House,harbor.example.org,info@example.org\no2,Quiet Place,,\n",
    "services.csv": "id,organization_id,name,status,fees\ns1,o1,Grief Circle,active,Free\ns2,o1,Hotline,inactive,\n"
    "s3,gone,Stray,active,\n",
    "locations.csv": "id,organization_id,name,latitude,longitude\nl1,o1,Hall,42.65,-73.75\nl2,o2,Garden,,\n",
    "services_at_location.csv": "id,service_id,location_id,description\nsl1,s1,l1,\nsl9,nothing,l1,\n",
    "physical_addresses.csv": "id,location_id,address_1,city,state_province,postal_code,country\n"
    "1,l1,1 Main Street,Albany,NY,12207,US\n",
    "postal_addresses.csv": "id,location_id,address_1,city,state_province,postal_code,country\n"
    "2,l2,PO Box 1,Troy,NY,12180,US\n",
    "regular_schedules.csv": "id,service_id,location_id,service_at_location_id,weekday,opens_at,closes_at\n"
    ",s1,,,2,18:00,19:00\n,s1,,,4,18:00,19:00\n",
    "phones.csv": "id,location_id,service_id,organization_id,contact_id,number,extension,type,language\n"
    '1,,s1,,,518-555-0100,3,voice,"en, es"\n2,,,o1,,518-555-0101,,textphone,\n3,,,,c1,518-555-0199,,voice,\n',
    "languages.csv": "id,service_id,location_id,language\n1,s1,l1,Spanish\n",
    "accessibility_for_disabilities.csv": "id,location_id,accessibility,details\n"
    "1,l1,disabled_parking,Behind the hall\n",
    "eligibility.csv": "id,service_id,eligibility\n1,s1,adult\n2,,nobody's\n",
    "service_areas.csv": "id,service_id,service_area,description\n1,s1,Albany County,\n",
    "required_documents.csv": "id,service_id,document\n1,s1,Photo identification\n",
    "services_taxonomy.csv": "id,service_id,taxonomy_id,taxonomy_detail\n1,s1,t1,\n2,s1,t2,\n",
    "taxonomy.csv": "id,name,parent_id,vocabulary\nt1,Grief,,Our own\nt2,Licensed words,,AIRS\n",
    "metadata.csv": "id,resource_id,last_action_date,last_action_type\n1,s1,2020-01-02T03:04:05Z,update\n",
    "holiday_schedules.csv": "id,service_id,closed\n1,s1,true\n",
    "notes.txt": "not a table",
}
NEW_TABLES = {
    "organizations.csv": [{"id": "o1", "name": "Harbor House", "website": "https://harbor.example.org"}],
    "services.csv": [{"id": "s1", "organization_id": "o1", "name": "Grief Circle", "status": "active"}],
    "service_at_location.csv": [{"id": "sl1", "service_id": "s1", "location_id": "l1"}],
    "locations.csv": [{"id": "l1", "location_type": "physical", "name": "Hall"}],
    "addresses.csv": [{"id": "a1", "location_id": "l1", "address_1": "1 Main Street", "city": "Albany",
                       "state_province": "NY", "postal_code": "12207", "country": "US", "address_type": "physical"}],
    "schedules.csv": [{"id": "h1", "service_id": "s1", "location_id": "l1", "freq": "WEEKLY", "byday": "TU",
                       "opens_at": "18:00", "closes_at": "19:00"}],
    "languages.csv": [{"id": "g1", "service_id": "s1", "name": "Spanish", "code": "es"}],
    "cost_options.csv": [{"id": "c1", "service_id": "s1", "option": "Everyone", "amount": "0"}],
    "attributes.csv": [{"id": "x1", "link_id": "s1", "link_entity": "service", "taxonomy_term_id": "t1"}],
    "taxonomy_terms.csv": [{"id": "t1", "code": "1314", "name": "Bereavement", "taxonomy_id": "v1"}],
    "taxonomies.csv": [{"id": "v1", "name": "Open Eligibility"}],
}  # fmt: skip


class TestTables:
    @pytest.mark.parametrize("folder", ["", "data/"])
    def test_hsds_1_and_2(self, folder: str) -> None:
        found, skipped = crawl(as_payloads({folder + name: body for name, body in OLD_TABLES.items()}))
        assert [record.record for record in found] == ["s3", "sl1", "s2", "o2@l2"]
        assert skipped == {"no-service": 1}
        circle = next(record for record in found if record.record == "sl1")
        assert circle.cost == ["free"]
        assert circle.attributes == ["Grief"]
        assert circle.languages == ["es"]
        assert circle.location.accessibility == ["disabled parking", "Behind the hall"]
        assert [(one.byday, one.opens_at) for one in circle.schedules] == [(["TU", "TH"], "18:00")]
        assert [(one.number[-4:], one.type, one.languages) for one in circle.phones] == [
            ("0100", "voice", ["en", "es"]), ("0101", "tty", []),
        ]  # fmt: skip
        assert circle.eligibility_description == "adult"
        assert circle.required_documents == ["Photo identification"]
        assert circle.service_areas[0].extent == "Albany, NY"
        assert circle.last_modified == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
        hotline = next(record for record in found if record.record == "s2")
        assert (hotline.status, hotline.modes, hotline.location.address) == ("inactive", [], None)
        garden = found[-1]
        assert (garden.name, garden.location.location_type, garden.modes) == ("Quiet Place", "postal", [])

    def test_hsds_3_as_one_json_object(self) -> None:
        record = one(NEW_TABLES)
        assert (record.record, record.cost, record.languages) == ("sl1", ["free"], ["es"])
        assert record.needs == ["support-groups", "support-groups/grief"]
        assert record.schedules[0].byday == ["TU"]
        assert record.organization.url == "https://harbor.example.org"

    def test_a_zip_with_files_named_by_its_package(self) -> None:
        package = {
            "resources": [{"name": "organization", "path": "data/orgs.csv"}, {"name": "service", "path": "data/s.csv"}]
        }
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as archive:
            archive.writestr("x/datapackage.json", json.dumps(package))
            archive.writestr("x/data/orgs.csv", "id,name\no1,Harbor House\n")
            archive.writestr("x/data/s.csv", "id,organization_id,name\ns1,o1,Grief Circle\n")
        [record], _ = crawl(unpack(body.getvalue(), "package.zip", "file:///package.zip", 1))
        assert (record.record, record.organization.name) == ("s1", "Harbor House")

    def test_a_bad_line_costs_only_itself(self) -> None:
        tables = OLD_TABLES | {"services.csv": OLD_TABLES["services.csv"] + "s4,o1,Too,many,cells,here\n"}
        found, skipped = crawl(as_payloads(tables))
        assert len(found) == 4
        assert skipped == {"no-service": 1, "too-many-cells": 1}

    def test_hours_of_one_service_at_one_of_its_places_stay_there(self) -> None:
        tables = NEW_TABLES | {
            "service_at_location.csv": [
                {"id": "sl1", "service_id": "s1", "location_id": "l1"},
                {"id": "sl2", "service_id": "s1", "location_id": "l2"},
            ],
            "locations.csv": [{"id": "l1", "name": "Hall"}, {"id": "l2", "name": "Garden"}],
        }
        hall, garden = crawl_json(tables)[0]
        assert len(hall.schedules) == 1
        assert garden.schedules == []


def an_ohana_location(**fields: Any) -> dict[str, Any]:
    return {
        "id": 5, "active": True, "admin_emails": ["robin@example.org"], "coordinates": [-73.75, 42.65],
        "description": "Meals and company.", "kind": "Human Services", "market_match": True, "name": "Harbor Kitchen",
        "short_desc": "Meals.", "slug": "harbor-kitchen", "website": "https://kitchen.example.org",
        "url": "https://api.example.org/locations/harbor-kitchen", "updated_at": "2014-11-25T17:22:17.654-08:00",
        "accessibility": ["Ramp"], "languages": ["Spanish"],
        "address": {"address_1": "3 Main Street", "city": "Albany", "state_province": "NY", "postal_code": "12207"},
        "mail_address": {"address_1": "PO Box 3", "city": "Troy", "state_province": "NY"},
        "organization": {"id": 9, "name": "Harbor House", "url": "https://api.example.org/organizations/harbor-house"},
        "phones": [{"number": "518 555-0105", "number_type": "tty", "department": "Front desk"}],
        "contacts": [{"name": "Robin Doe", "email": "robin@example.org"}],
    } | fields  # fmt: skip


class TestOhana:
    def test_a_location_without_services(self) -> None:
        record = one([an_ohana_location()])
        assert (record.record, record.name, record.organization.name) == ("9@5", "Harbor Kitchen", "Harbor House")
        assert (record.url, record.organization.url) == ("https://kitchen.example.org", None)
        assert (record.location.latitude, record.location.longitude) == (42.65, -73.75)
        assert record.location.address is not None
        assert record.location.address.address_1 == "3 Main Street"
        assert record.description == "Meals and company."
        assert [(phone.type, phone.description) for phone in record.phones] == [("tty", "Front desk")]
        assert "robin" not in record.model_dump_json().lower()

    @pytest.mark.parametrize("coordinates", [None, [], [None, None], ["x", "y"]])
    def test_coordinates_may_hold_nothing(self, coordinates: Any) -> None:
        assert one([an_ohana_location(coordinates=coordinates)]).location.precision == "zip"

    def test_a_location_with_services(self) -> None:
        services = [
            {"id": 1, "name": None, "fees": "None.", "status": "active", "service_areas": ["Albany County"],
             "languages": [], "eligibility": "Adults", "keywords": ["Soup"],
             "categories": [{"taxonomy_id": "102-05", "name": "Free Meals"}],
             "regular_schedules": [{"weekday": "Monday", "opens_at": "2000-01-01T09:00:00Z", "closes_at": "12:00"}]},
            {"id": 2, "name": "Groceries", "status": "defunct"},
        ]  # fmt: skip
        source = SOURCE.model_copy(update={"values": {"needs": {"Soup": "community-centers"}}})
        first, second = crawl_json(an_ohana_location(services=services), source)[0]
        assert (first.record, first.name) == ("1@5", "Harbor Kitchen")
        assert first.needs == ["practical-help", "practical-help/food", "community-centers"]
        assert first.attributes == ["Free Meals"]
        assert (first.schedules[0].byday, first.schedules[0].opens_at) == (["MO"], "09:00")
        assert first.eligibility_description == "Adults"
        assert first.languages == ["es"]
        assert (second.record, second.name, second.status) == ("2@5", "Groceries", "defunct")

    def test_csv_files(self) -> None:
        files = {
            "organizations.csv": "id,name,website\n1,Harbor House,https://harbor.example.org\n",
            "locations.csv": "id,organization_id,name,short_desc,accessibility,languages,virtual,admin_emails\n"
            '1,1,Hall,Help.,"ramp, disabled_parking","Chinese (Mandarin), Spanish",false,robin@example.org\n'
            "2,1,Line,By phone.,,,true,\n3,1,Admin Test Location,,,,false,\n",
            "services.csv": "id,location_id,name,fees,service_areas,taxonomy_ids,eligibility,status,website\n"
            '1,1,Food,Free,"Albany County, Troy","102-04, 105",Adults,active,https://food.example.org\n'
            "2,2,,,,,,inactive,\n3,3,X,,,,,,\n",
            "addresses.csv": "id,location_id,address_1,city,state_province,postal_code\n1,1,3 Main,Albany,NY,12207\n",
            "phones.csv": "id,contact_id,location_id,service_id,number,number_type\n1,,2,,518-555-0106,hotline\n"
            "2,7,,,518-555-0199,voice\n",
            "taxonomy.csv": "taxonomy_id,name,parent_id\n102,Food,\n102-04,Pantry,102\n105,Transit,\n",
            "regular_schedules.csv": "id,location_id,service_id,weekday,opens_at,closes_at\n1,1,,Monday,9am,3:00\n",
            "contacts.csv": "id,location_id,name,email\n7,1,Robin Doe,robin@example.org\n",
        }  # fmt: skip
        found, skipped = crawl(as_payloads(files))
        assert [record.record for record in found] == ["1@1", "2@2"]
        assert skipped == {"test-row": 1}
        food, line = found
        assert food.needs == ["practical-help", "practical-help/food", "practical-help/transport"]
        assert food.attributes == ["Pantry", "Transit"]
        assert food.languages == ["zh", "es"]
        assert food.location.accessibility == ["ramp", "disabled parking"]
        assert [area.name for area in food.service_areas] == ["Albany County", "Troy"]
        assert food.url == "https://food.example.org"
        assert (line.name, line.modes, line.status) == ("Line", ["phone"], "inactive")
        assert not any("robin" in record.model_dump_json().lower() for record in found)


class TestFeeds:
    @pytest.mark.parametrize(
        ("name", "body", "code"),
        [
            ("feed.json", '{"status": 404, "message": "not found"}', "error-body"),
            ("feed.json", '{"error": {"code": 500}}', "error-body"),
            ("feed.json", "<html></html>", "html-not-json"),
            ("services", "<html></html>", "html-not-csv"),
            ("feed.json", '[{"id": ', "bad-json"),
            ("feed.json", "", "empty"),
            ("feed.json", "[]", "no-rows"),
            ("feed.json", '{"contents": [], "total_pages": 0}', "no-rows"),
            ("feed.json", '{"version": "3.0", "profile": "x"}', "no-rows"),
            ("pets.csv", "id,name\n1,Rex\n", "no-rows"),
        ],
    )
    def test_feeds_that_cannot_be_read(self, name: str, body: str, code: str) -> None:
        with pytest.raises(FeedError) as caught:
            crawl(as_payloads({name: body}))
        assert caught.value.code == code

    def test_an_error_page_in_a_folder_is_a_named_skip(self) -> None:
        found, skipped = crawl(as_payloads({"1.json": [a_service()], "2.json": {"status": 404, "message": "gone"}}))
        assert len(found) == 1
        assert skipped == {"error-body": 1}
        with pytest.raises(FeedError):
            crawl(as_payloads({"1": [a_service()], "2": {"message": "gone"}}, url="https://api.example.org/"))

    def test_one_object_a_line(self) -> None:
        lines = "\n".join([json.dumps(a_service()), "{broken", ""])
        found, skipped = crawl(as_payloads({"services.ndjson": lines}))
        assert len(found) == 1
        assert skipped == {"not-an-object": 1}


class TestFollow:
    BASE = "https://api.example.org/v3/services"

    def more(self, value: Any, url: str = BASE, link: str = "") -> list[str]:
        found = further(as_payloads({"feed.json": value}), url, link)
        return [*found.pages, *found.details]

    def test_all_pages_of_an_envelope(self) -> None:
        page = {"page_number": 1, "total_pages": 3, "contents": [a_service()]}
        assert self.more(page, self.BASE + "?per_page=5") == [self.BASE + f"?per_page=5&page={n}" for n in (2, 3)]
        assert self.more(page | {"page_number": 3}, self.BASE + "?page=3") == []

    def test_pages_counted_from_0_and_the_older_envelope(self) -> None:
        assert self.more({"page_number": 0, "total_pages": 2, "contents": []}) == [self.BASE + "?page=1"]
        assert self.more({"number": 1, "totalPages": 2, "content": []}) == [self.BASE + "?page=2"]
        assert self.more({"page_number": 4, "last_page": False, "contents": []}) == [self.BASE + "?page=5"]

    def test_another_page_than_asked_for_is_an_error(self) -> None:
        with pytest.raises(FeedError, match="asked for page 2, got page 1"):
            self.more({"page_number": 1, "total_pages": 3, "contents": []}, self.BASE + "?page=2")
        with pytest.raises(FeedError, match="pages are more than"):
            self.more({"page_number": 1, "total_pages": 10**9, "contents": []})

    def test_short_lists_lead_to_their_details(self) -> None:
        short = {"id": "a/b", "name": "G", "organization": {"id": "o1", "name": "H"}}
        found = further(as_payloads({"feed.json": {"contents": [short, a_service()]}}), self.BASE + "?page=1", "")
        assert found.details == [self.BASE + "/a%2Fb"]
        assert [item["id"] for item in json.loads(found.keep[0].body)] == ["s1"]

    def test_links_of_ohana(self) -> None:
        at = "https://api.example.org/search"
        link = f'<{at}?page=1>; rel="first", <{at}?keyword=x&page=4>; rel="last", <{at}?keyword=x&page=2>; rel="next"'
        assert self.more([], at, link) == [f"{at}?keyword=x&page={page}" for page in (2, 3, 4)]
        assert self.more([], at, f"<{at}?cursor=abc>; rel=next") == [f"{at}?cursor=abc"]
        assert self.more([], at, f'<{at}?page=1>; rel="prev"') == []
        with pytest.raises(FeedError, match="another host"):
            self.more([], at, '<https://evil.example.com/>; rel="next"')
        assert self.more([an_ohana_location()], at) == ["https://api.example.org/locations/harbor-kitchen"]
        assert self.more([an_ohana_location(url="https://elsewhere.example.org/1")], at) == []

    def test_a_package_leads_to_its_own_files_only(self) -> None:
        paths = ["organizations.csv", "data/services.csv", "../locations.csv", "/etc/phones.csv", "file:///etc/phones.csv",
                 "//evil.example.com/phones.csv", "https://evil.example.com/phones.csv", ["languages.csv"],
                 "readme.md"]  # fmt: skip
        package = {"resources": [{"path": path} for path in paths] + ["x"]}
        found = further(as_payloads({"datapackage.json": package}), "https://example.org/p/datapackage.json", "")
        assert found.pages == ["https://example.org/p/organizations.csv", "https://example.org/p/data/services.csv"]
        assert found.details == ["https://example.org/p/languages.csv"]

    def test_the_root_of_an_api(self) -> None:
        root = {"version": "3.1", "profile": "https://example.org/p", "openapi_url": "https://example.org/o"}
        assert self.more(root, "https://api.example.org/v3/") == ["https://api.example.org/v3/services"]


Answer = tuple[int, dict[str, str], str]


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A loopback server of the answers by path and query; yields its address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = answers.get(self.path) or answers.get(urlsplit(self.path).path)
            if callable(found):
                found = found(parse_qs(urlsplit(self.path).query))
            status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
            status = 404 if found is None else status
            content = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value.replace("HOST", self.headers["Host"]))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def kith_crawl(tmp_path: Path, where: str, **more: Any) -> dict[str, Any]:
    key = "url" if where.startswith("http") else "path"
    facts = {"id": "loopback", "name": "Loopback", "format": "hsds", key: where} | more
    source = tmp_path / "source.toml"
    source.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in facts.items()), "utf-8")
    kith = Path(sys.executable).with_name("kith")
    done = subprocess.run(
        [kith, "crawl", "--home", tmp_path / "home", "--json", source],
        env=os.environ | {"KITH_CRAWL_DELAY": "0"}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout) | {"said": done.stderr}


class TestCrawl:
    def test_pages_and_details_over_http(self, tmp_path: Path) -> None:
        def page(query: dict[str, list[str]]) -> Any:
            number = int(query.get("page", ["1"])[0])
            short = {"id": f"s{number}", "name": "G", "organization": {"id": "o1", "name": "H"}}
            full = a_service(id=f"f{number}", service_at_locations=[{"id": f"sl{number}", "location": a_location()}])
            return {"page_number": number, "total_pages": 60, "contents": [short, full]}

        answers = {"/": {"version": "3.1", "profile": "p"}, "/services": page}
        answers |= {f"/services/s{n}": a_service(id=f"s{n}", service_at_locations=[]) for n in range(1, 60)}
        with serving(answers) as (host, asked):
            summary = kith_crawl(tmp_path, host + "/")
        assert (summary["status"], summary["records"], summary["skipped"]) == ("ok", 119, {"detail-missing": 1})
        assert summary["read"] == 120
        assert len(asked) == len(set(asked)) == 1 + 1 + 60 + 60

    def test_a_failed_page_fails_the_run(self, tmp_path: Path) -> None:
        page = {"page_number": 1, "total_pages": 2, "contents": [a_service()]}
        with serving({"/services": page, "/services?page=2": (403, {}, "no")}) as (host, _):
            summary = kith_crawl(tmp_path, host + "/services")
        assert (summary["status"], summary["records"]) == ("failed", 0)
        assert "page=2 answered HTTP 403" in summary["said"]

    def test_links_of_ohana_over_http(self, tmp_path: Path) -> None:
        def search(query: dict[str, list[str]]) -> Any:
            page = int(query.get("page", ["1"])[0])
            link = f'<http://HOST/search?page=3>; rel="last", <http://HOST/search?page={page + 1}>; rel="next"'
            return 200, {"Link": link} if page < 3 else {}, [an_ohana_location(id=page, name=f"Kitchen {page}")]

        with serving({"/search": search}) as (host, _):
            summary = kith_crawl(tmp_path, host + "/search")
        assert (summary["status"], summary["records"]) == ("ok", 3)

    def test_a_chain_longer_than_is_followed_fails_the_run(self, tmp_path: Path) -> None:
        def search(query: dict[str, list[str]]) -> Any:
            page = int(query.get("after", ["0"])[0]) + 1
            return 200, {"Link": f'<http://HOST/search?after={page}>; rel="next"'}, [an_ohana_location(id=page)]

        with serving({"/search": search}) as (host, _):
            summary = kith_crawl(tmp_path, host + "/search")
        assert summary["status"] == "failed"
        assert "each naming only the next" in summary["said"]

    @pytest.mark.parametrize("wrong", ["", "organizations.csv"])
    def test_a_package_over_http(self, tmp_path: Path, wrong: str) -> None:
        package = {"resources": [{"path": name} for name in [*OLD_TABLES, "programs.csv", "contacts.csv", "funding.csv",
                                                             "cost_options.csv"]]}  # fmt: skip
        answers = {f"/p/{name}": body for name, body in OLD_TABLES.items() if name != wrong}
        with serving(answers | {"/p/datapackage.json": package}) as (host, asked):
            summary = kith_crawl(tmp_path, host + "/p/datapackage.json")
        assert (summary["status"], summary["records"]) == (("failed", 0) if wrong else ("ok", 4))
        assert "/p/contacts.csv" not in asked
        if not wrong:
            assert "cost_options.csv is named in the package and not there" in summary["said"]

    @pytest.mark.parametrize("where", ["p", "p/datapackage.json"])
    def test_a_folder_and_its_package_file(self, tmp_path: Path, where: str) -> None:
        folder = tmp_path / "p"
        folder.mkdir()
        for name, body in OLD_TABLES.items():
            (folder / name).write_text(body, "utf-8")
        resources = [{"path": name} for name in [*OLD_TABLES, "programs.csv", "cost_options.csv"]]
        (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
        summary = kith_crawl(tmp_path, where)
        assert (summary["status"], summary["records"], summary["skipped"]) == ("ok", 4, {"no-service": 1})


def capture(path: str) -> list[Payload]:
    found = CAPTURES / path
    if not found.exists():
        pytest.skip(f"the capture {path} is not at hand")
    return read_folder(found, 128) if found.is_dir() else unpack(found.read_bytes(), found.name, found.as_uri(), 128)


class TestCaptures:
    @pytest.mark.parametrize(
        ("path", "records", "skipped"),
        [
            ("spec-3.0-examples", 1, {"bare-location": 1, "repeated": 7}),
            ("spec-3.0-examples/csv", 1, {}),
            ("spec-3.0-examples/tabular.json", 1, {}),
            ("spec-3.0-examples/organization_full.json", 1, {}),
            ("spec-3.0-examples/organization_list.json", 1, {}),
            ("spec-3.0-examples/service_full.json", 1, {}),
            ("spec-3.0-examples/service_list.json", 1, {}),
            ("spec-3.0-examples/service_at_location_full.json", 1, {}),
            ("spec-3.0-examples/service_at_location_list.json", 1, {}),
            ("mock-api-3.1", 1, {"repeated": 2}),
            ("sample-datapackage-2.0/all_resources", 13, {}),
            ("sample-datapackage-2.0/simple", 13, {}),
            ("ohana-sample-csv", 19, {"test-row": 4}),
            ("ohana-api-san-mateo-2023", 117, {"error-body": 1, "repeated": 4}),
            ("ohana-api-san-mateo-2023/search-all-page1.json", 30, {}),
            ("ohana-api-san-mateo-2023/search-food-page1.json", 30, {}),
            ("ohana-api-san-mateo-2023/search-youth-page2.json", 30, {}),
            ("hsds-3.1-food/food-capital-area-dc-2025.json.gz", 339, {}),
            ("hsds-3.1-food/food-western-massachusetts-2025.json.gz", 246, {}),
            ("hsds-3.1-food/food-silicon-valley-2025.json.gz", 285, {}),
            ("hsds-3.1-food/food-new-york-state-2025.json.gz", 454, {}),
            ("hsds-3.1-food/food-chester-county-pa-2025.json", 20, {}),
        ],
    )  # fmt: skip
    def test_counts(self, path: str, records: int, skipped: dict[str, int]) -> None:
        found, left_out = crawl(capture(path))
        assert (len(found), left_out) == (records, skipped)

    @pytest.mark.parametrize(
        "path",
        ["spec-3.0-examples/csv", "spec-3.0-examples/tabular.json", "spec-3.0-examples/organization_full.json",
         "spec-3.0-examples/service_full.json", "spec-3.0-examples/service_at_location_full.json", "mock-api-3.1"],
    )  # fmt: skip
    def test_every_shape_of_the_example_says_the_same(self, path: str) -> None:
        [record], _ = crawl(capture(path))
        assert record.record == "e94c9f38-1e8f-4564-91d4-d53501ab1765"
        assert (record.minimum_age, record.maximum_age, record.status) == (12, 100, "active")
        assert (record.languages, record.phones[0].languages) == (["ur"], ["ur"])
        assert record.schedules[0].byday == ["TH", "FR"]
        assert (record.schedules[0].opens_at, record.schedules[0].closes_at) == ("10:00", "18:00")
        assert len(record.phones) == len(record.schedules) == len(record.required_documents) == 1
        assert record.confirmed == date(2005, 1, 1)
        assert {problem.field for problem in record.problems} <= {"location.latitude", "location.address.postal_code"}
        assert "Ann Persona" not in record.model_dump_json()

    def test_an_error_body_is_an_error(self) -> None:
        with pytest.raises(FeedError):
            crawl(capture("ohana-api-san-mateo-2023/location-not-found.json"))

    def test_a_detail_of_ohana(self) -> None:
        [record], _ = crawl(capture("ohana-api-san-mateo-2023/location-detail-free-medical-clinic.json"))
        assert (record.record, record.languages) == ("1390@1390", ["es"])
        assert record.needs == ["practical-help", "practical-help/health-care"]
        assert "Petersen" not in record.model_dump_json()

    def test_local_ids(self) -> None:
        found, _ = crawl(capture("hsds-3.1-food/food-capital-area-dc-2025.json.gz"))
        assert all(record.record == record.key.split("#")[0] and len(record.record) == 20 for record in found)
        assert (
            sum(record.location.address is not None and bool(record.location.address.address_1) for record in found)
            > 330
        )
        assert not any(schedule.byday for record in found for schedule in record.schedules)

    def test_a_county_211(self) -> None:
        source = SOURCE.model_copy(update={"values": {"needs": {"PN-8100.4500-240": "support-groups/lgbtq"}}})
        found, skipped = crawl(capture("miami-211-datapackage-2019.zip"), source)
        assert len(found) + skipped.total() == 4089
        assert len(found) >= 4089 * 0.995
        assert len({record.record for record in found}) == len(found)
        assert not any(record.attributes for record in found)
        assert sum(bool(record.schedules) for record in found) > 2000
        assert sum("es" in record.languages for record in found) > 3200
        assert sum(record.location.latitude is not None for record in found) > 4000
        assert [record.location.visibility for record in found].count("hidden") == 1
        assert sum(len(record.problems) for record in found) < 50
        assert sum("support-groups/lgbtq" in record.needs for record in found) > 0
