"""What a page presets in its widget: read from a request, written as attributes or as an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from data import taxonomy
from index.request import LONGEST_PLACE
from webapp.filters import printable
from webapp.languages import BY_TAG
from webapp.widget.contrast import is_colour, readable_on

RADII = ("1", "2", "5", "10", "25", "50", "100", "250")
LIMITS = ("3", "5", "10", "20")
# What the widget does without being told is written nowhere.
USUAL = {"layout": "full", "results": "here", "exit": "on"}


@dataclass(frozen=True)
class Colours:
    """Three colours as `#rrggbb`: of links and buttons, of text, of what is behind it."""

    accent: str = "#0b5d5e"
    ink: str = "#1f2a2e"
    ground: str = "#fffefb"

    @property
    def on_accent(self) -> str:
        """The colour of the words on a button."""
        return readable_on(self.accent)


@dataclass(frozen=True)
class Presets:
    """The settings of one widget. Empty ones are not set; `lang` empty is the language of the page around it."""

    near: str = ""
    radius: str = ""
    needs: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    limit: str = ""
    layout: str = ""
    lang: str = ""
    results: str = ""
    exit: str = ""
    colours: Colours | None = None

    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Return the attributes of `<kith-search>` that say all this, in a fixed order."""
        found = {
            "near": self.near, "radius": self.radius, "needs": " ".join(self.needs), "cost": " ".join(self.cost),
            "language": " ".join(self.language), "limit": self.limit, "layout": self.layout, "lang": self.lang,
            "results": self.results, "exit": self.exit,
        }  # fmt: skip
        if self.colours:
            found |= {"accent": self.colours.accent, "accent-ink": self.colours.on_accent,
                      "ink": self.colours.ink, "ground": self.colours.ground}  # fmt: skip
        return tuple((name, value) for name, value in found.items() if value)

    def query(self) -> str:
        """Return the same as the query of an address; its language stands at the front of the path."""
        pairs = [(name, value) for name, value in self.attributes() if name not in ("lang", "accent-ink")]
        return urlencode([*pairs, *([("colours", "own")] if self.colours else [])])

    def search(self) -> str:
        """Return the query of the search that the presets ask for."""
        needs = [("need", value) for value in self.needs]
        others = [pair for pair in self.hidden() if pair[0] != "otherwise"]
        return urlencode([*needs, *others, *([("near", self.near)] if self.near else [])])

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """Return what a plain form of the search carries along; needs hold until somebody types another."""
        lists = (("otherwise", self.needs), ("cost", self.cost), ("language", self.language))
        radius = (("radius", self.radius),) if self.radius else ()
        return (*((name, value) for name, values in lists for value in values), *radius)


def read(given: Mapping[str, Sequence[str]]) -> Presets:
    """Return the presets of a request's parameters, `{name: [values]}`; what cannot be used is left out.

    Lists repeat, or stand in one value with blanks or commas between, as in the attributes.
    """
    facets = taxonomy.facet_labels()

    def choice(name: str, allowed: Sequence[str]) -> str:
        value = _first(given, name)
        return value if value in allowed and value != USUAL.get(name) else ""

    return Presets(
        near=" ".join(printable(_first(given, "near")).split())[:LONGEST_PLACE],
        radius=choice("radius", RADII),
        needs=_several(given, "needs", taxonomy.needs().__contains__),
        cost=_several(given, "cost", facets["cost"].__contains__),
        language=_several(given, "language", taxonomy.languages().__contains__),
        limit=choice("limit", LIMITS),
        layout=choice("layout", ("full", "compact")),
        lang=choice("lang", tuple(BY_TAG)),
        results=choice("results", ("here", "directory")),
        exit=choice("exit", ("on", "off")),
        colours=_colours(given),
    )


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(given.get(name) or ()), "").strip()


def _several(given: Mapping[str, Sequence[str]], name: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    words = " ".join(given.get(name) or ()).replace(",", " ").split()
    return tuple(dict.fromkeys(word for word in words if is_known(word)))


def _colours(given: Mapping[str, Sequence[str]]) -> Colours | None:
    if _first(given, "colours") != "own":
        return None
    wanted = {name: _first(given, name).casefold() for name in ("accent", "ink", "ground")}
    return Colours(**{name: value for name, value in wanted.items() if is_colour(value)})
