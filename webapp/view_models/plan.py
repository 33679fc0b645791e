"""The page on which readers make a support plan: the same for all, because what they write stays with them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from webapp import explanations
from webapp.languages import gettext, ngettext, pgettext
from webapp.view_models.common import Link
from webapp.view_models.kinds import Gift, Kind, gifts, kinds

# Weeks between two check-ins, and how many there are to choose from.
_WEEKS = (1, 2, 4)
_TIMES = (4, 8, 12)


@dataclass(frozen=True)
class Row:
    """One kind of support, and the ids of the needs that are looked for where it is missing."""

    kind: Kind
    needs: str


@dataclass(frozen=True)
class PlanPage:
    """The page at `/plan`. `messages` are what its script says; `listing` is the address of a listing with `id`."""

    heading: str
    rows: tuple[Row, ...]
    gifts: tuple[Gift, ...]
    every: tuple[tuple[int, str], ...]
    times: tuple[tuple[int, str], ...]
    calendar_title: str
    messages: dict[str, str]
    search: str
    listing: str
    help_now: Link


def plan_page() -> PlanPage:
    """Return the empty plan."""
    nobody = UUID(int=0)
    return PlanPage(
        heading=gettext("My support plan"),
        rows=tuple(Row(one, " ".join(explanations.needs_of(one.id))) for one in kinds()),
        gifts=gifts(),
        every=tuple((one, ngettext("Every week", "Every %(num)s weeks", one)) for one in _WEEKS),
        times=tuple((one, ngettext("%(num)s time", "%(num)s times", one)) for one in _TIMES),
        # Neutral: others may see the calendar.
        calendar_title=pgettext("in a calendar", "Reminder"),
        messages=_messages(),
        search=url_for("api.search"),
        listing=url_for("listing.find", listing_id=nobody).replace(str(nobody), "id"),
        help_now=Link(gettext("Talk to someone now"), url_for("help_now.show")),
    )


def _messages() -> dict[str, str]:
    return {
        "keep": gettext("Keep it on this device"),
        "stop": gettext("Stop keeping it"),
        "kept": gettext("Kept on this device. Whoever uses this device can read it."),
        "stopped": gettext("No longer kept. It is gone when you close this page."),
        "erased": gettext("Everything is erased, here and on this device."),
        "refused": gettext("This browser keeps nothing. You can print the plan."),
        "whole": gettext("You have something of every kind. That is a lot."),
        "nobody": gettext("Nobody yet for:"),
        "place": gettext("Tell us a ZIP code, or a city and state, to see what is near you."),
        "nothing": gettext("We found nothing of this kind there."),
        "failed": gettext("This did not work. The links above lead to the same."),
        "date": gettext("Choose the day of the first check-in."),
    }
