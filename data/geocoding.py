"""Finding the doors of addresses without a point, by asking a geocoder its operator has named (`KITH_GEOCODER`).

Off unless it is named. Any server with Nominatim's search API does (nominatim.org, "Search queries"). Each address is
asked once and for all: answers stay in `geocoded.jsonl` in the home, one a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from data.cleaning.points import is_inside
from data.model import Address, Precision, Record
from data.settings import Settings

SECONDS_BETWEEN_REQUESTS = 1.0
_SECONDS_TO_WAIT = 10
# After so many failures in a row the geocoder is left alone until the next merge.
_MOST_FAILURES = 3
# Nominatim's `place_rank`: 30 is a house, 26 and more a street.
_HOUSE, _STREET = 30, 26

Answer = tuple[float, float, int] | None


class Geocoder:
    """Places records that have a street and no point of their own; does nothing when no geocoder is set.

    Nothing raised by the network leaves it: a record that cannot be placed stays as it is. One that `asks` nobody
    gives the answers that are known.
    """

    def __init__(self, settings: Settings, asks: bool = True) -> None:
        self._path = settings.geocoded
        self._failures = 0
        self._ask: Callable[[str], Any] | None = None
        self._known: dict[str, Answer] = self._read() if settings.geocoder else {}
        if settings.geocoder and asks:
            self._ask = _asking(settings.geocoder, settings)

    def place(self, record: Record) -> Record:
        """Return the record with the point of its street, where one is found inside its ZIP code or town."""
        line = self._question(record) if self._ask or self._known else None
        answer = self._answer(line) if line else None
        if answer is None or not is_inside(answer[:2], record.location.address) or answer[2] < _STREET:
            return record
        precision: Precision = "address" if answer[2] >= _HOUSE else "approximate"
        found = {"latitude": answer[0], "longitude": answer[1], "precision": precision}
        return record.model_copy(update={"location": record.location.model_copy(update=found)})

    def _question(self, record: Record) -> str | None:
        """The address to ask for. One that is kept back is told to nobody."""
        place = record.location
        address = place.address or Address()
        if place.location_type != "physical" or place.visibility != "full" or place.precision not in ("zip", "city"):
            return None
        if address.country != "US" or not address.address_1 or not address.address_1[0].isdigit():
            return None
        town = " ".join(filter(None, (address.state_province, address.postal_code)))
        return ", ".join(filter(None, (address.address_1, address.city, town, "USA")))

    def _answer(self, line: str) -> Answer:
        if line not in self._known and self._ask and self._failures < _MOST_FAILURES:
            try:
                found = self._ask(line)
                answer = _read_answer(found.raw) if found else None
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                self._failures += 1
                return None
            self._failures = 0
            self._known[line] = answer
            with self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps([line, answer], ensure_ascii=False) + "\n")
        return self._known.get(line)

    def _read(self) -> dict[str, Answer]:
        known: dict[str, Answer] = {}
        text = self._path.read_text("utf-8", "replace") if self._path.exists() else ""
        if text and not text.endswith("\n"):
            self._path.write_text(text + "\n", "utf-8")
        for line in text.splitlines():
            try:
                question, answer = json.loads(line)
                known[str(question)] = (float(answer[0]), float(answer[1]), int(answer[2])) if answer else None
            except (ValueError, TypeError, IndexError):
                continue  # a line cut short by a kill is asked again
        return known


def _asking(geocoder: str, settings: Settings) -> Callable[[str], Any]:
    """Return what asks a server for an address, not too often; it raises OSError where that goes wrong."""
    # Half of what `kith merge` would load, for what few directories use.
    from geopy.exc import GeopyError
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import Nominatim

    parts = urlsplit(geocoder)
    server = Nominatim(
        domain=parts.netloc + parts.path,
        scheme=parts.scheme,
        user_agent=f"Kith/{version('kith')} (community resource directory; contact: {settings.contact})",
        timeout=_SECONDS_TO_WAIT,
    )
    pause = max(SECONDS_BETWEEN_REQUESTS, settings.seconds_between_requests)
    limited = RateLimiter(server.geocode, min_delay_seconds=pause, max_retries=0, swallow_exceptions=False)

    def ask(line: str) -> Any:
        try:
            return limited(line)
        except GeopyError as error:
            raise OSError(str(error)) from error

    return ask


def _read_answer(raw: dict[str, Any]) -> Answer:
    return float(raw["lat"]), float(raw["lon"]), int(raw.get("place_rank", 0))
