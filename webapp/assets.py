"""The stylesheet: the files of `static/css` as one response, under an address that changes with them.

The map's library, Leaflet, comes as it was published (package XStatic-Leaflet), only to pages with a map.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources

from flask import Blueprint, Response, abort, request

# In the order they are joined: later files may refine earlier ones.
STYLESHEETS = (
    "base",
    "layout",
    "forms",
    "card",
    "page",
    "listing",
    "report",
    "map",
    "support",
    "embed",
    "list",
    "print",
    "paper",
)
LEAFLET = {"leaflet.css": "text/css", "leaflet.js": "text/javascript"}
FOREVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__)


@cache
def stylesheet() -> str:
    """Return all stylesheets joined, without comments and indentation."""
    folder = resources.files("webapp").joinpath("static/css")
    joined = "\n".join(folder.joinpath(f"{name}.css").read_text("utf-8") for name in STYLESHEETS)
    joined = re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    joined = re.sub(r"\s*\n\s*", "\n", joined)
    return re.sub(r"\s*([{};,])\s*", r"\1", joined).strip() + "\n"


@cache
def leaflet(name: str) -> bytes | None:
    """Return a file of Leaflet, without the address of its source map; None for one that is not needed."""
    if name not in LEAFLET:
        return None
    content = resources.files("xstatic.pkg.leaflet").joinpath("data", name).read_bytes()
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", content)


@cache
def version(name: str) -> str:
    """Return a short hash of an asset, for its address."""
    if name == "style.css":
        content = stylesheet().encode()
    elif (vendored := leaflet(name)) is not None:
        content = vendored
    else:
        content = resources.files("webapp").joinpath("static", name).read_bytes()
    return hashlib.blake2b(content, digest_size=5).hexdigest()


@blueprint.get("/style.css")
def style() -> Response:
    """The stylesheet; cached for ever under its own version only."""
    return Response(stylesheet(), mimetype="text/css")


@blueprint.get("/leaflet/<name>")
def library(name: str) -> Response:
    """A file of the map's library; cached for ever under its own version only."""
    content = leaflet(name)
    if content is None:
        abort(404)
    return Response(content, mimetype=LEAFLET[name])


def is_current(name: str) -> bool:
    """Whether this request names the version of the asset that is being sent."""
    return request.args.get("v") == version(name)
