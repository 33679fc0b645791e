"""The search page. POST shows the same page and keeps what was asked out of the address and the history."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from data.errors import PlaceError, QueryError
from index.crisis import is_crisis
from index.request import from_parameters
from webapp import parameters
from webapp.languages import gettext
from webapp.parameters import Parameters
from webapp.security import policy
from webapp.view_models.common import Problem, problem_of
from webapp.view_models.results_map import with_map
from webapp.view_models.search import SearchPage, form_page, results_page
from webapp.views.common import directory, page, settings

# Of each group; the API gives more at once, to programs.
MOST_ON_A_PAGE = 50

blueprint = Blueprint("search", __name__)


@blueprint.route("/search", methods=["GET", "POST"])
def show() -> Response:
    """Show results, or the form with what is wrong beside the field."""
    private = request.method == "POST"
    given = request.form if private else request.args
    asked = parameters.read(given.to_dict(flat=False))
    try:
        view = _answer(asked, private)
    except PlaceError as error:
        return _ask_for_place(error, asked, private)
    except QueryError as error:
        return _form(gettext("Please change your search"), asked, problem_of(error), private, 400)
    response = page("search", view)
    if view.map and view.map.shown:
        # Leaflet puts an empty picture, a data address, in place of those it no longer needs.
        response.headers["Content-Security-Policy"] = policy(f"'self' data: {view.map.images}")
    return response


def _answer(asked: Parameters, private: bool) -> SearchPage:
    wanted = from_parameters(asked.given())
    if not asked.asks_something:
        return form_page(gettext("Search"), asked, None, private, is_crisis(asked.first("q")))
    wanted = replace(wanted, limit=min(wanted.limit, MOST_ON_A_PAGE))
    answer = directory().search(wanted)
    return with_map(results_page(answer, wanted, asked, private), answer, asked, settings())


def _ask_for_place(error: PlaceError, asked: Parameters, private: bool) -> Response:
    if error.code == "ask-place":
        return _form(gettext("Where are you?"), asked, problem_of(error), private, 200)
    return _form(gettext("We do not know that place"), asked, problem_of(error), private, 400)


def _form(heading: str, asked: Parameters, problem: Problem, private: bool, status: int) -> Response:
    return page("search", form_page(heading, asked, problem, private, is_crisis(asked.first("q"))), status)
