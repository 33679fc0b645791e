"""What several pages share: links that keep the search, search form, telephone numbers, source lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import request, url_for

from data import ids
from data.errors import KithError
from webapp import filters, numbers
from webapp.languages import gettext, pgettext
from webapp.parameters import Parameters
from webapp.view_models import filter_form


@dataclass(frozen=True)
class Step:
    """A link to another search. `pairs` are its parameters, for the reader who keeps them out of addresses.

    `page` is the endpoint it leads to.
    """

    label: str
    href: str
    pairs: tuple[tuple[str, str], ...]
    page: str = "search.show"


def step(label: str, parameters: Parameters, page: str = "search.show") -> Step:
    """Return the step to a search with these parameters, on the page of results or on another that shows them."""
    tail = f"?{parameters.query_string}" if parameters.pairs else ""
    return Step(label, filters.page_url(page) + tail, parameters.pairs, page)


@dataclass(frozen=True)
class Link:
    """A link to a page."""

    label: str
    href: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value the reader gave: `field` is `q`, `near` or another parameter."""

    field: str
    message: str


def problem_of(error: KithError) -> Problem:
    """Return the problem of an error the directory raised about what was asked."""
    messages = {
        "ask-place": gettext("Tell us a ZIP code, or a city and state, to see what is near you."),
        "unknown-place": gettext("We do not know that place. Try a ZIP code, or a city and state."),
        "bad-number": gettext("This must be a number."),
        "out-of-range": gettext("This number is too large or too small."),
        "bad-time": gettext("We could not read this time."),
        "unknown-value": gettext("We do not know this choice."),
    }
    return Problem(error.field or "q", messages.get(error.code, gettext("We could not read this.")))


@dataclass(frozen=True)
class SearchForm:
    """The two fields every search begins with. `private` sends them in the body, not in the address."""

    text: str = ""
    near: str = ""
    problem: Problem | None = None
    private: bool = False
    # The referral list of a reader without scripts, which every search takes along.
    list_code: str = ""

    def message(self, field: str) -> str | None:
        """Return what is wrong with a field, or None."""
        return self.problem.message if self.problem and self.problem.field == field else None

    @property
    def other_problem(self) -> Problem | None:
        """The problem, when it is not about one of the two fields; `field` is what the reader knows it by."""
        if self.problem is None or self.problem.field in ("q", "near"):
            return None
        return Problem(filter_form.title(self.problem.field), self.problem.message)


def search_form(parameters: Parameters, problem: Problem | None = None, private: bool = False) -> SearchForm:
    """Return the form filled with what was asked."""
    return SearchForm(parameters.first("q"), parameters.first("near"), problem, private, parameters.first("list"))


@dataclass(frozen=True)
class PhoneLine:
    """One number: `href` calls or texts it, and is None for a fax."""

    words: str
    href: str | None
    verb: str
    note: str | None = None


def phone_line(
    number: str, kind: str, extension: str | None, words: str | None = None, note: str | None = None
) -> PhoneLine:
    """Return a number with its link."""
    links = {"text": filters.sms_link(number), "fax": None}
    href = links.get(kind, filters.tel_link(number, extension))
    call = pgettext("before a telephone number", "Call")
    verbs = {
        "text": pgettext("before a telephone number", "Text"),
        "fax": pgettext("before a telephone number", "Fax"),
        "tty": pgettext("before a telephone number", "TTY"),
    }
    shown = numbers.one_way(words or filters.phone_words(number, extension))
    return PhoneLine(shown, href, verbs.get(kind, call), note)


def listing_url(listing_id: str, name: str) -> str:
    """Return the address of a listing."""
    return f"{_listings(request.script_root)}{listing_id}/{ids.slug(name)}"


@lru_cache(maxsize=256)
def _listings(root: str) -> str:
    any_id = str(ids.NAMESPACE)
    return url_for("listing.find", listing_id=any_id).removesuffix(f"{any_id}/")
