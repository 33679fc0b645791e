"""Other sites may ask the API from a reader's browser; with no cookie there is nothing of the reader's to be told."""

from __future__ import annotations

from flask import Flask, Response, request

_ANYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_BEFORE = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def add_headers(response: Response) -> Response:
    """Return the answer with what lets other sites read it (Fetch, "CORS protocol")."""
    if request.path.startswith("/api/"):
        response.headers.extend(_ANYONE)
        if request.method == "OPTIONS":
            response.headers.update(_BEFORE)
    return response


def register(app: Flask) -> None:
    """Open the API, its errors included."""
    app.after_request(add_headers)
