"""Excel workbooks: the header, what cells hold, and files that are no workbook."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crawlers.payload import unpack
from data.errors import FeedError
from tests.support.tables import crawl

TOML = 'format = "xlsx"\n{more}\n[columns]\nid = "No"\nname = "Site"\n'
PLAIN = TOML.format(more="")
HEADER = ["No", "Site", "What"]


def book(*rows: list[Any], **sheets: list[list[Any]]) -> bytes:
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.title = "Places"
    for row in rows:
        first.append(row)
    for title, more in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in more:
            sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def rewritten(body: bytes, name: str, change: Any) -> bytes:
    """The same workbook with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_the_first_row_that_is_not_empty_names_the_columns(tmp_path: Path) -> None:
    body = book(
        [], [None, " "], ["No", " Site ", "What"], [1, "Pantry", "Boxes"], [], [2.0, "Shelter"], [None, None, ""]
    )
    found, tally = crawl(PLAIN + 'description = "What"', body, tmp_path)
    assert [(record.record, record.name, record.description) for record in found] == [
        ("1", "Pantry", "Boxes"),
        ("2", "Shelter", None),
    ]
    assert (tally.read, tally.messages) == (2, [])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Boxes", "Boxes"),
        (62701, "62701"),
        (62701.0, "62701"),
        (0.5, "0.5"),
        (True, "true"),
        (date(2026, 11, 25), "2026-11-25"),
        (datetime(2026, 11, 25), "2026-11-25"),  # noqa: DTZ001
        (datetime(2026, 11, 25, 18, 30), "2026-11-25 18:30"),  # noqa: DTZ001
        (time(18, 30), "18:30"),
        ("#N/A", None),
        ("   ", None),
        ("=1+1", None),
    ],
)
def test_what_a_cell_holds(cell: Any, text: str | None, tmp_path: Path) -> None:
    [found], _ = crawl(PLAIN + 'description = "What"', book(HEADER, [1, "Pantry", cell]), tmp_path)
    assert found.description == text


def test_a_formula_is_its_result(tmp_path: Path) -> None:
    body = rewritten(
        book(HEADER, [1, "Pantry", "=1+1"]), SHEET, lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml)
    )
    [found], _ = crawl(PLAIN + 'description = "What"', body, tmp_path)
    assert found.description == "2"


def test_a_row_longer_than_the_header_is_left_out(tmp_path: Path) -> None:
    found, tally = crawl(PLAIN, book(HEADER, [1, "A", "", "more"], [2, "B"]), tmp_path)
    assert [record.record for record in found] == ["2"]
    assert tally.skipped == {"too-many-cells": 1}


def test_a_sheet_is_chosen_by_name_or_the_first_that_is_shown(tmp_path: Path) -> None:
    body = book(HEADER, [1, "Pantry"], Others=[HEADER, [2, "Shelter"]])
    found, _ = crawl(TOML.format(more='rows = "Others"'), body, tmp_path)
    assert [record.record for record in found] == ["2"]
    hidden = rewritten(body, "xl/workbook.xml", lambda xml: xml.replace(b'state="visible"', b'state="hidden"', 1))
    found, _ = crawl(PLAIN, hidden, tmp_path)
    assert [record.record for record in found] == ["2"]
    with pytest.raises(FeedError, match=r"no sheet 'Thirds' \(it has Places, Others\)"):
        crawl(TOML.format(more='rows = "Thirds"'), body, tmp_path)


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    body = book(HEADER, [1, "Pantry"], [2, "Shelter"])
    for size in (b"A1", b"A1:XFD1048576"):
        lying = rewritten(
            body, SHEET, lambda xml, size=size: re.sub(rb'ref="[^"]*"', b'ref="' + size + b'"', xml, count=1)
        )
        found, _ = crawl(PLAIN, lying, tmp_path)
        assert len(found) == 2


def test_a_row_far_below_all_others_ends_the_sheet(tmp_path: Path) -> None:
    far = rewritten(
        book(HEADER, [1, "Pantry"], [2, "Shelter"]),
        SHEET,
        lambda xml: xml.replace(b'<row r="3"', b'<row r="999999999999"'),
    )
    found, _ = crawl(PLAIN, far, tmp_path)
    assert [record.record for record in found] == ["1"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "is not an Excel workbook"),
        (b"", "is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind"),
        (book(), "is empty"),
        (book(["No", "Name"], [1, "x"]), "has no column Site"),
        (book(HEADER, [1, "Pantry"])[:-50], "cut short or damaged"),
        (rewritten(book(HEADER), SHEET, lambda _: b"<worksheet><sheetData><row"), "damaged workbook"),
        (rewritten(book(HEADER), "xl/workbook.xml", lambda _: b""), "damaged workbook"),
        (rewritten(book(HEADER), SHEET, lambda xml: b" " * 5_000_000 + xml), "grows past 4 MB"),
        (rewritten(book(HEADER), SHEET, lambda xml: xml.replace(
            b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet', 1)), "damaged workbook"),
    ],
    ids=["html", "nothing", "xls", "empty", "no-column", "cut", "bad-sheet", "bad-book", "bomb", "entities"],
)  # fmt: skip
def test_a_file_that_is_no_good_workbook_is_refused(body: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=said):
        crawl(TOML.format(more="max_mb = 1"), body, tmp_path)


def test_a_workbook_is_not_unpacked_like_other_archives(tmp_path: Path) -> None:
    body = book(HEADER, [1, "Pantry"])
    assert [one.name for one in unpack(body, "x.xlsx", "file:///x.xlsx", 1)] == ["x.xlsx"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("2026/places.xlsx", body)
        archive.writestr("readme.txt", "about")
    found, _ = crawl(PLAIN, stream.getvalue(), tmp_path, "places.zip")
    assert len(found) == 1
