"""Where the listings of this directory come from."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.view_models.sources import sources_page
from webapp.views.common import page, settings

blueprint = Blueprint("sources", __name__)


@blueprint.get("/sources")
def show() -> Response:
    """The sources that were read, and those that could be."""
    return page("sources", sources_page(settings().store))
