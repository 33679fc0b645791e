import json

import pytest

from crawlers.payload import Payload, unpack
from crawlers.spiders.meeting_guide import MeetingGuideSpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

URL = "https://example.org/meetings.json"


def spider(**facts):
    source = Source(id="test", name="Test intergroup", format="meeting-guide", url=URL, **facts)
    return MeetingGuideSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(*rows, **facts):
    one = spider(**facts)
    return list(one.records([Payload("m.json", json.dumps(rows).encode(), URL)])), one.tally


def only(**fields):
    facts = fields.pop("facts", {})
    row = {"slug": "monday", "name": "Monday Circle", "day": 1, "time": "19:00", "address": "1 Main St"} | fields
    (found,), tally = crawl({key: value for key, value in row.items() if value is not ...}, **facts)
    assert not tally.skipped
    return found


def refused(**fields):
    found, tally = crawl({"slug": "odd", "name": "Odd", "day": 1} | fields, {"slug": "good", "name": "Good"})
    assert [one.record for one in found] == ["good"]
    (code,) = tally.skipped
    return code, tally.messages[0]


def test_a_row_becomes_a_meeting():
    found = only(
        slug=39322, end_time="20:00", timezone="America/Chicago", notes="Ring twice.", group_notes="All welcome.",
        location="Test Church", location_notes="Back door.", city="Testville", state="IL", postal_code="62701",
        country="US", latitude="39.8", longitude=-89.65, url="https://example.org/m/1", phone="217-555-0101",
        types=["O", "BE", "S", "X"], district="District 9", updated="2026-01-02 03:04:05",
    )  # fmt: skip
    assert (found.record, found.key, found.name) == ("39322", "39322", "Monday Circle")
    assert found.description == "Ring twice.\nAll welcome."
    assert (found.location.name, found.location.description) == ("Test Church", "Back door.")
    assert (found.location.address.address_1, found.location.address.postal_code) == ("1 Main St", "62701")
    assert (found.location.latitude, found.location.longitude) == (39.8, -89.65)
    assert found.location.accessibility == ["Wheelchair access"]
    assert (found.url, found.record_url) == ("https://example.org/m/1", "https://example.org/m/1")
    assert found.phones[0].number == "217-555-0101"
    assert (found.audiences, found.languages) == (["newcomers"], ["es"])
    assert found.attributes == [
        "Open to everyone",
        "Newcomers and beginners",
        "Spanish",
        "Wheelchair Access",
        "District 9",
    ]
    assert found.last_modified.isoformat() == "2026-01-02T03:04:05+00:00"
    when = found.schedules[0]
    assert (when.freq, when.byday, when.opens_at, when.closes_at) == ("WEEKLY", ["MO"], "19:00", "20:00")
    assert when.timezone == "America/Chicago"
    assert (found.modes, found.status, found.alert) == (["in_person"], "active", None)


@pytest.mark.parametrize(
    ("day", "byday"),
    [
        (0, ["SU"]),
        (6, ["SA"]),
        ("0", ["SU"]),
        ("3", ["WE"]),
        ("Sunday", ["SU"]),
        (" thursday ", ["TH"]),
        ([1, 3], ["MO", "WE"]),
        (["0", "Saturday"], ["SU", "SA"]),
        ([], []),
        (None, []),
        ("", []),
        (..., []),
    ],
)
def test_day_0_is_sunday(day, byday):
    assert only(day=day).schedules[0].byday == byday


def test_a_meeting_by_appointment_has_no_schedule():
    assert only(day=..., time=...).schedules == []


def test_a_time_without_a_day_is_kept_without_a_rule():
    when = only(day=...).schedules[0]
    assert (when.freq, when.byday, when.opens_at) == (None, [], "19:00")


@pytest.mark.parametrize("day", [7, "7", -1, "²", "Someday", 1.5, True, {"a": 1}, [0, 9], "1" * 5000])
def test_a_day_that_is_none_is_refused_by_name(day):
    code, message = refused(day=day)
    assert code == "bad-day"
    assert message.startswith("record odd, field day: ")


@pytest.mark.parametrize(
    ("fields", "modes", "status", "alert"),
    [
        ({}, ["in_person"], "active", False),
        ({"types": ["TC"]}, [], "temporarily closed", False),
        ({"types": ["TC", "ONL"]}, ["online"], "active", True),
        ({"types": ["ONL"]}, ["in_person", "online"], "active", False),
        ({"types": ["ONL"], "address": ...}, ["online"], "active", False),
        ({"conference_url": "https://meet.example.org/1"}, ["in_person", "online"], "active", False),
        ({"conference_phone": "+12175550101,,1#", "address": ...}, ["online"], "active", False),
        ({"attendance_option": "in_person", "types": ["TC", "ONL"]}, ["in_person"], "active", True),
        ({"attendance_option": "online"}, ["online"], "active", False),
        ({"attendance_option": "online", "types": ["TC"]}, ["online"], "active", True),
        ({"attendance_option": "hybrid"}, ["in_person", "online"], "active", False),
        ({"attendance_option": "inactive", "types": ["ONL"]}, [], "temporarily closed", False),
        ({"attendance_option": "perhaps"}, ["in_person"], "active", False),
        ({"attendance_option": ["online"]}, ["in_person"], "active", False),
        ({"address": ..., "formatted_address": "1 Main St, Testville, IL 62701, USA"}, ["in_person"], "active", False),
        ({"address": ..., "location": "Test Church"}, ["in_person"], "active", False),
        ({"address": ...}, [], "temporarily closed", False),
    ],
)  # fmt: skip
def test_where_a_meeting_takes_place(fields, modes, status, alert):
    found = only(**fields)
    assert (found.modes, found.status) == (modes, status)
    assert (found.alert == "The usual place is temporarily closed.") is alert


def test_an_online_meeting_says_how_to_join_and_has_no_point():
    found = only(
        attendance_option="online", conference_url="https://meet.example.org/1", conference_url_notes="Code: 1",
        conference_phone="+12175550101", conference_phone_notes="Mute.", latitude=39.8, longitude=-89.65,
        location="Test Church",
    )  # fmt: skip
    assert (found.attendance.url, found.attendance.phone) == ("https://meet.example.org/1", "+12175550101")
    assert found.attendance.notes == "Code: 1\nMute."
    assert (found.location.location_type, found.location.name) == ("virtual", "Test Church")
    assert (found.location.latitude, found.location.address) == (None, None)


def test_a_meeting_in_person_says_nothing_of_joining():
    assert only(attendance_option="in_person", conference_url="https://meet.example.org/1").attendance is None


@pytest.mark.parametrize(
    ("fields", "precision"),
    [
        ({}, None),
        ({"approximate": "no"}, None),
        ({"approximate": "yes"}, "approximate"),
        ({"approximate": True}, "approximate"),
        ({"address": ..., "formatted_address": "Testville, IL, USA"}, "approximate"),
        ({"address": ..., "formatted_address": "1 Main St, Testville, IL 62701, USA"}, None),
    ],
)
def test_a_point_without_a_door_is_approximate(fields, precision):
    assert only(latitude=39.8, longitude=-89.65, **fields).location.precision == precision


@pytest.mark.parametrize(
    ("formatted", "parts"),
    [
        ("1 Main St, Testville, IL 62701, USA", ("1 Main St", "Testville", "IL", "62701", "US")),
        ("1 Main St, Testville, IL 62701-1234, USA", ("1 Main St", "Testville", "IL", "62701", "US")),
        ("Test Hall, 1 Main St, Testville, IL 62701, USA", ("Test Hall, 1 Main St", "Testville", "IL", "62701", "US")),
        ("1 Main St, Testville, New York 10001", ("1 Main St", "Testville", "NY", "10001", "US")),
        ("Testville, IL 62701, USA", (None, "Testville", "IL", "62701", "US")),
        ("Testville, IL, USA", (None, "Testville", "IL", None, "US")),
        ("IL, USA", (None, None, "IL", None, "US")),
        ("USA", (None, None, None, None, "US")),
        ("1 Main St", ("1 Main St", None, None, None, "US")),
        ("1 Main St, Testville IL 62701", ("1 Main St", "Testville", "IL", "62701", "US")),
        ("1 Main St, San Jose, CA", ("1 Main St", "San Jose", "CA", None, "US")),
        ("1 Main St, Testville, ON K8P 1A1, Canada", ("1 Main St", "Testville", "ON", "K8P 1A1", "CA")),
    ],
)
def test_formatted_addresses_are_split(formatted, parts):
    found = only(address=..., location="Test Church", formatted_address=formatted)
    address = clean_record(found, spider().source).location.address
    assert (address.address_1, address.city, address.state_province, address.postal_code, address.country) == parts


def test_given_parts_are_better_than_a_formatted_line():
    found = only(city="Testville", formatted_address="2 Other St, Elsewhere, IL 62702, USA")
    assert (found.location.address.address_1, found.location.address.city) == ("1 Main St", "Testville")


@pytest.mark.parametrize(
    ("fields", "facts", "name"),
    [
        ({"entity": "Test Area", "group": "Test Group"}, {"organization": "Sample Neighbors"}, "Sample Neighbors"),
        ({"entity": "Test Area", "group": "Test Group"}, {}, "Test Area"),
        ({"group": "Test Group"}, {}, "Test Group"),
        ({}, {}, "Monday Circle"),
    ],
)
def test_who_runs_a_meeting(fields, facts, name):
    assert only(facts=facts, **fields).organization.name == name


def test_contact_and_payment_fields_are_never_carried():
    private = {
        "contact_1_name": "zzz1", "contact_1_email": "zzz2@example.org", "contact_2_phone": "217-555-0199",
        "email": "zzz3@example.org", "venmo": "@zzz4", "paypal": "zzz5", "square": "$zzz6", "author": "zzz7",
        "feedback_emails": ["zzz8@example.org"], "edit_url": "https://example.org/zzz9",
        "entity_email": "zzz10@example.org", "feedback_url": "https://example.org/?venmo=zzz11",
    }  # fmt: skip
    said = only(**private).model_dump_json()
    assert "zzz" not in said
    assert "0199" not in said


@pytest.mark.parametrize(
    ("updated", "found"), [("0000-00-00 00:00:00", None), ("", None), (None, None), (5, None), ("2026-01-02", None)]
)
def test_never_updated(updated, found):
    assert only(updated=updated).last_modified is found


def test_entities_are_resolved_and_times_read_by_cleaning():
    found = only(name="Ham &amp; Eggs", notes="A&nbsp;B<br>C", time="7:00 PM", end_time="soon", slug="a")
    cleaned = clean_record(found, spider().source)
    assert (cleaned.name, cleaned.description) == ("Ham & Eggs", "A B\nC")
    assert (cleaned.schedules[0].opens_at, cleaned.schedules[0].closes_at) == ("19:00", None)
    assert [problem.field for problem in cleaned.problems] == ["schedules.closes_at"]


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ({"slug": ""}, "no-id", "the row has no id"),
        ({"name": ""}, "no-name", "record odd, field name"),
        ({"types": "O,BE"}, "wrong-type", "record odd, field types"),
        ({"latitude": "north", "address": "1 Main St"}, "wrong-type", "record odd, field location.latitude"),
        ({"time": {"h": 1}}, "wrong-type", "record odd, field schedules.0.opens_at"),
        ({"phone": ["217-555-0101"]}, "wrong-type", "record odd, field phones.0.number"),
        ({"updated": "2026-13-45 99:00:00"}, "wrong-type", "record odd, field last_modified"),
        ({"address": ["1"], "city": "Testville"}, "wrong-type", "record odd, field address_1"),
    ],
)
def test_wrong_types_cost_one_row(fields, code, message):
    found, said = refused(**fields)
    assert (found, said.startswith(message)) == (code, True), said


def test_rows_that_are_no_objects_cost_nothing_else():
    found, tally = crawl("x", None, 5, [], {"slug": "a", "name": "A"})
    assert len(found) == 1
    assert tally.skipped == {"wrong-type": 4}


def captured(shared, name, **facts):
    path = shared / "captures" / "tsml" / name
    one = spider(**facts)
    found = list(one.records(unpack(path.read_bytes(), name, URL, one.source.max_mb)))
    return found, [clean_record(record, one.source) for record in found], one.tally


def counted(values):
    values = list(values)
    return {value: values.count(value) for value in dict.fromkeys(values)}


@pytest.mark.parametrize(
    ("name", "read", "skipped", "problems", "online", "both", "closed"),
    [
        ("aa-san-jose-2021.json", 670, {}, {}, 325, 96, 129),
        ("aa-sf-marin-2021.json.gz", 658, {}, {"location.latitude": 1}, 514, 89, 0),
        ("al-anon-ma-2023.json", 360, {}, {}, 113, 60, 31),
        ("aa-raleigh-nc-2017.json", 357, {"no-name": 7}, {"location.latitude": 7}, 0, 0, 0),
        ("spec-data-sample-quinte-ontario-2017.json", 45, {}, {}, 0, 0, 0),
        ("atlanta-small-2024.json", 6, {}, {}, 0, 0, 0),
        ("times-edge-cases.json", 9, {}, {}, 0, 8, 0),
    ],
)
def test_captured_feeds(shared, name, read, skipped, problems, online, both, closed):
    found, cleaned, tally = captured(shared, name)
    assert (tally.read, dict(tally.skipped)) == (read, skipped)
    assert len(found) == read - sum(skipped.values())
    assert len({one.key for one in found}) == len(found)
    assert counted(problem.field for one in cleaned for problem in one.problems) == problems
    assert sum(one.modes == ["online"] for one in cleaned) == online
    assert sum(one.modes == ["in_person", "online"] for one in cleaned) == both
    assert sum(one.status == "temporarily closed" for one in cleaned) == closed
    assert not [one for one in cleaned if one.modes == ["online"] and one.location.latitude is not None]
    assert all(one.location.location_type == "virtual" for one in cleaned if "in_person" not in one.modes)


def test_a_captured_feed_with_formatted_addresses(shared):
    _, cleaned, _ = captured(shared, "aa-san-jose-2021.json", timezone="America/Los_Angeles")
    placed = [one.location for one in cleaned if "in_person" in one.modes]
    assert len(placed) == 216
    assert {place.address.state_province for place in placed} == {"CA"}
    assert all(place.address.address_1 and place.address.city and place.address.postal_code for place in placed)
    assert {one.timezone for record in cleaned for one in record.schedules} == {"America/Los_Angeles"}
    assert not [one.name for one in cleaned if "&amp;" in one.name or "&#" in (one.description or "")]


def test_a_captured_feed_with_day_names(shared):
    _, cleaned, _ = captured(shared, "aa-raleigh-nc-2017.json")
    raw = json.loads((shared / "captures" / "tsml" / "aa-raleigh-nc-2017.json").read_bytes())
    said = counted(row["day"][:2].upper() for row in raw if row["name"])
    days = [day for one in cleaned for day in one.schedules[0].byday]
    assert counted(day[-2:] for day in days) == said
    # One note says that its group meets in one week of the month only.
    assert [day for day in days if len(day) > 2] == ["3SA"]
    assert all(len(one.schedules[0].opens_at) == 5 for one in cleaned)


@pytest.mark.parametrize(
    ("notes", "freq", "byday"),
    [("1st &amp; 3rd Mondays only", "MONTHLY", ["1MO", "3MO"]), ("Chips last Monday", "WEEKLY", ["MO"])],
)
def test_notes_that_say_only_make_a_weekly_meeting_monthly(notes, freq, byday):
    schedule = only(notes=notes).schedules[0]
    assert (schedule.freq, schedule.byday, schedule.opens_at) == (freq, byday, "19:00")


def test_the_invented_times(shared):
    _, cleaned, _ = captured(shared, "times-edge-cases.json")
    by_key = {one.key: one for one in cleaned}
    assert by_key["appointment"].schedules == []
    assert [(one.byday, one.opens_at, one.closes_at) for one in by_key["monday-7am"].schedules] == [
        (["MO"], "07:00", None)
    ]
    assert by_key["sunday-8am"].schedules[0].byday == ["SU"]
    assert by_key["saturday-8pm"].schedules[0].byday == ["SA"]


def test_the_invented_feed_that_is_not_json_is_refused_by_name(shared):
    with pytest.raises(FeedError, match=r"invalid-edge-cases\.json is not valid JSON: Extra data: line 80 column 3"):
        captured(shared, "invalid-edge-cases.json")


def online(slug, **fields):
    return {"slug": slug, "name": "Circle", "day": 1, "time": "19:00", "attendance_option": "online"} | fields


CHICAGO, DENVER = {"postal_code": "60601"}, {"city": "Denver", "state": "CO"}


@pytest.mark.parametrize(
    ("row", "others", "facts", "zone"),
    [
        (online("a", **DENVER), [online("b", **CHICAGO)], {}, "America/Denver"),
        (online("a"), [online("b", **CHICAGO), online("c", **CHICAGO)], {}, "America/Chicago"),
        (online("a"), [online("b", **CHICAGO), online("c", **DENVER)], {}, None),
        (online("a"), [online("b", timezone="America/Denver")], {}, "America/Denver"),
        (online("a"), [online("b", **CHICAGO)], {"timezone": "America/New_York"}, "America/New_York"),
        (online("a", city=["Denver"]), [], {}, None),
    ],
)
def test_an_online_meeting_keeps_the_time_of_its_group_or_of_its_list(row, others, facts, zone):
    found, tally = crawl(row, *others, **facts)
    cleaned = [clean_record(one, spider(**facts).source) for one in found if one.key == "a"]
    assert [one.schedules[0].timezone for one in cleaned] == [zone] or tally.skipped == {"wrong-type": 1}
