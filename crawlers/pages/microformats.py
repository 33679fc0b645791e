"""h-card and h-event (microformats2) as schema.org objects.

A card without an address or a telephone is how blogs sign their posts; it is no listing.
"""

from __future__ import annotations

from typing import Any

_EVENT = {"name": "name", "summary": "description", "description": "description", "start": "startDate",
          "end": "endDate", "url": "url"}  # fmt: skip
_CARD = {"name": "name", "note": "description", "tel": "telephone", "email": "email", "url": "url"}
_ADDRESS = {"street-address": "streetAddress", "locality": "addressLocality", "region": "addressRegion",
            "postal-code": "postalCode", "country-name": "addressCountry"}  # fmt: skip


def as_schema_org(items: list[Any]) -> list[dict[str, Any]]:
    """Return the events and the cards with an address or telephone among parsed microformats2 items."""
    found = []
    for item in items:
        kinds, said = _parts(item)
        if "h-event" in kinds:
            place = next((_card(one) for one in said.get("location", []) if one), None)
            found.append({"@type": "Event", **_named(said, _EVENT), **({"location": place} if place else {})})
        elif "h-card" in kinds:
            card = _card(item)
            if isinstance(card, dict) and ("address" in card or "telephone" in card):
                found.append(card | {"@type": "Organization"})
    return found


def _card(item: Any) -> Any:
    kinds, said = _parts(item)
    if "h-card" not in kinds and "h-adr" not in kinds:
        return item if isinstance(item, str) else item.get("value")
    within = next((_parts(one)[1] for one in said.get("adr", []) if isinstance(one, dict)), {})
    address = _named(said, _ADDRESS) | _named(within, _ADDRESS)
    point = {name: said[name][0] for name in ("latitude", "longitude") if said.get(name)}
    card: dict[str, Any] = {"@type": "Place"} | _named(said, _CARD)
    card |= {"address": address} if address else {}
    return card | ({"geo": point} if point else {})


def _parts(item: Any) -> tuple[list[str], dict[str, Any]]:
    return (item.get("type", []), item.get("properties", {})) if isinstance(item, dict) else ([], {})


def _named(said: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    texts = {ours: [one if isinstance(one, str) else one.get("value") for one in said.get(theirs, [])]
             for theirs, ours in names.items()}  # fmt: skip
    return {name: [text.removeprefix("mailto:").removeprefix("tel:") for text in found if text]
            for name, found in texts.items() if any(found)}  # fmt: skip
