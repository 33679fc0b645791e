"""Which raw rows answer a query: small rules over what the feeds say, never over what Kith made of it.

A query's `wants` are rules, any of which may hold; all words of one rule must. `maybe` are rules for what may be
shown without being wrong. The words of a rule: README.md.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.relevance import rows, sample_names, views
from tests.bench.relevance.item import Item, Point, Time, centre, point_of

Pair = tuple[str, tuple[str, ...]]
Rule = dict[str, Any]

_EARTH_MILES = 3958.8
# Two honest ways of measuring differ by less.
_SLACK_SHARE, _LEAST_SLACK = 0.01, 0.3
_SLACK_IN_SENTENCE = 5.0
WORDS = frozenset(
    {"source", "days", "after", "before", "open_at", "nth", "tags", "any", "none", "name", "text", "not_text", "names",
     "prefix"}
)  # fmt: skip


@dataclass(frozen=True)
class Judgement:
    """What must come back, and what may: ids of raw rows."""

    relevant: frozenset[Pair]
    acceptable: frozenset[Pair]


def judge(query: dict[str, Any]) -> Judgement:
    """Return what a query's rules find in the raw rows. Raises ValueError for a rule with an unknown word."""
    sure, edge = _found(query["wants"], query)
    likely, doubtful = _found(query.get("maybe", []), query)
    return Judgement(frozenset(sure), frozenset(edge | likely | doubtful) - sure)


def _found(rules: Iterable[Rule], query: dict[str, Any]) -> tuple[set[Pair], set[Pair]]:
    """The rows that rules ask for: those surely within reach, those at its edge or without a door."""
    sure: set[Pair] = set()
    edge: set[Pair] = set()
    for rule in rules:
        if not rule.keys() <= WORDS:
            raise ValueError(f"{query['id']}: unknown words {sorted(rule.keys() - WORDS)}")
        for source in _listed(rule["source"]):
            for item in views.items(source):
                if fits(item, rule):
                    reach = _reach(item, query)
                    (sure if reach == "sure" else edge if reach else set()).add((item.source, item.key))
    return sure, edge - sure


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def fits(item: Item, rule: Rule) -> bool:
    """Whether a row is what a rule asks for, wherever it is."""
    words = item.text.lower()
    return (
        ("names" not in rule or item.name in rule["names"])
        and ("name" not in rule or re.search(rule["name"], item.name.lower()) is not None)
        and ("text" not in rule or re.search(rule["text"], words) is not None)
        and ("not_text" not in rule or re.search(rule["not_text"], words) is None)
        and set(rule.get("tags", ())) <= item.tags
        and ("any" not in rule or bool(item.tags & set(rule["any"])))
        and not item.tags & set(rule.get("none", ()))
        and ("prefix" not in rule or any(tag.startswith(tuple(rule["prefix"])) for tag in item.tags))
        and _at_time(item, rule)
    )


def _at_time(item: Item, rule: Rule) -> bool:
    if not rule.keys() & {"days", "after", "before", "open_at", "nth"}:
        return True
    return any(_time_fits(time, rule) for time in item.times)


def _time_fits(time: Time, rule: Rule) -> bool:
    day, begins, ends, nth = time
    if "open_at" in rule:
        wanted, moment = rule["open_at"].split()
        return day == wanted and nth == 0 and bool(begins and ends) and begins <= moment < ends
    return (
        ("days" not in rule or day in rule["days"])
        and ("nth" not in rule or nth in rule["nth"])
        and ("after" not in rule or bool(begins) and begins >= rule["after"])
        and ("before" not in rule or bool(begins) and begins < rule["before"])
    )


def _reach(item: Item, query: dict[str, Any]) -> str:
    """`sure`, `edge` or nothing: whether a row is within the query's radius, or online where it asks for that."""
    if query.get("group") == "remote":
        return "sure" if item.remote else ""
    if item.source in sample_names.SOURCES:
        return "sure"
    if not item.here:
        return ""
    if item.point is None:
        return "edge"
    start = centre(query["centre"]) if "centre" in query else _centre(query["near"])
    if start is None:
        raise ValueError(f"{query['id']}: no centre")
    away, radius = miles(start, item.point), float(query["radius"])
    # A ZIP code in the sentence has the centre the judge takes; a town's centre need not be that of its ZIP code.
    told = "centre" not in query or query["centre"] in query["q"]
    slack = max(_LEAST_SLACK, radius * _SLACK_SHARE) + (0 if told else _SLACK_IN_SENTENCE)
    if away <= radius - slack:
        return "edge" if item.vague else "sure"
    # A row at its town's or its ZIP code's centre may lie some miles from there.
    return "edge" if away <= radius + slack + 10 * item.vague else ""


def _centre(near: str) -> Point | None:
    return point_of(*near.split(",")) if "," in near else centre(near)


def miles(one: Point, other: Point) -> float:
    """Return the miles between two points on a sphere."""
    first, second = math.radians(one[0]), math.radians(other[0])
    across = math.radians(other[1] - one[1])
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * _EARTH_MILES * math.asin(math.sqrt(half))


# Rows without an id of their own: what tells them apart in the feed stands in the crawled words too, as found.
_TOLD_BY: dict[str, Callable[[dict[str, Any]], tuple[str, ...]]] = {
    "city-chicago-libraries": lambda said: (said["name"],),
    "spiritual-events": lambda said: (said["name"], *_when(said)),
    "groups-la-al-anon": lambda said: (said["name"], _street(said), *_when(said)),
    **dict.fromkeys(sample_names.SOURCES, lambda said: (said["name"],)),
    **dict.fromkeys(
        (name for name in rows.FILES if name.startswith("hsds-food-")),
        lambda said: (said["organization"]["name"].strip(), _street(said)),
    ),
}


def _street(said: dict[str, Any]) -> str:
    return str(((said.get("location") or {}).get("address") or {}).get("address_1") or "").strip()


def _when(said: dict[str, Any]) -> tuple[str, ...]:
    time = (said.get("schedules") or [{}])[0]
    return "".join(time.get("byday") or ()), time.get("opens_at") or ""


@cache
def crosswalk(raw: Path) -> dict[tuple[str, str], Pair]:
    """Return which row each crawled record of a home is, for the sources whose rows have no id. Judges nothing."""
    found: dict[tuple[str, str], Pair] = {}
    for source, told in _TOLD_BY.items():
        for run in sorted((raw / source).glob("*.jsonl.gz"))[-1:]:
            with gzip.open(run, "rt", encoding="utf-8") as lines:
                for said in map(json.loads, lines):
                    if "record" in said:
                        found[source, said["record"]] = (source, told(said))
    return found


def pairs(result: dict[str, Any], known: dict[tuple[str, str], Pair]) -> set[Pair]:
    """Return which raw rows a search result stands for."""
    named = ((one["source"], one["record"]) for one in result["sources"])
    return {known.get(one, (one[0], (one[1],))) for one in named}
