from datetime import date

import pytest

from data.cleaning import clean_record
from data.model import Phone, Problem, Record, Schedule, ServiceAtLocation
from tests.support.builders import make_location, make_record, make_source

MESSY = {
    "name": " GRIEF &amp; LOSS\nCIRCLE ",
    "alternate_name": "THE CIRCLE",
    "organization": {
        "name": "SAMPLE NEIGHBORS", "url": "example.org", "email": "INFO@EXAMPLE.ORG", "description": "<p>Since 1990",
    },
    "description": "<p>Come as you are.</p>Bring <b>water</b>.",
    "needs": ["support-groups/grief", "support-groups/grief", "libraries"],
    "location": make_location(
        name="TOWN HALL", description="Room&nbsp;2", transportation="Bus\\n12", accessibility=["Ramp", " Ramp ", "N/A"]
    ),
    "modes": ["in_person", "online", "in_person"],
    "attendance": {"url": "zoom.example/j/1", "phone": " 213-555-0100,,12# ", "notes": "Pass&#39;word"},
    "phones": [{"number": "(213)555-0100 or 213-555-0101", "description": " Front  desk ", "languages": ["es"]}],
    "email": "Mailto:Help@Example.org",
    "url": "WWW.example.org/help",
    "schedules": [{"freq": "WEEKLY", "byday": ["MO", "MO"], "opens_at": "7:00 PM", "closes_at": "8:30pm",
                   "description": "Doors&amp;tea 6:30"}],
    "cost": ["free", "donation", "free"],
    "fees_description": "Free &amp; open",
    "languages": ["en", "es", "en"],
    "audiences": ["women", "teens"],
    "eligibility_description": " Adults\\nonly ",
    "minimum_age": 18,
    "maximum_age": 99.0,
    "application_process": "Walk<br>in",
    "required_documents": ["ID", "ID", ""],
    "service_areas": [{"name": " Sangamon&nbsp;County ", "extent_type": "county", "extent": "Sangamon, IL"}, {}],
    "attributes": ["Step Study", "step study", "Step Study"],
    "alert": "Closed\u202e today",
    "record_url": "example.org/groups/1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("name", "Grief & Loss Circle"),
        ("alternate_name", "The Circle"),
        ("organization", {"name": "Sample Neighbors", "url": "https://example.org", "email": "INFO@example.org",
                          "description": "Since 1990"}),
        ("description", "Come as you are.\nBring water."),
        ("needs", ["support-groups", "support-groups/grief", "libraries"]),
        ("modes", ["in_person", "online"]),
        ("attendance", {"url": "https://zoom.example/j/1", "phone": "213-555-0100,,12#", "notes": "Pass'word"}),
        ("email", "Help@example.org"),
        ("url", "https://www.example.org/help"),
        ("cost", ["free", "donation"]),
        ("fees_description", "Free & open"),
        ("languages", ["en", "es"]),
        ("audiences", ["women", "teens"]),
        ("eligibility_description", "Adults\nonly"),
        ("minimum_age", 18),
        ("maximum_age", 99),
        ("application_process", "Walk\nin"),
        ("required_documents", ["ID"]),
        ("service_areas", [{"name": "Sangamon County", "extent_type": "county", "extent": "Sangamon, IL"}]),
        ("attributes", ["Step Study", "step study"]),
        ("alert", "Closed today"),
        ("record_url", "https://example.org/groups/1"),
        ("problems", []),
    ],
)  # fmt: skip
def test_every_field_gets_its_promised_form(field, expected):
    cleaned = clean_record(make_record(**MESSY), make_source())
    assert cleaned.model_dump(exclude_defaults=True).get(field, []) == expected


def test_phones_are_parted_and_keep_what_is_said_of_them():
    cleaned = clean_record(make_record(**MESSY), make_source())
    said = {"description": "Front desk", "languages": ["es"]}
    assert cleaned.phones == [Phone(number="+12135550100", **said), Phone(number="+12135550101", **said)]


def test_one_phone_said_twice_is_one():
    twice = [{"number": "213-555-0100"}, {"number": "(213) 555-0100"}, {"number": "213-555-0100", "type": "text"}]
    cleaned = clean_record(make_record(phones=twice), make_source())
    assert [(phone.number, phone.type) for phone in cleaned.phones] == [
        ("+12135550100", "voice"),
        ("+12135550100", "text"),
    ]


def test_a_place_is_tidied():
    location = clean_record(make_record(**MESSY), make_source()).location
    assert (location.name, location.description, location.transportation) == ("Town Hall", "Room 2", "Bus\n12")
    assert location.accessibility == ["Ramp"]
    assert (location.latitude, location.precision) == (39.8, "point")


def test_a_schedule_gets_its_times_days_and_the_zone_of_its_zip():
    (schedule,) = clean_record(make_record(**MESSY), make_source()).schedules
    assert schedule == Schedule(
        freq="WEEKLY", byday=["MO"], opens_at="19:00", closes_at="20:30", timezone="America/Chicago",
        description="Doors&tea 6:30",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "source_zone", "address", "expected"),
    [
        ("America/Denver", "America/New_York", {"postal_code": "62701"}, "America/Denver"),
        (None, "America/New_York", {"postal_code": "62701"}, "America/New_York"),
        (None, None, {"postal_code": "62701"}, "America/Chicago"),
        (None, None, {"postal_code": "00901", "country": "PR"}, "America/Puerto_Rico"),
        (None, None, {"city": "Springfield", "state_province": "Illinois"}, "America/Chicago"),
        (None, None, {"city": "Springfield"}, None),
        (None, None, {"postal_code": "62701", "country": "Canada"}, None),
        (None, None, None, None),
    ],
)
def test_a_zone_comes_from_the_schedule_the_source_or_the_place(zone, source_zone, address, expected):
    location = make_location(None, None, address=address)
    found = make_record(location=location, schedules=[Schedule(opens_at="19:00", timezone=zone)])
    assert clean_record(found, make_source(timezone=source_zone)).schedules[0].timezone == expected


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"needs": ["grief", "libraries"]}, "needs", "grief"),
        ({"audiences": ["women", "martians"]}, "audiences", "martians"),
        ({"languages": ["en", "xx"]}, "languages", "xx"),
        ({"email": "info at example.org"}, "email", "info at example.org"),
        ({"url": "javascript:alert(1)"}, "url", "javascript:alert(1)"),
        ({"record_url": "javascript:alert(1)"}, "record_url", "javascript:alert(1)"),
        ({"organization": {"name": "A", "url": "data:x"}}, "organization.url", "data:x"),
        ({"organization": {"name": "A", "email": "at desk"}}, "organization.email", "at desk"),
        ({"attendance": {"url": "ask us"}}, "attendance.url", "ask us"),
        ({"phones": [{"number": "483-5821"}]}, "phones.number", "483-5821"),
        ({"phones": [{"number": "988", "languages": ["xx"]}]}, "phones.languages", "xx"),
        ({"minimum_age": -1}, "minimum_age", "-1.0"),
        ({"maximum_age": 999}, "maximum_age", "999.0"),
        ({"location": make_location(99.0, 1.0)}, "location.latitude", "(99.0, 1.0)"),
        ({"location": make_location(0.0, 0.0)}, "location.latitude", "(0.0, 0.0)"),
        ({"location": make_location(address={"postal_code": "K8N 1A1"})}, "location.address.postal_code", "K8N 1A1"),
        ({"location": make_location(address={"state_province": "Ont"})}, "location.address.state_province", "Ont"),
        ({"location": make_location(address={"country": "Atlantis"})}, "location.address.country", "Atlantis"),
        ({"schedules": [{"opens_at": "after lunch"}]}, "schedules.opens_at", "after lunch"),
        ({"schedules": [{"closes_at": "late"}]}, "schedules.closes_at", "late"),
        ({"schedules": [{"byday": ["MO", "Monday"]}]}, "schedules.byday", "['MO', 'Monday']"),
        ({"schedules": [{"bymonthday": [1, 32]}]}, "schedules.bymonthday", "[1, 32]"),
        ({"schedules": [{"interval": 999}]}, "schedules.interval", "999"),
        ({"schedules": [{"interval": -2}]}, "schedules.interval", "-2"),
        ({"schedules": [{"timezone": "EST5"}]}, "schedules.timezone", "EST5"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_named(changes, field, value):
    cleaned = clean_record(make_record(**changes), make_source())
    assert [(problem.field, problem.value) for problem in cleaned.problems] == [(field, value)]
    # What was left out is nowhere in the record any more.
    assert value not in cleaned.model_dump_json(exclude={"problems"})


def test_what_was_understood_beside_it_stays():
    found = make_record(needs=["grief", "libraries"], schedules=[{"byday": ["MO", "Monday"], "bymonthday": [1, 32]}])
    cleaned = clean_record(found, make_source())
    assert cleaned.needs == ["libraries"]
    assert (cleaned.schedules[0].byday, cleaned.schedules[0].bymonthday) == (["MO"], [1])


def test_an_email_in_the_column_of_the_url_is_not_lost():
    cleaned = clean_record(make_record(url="desk@example.org"), make_source())
    assert (cleaned.url, cleaned.email, cleaned.problems) == (None, "desk@example.org", [])


def test_a_contact_that_was_taken_out_is_absent_and_no_problem():
    cleaned = clean_record(make_record(email="removed@example.org"), make_source())
    assert (cleaned.email, cleaned.problems) == (None, [])


def test_a_status_written_into_a_name_counts_where_the_source_states_none():
    retired = make_record(name="ZZZ Inactive - Grief Circle")
    assert (clean_record(retired, make_source()).name, clean_record(retired, make_source()).status) == (
        "Grief Circle", "inactive",
    )  # fmt: skip
    stated = make_record(name="ZZZ Inactive - Grief Circle", status="defunct")
    assert clean_record(stated, make_source()).status == "defunct"


def test_a_street_behind_a_name_is_not_part_of_it():
    cleaned = clean_record(make_record(name="Grief Circle - 1 Sample Street"), make_source())
    assert cleaned.name == "Grief Circle"


@pytest.mark.parametrize("field", ["email", "url", "record_url"])
def test_a_word_for_nothing_is_no_problem(field):
    cleaned = clean_record(make_record(**{field: "N/A"}), make_source())
    assert getattr(cleaned, field) is None
    assert cleaned.problems == []


def test_problems_the_reader_saw_stay_first():
    seen = Problem(field="types", value="XYZ", reason="not a known code")
    cleaned = clean_record(make_record(problems=[seen], url="x y"), make_source())
    assert [problem.field for problem in cleaned.problems] == ["types", "url"]


def test_nothing_is_guessed():
    bare = Record(source="test", record="1", key="1", name="Circle", organization={"name": "Neighbors"})
    cleaned = clean_record(bare, make_source())
    said = {name: value for name, value in cleaned if name in ServiceAtLocation.model_fields and value}
    assert said.keys() == {"name", "organization", "location", "status"}
    assert said["location"].model_dump(exclude_defaults=True) == {}


def test_a_name_is_never_empty():
    nameless = make_record(name="N/A")
    assert clean_record(nameless, make_source()).name == "Sample Neighbors"
    wholly = make_record(name=" ", organization={"name": "-"})
    assert clean_record(wholly, make_source(organization="Fellowship")).name == "Fellowship"
    assert clean_record(wholly, make_source()).organization.name == "Test source"


def test_who_says_nothing_of_its_organization_is_its_own() -> None:
    alone = make_record(name="CORNER PANTRY", organization={"name": "-"})
    assert clean_record(alone, make_source()).organization.name == "Corner Pantry"


def test_needs_of_the_source_come_first_with_their_parents():
    cleaned = clean_record(make_record(needs=["practical-help/food"]), make_source(needs=["support-groups/drugs"]))
    assert cleaned.needs == ["support-groups", "support-groups/drugs", "practical-help", "practical-help/food"]


@pytest.mark.parametrize("visibility", ["hidden", "partial"])
def test_an_address_that_is_not_public_has_no_coordinates(visibility):
    found = make_record(location=make_location(visibility=visibility), schedules=[{"opens_at": "19:00"}])
    cleaned = clean_record(found, make_source())
    assert (cleaned.location.latitude, cleaned.location.longitude, cleaned.location.precision) == (None, None, None)
    assert "39.8" not in cleaned.model_dump_json()
    assert cleaned.schedules[0].timezone == "America/Chicago"


def test_what_was_found_is_not_changed():
    found = make_record(**MESSY, problems=[Problem(field="a", value="b", reason="c")])
    before = found.model_dump_json()
    clean_record(found, make_source(needs=["support-groups/drugs"]))
    assert found.model_dump_json() == before


def test_cleaning_a_clean_record_changes_nothing():
    once = clean_record(make_record(**MESSY), make_source())
    assert clean_record(once, make_source()) == once


def test_whose_it_is_and_when_it_was_seen_is_kept():
    found = make_record("7", confirmed=date(2026, 1, 2), last_modified="2026-01-03T04:05:06Z", run="r1")
    cleaned = clean_record(found, make_source())
    for name in ("source", "record", "key", "run", "seen", "confirmed", "last_modified", "status", "faith", "led_by"):
        assert getattr(cleaned, name) == getattr(found, name)
