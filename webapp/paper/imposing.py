"""Panels arranged on sheets to be folded. The structure tree keeps the order of reading (ISO 32000-1, 14.7).

A panel becomes a form XObject of its sheet. Its marked content keeps the numbers it had: the form takes over the key
`StructParents` of the page it was, and every reference to marked content in the structure tree then names the form
(`Stm`). So panels may lie in any order, and are still read from the first to the last.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from webapp.paper.layouts import PAPERS, Folding, Layout, Paper, Slot

# How far a fold mark reaches into the sheet, and how thick it is, in points.
_MARK, _HAIR = 14.0, 0.4


@dataclass(frozen=True)
class _Placed:
    """A panel on a sheet: its form, and the matrix `a 0 0 a e f` (`a` is -1 for one upside down)."""

    form: Object
    sheet: Object
    turn: int
    x: float
    y: float

    @property
    def matrix(self) -> str:
        return f"{self.turn} 0 0 {self.turn} {self.x:.3f} {self.y:.3f}"

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the panel lies on the sheet."""
        return self.turn * x + self.x, self.turn * y + self.y


def impose(panels: bytes, layout: Layout, paper: Paper, direction: str) -> bytes:
    """Return sheets made of panels, which are the pages of a tagged PDF in the order they are read."""
    assert layout.folding is not None
    width, height = layout.panel(paper)
    # A sheet lies across.
    size = PAPERS[paper][1], PAPERS[paper][0]
    with Pdf.open(io.BytesIO(panels)) as pdf:
        pages = [page.obj for page in pdf.pages]
        placed: dict[tuple[int, int], _Placed] = {}
        for signature in layout.folding.signatures(len(pages)):
            for side in signature:
                sheet = _sheet(pdf, size, layout.folding)
                for slot in side:
                    page = pages[slot.panel]
                    column = layout.folding.columns - 1 - slot.column if direction == "rtl" else slot.column
                    corner = (column + slot.turned) * width, (slot.row + slot.turned) * height
                    placed[page.objgen] = _place(pdf, page, sheet, slot, corner)
        _read_from_forms(pdf.Root.StructTreeRoot, placed)
        _lead_to_sheets(pdf, placed)
        for _ in pages:
            del pdf.pages[0]
        for sheet in dict.fromkeys(one.sheet.objgen for one in placed.values()):
            pdf.pages.append(pikepdf.Page(pdf.get_object(sheet)))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _sheet(pdf: Pdf, size: tuple[float, float], folding: Folding) -> Object:
    """Return an empty sheet with marks where it is folded."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *size]),
            Resources=Dictionary(XObject=Dictionary()),
            Contents=pdf.make_stream(_marks(size, folding).encode()),
            Annots=Array([]),
            # The order in which a keyboard goes through links is that of the structure.
            Tabs=Name.S,
        )
    )


def _marks(size: tuple[float, float], folding: Folding) -> str:
    width, height = size
    lines = []
    for column in range(1, folding.columns):
        x = width * column / folding.columns
        lines += [f"{x:.2f} 0 m {x:.2f} {_MARK} l", f"{x:.2f} {height - _MARK:.2f} m {x:.2f} {height:.2f} l"]
    for row in range(1, folding.rows):
        y = height * row / folding.rows
        lines += [f"0 {y:.2f} m {_MARK} {y:.2f} l", f"{width - _MARK:.2f} {y:.2f} m {width:.2f} {y:.2f} l"]
    return f"/Artifact BMC q {_HAIR} w [2 2] 0 d {' '.join(lines)} S Q EMC"


def _place(pdf: Pdf, page: Object, sheet: Object, slot: Slot, corner: tuple[float, float]) -> _Placed:
    """Draw a page on a sheet as a form; what it is of is told by the tree, so the form itself is not marked."""
    # What the page drew is taken over as it is, still compressed.
    form = page.Contents
    form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": page.MediaBox, "/Resources": page.Resources})
    if "/StructParents" in page:
        form.StructParents = page.StructParents
    name = f"/P{len(sheet.Resources.XObject)}"
    sheet.Resources.XObject[name] = form
    placed = _Placed(form, sheet, -1 if slot.turned else 1, *corner)
    drawn = sheet.Contents.read_bytes() + f"\nq {placed.matrix} cm {name} Do Q".encode()
    sheet.Contents.write(drawn)
    for annotation in page.get("/Annots", ()):
        _move(annotation, placed)
        sheet.Annots.append(annotation)
    return placed


def _move(annotation: Object, placed: _Placed) -> None:
    left, bottom, right, top = map(float, annotation.Rect)
    (x, y), (x2, y2) = placed.point(left, bottom), placed.point(right, top)
    annotation.Rect = Array([min(x, x2), min(y, y2), max(x, x2), max(y, y2)])
    if "/QuadPoints" in annotation:
        numbers = [float(one) for one in annotation.QuadPoints]
        points = [placed.point(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
        annotation.QuadPoints = Array([number for point in points for number in point])
    if "/P" in annotation:
        annotation.P = placed.sheet


def _read_from_forms(tree: Object, placed: Mapping[tuple[int, int], _Placed]) -> None:
    """Let every structure element that stands for something on a page name the form that this is in now."""
    elements: dict[tuple[int, int], Object] = {}
    # The parent tree leads to them: of marked content by arrays, of annotations one by one (14.7.4.4).
    for _, above in pikepdf.NumberTree(tree.ParentTree).items():
        for element in above if isinstance(above, Array) else (above,):
            elements[element.objgen] = element
    pieces = {page: Dictionary(Type=Name.MCR, Pg=one.sheet, Stm=one.form) for page, one in placed.items()}
    for element in elements.values():
        page = element.Pg.objgen if "/Pg" in element else None
        kids = element.K
        if isinstance(kids, Array):
            element.K = Array([_kid(kid, page, placed, pieces) for kid in kids])
        else:
            element.K = _kid(kids, page, placed, pieces)
        if page is not None:
            element.Pg = placed[page].sheet


def _kid(
    kid: Object | int,
    page: tuple[int, int] | None,
    placed: Mapping[tuple[int, int], _Placed],
    pieces: Mapping[tuple[int, int], Object],
) -> Object:
    """Return a kid of an element of `page`; a number of marked content becomes a copy of its page's piece."""
    if isinstance(kid, int):
        assert page is not None
        made = copy(pieces[page])
        made.MCID = kid
        return made
    kind = kid.get("/Type")
    if kind == Name.MCR:
        one = placed[kid.Pg.objgen if "/Pg" in kid else page]
        kid.Pg, kid.Stm = one.sheet, one.form
    elif kind == Name.OBJR and "/Pg" in kid:
        kid.Pg = placed[kid.Pg.objgen].sheet
    return kid


def _lead_to_sheets(pdf: Pdf, placed: Mapping[tuple[int, int], _Placed]) -> None:
    """Let links, bookmarks and named places lead to where a panel lies now."""
    for destination in _destinations(pdf):
        if isinstance(destination, Array) and len(destination) and destination[0].objgen in placed:
            one = placed[destination[0].objgen]
            destination[0] = one.sheet
            if len(destination) >= 4 and destination[1] == Name.XYZ:
                x, y = one.point(float(destination[2] or 0), float(destination[3] or 0))
                destination[2], destination[3] = x, y


def _destinations(pdf: Pdf) -> Iterator[Object]:
    links = (one for page in pdf.pages for one in page.obj.get("/Annots", ()))
    for one in (*links, *_outline(pdf.Root.get("/Outlines"))):
        for holder in (one, one.get("/A", Dictionary())):
            yield from (holder[key] for key in ("/Dest", "/D") if isinstance(holder.get(key), Array))
    for _, destination in _named(pdf):
        yield destination.D if isinstance(destination, Dictionary) else destination


def _outline(item: Object | None) -> Iterator[Object]:
    while item is not None:
        yield item
        yield from _outline(item.get("/First"))
        item = item.get("/Next")


def _named(pdf: Pdf) -> Sequence[tuple[str, Object]]:
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    if names is None:
        return []
    return [(str(key), value) for key, value in pikepdf.NameTree(names).items()]
