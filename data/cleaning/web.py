"""Web and e-mail addresses from strangers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from data.cleaning.text import without_invisible

LONGEST_URL = 2_000
_DOMAIN = re.compile(r"^(?:[\w-]{1,63}\.)+[a-z]{2,24}(?:[:/?#]|$)", re.IGNORECASE)
_REPEATED = re.compile(r"^(?:https?://)+(?=https?://)", re.IGNORECASE)
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{}|]")
_EMAIL = re.compile(r"^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}$", re.IGNORECASE)


def clean_url(value: str | None) -> str | None:
    """Return an absolute http or https address without credentials, or None.

    A bare domain gets `https://`, a scheme written twice counts once. Any other scheme (javascript,
    data, mailto) is refused.
    """
    if not value:
        return None
    text = _REPEATED.sub("", without_invisible(value).strip().replace("&amp;", "&"))
    if _DOMAIN.match(text):
        text = "https://" + text
    if len(text) > LONGEST_URL or _SPACE_OR_CONTROL.search(text):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    netloc = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme.lower(), netloc, parts.path, parts.query, parts.fragment))


def clean_email(value: str | None) -> str | None:
    """Return an e-mail address with its domain in lower case, or None when it is not one."""
    if not value:
        return None
    text = _MAILTO.sub("", without_invisible(value).strip())
    if len(text) > 254 or not _EMAIL.match(text):
        return None
    name, domain = text.rsplit("@", 1)
    return f"{name}@{domain.lower()}"
