"""Pages for programs: site maps, robots.txt, the description of the search, feeds of what is new or changed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, render_template, request, url_for

from data import ids, places, taxonomy
from data.errors import QueryError
from index.request import DEFAULT_RADIUS_MILES, from_parameters
from index.selecting import latest
from webapp import parameters
from webapp.view_models.feed import MOST, feed_of
from webapp.views.common import directory

blueprint = Blueprint("machines", __name__)

# Addresses in one file of a site map (sitemaps.org protocol 0.9, "Sitemap file limits").
A_MAP = 50_000
_PAGES = ("home.show", "help_now.show", "plan.show", "sources.show", "about.about", "about.privacy",
          "about.accessibility", "about.inclusion")  # fmt: skip
_MAP_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
# A reader's own needs and places are in these addresses: nobody is to walk through all that could be asked.
_CLOSED = ("/search", "/api/", "/*/search", "/*/api/", "/feed.atom", "/*/feed.atom")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What robots may read (RFC 9309): listings and pages, not every search there could be."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED)]
    return Response("\n".join([*lines, f"Sitemap: {_here('.sitemap')}", ""]), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The list of site maps: one of the pages, then those of all listings."""
    count = -(-len(directory().current().catalog) // A_MAP)
    maps = [_here(".sitemap_page", number=number) for number in range(count + 1)]
    return _xml(render_template("machines/sitemaps.xml", maps=maps), "application/xml")


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_page(number: int) -> Response:
    """One site map: 0 of the pages, 1 and on of the listings by id."""
    if number == 0:
        pages = [*map(_here, _PAGES), *(_here("need.show", slug=need) for need in taxonomy.needs())]
        return _xml(_MAP_HEAD + "".join(map(_place, pages)) + "</urlset>\n", "application/xml")
    catalog = directory().current().catalog
    rows = range((number - 1) * A_MAP, min(number * A_MAP, len(catalog)))
    if not rows:
        abort(404)
    root = _here("home.show")

    def lines() -> Iterator[str]:
        yield _MAP_HEAD
        for row in rows:
            address = f"{root}listing/{catalog.listing_id(row)}/{ids.slug(catalog.name(row))}"
            yield _place(address, f"{catalog.changed(row):%Y-%m-%dT%H:%M:%SZ}")
        yield "</urlset>\n"

    return _xml("".join(lines()), "application/xml")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here by itself (OpenSearch 1.1, draft 6)."""
    return _xml(render_template("machines/opensearch.xml"), "application/opensearchdescription+xml")


@blueprint.get("/feed.atom")
def feed() -> Response:
    """What is new or changed (Atom, RFC 4287): of any `need`, `near` a place or serving it."""
    asked = parameters.read(request.args.to_dict(flat=False))
    wanted = from_parameters(asked.given())
    place = places.find_place(wanted.near).place if wanted.near else None
    if place is None and wanted.radius_miles is not None:
        raise QueryError("needs a place: give near", code="ask-place", field="radius")
    generation = directory().current()
    miles = wanted.radius_miles if wanted.radius_miles is not None else DEFAULT_RADIUS_MILES
    rows = latest(generation.catalog, wanted.needs, place, miles, MOST).tolist()
    changed = [(generation.catalog.listing(row), generation.catalog.changed(row)) for row in rows]
    view = feed_of(changed, wanted.needs, place, miles, str(generation.stats()["built"]))
    response = _xml(render_template("machines/feed.xml", view=view), "application/atom+xml")
    if place is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _here(endpoint: str, **values: object) -> str:
    return url_for(endpoint, _external=True, **values)


def _place(address: str, changed: str | None = None) -> str:
    when = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{when}</url>\n"


def _xml(text: str, mimetype: str) -> Response:
    return Response(text, mimetype=mimetype, content_type=f"{mimetype}; charset=utf-8")
