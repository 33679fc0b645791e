"""Something is wrong: a form that anybody may send, about one listing. Who sent it is not kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from data.errors import KithError
from data.model import Listing
from webapp.languages import gettext
from webapp.limits import Limit, address_of
from webapp.view_models.report import Written, mail_to, read, report_page
from webapp.views.common import directory, found_listing, page, settings

blueprint = Blueprint("report", __name__)

# A person finds a handful of mistakes in one sitting; a neighbourhood behind one address some more.
MOST, MOST_OF_ALL, SECONDS = 5, 60, 600.0
# No person sees this field; what fills in every field of a form does not know that.
TRAP = "homepage"
_GENERATION = re.compile(r"gen-\d{6,12}")


@blueprint.route("/report/<uuid:listing_id>", methods=["GET", "POST"])
def show(listing_id: UUID) -> Response:
    """Show the form, keep what is sent, thank for it."""
    listing = found_listing(listing_id)
    if listing.id != str(listing_id):
        return redirect(url_for("report.show", listing_id=listing.id), 301 if request.method == "GET" else 308)
    if request.method == "POST":
        return _take(listing)
    chosen = Written(field=request.args.get("field", ""))
    return page("report", report_page(listing, _generation(), chosen, sent=request.args.get("sent") == "1"))


def _take(listing: Listing) -> Response:
    written = read(request.form.to_dict())
    if request.form.get(TRAP):
        return _thanks(listing)
    if written.problems:
        return page("report", report_page(listing, _generation(), written), 400)
    if not _limit().allows(address_of(request)):
        return _not_kept(listing, written, gettext("That were many reports. Please try again in ten minutes."), 429)
    try:
        _keep(listing, written)
    except KithError as error:
        current_app.logger.error("a report is not kept: %s", error.code)
        return _not_kept(listing, written, gettext("We cannot keep your report at the moment. Please try again."), 503)
    return _thanks(listing)


def _keep(listing: Listing, written: Written) -> None:
    # Here, not above: most workers never open the store.
    from data.keeping import reports

    reports.add(
        settings().store, listing.id, written.field, written.words, written.contact or None, _generation(),
        datetime.now(UTC),
    )  # fmt: skip


def _thanks(listing: Listing) -> Response:
    return redirect(url_for("report.show", listing_id=listing.id, sent=1), 303)


def _not_kept(listing: Listing, written: Written, trouble: str, status: int) -> Response:
    mail = mail_to(settings(), listing, written)
    return page("report", report_page(listing, _generation(), written, trouble=trouble, mail=mail), status)


def _generation() -> str:
    """The generation whose page the reader saw: what the form carries, else the current one."""
    carried = request.form.get("generation", "")
    return carried if _GENERATION.fullmatch(carried) else str(directory().stats()["generation"])


def _limit() -> Limit:
    found = current_app.extensions.setdefault("kith.report-limit", Limit(MOST, MOST_OF_ALL, SECONDS))
    assert isinstance(found, Limit)
    return found
