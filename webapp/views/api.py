"""The search as JSON: the object of `kith search --json`, over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from data.errors import QueryError
from index.request import from_parameters
from webapp import parameters
from webapp.views.common import directory

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> Response:
    """Answer a search; POST takes the same names as one JSON object."""
    if request.method == "POST":
        asked = parameters.read_json(_body())
    else:
        asked = parameters.read(request.args.to_dict(flat=False))
    return jsonify(directory().search(from_parameters(asked.given())))


def _body() -> object:
    try:
        return request.get_json()
    except (BadRequest, RecursionError) as error:
        raise QueryError("the body is not JSON", code="bad-json") from error
