"""Jinja filters: distances, dates, telephone and web links; and the last wall against odd characters."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import phonenumbers
from flask import Flask, url_for
from markupsafe import Markup

from data.cleaning.phone import display_phone
from webapp import assets

# Characters that HTML refuses: controls without tab and line ends, surrogates, noncharacters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIALABLE = re.compile(r"[^\d+*#]")
_EMAIL = re.compile(r"[^\s@<>\"'?&]+@[^\s@<>\"'?&]+\.[^\s@<>\"'?&]+")


def printable(value: Any) -> Any:
    """Return text without the characters that no HTML page may contain, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _REFUSED.sub("", value)
    return value


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


def miles(distance: float, about: bool = False) -> str:
    """Return "2.3 miles", "23 miles"; "about 2 miles" where the point is only an area."""
    if about:
        whole = max(1, round(distance))
        return f"about {whole:,} mile{'' if whole == 1 else 's'}"
    if distance < 0.1:
        return "less than 0.1 mile"
    shown = f"{distance:.1f}".removesuffix(".0") if distance < 10 else f"{round(distance):,}"
    return f"{shown} mile{'' if shown == '1' else 's'}"


def date_words(moment: date | datetime | str | None) -> str:
    """Return "Nov 12, 2026"."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return str(moment)
    return f"{moment:%b} {moment.day}, {moment.year}" if moment else ""


def not_seen_words(since: date | str | None) -> str | None:
    """Return what to do about a listing that its sources no longer show, or None when they do."""
    return f"Not seen on its source since {date_words(since)}. Call before you go." if since else None


def clock_words(moment: datetime) -> str:
    """Return "7:00 PM"."""
    return f"{moment.hour % 12 or 12}:{moment:%M %p}"


def next_words(starts: datetime, asked: datetime) -> str:
    """Return when something starts, seen from `asked`: "tonight 7:00 PM", "Thursday 7:00 PM", "Thu, Dec 3, 7:00 PM"."""
    today = asked.date() if asked.tzinfo is None else asked.astimezone(starts.tzinfo).date()
    away = (starts.date() - today) // timedelta(days=1)
    if away == 0:
        word = "tonight" if starts.hour >= 17 else "today"
    elif away == 1:
        word = "tomorrow"
    elif 1 < away < 7:
        word = f"{starts:%A}"
    else:
        year = "" if starts.year == today.year else f" {starts.year},"
        word = f"{starts:%a, %b} {starts.day},{year}"
    return f"{word} {clock_words(starts)}"


def shortened(text: str | None, longest: int = 180) -> str | None:
    """Return the text cut at a word, with an ellipsis when something is left out."""
    if not text or len(text) <= longest:
        return text
    return re.sub(r"\W*\s\S*$", "", text[:longest]) + "…"


def asset_url(name: str) -> str:
    """Return the address of a static file, with its version."""
    if name == "style.css":
        return url_for("assets.style", v=assets.version(name))
    return url_for("static", filename=name, v=assets.version(name))


def register(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.finalize = printable
    for one in (phone_words, tel_link, sms_link, web_link, mail_link, web_words, miles, date_words):
        app.jinja_env.filters[one.__name__] = one
    app.jinja_env.globals["asset_url"] = asset_url
