"""Every component in every state, for who works on the pages (`KITH_DEVELOPMENT=1`)."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.security import policy
from webapp.view_models.styleguide import styleguide_page
from webapp.views.common import page

blueprint = Blueprint("styleguide", __name__)


@blueprint.get("/styleguide")
def show() -> Response:
    """Show the components with invented content."""
    response = page("styleguide", styleguide_page())
    response.headers["Content-Security-Policy"] = policy("'self' data:")
    return response
