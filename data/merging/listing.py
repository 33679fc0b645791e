"""One listing's words from all its records: per field the best source, and a note where sources disagree.

The best record is the one a provider or steward confirmed last, then the one its source changed last, then the one
seen last, then the one that says most. Each field is taken from the first record that has it. Fields that only make
sense together (place, times, ages) are taken together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from data.model import Document, ServiceAtLocation
from data.runs import new_run_id

_HIDING = ("hidden", "partial", "full")
_CLOSED = ("defunct", "inactive", "temporarily closed")
# Lists where what one source leaves out another may add; for the others only the best source speaks.
_ADDED = ("needs", "languages", "attributes", "required_documents")
_MOST_PHONES, _MOST_ATTRIBUTES = 8, 40
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def make_listing(listing_id: str, records: Sequence[Document], facts: dict[str, Document]) -> Document:
    """Return the `Listing` of records that are one thing, without what is empty.

    `facts` maps a source id to its facts (`data.runs.source_facts`). A place that any record hides is hidden. A
    record that says closed counts unless another, fresher one says active.
    """
    ranked = sorted(records, key=_rank, reverse=True)
    best = ranked[0]
    sources = _provenances(records, facts)
    if len(ranked) == 1:
        words = {name: value for name, value in best.items() if name in ServiceAtLocation.model_fields}
        carried = {"conflicts": best["conflicts"]} if best.get("conflicts") else {}
        return words | carried | {"id": listing_id, "sources": sources}
    words = {}
    for name in ServiceAtLocation.model_fields:
        found = next((record[name] for record in ranked if record.get(name) not in (None, [], "")), None)
        if found is not None:
            words[name] = found
    for name in _ADDED:
        if name in words:
            words[name] = list(dict.fromkeys(value for record in ranked for value in record.get(name, ())))
    _take_together(words, ranked)
    words["location"] = _location(ranked)
    _set(words, "attributes", words.get("attributes", [])[:_MOST_ATTRIBUTES])
    _set(words, "phones", _phones(ranked))
    _set(words, "schedules", _schedules(ranked))
    _take_status(words, ranked)
    _set(words, "conflicts", _conflicts(ranked))
    return {name: value for name, value in words.items() if value} | {"id": listing_id, "sources": sources}


def _rank(record: Document) -> tuple[str, str, str, int, str, str]:
    said = sum(1 for name in ServiceAtLocation.model_fields if record.get(name) not in (None, [], ""))
    return (record.get("confirmed") or "", *_fresh(record), said, record["source"], record["key"])


def _fresh(record: Document) -> tuple[str, str]:
    return (record.get("last_modified") or "")[:10], _run(record)


def _run(record: Document) -> str:
    """The run that saw a record; of one that another directory passed on, a run of the time it was seen there."""
    seen = max((one["seen"] for one in record.get("origins", ())), default=None)
    return new_run_id(datetime.fromisoformat(seen).astimezone(UTC)) if seen else str(record["run"])


def _set(words: Document, name: str, value: object) -> None:
    words.pop(name, None)
    if value:
        words[name] = value


def _take_together(words: Document, ranked: Sequence[Document]) -> None:
    """Fields that explain each other come from one record."""
    for names in (("minimum_age", "maximum_age", "eligibility_description"), ("cost", "fees_description")):
        best = next((record for record in ranked if any(record.get(name) not in (None, []) for name in names)), {})
        for name in names:
            words.pop(name, None)
            if best.get(name) not in (None, []):
                words[name] = best[name]


def _location(ranked: Sequence[Document]) -> Document:
    """The place of the best record that has a street, else a door's point; hidden when any record hides it."""
    places = [record.get("location") or {} for record in ranked]
    chosen = dict(max(places, key=_placed))
    hiding = min((place.get("visibility", "full") for place in places), key=_HIDING.index)
    ways = list(dict.fromkeys(way for place in places for way in place.get("accessibility", ())))
    if hiding != "full":
        for name in ("latitude", "longitude", "precision"):
            chosen.pop(name, None)
        chosen["visibility"] = hiding
    return chosen | ({"accessibility": ways} if ways else {})


def _placed(place: Document) -> tuple[bool, bool, bool]:
    address = place.get("address") or {}
    return (
        bool(address.get("address_1")) and bool(address.get("city") or address.get("postal_code")),
        place.get("precision") in ("point", "address"),
        bool(address.get("address_1")),
    )


def _phones(ranked: Sequence[Document]) -> list[Any]:
    found: dict[tuple[str, Any, str], Any] = {}
    for record in ranked:
        for phone in record.get("phones", ()):
            found.setdefault((phone["number"], phone.get("extension"), phone.get("type", "voice")), phone)
    return list(found.values())[:_MOST_PHONES]


def _schedules(ranked: Sequence[Document]) -> list[Any]:
    """All days of the best source that gives times, in the order of the week."""
    source = next((record["source"] for record in ranked if record.get("schedules")), None)
    said = [one for record in ranked if record["source"] == source for one in record.get("schedules", ())]
    unique = {json.dumps(one, sort_keys=True): one for one in said}
    return sorted(unique.values(), key=_in_week)


def _in_week(schedule: Document) -> tuple[int, str, str]:
    days = [_WEEK.index(day[-2:]) for day in schedule.get("byday", ()) if day[-2:] in _WEEK]
    return min(days, default=7), schedule.get("opens_at") or "", json.dumps(schedule, sort_keys=True)


def _take_status(words: Document, ranked: Sequence[Document]) -> None:
    """The status of the freshest record; among equally fresh ones a closing counts. Its notice goes with it."""
    newest = max(map(_fresh, ranked))
    fresh = [record for record in ranked if _fresh(record) == newest]
    closed = next((one for one in fresh if one.get("status", "active") in _CLOSED), None)
    speaking = closed or fresh[0]
    _set(words, "status", speaking.get("status"))
    _set(words, "alert", speaking.get("alert") or next((one["alert"] for one in fresh if one.get("alert")), None))


def _conflicts(ranked: Sequence[Document]) -> list[Document]:
    """Fields about which sources contradict each other; a place is not told where any record hides it."""
    hidden = any((record.get("location") or {}).get("visibility", "full") != "full" for record in ranked)
    found = []
    for name, words_of, agree in _COMPARED:
        if hidden and name == "address":
            continue
        said: dict[str, str] = {}
        values: list[frozenset[str]] = []
        for record in ranked:
            value = words_of(record)
            if value and record["source"] not in said:
                said[record["source"]] = ", ".join(sorted(value))
                values.append(value)
        if any(not agree(values[0], other) for other in values[1:]):
            found.append({"field": name, "values": said})
    told = {one["field"] for one in found}
    carried = {one["field"]: one for record in ranked for one in record.get("conflicts", ())}
    return found + [one for field, one in carried.items() if field not in told and not (hidden and field == "address")]


def _numbers(record: Document) -> frozenset[str]:
    return frozenset(one["number"] for one in record.get("phones", ()) if one.get("type", "voice") == "voice")


def _house(record: Document) -> frozenset[str]:
    address = (record.get("location") or {}).get("address") or {}
    return frozenset([address["address_1"]] if address.get("address_1") else [])


def _same_house(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(_house_numbers(one) & _house_numbers(other)) or not _house_numbers(one) or not _house_numbers(other)


def _house_numbers(said: frozenset[str]) -> set[str]:
    return {word for text in said for word in text.split() if word[0].isdigit()}


def _times(record: Document) -> frozenset[str]:
    return frozenset(
        f"{day} {one['opens_at']}"
        for one in record.get("schedules", ())
        if one.get("opens_at")
        for day in one.get("byday", ())
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other)


def _contains(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _values(name: str) -> Callable[[Document], frozenset[str]]:
    return lambda record: frozenset(record.get(name, ()))


# Field, what a record says of it, and when two of these agree.
_COMPARED: tuple[tuple[str, Callable[[Document], frozenset[str]], Callable[[Any, Any], bool]], ...] = (
    ("phones", _numbers, _overlap),
    ("address", _house, _same_house),
    ("cost", _values("cost"), _contains),
    ("modes", _values("modes"), _contains),
    ("audiences", _values("audiences"), _contains),
    ("status", lambda record: frozenset([record.get("status", "active")]), _overlap),
    ("schedules", _times, _overlap),
)


def _provenances(records: Sequence[Document], facts: dict[str, Document]) -> list[Document]:
    """Where the records come from; what several passed on is named once, as it was seen last."""
    found: dict[tuple[str, str], Document] = {}
    for record in records:
        via = {"via": f"{record['source']}:{record['key']}"}
        own = [one | via for one in record.get("origins", ())]
        for one in own or [provenance(record, facts.get(record["source"], {}))]:
            known = found.setdefault((one["source"], one["key"]), one)
            if known is not one and datetime.fromisoformat(known["seen"]) < datetime.fromisoformat(one["seen"]):
                found[one["source"], one["key"]] = one
    return list(found.values())


def provenance(record: Document, facts: Document) -> Document:
    """Return the `Provenance` of a record."""
    found = {
        "source": record["source"],
        "source_name": facts.get("name") or record["source"],
        "record": record["record"],
        "key": record["key"],
        "url": record.get("record_url") or facts.get("homepage") or facts.get("url"),
        "licence": facts.get("licence"),
        "attribution": facts.get("attribution"),
        "run": record["run"],
        "seen": record["seen"],  # stamped by the crawl
    }
    return {name: value for name, value in found.items() if value}
