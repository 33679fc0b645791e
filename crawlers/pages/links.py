"""Where a page and a sitemap lead (sitemaps.org 0.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urldefrag

from parsel import Selector
from scrapy.utils.sitemap import Sitemap

from crawlers.pages.page import Page, joined
from crawlers.payload import Payload
from data.sources.pages import Link, Pages

_NEXT = Link(xpath='//*[self::link or self::a][contains(concat(" ", @rel, " "), " next ")]')


@dataclass(frozen=True)
class Lead:
    """An address to go to, and when a sitemap says it was last changed."""

    url: str
    modified: datetime | None = None


def is_sitemap(payload: Payload) -> bool:
    """Whether a payload is a sitemap or an index of sitemaps."""
    return b"<urlset" in payload.body[:2000] or b"<sitemapindex" in payload.body[:2000]


def of_sitemap(payload: Payload, include: str | None) -> list[Lead]:
    """Return the pages of a sitemap whose address `include` finds, or all sitemaps of an index."""
    sitemap = Sitemap(payload.body)
    wanted = re.compile(include if include and sitemap.type == "urlset" else "")
    entries = ((joined(payload.url, entry["loc"]), entry) for entry in sitemap if entry.get("loc"))
    return [Lead(url, _moment(entry.get("lastmod"))) for url, entry in entries if url and wanted.search(url)]


def of_page(page: Page, pages: Pages) -> list[Lead]:
    """Return where a page leads: by `follow` and `next`, and by the links it marks as next."""
    wanted = [*pages.follow, pages.next or _NEXT]
    return [Lead(url) for url in dict.fromkeys(url for link in wanted for url in _found(page, link))]


def _found(page: Page, link: Link) -> Iterator[str]:
    if link.css or link.xpath:
        marked = page.tree.css(link.css) if link.css else page.tree.xpath(link.xpath or "")
    else:
        marked = page.tree.xpath("//a[@href]")
    wanted = re.compile(link.pattern or "")
    for element in marked:
        for href in _hrefs(element):
            url = page.link(href)
            if url and wanted.search(url):
                yield urldefrag(url).url


def _hrefs(marked: Selector) -> list[str]:
    """The addresses of what a selector found: an attribute's own, an element's, or those of the links in it."""
    if isinstance(marked.root, str):
        return [marked.root]
    return marked.xpath("@href").getall() or marked.xpath(".//a/@href").getall()


def _moment(lastmod: str | None) -> datetime | None:
    """A W3C date or date and time; without a zone it is taken as UTC."""
    try:
        moment = datetime.fromisoformat((lastmod or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
