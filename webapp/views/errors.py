"""What readers and programs get when something is wrong.

Under `/api/` and at `/readyz` always `{"error": {"code", "message", "field"}}`; elsewhere a page that
still has the search form and crisis help.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from data.errors import GenerationError, KithError, PlaceError, QueryError
from webapp.languages import gettext, marked
from webapp.view_models.common import SearchForm
from webapp.view_models.help_now import Line, main_lines
from webapp.views.common import page


@dataclass(frozen=True)
class ErrorPage:
    """A page that says what is wrong and what to do. `lines` are shown when nothing else can be."""

    heading: str
    text: str
    form: SearchForm | None = None
    lines: tuple[Line, ...] = ()


_WORDS = {
    400: (
        marked("We could not read that"),
        marked("Something in the address or the form was not as expected. Please search again."),
    ),
    404: (
        marked("This page is not here"),
        marked("The address may be mistyped, or the listing is no longer in the directory."),
    ),
    405: (marked("That does not work here"), marked("Please begin again from the search form.")),
    410: (
        marked("This listing is gone"),
        marked("Its sources have not shown it for more than half a year. Search for something like it."),
    ),
    413: (marked("That was too much text"), marked("Please describe what you need in fewer words.")),
    429: (
        marked("Too many searches at once"),
        marked("Many searches came from your network just now. Please wait a moment. Help lines work as always."),
    ),
    500: (marked("Something went wrong here"), marked("It is our fault, not yours. Please try again in a moment.")),
    503: (
        marked("The directory is not ready"),
        marked("Listings cannot be shown at the moment. Help lines work as always."),
    ),
}
_CODES = {400: "bad-request", 404: "not-found", 410: "gone", 405: "method-not-allowed", 413: "too-large",
          415: "unsupported-media-type", 429: "too-many-requests", 500: "internal", 503: "not-ready"}  # fmt: skip


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path == "/readyz"


def _json(status: int, code: str, message: str, field: str | None = None) -> Response:
    response = jsonify({"error": {"code": code, "message": message, "field": field}})
    response.status_code = status
    return response


def _page(status: int) -> Response:
    heading, text = _WORDS.get(status, _WORDS[500 if status >= 500 else 400])
    failed = status >= 500 or status == 429
    view = ErrorPage(
        gettext(heading), gettext(text), None if status == 503 else SearchForm(), main_lines() if failed else ()
    )
    return page("error", view, status)


def on_asking_error(error: KithError) -> Response:
    """Answer a request whose parameters cannot be used."""
    return _json(400, error.code, error.message, error.field) if _wants_json() else _page(400)


def on_generation_error(error: GenerationError) -> Response:
    """Answer while there is no index to answer from."""
    current_app.logger.error("no index to answer from: %s", error)
    return _json(503, error.code, "the directory is not ready", None) if _wants_json() else _page(503)


def on_http_error(error: HTTPException) -> Response | HTTPException:
    """Answer an HTTP error, keeping headers such as Allow; redirects pass."""
    status = error.code or 500
    if status < 400:
        return error
    message = _WORDS.get(status, (error.name,))[0]
    response = _json(status, _CODES.get(status, "bad-request"), message) if _wants_json() else _page(status)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def register(app: Flask) -> None:
    """Handle every error of the application."""
    app.register_error_handler(PlaceError, on_asking_error)
    app.register_error_handler(QueryError, on_asking_error)
    app.register_error_handler(GenerationError, on_generation_error)
    app.register_error_handler(HTTPException, on_http_error)
