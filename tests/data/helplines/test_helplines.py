"""The curated helplines: what must be there, that numbers can be dialled, and what a broken file says."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import phonenumbers
import pytest
from pydantic import ValidationError

from data.helplines import Call, Helpline, TextLine, by_country, helplines, read_helplines
from data.model import Record
from data.taxonomy import facet_labels, needs

SHARED = Path(__file__).parents[3].parent / "shared"
LINES = {line.id: line for line in helplines()}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


def read(text: str) -> tuple[Helpline, ...]:
    return read_helplines(text.encode(), "lines.toml")


def hours(opens_at: str, closes_at: str, timezone: str) -> str:
    row = f'byday = ["MO"], opens_at = "{opens_at}", closes_at = "{closes_at}", timezone = "{timezone}"'
    return f"hours = [{{ {row} }}]"


def dialled(line: Helpline) -> list[tuple[str, str | None]]:
    """The numbers to call with their notes, then those to text with their keywords."""
    calls = [(call.dialled, call.note) for call in line.call]
    return calls + [(text.dialled, text.keyword) for text in line.text]


# --- what must be there --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line_id", "numbers", "chat"),
    [
        (
            "us-988",
            [
                ("988", None),
                ("988", "press 2"),
                ("988", "from a videophone, in American Sign Language"),
                ("988", None),
                ("988", "AYUDA"),
            ],
            True,
        ),
        ("us-crisis-text-line", [("741741", "HOME"), ("741741", "HOLA")], True),
        ("us-veterans-crisis-line", [("988", "press 1"), ("838255", None)], True),
        ("us-trevor-project", [("+18664887386", None), ("678678", "START")], True),
        ("us-trans-lifeline", [("+18775658860", None), ("+18773306366", "from Canada")], False),
        (
            "us-domestic-violence-hotline",
            [("+18007997233", None), ("+18007873224", "TTY"), ("88788", "START")],
            True,
        ),
        ("us-sexual-assault-hotline", [("+18006564673", None), ("64673", "HOPE")], True),
        ("us-childhelp", [("+18004224453", None), ("+18004224453", None)], True),
        ("us-nami-helpline", [("+18009506264", None), ("62640", "HelpLine")], True),
        ("us-maternal-mental-health", [("+18338526262", None), ("+18338526262", None)], False),
        ("us-211", [("211", None)], False),
        ("us-love-is-respect", [("+18663319474", None), ("22522", "LOVEIS")], True),
        ("us-stronghearts", [("+18447628483", None), ("+18447628483", None)], True),
        ("us-poison-help", [("+18002221222", None)], False),
        ("us-runaway-safeline", [("+18007862929", None)], True),
        ("us-eldercare-locator", [("+18006771116", None)], False),
        ("us-anad-helpline", [("+18883757767", None)], False),
    ],
)
def test_required_us_line(line_id: str, numbers: list[tuple[str, str | None]], chat: bool) -> None:
    line = LINES[line_id]
    assert line.country == "US"
    assert dialled(line) == numbers
    assert bool(line.chat) is chat


def test_samhsa_lines_have_their_numbers() -> None:
    assert dialled(LINES["us-samhsa-helpline"])[0] == ("+18006624357", None)
    distress = LINES["us-disaster-distress"]
    assert {number for number, _ in dialled(distress)} == {"+18009855990"}
    assert [(call.languages, call.note) for call in distress.call][1] == (("es",), "press 2")


def test_988_speaks_spanish_and_sign_language() -> None:
    assert LINES["us-988"].languages == ("en", "es", "ase")
    assert [call.languages for call in LINES["us-988"].call] == [("en",), ("es",), ("ase",)]


@pytest.mark.parametrize(
    ("line_id", "days", "opens_at", "closes_at", "timezone"),
    [
        ("us-nami-helpline", WEEKDAYS, "10:00", "22:00", "America/New_York"),
        ("us-trans-lifeline", WEEKDAYS, "10:00", "18:00", "America/Los_Angeles"),
        ("us-eldercare-locator", WEEKDAYS, "08:00", "21:00", "America/New_York"),
        ("us-anad-helpline", WEEKDAYS, "09:00", "21:00", "America/Chicago"),
    ],
)
def test_hours_of_lines_that_close(
    line_id: str, days: tuple[str, ...], opens_at: str, closes_at: str, timezone: str
) -> None:
    line = LINES[line_id]
    assert not line.is_always_open
    assert [(row.byday, row.opens_at, row.closes_at, row.timezone) for row in line.hours] == [
        (days, opens_at, closes_at, timezone)
    ]


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("US", "988"),
        ("CA", "988"),
        ("MX", "+528009112000"),
        ("GB", "116123"),
        ("IE", "116123"),
        ("AU", "131114"),
        ("NZ", "1737"),
        ("IN", "14416"),
        ("FR", "3114"),
        ("DE", "+498001110111"),
        ("AT", "142"),
        ("CH", "143"),
        ("IT", "+390223272327"),
        ("NL", "+318000113"),
        ("BE", "1813"),
        ("SE", "90101"),
        ("NO", "116123"),
        ("DK", "+4570201201"),
        ("FI", "+358925250111"),
        ("ES", "024"),
        ("PT", "1411"),
        ("BR", "188"),
        ("AR", "+548009990091"),
        ("JP", "+81120279338"),
        ("KR", "109"),
        ("PH", "1553"),
        ("ZA", "+27800567567"),
        ("IL", "1201"),
        ("PL", "+48800702222"),
        ("SG", "1767"),
        ("HK", "+85228960000"),
    ],
)
def test_main_line_of_a_country(country: str, number: str) -> None:
    main = by_country()[country][0]
    assert main.main
    assert main.needs[0] == "crisis"
    assert main.call[0].dialled == number


def test_twenty_other_countries_have_one_main_line_each() -> None:
    countries = by_country()
    assert len(countries) >= 21
    for lines in countries.values():
        assert [line.main for line in lines] == [True] + [False] * (len(lines) - 1)
    assert sum(map(len, countries.values())) == len(helplines())


def test_non_emergency_lines_are_not_offered_in_a_crisis() -> None:
    for line_id in (
        "us-nami-helpline",
        "us-samhsa-helpline",
        "us-maternal-mental-health",
        "us-al-anon",
        "us-211",
    ):
        assert "crisis" not in LINES[line_id].needs


# --- every line ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", helplines(), ids=lambda line: line.id)
def test_line_can_be_reached(line: Helpline) -> None:
    numbers: list[Call | TextLine] = [*line.call, *line.text]
    for number in numbers:
        if number.is_code:
            assert re.fullmatch(r"\d{3,6}", number.dialled)
        else:
            assert phonenumbers.is_valid_number(phonenumbers.parse(number.dialled))
        scheme = "tel" if isinstance(number, Call) else "sms"
        assert re.fullmatch(scheme + r":\+?\d{3,15}(\?&body=[A-Za-z]+)?", number.href)
        assert re.fullmatch(r"[0-9][0-9 -]*[0-9]", number.display)


@pytest.mark.parametrize("line", helplines(), ids=lambda line: line.id)
def test_line_becomes_a_clean_record(line: Helpline) -> None:
    record = line.to_record("helplines")
    assert isinstance(record, Record)
    assert (record.source, record.record, record.key) == ("helplines", line.id, line.id)
    assert record.description is not None
    assert record.description.startswith(line.summary)
    assert line.answered_by in record.description
    assert set(record.needs) <= set(needs())
    assert set(record.audiences) <= set(facet_labels()["audiences"])
    assert ("online" in record.modes) is bool(line.chat)
    assert record.location.location_type == "virtual"
    assert [(area.extent_type, area.extent) for area in record.service_areas] == [("country", line.country)]
    assert record.record_url == line.source_url
    assert record.confirmed is None
    assert record.application_process is None
    assert bool(record.schedules) is bool(line.always or line.hours)
    assert line.noted == date(2026, 11, 22)


def test_record_of_988() -> None:
    record = LINES["us-988"].to_record("lines")
    assert record.modes == ["phone", "online"]
    assert record.cost == ["free"]
    assert [(phone.number, phone.type, phone.description) for phone in record.phones] == [
        ("988", "voice", None),
        ("988", "voice", "press 2"),
        ("988", "voice", "from a videophone, in American Sign Language"),
        ("988", "text", None),
        ("988", "text", "Text AYUDA"),
    ]
    [schedule] = record.schedules
    assert (schedule.freq, schedule.opens_at, schedule.closes_at) == ("DAILY", "00:00", "24:00")
    assert schedule.description == "24 hours, every day"


def test_record_of_a_line_that_closes_at_night() -> None:
    schedules = LINES["dk-livslinien"].to_record("lines").schedules
    assert [(row.freq, row.opens_at, row.closes_at) for row in schedules] == [
        ("WEEKLY", "00:00", "05:00"),
        ("WEEKLY", "09:00", "24:00"),
    ]
    assert schedules[0].byday == ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    assert schedules[0].timezone == "Europe/Copenhagen"


def test_tty_and_unknown_cost_are_told_apart() -> None:
    violence = LINES["us-domestic-violence-hotline"].to_record("lines")
    assert [phone.type for phone in violence.phones] == ["voice", "tty", "text"]
    assert LINES["us-trans-lifeline"].to_record("lines").cost == []


@pytest.mark.parametrize(
    ("country", "written", "display", "href"),
    [
        ("US", "800-799-7233", "800-799-7233", "tel:+18007997233"),
        ("US", "8007997233", "800-799-7233", "tel:+18007997233"),
        ("GB", "116 123", "116 123", "tel:116123"),
        ("AU", "13 11 14", "13 11 14", "tel:131114"),
        ("DE", "0800 111 0 111", "0800 111 0 111", "tel:08001110111"),
        ("DE", "08001110111", "0800 1110111", "tel:08001110111"),
        ("IT", "02 2327 2327", "02 2327 2327", "tel:+390223272327"),
    ],
)
def test_numbers_for_people_and_for_links(country: str, written: str, display: str, href: str) -> None:
    call = Call(number=written, country=country, languages=("en",))
    assert (call.display, call.href) == (display, href)


def test_text_link_fills_in_the_keyword() -> None:
    asked = TextLine(number="741741", country="US", languages=("en",), keyword="HOME")
    assert asked.href == "sms:741741?&body=HOME"
    assert TextLine(number="988", country="US", languages=("en",)).href == "sms:988"


def test_helplines_are_frozen() -> None:
    with pytest.raises(ValidationError):
        LINES["us-988"].name = "other"


# --- the captures --------------------------------------------------------------------------------------


def captured(name: str) -> str:
    path = SHARED / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            return "\n".join(packed.read(entry).decode("utf-8", "replace") for entry in packed.namelist())
    return json.dumps(json.loads(path.read_bytes()), ensure_ascii=False)


@pytest.mark.parametrize("line", [line for line in helplines() if line.checked], ids=lambda line: line.id)
def test_checked_number_is_in_the_capture_it_names(line: Helpline) -> None:
    if not SHARED.is_dir():
        pytest.skip("the folder of captures is not beside this checkout")
    assert line.checked is not None
    digits = re.sub(r"\D", "", (line.call or line.text)[0].number)
    pattern = r"(?<!\d)" + r"[\s().\u2013-]{0,3}".join(digits) + r"(?!\d)"
    assert re.search(pattern, captured(line.checked))


# --- broken files --------------------------------------------------------------------------------------
