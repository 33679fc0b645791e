"""One listing, at an address that lasts."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect
from werkzeug.wrappers import Response

from data import ids
from webapp.view_models.common import listing_url
from webapp.view_models.listing import listing_page
from webapp.views.common import directory, page

blueprint = Blueprint("listing", __name__)


@blueprint.get("/listing/<uuid:listing_id>/")
def find(listing_id: UUID) -> Response:
    """Redirect to the listing's full address."""
    return show(listing_id, "")


@blueprint.get("/listing/<uuid:listing_id>/<slug>")
def show(listing_id: UUID, slug: str) -> Response:
    """Show a listing; another slug and the id of a merged listing redirect to where it is."""
    found = directory().listing(str(listing_id))
    if found is None:
        target = directory().redirect(str(listing_id))
        found = directory().listing(target) if target else None
    if found is None:
        abort(404)
    if found.id != str(listing_id) or slug != ids.slug(found.name):
        return redirect(listing_url(found.id, found.name), 301)
    return page("listing", listing_page(found))
