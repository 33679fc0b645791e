"""What the widget says by itself, in the current language. Keys are a promise to scripts on other people's pages."""

from __future__ import annotations

from webapp.crisis import LINKS
from webapp.languages import current, gettext


def words() -> dict[str, str]:
    """Return the words by key, with the language's tag and direction. English ones stand in the script too."""
    return {
        "lang": current().tag,
        "dir": current().direction,
        "title": gettext("Find help near you"),
        "need": gettext("What do you need?"),
        "need-hint": gettext("For example: grief group, food, someone to talk to"),
        "near": gettext("Where are you?"),
        "near-hint": gettext("ZIP code, or city and state"),
        "search": gettext("Search"),
        "busy": gettext("Searching…"),
        "ask-place": gettext("Tell us a ZIP code, or a city and state, to see what is near you."),
        "unknown-place": gettext("We do not know that place. Try a ZIP code, or a city and state."),
        "failed": gettext("The directory cannot be reached at the moment. Help lines work as always."),
        "wait": gettext("Many searches came from your network just now. Please wait a moment."),
        "open": gettext("Search in the directory"),
        "foot": gettext("Results come from the Kith directory. What you search for is not kept."),
        "crisis": gettext("In crisis?"),
        "call": gettext("Call %(number)s", number="988"),
        "text": gettext("Text %(number)s", number="988"),
        "text-home": gettext("Text %(word)s to %(number)s", word=LINKS.word, number="741741"),
        "word": LINKS.word,
        "more": gettext("More lines"),
        "leave": gettext("Leave this site"),
        "once": gettext("Press Esc once more to leave this site."),
        "twice": gettext("Press Esc two more times to leave this site."),
    }


# What a page may say in its own words. What saves lives stays as it is.
OWN = ("title", "need", "need-hint", "near", "near-hint", "search", "foot")
