"""The page of help lines, made from `data.helplines` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from data import helplines
from data.helplines import Call, Helpline, TextLine
from webapp import labels, numbers, schedules
from webapp.languages import current, gettext, marked, pgettext, speaking
from webapp.view_models.listing_times import zone_words

HOME_COUNTRY = "US"
# Lines for anyone in any crisis that stand above all others.
MOST_FIRST = 2

_ADDICTIONS = {"support-groups/alcohol", "support-groups/drugs", "support-groups/gambling",
               "support-groups/family-of-addicts"}  # fmt: skip


# What help lines are looked for, by their facts: each line stands in full in the first it is for.
_TROUBLES: tuple[tuple[str, str, Callable[[Helpline], bool]], ...] = (
    ("hurt", marked("Someone hurts or scares you"), lambda one: "survivors" in one.audiences),
    ("young", marked("For children, teens and young adults"), lambda one: "counseling/youth" in one.needs),
    ("addiction", marked("Alcohol, drugs, gambling"), lambda one: not _ADDICTIONS.isdisjoint(one.needs)),
    ("lgbtq", marked("LGBTQ+"), lambda one: "support-groups/lgbtq" in one.needs),
    ("veterans", marked("Veterans and military"), lambda one: "support-groups/veterans" in one.needs),
)


def _is_signed_or_typed(way: Call | TextLine) -> bool:
    return "ase" in way.languages or (isinstance(way, Call) and way.kind == "tty")


# Lines with a number that suits some readers, whatever they are for: with the numbers that suit, and where they have
# one to text, with it or not.
_WAYS: tuple[tuple[str, str, Callable[[Call | TextLine], bool], bool], ...] = (
    ("spanish", marked("In Spanish"), lambda way: "es" in way.languages, False),
    ("deaf", marked("For people who are deaf or hard of hearing"), _is_signed_or_typed, True),
)


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
class Trouble:
    """The lines of this country for one trouble; `known` stand in full elsewhere on the page."""

    id: str
    title: str
    lines: tuple[Line, ...]
    known: tuple[Line, ...]


@dataclass(frozen=True)
class HelpNowPage:
    """Help lines: `first` to try in this country, then its other ones by trouble, then other countries by name.

    Of those to try first each stands with itself in the ways that suit the language of the page alone.
    """

    heading: str
    country: str
    first: tuple[tuple[Line, Line], ...]
    troubles: tuple[Trouble, ...]
    others: tuple[Country, ...]


def help_now_page() -> HelpNowPage:
    """Return the page of all help lines, in the current language."""
    return _page(current().tag)


@cache
def _page(tag: str) -> HelpNowPage:
    with speaking(tag):
        return _made()


def _made() -> HelpNowPage:
    countries = helplines.by_country()
    here = countries.pop(HOME_COUNTRY)
    first = [one for one in here if one.needs[0] == "crisis" and not one.audiences][:MOST_FIRST]
    others = [Country(code, labels.country(code), tuple(map(line, lines))) for code, lines in countries.items()]
    return HelpNowPage(
        heading=gettext("Help now"),
        country=labels.country(HOME_COUNTRY),
        first=tuple((line(one), line(_in_language(one, current().tag))) for one in first),
        troubles=tuple(_troubles(here, first)),
        others=tuple(sorted(others, key=lambda one: one.name)),
    )


def _in_language(one: Helpline, tag: str) -> Helpline:
    """The line with its ways in a language, or, where it has none in that one, with those in English."""
    for spoken in (tag, "en"):
        call = tuple(way for way in one.call if spoken in way.languages)
        text = tuple(way for way in one.text if spoken in way.languages)
        if call or text:
            return one.model_copy(update={"call": call, "text": text, "languages": (spoken,)})
    return one


def _troubles(lines: list[Helpline], first: list[Helpline]) -> Iterable[Trouble]:
    above = {one.id for one in first}
    for name, title, is_for in _TROUBLES:
        found = [one for one in lines if is_for(one)]
        new = [one for one in found if one.id not in above]
        above.update(one.id for one in new)
        yield Trouble(name, gettext(title), tuple(map(line, new)), tuple(line(one) for one in found if one not in new))
    yield Trouble("more", gettext("For other troubles"), tuple(line(one) for one in lines if one.id not in above), ())
    for name, title, suits, with_text in _WAYS:
        yield Trouble(name, gettext(title), (), tuple(_suiting(lines, suits, with_text)))


def _suiting(lines: list[Helpline], suits: Callable[[Call | TextLine], bool], with_text: bool) -> Iterable[Line]:
    for one in lines:
        call, text = tuple(filter(suits, one.call)), tuple(filter(suits, one.text))
        if call or text:
            shown = one.text if with_text else text
            yield line(one.model_copy(update={"call": call, "text": shown, "chat": None}))


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
        answered_by=labels.begun(_said(helpline.answered_by)),
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
    number = numbers.one_way(way.display)
    if isinstance(way, TextLine):
        if way.keyword:
            return gettext("Text %(word)s to %(number)s", word=way.keyword, number=number)
        return gettext("Text %(number)s", number=number)
    if way.kind == "tty":
        return gettext("TTY %(number)s", number=number)
    return gettext("Call %(number)s", number=number)


def _hours(helpline: Helpline) -> Iterable[str]:
    if helpline.is_always_open:
        yield gettext("Open 24 hours, every day")
        return
    rules = helpline.to_record("helplines").schedules
    zone = zone_words(rules)
    for one in rules:
        words = schedules.sentence(one)
        yield gettext("%(times)s, %(zone)s", times=words, zone=zone) if zone else words
