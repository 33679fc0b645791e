"""The page that prints what a search finds: a form, then a PDF or a page.

POST does the same and keeps what was asked out of addresses and out of the QR code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, request, url_for

from data.errors import KithError, PlaceError, QueryError
from index.request import from_parameters
from webapp import allowances, parameters
from webapp.languages import gettext, speaking
from webapp.paper.building import Wish, document
from webapp.paper.pdf import pdf_of
from webapp.paper.region import Region, collect, count
from webapp.parameters import Parameters
from webapp.view_models.common import Problem, problem_of, step
from webapp.view_models.printing import PaperPage, PrintChoice, print_page, read_choice, usual_choice
from webapp.views.common import directory, page, settings

blueprint = Blueprint("printing", __name__)


@blueprint.route("/print", methods=["GET", "POST"])
@allowances.weighs(10)
def show() -> Response:
    """Ask how to print what a search finds, or send it."""
    private = request.method == "POST"
    given = (request.form if private else request.args).to_dict(flat=False)
    asked, choice = parameters.read(given), usual_choice()
    try:
        choice = read_choice(given)
        if choice.output:
            return _printed(asked, choice, private)
        total = count(directory(), from_parameters(asked.given())) if asked.pairs else None
    except (PlaceError, QueryError) as error:
        return page("print", print_page(asked, choice, private, problem=_problem(error)), 400)
    return page("print", print_page(asked, choice, private, total))


def _problem(error: KithError) -> Problem:
    """What is wrong, in the reader's language; about too many or no listings the error says it so itself."""
    if error.code in ("too-many", "nothing-found"):
        return Problem(error.field or "near", error.message)
    return problem_of(error)


def _printed(asked: Parameters, choice: PrintChoice, private: bool) -> Response:
    # A paper has no pages to turn to: all of it is printed.
    wanted = replace(from_parameters(asked.given()), offset=0)
    with speaking(choice.locale):
        region = collect(directory(), wanted)
        if not region.items:
            message = gettext("Nothing matches: widen the distance or choose less.")
            raise QueryError(message, code="nothing-found", field="near")
        wish = _wish(region, asked, choice, private)
        if choice.output == "pdf":
            return _pdf(region, wish, choice)
        made = document(region.items, wish)
        return page("paper", PaperPage(made.title, made, step(gettext("Change the search"), asked)))


def _wish(region: Region, asked: Parameters, choice: PrintChoice, private: bool) -> Wish:
    # What somebody keeps out of addresses stands in no QR code either.
    live = None if private else f"{url_for('search.show', _external=True)}?{asked.query_string}"
    return Wish(
        title=region.title(),
        made=datetime.now(UTC),
        language=choice.locale,
        group=choice.by,
        url=live,
        with_index=True,
        wanted=region.needs,
    )


def _pdf(region: Region, wish: Wish, choice: PrintChoice) -> Response:
    fonts = settings().fonts
    response = Response(pdf_of(region.items, wish, choice.layout, choice.paper, fonts), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="kith-{choice.layout.name}.pdf"'
    return response
