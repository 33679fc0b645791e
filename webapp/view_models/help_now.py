"""The page of help lines, made from `data.helplines` alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from data import helplines
from data.helplines import Call, Helpline, TextLine
from webapp import labels, numbers, schedules
from webapp.languages import current, gettext, pgettext, speaking
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


def help_now_page() -> HelpNowPage:
    """Return the page of all help lines, in the current language."""
    return _page(current().tag)


@cache
def _page(tag: str) -> HelpNowPage:
    with speaking(tag):
        return _made()


def _made() -> HelpNowPage:
    countries = [
        Country(code, labels.country(code), tuple(map(line, lines))) for code, lines in helplines.by_country().items()
    ]
    here = next(one for one in countries if one.code == HOME_COUNTRY)
    others = sorted((one for one in countries if one.code != HOME_COUNTRY), key=lambda one: one.name)
    return HelpNowPage(gettext("Help now"), here, tuple(others))


def main_lines() -> tuple[Line, ...]:
    """Return the lines that a page shows when it can show nothing else."""
    at_home = helplines.by_country()[HOME_COUNTRY]
    return tuple(line(one) for one in at_home if one.needs[0] == "crisis")[:3]


def line(helpline: Helpline) -> Line:
    """Return a help line in words."""
    languages = numbers.joined(labels.language(tag) for tag in helpline.languages)
    return Line(
        id=helpline.id,
        name=helpline.name,
        organization=helpline.organization if helpline.organization != helpline.name else None,
        summary=_said(helpline.summary),
        answered_by=_said(helpline.answered_by),
        calls=tuple(_ways(helpline.call, helpline.languages)),
        texts=tuple(_ways(helpline.text, helpline.languages)),
        chat=helpline.chat,
        hours=tuple(_hours(helpline)),
        languages=f"{languages}; {_said(helpline.interpretation)}" if helpline.interpretation else languages,
        free=helpline.cost == "free",
        note=_said(helpline.note) if helpline.note else None,
        url=helpline.url,
    )


def _said(text: str) -> str:
    """The words of `lines.toml`, which `translations/terms.py` gives to translators."""
    return pgettext("helpline", text)


def _ways(lines: Iterable[Call | TextLine], all_languages: tuple[str, ...]) -> Iterable[Way]:
    for one in lines:
        spoken = numbers.joined(labels.language(tag) for tag in one.languages)
        said = set(one.languages) == set(all_languages) or spoken in (one.note or "")
        note = ", ".join(part for part in (_said(one.note) if one.note else None, None if said else spoken) if part)
        yield Way(_words(one), one.href, note or None)


def _words(way: Call | TextLine) -> str:
    if isinstance(way, TextLine):
        if way.keyword:
            return gettext("Text %(word)s to %(number)s", word=way.keyword, number=way.display)
        return gettext("Text %(number)s", number=way.display)
    if way.kind == "tty":
        return gettext("TTY %(number)s", number=way.display)
    return gettext("Call %(number)s", number=way.display)


def _hours(helpline: Helpline) -> Iterable[str]:
    if helpline.is_always_open:
        yield gettext("Open 24 hours, every day")
        return
    rules = helpline.to_record("helplines").schedules
    zone = zone_words(rules)
    for one in rules:
        words = schedules.sentence(one)
        yield gettext("%(times)s, %(zone)s", times=words, zone=zone) if zone else words
