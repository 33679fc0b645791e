"""Web addresses of feeds with one parameter set: the next page, a query."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def with_parameter(url: str, name: str, value: str) -> str:
    """Return the address with `name=value` as its last parameter, in place of what `name` was before."""
    parts = urlsplit(url)
    others = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, value)])))
