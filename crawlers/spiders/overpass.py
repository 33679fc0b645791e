"""OpenStreetMap: answers of the Overpass API and GeoJSON exported by Overpass Turbo ("Map features" of the OSM wiki).

The licence asks for "© OpenStreetMap contributors" wherever a listing is shown: `attribution` of the source file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Request

from crawlers.base import FeedSpider
from crawlers.codes import codes, explain
from crawlers.opening_hours import schedules_of
from crawlers.osm import Element, read_elements
from crawlers.payload import Payload
from crawlers.values import mapped
from data.errors import RowError
from data.model import Record

# Life-cycle prefixes ("disused:amenity=library") and tags that say the same of the whole element.
_PAST = ("disused:", "abandoned:", "closed:", "demolished:", "razed:", "removed:", "was:")
_GONE = {"disused=yes", "abandoned=yes", "closed=yes", "demolished=yes"}
_CLOSED_TO_STRANGERS = {"access=private", "access=no"}
# Where a shelter for them stands may be a secret their safety hangs on.
_IN_DANGER = {f"social_facility:for={whom}" for whom in ("abused", "victim", "victims", "domestic_violence", "women")}
_SPIRITUAL = {"amenity=place_of_worship", "amenity=monastery", "office=religion"}
_PHONES = ("phone", "contact:phone", "contact:mobile")
_STREET = ("addr:housenumber", "addr:street")


class OverpassSpider(FeedSpider):
    """One row is one tagged element. Tags mean what `codes/osm.toml` or `[values.needs]` says, others nothing."""

    name = "overpass"

    def first_requests(self) -> Iterable[Request]:
        """Send the source's `query` to the interpreter as the form field `data` (Overpass API, "Language")."""
        url, query = self.source.url, self.source.query
        if not url or not query:
            return super().first_requests()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return [self.request(url, method="POST", body=urlencode({"data": query}), headers=kind)]

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the tagged elements of the answers."""
        for payload in payloads:
            yield from read_elements(payload)

    def record(self, row: Element) -> Record:
        """Return the place of an element. One that has no need now but had is recorded as defunct."""
        tags, words = row.tags, _words(row.tags)
        needs, gone = self._needs(words), not _GONE.isdisjoint(words)
        if not needs:
            tags = tags | {key.split(":", 1)[1]: value for key, value in tags.items() if key.startswith(_PAST)}
            words, gone = _words(tags), True
            needs = self._needs(words)
        _check(row.id, needs, set(words))
        meaning = explain("osm", words)
        return self.make(
            row.id,
            name=_first(tags, "name", "name:en", "official_name"),
            alternate_name=_first(tags, "alt_name", "short_name"),
            organization={"name": tags["operator"]} if "operator" in tags else None,
            record_url=f"https://www.openstreetmap.org/{row.id}",
            description=tags.get("description"),
            needs=needs,
            modes=["in_person"],
            phones=[{"number": tags[key]} for key in _PHONES if key in tags],
            email=_first(tags, "email", "contact:email"),
            url=_first(tags, "website", "contact:website", "url"),
            schedules=_schedules(tags),
            cost=meaning.cost,
            fees_description=tags.get("charge"),
            languages=[key.removeprefix("language:") for key in tags if key[:9] == "language:" and tags[key] != "no"],
            audiences=meaning.audiences,
            faith=None if _SPIRITUAL.isdisjoint(words) else "faith-based",
            attributes=[*meaning.attributes, *_beliefs(words)],
            status="defunct" if gone else "active",
            last_modified=row.edited,
            location={"accessibility": meaning.accessibility, "address": _address(tags)}
            | dict(zip(("latitude", "longitude"), row.point or (None, None), strict=True)),
        )

    def _needs(self, words: list[str]) -> list[str]:
        return list(dict.fromkeys([*explain("osm", words).needs, *mapped(self.source, "needs", words)]))


def _words(tags: dict[str, str]) -> list[str]:
    """Tags as `key=value`, a value of several parts as several words."""
    return [f"{key}={part.strip()}" for key, value in tags.items() for part in value.split(";")]


def _check(record: str, needs: list[str], words: set[str]) -> None:
    if not needs:
        raise RowError("no tag says what people would look for here", code="other-kind", record=record)
    if words & _CLOSED_TO_STRANGERS:
        raise RowError("not open to the public", code="private", record=record, field="access")
    if "social_facility=shelter" in words and words & _IN_DANGER:
        raise RowError("a shelter whose place should not be shown", code="protected-place", record=record)


def _first(tags: dict[str, str], *keys: str) -> str | None:
    return next((tags[key] for key in keys if key in tags), None)


def _address(tags: dict[str, str]) -> dict[str, str | None]:
    return {
        "address_1": " ".join(tags[key] for key in _STREET if key in tags) if "addr:street" in tags else None,
        "address_2": tags.get("addr:unit"),
        "city": tags.get("addr:city"),
        "state_province": tags.get("addr:state"),
        "postal_code": _first(tags, "addr:postcode", "postal_code"),
        "country": tags.get("addr:country"),
    }


def _schedules(tags: dict[str, str]) -> list[dict[str, Any]]:
    """Opening hours, and when there are services; in the words of OpenStreetMap where no rule holds them."""
    found = schedules_of(tags["opening_hours"]) if "opening_hours" in tags else []
    for service in schedules_of(tags["service_times"], points=True) if "service_times" in tags else []:
        said = service.get("description")
        found.append(service | {"description": f"Services: {said}" if said else "Services"})
    return found


def _beliefs(words: list[str]) -> list[str]:
    """Religion and denomination in plain words: as `codes/osm.toml` has them, else as they stand."""
    found = [word for word in words if word.startswith(("religion=", "denomination=")) and word not in codes("osm")]
    return [word.partition("=")[2].replace("_", " ").capitalize() for word in found if not word.endswith("=none")]
