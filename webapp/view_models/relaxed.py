"""What a search that found nothing left out, in words (`index.ladder`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp import numbers
from webapp.languages import gettext


def relaxed_words(relaxed: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """Return what is shown instead of nothing; for a condition this does not know, the English words of the answer."""
    if relaxed["dropped"] == "distance":
        asked, shown = numbers.miles(query["radius_miles"]), numbers.miles(relaxed["miles"])
        return gettext("Nothing within %(asked)s. These are up to %(shown)s away.", asked=asked, shown=shown)
    words = {
        "details": gettext("Nothing fits all you wrote. This is for what you need."),
        "every word": gettext("Nothing has all of your words. These have some of them."),
        "words": gettext("Nothing has your words. This is what is there without them."),
        "open now": gettext("Nothing is known to be open now. These are open at other times."),
        "time": gettext("Nothing at that time of day. These are at other times."),
        "week": gettext("Nothing in that week of the month. These are in other weeks."),
        "day": gettext("Nothing on that day. These are on other days."),
        "access": gettext("Nothing says it has that access. Ask these before you go."),
        "led by": gettext("Nothing says it is led that way. These may be led by others."),
        "faith": gettext("Nothing says so about faith. These may be otherwise."),
        "cost": gettext("Nothing with that cost. These may cost something: ask."),
        "audience": gettext("Nothing only for that group of people. These are open to others too."),
        "language": gettext("Nothing in that language. These are in other languages."),
    }
    return words.get(relaxed["dropped"], str(relaxed["text"]))
