"""The dates of a listing as a calendar file."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data import ids
from webapp.languages import gettext
from webapp.view_models.common import listing_url
from webapp.views.common import found_listing

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/listing/<uuid:listing_id>/<slug>.ics")
def show(listing_id: UUID, slug: str) -> AnyResponse:
    """All dates to come, or with `on` (local time, `2026-11-24T19:00`) that one; with `neutral` nothing but times."""
    # Here, not above: the library is large, and most workers never need it.
    from webapp import calendar_file

    listing = found_listing(listing_id)
    if listing.id != str(listing_id) or slug != ids.slug(listing.name):
        own = ids.slug(listing.name)
        return redirect(url_for("calendar.show", listing_id=listing.id, slug=own, **request.args.to_dict()), 301)
    neutral = request.args.get("neutral") == "1"
    address = request.host_url.rstrip("/") + listing_url(listing.id, listing.name)
    on = _moment(request.args.get("on"))
    if listing.status != "active":
        abort(404)
    found = (
        calendar_file.single(listing, address, on, neutral)
        if on
        else calendar_file.series(listing, address, datetime.now(UTC), neutral)
    )
    if found is None:
        abort(404)
    name = gettext("Appointment").lower() if neutral else slug
    response = Response(found, mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.ics")
    return response


def _moment(given: str | None) -> datetime | None:
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        abort(400)
    if moment.tzinfo is not None or not 1900 <= moment.year <= 2200:
        abort(400)
    return moment
