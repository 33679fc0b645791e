"""One search result as a card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import from_json, to_json

from data.model import ROUGH, Listing, Schedule
from webapp import filters, labels, numbers, schedules
from webapp.languages import ENGLISH, current, gettext, ngettext, pgettext, speaking
from webapp.view_models.common import PhoneLine, listing_url, phone_line
from webapp.view_models.keeping import Keeper, Keeping

# What fits a card: the rest is on the listing's page.
MOST_TIMES = 3
MOST_PHONES = 2
MOST_WHY = 4
# The middle of one of these is only near what it stands for.


@dataclass(frozen=True)
class Pin:
    """A card's place on the map: its number there, WGS84 degrees, and whether it is only about there."""

    number: int
    lat: float
    lon: float
    rough: bool


@dataclass(frozen=True)
class Card:
    """One result. Texts that are None or empty are not shown."""

    url: str
    name: str
    organization: str | None
    summary: str | None
    distance: str | None
    on_now: str | None
    next: str | None
    times: str | None
    cost: str
    modes: str
    address: str | None
    languages: str | None
    audiences: str | None
    phones: tuple[PhoneLine, ...]
    join: str | None
    web: str | None
    why: tuple[str, ...]
    seen: str | None
    source: str | None
    confirmed: str | None
    sample: bool
    status: str | None
    not_seen: str | None
    keep: Keeping | None = None
    pin: Pin | None = None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the listing states, each with its label, in the order of reading."""
        facts = (
            (gettext("When"), self.times),
            (gettext("Where"), self.address),
            (gettext("How"), self.modes),
            (gettext("Cost"), self.cost),
            (gettext("Language"), self.languages),
            (pgettext("before the people it is for", "For"), self.audiences),
        )
        return tuple((label, text) for label, text in facts if text)


def card(result: Mapping[str, Any], asked: datetime, keep: Keeper | None = None, here: str | None = None) -> Card:
    """Return the card of one result (ARCHITECTURE.md, "The search answer"); `asked` is when the reader asks.

    With `keep` it can be put on the referral list. `here` is the zone of the reader's place, where that is known.
    """
    kept, modes = [to_json(one) for one in result.get("schedules") or ()], result.get("modes") or ()
    rules = list(map(_rule, kept))
    times = _times(kept, modes, here)
    is_active = (result.get("status") or "active") == "active"
    name, organization = result["name"], result.get("organization")
    keeping = keep(result["id"], name) if keep else None
    carried = f"?list={keeping.carried}" if keeping and keeping.carried else ""
    newest = max(result.get("sources") or [{}], key=lambda one: str(one.get("seen") or ""))
    return Card(
        url=listing_url(result["id"], name) + carried,
        name=name,
        organization=organization if organization != name else None,
        summary=filters.shortened(result.get("summary")),
        distance=_distance(result),
        on_now=schedules.on_now(rules, asked, modes, here) if is_active else None,
        next=_next(result, rules, asked, here),
        times=_times_words(times),
        cost=cost_words(result.get("cost") or ()),
        modes=mode_words(modes),
        address=_address(result),
        languages=language_words(result.get("languages") or ()),
        audiences=numbers.joined((labels.facet("audiences", one) for one in result.get("audiences") or ()), "unit")
        or None,
        phones=_phones(result.get("phones") or ()),
        join=_join_link(result),
        web=filters.web_link(result.get("url")),
        why=tuple(_reason(one, result) for one in (result.get("reasons") or ())[:MOST_WHY]),
        seen=numbers.date_words(result.get("seen") or newest.get("seen")) or None,
        source=source_name(newest),
        confirmed=numbers.date_words(result.get("confirmed")) or None,
        sample=any(_is_sample(one) for one in result.get("sources") or ()),
        status=labels.status(result.get("status") or "active"),
        not_seen=filters.not_seen_words(result.get("not_seen_since")),
        keep=keeping,
    )


@dataclass(frozen=True)
class Credit:
    """A source as its licence wants it named beside its listings."""

    name: str
    licence: str | None
    attribution: str | None


def credits_of(results: Iterable[Mapping[str, Any]]) -> tuple[Credit, ...]:
    """Return every source of the results once, by name."""
    found = {
        Credit(source_name(one) or "", one.get("licence"), one.get("attribution"))
        for result in results
        for one in result.get("sources") or ()
    }
    return tuple(sorted(found, key=lambda one: (one.name, one.licence or "", one.attribution or "")))


def cost_words(costs: Iterable[str]) -> str:
    """Return "Free or by donation"; "Cost not stated" where the source says nothing."""
    words = numbers.joined(labels.lowered(labels.facet("cost", one) for one in costs), "or")
    return words or gettext("Cost not stated")


def fees_words(listing: Listing) -> str | None:
    """What a source writes of fees, unless that is only the cost again, in English."""
    with speaking(ENGLISH.tag):
        cost = cost_words(listing.cost)
    fees = listing.fees_description
    return fees if fees and fees.strip(" .").casefold() != cost.casefold() else None


def mode_words(modes: Iterable[str]) -> str:
    """Return "In person, online, or by phone"."""
    return numbers.joined(labels.lowered(labels.facet("modes", one) for one in modes), "or")


def language_words(tags: Any) -> str | None:
    """Return the languages in words, or None when it is English alone or not stated."""
    if not tags or list(tags) == ["en"]:
        return None
    return numbers.joined(labels.language(tag) for tag in tags)


# What the field of a result holds of an HSDS schedule; the rest of it is made from these.
_RULE = Schedule.model_fields.keys()


def rules_of(result: Mapping[str, Any]) -> list[Schedule]:
    """Return the schedules of a result as they are kept; not to be changed."""
    return [_rule(to_json(one)) for one in result.get("schedules") or ()]


# Many listings share a schedule.
@lru_cache(maxsize=4_096)
def _rule(shown: bytes) -> Schedule:
    one = from_json(shown)
    return Schedule.model_validate({name: one[name] for name in _RULE & one.keys()})


def _times(kept: Iterable[bytes], modes: Collection[str], here: str | None) -> tuple[str, ...]:
    said = ((_sentence(one, current().tag), _rule(one)) for one in kept)
    return tuple(text for words, rule in said if (text := schedules.with_zone(words, rule, modes, here)))


@lru_cache(maxsize=4_096)
def _sentence(shown: bytes, tag: str) -> str:
    """A schedule in the current language, whose tag is `tag`."""
    return schedules.sentence(_rule(shown))


def _times_words(times: tuple[str, ...]) -> str | None:
    more = len(times) - MOST_TIMES
    shown = "; ".join(times[:MOST_TIMES])
    if more <= 0:
        return shown or None
    return ngettext("%(times)s; and %(num)s more", "%(times)s; and %(num)s more", more, times=shown)


_FACETS = {"cost": "cost", "audience": "audiences", "mode": "modes", "faith": "faith", "led_by": "led_by",
           "accessibility": "accessibility"}  # fmt: skip


def _reason(reason: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """One reason of a result (`index.present.reasons_for`) in words."""
    kind, value = reason["kind"], reason["value"]
    if kind == "need":
        return labels.need(value)
    if kind == "language":
        return labels.language(value)
    if kind == "distance":
        return gettext("%(distance)s from %(place)s", distance=_distance(result), place=place_words(value))
    if kind in _FACETS:
        return labels.facet(_FACETS[kind], value)
    return {
        "cost_unknown": gettext("Cost not stated: ask"),
        "open": gettext("Open at that time"),
        "name": gettext("Has your words in its name"),
    }[kind]


def place_words(label: str) -> str:
    """Return the name of a place; the point where the reader is has none."""
    return gettext("your location") if label == "your location" else label


def source_name(source: Mapping[str, Any]) -> str | None:
    """Return the name of one of a result's sources."""
    name = source.get("source_name") or source.get("name")
    return name or (labels.source(source["source"]) if source.get("source") else None)


def _is_sample(source: Mapping[str, Any]) -> bool:
    return labels.is_sample(source_name(source), source.get("source"), source.get("licence"))


def _distance(result: Mapping[str, Any]) -> str | None:
    distance = result.get("distance_miles")
    return None if distance is None else numbers.miles(distance, result.get("precision") in ROUGH)


def _next(result: Mapping[str, Any], rules: list[Schedule], asked: datetime, here: str | None) -> str | None:
    if not result.get("next"):
        return None
    starts = datetime.fromisoformat(result["next"])
    modes = result.get("modes") or ()
    if "online" not in modes and "phone" not in modes:
        return numbers.next_words(starts, asked)
    # The answer says the offset of the beginning, not its zone.
    its = (one for one in rules if one.timezone and _offset(starts, one.timezone) == starts.utcoffset())
    zones = (schedules.zone_of(one, modes, here) for one in its)
    return numbers.next_words(starts, asked, next(zones, None))


def _offset(moment: datetime, zone: str) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


def _address(result: Mapping[str, Any]) -> str | None:
    if "in_person" not in (result.get("modes") or ()):
        return None
    shown = ", ".join(part for part in (result.get("location_name"), result.get("address")) if part)
    if result.get("visibility", "full") != "full":
        on_call = gettext("Address is given when you call")
        return gettext("%(place)s. %(note)s", place=shown, note=on_call) if shown else on_call
    return shown or gettext("Address not stated")


def _join_link(result: Mapping[str, Any]) -> str | None:
    return filters.web_link((result.get("attendance") or {}).get("url"))


def _phones(phones: Any) -> tuple[PhoneLine, ...]:
    lines = [
        phone_line(one["number"], one.get("type") or "voice", one.get("extension"), one.get("display"))
        for one in phones
    ]
    return tuple(line for line in lines if line.href)[:MOST_PHONES]
