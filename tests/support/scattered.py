"""Invented listings from all over the Earth, poles and date line included: placed, area-only, online, closed."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from data.model import Attendance, Listing, Schedule, ServiceArea
from tests.support.builders import make_listing, make_location

WORDS = ("grief", "circle", "walking", "choir", "library", "evening", "quilting", "food", "clinic", "river", "garden")
NEEDS = ("support-groups/grief", "practical-help/food", "counseling", "libraries", "crisis", "support-groups/alcohol")
# Where points lie close together, so that small radii find some: towns, poles, both sides of the date line, corners.
CENTRES = ((39.8, -89.65), (34.05, -118.24), (90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (51.9, -179.95), (-17.0, 179.99),
           (0.0, 0.0), (71.3, -156.8))  # fmt: skip
AREAS = (("world", None), ("country", "US"), ("state", "IL"), ("county", "Sangamon, IL"), ("city", "Springfield, IL"),
         ("zip", "62701"), ("country", "CA"))  # fmt: skip
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "1TU", "-1FR")


def scattered(count: int, chance: random.Random, first: int = 0) -> list[Listing]:
    """Return listings with the keys `first` and following."""
    return [_one(first + number, chance) for number in range(count)]


def _one(number: int, chance: random.Random) -> Listing:
    changes: dict[str, Any] = {
        "key": f"scattered-{number}",
        "description": " ".join(chance.choices(WORDS, k=chance.randint(0, 9))) or None,
        "needs": chance.sample(NEEDS, chance.randint(0, 2)),
        "cost": chance.sample(["free", "fee", "donation"], chance.randint(0, 1)),
        "languages": chance.sample(["en", "es", "vi"], chance.randint(0, 2)),
        "audiences": chance.sample(["women", "veterans"], chance.randint(0, 1)),
        "faith": chance.choice([None, None, "secular"]),
        "schedules": [_schedule(chance) for _ in range(chance.choice((0, 1, 1, 3)))],
        "status": "temporarily closed" if chance.random() < 0.06 else "active",
        **_where(chance),
    }
    return make_listing(" ".join(chance.sample(WORDS, 2)).title(), **changes)


def _where(chance: random.Random) -> dict[str, Any]:
    kind = chance.random()
    if kind < 0.12:
        areas = [_area(chance) for _ in range(chance.randint(0, 2))]
        return {"location": {"location_type": "virtual"}, "modes": [chance.choice(["online", "phone"])],
                "service_areas": areas}  # fmt: skip
    if kind < 0.2:
        return {"location": make_location(None, None), "modes": ["in_person"],
                "service_areas": [_area(chance)] if chance.random() < 0.5 else []}  # fmt: skip
    changes: dict[str, Any] = {"location": make_location(*_point(chance)), "modes": ["in_person"]}
    if chance.random() < 0.15:
        changes |= {"modes": ["in_person", "online"], "attendance": Attendance(url="https://example.org/join")}
    if chance.random() < 0.15:
        changes["service_areas"] = [_area(chance)]
    return changes


def _area(chance: random.Random) -> ServiceArea:
    kind, extent = chance.choice(AREAS)
    return ServiceArea.model_validate({"extent_type": kind, "extent": extent})


def _point(chance: random.Random) -> tuple[float, float]:
    if chance.random() < 0.15:
        return chance.uniform(-90, 90), chance.uniform(-180, 180)
    lat, lon = chance.choice(CENTRES)
    spread = chance.choice((0.0, 0.01, 0.3, 2.0))
    lat = min(90.0, max(-90.0, lat + chance.uniform(-spread, spread)))
    lon = (lon + chance.uniform(-spread, spread) + 180.0) % 360.0 - 180.0
    return lat, chance.choice((lon, -180.0, 180.0)) if abs(lon) > 179.9 or abs(lat) > 89.9 else lon


def _schedule(chance: random.Random) -> Schedule:
    opens = f"{chance.randrange(24):02}:{chance.choice(('00', '30'))}"
    found: dict[str, Any] = {"opens_at": opens, "timezone": "America/Chicago"}
    kind = chance.random()
    if kind < 0.1:
        return Schedule.model_validate(found | {"dtstart": chance.choice((date(2026, 11, 25), date.max, date.min))})
    if kind < 0.2:
        return Schedule.model_validate(found | {"freq": "DAILY", "closes_at": "24:00"})
    days = chance.sample(DAYS[:7] if kind < 0.8 else DAYS[7:], 1)
    return Schedule.model_validate(found | {"freq": "WEEKLY" if kind < 0.8 else "MONTHLY", "byday": days})
