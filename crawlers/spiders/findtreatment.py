"""FindTreatment.gov, SAMHSA's locator of treatment facilities: pages of its JSON API.

Fields and paging: the locator's own code (CBHSQ/findtreatment, `src/utils/api.js`) and an answer of 2019. Paged over
HTTP with `page`, up to `totalPages`; a local file is one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scrapy.http import Response

from crawlers.addresses import with_parameter
from crawlers.base import FeedSpider
from crawlers.codes import codes, explain
from crawlers.payload import Payload, unpack
from crawlers.readers import read_array, read_json
from crawlers.values import note_unmapped
from data.errors import FeedError, KithError
from data.model import Record

_MOST_PAGES = 10_000
_NEEDS = {"MH": ["treatment/mental-health"], "SA": ["treatment"]}
_PHONES = {"phone": None, "intake1": "Intake", "intake2": "Intake", "hotline1": "Hotline", "hotline2": "Hotline"}
_EXTENSION = re.compile(r"\s*x\s*(\d+)$", re.IGNORECASE)
_REMOTE = re.compile(r"telemedicine|telehealth", re.IGNORECASE)


class FindTreatmentSpider(FeedSpider):
    """One row is one facility under one survey: `typeFacility` SA (substance use) or MH (mental health)."""

    name = "findtreatment"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the pages."""
        for payload in payloads:
            yield from read_array(payload, "rows")

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Yield the records of a page; after the first, ask for all the others."""
        yield from super().parse_feed(response)
        if not response.url.startswith("http") or self.tally.fatal:
            return
        try:
            yield from self._further(response)
        except KithError as error:
            self.tally.fail(error)

    def _further(self, response: Response) -> Iterator[Any]:
        answer = read_json(unpack(response.body, "page", response.url, self.source.max_mb)[0])
        asked = int(
            response.meta.get("page") or _whole(parse_qs(urlsplit(response.url).query).get("page", [""])[0]) or 1
        )
        page, pages = (_whole(answer.get(key)) if isinstance(answer, dict) else None for key in ("page", "totalPages"))
        if page is not None and page != asked:
            raise FeedError(f"asked for page {asked}, got page {page}", code="wrong-page")
        if response.meta.get("page") or not pages:
            return
        if pages > _MOST_PAGES:
            raise FeedError(f"{pages:,} pages are more than {_MOST_PAGES:,}", code="too-many-pages")
        for number in range(asked + 1, pages + 1):
            request = self.request(with_parameter(response.url, "page", str(number)))
            yield request.replace(meta=request.meta | {"page": number})

    def record(self, row: Any) -> Record:
        """Return the facility of a row."""
        services = row.get("services")
        said = [text for one in (services if isinstance(services, list) else []) for text in _texts(one)]
        meaning = explain("findtreatment", said)
        note_unmapped(self.source, "codes", meaning.unknown)
        names = [str(row[key]).strip() for key in ("name1", "name2") if row.get(key)]
        return self.make(
            row.get("frid"),
            name=": ".join(names),
            organization={"name": names[0]} if names else None,
            needs=list(dict.fromkeys([*_NEEDS.get(str(row.get("typeFacility")), []), *meaning.needs])),
            modes=["in_person", "online"] if any(_REMOTE.search(text) for text in said) else ["in_person"],
            phones=[phone for key, about in _PHONES.items() for phone in _phone(row.get(key), about)],
            url=row.get("website") or None,
            cost=meaning.cost,
            audiences=meaning.audiences,
            languages=meaning.languages,
            attributes=[*meaning.attributes, *meaning.unknown],
            led_by="professional",
            location={
                "latitude": row.get("latitude") or None,
                "longitude": row.get("longitude") or None,
                "address": {
                    "address_1": row.get("street1") or None,
                    "address_2": row.get("street2") or None,
                    "city": row.get("city") or None,
                    "state_province": row.get("state") or None,
                    "postal_code": row.get("zip") or None,
                },
            },
        )


def _texts(service: Any) -> tuple[str, ...]:
    """The texts of a category: `f3` split at its semicolons, nothing of a category known to say nothing."""
    if not isinstance(service, dict) or not isinstance(service.get("f3"), str):
        return ()
    return _split(service["f3"]) if str(service.get("f2")) not in codes("findtreatment") else ()


# Facilities that offer the same say it in the same words.
@lru_cache(maxsize=4096)
def _split(said: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in said.split(";"))
    return tuple(part for part in parts if part)


def _phone(value: Any, description: str | None) -> list[dict[str, str | None]]:
    number = str(value or "").strip()
    extension = _EXTENSION.search(number)
    found = {"number": _EXTENSION.sub("", number), "extension": extension[1] if extension else None}
    return [found | {"description": description}] if number else []


def _whole(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
