"""Referral lists: shown, changed without scripts, printed, made into files, kept under a code for a while.

Nothing of a list is kept unless somebody asks for a code: it comes with each request, in a form or, listings alone, in
the address.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.errors import KithError, PlaceError, QueryError, StoreError
from data.shared_lists import CODE_LENGTH, USUAL_DAYS, SharedLists, grouped, normal
from webapp import allowances, numbers
from webapp.languages import gettext, speaking
from webapp.limits import Limit, address_of
from webapp.lists import content, editing, formats
from webapp.lists.content import ReferralList
from webapp.lists.templates import Template, filled, templates
from webapp.paper.building import Wish, document
from webapp.paper.grouping import Item
from webapp.paper.layouts import layout_named, paper_named
from webapp.paper.pdf import pdf_of
from webapp.paper.qr import svg_of
from webapp.parameters import Parameters
from webapp.view_models.common import Problem, problem_of, step
from webapp.view_models.lists import (
    OpenedList,
    SharedList,
    chosen_of,
    first_needs,
    gone_words,
    link_of,
    list_page,
)
from webapp.view_models.printing import PaperPage
from webapp.views.common import directory, page, settings

blueprint = Blueprint("lists", __name__)

# Lists kept and codes tried by one address in ten minutes; 60 bits cannot be guessed at this pace.
MOST_KEPT, MOST_TRIED, MOST_OF_ALL, SECONDS = 20, 60, 600, 600.0


@blueprint.route("/list", methods=["GET", "POST"])
def show() -> AnyResponse:
    """Show a list, or that of a code somebody typed in; POST does what its button says first."""
    if request.method == "GET":
        if code := normal(request.args.get("code", "")):
            return redirect(url_for("lists.opened", code=grouped(code)))
        return _shown(content.of_code(request.args.get("list", "")))
    try:
        given = content.of_form(_form())
    except QueryError as error:
        return _shown(ReferralList(), problem=problem_of(error), status=400)
    action = request.form.get("action", "")
    # Return in the field of a set's place means the set.
    if action == "begin" or (action == "return" and request.form.get("near")):
        return _begun(given)
    if action == "sort":
        order = first_needs(given.entries, directory())
        return _shown(replace(given, entries=tuple(sorted(given.entries, key=lambda one: order.get(one.id, 999)))))
    done = editing.edited(given, action)
    return _shown(done, undo=_undo(given, done))


def _undo(before: ReferralList, after: ReferralList) -> tuple[str, str] | None:
    gone = [place for place, one in enumerate(before.entries) if one.id not in after.ids]
    if len(gone) != 1:
        return None
    removed = before.entries[gone[0]]
    listing = directory().listing(removed.id)
    return (listing.name if listing else "", f"put:{gone[0]}:{removed.id}")


def _begun(given: ReferralList) -> Response:
    """Fill the list from a template, near a place."""
    near = content.text(request.form.get("near", ""), 120)
    chosen = next((one for one in _templates() if one.id == request.form.get("template")), None)
    if chosen is None or not near:
        problem = Problem("near", gettext("Tell us a ZIP code, or a city and state, to see what is near you."))
        return _shown(given, problem=problem, status=400, near=near)
    try:
        fresh = [one for one in filled(chosen, near, directory()) if one.id not in given.ids]
    except PlaceError as error:
        return _shown(given, problem=problem_of(error), status=400, near=near)
    entries = (*given.entries, *fresh)[: content.MOST_ENTRIES]
    return _shown(replace(given, entries=entries, title=given.title or chosen.label()))


@blueprint.post("/list/as/<kind>")
@allowances.weighs(5)
def made(kind: str) -> AnyResponse:
    """Send the list as a file, or as a page to print."""
    given = content.of_form(_form())
    if kind == "pdf":
        return _pdf(given)
    if kind == "page":
        return _page_to_print(given)
    chosen = chosen_of(given, directory())
    if kind == "ics":
        return _file(formats.as_ics(chosen, datetime.now(UTC)) or b"", "text/calendar", "ics")
    if kind == "txt":
        words = formats.message(given.title, chosen, link_of(given))
        return _file(words.encode(), "text/plain", "txt")
    if kind not in formats.FILES:
        abort(404)
    mimetype, make = formats.FILES[kind]
    return _file(make(chosen), mimetype, kind)


def _file(body: bytes, mimetype: str, ending: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="list.{ending}"'
    return response


def _items(given: ReferralList) -> list[Item]:
    return [Item(one.listing, one.note or None, one.blanks, one.changed) for one in chosen_of(given, directory())]


def _wish(given: ReferralList) -> Wish:
    code = request.form.get("code") or None
    link = url_for("lists.opened", code=code, _external=True) if code else link_of(given)
    return Wish(
        title=given.title or gettext("Places that may help"),
        made=datetime.now(UTC),
        language=given.language,
        group=given.order,
        intro=given.intro or None,
        url=link,
        code=code,
        with_index=True,
        notices=tuple(gone_words(given, directory())),
    )


def _pdf(given: ReferralList) -> Response:
    layout = layout_named(request.form.get("layout") or "full")
    size = paper_named(request.form.get("paper") or "letter")
    with speaking(given.language):
        body = pdf_of(_items(given), _wish(given), layout, size, settings().fonts)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="list-{layout.name}.pdf"'
    return response


def _page_to_print(given: ReferralList) -> Response:
    with speaking(given.language):
        shown = document(_items(given), _wish(given))
        back = step(gettext("Search"), Parameters())
        return page("paper", PaperPage(shown.title, shown, back))


@blueprint.post("/list/share")
def share() -> Response:
    """Keep the list under a code, for who has the code."""
    given = content.of_form(_form())
    if not given.entries:
        return _shown(given, problem=Problem("id", gettext("There is no listing in this list.")), status=400)
    if not _limit("kept", MOST_KEPT).allows(address_of(request)):
        words = gettext("That were many lists. Please try again in ten minutes.")
        return _shown(given, problem=Problem("id", words), status=429)
    days = request.form.get("days", "")
    try:
        kept = _kept().keep(given.document(), int(days) if days.isdecimal() and len(days) < 4 else USUAL_DAYS)
    except StoreError as error:
        current_app.logger.error("a list is not kept: %s", error.code)
        words = gettext("We cannot keep your list at the moment. It is still here: print it, or copy its link.")
        return _shown(given, problem=Problem("id", words), status=503)
    url = url_for("lists.opened", code=kept.code, _external=True)
    ends = numbers.date_words(kept.ends.date())
    return _shown(given, shared=SharedList(url, kept.code, svg_of(url), ends, kept.key))


@blueprint.get("/list/<code>")
def opened(code: str) -> Response:
    """Show the list of a code, with what changed since it was kept."""
    return _opened(code) if _may_try() else _no_such(code)


@blueprint.post("/list/<code>/revoke")
def revoke(code: str) -> Response:
    """Take a kept list away, for who has its key."""
    if not _may_try():
        return _no_such(code)
    if not _kept().revoke(code, request.form.get("key", "")):
        words = gettext("This key does not take the list away. Look whether it is typed as you wrote it down.")
        return _opened(code, Problem("key", words))
    words = gettext("The list %(code)s is taken away. Its link and its QR code open nothing now.", code=grouped(code))
    return _shown(content.of_form(_form()), done=words)


def _may_try() -> bool:
    return _limit("tried", MOST_TRIED).allows(address_of(request))


def _opened(code: str, problem: Problem | None = None) -> Response:
    found = _kept().read(code) if len(normal(code)) == CODE_LENGTH else None
    if found is None:
        return _no_such(code)
    kept, ends = found
    opened = OpenedList(grouped(code), numbers.date_words(ends))
    return _shown(content.of_document(kept), problem=problem, opened=opened, status=403 if problem else 200)


def _no_such(code: str) -> Response:
    words = gettext("No list has this code. It may be mistyped, its time may be over, or somebody took it away.")
    return _shown(ReferralList(), problem=Problem("code", words), code=content.text(code, CODE_LENGTH + 4), status=404)


def _form() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _kept() -> SharedLists:
    return SharedLists(settings().lists)


def _templates() -> tuple[Template, ...]:
    try:
        return templates(settings().home)
    except KithError as error:
        current_app.logger.error("%s", error)
        return ()


def _limit(name: str, most: int) -> Limit:
    limits: dict[str, Limit] = current_app.extensions.setdefault("kith.list_limits", {})
    return limits.setdefault(name, Limit(most, MOST_OF_ALL, SECONDS))


def _shown(
    given: ReferralList,
    *,
    problem: Problem | None = None,
    undo: tuple[str, str] | None = None,
    shared: SharedList | None = None,
    opened: OpenedList | None = None,
    done: str | None = None,
    near: str = "",
    code: str = "",
    status: int = 200,
) -> Response:
    view = list_page(given, directory(), _templates(), shared.url if shared else None)
    said = replace(view, problem=problem, undo=undo, shared=shared, opened=opened, done=done, near=near, code=code)
    return page("list", said, status)
