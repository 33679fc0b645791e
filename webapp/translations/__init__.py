"""The interface in other languages: `<tag>.po` (GNU gettext), and what brings these files up to the code.

After a change of words run `python -m webapp.translations`: it adds new messages, empty, and drops unused ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

FOLDER = Path(__file__).parent
_WEBAPP = FOLDER.parent
_TEMPLATES = "templates/**.*ml"
_METHODS = [("**.py", "python"), (_TEMPLATES, "jinja2.ext:babel_extract")]
_OPTIONS = {_TEMPLATES: {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
_KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "marked": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def extracted() -> Catalog:
    """Return every message of code, templates and help lines, each with the places it stands in."""
    found = Catalog(project="Kith", charset="utf-8", fuzzy=False)
    messages = extract_from_dir(_WEBAPP, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=["For translators:"])
    for name, _, message, comments, context in messages:
        # The name of the file alone: line numbers would change with every edit.
        found.add(message, None, [(f"webapp/{name}", 0)], auto_comments=comments, context=context)
    for text in dict.fromkeys(_of_helplines()):
        found.add(text, None, [("data/helplines/lines.toml", 0)], context="helpline")
    return found


def _of_helplines() -> Iterator[str]:
    lines = tomllib.loads(resources.files("data.helplines").joinpath("lines.toml").read_text("utf-8"))["helpline"]
    for line in lines:
        yield from (line[name] for name in ("summary", "answered_by", "interpretation", "note") if line.get(name))
        yield from (way["note"] for name in ("call", "text") for way in line.get(name, ()) if way.get("note"))
