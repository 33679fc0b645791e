"""The page to say that something is wrong with a listing, and what comes of saying it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for

from data.keeping.reported import FIELDS, LONGEST_CONTACT, LONGEST_WORDS
from data.model import Listing
from data.settings import Settings
from webapp import filters
from webapp.languages import gettext
from webapp.view_models.common import listing_url

# What says enough by itself.
_WORDLESS = frozenset({"status", "visibility"})
_LONGEST_MAIL = 600


@dataclass(frozen=True)
class Written:
    """What a reader wrote, cleaned of characters no page can show; `problems` are by field."""

    field: str = ""
    words: str = ""
    contact: str = ""
    problems: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class ReportPage:
    """The form, or the thanks when it was `sent`. `trouble` says why what was written is not kept yet.

    `mail` is another way to tell it then: a link to the steward, with what was written.
    """

    heading: str
    name: str
    listing: str
    action: str
    generation: str
    fields: tuple[tuple[str, str], ...]
    written: Written = Written()
    sent: bool = False
    trouble: str | None = None
    mail: str | None = None
    longest_words: int = LONGEST_WORDS
    longest_contact: int = LONGEST_CONTACT


def read(given: Mapping[str, str]) -> Written:
    """Return what was written, with what is wrong about it."""
    chosen = given.get("field", "")
    words = filters.printable(given.get("words", "")).replace("\r\n", "\n").strip()
    contact = " ".join(filters.printable(given.get("contact", "")).split())
    problems = {}
    if chosen not in FIELDS:
        problems["field"] = gettext("Choose what is wrong.")
    if not words and chosen not in _WORDLESS:
        problems["words"] = gettext("Tell us what is right, or what you found.")
    if len(words) > LONGEST_WORDS:
        problems["words"] = gettext("Please use fewer than %(count)s characters.", count=LONGEST_WORDS)
    if len(contact) > LONGEST_CONTACT:
        problems["contact"] = gettext("Please use fewer than %(count)s characters.", count=LONGEST_CONTACT)
    return Written(chosen, words, contact, problems)


def report_page(
    listing: Listing, generation: str, written: Written | None = None, sent: bool = False, trouble: str | None = None,
    mail: str | None = None,
) -> ReportPage:  # fmt: skip
    """Return the page about a listing."""
    return ReportPage(
        heading=gettext("Thank you") if sent else gettext("Something is wrong with this listing"),
        name=listing.name,
        listing=listing_url(listing.id, listing.name),
        action=url_for("report.show", listing_id=listing.id),
        generation=generation,
        fields=tuple((one, field_words(one)) for one in FIELDS),
        written=written or Written(),
        sent=sent,
        trouble=trouble,
        mail=mail,
    )


def field_words(name: str) -> str:
    """Return a field of a report as a choice."""
    return {
        "status": gettext("It is closed, or is no longer there"),
        "schedules": gettext("Days or times"),
        "phones": gettext("Phone number"),
        "location": gettext("Address or place"),
        "visibility": gettext("This address should not be shown"),
        "url": gettext("Website or online link"),
        "cost": gettext("Cost"),
        "languages": gettext("Languages"),
        "description": gettext("Name, description or who it is for"),
        "other": gettext("Something else"),
    }[name]


def mail_to(settings: Settings, listing: Listing, written: Written) -> str | None:
    """Return a link that writes to the steward what was written here; None where no address was given."""
    address = filters.mail_link(settings.contact)
    if address is None:
        return None
    body = "\n".join(filter(None, (listing.id, written.field, written.words[:_LONGEST_MAIL])))
    return f"{address}?subject={quote(listing.name)}&body={quote(body)}"
