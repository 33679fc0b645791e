"""How much room entries take on a panel, told from their letters: Typst need not set them twice to find out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.paper.content import Entry, Fact
from webapp.paper.layouts import Layout, Paper

# Widths and heights in parts of the size of the text, rather too large than too small.
_LETTER, _LINE = 0.56, 1.42
# The labels take at most this part of a panel's width; `room` of the templates has the same bound.
_LABELS = 0.3
# What takes more of a panel than this may go on over its edge, in pieces of about `_PIECE` that stay whole; so little
# is left empty. With the short facts alone it is clearer to keep more together.
_WHOLE, _WHOLE_SHORT, _PIECE = 0.5, 0.62, 0.45


@dataclass(frozen=True)
class Fitted:
    """Facts of an entry as they are set: `pieces` stand below each other, or beside each other if there are columns.

    `held` pieces are never parted by the edge of a panel. With columns, or on pages of its own, an entry is held as a
    whole or not at all.
    """

    pieces: tuple[tuple[Fact, ...], ...]
    held: tuple[bool, ...]


@dataclass(frozen=True)
class Room:
    """A panel for text: letters of a line of facts and of a whole line, and how many lines there are."""

    layout: Layout
    fact: float
    line: float
    lines: float

    @property
    def most(self) -> float:
        """How many lines stay together."""
        return self.lines * (_WHOLE if self.layout.all_facts else _WHOLE_SHORT)

    def fit(self, entry: Entry) -> Fitted:
        """Return how the facts of an entry are set."""
        facts = [fact for fact in entry.facts if fact.short or self.layout.all_facts]
        sizes = [sum(_lines(line, self.fact) for line in fact.lines) for fact in facts]
        head, foot = self._head(entry), self._foot(entry)
        if self.layout.columns == 2:
            left = _left(sizes)
            tall = head + max(sum(sizes[:left]), sum(sizes[left:])) + foot
            return Fitted((tuple(facts[:left]), tuple(facts[left:])), (tall <= self.most,))
        if self.layout.own_pages or head + sum(sizes) + foot <= self.most:
            return Fitted((tuple(facts),), (not self.layout.own_pages,))
        return self._in_pieces(facts, sizes, head, foot)

    def _in_pieces(self, facts: Sequence[Fact], sizes: Sequence[int], head: float, foot: float) -> Fitted:
        pieces: list[list[Fact]] = [[]]
        heights = [head]
        for place, (fact, size) in enumerate(zip(facts, sizes, strict=True)):
            left = sum(sizes[place:]) + foot
            # No piece is only a line or two.
            if pieces[-1] and heights[-1] + size > self.lines * _PIECE and left > 3:
                pieces.append([])
                heights.append(0)
            pieces[-1].append(fact)
            heights[-1] += size
        heights[-1] += foot
        return Fitted(tuple(map(tuple, pieces)), tuple(one <= self.most for one in heights))

    def _head(self, entry: Entry) -> float:
        name = _lines(f"{entry.number or ''} {entry.name} {entry.at or ''}", self.line * 0.85) * 1.2
        organization = _lines(entry.organization, self.line) if entry.organization else 0
        return 1 + name + organization + sum(_lines(text, self.line * 0.9) + 0.6 for text in entry.warnings)

    def _foot(self, entry: Entry) -> float:
        texts = (entry.note or "", entry.seen if self.layout.all_facts else "")
        return sum(_lines(text, self.line) + 0.5 for text in texts if text) + entry.blanks * max(
            2, 20 / self.layout.text
        )


def room_of(layout: Layout, paper: Paper) -> Room:
    """Return the room of a panel."""
    width, height = layout.panel(paper)
    whole, letter = width - 2 * layout.margin, layout.text * _LETTER
    column = whole / layout.columns - width * _LABELS / layout.columns
    lines = (height - 2 * layout.margin - 2.6 * layout.least) / (layout.text * _LINE)
    return Room(layout, column / letter, whole / letter, lines)


def _lines(text: str, letters: float) -> int:
    """About how many lines a text takes; dense scripts have letters of twice the width."""
    wide = 0 if text.isascii() else sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return 1 + int((len(text) + wide) / letters)


def _left(sizes: Sequence[int]) -> int:
    """How many facts make a left column that is about as high as the right one, and never lower."""
    whole, left = sum(sizes), 0
    for count, size in enumerate(sizes):
        if left * 2 >= whole:
            return count
        left += size
    return len(sizes)
