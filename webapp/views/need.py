"""The page of a need, with the first results near a place. POST keeps the place out of the address and the history."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from data import taxonomy
from data.errors import PlaceError, QueryError
from index.request import from_parameters
from webapp import parameters
from webapp.view_models.common import problem_of
from webapp.view_models.need import need_page, with_results
from webapp.views.common import directory, page

# How many of those nearby are shown; of each other group the directory gives five.
FIRST_RESULTS = 5

blueprint = Blueprint("need", __name__)


@blueprint.route("/need/<path:slug>", methods=["GET", "POST"])
def show(slug: str) -> Response:
    """Explain a need; with `near`, show the first results there."""
    if slug not in taxonomy.needs():
        abort(404)
    private = request.method == "POST"
    given = request.form if private else request.args
    asked = parameters.read({"need": [slug], "near": given.getlist("near")})
    if not asked.first("near"):
        return page("need", need_page(slug, asked, private))
    try:
        wanted = from_parameters(asked.with_value("limit", FIRST_RESULTS).given())
        answer = directory().search(wanted)
    except (PlaceError, QueryError) as error:
        return page("need", need_page(slug, asked, private, problem_of(error)), 400)
    response = page("need", with_results(need_page(slug, asked, private), answer, wanted, asked))
    # The page itself may be found; with a place it is a search.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
