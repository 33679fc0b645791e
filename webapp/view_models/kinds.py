"""Kinds of support, by who gives it and by what it gives: on the pages of needs and in a reader's own plan."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from webapp import explanations, labels
from webapp.languages import gettext, marked, pgettext
from webapp.view_models.common import Link


@dataclass(frozen=True)
class Kind:
    """One kind of support by who gives it: `id` of `explanations.GIVERS`, and pages of needs where it can be found."""

    id: str
    name: str
    words: str
    places: tuple[Link, ...]


@dataclass(frozen=True)
class Gift:
    """One kind of support by what it gives: `id` is a kind of `data.taxonomy.Need.support`."""

    id: str
    name: str
    words: str


_WORDS = {
    "family": marked("They can sit with you, drive you, or take over a chore. They may need support too."),
    "friends": marked("A friend does not have to fix anything. Ask for a walk, a meal, or a text each morning."),
    "peers": marked("People who have been there know it from inside. You do not have to explain much."),
    "professional": marked("Someone trained for this: a counselor, a doctor, a nurse, a social worker."),
    "community": marked("A place where you belong without a reason: a library, a center, a team, a place of faith."),
    "online": marked("For the night, for far places, and for days when you cannot leave the house."),
}
_GIFTS = {
    "emotional": marked("Someone who listens and cares"),
    "informational": marked("Someone who knows and explains"),
    "practical": marked("Someone who helps get things done"),
    "social": marked("Someone to spend time with"),
}


def giver_name(giver: str) -> str:
    """Return the name of a kind of support by who gives it."""
    return {
        "family": pgettext("kind of support", "Family"),
        "friends": pgettext("kind of support", "Friends"),
        "peers": pgettext("kind of support", "Peers"),
        "professional": pgettext("kind of support", "Professionals"),
        "community": pgettext("kind of support", "Community"),
        "online": pgettext("kind of support", "Online"),
    }[giver]


def gifts() -> tuple[Gift, ...]:
    """Return the four things that support gives."""
    names = {
        "emotional": pgettext("kind of support", "Listening"),
        "informational": pgettext("kind of support", "Advice"),
        "practical": pgettext("kind of support", "A hand"),
        "social": pgettext("kind of support", "Company"),
    }
    return tuple(Gift(one, names[one], gettext(words)) for one, words in _GIFTS.items())


def kinds(need_id: str = "*", near: str = "") -> tuple[Kind, ...]:
    """Return the six kinds for someone with the trouble of a need (`*` for any), with links that keep a place."""
    return tuple(
        Kind(one, giver_name(one), gettext(_WORDS[one]), tuple(need_link(need, near) for need in found))
        for one in explanations.GIVERS
        if (found := explanations.needs_of(one, need_id)) or need_id == "*"
    )


def need_link(need_id: str, near: str = "") -> Link:
    """Return the link to the page of a need, with a place where one is given."""
    return Link(labels.full_need(need_id), url_for("need.show", slug=need_id, near=near or None))
