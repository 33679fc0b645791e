"""How records are sent: pages, lines, one by its id; with a tag, so that nobody fetches twice what is the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version

from flask import Response, request
from pydantic_core import to_json

from index.engine import Generation
from index.publishing import code_fingerprint
from webapp.hsds.asked import Asked
from webapp.hsds.records import Found, Pieces

LINES = "application/x-ndjson"
# What is sent at once of a stream.
_CHUNK_BYTES = 64 * 1024


def answer(generation: Generation, asked: Asked, find: Callable[[Generation, Asked], Found]) -> Response:
    """Return a page of a list, or all of it in lines; 304 where the reader has it."""
    if asked.is_personal:
        response = _listed(find(generation, asked), asked)
        response.headers["Cache-Control"] = "no-store"
        return response
    return tagged(generation, lambda: _listed(find(generation, asked), asked))


def tagged(generation: Generation, make: Callable[[], Response]) -> Response:
    """Return the answer with its tag, or 304 without making it."""
    tag = _tag(generation)
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else make()
    response.set_etag(tag, weak=True)
    return response


def one(pieces: Pieces) -> Response:
    """Return one record as it is."""
    return Response(b"".join(pieces), mimetype="application/json")


def flowing(pieces: Pieces) -> Response:
    """Return one record of any size."""
    return Response(_gathered(pieces), mimetype="application/json")


def _tag(generation: Generation) -> str:
    facts = generation.stats()
    said = (_code(), str(facts["generation"]), str(facts["built"]), request.url)
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _code() -> str:
    return f"{version('kith')} {code_fingerprint()}"


def _listed(found: Found, asked: Asked) -> Response:
    if asked.all_in_lines:
        lines = (piece for number in found.numbers for piece in (*found.write(number), b"\n"))
        return Response(_gathered(lines), mimetype=LINES)
    first = (asked.page - 1) * asked.per_page
    numbers = found.numbers[first : first + asked.per_page]
    pages = math.ceil(len(found.numbers) / asked.per_page)
    envelope = {
        "total_items": len(found.numbers),
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(numbers),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": len(numbers) == 0,
    }
    pieces = _page(to_json(envelope), Found(numbers, found.write))
    return flowing(pieces) if found.large else one(pieces)


def _page(envelope: bytes, found: Found) -> Pieces:
    yield envelope[:-1] + b',"contents":['
    for at, number in enumerate(found.numbers):
        if at:
            yield b","
        yield from found.write(number)
    yield b"]}"


def _gathered(pieces: Pieces) -> Iterator[bytes]:
    """The pieces in larger ones: every one that is sent costs."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
