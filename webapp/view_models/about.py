"""Pages about the site: what it is, what it keeps, who can use it, what is listed."""

from __future__ import annotations

from dataclasses import dataclass

from data.keeping.ageing import AGES
from data.sources import leftout
from webapp import filters
from webapp.languages import gettext, marked
from webapp.view_models.common import Link


@dataclass(frozen=True)
class TextPage:
    """A page of words alone. `contact` reaches the people who run this site, where they gave an address."""

    heading: str
    contact: Link | None = None


@dataclass(frozen=True)
class Claim:
    """One thing the page of privacy promises; a test of its `id` holds it (tests/webapp/views/test_privacy.py)."""

    id: str
    text: str


@dataclass(frozen=True)
class Claims:
    """What is claimed about one matter."""

    id: str
    title: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class PrivacyPage:
    """The page at `/privacy`."""

    heading: str
    parts: tuple[Claims, ...]


@dataclass(frozen=True)
class LeftOut:
    """Why sources were left out, and how many."""

    words: str
    count: int


@dataclass(frozen=True)
class InclusionPage:
    """The page at `/inclusion`. A listing is hidden when it was missing for `hidden_days`, gone after `gone_days`."""

    heading: str
    hidden_days: int
    gone_days: int
    left_out: tuple[LeftOut, ...]


_CLAIMS = (
    ("never", marked("What this site never does"), (
        ("cookies", marked("It sets no cookies.")),
        ("others", marked("No page asks another company's computer for anything by itself: no counters, no ads, no "
                          "fonts from elsewhere.")),
        ("referrer", marked("When you follow a link to another site, your browser does not say that you came from "
                            "here.")),
        ("account", marked("It asks for no account and no name.")),
    )),
    ("asked", marked("What you look for"), (
        ("log", marked("There is no log of visits. Your words and your place are written nowhere, also not when "
                       "something goes wrong.")),
        ("copy", marked("Pages with results, with a listing or about one need tell your browser to keep no copy.")),
        ("post", marked("“Search privately” sends your words and your place inside the request. They stay out of the "
                        "address bar, and so out of the browser history.")),
        ("typing", marked("While you type, the words so far are sent to this site, and to no other, to offer you "
                          "matches. They are not kept.")),
        ("map", marked("The map of results is there only after you ask for it. Its pictures come from another site, "
                       "which then sees your internet address, the name of this site and the part of the map, but not "
                       "your words.")),
        ("location", marked("“Use my location” asks your device only when you press it, and rounds the place to about "
                            "a kilometer before it is sent.")),
        ("engines", marked("Search engines are told not to list pages of results.")),
    )),
    ("told", marked("What you tell us"), (
        ("report", marked("When you report a problem, what you wrote is kept with the listing and the time, and "
                          "nothing that says who or where you are, unless you wrote it.")),
        ("shared", marked("A list of yours is kept here only if you ask for a code to share it, until the day it runs "
                          "out, or until you take it back with its key.")),
    )),
    ("kept", marked("What your browser keeps"), (
        ("help-now", marked("The page “Help now”, so that it opens without a connection: this one page and the files "
                            "it is made of, no search and no listing. At its foot you can have it forgotten.")),
        ("plan", marked("Your support plan, but only after you press “Keep it on this device”. It is never sent to "
                        "us. One button erases it.")),
        ("list", marked("The list of places you put together, if you do. “Leave this site” wipes it.")),
        ("title", marked("Whether the title of the tab is hidden, until you close the tab.")),
    )),
    ("leaving", marked("When you leave in a hurry"), (
        ("leave", marked("“Leave this site”, or the Esc key three times, covers the page at once, wipes what the "
                         "browser kept of your visit, and opens a page about the weather.")),
        ("back", marked("That page takes the place of ours in the history, and the Back button leads to it again "
                        "instead of to the pages before. For that the tab remembers, until you close it, when you "
                        "left. Without JavaScript the link only opens the page about the weather.")),
        ("stays", marked("It does not wipe the page “Help now”, nor a plan that you chose to keep even then.")),
    )),
)  # fmt: skip

# Words of `left-out.csv`, by what they mean for a reader.
_LEFT_OUT = (
    (marked("Its owner must be asked first, or wants an account."),
     ("ask-first", "platform-terms", "key-needed", "asks-by-post", "guarded")),
    (marked("It shows people, or places that must stay hidden."), ("people", "unsafe")),
    (marked("It is old, broken or has no address to read."), ("stale", "damaged", "no-feed-address", "no-place")),
    (marked("It is not about help that lasts, or not for real."),
     ("weak-fit", "seasonal", "dated-events", "test-data")),
    (marked("Another source has the same."), ("overlap", "folded", "lead-only")),
    (marked("We cannot read it yet."), ("own-selectors", "columns-unknown", "no-reader")),
)  # fmt: skip


def about_page(contact: str) -> TextPage:
    """Return the page about the site; `contact` is what the settings say of its operator."""
    return TextPage(gettext("About Kith"), _link_to(contact))


def accessibility_page(contact: str) -> TextPage:
    """Return the statement about access."""
    return TextPage(gettext("Accessibility"), _link_to(contact))


def _link_to(contact: str) -> Link | None:
    href = filters.mail_link(contact) or filters.web_link(contact)
    return Link(contact, href) if href else None


def privacy_page() -> PrivacyPage:
    """Return what is promised about privacy."""
    return PrivacyPage(gettext("Privacy"), tuple(_claims()))


def _claims() -> list[Claims]:
    return [
        Claims(part, gettext(title), tuple(Claim(one, gettext(text)) for one, text in claims))
        for part, title, claims in _CLAIMS
    ]


def inclusion_page() -> InclusionPage:
    """Return what is listed and what is not."""
    days = {one.standing: one.time.days for one in AGES}
    found = leftout.reasons()
    counted = [LeftOut(gettext(words), sum(found[one] for one in codes)) for words, codes in _LEFT_OUT]
    return InclusionPage(
        heading=gettext("What is listed, and what is not"),
        hidden_days=days["hidden"],
        gone_days=days["gone"],
        left_out=tuple(sorted(counted, key=lambda one: -one.count)),
    )


def known_reasons() -> frozenset[str]:
    """Return the reasons of `left-out.csv` that the page has words for."""
    return frozenset(code for _, codes in _LEFT_OUT for code in codes)
