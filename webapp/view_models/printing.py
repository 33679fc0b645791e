"""The page that asks how a list is to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data import taxonomy
from data.errors import QueryError
from index.request import DEFAULT_RADIUS_MILES, LARGEST_RADIUS_MILES
from webapp import labels, numbers
from webapp.languages import BY_TAG, LANGUAGES, current, gettext, ngettext
from webapp.paper.layouts import Layout, Paper, layout_named, paper_named
from webapp.paper.region import MOST_LISTINGS, too_many
from webapp.parameters import Parameters
from webapp.view_models.common import Problem, Step, step
from webapp.view_models.filter_form import RADII, Choice, Option

# Parameters of a search that the form shows; it carries the others along.
_SHOWN = frozenset({"near", "radius", "need", "day", "mode", "limit", "offset", "sort"})
Output = Literal["pdf", "page"]


@dataclass(frozen=True)
class PrintChoice:
    """How a list is to be printed: `by` is how it is ordered, `output` None while the reader still chooses."""

    layout: Layout
    paper: Paper
    by: Literal["need", "day"]
    locale: str
    output: Output | None


def read_choice(given: Mapping[str, Sequence[str]]) -> PrintChoice:
    """Return the choice of a request's parameters `layout`, `paper`, `by`, `locale` and `as`.

    Raises QueryError naming the parameter whose value is none of those there are.
    """

    def one(name: str, allowed: Sequence[str], usual: str) -> str:
        value = (given.get(name) or [usual])[0] or usual
        if value not in allowed:
            raise QueryError(f"must be one of {', '.join(allowed)}", code="unknown-value", field=name)
        return value

    return PrintChoice(
        layout=layout_named((given.get("layout") or ["full"])[0] or "full"),
        paper=paper_named((given.get("paper") or ["letter"])[0] or "letter"),
        by="day" if one("by", ("need", "day"), "need") == "day" else "need",
        locale=one("locale", [*BY_TAG], current().tag),
        output={"pdf": "pdf", "page": "page"}.get(one("as", ("", "pdf", "page"), "")),  # type: ignore[arg-type]
    )


def usual_choice() -> PrintChoice:
    """Return what is chosen before anybody chose."""
    return read_choice({})


@dataclass(frozen=True)
class LayoutOption:
    """One layout, in words."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class PrintPage:
    """The page at `/print`: `found` says how many listings there are, `problem` what is wrong."""

    heading: str
    near: str
    choices: tuple[Choice, ...]
    layouts: tuple[LayoutOption, ...]
    settings: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    search: Step
    private: bool
    found: str | None = None
    problem: Problem | None = None


def print_page(
    asked: Parameters, choice: PrintChoice, private: bool, total: int | None = None, problem: Problem | None = None
) -> PrintPage:
    """Return the page that asks, with how many listings match where that is known."""
    found = None
    if total is not None:
        found = ngettext("%(num)s listing will be printed.", "%(num)s listings will be printed.", total)
        if total > MOST_LISTINGS:
            found, problem = None, Problem("radius", too_many(total, MOST_LISTINGS))
        elif not total:
            found, problem = None, Problem("near", gettext("Nothing matches: widen the distance or choose less."))
    return PrintPage(
        heading=gettext("Print a list"),
        near=asked.first("near"),
        choices=tuple(_choices(asked)),
        layouts=layout_options(choice.layout.name),
        settings=tuple(_settings(choice)),
        hidden=tuple(pair for pair in asked.pairs if pair[0] not in _SHOWN),
        search=step(gettext("Change the search"), asked),
        private=private,
        found=found,
        problem=problem,
    )


def _choices(asked: Parameters) -> list[Choice]:
    radius = _radius(asked)
    radii = [Option(f"{one:g}", _miles(one), chosen=one == radius) for one in sorted({*map(float, RADII), radius})]
    needs = asked.values("need")
    need_options = [Option(one, labels.full_need(one), chosen=one == next(iter(needs), "")) for one in taxonomy.needs()]
    days = [Option(one, labels.day(one), chosen=one in asked.values("day")) for one in labels.DAYS]
    modes = [
        Option(one, labels.facet("modes", one), chosen=one in asked.values("mode"))
        for one in ("in_person", "online", "phone")
    ]
    return [
        Choice("radius", gettext("Distance"), tuple(radii)),
        Choice("need", gettext("Kind of help"), (Option("", gettext("Any")), *need_options), also=needs[1:]),
        Choice("day", gettext("Day"), tuple(days), several=True),
        Choice("mode", gettext("How"), tuple(modes), several=True),
    ]


def _miles(radius: float) -> str:
    return gettext("Within %(distance)s", distance=numbers.miles(radius))


def _radius(asked: Parameters) -> float:
    """The distance asked for; the usual one while what was asked for is none."""
    try:
        radius = float(asked.first("radius") or DEFAULT_RADIUS_MILES)
    except ValueError:
        return DEFAULT_RADIUS_MILES
    return radius if 0 <= radius <= LARGEST_RADIUS_MILES else DEFAULT_RADIUS_MILES


def layout_options(chosen: str) -> tuple[LayoutOption, ...]:
    """Return the layouts a list can be printed in."""
    words = {
        "full": (gettext("Full page"), gettext("Everything, in two columns of facts")),
        "large": (gettext("Large print"), gettext("18 point and larger")),
        "booklet": (
            gettext("Booklet"),
            gettext("To fold and staple; on both sides, flip on short edge"),
        ),
        "trifold": (gettext("Folded in three"), gettext("Like a letter; on both sides, flip on short edge")),
        "pocket": (gettext("Pocket"), gettext("Eight small pages on one side, to fold and cut")),
        "one-per-page": (gettext("One per page"), gettext("Each listing on a page of its own, to hand out")),
    }
    return tuple(LayoutOption(name, *said, chosen=name == chosen) for name, said in words.items())


def paper_choice(chosen: str) -> Choice:
    """Return the sizes of paper."""
    papers = {"letter": gettext("Letter (8.5 × 11 inches)"), "a4": gettext("A4 (210 × 297 mm)")}
    return Choice("paper", gettext("Paper"), _options(papers, chosen))


def _settings(choice: PrintChoice) -> list[Choice]:
    orders = {"need": gettext("By kind of help"), "day": gettext("By day and time")}
    languages = {one.tag: one.name for one in LANGUAGES}
    return [
        paper_choice(choice.paper),
        Choice("by", gettext("Order"), _options(orders, choice.by)),
        Choice("locale", gettext("Language of headings"), _options(languages, choice.locale)),
    ]


def _options(words: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, word, chosen=value == chosen) for value, word in words.items())


@dataclass(frozen=True)
class PaperPage:
    """A paper as a page that a browser prints; `document` is a `webapp.paper.content.Document`."""

    heading: str
    document: Any
    back: Step
