"""The home page: the form, the twelve needs, the kinds of support."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from data import taxonomy
from webapp import labels
from webapp.languages import gettext, marked
from webapp.parameters import Parameters
from webapp.view_models.common import SearchForm, Step, step

# "What kind of support do you need right now?": the answers, and what each looks for.
_SUPPORT = (
    (marked("Someone to talk to"), ("crisis", "online-communities")),
    (marked("People who have been there"), ("support-groups", "family-support")),
    (marked("A professional"), ("counseling", "treatment")),
    (marked("Something to do"), ("volunteering", "wellness", "community-centers", "libraries")),
    (marked("Practical help"), ("practical-help",)),
    (marked("Faith or quiet"), ("spiritual",)),
)


@dataclass(frozen=True)
class NeedLink:
    """One need, and the page that tells what it is; `icon` names its drawing."""

    icon: str
    label: str
    href: str


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
    links = [NeedLink(need.id, labels.need(need.id), url_for("need.show", slug=need.id)) for need in top]
    support = [step(gettext(label), Parameters(tuple(("need", one) for one in needs))) for label, needs in _SUPPORT]
    return HomePage(gettext("Find help and people near you"), SearchForm(), tuple(links), tuple(support))
