"""What `/styleguide` shows: each component with invented content, in each state a reader can meet it in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from webapp.filters import asset_url
from webapp.paper.content import Fact
from webapp.paper.qr import svg_of
from webapp.parameters import Parameters
from webapp.view_models.cards import Card, Pin, card
from webapp.view_models.chips import Chip
from webapp.view_models.common import Problem, SearchForm, step
from webapp.view_models.filter_form import FilterForm, filter_form
from webapp.view_models.help_now import Line, main_lines
from webapp.view_models.keeping import Keeping
from webapp.view_models.kinds import Gift, Kind, gifts, kinds
from webapp.view_models.lists import ListEntry, Named, SharedList
from webapp.view_models.plan import Row, plan_page
from webapp.view_models.results_map import Map
from webapp.view_models.search import Pager

_ASKED = datetime(2026, 11, 23, 15, tzinfo=UTC)
_SOURCE = {"source": "sample", "name": "Sample community", "seen": "2026-11-20T08:00:00+00:00", "licence": "CC0-1.0"}
_RESULT: dict[str, Any] = {
    "id": "00000000-0000-5000-8000-000000000001",
    "name": "Tuesday circle (sample)",
    "organization": "Sample Friends",
    "summary": "For anyone who has lost someone. Come as you are; you may only listen. Invented, not real help.",
    "needs": ["support-groups/grief"],
    "cost": ["free"],
    "modes": ["in_person", "online"],
    "languages": ["en", "es"],
    "audiences": ["adults", "veterans"],
    "location_name": "Sample Hall",
    "address": "100 Sample Street, Sampleton, IL 62701",
    "distance_miles": 0.4,
    "precision": "address",
    "phones": [{"number": "+12175550100", "type": "voice"}, {"number": "+12175550101", "type": "text"}],
    "url": "https://group.example/",
    "attendance": {"url": "https://meet.example/x"},
    "next": "2026-11-24T19:00:00-06:00",
    "schedules": [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00", "closes_at": "20:30"}],
    "reasons": [{"kind": "need", "value": "support-groups/grief"}, {"kind": "distance", "value": "Sampleton, IL"}],
    "sources": [_SOURCE],
    "seen": "2026-11-20T08:00:00+00:00",
}
# What differs from the full result in each state, by the words for the state.
_STATES: dict[str, dict[str, Any]] = {
    "Everything is known": {"confirmed": "2026-11-01"},
    "Little is known": {
        "organization": None, "summary": None, "cost": [], "languages": [], "audiences": [], "phones": [], "url": None,
        "attendance": None, "next": None, "schedules": [], "location_name": None, "address": None, "reasons": [],
    },
    "Not seen on its source": {"not_seen_since": "2026-10-02"},
    "Open at every hour": {
        "schedules": [{"freq": "WEEKLY", "byday": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"],
                       "opens_at": "00:00", "closes_at": "24:00"}],
        "next": "2026-11-24T00:00:00-06:00",
    },
    "Under way": {
        "schedules": [{"freq": "WEEKLY", "byday": ["MO"], "opens_at": "08:30", "closes_at": "10:00",
                       "timezone": "America/Chicago"}],
        "next": "2026-11-30T08:30:00-06:00",
    },
    "Temporarily closed": {"status": "temporarily closed", "next": None},
    "The address is given by telephone": {"visibility": "hidden", "address": "Sampleton, IL", "location_name": None},
    "Very long words": {"name": "Sample" + "wordwithoutend" * 12, "summary": "Sampleword" * 40},
    "Another script": {"name": "مجموعة دعم (عينة)", "organization": "样本社区", "summary": "مثال، ليست مساعدة حقيقية."},
}  # fmt: skip
# What the page adds to a card.
_ADDED: dict[str, dict[str, Any]] = {
    "On the map": {"pin": Pin(1, 39.80, -89.64, rough=False)},
    "About there on the map": {"pin": Pin(2, 39.78, -89.66, rough=True)},
    "Can be put on the list": {"keep": Keeping(str(_RESULT["id"]), str(_RESULT["name"]), "#cards", False, "")},
    "On the list, without scripts": {"keep": Keeping(str(_RESULT["id"]), str(_RESULT["name"]), "#cards", True, "")},
}
_ENTRY = ListEntry(
    id="first", number=1, name="Tuesday circle (sample)", organization="Sample Friends", url="#list",
    details=(Fact("When", ("Tuesdays 7:00 PM to 8:30 PM",)), Fact("Call", ("(217) 555-0100",), ltr=True)),
    warnings=("Call first: nobody has confirmed this for a year.",), note="Ask for the intake desk", blanks=2, facts="",
    changed=("Before: Mondays 7:00 PM",), message="", instead=None,
)  # fmt: skip
_ENTRIES = (
    _ENTRY,
    replace(
        _ENTRY, id="last", number=2, name="Sample pantry", organization=None, url=None, details=(), warnings=(),
        note="", blanks=0, changed=("It is no longer listed.",), instead=Named("other", "Sample food shelf", "#list"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """One card and what it is an example of."""

    words: str
    card: Card


@dataclass(frozen=True)
class StyleguidePage:
    """The page at `/styleguide`."""

    heading: str
    empty_form: SearchForm
    wrong_form: SearchForm
    private_form: SearchForm
    filters: FilterForm
    chips: tuple[Chip, ...]
    cards: tuple[State, ...]
    pager: Pager
    lines: tuple[Line, ...]
    map: Map
    map_shown: Map
    entries: tuple[ListEntry, ...]
    shared: SharedList
    rows: tuple[Row, ...]
    gifts: tuple[Gift, ...]
    kinds: tuple[Kind, ...]


def styleguide_page() -> StyleguidePage:
    """Return the page."""
    asked = Parameters((("q", "grief"), ("near", "62701"), ("cost", "free")))
    wrong = Problem("near", "We do not know that place. Try a ZIP code, or a city and state.")
    form = SearchForm("grief group", "Sampleton")
    facets = {"modes": [["in_person", 12], ["online", 3]], "cost": [["free", 9]], "days": [["TU", 4], ["WE", 1]],
              "languages": [["en", 12], ["es", 2]]}  # fmt: skip
    answer = {"query": {"near": {"label": "Sampleton"}, "radius_miles": 25.0}, "facets": facets}
    # Its pictures are a file of ours, so that this page too asks nobody else.
    offered = Map(
        False, step("Show a map", asked), "tiles.example", asset_url("icon.svg"), "'self'", "Sample", None, True
    )
    return StyleguidePage(
        heading="Styleguide",
        empty_form=SearchForm(),
        wrong_form=replace(form, problem=wrong),
        private_form=replace(form, private=True, problem=wrong),
        filters=filter_form(answer, asked),
        chips=(Chip("Grief", step("Grief", asked)), Chip("Not: Free", step("Not: Free", asked), is_out=True)),
        cards=(
            *(State(words, card(_RESULT | changes, _ASKED)) for words, changes in _STATES.items()),
            *(State(words, replace(card(_RESULT, _ASKED), **added)) for words, added in _ADDED.items()),
        ),
        pager=Pager(2, 3, step("Previous page", asked), step("Next page", asked)),
        lines=main_lines(),
        map=offered,
        map_shown=replace(offered, shown=True, to=step("Hide the map", asked)),
        entries=_ENTRIES,
        shared=SharedList("/l/SAMPLE", "SAMPLE", svg_of("SAMPLE"), "Dec 24, 2026", "KEY-OF-THE-SAMPLE"),
        rows=plan_page().rows,
        gifts=gifts(),
        kinds=kinds(),
    )
