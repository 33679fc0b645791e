"""The widget's builder, and the one page that others may frame."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.view_models.embed import embed_page, frame_page
from webapp.views.common import page
from webapp.widget.presets import read

blueprint = Blueprint("embed", __name__, url_prefix="/embed")


@blueprint.get("")
def build() -> Response:
    """Choose needs, place, colours and language; copy what comes of it."""
    return page("embed", embed_page(read(request.args.to_dict(flat=False))))


@blueprint.get("/frame")
def frame() -> Response:
    """The search alone."""
    return page("embed_frame", frame_page(read(request.args.to_dict(flat=False))))
