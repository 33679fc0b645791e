"""The support plan: a form that the browser keeps, if its reader says so. Nothing of it is ever sent here."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.view_models.plan import plan_page
from webapp.views.common import page

blueprint = Blueprint("plan", __name__)


@blueprint.get("/plan")
def show() -> Response:
    """The empty plan."""
    return page("plan", plan_page())
