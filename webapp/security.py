"""Headers of every answer: what the browser may load, keep, and tell others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

from webapp import assets


def policy(images: str = "'self'") -> str:
    """Return the Content-Security-Policy of a page whose pictures come from `images` (a source list)."""
    return (
        f"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src {images}; "
        "form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The one page that others may frame.
FRAMED = HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
# Answers that tell what somebody looked for: kept by no cache, listed by no search engine.
PRIVATE = frozenset({
    "api.search", "api.suggest", "calendar.show", "embed.frame", "listing.find", "listing.show", "lists.show",
    "lists.made", "lists.opened", "lists.share", "lists.revoke", "need.show", "printing.show", "report.show",
    "search.show", "widget.cards",
})  # fmt: skip
UNLISTED = frozenset({
    "api.search", "api.suggest", "calendar.show", "embed.frame", "lists.made", "lists.opened", "lists.share",
    "lists.revoke", "lists.show", "printing.show", "report.show", "search.show", "widget.cards", "widget.say",
})  # fmt: skip
# What pages of others load or frame, and what says itself how long it may be kept.
OPEN = frozenset({"embed.frame", "widget.newest", "widget.version"})
SAYS_ITSELF = frozenset({"widget.newest", "widget.version", "widget.say"})


_OF_ALL = [(name.casefold(), (name, value)) for name, value in HEADERS.items()]


class WithHeaders:
    """WSGI middleware: adds the headers that an answer does not set itself.

    They are known to be well formed; checking each of them again, as a response does, takes longer than to read it.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said = {name.casefold() for name, _ in headers}
            return start_response(status, headers + [pair for name, pair in _OF_ALL if name not in said], *error)

        return self._app(environ, start)


def add_headers(response: Response) -> Response:
    """Return the response with how long it may be kept, and with what its page alone needs."""
    endpoint, headers = request.endpoint, response.headers
    if endpoint in OPEN:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if endpoint == "embed.frame":
        headers["Content-Security-Policy"] = FRAMED
    headers["Cache-Control"] = _cache_control(response, endpoint)
    if endpoint in UNLISTED:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _cache_control(response: Response, endpoint: str | None) -> str:
    said = response.headers.get("Cache-Control")
    if endpoint in PRIVATE or response.status_code >= 400 or said == "no-store":
        return "no-store"
    if endpoint in SAYS_ITSELF and said:
        return said
    if endpoint == "assets.style" and assets.is_current("style.css"):
        return assets.FOREVER
    if endpoint == "assets.library" and assets.is_current((request.view_args or {})["name"]):
        return assets.FOREVER
    if endpoint == "static" and assets.is_current((request.view_args or {})["filename"]):
        return assets.FOREVER
    return "no-cache"


def register(app: Flask) -> None:
    """Add the headers to everything the application answers, errors included."""
    app.after_request(add_headers)
    app.wsgi_app = WithHeaders(app.wsgi_app)  # type: ignore[method-assign]
