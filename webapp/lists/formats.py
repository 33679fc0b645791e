"""A list as files and as text: CSV, XLSX, vCard, iCalendar, a text message. Each holds what the public may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from data.exporting.cells import guarded
from data.model import Listing
from webapp import calendar_file, filters, numbers
from webapp.languages import gettext
from webapp.paper.entries import Place, entry

# A long text message: ten parts of 153 letters. What is more is left to the link.
LONGEST_MESSAGE = 1_500
LONGEST_NOTE = 120
# Folded so that no line has more bytes (RFC 6350, section 3.2).
_VCARD_LINE = 75


@dataclass(frozen=True)
class Chosen:
    """A listing of a list as it is now, its maker's note, the address of its page, lines left for handwriting.

    `changed` says what is otherwise than it was known.
    """

    listing: Listing
    note: str
    url: str
    blanks: int = 0
    changed: tuple[str, ...] = ()


def message(title: str, chosen: Sequence[Chosen], link: str | None) -> str:
    """Return the list as a text message: a line or two each, help lines last; what does not fit is left to `link`.

    `list.js` writes the same when the list is changed.
    """
    tail = "\n".join([gettext("All of it: %(link)s", link=link), crisis_words()] if link else [crisis_words()])
    parts, left = [title] if title else [], LONGEST_MESSAGE - len(title) - len(tail) - 20
    for place, one in enumerate(chosen):
        text = "\n".join([message_words(one.listing), *([f"> {one.note[:LONGEST_NOTE]}"] if one.note else [])])
        if left < len(text) + 1:
            parts.append(gettext("… and %(count)s more", count=numbers.number_words(len(chosen) - place)))
            break
        parts.append(text)
        left -= len(text) + 1
    return "\n".join([*parts, tail])


def crisis_words() -> str:
    """Return what a text message ends with."""
    return gettext("In crisis? Call or text 988.")


def message_words(listing: Listing) -> str:
    """Return a listing as lines of a text message."""
    return "\n".join(_message_lines(listing))


def _message_lines(listing: Listing) -> Iterable[str]:
    yield listing.name[:100]
    made = entry(listing, Place("message"))
    for fact in made.facts[:2]:
        yield from fact.lines[:1]
    phones = [one for one in listing.phones if one.type != "fax"]
    yield from [filters.phone_words(one.number, one.extension) for one in phones[:1]]


def _rows(chosen: Sequence[Chosen]) -> Iterable[list[str]]:
    yield [
        gettext("Name"), gettext("Run by"), gettext("Facts"), gettext("Phone"), gettext("Website"), gettext("Note"),
        gettext("Last seen"), gettext("Where this comes from"),
    ]  # fmt: skip
    for one in chosen:
        made = entry(one.listing, Place("row"))
        yield [
            made.name,
            made.organization or "",
            "\n".join(f"{fact.label}: {'; '.join(fact.lines)}" for fact in made.facts),
            "; ".join(filters.phone_words(phone.number, phone.extension) for phone in one.listing.phones),
            filters.web_link(one.listing.url) or "",
            one.note,
            made.seen,
            "; ".join(made.credits),
        ]


def as_csv(chosen: Sequence[Chosen]) -> bytes:
    """Return a table (RFC 4180, UTF-8 with the mark that spreadsheets want); no cell is taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in _rows(chosen))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(chosen: Sequence[Chosen]) -> bytes:
    """Return a workbook of one sheet whose cells are all texts."""
    book = Workbook()
    sheet = book.active
    for at, row in enumerate(_rows(chosen), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(at, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000]
            # What begins with "=" would be a formula.
            cell.data_type = "s"
            cell.font = Font(bold=at == 1)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (36, 28, 60, 24, 32, 40, 28, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_vcard(chosen: Sequence[Chosen]) -> bytes:
    """Return the listings as contacts (vCard 4.0, RFC 6350), for the address book of a telephone."""
    return "".join(_folded(line) for one in chosen for line in _vcard(one)).encode()


def _vcard(one: Chosen) -> Iterable[str]:
    listing = one.listing
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{listing.id}"
    yield "KIND:org"
    yield f"FN:{_escaped(listing.name)}"
    if listing.organization.name:
        yield f"ORG:{_escaped(listing.organization.name)}"
    for phone in listing.phones:
        kind = {"text": "text", "fax": "fax", "tty": "textphone"}.get(phone.type, "voice")
        yield f"TEL;VALUE=uri;TYPE={kind}:{_tel(phone.number, phone.extension)}"
    address = listing.location.address
    if address and listing.location.visibility == "full" and "in_person" in listing.modes:
        street = " ".join(part for part in (address.address_1, address.address_2) if part)
        parts = ("", "", street, address.city, address.state_province, address.postal_code, address.country)
        yield "ADR:" + ";".join(_escaped(part or "") for part in parts)
    if filters.mail_link(listing.email):
        yield f"EMAIL:{_escaped(listing.email or '')}"
    yield f"URL:{filters.web_link(listing.url) or one.url}"
    if one.note:
        yield f"NOTE:{_escaped(one.note)}"
    yield "END:VCARD"


def _tel(number: str, extension: str | None) -> str:
    try:
        found = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return filters.tel_link(number, extension)
    found.extension = extension if extension and extension.isdecimal() else None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.RFC3966))


def _escaped(text: str) -> str:
    plain = str(filters.printable(text)).replace("\r", "")
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line as several, none longer than a reader must take, no character cut in two."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _VCARD_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts) + "\r\n"


def as_ics(chosen: Sequence[Chosen], now: datetime) -> bytes | None:
    """Return all dates of all listings as one calendar, or None when none of them has a date."""
    return calendar_file.several(((one.listing, one.url) for one in chosen), now)


FILES: dict[str, tuple[str, Callable[[Sequence[Chosen]], bytes]]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "vcf": ("text/vcard", as_vcard),
}
