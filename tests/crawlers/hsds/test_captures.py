"""Published feeds, where the captures are at hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawlers.payload import Payload, read_folder, unpack
from data.errors import FeedError
from tests.support.hsds_feeds import SOURCE, crawl

CAPTURES = Path(__file__).resolve().parents[3].parent / "shared" / "captures" / "hsds"


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
        assert {problem.field for problem in record.problems} <= {
            "location.latitude", "location.address.postal_code", "location.address.state_province",
        }  # fmt: skip
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
        assert sum(record.location.latitude is not None for record in found) > 3900
        # One is confidential by its own word, the others are shelters from violence; boxes for mail are no places.
        assert [record.location.visibility for record in found].count("hidden") == 11
        assert 60 < [record.location.location_type for record in found].count("postal") < 120
        assert sum(len(record.problems) for record in found) < 60
        assert sum("support-groups/lgbtq" in record.needs for record in found) > 0
