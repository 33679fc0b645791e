"""Web and e-mail addresses from strangers."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from data.cleaning.masked import is_masked_email
from data.cleaning.text import without_invisible

LONGEST_URL = 2_000
_DOMAIN = re.compile(r"^(?:[\w-]{1,63}\.)+[a-z]{2,24}(?:[:/?#]|$)", re.IGNORECASE)
# "http//", "http:/", "htp://", "https;//", "http:// https://": a scheme as it should have been typed.
_SCHEME = re.compile(r"^(?:h?tt?p(s?)\s*[:;]*\s*/{1,2}\s*|https?:(?=[\w-]+\.))+", re.IGNORECASE)
_LABEL = re.compile(r"^(?:web(?:\s?site|page)?|url|www)\s*[:=]\s*(?=\S)", re.IGNORECASE)
_ANCHOR = re.compile(r"""<a\s[^>]{0,200}href\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE)
# "example.org - site is down", "example.org (in Spanish)".
_REMARK = re.compile(r"(?<=\S)\s+[-–(].*$", re.DOTALL)
_SEVERAL = re.compile(r"\s*[\s;|]\s*|,\s+|\s*,(?=https?:|www\.)")
# What ends a sentence and no address.
_ENDS = ".,;:!)]'"
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{}|]")
# Parameters that say where a reader came from and not what is shown.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_hs(?:enc|mi)"
    r"|mkt_tok|_gl|_ga|vero_id|oly_(?:anon|enc)_id|srsltid)=",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)
_AT = re.compile(r"\s*[(\[{<]\s*at\s*[)\]}>]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[(\[{<]\s*dot\s*[)\]}>]\s*", re.IGNORECASE)
_EMAIL_EDGES = re.compile(r"[\s,;<>|()\[\]\"]+")


# A publisher's own site stands in the rows of all its services.
@lru_cache(maxsize=16_384)
def clean_url(value: str | None) -> str | None:
    """Return an absolute http or https address, or None; of several in a cell the first that is one.

    A bare domain gets `https://`, a misspelled or repeated scheme is put right, parameters that track a reader go, the
    host is in lower case and ASCII (IDNA). Other schemes (javascript, data, mailto) and addresses with a user name
    (`https://bank.example@evil.example`) are refused.
    """
    if not value:
        return None
    text = without_invisible(value).strip().replace("&amp;", "&")
    anchor = _ANCHOR.search(text)
    text = _REMARK.sub("", _LABEL.sub("", anchor[1] if anchor else text)).replace("{", "%7B").replace("}", "%7D")
    whole = _one_url(text)
    if whole is not None or not _SEVERAL.search(text):
        return whole
    parts = [
        part for part in _SEVERAL.split(_SCHEME.sub(_scheme, text)) if part and part not in ("or", "and", "&", "/")
    ]
    # Words among them mean that it is a sentence, or one address with a blank in it.
    return _one_url(parts[0]) if parts and all(map(_is_one_of_several, parts)) else None


def _is_one_of_several(part: str) -> bool:
    url = _one_url(part)
    return url is not None and "." in urlsplit(url).netloc


def _one_url(text: str) -> str | None:
    text = _SCHEME.sub(_scheme, text.strip("<>()[]'\",;")).rstrip(_ENDS)
    if _DOMAIN.match(text):
        text = "https://" + text
    if len(text) > LONGEST_URL or _SPACE_OR_CONTROL.search(text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
            return None
        netloc = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if netloc.startswith(".") or ".." in netloc:
        return None
    netloc = f"[{netloc}]" if ":" in netloc else netloc
    netloc = netloc if port is None else f"{netloc}:{port}"
    url = urlunsplit((parts.scheme.lower(), netloc, parts.path, _untracked(parts.query), parts.fragment))
    return url.rstrip(_ENDS)


def _scheme(found: re.Match[str]) -> str:
    return "https://" if found[1] or "https" in found[0].lower() else "http://"


def _untracked(query: str) -> str:
    return "&".join(part for part in query.split("&") if not _TRACKING.match(part)) if "=" in query else query


@lru_cache(maxsize=16_384)
def clean_email(value: str | None) -> str | None:
    """Return an e-mail address with its domain in lower case, of several the first, or None.

    `mailto:`, a name beside it and "(at)" are understood. One that stands for none is None (`data.cleaning.masked`).
    """
    if not value or len(value) > LONGEST_URL:
        return None
    text = _DOT.sub(".", _AT.sub("@", without_invisible(value).strip()))
    for part in _EMAIL_EDGES.split(text):
        found = re.sub(r"^(?:mailto|e-?mail):", "", part, flags=re.IGNORECASE).split("?")[0].strip(".:'")
        if len(found) <= 254 and _EMAIL.fullmatch(found) and not is_masked_email(found):
            name, domain = found.rsplit("@", 1)
            return f"{name}@{domain.lower()}"
    return None
