"""The home page: the form, the twelve needs, the kinds of support."""

from __future__ import annotations

from dataclasses import dataclass

from data import taxonomy
from webapp import labels
from webapp.parameters import Parameters
from webapp.view_models.common import SearchForm, Step, step


@dataclass(frozen=True)
class NeedLink:
    """One need as a link; `icon` names its drawing."""

    icon: str
    to: Step


@dataclass(frozen=True)
class HomePage:
    """The page at `/`."""

    heading: str
    form: SearchForm
    needs: tuple[NeedLink, ...]
    support: tuple[Step, ...]


def home_page() -> HomePage:
    """Return the home page."""
    top = [need for need in taxonomy.needs().values() if need.parent is None]
    links = [NeedLink(need.id, step(need.label(), Parameters((("need", need.id),)))) for need in top]
    support = [
        step(label, Parameters(tuple(("need", need.id) for need in top if kind in need.support)))
        for kind, label in labels.SUPPORT.items()
    ]
    return HomePage("Find help and people near you", SearchForm(), tuple(links), tuple(support))
