"""What was known of a listing when it was put on a list, and what has changed since.

The facts travel with the list (in the browser, in its link) as a short JSON object: `n` name, `s` status, `t`, `a` and
`p` digests of times, place and telephones, `d` its first need, `c` about where it is (`lat,lon`, one decimal).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from data.model import Listing
from webapp import labels

LONGEST_FACTS = 600
_LONGEST_NAME = 120
Kind = Literal["gone", "closed", "open", "times", "place", "phones", "name"]


@dataclass(frozen=True)
class Facts:
    """Facts as they were read back; empty where there are none, or none that can be read."""

    name: str = ""
    status: str = ""
    times: str = ""
    place: str = ""
    phones: str = ""
    need: str = ""
    point: str = ""


_SHORT = {"n": "name", "s": "status", "t": "times", "a": "place", "p": "phones", "d": "need", "c": "point"}


def facts_of(listing: Listing) -> str:
    """Return the facts of a listing as they are now."""
    place = listing.location
    address = place.address.model_dump(mode="json") if place.address else None
    rules = sorted(json.dumps(one.model_dump(mode="json"), sort_keys=True) for one in listing.schedules)
    point = f"{place.latitude:.1f},{place.longitude:.1f}" if listing.has_public_point else ""
    needs = labels.leaf_needs(listing.needs)
    found = {
        "n": listing.name[:_LONGEST_NAME],
        "s": listing.status,
        "t": _digest(rules),
        "a": _digest([address, sorted(listing.modes), place.visibility]),
        "p": _digest(sorted(one.number for one in listing.phones)),
        "d": needs[0] if needs else "",
        "c": point,
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _digest(value: object) -> str:
    return hashlib.blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=4).hexdigest()


def read(text: str) -> Facts:
    """Return the facts of a text that a browser or an address gave; anything else than texts counts as nothing."""
    try:
        found: Any = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        return Facts()
    said = {_SHORT[key]: value[:_LONGEST_NAME] for key, value in found.items() if key in _SHORT and _is_text(value)}
    return Facts(**said)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def changes(known: Facts, listing: Listing | None) -> Iterable[Kind]:
    """Yield what is otherwise now than it was known; `gone` alone where the listing is no longer there."""
    if listing is None:
        yield "gone"
        return
    now = read(facts_of(listing))
    if listing.status != "active":
        yield "closed"
    elif known.status and known.status != "active":
        yield "open"
    for kind in ("times", "place", "phones", "name"):
        before = getattr(known, kind)
        if before and before != getattr(now, kind):
            yield kind  # type: ignore[misc]
