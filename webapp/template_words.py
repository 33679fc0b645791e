"""gettext for templates: messages are markup of ours, what is filled into them is escaped.

Jinja's own extension does the same in three calls for each message, and formats those that have nothing to be filled
in; a page of results has two hundred messages.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from webapp.languages import current, translations


def gettext(message: str, **values: object) -> Markup:
    """Return a message in the current language, its `%(name)s` filled."""
    return _pattern(current().tag, message) % values if values else _whole(current().tag, message)


def ngettext(singular: str, plural: str, number: int, **values: object) -> Markup:
    """Return the form of a message that fits a number; `%(num)s` is the number where it is not given in words."""
    found = translations(current().tag).ngettext(singular, plural, number)
    return Markup(found) % ({"num": number} | values)  # noqa: S704 - words of ours


def pgettext(context: str, message: str) -> Markup:
    """Return a message that could mean several things, told apart by its context."""
    return _of_context(current().tag, context, message)


@cache
def _pattern(tag: str, message: str) -> Markup:
    return Markup(translations(tag).gettext(message))  # noqa: S704 - words of ours


@cache
def _whole(tag: str, message: str) -> Markup:
    # Two percent signs stand for one here too.
    return _pattern(tag, message) % {}


@cache
def _of_context(tag: str, context: str, message: str) -> Markup:
    return Markup(translations(tag).pgettext(context, message)) % {}  # noqa: S704 - words of ours


def register(environment: Environment) -> None:
    """Give templates their words."""
    environment.globals |= {"_": gettext, "ngettext": ngettext, "pgettext": pgettext, "language": current}
