"""The page of a referral list: its entries as they are now, what changed, and the ways to hand it over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for

from data import taxonomy
from data.errors import PlaceError
from data.model import Listing
from index.directory import Directory
from index.request import SearchRequest
from webapp.languages import LANGUAGES, gettext, ngettext
from webapp.lists import content, facts
from webapp.lists.content import Kept, ReferralList
from webapp.lists.formats import LONGEST_MESSAGE, Chosen, crisis_words, message, message_words
from webapp.lists.templates import Template
from webapp.paper.content import Fact
from webapp.paper.entries import Place, entry
from webapp.view_models.common import Problem, listing_url
from webapp.view_models.filter_form import Choice, Option
from webapp.view_models.printing import LayoutOption, layout_options, paper_choice

# Longer addresses are cut by some mail programs, and a QR code of one is too fine to read.
_LONGEST_LINK = 1_500


@dataclass(frozen=True)
class Named:
    """A listing by its name and page."""

    id: str
    name: str
    url: str


@dataclass(frozen=True)
class ListEntry:
    """One listing of the list. `changed` says what is otherwise than when it was put there; a gone one has no `url`."""

    id: str
    number: int
    name: str
    organization: str | None
    url: str | None
    details: tuple[Fact, ...]
    warnings: tuple[str, ...]
    note: str
    blanks: int
    facts: str
    changed: tuple[str, ...]
    message: str
    instead: Named | None


@dataclass(frozen=True)
class SharedList:
    """A list that was kept: where it is, its code, the QR code, how long; `key` takes it away again."""

    url: str
    code: str
    svg: str
    ends: str
    key: str


@dataclass(frozen=True)
class OpenedList:
    """A list that was opened by its code: `ends` is its last day in words."""

    code: str
    ends: str


@dataclass(frozen=True)
class ListPage:
    """The page at `/list`.

    `undo` is the name of what was removed and the action that puts it back; `done` says what was done; `near` and
    `code` are what was typed in and led nowhere.
    """

    heading: str
    given: ReferralList
    entries: tuple[ListEntry, ...]
    count: str
    changed: int
    link: str | None
    message: str
    mailto: str
    layouts: tuple[LayoutOption, ...]
    settings: tuple[Choice, ...]
    templates: tuple[Template, ...]
    problem: Problem | None = None
    undo: tuple[str, str] | None = None
    shared: SharedList | None = None
    opened: OpenedList | None = None
    done: str | None = None
    near: str = ""
    code: str = ""
    longest_message: int = LONGEST_MESSAGE

    @property
    def words(self) -> dict[str, str]:
        """What `list.js` says, its `%(name)s` and `%(place)s` not filled yet."""
        return {
            "undo": gettext("Undo"),
            "removed": gettext("Removed: %(name)s"),
            "moved": gettext("%(name)s is now number %(place)s."),
            "copied": gettext(
                "The link is copied. Everything is in the link itself, notes too: nothing is kept by this site."
            ),
            "copy": gettext("Copy a link with everything in it"),
            "new": gettext("New list"),
            "delete": gettext("Delete this list"),
            "lists": gettext("My lists on this device"),
            "sure": gettext("Delete this list from this device?"),
            "drag": gettext("Move: drag, or press Alt and an arrow key"),
            "untitled": gettext("My list"),
            "offline": gettext("The list cannot be brought up to date at the moment."),
            "changed": gettext("I took note of the changes"),
            "more": gettext("… and %(count)s more"),
            "all": gettext("All of it: %(link)s"),
            "crisis": crisis_words(),
        }


def list_page(
    given: ReferralList, directory: Directory, templates: Sequence[Template], link: str | None = None
) -> ListPage:
    """Return the page of a list, with nothing to say yet of what was done; `link` is where it is kept."""
    entries = tuple(_entries(given, directory))
    link = link or link_of(given)
    words = message(given.title, chosen_of(given, directory), link)
    return ListPage(
        heading=given.title or gettext("My list"),
        given=given,
        entries=entries,
        count=ngettext("%(num)s listing", "%(num)s listings", len(entries)),
        changed=sum(1 for one in entries if one.changed),
        link=link,
        message=words,
        mailto=f"mailto:?subject={quote(given.title or gettext('Places that may help'))}&body={quote(words)}",
        layouts=layout_options("full"),
        settings=(_order(given), paper_choice("letter"), _languages(given)),
        templates=tuple(templates),
    )


def link_of(given: ReferralList) -> str | None:
    """Return the address of a list without its words, or None where it would be too long."""
    link = url_for("lists.show", list=content.code_of(given.ids), _external=True)
    return link if given.entries and len(link) <= _LONGEST_LINK else None


def _now(directory: Directory, listing_id: str) -> Listing | None:
    """The listing, or the one it was merged into."""
    found = directory.listing(listing_id)
    target = None if found else directory.redirect(listing_id)
    return directory.listing(target) if target else found


def chosen_of(given: ReferralList, directory: Directory) -> list[Chosen]:
    """Return the listings of a list that are still there."""
    return [_chosen(one, listing) for one in given.entries if (listing := _now(directory, one.id))]


def _chosen(one: Kept, listing: Listing) -> Chosen:
    changed = tuple(_words(kind) for kind in facts.changes(facts.read(one.facts), listing))
    url = url_for("listing.find", listing_id=listing.id, _external=True)
    return Chosen(listing, one.note, url, one.blanks, changed)


def gone_words(given: ReferralList, directory: Directory) -> Iterable[str]:
    """Yield what a paper says of each listing that it leaves out."""
    for one in given.entries:
        name = facts.read(one.facts).name
        if _now(directory, one.id) is None:
            shown = name or gettext("A listing that is no longer here")
            yield gettext("Left out, because it is no longer in the directory: %(name)s", name=shown)


def _entries(given: ReferralList, directory: Directory) -> Iterable[ListEntry]:
    for number, one in enumerate(given.entries, 1):
        known, listing = facts.read(one.facts), _now(directory, one.id)
        kinds = tuple(facts.changes(known, listing))
        instead = _instead(known, listing, given, directory) if {"gone", "closed"} & set(kinds) else None
        made = entry(listing, Place(one.id)) if listing else None
        yield ListEntry(
            id=one.id,
            number=number,
            name=made.name if made else known.name or gettext("A listing that is no longer here"),
            organization=made.organization if made else None,
            url=listing_url(listing.id, listing.name) if listing else None,
            details=made.facts if made else (),
            warnings=made.warnings if made else (),
            note=one.note,
            blanks=one.blanks,
            # What the reader has not been told of yet stays known as it was.
            facts=one.facts if one.facts and kinds else facts.facts_of(listing) if listing else one.facts,
            changed=tuple(_words(kind) for kind in kinds),
            message=message_words(listing) if listing else "",
            instead=instead,
        )


def _words(kind: facts.Kind) -> str:
    return {
        "gone": gettext("No longer in the directory. Do not send anybody there without calling."),
        "closed": gettext("Not open at the moment."),
        "open": gettext("Open again."),
        "times": gettext("It has new times."),
        "place": gettext("It has moved, or is given another way."),
        "phones": gettext("It has new telephone numbers."),
        "name": gettext("It has a new name."),
    }[kind]


def _instead(known: facts.Facts, listing: Listing | None, given: ReferralList, directory: Directory) -> Named | None:
    """The nearest listing of the same kind that is not on the list."""
    now = facts.read(facts.facts_of(listing)) if listing else known
    need, point = now.need or known.need, now.point or known.point
    if need not in taxonomy.needs():
        return None
    try:
        answer = directory.search(SearchRequest(near=point or None, needs=(need,), limit=len(given.entries) + 1))
    except PlaceError:
        return None
    for one in answer["results"]:
        if one["id"] not in given.ids:
            return Named(one["id"], one["name"], listing_url(one["id"], one["name"]))
    return None


def _order(given: ReferralList) -> Choice:
    words = {"none": gettext("As I put them"), "need": gettext("By kind of help"), "day": gettext("By day")}
    options = (Option(value, label, chosen=value == given.order) for value, label in words.items())
    return Choice("order", gettext("Order on paper"), tuple(options))


def _languages(given: ReferralList) -> Choice:
    options = (Option(one.tag, one.name, chosen=one.tag == given.language) for one in LANGUAGES)
    return Choice("language", gettext("Language of the headings"), tuple(options))


def first_needs(entries: Sequence[Kept], directory: Directory) -> dict[str, int]:
    """Return for each listing the place of its first need among all needs, to sort by."""
    order = {need: place for place, need in enumerate(taxonomy.needs())}
    found = ((one.id, directory.listing(one.id)) for one in entries)
    return {key: min((order[need] for need in listing.needs if need in order), default=len(order))
            for key, listing in found if listing}  # fmt: skip
