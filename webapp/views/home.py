"""The home page."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.view_models.home import home_page
from webapp.views.common import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> Response:
    """One search form, the twelve needs, the kinds of support."""
    return page("home", home_page())
