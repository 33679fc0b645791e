"""What the widget on other people's pages loads: its script, its words, and answers in words."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.exceptions import BadRequest

from data.errors import PlaceError, QueryError
from index.crisis import is_crisis
from index.request import from_parameters
from webapp import allowances, parameters
from webapp.assets import FOREVER
from webapp.view_models.search import results_page
from webapp.views.common import directory
from webapp.views.errors import on_asking_error
from webapp.widget import script
from webapp.widget.shown import crisis_card, shown
from webapp.widget.words import words

# Pages without a version get a new one within the hour.
FOR_A_WHILE = "public, max-age=3600"

blueprint = Blueprint("widget", __name__)


@blueprint.get("/widget.js")
def newest() -> Response:
    """The newest version of the script."""
    return _script(script.NEWEST, FOR_A_WHILE)


@blueprint.get("/widget.v<int:number>.js")
def version(number: int) -> Response:
    """One version of the script, the same for ever."""
    if number not in script.VERSIONS:
        abort(404)
    return _script(number, FOREVER)


def _script(number: int, kept: str) -> Response:
    response = Response(script.source(number), mimetype="text/javascript")
    response.headers["Cache-Control"] = kept
    # Without it a page cannot check the hash of a script from another origin.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/api/words")
@allowances.weighs(0.1)
def say() -> Response:
    """What the widget says, in the language of the address (`/es/api/words`)."""
    response = jsonify(words())
    response.headers["Cache-Control"] = FOR_A_WHILE
    return response


@blueprint.post("/api/cards")
def cards() -> Response:
    """Answer a search in words; takes what `/api/search` takes, as one JSON object, whatever type it says it is.

    With `"words": true` the answer has `words` too, those of `/api/words`: who begins asks once.
    """
    try:
        body = request.get_json(force=True)
        asked = parameters.read_json(body)
    except (BadRequest, RecursionError) as error:
        raise QueryError("the body is not JSON", code="bad-json") from error
    try:
        wanted = from_parameters(asked.given())
        page = results_page(directory().search(wanted), wanted, asked, private=True)
    except (PlaceError, QueryError) as error:
        # Whoever is in danger is told whom to call whatever is wrong with the question.
        response = on_asking_error(error)
        if is_crisis(asked.first("q")):
            response.set_data(json.dumps(response.get_json() | {"crisis": crisis_card()}))
        return response
    answer = shown(page, wanted.limit)
    return jsonify(answer | {"words": words()} if body.get("words") is True else answer)
