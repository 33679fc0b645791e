"""One listing, at an address that lasts. By POST it leads back to the results of who searches privately."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from data import ids
from data.errors import QueryError
from data.model import Listing
from webapp import parameters
from webapp.languages import gettext, without_prefix
from webapp.view_models.common import Step, listing_url, step
from webapp.view_models.keeping import Keeping, keeper
from webapp.view_models.listing import listing_page
from webapp.view_models.listing_nearby import Similar, similar_of, similar_request
from webapp.views.common import directory, found_listing, page

blueprint = Blueprint("listing", __name__)


@blueprint.get("/listing/<uuid:listing_id>/")
def find(listing_id: UUID) -> Response:
    """Redirect to the listing's full address."""
    return show(listing_id, "")


@blueprint.route("/listing/<uuid:listing_id>/<slug>", methods=["GET", "POST"])
def show(listing_id: UUID, slug: str) -> Response:
    """Show a listing; another slug and the id of a merged listing redirect to where it is."""
    found = found_listing(listing_id)
    if found.id != str(listing_id) or slug != ids.slug(found.name):
        return redirect(listing_url(found.id, found.name), 301)
    now = datetime.now(UTC)
    view = listing_page(found, now)
    others = {"similar": _similar(found, now), "back": _back(), "keep": _keeping(found), "data_url": _data_url(found)}
    return page("listing", replace(view, **others))


def _data_url(listing: Listing) -> str | None:
    if directory().current().catalog.row_of_listing(listing.id) is None:
        return None
    return without_prefix(url_for("hsds.service_at_location", identifier=listing.id))


def _similar(listing: Listing, now: datetime) -> tuple[Similar, ...]:
    wanted = similar_request(listing)
    if wanted is None:
        return ()
    try:
        return similar_of(listing, directory().search(wanted)["results"], now)
    except QueryError:
        # A need that an older generation has and this version does not know.
        return ()


def _keeping(listing: Listing) -> Keeping:
    """The link that puts the listing on the list that came with the address."""
    return keeper(parameters.read({"list": request.args.getlist("list")}), private=True)(listing.id, listing.name)


def _back() -> Step | None:
    if request.method != "POST":
        return None
    asked = parameters.read(request.form.to_dict(flat=False))
    return step(gettext("Back to results"), asked) if asked.pairs else None
