"""The page where a webmaster makes the widget for a page of their own, and the page that others frame."""

from __future__ import annotations

from dataclasses import dataclass

from data import taxonomy
from webapp import labels, numbers
from webapp.languages import LANGUAGES, gettext
from webapp.view_models.filter_form import Choice, Option
from webapp.widget import contrast, script
from webapp.widget.pastes import Paste, pastes
from webapp.widget.presets import LIMITS, RADII, Colours, Presets


@dataclass(frozen=True)
class NeedChoice:
    """A need and those below it, each to be ticked."""

    own: Option
    below: tuple[Option, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of those below is chosen, so that all are shown."""
        return any(one.chosen for one in self.below)


@dataclass(frozen=True)
class Contrast:
    """How well one pair of colours can be read: `words` say it, `enough` whether it is."""

    words: str
    enough: bool


@dataclass(frozen=True)
class EmbedPage:
    """The page at `/embed`."""

    heading: str
    presets: Presets
    needs: tuple[NeedChoice, ...]
    choices: tuple[Choice, ...]
    colours: Colours
    contrasts: tuple[Contrast, ...]
    pastes: tuple[Paste, ...]
    integrity: str
    script: str


@dataclass(frozen=True)
class FramePage:
    """The page at `/embed/frame`, for the inside of an iframe."""

    heading: str
    presets: Presets


def embed_page(presets: Presets) -> EmbedPage:
    """Return the builder with these presets chosen."""
    return EmbedPage(
        heading=gettext("Put the search on your own page"),
        presets=presets,
        needs=tuple(_needs(presets)),
        choices=tuple(_choices(presets)),
        colours=presets.colours or Colours(),
        contrasts=_contrasts(presets.colours) if presets.colours else (),
        pastes=pastes(presets),
        integrity=script.integrity(script.NEWEST),
        script=f"widget.v{script.NEWEST}.js",
    )


def frame_page(presets: Presets) -> FramePage:
    """Return the page for a frame."""
    return FramePage(gettext("Find help near you"), presets)


def _needs(presets: Presets) -> list[NeedChoice]:
    every = taxonomy.needs().values()

    def option(need_id: str) -> Option:
        return Option(need_id, labels.need(need_id), chosen=need_id in presets.needs)

    return [
        NeedChoice(option(top.id), tuple(option(one.id) for one in every if one.parent == top.id))
        for top in every
        if top.parent is None
    ]


def _choices(presets: Presets) -> list[Choice]:
    return [
        _one("radius", gettext("Distance"), presets.radius, [("", gettext("The usual one")), *_radii()]),
        _several_costs(presets),
        _one("language", gettext("Help in this language"), " ".join(presets.language[:1]), _spoken()),
        _one("limit", gettext("Results in each group"), presets.limit,
             [("", gettext("The usual number")), *((one, numbers.number_words(int(one))) for one in LIMITS)]),
        _one("layout", gettext("How much of each result"), presets.layout,
             [("", gettext("Everything")), ("compact", gettext("Name, next time, distance and telephone"))]),
        _one("results", gettext("Results open"), presets.results,
             [("", gettext("on your page")), ("directory", gettext("in the directory"))]),
        _one("exit", gettext("“Leave this site”"), presets.exit,
             [("", gettext("is shown")), ("off", gettext("is not shown: our page has its own"))]),
        _one("lang", gettext("Language of the words"), presets.lang,
             [("", gettext("As the page around it")), *((one.tag, one.name) for one in LANGUAGES)]),
    ]  # fmt: skip


def _one(name: str, label: str, chosen: str, options: list[tuple[str, str]]) -> Choice:
    return Choice(name, label, tuple(Option(value, words, chosen=value == chosen) for value, words in options))


def _several_costs(presets: Presets) -> Choice:
    values = taxonomy.facet_labels()["cost"]
    options = tuple(Option(one, labels.facet("cost", one), chosen=one in presets.cost) for one in values)
    return Choice("cost", gettext("Cost"), options, several=True)


def _radii() -> list[tuple[str, str]]:
    return [(one, gettext("Within %(distance)s", distance=numbers.miles(int(one)))) for one in RADII]


def _spoken() -> list[tuple[str, str]]:
    named = sorted(((tag, labels.language(tag)) for tag in taxonomy.languages()), key=lambda pair: pair[1].casefold())
    return [("", gettext("Any")), *named]


def _contrasts(colours: Colours) -> tuple[Contrast, ...]:
    # The widget mixes its softer words and its tinted ground from the colours that are given.
    soft = contrast.mixed(colours.ink, 0.78, colours.ground)
    tint = contrast.mixed(colours.accent, 0.1, colours.ground)
    pairs = (
        (gettext("Text on the background"), min(_ratios(colours.ink, colours.ground, tint))),
        (gettext("Small text on the background"), contrast.ratio(soft, colours.ground)),
        (gettext("Links on the background"), contrast.ratio(colours.accent, colours.ground)),
        (gettext("Words on the button"), contrast.ratio(colours.on_accent, colours.accent)),
    )
    return tuple(_contrast(what, ratio) for what, ratio in pairs)


def _ratios(text: str, *grounds: str) -> list[float]:
    return [contrast.ratio(text, ground) for ground in grounds]


def _contrast(what: str, ratio: float) -> Contrast:
    # Rounded down: 4.49 is not enough and must not read as 4.5.
    number = numbers.number_words(int(ratio * 10) / 10)
    if ratio >= contrast.LEAST:
        return Contrast(gettext("%(what)s: %(ratio)s to 1. Good.", what=what, ratio=number), True)
    least = numbers.number_words(contrast.LEAST)
    words = gettext(
        "%(what)s: %(ratio)s to 1. Too weak: many people cannot read it. It must be at least %(least)s to 1.",
        what=what, ratio=number, least=least,
    )  # fmt: skip
    return Contrast(words, False)
