import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from icalendar import Calendar

from data.model import Organization
from tests.webapp.support import full_listing, make_listing
from webapp.lists import formats
from webapp.lists.formats import Chosen

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = "=cmd|' /C calc'!A0"


def chosen(listing, note=""):
    return Chosen(listing, note, f"https://kith.example/listing/{listing.id}/")


LIST = [chosen(make_listing("one"), "ask for the intake desk"), chosen(full_listing())]


def test_a_message_is_short_and_ends_with_help():
    said = formats.message("For this week", LIST, "https://kith.example/list")
    lines = said.split("\n")
    assert lines[0] == "For this week"
    assert "Grief circle" in said
    assert "Tuesdays 7:00 PM to 8:30 PM" in said
    assert "(217) 555-0100" in said
    assert "> ask for the intake desk" in said
    assert lines[-2:] == ["All of it: https://kith.example/list", "In crisis? Call or text 988."]
    many = formats.message("", LIST * 50, None)
    assert len(many) <= formats.LONGEST_MESSAGE
    assert "more\nIn crisis?" in many


def test_a_table_has_no_formula():
    bad = make_listing("bad", name=HOSTILE, organization=Organization(name="@SUM(A1)"))
    rows = list(csv.reader(io.StringIO(formats.as_csv([chosen(bad, "+1 2")]).decode("utf-8-sig"))))
    assert rows[1][0] == f"'{HOSTILE}"
    assert rows[1][1] == "'@SUM(A1)"
    assert rows[1][5] == "'+1 2"
    sheet = openpyxl.load_workbook(io.BytesIO(formats.as_xlsx([chosen(bad, "=1+1")]))).active
    assert sheet["A2"].value == HOSTILE
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_contacts():
    lines = formats.as_vcard(LIST).decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 2
    assert "NOTE:ask for the intake desk" in lines
    assert "TEL;VALUE=uri;TYPE=voice:tel:+1-217-555-0100" in lines
    assert "ADR:;;100 E Adams St;Springfield;IL;62701;US" in lines
    assert any(line.startswith("EMAIL:hello@door.example") for line in lines)


def test_contacts_have_no_lines_of_strangers():
    bad = make_listing("bad", name="A\r\nTEL:+1900; B, C\\ é" + "é" * 200)
    text = formats.as_vcard([chosen(bad)]).decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "FN:A\\nTEL:+1900\\; B\\, C\\\\ é" in whole
    assert "\r\nTEL:+1900" not in whole


def test_all_dates_are_one_calendar():
    calendar = Calendar.from_ical(formats.as_ics(LIST, NOW))
    assert len(calendar.walk("VEVENT")) == 2
    assert calendar.walk("VTIMEZONE")
    assert formats.as_ics([chosen(make_listing("none", schedules=[]))], NOW) is None


@pytest.mark.parametrize("kind", formats.FILES)
def test_an_empty_list_is_a_file_too(kind):
    _, make = formats.FILES[kind]
    assert isinstance(make([]), bytes)
