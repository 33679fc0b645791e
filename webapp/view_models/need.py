"""The page of one need: what it is, for someone who has never been; what is near a place; what else helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from data import taxonomy
from index.request import SearchRequest
from webapp import explanations, labels
from webapp.explanations import Explanation
from webapp.languages import Language, current, gettext
from webapp.parameters import Parameters
from webapp.view_models.common import Link, Problem, SearchForm, Step, search_form, step
from webapp.view_models.kinds import Kind, kinds, need_link
from webapp.view_models.search import SearchPage, results_page


@dataclass(frozen=True)
class NeedPage:
    """The page at `/need/<slug>`. `results` are the first ones near the place; without a place there are none.

    `foreign` is the language of the text where it is not the page's.
    """

    heading: str
    slug: str
    text: Explanation
    foreign: Language | None
    form: SearchForm
    above: Link | None
    below: tuple[Link, ...]
    beside: tuple[Link, ...]
    kinds: tuple[Kind, ...]
    everywhere: Step
    remote: Step
    results: SearchPage | None = None
    all: Step | None = None

    @property
    def is_crisis(self) -> bool:
        """Whether help lines come before everything else."""
        return self.slug == "crisis"


def need_page(need_id: str, parameters: Parameters, private: bool, problem: Problem | None = None) -> NeedPage:
    """Return the page of a need without results; `parameters` are the need and perhaps the place."""
    need = taxonomy.needs()[need_id]
    tree = taxonomy.needs().values()
    beside = [one.id for one in tree if one.parent and one.parent == need.parent and one != need]
    text = explanations.explanation(need_id)
    # In a page that is asked for privately, no address may hold the place.
    near = "" if private or problem else parameters.first("near")
    search = parameters.without("near")
    return NeedPage(
        heading=labels.full_need(need_id),
        slug=need_id,
        text=text,
        foreign=text.language if text.language != current() else None,
        form=search_form(parameters, problem, private),
        above=need_link(need.parent, near) if need.parent else None,
        below=tuple(_short_link(one.id, near) for one in tree if one.parent == need_id),
        beside=tuple(_short_link(one, near) for one in beside),
        kinds=kinds(need_id, near),
        everywhere=step(gettext("See all, everywhere"), search),
        remote=step(gettext("Look for this online or by phone"), search.with_value("mode", "online")),
    )


def with_results(page: NeedPage, answer: Mapping[str, Any], request: SearchRequest, parameters: Parameters) -> NeedPage:
    """Return the page with the first results of an answer."""
    found = results_page(answer, request, parameters, page.form.private)
    more = step(gettext("See all results, and filter them"), parameters)
    return replace(page, results=found, all=more if found.total else None)


def _short_link(need_id: str, near: str) -> Link:
    return Link(labels.need(need_id), need_link(need_id, near).href)
