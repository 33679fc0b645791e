"""What a referral list is, as a form, as a code in an address, and as JSON."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from data.errors import QueryError
from webapp.filters import printable
from webapp.languages import BY_TAG, ENGLISH, current
from webapp.lists.facts import LONGEST_FACTS

MOST_ENTRIES = 100
LONGEST_TITLE = 120
LONGEST_INTRO = 1_000
LONGEST_NOTE = 500
MOST_BLANKS = 6
# A UUID's 16 bytes in URL-safe base 64 (RFC 4648, section 5) without its padding.
_CODE_LENGTH = 22

Order = Literal["none", "need", "day"]


@dataclass(frozen=True)
class Kept:
    """One listing of a list: its maker's `note`, lines left `blanks` for handwriting, what was known (`facts`)."""

    id: str
    note: str = ""
    blanks: int = 0
    facts: str = ""


@dataclass(frozen=True)
class ReferralList:
    """Listings in the order somebody put them, with a title and words before them; `order` is how it is printed."""

    entries: tuple[Kept, ...] = ()
    title: str = ""
    intro: str = ""
    order: Order = "none"
    language: str = ENGLISH.tag

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the listings, in their order."""
        return tuple(one.id for one in self.entries)

    def document(self) -> dict[str, Any]:
        """Return the list as JSON keeps it."""
        return asdict(self)


def code_of(ids: Iterable[str]) -> str:
    """Return ids as they stand in an address: 22 letters each."""
    return "".join(base64.urlsafe_b64encode(UUID(one).bytes).decode().rstrip("=") for one in ids)


def ids_of(code: str) -> tuple[str, ...]:
    """Return the ids of a code, without repeats; what is none is left out."""
    found: dict[str, None] = {}
    for start in range(0, min(len(code), MOST_ENTRIES * _CODE_LENGTH), _CODE_LENGTH):
        part = code[start : start + _CODE_LENGTH]
        if re.fullmatch(r"[A-Za-z0-9_-]{22}", part):
            try:
                found[str(UUID(bytes=base64.urlsafe_b64decode(f"{part}==")))] = None
            except (ValueError, binascii.Error):
                continue
    return tuple(found)


def of_code(code: str) -> ReferralList:
    """Return the list that an address names: listings alone, in the language of the page that shows them."""
    return ReferralList(tuple(map(Kept, ids_of(code))), language=current().tag)


def of_form(form: Mapping[str, Sequence[str]]) -> ReferralList:
    """Return the list of a form: `id` repeated in the list's order, `note-ID`, `blanks-ID`, `facts-ID`, and its own.

    What is too long is cut, what is no id left out. Raises QueryError when there are more listings than a list holds.
    """
    ids = [one for value in form.get("id") or () if (one := _id(value))]
    ids += [one for code in form.get("list") or () for one in ids_of(code)]
    entries = {one: _kept(one, form) for one in dict.fromkeys(ids)}
    if len(entries) > MOST_ENTRIES:
        raise QueryError(f"a list holds at most {MOST_ENTRIES} listings", code="too-many", field="id")
    return ReferralList(tuple(entries.values()), **_own(lambda name: _first(form, name)))


def of_document(document: Mapping[str, Any]) -> ReferralList:
    """Return the list of its JSON, as strictly as that of a form."""
    form: dict[str, list[str]] = {name: [str(document.get(name) or "")] for name in _OWN}
    form["id"] = []
    for one in document.get("entries") or ():
        if isinstance(one, Mapping) and (entry := _id(str(one.get("id")))):
            form["id"].append(entry)
            form |= {f"{name}-{entry}": [str(one.get(name) or "")] for name in ("note", "blanks", "facts")}
    return of_form(form)


_OWN = ("title", "intro", "order", "language")


def _own(given: Any) -> dict[str, Any]:
    order, language = given("order"), given("language")
    return {
        "title": text(given("title"), LONGEST_TITLE),
        "intro": text(given("intro"), LONGEST_INTRO, lines=True),
        "order": order if order in get_args(Order) else "none",
        "language": language if language in BY_TAG else current().tag,
    }


def _kept(listing_id: str, form: Mapping[str, Sequence[str]]) -> Kept:
    blanks = _first(form, f"blanks-{listing_id}")
    return Kept(
        id=listing_id,
        note=text(_first(form, f"note-{listing_id}"), LONGEST_NOTE, lines=True),
        blanks=min(int(blanks), MOST_BLANKS) if blanks.isdecimal() and blanks.isascii() and len(blanks) < 4 else 0,
        facts=_first(form, f"facts-{listing_id}")[:LONGEST_FACTS],
    )


def _first(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name) or ("",)), "")


def _id(value: str) -> str | None:
    try:
        return str(UUID(value)) if len(value) == 36 else None
    except ValueError:
        return None


def text(value: str, longest: int, lines: bool = False) -> str:
    """Return what somebody typed, cut, without characters that no page can show; one line unless `lines`."""
    shown = str(printable(value)).replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        shown = " ".join(shown.split())
    return shown[:longest].strip()
