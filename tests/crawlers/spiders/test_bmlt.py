import json

import pytest

from crawlers.payload import Payload, unpack
from crawlers.spiders.bmlt import BmltSpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

URL = "https://example.org/main_server/client_interface/json/?switcher=GetSearchResults"


def spider(**facts):
    source = Source(id="test", name="Test region", format="bmlt", url=URL, **facts)
    return BmltSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(feed, one=None):
    one = one or spider()
    text = feed if isinstance(feed, str) else json.dumps(feed)
    return list(one.records([Payload("feed", text.encode(), URL)])), one.tally


def row(**fields):
    facts = {"id_bigint": "7", "meeting_name": "Monday Group", "weekday_tinyint": "2", "start_time": "19:00:00"}
    return {key: value for key, value in (facts | fields).items() if value is not ...}


def v3(**fields):
    return {"id": 7, "name": "Monday Group", "day": 1, "startTime": "19:00", "venueType": 1, "published": True} | fields


def only(fields, one=None):
    (found,), tally = crawl([fields], one)
    assert not tally.skipped
    return found


def test_a_row_becomes_a_meeting():
    found = only(
        row(
            duration_time="01:30:00", time_zone="America/Chicago", formats="O,D,WC,ES,YP", venue_type="1",
            comments="Ring.",
            location_text="Test Hall", location_info="Back door", location_street="1 Main St", location_province="IL",
            location_municipality="Testville", location_sub_province="Sample", location_postal_code_1="62701",
            location_nation="USA", latitude="39.8", longitude="-89.65", train_lines="Red line", bus_lines="12",
        )
    )  # fmt: skip
    assert (found.record, found.key, found.name) == ("7", "7", "Monday Group")
    assert (found.description, found.modes, found.status) == ("Ring.", ["in_person"], "active")
    place = found.location
    assert (place.name, place.description, place.transportation) == ("Test Hall", "Back door", "Red line\n12")
    assert (place.latitude, place.longitude) == (39.8, -89.65)
    assert place.accessibility == ["Wheelchair access"]
    address = place.address
    assert (address.address_1, address.city, address.region) == ("1 Main St", "Testville", "Sample")
    assert (address.state_province, address.postal_code, address.country) == ("IL", "62701", "USA")
    assert found.attributes == ["Open to everyone", "Discussion", "Wheelchair access", "Spanish", "Young people"]
    assert (found.languages, found.audiences) == (["es"], ["young-adults"])
    when = found.schedules[0]
    assert (when.freq, when.byday, when.opens_at, when.closes_at) == ("WEEKLY", ["MO"], "19:00:00", "20:30")
    assert when.timezone == "America/Chicago"


@pytest.mark.parametrize(("number", "byday"), list(enumerate(["SU", "MO", "TU", "WE", "TH", "FR", "SA"], 1)))
def test_in_the_classic_api_weekday_1_is_sunday(number, byday):
    assert only(row(weekday_tinyint=str(number))).schedules[0].byday == [byday]
    assert only(row(weekday_tinyint=number)).schedules[0].byday == [byday]


@pytest.mark.parametrize(("number", "byday"), list(enumerate(["SU", "MO", "TU", "WE", "TH", "FR", "SA"])))
def test_in_the_admin_api_day_0_is_sunday(number, byday):
    assert only(v3(day=number)).schedules[0].byday == [byday]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (row(weekday_tinyint="0"), "record 7, field weekday_tinyint: '0' is not a day from 1 (Sunday) to 7"),
        (row(weekday_tinyint="8"), "record 7, field weekday_tinyint: '8' is"),
        (row(weekday_tinyint=...), "record 7, field weekday_tinyint: None is"),
        (row(weekday_tinyint="Monday"), "record 7, field weekday_tinyint: 'Monday' is"),
        (row(weekday_tinyint=[2]), "record 7, field weekday_tinyint: [2] is"),
        (v3(day=7), "record 7, field day: 7 is not a day from 0 (Sunday) to 6"),
        (v3(day=None), "record 7, field day: None is"),
        (v3(day=float("inf")), "record 7, field day: inf is"),
        (v3(day="9" * 5000), "record 7, field day: '999"),
    ],
)
def test_a_day_that_is_none_is_named(fields, message):
    found, tally = crawl([fields, row(id_bigint="8")])
    assert [one.record for one in found] == ["8"]
    assert tally.skipped == {"bad-day": 1}
    assert tally.messages[0].startswith(message)


@pytest.mark.parametrize("published", ["0", 0, False, "False"])
def test_what_is_not_published_is_left_out(published):
    found, tally = crawl([row(published=published), row(id_bigint="8", published="1"), v3(id=9)])
    assert [one.record for one in found] == ["8", "9"]
    assert tally.skipped == {"unpublished": 1}


@pytest.mark.parametrize(
    ("fields", "modes"),
    [
        (row(), ["in_person"]),
        (row(venue_type=""), ["in_person"]),
        (row(venue_type="1"), ["in_person"]),
        (row(venue_type="2"), ["online"]),
        (row(venue_type="3"), ["in_person", "online"]),
        (row(venue_type=2), ["online"]),
        (v3(venueType=2), ["online"]),
        (v3(venueType=3), ["in_person", "online"]),
        (row(formats="VM"), ["online"]),
        (row(formats="O, VM ,TC"), ["online"]),
        (row(formats="HY"), ["in_person", "online"]),
        (row(formats="TC"), []),
        (row(venue_type="3", formats="TC"), ["online"]),
        (row(venue_type="9"), ["in_person"]),
    ],
)
def test_venues_and_formats_say_where(fields, modes):
    found = only(fields)
    assert found.modes == modes
    assert found.status == ("active" if modes else "temporarily closed")


def test_a_virtual_meeting_says_how_to_join_and_its_point_is_no_place():
    found = only(
        row(
            venue_type="2", latitude="34.235918", longitude="-118.563659", location_street="1 Main St",
            virtual_meeting_link="https://meet.example.org/1", phone_meeting_number="217-555-0101",
            virtual_meeting_additional_info="Code: 1",
        )
    )  # fmt: skip
    assert found.location.model_dump(exclude_defaults=True) == {"location_type": "virtual"}
    assert found.attendance.url == "https://meet.example.org/1"
    assert (found.attendance.phone, found.attendance.notes) == ("217-555-0101", "Code: 1")


def test_a_meeting_in_person_says_nothing_of_joining():
    assert only(row(virtual_meeting_link="https://meet.example.org/1")).attendance is None


@pytest.mark.parametrize(
    ("start", "duration", "closes"),
    [
        ("19:00:00", "01:30:00", "20:30"),
        ("22:30:00", "01:30:00", "24:00"),
        ("23:30:00", "01:15:00", "00:45"),
        ("00:00:00", "01:00:00", "01:00"),
        ("19:00:00", "00:00:00", None),
        ("19:00:00", "", None),
        ("19:00:00", None, None),
        ("", "01:00:00", None),
        ("soon", "01:00:00", None),
        ("19:00:00", 90, None),
    ],
)
def test_ends_come_from_durations(start, duration, closes):
    assert only(row(start_time=start, duration_time=duration)).schedules[0].closes_at == closes
    assert only(v3(startTime=start, duration=duration)).schedules[0].closes_at == closes


def test_unknown_keys_are_named_by_the_feeds_own_english_format_list():
    formats = [
        {"key_string": "ZZ", "name_string": "Zebra study", "lang": "en"},
        {"key_string": "ZZ", "name_string": "Estudio de cebras", "lang": "es"},
        {"key_string": "YY", "name_string": "Yak study"},
        {"key_string": "O", "name_string": "Something else", "lang": "en"},
        {"key_string": ["O"], "name_string": "x"},
        {"name_string": "x"},
        "x",
    ]
    (found,), _ = crawl({"meetings": [row(formats="ZZ,O,YY,QQ")], "formats": formats})
    assert found.attributes == ["Open to everyone", "Zebra study", "Yak study"]


@pytest.mark.parametrize("formats", [None, 5, "O", {"key_string": "O"}, []])
def test_a_format_list_of_another_shape_costs_nothing(formats):
    (found,), _ = crawl({"meetings": [row(formats="O,QQ")], "formats": formats})
    assert found.attributes == ["Open to everyone"]


@pytest.mark.parametrize("wrap", ["{}", "jQuery1_2({});", "cb({})"])
@pytest.mark.parametrize("shape", [lambda rows: rows, lambda rows: {"meetings": rows, "formats": []}])
def test_plain_json_and_jsonp_with_and_without_formats(wrap, shape):
    (found,), _ = crawl(wrap.replace("{}", json.dumps(shape([row()]))))
    assert found.record == "7"


@pytest.mark.parametrize("feed", [[], {"meetings": [], "formats": []}])
def test_an_empty_answer_is_refused(feed):
    with pytest.raises(FeedError, match="empty list"):
        crawl(feed)


@pytest.mark.parametrize(
    ("fields", "facts", "name"),
    [
        (row(service_body_name="Test Area"), {"organization": "Sample Neighbors"}, "Sample Neighbors"),
        (row(service_body_name="Test Area"), {}, "Test Area"),
        (row(), {}, "Test region"),
    ],
)
def test_who_runs_a_meeting(fields, facts, name):
    assert only(fields, spider(**facts)).organization.name == name


def test_contact_fields_are_never_carried():
    private = {"contact_name_1": "zzz1", "contact_phone_1": "217-555-0199", "contact_email_2": "zzz2@example.org",
               "email_contact": "zzz3@example.org", "email": "zzz4@example.org"}  # fmt: skip
    for fields in (row(**private), v3(**private)):
        said = only(fields).model_dump_json()
        assert "zzz" not in said
        assert "0199" not in said


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        (row(id_bigint=""), "no-id", "the row has no id"),
        (row(meeting_name=""), "no-name", "record 7, field name"),
        (row(latitude="north"), "wrong-type", "record 7, field location.latitude"),
        (row(longitude=["x"]), "wrong-type", "record 7, field location.longitude"),
        (row(start_time=["19:00"]), "wrong-type", "record 7, field schedules.0.opens_at"),
        (row(location_text={"a": 1}), "wrong-type", "record 7, field location.name"),
    ],
)
def test_wrong_types_cost_one_row(fields, code, message):
    found, tally = crawl([fields, row(id_bigint="8"), "x"])
    assert [one.record for one in found] == ["8"]
    assert tally.skipped[code] == 1 + (code == "wrong-type")
    assert tally.messages[0].startswith(message)


def captured(shared, name):
    path = shared / "captures" / "bmlt" / name
    one = spider(timezone="America/New_York")
    found = list(one.records(unpack(path.read_bytes(), name, URL, one.source.max_mb)))
    return found, [clean_record(record, one.source) for record in found], one.tally


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("northeast-getsearchresults.jsonp", 244),
        ("admin-api-v3-meetings.json", 244),
        ("ny-meeting-search-day2.json", 53),
        ("ny-meeting-search-day3.json", 54),
        ("ny-meeting-search-day4.json", 62),
    ],
)
def test_captured_feeds(shared, name, count):
    found, cleaned, tally = captured(shared, name)
    assert (tally.read, len(found), dict(tally.skipped)) == (count, count, {})
    # One point of these feeds lies in another county than its address.
    wrong = [problem.reason for one in cleaned for problem in one.problems]
    assert wrong in ([], ["not where the address says"])
    assert {tuple(one.modes) for one in cleaned} == {("in_person",)}
    assert sum(one.location.precision == "zip" for one in cleaned) == len(wrong)
    assert {one.location.precision for one in cleaned} <= {"point", "zip"}
    assert all(len(one.schedules[0].opens_at) == 5 for one in cleaned)


@pytest.mark.parametrize(("name", "count"), [("ny-helpline-search-buffalo-ny.json", 120)])
def test_captured_answers_without_ids_give_none(shared, name, count):
    found, _, tally = captured(shared, name)
    assert found == []
    assert tally.skipped == {"no-id": count}


@pytest.mark.parametrize(
    "name",
    ["ny-formats.json", "ny-service-bodies.json", "ny-server-info.json", "admin-api-v3-formats.json",
     "admin-api-v3-servicebodies.json"],
)  # fmt: skip
def test_captured_answers_that_are_no_meetings_are_refused(shared, name):
    with pytest.raises(FeedError, match="no meetings"):
        captured(shared, name)


def test_formats_and_service_bodies_beside_the_meetings_are_joined():
    one = spider(organization=None)
    body = [{"id": 3, "parentId": None, "name": "Sample Area"}]
    formats = [{"id": 9, "translations": [{"key": "HY", "name": "Hybrid", "language": "en"}]},
               {"id": 8, "translations": [{"key": "QQ", "name": "Quilts", "language": "en"},
                                          {"key": "QQ", "name": "Edredones", "language": "es"}]}]  # fmt: skip
    meeting = {"id": 7, "name": "Group", "day": 1, "startTime": "19:00", "formatIds": [9, 8, 7, None],
               "serviceBodyId": 3}  # fmt: skip
    payloads = [Payload(f"{number}.json", json.dumps(rows).encode(), URL)
                for number, rows in enumerate((body, [meeting], formats))]  # fmt: skip
    (found,) = one.records(payloads)
    assert (found.organization.name, found.modes) == ("Sample Area", ["in_person", "online"])
    assert found.attributes[-1] == "Quilts"


def test_a_meeting_that_is_virtual_for_now_is_online():
    (found,), _ = crawl([{"id": 7, "name": "Group", "day": 1, "venueType": 1, "temporarilyVirtual": True}])
    assert found.modes == ["online"]


def test_the_captured_answer_with_nothing_found_is_refused(shared):
    with pytest.raises(FeedError, match="empty list"):
        captured(shared, "ny-meeting-search-0-0.json")


def test_both_apis_give_the_same_meetings_the_same_weekday(shared):
    _, classic, _ = captured(shared, "northeast-getsearchresults.jsonp")
    _, newer, _ = captured(shared, "admin-api-v3-meetings.json")

    def times(cleaned):
        return {one.key: (one.name, one.schedules[0].byday, one.schedules[0].opens_at, one.schedules[0].closes_at)
                for one in cleaned}  # fmt: skip

    both = times(classic).keys() & times(newer).keys()
    assert len(both) > 200
    differing = [key for key in both if times(classic)[key] != times(newer)[key]]
    assert differing == []
