"""The interface in other languages: `<tag>.po` (GNU gettext), and what brings these files up to the code.

After a change of words run `python -m webapp.translations`: it adds new messages, empty, and drops unused ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from webapp.languages import Language

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


def read(language: Language) -> Catalog:
    """Return the messages of a language as its file has them."""
    with (FOLDER / f"{language.tag}.po").open("rb") as file:
        return read_po(file, locale=language.plain_locale)


def brought_up(language: Language, wanted: Catalog) -> Catalog:
    """Return the messages of a language, those of `wanted` and no other; new ones are empty."""
    catalog = read(language)
    # A message that changed is a new one: a guess from a like one would look like a translation.
    catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def lacking(catalog: Catalog) -> list[Message]:
    """Return the messages that have no words, or not in every plural form."""
    return [one for one in catalog if one.id and not all(forms_of(one))]


def forms_of(message: Message) -> tuple[str, ...]:
    """Return the words of a message: one for each plural form, where it has such; a new one has none."""
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string or "",)


def written(language: Language, catalog: Catalog) -> bytes:
    """Return the file of a language. The same messages give the same bytes: no dates, no line numbers."""
    body = BytesIO()
    write_po(body, catalog, width=120, sort_output=True, include_lineno=False, omit_header=True)
    return _header(language, catalog).encode() + b"\n" + body.getvalue()


def _header(language: Language, catalog: Catalog) -> str:
    """The entry that says what the file is (GNU gettext manual, "Header Entry")."""
    name = language.plain_locale.get_display_name("en")
    state = " A draft: nobody who speaks the language has reviewed it." if language.draft else ""
    fields = {
        "Project-Id-Version": "Kith",
        "Language": language.tag,
        "Language-Team": name,
        "Plural-Forms": catalog.plural_forms,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(f'"{key}: {value}\\n"\n' for key, value in fields.items())
    return f'# Kith in {name}.{state}\nmsgid ""\nmsgstr ""\n{lines}'
