"""What the views share."""

from __future__ import annotations

from flask import Response, current_app, render_template

from data.settings import Settings
from index.directory import Directory


def directory() -> Directory:
    """Return the directory that this application answers from."""
    found = current_app.extensions["kith.directory"]
    assert found is not None
    return found  # type: ignore[no-any-return]


def settings() -> Settings:
    """Return the settings of this application."""
    found: Settings = current_app.extensions["kith.settings"]
    return found


def page(template: str, view: object, status: int = 200) -> Response:
    """Return a page: `view` is all that its template reads."""
    return Response(render_template(f"pages/{template}.html", view=view), status, mimetype="text/html")
