"""Tabular packages of several versions, and Ohana tables and API answers."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.payload import unpack
from tests.support.hsds_feeds import OLD_TABLES, SOURCE, an_ohana_location, as_payloads, crawl, crawl_json, one

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
