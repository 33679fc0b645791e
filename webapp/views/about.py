"""Pages about the site itself. What the page of privacy says is tested, claim by claim."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.view_models.about import about_page, accessibility_page, inclusion_page, privacy_page
from webapp.views.common import page, settings

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """What Kith is, where listings come from, how results are ordered."""
    return page("about", about_page(settings().contact))


@blueprint.get("/privacy")
def privacy() -> Response:
    """What is kept, by whom, and for how long."""
    return page("privacy", privacy_page())


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """How the site can be used, and what does not work yet."""
    return page("accessibility", accessibility_page(settings().contact))


@blueprint.get("/inclusion")
def inclusion() -> Response:
    """What is listed, what is left out and why."""
    return page("inclusion", inclusion_page())
