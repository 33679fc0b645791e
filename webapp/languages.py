"""The languages the interface speaks: which one a request is in, and its words.

English stands in the code and templates as the message id (GNU gettext); `translations/<tag>.po` has the other
languages. A message marked `fuzzy` there is a draft that nobody who speaks the language has reviewed; it is used
all the same, and the page says so. The language never changes which listings are found.

A page is in the language of its address (`/es/search`), else in the one the browser asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, Literal

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from werkzeug.datastructures import LanguageAccept

_ENVIRON = "kith.language"
# What a link to the same page in another language repeats; far more than any form of ours sends.
_LONGEST_QUERY = 2_000


@dataclass(frozen=True)
class Language:
    """An interface language: BCP 47 `tag`, its `name` in itself, its writing direction; `draft` until reviewed."""

    tag: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    draft: bool = False

    @property
    def locale(self) -> Locale:
        """What Babel knows of the language: dates, numbers, plural forms, names of languages and countries."""
        return _locale(self.tag)

    @property
    def plain_locale(self) -> Locale:
        """The locale of the tag alone, which its messages are in."""
        return Locale.parse(self.tag, sep="-")


ENGLISH = Language("en", "English")
LANGUAGES = (
    ENGLISH,
    Language("es", "Español"),
    Language("zh-Hans", "简体中文", draft=True),
    Language("vi", "Tiếng Việt", draft=True),
    Language("ko", "한국어", draft=True),
    Language("ar", "العربية", "rtl", draft=True),
)
BY_TAG = {one.tag: one for one in LANGUAGES}
_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


@cache
def _locale(tag: str) -> Locale:
    # Spanish as in the United States: 7:00 p. m., 2.3 millas.
    return Locale.parse({"es": "es-US"}.get(tag, tag), sep="-")


def current() -> Language:
    """Return the language of this request; English outside of one."""
    return _current.get()


@contextmanager
def speaking(tag: str) -> Iterator[Language]:
    """Speak a language for a while, as paper and tests do. Raises KeyError for a tag that is none of ours."""
    before = _current.set(BY_TAG[tag])
    try:
        yield BY_TAG[tag]
    finally:
        _current.reset(before)


@cache
def translations(tag: str) -> NullTranslations:
    """Return the messages of a language; drafts are in use too."""
    if tag == ENGLISH.tag:
        return NullTranslations()
    compiled = BytesIO()
    with resources.files("webapp").joinpath(f"translations/{tag}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=BY_TAG[tag].plain_locale), use_fuzzy=True)
    compiled.seek(0)
    return Translations(compiled)


def marked(message: str) -> str:
    """Return the message as it is: marks a constant for translation, which `gettext` does when it is shown."""
    return message


def gettext(message: str, **values: object) -> str:
    """Return a message in the current language, its `%(name)s` filled where values are given."""
    found = _said(current().tag, message)
    return found % values if values else found


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Return the message in the form that fits a number, which `%(num)s` shows as it is written in the language."""
    return translations(current().tag).ngettext(singular, plural, number) % _numbered(number, values)


def pgettext(context: str, message: str, **values: object) -> str:
    """Return a message that could mean several things, told apart by its context."""
    found = _said(current().tag, message, context)
    return found % values if values else found


# A page of results asks for four hundred messages, mostly the same ones.
@cache
def _said(tag: str, message: str, context: str | None = None) -> str:
    found = translations(tag)
    return found.gettext(message) if context is None else str(found.pgettext(context, message))


def npgettext(context: str, singular: str, plural: str, number: int, **values: object) -> str:
    """Return the form for a number of a message told apart by its context."""
    return translations(current().tag).npgettext(context, singular, plural, number) % _numbered(number, values)


def _numbered(number: int, values: Mapping[str, object]) -> dict[str, object]:
    from webapp.numbers import number_words

    return {"num": number_words(number)} | dict(values)


def _asked_for(accepted: LanguageAccept) -> Language:
    for tag, quality in accepted:
        main = tag.casefold().split("-")[0]
        exact = (one for one in LANGUAGES if one.tag.casefold() == tag.casefold())
        near = (one for one in LANGUAGES if one.tag.split("-")[0] == main)
        found = next(exact, None) or next(near, None)
        if found and quality > 0:
            return found
    return ENGLISH


class LanguagePrefix:
    """WSGI middleware: takes the language off the front of the path, so that every address made has it again."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, in the language its address begins with where it does."""
        tag, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if tag in BY_TAG:
            environ = environ | {
                "SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}/{tag}", "PATH_INFO": f"/{rest}", _ENVIRON: tag,
            }  # fmt: skip
        return self._app(environ, start_response)


@dataclass(frozen=True)
class Choice:
    """One language that a page can be read in: `href` is None for the one it is in."""

    language: Language
    href: str | None


def choices() -> list[Choice]:
    """Return the languages of this page. A search sent by POST begins again: its words stay out of addresses."""
    is_short = len(request.query_string) <= _LONGEST_QUERY
    path = (request.full_path.rstrip("?") if is_short else request.path) if request.method in ("GET", "HEAD") else "/"
    root = without_prefix(request.script_root)
    return [Choice(one, None if one is current() else f"{root}/{one.tag}{path}") for one in LANGUAGES]


def without_prefix(address: str) -> str:
    """Return an address of this site without the language at its front: of files that are the same in all languages."""
    tag = request.environ.get(_ENVIRON)
    return address.removeprefix(f"/{tag}") if tag else address


def _choose() -> None:
    tag = request.environ.get(_ENVIRON)
    _current.set(BY_TAG[tag] if tag else _asked_for(request.accept_languages))


def _say(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.content_language.add(current().tag)
        if _ENVIRON not in request.environ:
            response.vary.add("Accept-Language")
    return response


def register(app: Flask) -> None:
    """Let every request have its language."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_choose)
    app.after_request(_say)
    # A thread answers many requests; what it does between them is in English.
    app.teardown_request(lambda error: _current.set(ENGLISH) and None)
    app.jinja_env.globals["language_choices"] = choices
