"""What the views share."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, current_app, render_template

from data.model import Listing
from data.settings import Settings
from index.directory import Directory


def directory() -> Directory:
    """Return the directory that this application answers from."""
    found = current_app.extensions["kith.directory"]
    assert found is not None
    return found  # type: ignore[no-any-return]


def settings() -> Settings:
    """Return the settings this application was made with."""
    found = current_app.extensions["kith.settings"]
    assert isinstance(found, Settings)
    return found


def found_listing(listing_id: UUID) -> Listing:
    """Return the listing of an id, or the one it was merged into.

    Ends the request with status 410 for an id that is gone, 404 for one never heard of.
    """
    asked = str(listing_id)
    found = directory().listing(asked)
    if found is None:
        target = directory().redirect(asked)
        found = directory().listing(target) if target else None
    if found is None:
        abort(410 if directory().is_gone(asked) else 404)
    return found


def page(template: str, view: object, status: int = 200) -> Response:
    """Return a page: `view` is all that its template reads."""
    return Response(render_template(f"pages/{template}.html", view=view), status, mimetype="text/html")
