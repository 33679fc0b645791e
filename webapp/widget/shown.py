"""An answer as people read it: labelled texts and links in the current language, which the widget only lays out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webapp import numbers
from webapp.crisis import LINKS
from webapp.languages import current, gettext, ngettext
from webapp.view_models.cards import Card
from webapp.view_models.search import Group, SearchPage

Shown = dict[str, Any]


def shown(page: SearchPage, limit: int) -> Shown:
    """Return the page of results as JSON: `lang, dir, total, counts, summary, understood, crisis, notes, groups,
    nothing, credits, all`. At most `limit` cards a group; addresses are paths of this site or whole links.
    """
    groups = [_group(one, limit) for one in page.groups]
    return {
        "lang": current().tag,
        "dir": current().direction,
        "total": page.total,
        "counts": {group.id: group.count for group in page.groups},
        "summary": _summary(page),
        "understood": {
            "title": gettext("What we looked for"),
            "items": [chip.label for chip in page.chips if not chip.is_out],
        },
        "crisis": crisis_card() if page.crisis else None,
        "notes": list(page.notes),
        "groups": groups,
        "nothing": None if page.total else _nothing(),
        "credits": [
            ". ".join(part for part in (one.name, _licence(one.licence), one.attribution) if part)
            for one in page.credits
        ],
        "all": gettext("See all results, and filter them"),
    }


def _summary(page: SearchPage) -> str:
    count = ngettext("%(num)s result", "%(num)s results", page.total)
    return gettext("%(what)s near %(place)s", what=count, place=_apart(page.place)) if page.place else count


def crisis_card() -> Shown:
    """Return what is said first to whoever may be in danger: `title, text, links`."""
    return {
        "title": gettext("You do not have to carry this alone"),
        "text": gettext(
            "If you might hurt yourself or someone else, or you are afraid of someone, talk to a person now. "
            "It is free, at any hour."
        ),
        "links": [
            _link(gettext("Call %(number)s", number="988"), LINKS.call),
            _link(gettext("Text %(number)s", number="988"), LINKS.text),
            _link(gettext("Text %(word)s to %(number)s", word=LINKS.word, number="741741"), LINKS.text_home),
            _link(gettext("In danger right now: call %(number)s", number="911"), LINKS.emergency),
        ],
    }


def _nothing() -> Shown:
    return {
        "title": gettext("Nothing found, but there is help"),
        "text": gettext("Check the place: a ZIP code, or a city and state, works best."),
        "links": [_link(gettext("Call %(number)s", number="211"), "tel:211")],
    }


def _licence(licence: str | None) -> str:
    return f"{gettext('Licence:')} {licence or gettext('not stated')}"


def _group(group: Group, limit: int) -> Shown:
    return {
        "id": group.id,
        "title": group.title,
        "count": numbers.number_words(group.count),
        "empty": None if group.cards else gettext("Nothing this near."),
        "cards": [_card(one) for one in group.cards[:limit]],
    }


def _card(card: Card) -> Shown:
    marks = (("sample", gettext("Sample") if card.sample else None), ("status", card.status),
             ("next", card.on_now or (gettext("Next: %(time)s", time=card.next) if card.next else None)),
             ("distance", card.distance))  # fmt: skip
    return {
        "name": card.name,
        "href": card.url,
        "by": card.organization,
        "marks": [{"kind": kind, "text": text} for kind, text in marks if text],
        "text": card.summary,
        "facts": [{"label": label, "text": text} for label, text in card.facts],
        "links": list(_links(card)),
        "warning": card.not_seen,
        "seen": _seen(card),
    }


def _links(card: Card) -> Iterable[Shown]:
    for phone in card.phones:
        if phone.href:
            yield _link(f"{phone.verb} {phone.words}", phone.href)
    if card.join:
        yield _link(gettext("Join online"), card.join)
    if card.web:
        yield _link(gettext("Website"), card.web)


def _seen(card: Card) -> str:
    confirmed = gettext("Confirmed with the provider on %(date)s.", date=card.confirmed) if card.confirmed else ""
    seen = ""
    if card.seen and card.source:
        seen = gettext("Last seen %(date)s on %(source)s", date=card.seen, source=_apart(card.source))
    elif card.seen:
        seen = gettext("Last seen %(date)s", date=card.seen)
    return f"{confirmed} {seen}".strip()


def _apart(name: str) -> str:
    """A name in the middle of a sentence, as one run of its own direction (Unicode UAX 9, isolates)."""
    return f"\u2068{name}\u2069"


def _link(text: str, href: str) -> Shown:
    return {"text": text, "href": href}
