"""The service worker that shows the kept page of help lines while there is no connection."""

from __future__ import annotations

from flask import Blueprint, Response, send_from_directory

blueprint = Blueprint("offline", __name__)


@blueprint.get("/sw.js")
def worker() -> Response:
    """The script, at the top of the site: a worker answers for the folder it is in and what is below."""
    return send_from_directory("static", "sw.js", mimetype="text/javascript")
