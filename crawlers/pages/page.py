"""One page as it was fetched: its text, its tree, its own address. Pages too large or too deep to read are refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from crawlers.payload import MEGABYTE, Payload
from crawlers.readers import read_text
from data.errors import RowError

_LARGEST = 5 * MEGABYTE
# Trees deeper than this are attacks; what reads them recurses.
_DEEPEST = 300
_CANONICAL = '//link[contains(concat(" ", @rel, " "), " canonical ")]/@href'


@dataclass(frozen=True)
class Page:
    """A fetched page: its `html`, the address it came from (`fetched`), when its sitemap says it was changed."""

    html: str
    fetched: str
    name: str
    modified: datetime | None = None

    @classmethod
    def read(cls, payload: Payload, modified: datetime | None = None) -> Page:
        """Return the page of a payload. Raises RowError when it is no HTML, too large, or nested too deeply."""
        url = payload.url if payload.url.startswith("http") else payload.name
        if len(payload.body) > _LARGEST:
            size = len(payload.body) / MEGABYTE
            raise RowError(f"the page has {size:,.0f} MB", code="page-too-large", record=url)
        html = _text(payload)
        if "<" not in html[:2000]:
            raise RowError("not an HTML page", code="not-html", record=url)
        page = cls(html, url, payload.name, modified)
        try:
            shallow = _is_shallow(page.tree.root)
        except ValueError as error:
            raise RowError(f"not an HTML page: {error}", code="not-html", record=url) from None
        if not shallow:
            raise RowError(f"elements are nested deeper than {_DEEPEST}", code="page-too-deep", record=url)
        return page

    @cached_property
    def tree(self) -> Selector:
        """The page's elements."""
        return Selector(text=self.html)

    @cached_property
    def base(self) -> str:
        """What relative links of the page are read against; a page of a local folder has no address."""
        return joined(self.fetched, self.tree.xpath("//base/@href").get("")) or self.fetched

    @cached_property
    def canonical(self) -> str:
        """The address the page gives as its own, else the one it was fetched from, else its path in its folder.

        Where a local folder stands is nobody's business.
        """
        said = self.tree.xpath(_CANONICAL).get("").strip()
        url = urldefrag(joined(self.base, said) or self.fetched).url if said else self.fetched
        return url if url.startswith("http") else self.fetched

    def link(self, href: str) -> str | None:
        """Return a link of the page as a full address; of a local page, as it stands there."""
        return joined(self.canonical if self.base == self.name else self.base, href)


def joined(base: str, href: str) -> str | None:
    """Return a link read against an address; None for what is no address (`http://[`)."""
    try:
        url = urljoin(base, href.strip())
        urlsplit(url)
    except ValueError:
        return None
    return url or None


def _text(payload: Payload) -> str:
    """A page's text: UTF-8 where it is that, whatever it declares; else what it declares."""
    try:
        payload.body.decode("utf-8")
    except UnicodeDecodeError:
        declared = resolve_encoding(html_body_declared_encoding(payload.body[:4096]) or "")
        return read_text(payload, declared).replace("\0", "")
    return read_text(payload).replace("\0", "")


def _is_shallow(root: Any) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return False
    return True
