"""From listings to a `Document`: title, stamp, crisis lines, parts, index by town, credits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.errors import QueryError
from data.model import Listing
from data.shared_lists import DIGITS
from webapp import numbers
from webapp.languages import BY_TAG, current, gettext, ngettext, speaking
from webapp.paper.content import Document, Entry, Labels, Link, Named, Part, Town, with_each_text
from webapp.paper.crisis import crisis
from webapp.paper.entries import credit
from webapp.paper.grouping import Group, Item, parts
from webapp.paper.plain import one_way, plain
from webapp.paper.qr import svg_of

# Fewer entries are found without an index.
LEAST_FOR_INDEX = 8
# Nobody types a longer address than this: the code opens it, and its site is named beside.
LONGEST_TYPED = 80


@dataclass(frozen=True)
class Wish:
    """What a paper is to be like. `title` and `intro` are its maker's words, printed as plain text.

    `made` is the date the listings were read. `url` is the live list or search, for the QR code; `code` opens a stored
    list; where there is none, the sheets carry a mark made of the listings. `with_index` adds the index by town;
    `wanted` are the ids of the needs that were asked for. `notices` are said at the beginning.
    """

    title: str
    made: datetime
    language: str = "en"
    group: Group = "none"
    intro: str | None = None
    url: str | None = None
    code: str | None = None
    with_index: bool = False
    wanted: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def document(items: Sequence[Item], wish: Wish) -> Document:
    """Return what is printed of the items, as plain text; a list of none still tells where help is.

    Raises QueryError for a language that the interface does not have.
    """
    if wish.language not in BY_TAG:
        raise QueryError(f"must be one of {', '.join(BY_TAG)}", code="unknown-value", field="locale")
    with speaking(wish.language):
        return with_each_text(_document(items, wish), plain)


def _document(items: Sequence[Item], wish: Wish) -> Document:
    made = parts(items, wish.group, wish.wanted)
    mark = wish.code or mark_of(item.listing for item in items)
    return Document(
        language=current().tag,
        direction=current().direction,
        title=wish.title,
        intro=wish.intro,
        stamp=tuple(_stamp(items, wish, mark)),
        mark=mark,
        advice=gettext("Call or write before you go: times and places change."),
        crisis=crisis(),
        parts=made,
        index=tuple(_index(made, items)) if wish.with_index and len(items) >= LEAST_FOR_INDEX else (),
        credits=_credits(items),
        labels=_labels(),
        link=_link(wish.url) if wish.url else None,
        notices=(*wish.notices, *(() if items else (gettext("There is no listing in this list."),))),
    )


def mark_of(listings: Iterable[Listing]) -> str:
    """Return a short mark of which listings these are, in their order: "7Q2K-9FXD"; the same list has the same mark."""
    digest = hashlib.blake2b("\n".join(one.id for one in listings).encode(), digest_size=5).digest()
    number = int.from_bytes(digest)
    text = "".join(DIGITS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{text[:4]}-{text[4:]}"


def _link(url: str) -> Link:
    said = url.split("://", 1)[-1].rstrip("/")
    if len(said) > LONGEST_TYPED:
        said = said.split("/", 1)[0]
    alt = gettext("QR code that opens %(address)s", address=said)
    return Link(url=url, words=said, alt=alt, lead=gettext("This list as it is today:"), svg=svg_of(url))


def _stamp(items: Sequence[Item], wish: Wish, mark: str) -> Iterable[str]:
    yield ngettext("%(num)s listing", "%(num)s listings", len({item.listing.id for item in items}))
    newest = max((item.listing.seen for item in items), default=wish.made)
    yield gettext("Information of %(date)s", date=numbers.date_words(min(newest, wish.made)))
    yield gettext("Printed %(date)s", date=numbers.date_words(wish.made))
    if wish.code and wish.url:
        site = wish.url.split("://", 1)[-1].rsplit("/", 1)[0]
        yield gettext("Code %(code)s, to type in at %(address)s", code=one_way(mark), address=one_way(site))
    else:
        yield gettext("Mark of this list: %(mark)s", mark=one_way(mark))


def _index(made: Iterable[Part], items: Iterable[Item]) -> Iterable[Town]:
    towns = {item.listing.id: _town(item.listing) for item in items}
    elsewhere = gettext("Online or by phone, or without a town")
    found: dict[str, dict[str, list[Entry]]] = {}
    for part in made:
        for section in part.sections:
            for one in section.entries:
                town = towns[one.listing] or elsewhere
                found.setdefault(town, {}).setdefault(one.listing, []).append(one)
    for town in sorted(found, key=lambda name: (name == elsewhere, name.casefold())):
        rows = [Named(entries[0].name, tuple(one.key for one in entries)) for entries in found[town].values()]
        yield Town(town, tuple(sorted(rows, key=lambda row: row.name.casefold())))


def _town(listing: Listing) -> str | None:
    address = listing.location.address
    if address is None or not address.city or listing.location.visibility == "hidden":
        return None
    return ", ".join(part for part in (address.city, address.state_province) if part)


def _credits(items: Iterable[Item]) -> tuple[str, ...]:
    said = {credit(source): None for item in items for source in item.listing.sources}
    return tuple(sorted(said, key=str.casefold))


def _labels() -> Labels:
    return Labels(
        contents=gettext("Contents"),
        index=gettext("Index by town"),
        notes=gettext("Notes"),
        page=gettext("Page"),
        credits=gettext("Where these listings come from"),
        note=gettext("Note"),
        folding={
            "booklet": gettext("To print: on both sides, flip on short edge. Fold in the middle, where the marks are."),
            "trifold": gettext("To print: on both sides, flip on short edge. Fold in three, where the marks are."),
            "pocket": gettext(
                "To print: on one side. Fold in eight where the marks are; cut the middle fold, but not its ends."
            ),
        },
    )
