"""Lists to print, and readers of what was printed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2

from data.model import Attendance, Schedule
from tests.webapp.support import full_listing, make_listing
from webapp.paper.building import Wish
from webapp.paper.grouping import Item

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
URL = "https://kith.example.org/search?need=support-groups&near=62701"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def items(count: int) -> list[Item]:
    """Return items of different days, needs and ways; every fourth is held both in person and online."""
    return [Item(_listing(number)) for number in range(count)]


def _listing(number: int) -> Any:
    if number == 1:
        return full_listing("full")
    weekly = Schedule(
        freq="WEEKLY",
        byday=[DAYS[number % 7]],
        opens_at=f"{8 + number % 12:02}:00",
        closes_at=f"{9 + number % 12:02}:30",
        timezone="America/Chicago",
    )
    need = ("support-groups/grief", "support-groups/alcohol", "practical-help/food", "libraries")[number % 4]
    hybrid = number % 4 == 0
    return make_listing(
        f"listing-{number}",
        name=f"Circle number {number}",
        needs=[need.split("/")[0], need] if "/" in need else [need],
        schedules=[weekly],
        modes=["in_person", "online"] if hybrid else ["in_person"],
        attendance=Attendance(url=f"https://meet.example/{number}", phone="+12175550111") if hybrid else None,
    )


def wish(**changes: Any) -> Wish:
    """Return a wish with ordinary contents."""
    given: dict[str, Any] = {"title": "Support near Springfield, IL", "made": NOW, "url": URL, "with_index": True}
    return Wish(**(given | changes))


@dataclass(frozen=True)
class Element:
    """One element of a structure tree in the order of reading: its role and depth, the text and `Alt` it stands for."""

    role: str
    depth: int
    text: str
    alt: str | None


def structure(pdf: bytes) -> list[Element]:
    """Return the structure tree of a PDF whose pages hold their content themselves."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, pdfplumber.open(io.BytesIO(pdf)) as read:
        texts: dict[tuple[tuple[int, int], int], str] = {}
        for page, content in zip(opened.pages, read.pages, strict=True):
            number = None
            for char in content.chars:
                # The reader forgets the number where a mark inside (a blank with its own text) ends.
                number = char["mcid"] if char["mcid"] is not None else number
                if char["tag"] != "Artifact" and number is not None:
                    key = page.obj.objgen, number
                    texts[key] = texts.get(key, "") + char["text"]
        return list(_elements(opened.Root.StructTreeRoot, texts, 0))


def _elements(node: Any, texts: dict[Any, str], depth: int) -> Iterator[Element]:
    for kid in kids_of(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            own = "".join(texts.get((page.objgen, mcid), "") for page, mcid, _ in leaves(kid))
            alt = str(kid.Alt) if "/Alt" in kid else None
            yield Element(str(kid.S).lstrip("/"), depth, own, alt)
            yield from _elements(kid, texts, depth + 1)


def kids_of(node: Any) -> list[Any]:
    """Return the kids of a structure element."""
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def leaves(node: Any, page: Any = None) -> Iterator[tuple[Any, int, Any]]:
    """Yield `(page, marked-content number, form or None)` of what an element stands for, in the order of reading."""
    page = node.get("/Pg", page)
    for kid in kids_of(node):
        if isinstance(kid, int):
            yield page, kid, None
        elif kid.get("/Type") == pikepdf.Name.MCR:
            yield kid.get("/Pg", page), int(kid.MCID), kid.get("/Stm")
        elif "/S" in kid:
            yield from leaves(kid, page)


def plain(text: str) -> str:
    """Return text without blanks, breaks and marks of direction, to compare by."""
    return re.sub(r"[\s\u200b\u00a0\u2066-\u2069\u00ad]", "", text)


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of every page."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in opened]
    finally:
        opened.close()
