"""A paper as a tagged PDF (PDF/UA-1, ISO 14289-1), set by Typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from webapp import labels, numbers
from webapp.languages import ENGLISH, gettext, speaking
from webapp.paper.building import Wish, document
from webapp.paper.content import Document, Entry, texts_of, with_each_text
from webapp.paper.fitting import room_of
from webapp.paper.fonts import Fonts, fonts_for, known, script_of
from webapp.paper.grouping import Item
from webapp.paper.imposing import impose
from webapp.paper.layouts import Layout, Paper
from webapp.paper.plain import letters_of, shown_by

TEMPLATES = Path(str(resources.files("webapp.paper").joinpath("typst")))
# With fewer entries or sections than these, nobody needs a list of contents.
LEAST_ENTRIES_FOR_CONTENTS = 12
LEAST_SECTIONS_FOR_CONTENTS = 3


def pdf_of(
    items: Sequence[Item], wish: Wish, layout: Layout, paper: Paper = "letter", fonts: Path | None = None
) -> bytes:
    """Return the PDF of a list of listings; `fonts` is a folder with more fonts than the system has.

    A language that no font can show is printed in English, with a notice that says so. Raises QueryError for a
    language that the interface does not have.
    """
    made, found = printable(items, wish, fonts)
    pages = panels(made, layout, paper, found)
    return impose(pages, layout, paper, made.direction) if layout.folding else pages


def printable(items: Sequence[Item], wish: Wish, folder: Path | None = None) -> tuple[Document, Fonts]:
    """Return the document as the fonts can show it, and the fonts."""
    made, fonts = document(items, wish), fonts_for(wish.language, folder)
    notices = []
    if any(script_of(one) for one in fonts.missing("".join(_own_words(made)))):
        notices.append(_in_english(wish.language))
        wish = replace(wish, language=ENGLISH.tag)
        made, fonts = document(items, wish), fonts_for(wish.language, folder)
    missing = fonts.missing("".join(texts_of(made)))
    with speaking(wish.language):
        scripts = sorted({script for one in missing if (script := script_of(one))})
        if scripts:
            told = numbers.joined(map(letters_of, scripts))
            notices.append(gettext("This computer has no font for some words, marked [ ]: %(letters)s.", letters=told))
        if missing:
            made = with_each_text(made, shown_by(fonts, missing))
    return replace(made, notices=(*made.notices, *notices)), fonts


def _in_english(language: str) -> str:
    with speaking(ENGLISH.tag):
        name = labels.language(language)
        return gettext("This paper is in English, because this computer has no font for %(language)s.", language=name)


def _own_words(made: Document) -> list[str]:
    """The words that no listing has."""
    return [made.advice, made.crisis.title, made.crisis.short, *made.stamp, made.labels.contents, made.labels.index]


def panels(made: Document, layout: Layout, paper: Paper, fonts: Fonts) -> bytes:
    """Return the panels of a paper, one a page, in the order they are read."""
    inputs = {
        "document": _document(made, layout, paper),
        "layout": json.dumps(_layout(made, layout, paper, fonts), ensure_ascii=False),
    }
    compiler = typst.Compiler(str(TEMPLATES / "main.typ"), root=str(TEMPLATES), font_paths=known(fonts.folder))
    done: bytes = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    return done


def _document(made: Document, layout: Layout, paper: Paper) -> str:
    language, _, script = made.language.partition("-")
    room = room_of(layout, paper)

    def plainly(one: object) -> dict[str, Any]:
        if isinstance(one, Entry):
            fitted = room.fit(one)
            return vars(one) | {"facts": fitted.pieces, "held": fitted.held}
        return vars(one)

    found = vars(made) | {"lang": language, "region": "CN" if script == "Hans" else None}
    return json.dumps(found, ensure_ascii=False, default=plainly)


def _layout(made: Document, layout: Layout, paper: Paper, fonts: Fonts) -> dict[str, Any]:
    width, height = layout.panel(paper)
    sections = sum(len(part.sections) for part in made.parts)
    return {
        "width": width,
        "height": height,
        "text": layout.text,
        "least": layout.least,
        "margin": layout.margin,
        "columns": layout.columns,
        "all_facts": layout.all_facts,
        "cover": layout.cover,
        "own_pages": layout.own_pages,
        "panels": layout.folding.panels_of(1) if layout.folding else 1,
        "contents": sections >= LEAST_SECTIONS_FOR_CONTENTS
        and len(made.entries) >= LEAST_ENTRIES_FOR_CONTENTS
        and not layout.cover
        and not layout.own_pages,
        # Scripts with marks above and below, or with dense letters, need more room between lines.
        "leading": 0.58 if made.language in ("en", "es") else 0.72,
        "fonts": fonts.families,
        "title_fonts": fonts.titles,
        "labels": sorted({fact.label for one in made.entries for fact in one.facts if fact.short or layout.all_facts}),
        "how": made.labels.folding.get(layout.name, ""),
    }
