"""Checks of a live API (HSDS 3.1, "API Reference"), page by page and record by record."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from data.errors import KithError
from data.hsds.parts import Document
from data.hsds.validating.findings import Finding, Seen
from data.hsds.validating.pages import check_page
from data.hsds.validating.records import Records

# What `GET` must answer, and what it may (404 then).
LISTS = {"services": "service", "organizations": "organization", "service_at_locations": "service_at_location",
         "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}  # fmt: skip
_NEEDED = "services"
_PER_PAGE = 50
_SINGLE = 5
_SECONDS = 60
_LARGEST_BYTES = 256 << 20
_NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Answer:
    """What a server answered; `body` None where it was no JSON."""

    status: int
    body: Any


Fetch = Callable[[str], Answer]


def fetch(address: str) -> Answer:
    """Return the answer of an address. Raises KithError when there is none."""
    request = urllib.request.Request(  # noqa: S310 - http and https only, see check_api
        address, headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "kith-validate"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - as above
            return Answer(response.status, _json(response.read(_LARGEST_BYTES), response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _json(error.read(_LARGEST_BYTES), error.headers))
    except (OSError, ValueError) as error:
        raise KithError(f"{address} does not answer: {error}", code="bad-target") from None


def _json(body: bytes, headers: Any) -> Any:
    try:
        return json.loads(gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body)
    except (ValueError, OSError, EOFError, RecursionError):
        return None


def _unfit(answer: Answer) -> str:
    found = answer.status if answer.status != 200 else "200 and something else"
    return f"must answer 200 and a JSON object, not {found}"


class Api:
    """A live API. `pages` is how many pages of each list are read, 0 all of them."""

    def __init__(self, address: str, records: Records, seen: Seen, pages: int, fetch: Fetch = fetch) -> None:
        self._base = address.rstrip("/")
        self._records, self._seen, self._pages, self._fetch = records, seen, pages, fetch
        self._cut = False

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong. Raises KithError when nothing answers."""
        yield from self._about()
        for name, kind in LISTS.items():
            yield from self._list(name, kind)
        if not self._cut:
            yield from self._seen.unresolved(is_whole=False)

    def _about(self) -> Iterator[Finding]:
        answer = self._fetch(f"{self._base}/")
        if answer.status != 200 or not isinstance(answer.body, dict):
            yield Finding("/", "", "status", f"{_unfit(answer)}; give the address of the API, such as https://…/api/")
            return
        for name in ("version", "profile", "openapi_url"):
            value = answer.body.get(name)
            if not isinstance(value, str) or not value:
                yield Finding("/", name, "required", "must be there")
            elif name != "version":
                yield from self._resolves(name, value)

    def _resolves(self, name: str, address: str) -> Iterator[Finding]:
        if not address.startswith(("http://", "https://")):
            yield Finding("/", name, "uri", "must be an address with http or https")
            return
        try:
            status = self._fetch(address).status
        except KithError:
            status = 0
        if status != 200:
            yield Finding("/", name, "not-found", f"{address} must answer 200, not {status or 'nothing'}")

    def _list(self, name: str, kind: str) -> Iterator[Finding]:
        number, total, ids = 1, None, list[str]()
        while True:
            where = f"/{name}?{urlencode({'page': number, 'per_page': _PER_PAGE})}"
            answer = self._fetch(self._base + where)
            if answer.status == 404 and name != _NEEDED and number == 1:
                return
            if answer.status != 200 or not isinstance(answer.body, dict):
                yield Finding(where, "", "status", _unfit(answer))
                return
            page = answer.body
            yield from check_page(page, where, number, _PER_PAGE)
            if total not in (None, page.get("total_items")):
                yield Finding(where, "total_items", "envelope", f"is not {total} as on the first page", "warning")
            total = page.get("total_items")
            yield from self._contents(page, kind, where, ids)
            if page.get("last_page") is not False or not page.get("contents"):
                break
            number += 1
            if 0 < self._pages < number:
                self._cut = True
                break
        yield from self._single(name, kind, ids[:_SINGLE])

    def _contents(self, page: Document, kind: str, where: str, ids: list[str]) -> Iterator[Finding]:
        found = page.get("contents")
        known = set(ids)
        for at, document in enumerate(found if isinstance(found, list) else []):
            yield from self._records.check(document, kind, where, f"contents[{at}]")
            identifier = document.get("id") if isinstance(document, dict) else None
            if isinstance(identifier, str):
                if identifier in known:
                    yield Finding(where, f"contents[{at}].id", "duplicate-id", f"{identifier} was there before")
                known.add(identifier)
                ids.append(identifier)

    def _single(self, name: str, kind: str, ids: list[str]) -> Iterator[Finding]:
        for identifier in ids:
            where = f"/{name}/{identifier}"
            answer = self._fetch(self._base + where)
            if answer.status != 200 or not isinstance(answer.body, dict):
                yield Finding(where, "", "status", _unfit(answer))
                continue
            yield from self._records.check(answer.body, kind, where, "")
            if answer.body.get("id") != identifier:
                yield Finding(where, "id", "reference", f"is not {identifier}")
        status = self._fetch(f"{self._base}/{name}/{_NOBODY}").status
        if status != 404:
            yield Finding(f"/{name}/{_NOBODY}", "", "status", f"must answer 404 for what is not there, not {status}")
