"""For machines that watch over the server."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from webapp.views.common import directory

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> Response:
    """Facts about the generation that answers; an error of status 503 while there is none."""
    return jsonify(directory().stats())
