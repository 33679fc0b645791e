"""Help lines; works without an index and without a store."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.view_models.help_now import help_now_page
from webapp.views.common import page

blueprint = Blueprint("help_now", __name__)


@blueprint.get("/help-now")
def show() -> Response:
    """All help lines, those of the reader's country first."""
    return page("help_now", help_now_page())
