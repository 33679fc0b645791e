"""Answers in fewer bytes: a page of results is a few kilobytes on the way to a phone."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

TYPES = frozenset(
    {"text/html", "text/css", "text/javascript", "application/json", "application/x-ndjson", "image/svg+xml"}
)
LEAST_BYTES = 1_000
# Higher levels take longer and save next to nothing on pages of this size.
LEVEL = 5


def compress(response: Response) -> Response:
    """Return the response gzipped when the reader's browser takes that and it is worth it.

    Answers hold no secret beside the reader's own words, so their compressed size tells nothing.
    """
    if response.mimetype not in TYPES or response.status_code in (204, 304):
        return response
    # A file of ours is a few kilobytes: read as a whole, it can be compressed.
    is_file, response.direct_passthrough = response.direct_passthrough, False
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:
        response.headers["Vary"] = "Accept-Encoding"
    if "gzip" not in request.accept_encodings or response.content_encoding:
        return response
    if response.is_streamed and not is_file:
        response.response = _compressed(response.iter_encoded())
        response.content_encoding = "gzip"
        return response
    if len(response.get_data()) < LEAST_BYTES:
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.content_encoding = "gzip"
    return response


def _compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunk by chunk, so that an answer of any size is never held as a whole; fast, because there is much of it."""
    gzipped = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield gzipped.compress(chunk)
    yield gzipped.flush()


def register(app: Flask) -> None:
    """Compress what the application answers."""
    app.after_request(compress)
