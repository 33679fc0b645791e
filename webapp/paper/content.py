"""What is printed: frozen, in words of the reader's language, the same for every layout and for the page.

Listing texts are plain text: whatever looks like markup in them is printed as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

Made = TypeVar("Made")
# What is not read as text: keys, drawings, addresses.
_KEPT = frozenset({"key", "keys", "listing", "svg", "url", "direction", "language", "alt"})


@dataclass(frozen=True)
class Fact:
    """One labelled fact of an entry.

    `short` facts are printed on the smallest paper too, `strong` ones stand out; `ltr` texts never turn.
    """

    label: str
    lines: tuple[str, ...]
    short: bool = True
    ltr: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Entry:
    """One listing in one place of the paper; a listing that meets on two days has two entries.

    `listing` is its id and `key` the entry's own. `number` counts the places of a list in its maker's order, `at` is
    the time of day under the heading of a day. `warnings` ("Temporarily closed", "Call before you go") come before all
    facts. `seen` says when a source last showed it and when it was confirmed, `credits` name its sources. `blanks` is
    how many lines are left free for handwriting.
    """

    key: str
    listing: str
    name: str
    organization: str | None
    facts: tuple[Fact, ...]
    number: int | None = None
    at: str | None = None
    warnings: tuple[str, ...] = ()
    note: str | None = None
    blanks: int = 0
    seen: str = ""
    credits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Entries under one heading: a kind of help, a day of the week. An empty title has no heading."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Part:
    """Sections under one heading: "In person", "Online or by phone". An empty title has no heading."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class HelpLine:
    """One help line and the ways to reach it: "Call 988 (English)"."""

    name: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Crisis:
    """Help lines that stand on every paper: `short` fits the foot of a page, `tiny` that of a panel."""

    title: str
    lines: tuple[HelpLine, ...]
    short: str
    tiny: str


@dataclass(frozen=True)
class Link:
    """Where the live list or search is: `url` in the QR code (`svg`), `words` as it is typed.

    `alt` is for who cannot see the code, `lead` is said before the words.
    """

    url: str
    words: str
    alt: str
    lead: str
    svg: str


@dataclass(frozen=True)
class Named:
    """A listing in the index: its name, and the keys of its entries."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    """One town of the index, with its listings by name."""

    name: str
    listings: tuple[Named, ...]


@dataclass(frozen=True)
class Labels:
    """The words of the paper itself. `folding` tells how to print and fold each layout that is folded."""

    contents: str
    index: str
    notes: str
    page: str
    credits: str
    note: str
    folding: Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """One paper. `language` is a BCP 47 tag, `direction` is `ltr` or `rtl`.

    `stamp` are the date of the data, how many listings there are and the list's code or mark; `advice` tells to call
    first; `credits` name each source as its licence asks; `notices` say what could not be printed.
    """

    language: str
    direction: str
    title: str
    intro: str | None
    stamp: tuple[str, ...]
    mark: str
    advice: str
    crisis: Crisis
    parts: tuple[Part, ...]
    index: tuple[Town, ...]
    credits: tuple[str, ...]
    labels: Labels
    link: Link | None = None
    notices: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order they are printed."""
        return tuple(entry for part in self.parts for section in part.sections for entry in section.entries)


def with_each_text(made: Made, change: Callable[[str], str]) -> Made:
    """Return a document, or a part of one, with every text that is printed changed."""
    if isinstance(made, str):
        return change(made)  # type: ignore[return-value]
    if isinstance(made, tuple):
        return tuple(with_each_text(one, change) for one in made)  # type: ignore[return-value]
    if isinstance(made, Mapping):
        return {key: with_each_text(value, change) for key, value in made.items()}  # type: ignore[return-value]
    fields = getattr(made, "__dataclass_fields__", {})
    changed = {name: with_each_text(getattr(made, name), change) for name in fields if name not in _KEPT}
    return replace(made, **changed) if changed else made  # type: ignore[type-var]


def texts_of(made: object) -> list[str]:
    """Return every text that is printed, in no order that matters."""
    if isinstance(made, str):
        return [made]
    if isinstance(made, Mapping):
        made = tuple(made.values())
    if isinstance(made, tuple):
        return [text for one in made for text in texts_of(one)]
    fields = getattr(made, "__dataclass_fields__", ())
    return [text for name in fields if name not in _KEPT for text in texts_of(getattr(made, name))]
