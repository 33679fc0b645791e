"""The stylesheet: the files of `static/css` as one response, under an address that changes with them."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources

from flask import Blueprint, Response, request

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
    "print",
    "paper",
)
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
def version(name: str) -> str:
    """Return a short hash of an asset, for its address."""
    if name == "style.css":
        content = stylesheet().encode()
    else:
        content = resources.files("webapp").joinpath("static", name).read_bytes()
    return hashlib.blake2b(content, digest_size=5).hexdigest()


@blueprint.get("/style.css")
def style() -> Response:
    """The stylesheet; cached for ever under its own version only."""
    return Response(stylesheet(), mimetype="text/css")


def is_current(name: str) -> bool:
    """Whether this request names the version of the asset that is being sent."""
    return request.args.get("v") == version(name)
