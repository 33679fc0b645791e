"""HSDS 3 JSON, nested and in lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.hsds_feeds import a_location, a_service, as_payloads, crawl, crawl_json, one


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
        assert record.cost == ["sliding_scale", "fee"]
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
