"""How paper is cut: the panels a reader turns, and the sheets a printer prints. Lengths are PDF points (1/72 inch)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from data.errors import QueryError

Paper = Literal["letter", "a4"]
LayoutName = Literal["full", "large", "booklet", "trifold", "pocket", "one-per-page"]

PAPERS: dict[Paper, tuple[float, float]] = {"letter": (612.0, 792.0), "a4": (595.276, 841.89)}


@dataclass(frozen=True)
class Slot:
    """A place for a panel on a side of a sheet: column and row from the lower left, and whether it is upside down.

    `panel` is the panel's number within its signature, from 0.
    """

    panel: int
    column: int
    row: int = 0
    turned: bool = False


@dataclass(frozen=True)
class Folding:
    """How panels lie on a sheet that lies across: `columns` x `rows` of them a side.

    `sides` are the sides of one signature. A booklet has `sides` empty: all of its sheets are one signature.
    """

    columns: int
    rows: int = 1
    sides: tuple[tuple[Slot, ...], ...] = ()

    def panels_of(self, pages: int) -> int:
        """Return how many panels `pages` need: a multiple of what a signature (of a booklet, a sheet) holds."""
        whole = sum(map(len, self.sides)) or 4
        return -(-pages // whole) * whole

    def signatures(self, panels: int) -> Sequence[tuple[tuple[Slot, ...], ...]]:
        """Return the sides of every signature in the order they are printed; slots count panels of the whole."""
        if not self.sides:
            return [_booklet(panels)]
        whole = sum(map(len, self.sides))
        return [
            tuple(tuple(replace(slot, panel=slot.panel + start) for slot in side) for side in self.sides)
            for start in range(0, panels, whole)
        ]


def _booklet(panels: int) -> tuple[tuple[Slot, ...], ...]:
    """Sheets laid into each other and stapled at the fold: the outermost carries the last panel and the first."""
    sides = []
    for first in range(0, panels // 2, 2):
        last = panels - 1 - first
        sides += [(Slot(last, 0), Slot(first, 1)), (Slot(first + 1, 0), Slot(last - 1, 1))]
    return tuple(sides)


# Folded to thirds like a letter: the cover is the right third of the outside, the flap that is turned in its left.
_TRIFOLD = (
    (Slot(4, 0), Slot(5, 1), Slot(0, 2)),
    (Slot(1, 0), Slot(2, 1), Slot(3, 2)),
)
# One side, eight panels, one cut along the middle: a small book that fits a wallet.
_POCKET = (
    tuple(Slot(panel, column, row=1, turned=True) for column, panel in enumerate((4, 3, 2, 1)))
    + tuple(Slot(panel, column) for column, panel in enumerate((5, 6, 7, 0))),
)


@dataclass(frozen=True)
class Layout:
    """One way to print. `text` is the size of the text; nothing is set smaller than `least`.

    `margin` is of each panel. `columns` of a panel's facts; `all_facts` prints more than the short ones. `cover` gives
    the first panel to title and crisis lines; `own_pages` begins each entry on a page of its own.
    """

    name: LayoutName
    text: float
    least: float
    margin: float
    columns: int = 1
    all_facts: bool = True
    cover: bool = False
    own_pages: bool = False
    folding: Folding | None = None

    def panel(self, paper: Paper) -> tuple[float, float]:
        """Return width and height of a panel."""
        width, height = PAPERS[paper]
        if self.folding is None:
            return width, height
        return height / self.folding.columns, width / self.folding.rows


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("full", 10.5, 8.5, 50, columns=2),
        Layout("large", 18, 18, 50),
        Layout("booklet", 9.5, 7.5, 34, folding=Folding(2)),
        Layout("trifold", 8.5, 7, 22, all_facts=False, cover=True, folding=Folding(3, sides=_TRIFOLD)),
        Layout("pocket", 7.5, 6.5, 14, all_facts=False, cover=True, folding=Folding(4, 2, sides=_POCKET)),
        Layout("one-per-page", 16, 10, 58, own_pages=True),
    )
}


def layout_named(name: str) -> Layout:
    """Return a layout; raises QueryError naming those there are."""
    if name not in LAYOUTS:
        raise QueryError(f"must be one of {', '.join(LAYOUTS)}", code="unknown-value", field="layout")
    return LAYOUTS[name]


def paper_named(name: str) -> Paper:
    """Return a size of paper; raises QueryError naming those there are."""
    for paper in get_args(Paper):
        if name == paper:
            return paper  # type: ignore[no-any-return]
    raise QueryError(f"must be one of {', '.join(PAPERS)}", code="unknown-value", field="paper")
