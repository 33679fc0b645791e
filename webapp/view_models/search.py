"""The page of results: heading, what was understood, three groups, pages, and what to do when nothing is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.request import LARGEST_OFFSET, LONGEST_TEXT, SearchRequest
from webapp import labels, numbers
from webapp.languages import gettext, marked, ngettext
from webapp.lists.content import ids_of
from webapp.parameters import FILTERS, Parameters
from webapp.view_models.cards import Card, Credit, card, credits_of, place_words
from webapp.view_models.chips import Chip, chips_of
from webapp.view_models.common import Problem, SearchForm, Step, search_form, step
from webapp.view_models.filter_form import FilterForm, filter_form
from webapp.view_models.keeping import Keeper, keeper, list_url
from webapp.view_models.relaxed import relaxed_words
from webapp.view_models.results_map import Map

GROUPS = ("near", "area", "remote")
_TITLES = {
    "near": marked("Near you"),
    "area": marked("Serves your area"),
    "remote": marked("Online or by phone"),
}
_SORTS = {
    "relevance": marked("Best match"),
    "distance": marked("Nearest"),
    "time": marked("Soonest"),
    "name": marked("Name"),
}
# Larger radii that are offered when nothing is near.
_WIDER = (25, 50, 100, 250)


@dataclass(frozen=True)
class Sort:
    """One order of results; `to` is None for the one in use."""

    label: str
    to: Step | None


@dataclass(frozen=True)
class Pager:
    """Where we are in a group that has several pages."""

    page: int
    pages: int
    previous: Step | None
    next: Step | None


@dataclass(frozen=True)
class Group:
    """One labelled part of the results. `count` is how many there are, `cards` those on this page."""

    id: str
    title: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager | None = None
    see_all: Step | None = None
    wider: Step | None = None


@dataclass(frozen=True)
class SearchPage:
    """The page at `/search`. Without `groups` it is only the form, with a problem or a question beside it."""

    heading: str
    form: SearchForm
    filters: FilterForm | None = None
    crisis: bool = False
    total: int = 0
    groups: tuple[Group, ...] = ()
    chips: tuple[Chip, ...] = ()
    sorts: tuple[Sort, ...] = ()
    notes: tuple[str, ...] = ()
    corrected: str | None = None
    as_typed: Step | None = None
    did_you_mean: tuple[Step, ...] = ()
    place: str | None = None
    back_to_all: Step | None = None
    elsewhere: Step | None = None
    searched: bool = False
    on_paper: Step | None = None
    credits: tuple[Credit, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    list_url: str | None = None
    list_count: int = 0
    map: Map | None = None


def form_page(heading: str, parameters: Parameters, problem: Problem | None, private: bool, crisis: bool) -> SearchPage:
    """Return the page without results: nothing was asked yet, or what was asked cannot be used."""
    kept = parameters.without("near").without("radius")
    remote = kept.with_value("mode", "online") if kept.asks_something else None
    elsewhere = step(gettext("See help online or by phone instead"), remote) if remote and problem else None
    form = search_form(parameters, problem, private)
    return SearchPage(heading, form, crisis=crisis, elsewhere=elsewhere)


def results_page(
    answer: Mapping[str, Any], request: SearchRequest, parameters: Parameters, private: bool
) -> SearchPage:
    """Return the page of an answer (ARCHITECTURE.md, "The search answer")."""
    query = answer["query"]
    asked = request.at or datetime.now(UTC)
    near = query.get("near")
    groups = tuple(_groups(answer, request, parameters, asked, keeper(parameters, private)))
    return SearchPage(
        heading=_heading(query, request),
        form=search_form(parameters, None, private),
        filters=filter_form(answer, parameters),
        crisis=bool(answer.get("crisis")),
        total=answer["total"],
        groups=groups,
        chips=tuple(chips_of(query, parameters)),
        sorts=tuple(_sorts(request, parameters, bool(near))),
        notes=tuple(_notes(answer, parameters)),
        did_you_mean=tuple(step(label, parameters.with_value("near", label)) for label in _alternatives(near)),
        corrected=query.get("corrected"),
        as_typed=_as_typed(query, parameters),
        place=place_words(near["label"]) if near else None,
        back_to_all=step(gettext("Back to all results"), parameters.without("group")) if request.group else None,
        elsewhere=_elsewhere(parameters) if not answer["total"] else None,
        searched=True,
        on_paper=step(gettext("Print a list"), parameters, "printing.show") if answer["total"] else None,
        credits=credits_of(answer["results"]),
        kept=parameters.pairs,
        list_url=list_url(parameters.first("list")) if parameters.first("list") else None,
        list_count=len(ids_of(parameters.first("list"))),
    )


def _as_typed(query: Mapping[str, Any], parameters: Parameters) -> Step | None:
    """The way back from a corrected search."""
    if not query.get("corrected"):
        return None
    return step(f"“{query['text']}”", parameters.with_also("without", "correction"))


def _alternatives(near: Mapping[str, Any] | None) -> list[str]:
    return list((near or {}).get("alternatives") or ())[:8]


def _heading(query: Mapping[str, Any], request: SearchRequest) -> str:
    """What the page is of. Never the reader's own words: the heading is the title, which others see in the tab."""
    named = [labels.full_need(one) for one in labels.leaf_needs(request.needs or request.otherwise)]
    if request.text:
        what = gettext("Results")
    elif 1 <= len(named) <= 2:
        what = numbers.joined(named)
    else:
        what = gettext("Help")
    near = query.get("near")
    return gettext("%(what)s near %(place)s", what=what, place=place_words(near["label"])) if near else what


def _notes(answer: Mapping[str, Any], parameters: Parameters) -> Iterable[str]:
    query = answer["query"]
    if len(parameters.first("q")) > LONGEST_TEXT:
        yield gettext("Your text is long: only its first %(count)s characters were searched.", count=LONGEST_TEXT)
    unknown = query.get("unknown_place")
    is_part = unknown and not set(unknown.casefold().split()) & set(query.get("terms") or ())
    if is_part:
        yield gettext("We do not know where “%(place)s” begins and ends: these are around its town.", place=unknown)
    elif unknown:
        yield gettext("We do not know the place “%(place)s”, so it was searched as words.", place=unknown)
    if answer.get("relaxed"):
        yield relaxed_words(answer["relaxed"], query)


def _sorts(request: SearchRequest, parameters: Parameters, has_place: bool) -> Iterable[Sort]:
    for sort, label in _SORTS.items():
        if sort != "distance" or has_place:
            yield Sort(
                gettext(label),
                None if sort == request.sort else step(gettext(label), parameters.with_value("sort", sort)),
            )


def _groups(
    answer: Mapping[str, Any], request: SearchRequest, parameters: Parameters, asked: datetime, keep: Keeper
) -> Iterable[Group]:
    near = answer["query"].get("near")
    has_place, here = bool(near), (near or {}).get("timezone")
    for group in GROUPS if request.group is None else (request.group,):
        count = int(answer["groups"].get(group) or 0)
        cards = tuple(card(one, asked, keep, here) for one in answer["results"] if one["group"] == group)
        if not count and not (group == "near" and has_place and answer["total"]):
            continue
        paged = group == (request.group or "near")
        yield Group(
            id=group,
            title=gettext(_TITLES[group]) if has_place or group != "near" else gettext("In person"),
            count=count,
            cards=cards,
            pager=_pager(count, request, parameters) if paged else None,
            see_all=_see_all(group, count, parameters) if not paged and count > len(cards) else None,
            wider=_wider(answer, parameters) if group == "near" and not count else None,
        )


def _see_all(group: str, count: int, parameters: Parameters) -> Step:
    return step(ngettext("See the one", "See all %(num)s", count), parameters.with_value("group", group))


def _wider(answer: Mapping[str, Any], parameters: Parameters) -> Step | None:
    radius = answer["query"].get("radius_miles") or 0
    wider = next((one for one in _WIDER if one > radius), None)
    return (
        step(gettext("Look within %(distance)s", distance=numbers.miles(wider)), parameters.with_value("radius", wider))
        if wider
        else None
    )


def _pager(count: int, request: SearchRequest, parameters: Parameters) -> Pager | None:
    limit, offset = request.limit, request.offset
    pages = -(-min(count, LARGEST_OFFSET + limit) // limit)
    page = offset // limit + 1
    if pages <= 1 and page == 1:
        return None

    def to(number: int, label: str) -> Step:
        start = (number - 1) * limit
        kept = parameters.without("offset")
        return step(label, kept.with_value("offset", start) if start else kept)

    before = to(min(page - 1, pages), gettext("Previous page")) if page > 1 and pages else None
    return Pager(page, max(pages, 1), before, to(page + 1, gettext("Next page")) if page < pages else None)


def _elsewhere(parameters: Parameters) -> Step | None:
    kept = parameters
    for name in ("near", "radius", "at", "group", *(one for one in FILTERS if one != "need")):
        kept = kept.without(name)
    return (
        step(gettext("Look for this online or by phone"), kept.with_value("mode", "online"))
        if kept.asks_something
        else None
    )
