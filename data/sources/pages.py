"""`[pages]` of a source file: where the listings of a website stand, for pages that carry no schema.org data.

Selectors are CSS (with `::text` and `::attr(name)`) or XPath 1.0. All are tried when the file is read, so a typing
error is one of the file, named with its key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from data.model import Model
from data.sources.fields import FIELDS, TIMES

if TYPE_CHECKING:
    from parsel import Selector

# What one element of `[pages.schedules]` may say.
SCHEDULE_FIELDS = frozenset({*TIMES, "byday", "schedule"})


@cache
def _empty() -> Selector:
    # Here, not above: who reads no source file with selectors should not wait for lxml.
    from parsel import Selector

    return Selector(text="<p></p>")


def _is_css(value: str) -> str:
    from cssselect import SelectorError

    try:
        _empty().css(value)
    except (SelectorError, ValueError) as error:
        raise ValueError(f"{value!r} is not a CSS selector: {error}") from None
    return value


def _is_xpath(value: str) -> str:
    try:
        _empty().xpath(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not an XPath: {error}") from None
    return value


def _is_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


def _as_css(value: object) -> object:
    return {"css": value} if isinstance(value, str) else value


def _as_list(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else [value]


Css = Annotated[str, AfterValidator(_is_css)]
XPath = Annotated[str, AfterValidator(_is_xpath)]
Pattern = Annotated[str, AfterValidator(_is_pattern)]


class _Part(Model):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Where(_Part):
    """Elements of a page: one of `css` and `xpath`; a text stands for CSS."""

    css: Css | None = None
    xpath: XPath | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.css is None) == (self.xpath is None):
            raise ValueError("give exactly one of css and xpath")
        return self


class Link(_Part):
    """Links to go to: those in the elements of `css` or `xpath`, those whose address `pattern` finds, or both."""

    css: Css | None = None
    xpath: XPath | None = None
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _some_way(self) -> Self:
        if self.css is not None and self.xpath is not None:
            raise ValueError("give one of css and xpath")
        if self.css is None and self.xpath is None and self.pattern is None:
            raise ValueError("give css, xpath or pattern")
        return self


class Sitemap(_Part):
    """A sitemap or sitemap index; of its pages only those whose address `include` finds are read."""

    url: str
    include: Pattern | None = None


class Pick(_Part):
    """Where the value of a field stands, and how it is cut out. The steps are taken in the order of the keys.

    `of` is the element looked into: the listing, its group, or the page. Without css and xpath it is that element
    itself; with `default` alone it is a constant. `attr` takes an attribute instead of the text (href and src become
    full addresses). `split` cuts each text at a regular expression. `re` keeps what it finds: its groups joined by
    blanks, or, where groups are named, each as the field of that name. `date` reads what is left as a date of that
    form (strptime) and gives it as ISO 8601. `all` keeps every value instead of the first, `join` makes one text of
    them. `default` stands where nothing was found. A listing without a `required` value is left out and counted.
    """

    of: Literal["listing", "group", "page"] = "listing"
    css: Css | None = None
    xpath: XPath | None = None
    attr: str | None = None
    split: Pattern | None = None
    re: Pattern | None = None
    date: str | None = None
    all: bool = False
    join: str | None = None
    default: str | None = None
    required: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.css is not None and self.xpath is not None:
            raise ValueError("give one of css and xpath")
        if not self.is_constant and self.css is None and self.xpath is None and self.attr is None and self.re is None:
            raise ValueError("give css, xpath, attr, re, or a default alone")
        return self

    @property
    def is_constant(self) -> bool:
        """Whether there is nothing to look for."""
        return self.default is not None and not any((self.css, self.xpath, self.attr, self.re))

    def fills(self, name: str) -> list[str]:
        """Return the fields that this pick fills under the key `name`: its named groups, or the key itself."""
        return list(re.compile(self.re).groupindex) if self.re and "(?P<" in self.re else [name]


Picks = dict[str, Annotated[Pick, BeforeValidator(_as_css)]]


class Schedules(_Part):
    """Elements of a listing that are one schedule each, and what stands in them."""

    each: Annotated[Where, BeforeValidator(_as_css)]
    fields: Picks = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        _check_filled(self.fields, SCHEDULE_FIELDS, "schedules")
        return self


class Pages(_Part):
    """How a website is read.

    `start` are the addresses to begin with (the source's own, if not said), `follow` the links to lists and details,
    `next` the link to the following page of a list. Where `only` is given, pages with other addresses are read for
    links alone. On a page, `listing` are the elements that are one listing each (if not said, the page is one);
    `group` are outer elements that share what they say with the listings in them. `schema_org = false` passes over
    data a site repeats about itself. No more than `most` pages are asked for.
    """

    start: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    sitemap: Annotated[Sitemap, BeforeValidator(lambda value: {"url": value} if isinstance(value, str) else value)] | (
        None
    ) = None
    follow: Annotated[tuple[Annotated[Link, BeforeValidator(_as_css)], ...], BeforeValidator(_as_list)] = ()
    next: Annotated[Link, BeforeValidator(_as_css)] | None = None
    only: Pattern | None = None
    schema_org: bool = True
    most: int = Field(default=20_000, ge=1)
    group: Annotated[Where, BeforeValidator(_as_css)] | None = None
    listing: Annotated[Where, BeforeValidator(_as_css)] | None = None
    fields: Picks = Field(default_factory=dict)
    schedules: Schedules | None = None

    @model_validator(mode="after")
    def _levels(self) -> Self:
        if (self.group or self.listing or self.schedules) and not self.fields:
            raise ValueError("group, listing and schedules need [pages.fields]")
        if self.group and not self.listing:
            raise ValueError("group needs listing")
        inner = [("group", self.listing)] if self.group and self.listing else []
        levels = {name for name, there in (("listing", self.listing), ("group", self.group)) if there}
        inner += [(f"fields.{name}", pick) for name, pick in self.fields.items() if pick.of in levels]  # type: ignore[misc]
        for name, where in inner:
            if where.xpath and where.xpath.startswith("/"):
                raise ValueError(f'{name}: an XPath that begins with / leaves its element: write .// or of = "page"')
        for name, pick in self.fields.items():
            if pick.of == "group" and not self.group:
                raise ValueError(f'fields.{name}: of = "group" needs a group')
        return self

    def check_columns(self, columns: Mapping[str, Any]) -> None:
        """Raise ValueError for a field that is neither one of HSDS nor named in `[columns]`, or when none is a name."""
        if not self.fields:
            return
        named = {one for of in columns.values() for one in ([of] if isinstance(of, str) else of)}
        _check_filled(self.fields, FIELDS | named, "fields")
        filled = {field for name, pick in self.fields.items() for field in pick.fills(name)}
        if "name" not in filled and "name" not in columns:
            raise ValueError("fields does not say where the name stands")


def _check_filled(picks: Picks, known: frozenset[str], table: str) -> None:
    for name, pick in picks.items():
        for field in pick.fills(name):
            if field not in known:
                raise ValueError(f"{table}.{name}: {field!r} is not a field: {', '.join(sorted(known))}")
