"""The script of the widget: its versions, and the hashes by which a page makes sure that it is the one it trusts."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

# Every version that was ever pasted is served for ever, unchanged: a page that names its hash refuses another.
VERSIONS = (1,)
NEWEST = VERSIONS[-1]
FOLDER = resources.files(__package__)


@cache
def source(version: int) -> str:
    """Return the script of a version. Raises KeyError for one that there is not."""
    if version not in VERSIONS:
        raise KeyError(version)
    return FOLDER.joinpath(f"widget.v{version}.js").read_text("utf-8")


@cache
def integrity(version: int) -> str:
    """Return the hash for the attribute `integrity` (W3C Subresource Integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(source(version).encode()).digest()).decode()}"
