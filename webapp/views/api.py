"""The search as JSON, the object of `kith search --json`, over HTTP; and what is offered while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from data.errors import QueryError
from index.request import from_parameters
from webapp import labels, parameters
from webapp.parameters import Parameters
from webapp.views.common import directory

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> Response:
    """Answer a search; POST takes the same names as one JSON object."""
    return _as_json(directory().search(from_parameters(_asked().given())))


def _as_json(answer: dict[str, Any]) -> Response:
    try:
        # Many times faster than Python's own, which would take a quarter of the time of a request.
        return Response(orjson.dumps(answer), mimetype="application/json")
    except orjson.JSONEncodeError:
        # Half a character in the words of the question.
        return jsonify(answer)


@blueprint.route("/suggest", methods=["GET", "POST"])
def suggest() -> Response:
    """Answer what may be meant by the beginning `q`; by POST it stands in no address that others might log."""
    found = directory().suggest(_asked().first("q"))
    return jsonify({"suggestions": [one | {"label": _label(one)} for one in found]})


def _label(suggestion: Mapping[str, Any]) -> str | None:
    """What a suggested text means, where it does not say it itself."""
    label = ", ".join(labels.need(one) for one in suggestion["needs"])
    return label if label and label.casefold() != suggestion["text"].casefold() else None


def _asked() -> Parameters:
    if request.method == "POST":
        return parameters.read_json(_body())
    return parameters.read(request.args.to_dict(flat=False))


def _body() -> object:
    try:
        return request.get_json()
    except (BadRequest, RecursionError) as error:
        raise QueryError("the body is not JSON", code="bad-json") from error
