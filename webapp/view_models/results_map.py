"""The map of a page of results: offered, and shown only when asked for, because it asks another site for pictures.

On it is what is on the page and has a public point, numbered like the cards, which say all that the map says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from data.model import ROUGH
from webapp.languages import gettext
from webapp.parameters import Parameters
from webapp.view_models.cards import Card, Pin
from webapp.view_models.common import Step, step

if TYPE_CHECKING:
    from data.settings import Settings
    from webapp.view_models.search import Group, SearchPage


@dataclass(frozen=True)
class Map:
    """What the page says of the map. `to` shows or hides it; `host` is who is asked for its pictures.

    `tiles` is their address with `{z}`, `{x}`, `{y}`, and `images` where they may come from, in words of a
    Content-Security-Policy. A `credit` is text and link.
    """

    shown: bool
    to: Step
    host: str
    tiles: str
    images: str
    credit: str
    credit_url: str | None
    has_rough: bool


def with_map(page: SearchPage, answer: Mapping[str, Any], parameters: Parameters, settings: Settings) -> SearchPage:
    """Return the page of an answer with the offer of a map, or with the map when `map=1` asks for it."""
    if settings.tiles is None:
        return page
    if not any(_has_point(one) for one in answer["results"]):
        return page
    shown = parameters.first("map") == "1"
    groups = tuple(_numbered(page.groups, answer["results"])) if shown else page.groups
    label, value = (gettext("Hide the map"), None) if shown else (gettext("Show a map"), "1")
    credit, credit_url = _credit(settings.tiles_credit)
    found = Map(
        shown=shown,
        to=step(label, parameters.on_this_page("map", value)),
        host=_host(settings.tiles).replace("{s}.", ""),
        tiles=settings.tiles,
        images=f"{urlsplit(settings.tiles).scheme}://{_host(settings.tiles).replace('{s}', '*')}",
        credit=credit,
        credit_url=credit_url,
        has_rough=any(card.pin.rough for group in groups for card in group.cards if card.pin),
    )
    return replace(page, map=found, groups=groups)


def _has_point(result: Mapping[str, Any]) -> bool:
    return result["lat"] is not None and result["lon"] is not None


def _numbered(groups: Iterable[Group], results: Iterable[Mapping[str, Any]]) -> Iterable[Group]:
    numbers = count(1)
    for group in groups:
        own = [one for one in results if one["group"] == group.id]
        yield replace(group, cards=tuple(_pinned(*pair, numbers) for pair in zip(group.cards, own, strict=True)))


def _pinned(card: Card, result: Mapping[str, Any], numbers: Iterator[int]) -> Card:
    if not _has_point(result):
        return card
    return replace(card, pin=Pin(next(numbers), result["lat"], result["lon"], result.get("precision") in ROUGH))


def _host(tiles: str) -> str:
    return urlsplit(tiles).netloc


def _credit(text: str) -> tuple[str, str | None]:
    words, _, last = text.rpartition(" ")
    return (words, last) if words and last.startswith(("https://", "http://")) else (text, None)
