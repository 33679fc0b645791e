from datetime import date

import pytest

from crawlers.payload import Payload
from crawlers.spiders.ical import IcalSpider
from data.errors import FeedError
from data.sources import Source

WORKSHOP = """UID:workshop@example.org
SUMMARY:Test Library\\, tax workshop
DESCRIPTION:Bring your
  papers.
LOCATION:Test Library\\, 12 Main St\\, Testville\\, IL 62701
GEO:39.8;-89.65
URL:https://library.example.org/tax
CATEGORIES:Workshop,Money
ORGANIZER;CN=Jane Doe:mailto:jane@example.org
DTSTART;TZID=America/Chicago:20260105T190000
DTEND;TZID=America/Chicago:20260105T203000
"""


def calendar(*events, header=""):
    body = "".join(f"BEGIN:VEVENT\n{event}END:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//Test//EN\n{header}{body}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    )


def crawl(text, **facts):
    source = Source(id="test", name="T", format="ical", url="https://example.org/x.ics", **facts)
    one = IcalSpider(source=source, writer=None, progress=lambda *a: None)
    return list(one.records([Payload("x.ics", text.encode(), "https://example.org/x.ics")])), one.tally


def schedule(*lines, zone="America/Chicago", start="20260105T190000", **facts):
    event = f"UID:1\nSUMMARY:Circle\nDTSTART;TZID={zone}:{start}\n" + "".join(f"{line}\n" for line in lines)
    (found,), _ = crawl(calendar(event), **facts)
    return found.schedules[0]


def test_an_event_becomes_a_listing():
    (found,), tally = crawl(calendar(WORKSHOP), values={"needs": {"money": "practical-help/money"}})
    assert found.record == "workshop@example.org"
    assert found.name == "Test Library, tax workshop"
    assert found.description == "Bring your papers."
    assert found.location.name == "Test Library"
    address = found.location.address
    assert (address.address_1, address.city, address.postal_code) == ("12 Main St", "Testville", "62701")
    assert (found.location.latitude, found.location.longitude) == (39.8, -89.65)
    assert found.modes == ["in_person"]
    assert found.attributes == ["Workshop", "Money"]
    assert found.needs == ["practical-help/money"]
    assert found.url == "https://library.example.org/tax"
    when = found.schedules[0]
    assert (when.dtstart, when.opens_at, when.closes_at) == (date(2026, 1, 5), "19:00", "20:30")
    assert (when.freq, when.timezone) == (None, "America/Chicago")
    assert tally.read == 1


def test_an_organizer_is_never_carried():
    (found,), _ = crawl(calendar(WORKSHOP))
    assert "jane" not in found.model_dump_json().lower()


@pytest.mark.parametrize(
    ("rule", "freq", "interval", "byday", "bymonthday", "until"),
    [
        ("FREQ=WEEKLY", "WEEKLY", None, ["MO"], [], None),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "WEEKLY", 2, ["MO", "WE"], [], None),
        ("FREQ=MONTHLY;BYDAY=1MO", "MONTHLY", None, ["1MO"], [], None),
        ("FREQ=MONTHLY;BYDAY=-1FR", "MONTHLY", None, ["-1FR"], [], None),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "MONTHLY", None, ["2TU"], [], None),
        ("FREQ=MONTHLY", "MONTHLY", None, [], [5], None),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "MONTHLY", None, [], [15], None),
        ("FREQ=DAILY;COUNT=5", "DAILY", None, [], [], date(2026, 1, 9)),
        ("FREQ=WEEKLY;UNTIL=20260331", "WEEKLY", None, ["MO"], [], date(2026, 3, 31)),
        ("FREQ=WEEKLY;UNTIL=20260401T030000Z", "WEEKLY", None, ["MO"], [], date(2026, 3, 31)),
        ("FREQ=WEEKLY;COUNT=99999999", "WEEKLY", None, ["MO"], [], None),
    ],
)
def test_rules(rule, freq, interval, byday, bymonthday, until):
    found = schedule(f"RRULE:{rule}")
    assert (found.freq, found.interval, found.byday) == (freq, interval, byday)
    assert (found.bymonthday, found.valid_to) == (bymonthday, until)


def test_a_rule_without_hsds_words_is_said_and_the_date_stays():
    found = schedule("RRULE:FREQ=YEARLY")
    assert (found.freq, found.dtstart, found.description) == (None, date(2026, 1, 5), "Repeats yearly.")


def test_left_out_dates_are_kept():
    found = schedule("RRULE:FREQ=WEEKLY", "EXDATE;TZID=America/Chicago:20260119T190000,20260112T190000")
    assert found.exdate == [date(2026, 1, 12), date(2026, 1, 19)]
    assert found.description is None
    # 7 PM in Chicago is the next day in UTC.
    assert schedule("RRULE:FREQ=WEEKLY", "EXDATE:20260113T010000Z").exdate == [date(2026, 1, 12)]


@pytest.mark.parametrize(
    ("start", "zone", "source_zone", "opens", "kept"),
    [
        ("DTSTART:20260106T010000Z", "", "America/Chicago", "19:00", "America/Chicago"),
        ("DTSTART:20260106T010000Z", "X-WR-TIMEZONE:America/New_York\n", None, "20:00", "America/New_York"),
        ("DTSTART:20260106T010000Z", "", None, "01:00", "UTC"),
        ("DTSTART:20260105T190000", "", "America/Chicago", "19:00", "America/Chicago"),
        ("DTSTART:20260105T190000", "", None, "19:00", None),
        ("DTSTART;TZID=Central Standard Time:20260105T190000", "", None, "19:00", "America/Chicago"),
        ("DTSTART;TZID=Atlantis:20260105T190000", "", None, "19:00", None),
    ],
)
def test_times_are_wall_times_where_the_event_is(start, zone, source_zone, opens, kept):
    (found,), _ = crawl(calendar(f"UID:1\nSUMMARY:C\n{start}\n", header=zone), timezone=source_zone)
    assert (found.schedules[0].opens_at, found.schedules[0].timezone) == (opens, kept)


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ("DURATION:PT90M", "20:30"),
        ("DTEND;TZID=America/Chicago:20260106T000000", "24:00"),
        ("DTEND;TZID=America/Chicago:20260106T013000", "01:30"),
        ("SEQUENCE:1", None),
    ],
)
def test_ends(line, closes):
    assert schedule(line).closes_at == closes


def test_an_all_day_event_has_a_date_and_no_times():
    (found,), _ = crawl(calendar("UID:1\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20260704\n"))
    assert (found.schedules[0].dtstart, found.schedules[0].opens_at) == (date(2026, 7, 4), None)


@pytest.mark.parametrize(
    ("location", "modes", "name", "city"),
    [
        ("Meeting Room B", ["in_person"], "Meeting Room B", None),
        ("https://meet.example.org/x", ["online"], None, None),
        ("4 Oak Ave\\, Testville\\, IL", ["in_person"], None, "Testville"),
    ],
)
def test_locations(location, modes, name, city):
    (found,), _ = crawl(calendar(f"UID:1\nSUMMARY:C\nDTSTART:20260105T190000\nLOCATION:{location}\n"))
    assert found.modes == modes
    assert found.location.name == name
    assert (found.location.address.city if found.location.address else None) == city


def test_a_cancelled_event_is_inactive():
    (found,), _ = crawl(calendar("UID:1\nSUMMARY:C\nDTSTART:20260105T190000\nSTATUS:CANCELLED\n"))
    assert found.status == "inactive"


def test_broken_events_are_counted_and_the_others_go_on():
    text = calendar(
        "UID:2\nSUMMARY:Bad day\nDTSTART:2026XX05T190000\n",
        "UID:3\nSUMMARY:Bad rule\nDTSTART:20260105T190000\nRRULE:FREQ=SOMETIMES\n",
        "UID:4\nSUMMARY:No time\n",
        "SUMMARY:No id\nDTSTART:20260105T190000\n",
        "UID:5\nDTSTART:20260105T190000\n",
        "UID:6\nSUMMARY:Moved\nDTSTART:20260105T190000\nRECURRENCE-ID:20260105T180000\n",
        WORKSHOP,
    ) + "BEGIN:VEVENT\r\nUID:7\r\nSUMMARY:Cut"  # fmt: skip
    found, tally = crawl(text)
    assert [one.record for one in found] == ["workshop@example.org"]
    assert tally.skipped == {"broken-event": 3, "no-time": 1, "no-id": 1, "no-name": 1, "changed-date": 1}


def test_a_line_that_is_no_property_is_named_and_costs_nothing_else():
    (found,), _ = crawl(calendar("UID:1\nSUMMARY:C\nDTSTART:20260105T190000\nand this line is not one\n"))
    assert found.problems[0].reason == "cannot be read"


@pytest.mark.parametrize("text", ["", "<html></html>", "[]"])
def test_a_feed_of_another_kind_is_refused(text):
    with pytest.raises(FeedError, match="not an iCalendar"):
        crawl(text)


def test_no_damage_to_a_calendar_breaks_the_spider():
    text = calendar(WORKSHOP + "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3\nEXDATE:20260105T190000Z\n", WORKSHOP)
    for at in range(60, len(text), 11):
        crawl(text[:at] + "9" + text[at + 1 :], timezone="America/Chicago")
        crawl(text[:at] + text[at + 7 :], timezone="America/Chicago")


TITLES = {"titles": {"grief|support group": "support-groups", "grief": "support-groups/grief", "workshop": "libraries"}}


@pytest.mark.parametrize(
    ("title", "category", "needs"),
    [
        ("Grief circle", "", ["support-groups", "support-groups/grief"]),
        ("Parents' SUPPORT GROUP", "", ["support-groups"]),
        ("Tuesday circle", "Grief", ["support-groups", "support-groups/grief"]),
        ("Zoning board", "", None),
        ("Grief circle (cancelled)", "", None),
        ("Grief circle", "Board", None),
    ],
)
def test_an_event_is_kept_for_what_its_title_or_category_says(title, category, needs):
    event = f"UID:1\nSUMMARY:{title}\nCATEGORIES:{category}\nDTSTART:20260105T190000\n"
    found, tally = crawl(calendar(event), exclude="cancel|board", **TITLES)
    assert [record.needs for record in found] == ([] if needs is None else [needs])
    assert tally.skipped == ({"other-kind": 1} if needs is None else {})


def test_without_patterns_every_event_is_kept():
    found, tally = crawl(calendar("UID:1\nSUMMARY:Zoning\nDTSTART:20260105T190000\n"))
    assert (len(found), tally.skipped) == (1, {})
