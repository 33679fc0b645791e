"""Jinja filters: telephone and web links, dates; and the last wall against odd characters."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

import phonenumbers
from flask import Flask, request, url_for
from markupsafe import Markup, escape

from data.cleaning.phone import display_phone
from webapp import assets, numbers
from webapp.languages import gettext, without_prefix
from webapp.widget import script

# Characters that HTML refuses: controls without tab and line ends, surrogates, noncharacters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIALABLE = re.compile(r"[^\d+*#]")
_EMAIL = re.compile(r"[^\s@<>\"'?&]+@[^\s@<>\"'?&]+\.[^\s@<>\"'?&]+")


def printable(value: Any) -> Any:
    """Return text without the characters that no HTML page may contain, None as nothing."""
    if value is None:
        return ""
    # `isprintable` is stricter than we are, and much faster.
    if isinstance(value, Markup) or not isinstance(value, str) or value.isprintable():
        return value
    return _REFUSED.sub("", value)


def phone_words(number: str, extension: str | None = None) -> str:
    """Return a number as people read it; one that cannot be read stays as it is."""
    try:
        return display_phone(number, extension)
    except phonenumbers.NumberParseException:
        return number


def tel_link(number: str, extension: str | None = None) -> str:
    """Return a `tel:` address (RFC 3966), with the extension when there is one."""
    digits = _DIALABLE.sub("", number)
    tail = _DIALABLE.sub("", extension or "")
    return f"tel:{digits};ext={tail}" if tail else f"tel:{digits}"


def sms_link(number: str) -> str:
    """Return an `sms:` address."""
    return f"sms:{_DIALABLE.sub('', number)}"


def web_link(url: str | None) -> str | None:
    """Return the address if it may be a link (http or https), else None."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def mail_link(email: str | None) -> str | None:
    """Return a `mailto:` address, or None for what is no e-mail address."""
    return f"mailto:{email}" if email and _EMAIL.fullmatch(email) else None


def web_words(url: str) -> str:
    """Return an address as people read it: no scheme, no trailing slash, cut when very long."""
    bare = re.sub(r"^https?://(www\.)?", "", url, flags=re.IGNORECASE).rstrip("/")
    return bare if len(bare) <= 60 else bare[:59] + "…"


def not_seen_words(since: date | str | None) -> str | None:
    """Return what to do about a listing that its sources no longer show, or None when they do."""
    if not since:
        return None
    return gettext("Not seen on its source since %(date)s. Call before you go.", date=numbers.date_words(since))


def isolated(text: str) -> Markup:
    """Return text as one run of its own direction, for the middle of a sentence in another language."""
    return Markup(f"<bdi>{escape(printable(text))}</bdi>")  # noqa: S704 - escaped


def shortened(text: str | None, longest: int = 180) -> str | None:
    """Return the text cut at a word, with an ellipsis when something is left out."""
    if not text or len(text) <= longest:
        return text
    return re.sub(r"\W*\s\S*$", "", text[:longest]) + "…"


def page_url(page: str, **values: Any) -> str:
    """Return the address of a page (an endpoint) in the language of this request, as Flask's `url_for` does."""
    return url_for(page, **values) if values else _page_url(request.script_root, page)


# A page of results has fifty links to the same few pages and files, and Flask makes each anew from its rules.
@lru_cache(maxsize=1_024)
def _page_url(root: str, page: str) -> str:
    return url_for(page)


def asset_url(name: str) -> str:
    """Return the address of a static file, with its version."""
    return _asset_url(request.script_root, name)


@lru_cache(maxsize=1_024)
def _asset_url(root: str, name: str) -> str:
    if name == "style.css":
        return without_prefix(url_for("assets.style", v=assets.version(name)))
    if name in assets.LEAFLET:
        return without_prefix(url_for("assets.library", name=name, v=assets.version(name)))
    return without_prefix(url_for("static", filename=name, v=assets.version(name)))


def widget_url() -> str:
    """Return the address of the newest version of the widget on this site."""
    return without_prefix(url_for("widget.version", number=script.NEWEST))


def register(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.finalize = printable
    for one in (phone_words, tel_link, sms_link, web_link, mail_link, web_words, isolated):
        app.jinja_env.filters[one.__name__] = one
    app.jinja_env.filters["date_words"] = numbers.date_words
    app.jinja_env.filters["number_words"] = numbers.number_words
    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.globals["url_for"] = page_url
    app.jinja_env.globals["widget_url"] = widget_url
