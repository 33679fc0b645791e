"""The page of help lines, made from `data.helplines` alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from data import helplines
from data.helplines import Call, Helpline, TextLine
from data.schedules import describe
from webapp import labels
from webapp.view_models.listing import zone_words

HOME_COUNTRY = "US"


@dataclass(frozen=True)
class Way:
    """One way to reach a line: the words of its link, where the link goes, and for whom."""

    words: str
    href: str
    note: str | None = None


@dataclass(frozen=True)
class Line:
    """One help line."""

    id: str
    name: str
    organization: str | None
    summary: str
    answered_by: str
    calls: tuple[Way, ...]
    texts: tuple[Way, ...]
    chat: str | None
    hours: tuple[str, ...]
    languages: str
    free: bool
    note: str | None
    url: str


@dataclass(frozen=True)
class Country:
    """The lines of one country, the one to try first at the front."""

    code: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class HelpNowPage:
    """Help lines: those of the reader's country, then those of the others by name."""

    heading: str
    here: Country
    others: tuple[Country, ...]


@cache
def help_now_page() -> HelpNowPage:
    """Return the page of all help lines."""
    countries = [
        Country(code, labels.country(code), tuple(map(line, lines))) for code, lines in helplines.by_country().items()
    ]
    here = next(one for one in countries if one.code == HOME_COUNTRY)
    others = sorted((one for one in countries if one.code != HOME_COUNTRY), key=lambda one: one.name)
    return HelpNowPage("Help now", here, tuple(others))


@cache
def main_lines() -> tuple[Line, ...]:
    """Return the lines that a page shows when it can show nothing else."""
    at_home = helplines.by_country()[HOME_COUNTRY]
    return tuple(line(one) for one in at_home if one.needs[0] == "crisis")[:3]


def line(helpline: Helpline) -> Line:
    """Return a help line in words."""
    languages = labels.joined(labels.language(tag) for tag in helpline.languages)
    return Line(
        id=helpline.id,
        name=helpline.name,
        organization=helpline.organization if helpline.organization != helpline.name else None,
        summary=helpline.summary,
        answered_by=helpline.answered_by,
        calls=tuple(_ways(helpline.call, helpline.languages)),
        texts=tuple(_ways(helpline.text, helpline.languages)),
        chat=helpline.chat,
        hours=tuple(_hours(helpline)),
        languages=f"{languages}; {helpline.interpretation}" if helpline.interpretation else languages,
        free=helpline.cost == "free",
        note=helpline.note,
        url=helpline.url,
    )


def _ways(lines: Iterable[Call | TextLine], all_languages: tuple[str, ...]) -> Iterable[Way]:
    for one in lines:
        spoken = labels.joined(labels.language(tag) for tag in one.languages)
        said = set(one.languages) == set(all_languages) or spoken in (one.note or "")
        note = ", ".join(part for part in (one.note, None if said else spoken) if part)
        yield Way(_words(one), one.href, note or None)


def _words(way: Call | TextLine) -> str:
    if isinstance(way, TextLine):
        return f"Text {way.keyword} to {way.display}" if way.keyword else f"Text {way.display}"
    return f"{'TTY' if way.kind == 'tty' else 'Call'} {way.display}"


def _hours(helpline: Helpline) -> Iterable[str]:
    if helpline.is_always_open:
        yield "Open 24 hours, every day"
        return
    schedules = helpline.to_record("helplines").schedules
    zone = zone_words(schedules)
    for one in schedules:
        yield f"{describe(one)}, {zone}" if zone else describe(one)
