"""What each field and schedule becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crawlers import codes
from crawlers.hsds.schedules import schedules_of
from data import taxonomy
from tests.support.hsds_feeds import SOURCE, a_location, a_service, one


def located(**fields: Any) -> dict[str, Any]:
    return a_service(service_at_locations=[{"id": "sl1", "location": a_location(**fields)}])


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
            ("Free parking; $20 a visit", [], ["fee"]),
            ("None.", [], []),
            ("Call for fees", [{"amount": None, "option": "Members"}], []),
            ("", [{"option": "Free for members"}], []),
            ("", [{"option": "Members", "amount": 0}], []),
            ("", [{"amount": 0}, {"amount": 35}], ["fee"]),
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

    @pytest.mark.parametrize(
        ("code", "needs", "audiences"),
        [
            ("BD-1800.2000-640", ["practical-help", "practical-help/food"], []),
            ("RP-1400.8000-020.80", ["counseling", "counseling/trauma"], []),
            ("RP-1400.9999", ["counseling"], []),
            ("YN-9000.9500", [], ["veterans"]),
            ("JR-1950", [], []),
        ],
    )
    def test_the_longest_known_beginning_of_a_code_counts(
        self, code: str, needs: list[str], audiences: list[str]
    ) -> None:
        record = one(a_service(attributes=[{"taxonomy_term": {"id": code, "name": "Licensed"}}]))
        assert (record.needs, record.audiences, record.attributes) == (needs, audiences, [])

    @pytest.mark.parametrize("name", ["open_eligibility", "human_services"])
    def test_crosswalk_names_only_what_exists(self, name: str) -> None:
        rows = codes.codes(name)
        assert {key for row in rows.values() for key in row} == {"needs", "audiences"}
        assert {need for row in rows.values() for need in row.get("needs", [])} <= set(taxonomy.needs())
        audiences = taxonomy.facet_labels()["audiences"]
        assert {one for row in rows.values() for one in row.get("audiences", [])} <= set(audiences)

    def test_crosswalk_agrees_with_the_needs(self) -> None:
        rows = codes.codes("open_eligibility")
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

    def test_the_original_text_counts_where_it_is_plain(self) -> None:
        said = "9am-5pm, Mon-Fri;\\n9am-noon, Sat"
        rows = [
            {"weekday": day, "opens_at": "9am", "closes_at": "5pm", "original_text": said} for day in ("Fri", "Sat")
        ]
        found = one(located(schedules=[row | {"valid_from": "2026-01-02"} for row in rows])).schedules
        assert [(rule.byday, rule.closes_at, rule.description) for rule in found] == [
            (["MO", "TU", "WE", "TH", "FR"], "17:00", None),
            (["SA"], "12:00", None),
        ]
        assert {rule.valid_from for rule in found} == {date(2026, 1, 2)}
        assert {rule.valid_from for rule in one(located(schedules=rows)).schedules} == {None}
        for unclear in ("Camp: 9am-5pm, Fri, Sat", None):
            [kept] = schedules_of([row | {"original_text": unclear} for row in rows])
            assert (kept["byday"], kept["closes_at"], kept["description"]) == (["FR", "SA"], "5pm", unclear)

    def test_hours_in_one_text(self) -> None:
        assert one(located(hours="Mon 9-12")).schedules[0].closes_at == "12:00"
