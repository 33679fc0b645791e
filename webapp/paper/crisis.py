"""Crisis lines as they stand on every paper: few words, the ways that answer in the paper's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from data import helplines
from data.helplines import Call, Helpline, TextLine
from webapp.languages import current, gettext, pgettext
from webapp.paper.content import Crisis, HelpLine
from webapp.paper.plain import one_way
from webapp.view_models.help_now import HOME_COUNTRY

MOST_LINES = 3
Way = TypeVar("Way", Call, TextLine)


def crisis() -> Crisis:
    """Return the crisis lines of the reader's country, the one to try first at the front."""
    lines = [one for one in helplines.by_country()[HOME_COUNTRY] if one.needs[0] == "crisis"][:MOST_LINES]
    return Crisis(
        title=gettext("In crisis?"),
        lines=tuple(HelpLine(one.name, tuple(_ways(one))) for one in lines),
        short=gettext("In crisis? Call or text %(line)s. In danger now: %(emergency)s.", line="988", emergency="911"),
        tiny=gettext("In crisis? Call or text %(line)s.", line="988"),
    )


def _ways(line: Helpline) -> Iterable[str]:
    language = current().tag.partition("-")[0]
    for call in _answered_in(language, line.call):
        words = gettext("Call %(number)s", number=one_way(call.display))
        yield f"{words} ({_said(call.note)})" if call.note else words
    for text in _answered_in(language, line.text):
        if text.keyword:
            yield gettext("Text %(word)s to %(number)s", word=one_way(text.keyword), number=one_way(text.display))
        else:
            yield gettext("Text %(number)s", number=one_way(text.display))
    if line.interpretation and language not in line.languages:
        yield _said(line.interpretation)
    if line.is_always_open:
        yield gettext("Open 24 hours, every day")


def _answered_in(language: str, ways: Sequence[Way]) -> Sequence[Way]:
    """The first way that is answered in the language, else the first of all."""
    return [one for one in ways if language in one.languages][:1] or ways[:1]


def _said(text: str) -> str:
    return pgettext("helpline", text)
