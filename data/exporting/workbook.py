"""An Excel workbook (Office Open XML): the listings, and the sources with their terms on a sheet of their own.

A cell holds 32,767 characters; a longer text goes on on the sheet `continued` (listing, column, text), in order.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from data.exporting.cells import guarded
from data.exporting.documents import document_of
from data.exporting.flat import HEADER, cells_of
from data.exporting.licences import Shared, Terms

LISTINGS, CONTINUED, SOURCES = "listings", "continued", "sources"
_PROPERTIES, _MODIFIED = "docProps/core.xml", re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
# Characters beyond the first 65,536 count twice there.
_LONGEST = 16_000
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook's times have no zone)
_WIDE = {"name": 40, "organization": 30, "description": 60, "schedules": 40, "address_1": 30, "id": 38}


def write(chosen: Shared, out: IO[bytes]) -> None:
    """Write the listings, row by row to the disk. Every cell is a text, so none is a formula."""
    book = Workbook(write_only=True)
    book.properties.created = _MADE
    sheet, further = book.create_sheet(LISTINGS), []
    sheet.freeze_panes = "C2"
    for at, name in enumerate(HEADER):
        sheet.column_dimensions[_letter(at)].width = _WIDE.get(name, 18)
    _row(sheet, HEADER, heading=True)
    for listing in chosen:
        cells = []
        for name, text in zip(HEADER, cells_of(listing, document_of(listing)), strict=True):
            clean = ILLEGAL_CHARACTERS_RE.sub("", text)
            cells.append(clean[:_LONGEST])
            further += [(listing.id, name, clean[at : at + _LONGEST]) for at in range(_LONGEST, len(clean), _LONGEST)]
        _row(sheet, cells)
    rest = book.create_sheet(CONTINUED)
    _row(rest, ("id", "column", "text"), heading=True)
    for row in further:
        _row(rest, row)
    terms = book.create_sheet(SOURCES)
    _row(terms, (*Terms._fields, "listings"), heading=True)
    for source in chosen.sharing.rows():
        _row(terms, [str(value) for value in source.values()])
    with tempfile.TemporaryFile() as made:
        book.save(made)
        _copy_without_times(made, out)


def _copy_without_times(made: IO[bytes], out: IO[bytes]) -> None:
    """Copy a zip file: the same listings make the same file, whenever it is written."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            plain = zipfile.ZipInfo(member.filename)
            plain.compress_type = zipfile.ZIP_DEFLATED
            if member.filename == _PROPERTIES:
                # The library puts in the time of writing, whatever it was told.
                new.writestr(plain, _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", old.read(member)))
                continue
            with old.open(member) as part, new.open(plain, "w") as copy:
                shutil.copyfileobj(part, copy, 1 << 20)


def _letter(at: int) -> str:
    return (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)


def _row(sheet: WriteOnlyWorksheet, texts: Iterable[str], heading: bool = False) -> None:
    cells = []
    for text in texts:
        cell = WriteOnlyCell(sheet, value=None)
        if text:
            # Not by `value=`, which takes a text that begins with "=" for a formula.
            cell._value, cell.data_type = guarded(text), "s"
        if heading:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
