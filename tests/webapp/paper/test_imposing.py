"""Sheets, checked panel by panel against the pages they are made of, and read in the order of the pages."""

import io
from collections import Counter

import pdfplumber
import pikepdf
import pytest

from data.settings import load_settings
from tests.webapp.paper.support import items, kids_of, leaves, wish
from webapp.paper.imposing import impose
from webapp.paper.layouts import LAYOUTS, PAPERS
from webapp.paper.pdf import panels, printable

FOLDED = [name for name, layout in LAYOUTS.items() if layout.folding]
FONTS = load_settings().fonts


@pytest.fixture(scope="module")
def printed():
    """Panels and sheets of a layout: `printed("booklet", "letter", "en")`."""
    done = {}

    def make(name, paper, language):
        key = name, paper, language
        if key not in done:
            made, fonts = printable(items(9), wish(group="day", language=language), FONTS)
            pages = panels(made, LAYOUTS[name], paper, fonts)
            done[key] = pages, impose(pages, LAYOUTS[name], paper, made.direction), made.direction
        return done[key]

    return make


def letters(page):
    return Counter(char["text"] for char in page.chars if not char["text"].isspace())


@pytest.mark.parametrize(
    ("name", "paper", "language"),
    [("booklet", "letter", "en"), ("booklet", "a4", "ar"), ("trifold", "letter", "ar"), ("pocket", "letter", "en")],
)  # fmt: skip
def test_every_panel_lies_where_its_folding_says(printed, name, paper, language):
    pages, sheets, direction = printed(name, paper, language)
    folding, (width, height) = LAYOUTS[name].folding, LAYOUTS[name].panel(paper)
    with pdfplumber.open(io.BytesIO(pages)) as before, pdfplumber.open(io.BytesIO(sheets)) as after:
        sides = [side for signature in folding.signatures(len(before.pages)) for side in signature]
        assert len(after.pages) == len(sides)
        for sheet, side in zip(after.pages, sides, strict=True):
            assert (sheet.width, sheet.height) == pytest.approx(PAPERS[paper][::-1], abs=0.01)
            for slot in side:
                column = folding.columns - 1 - slot.column if direction == "rtl" else slot.column
                top = (folding.rows - 1 - slot.row) * height
                box = (column * width, top, (column + 1) * width, top + height)
                panel = sheet.within_bbox(box, strict=False)
                assert letters(panel) == letters(before.pages[slot.panel]), f"panel {slot.panel}"
                upright = {char["matrix"][0] > 0 for char in panel.chars if char["text"] == "C"}
                assert not upright or upright == {not slot.turned}


@pytest.mark.parametrize("name", FOLDED)
def test_panels_fill_whole_signatures(printed, name):
    pages, _, _ = printed(name, "letter", "en")
    with pikepdf.open(io.BytesIO(pages)) as opened:
        assert len(opened.pages) == LAYOUTS[name].folding.panels_of(len(opened.pages))


@pytest.mark.parametrize("name", FOLDED)
def test_the_order_of_reading_is_that_of_the_pages(printed, name):
    pages, sheets, _ = printed(name, "letter", "en")
    with pikepdf.open(io.BytesIO(pages)) as before, pikepdf.open(io.BytesIO(sheets)) as after:
        numbers = {page.obj.objgen: number for number, page in enumerate(before.pages)}
        wanted = [(numbers[page.objgen], mcid) for page, mcid, _ in leaves(before.Root.StructTreeRoot)]
        found = list(leaves(after.Root.StructTreeRoot))
        assert [mcid for _, mcid, _ in found] == [mcid for _, mcid in wanted]
        forms = list(dict.fromkeys(form.objgen for _, _, form in found))
        panel_of = dict(zip(forms, dict.fromkeys(number for number, _ in wanted), strict=True))
        assert [panel_of[form.objgen] for _, _, form in found] == [number for number, _ in wanted]
        sheets_now = {page.obj.objgen for page in after.pages}
        for page, mcid, form in found:
            assert page.objgen in sheets_now
            drawn = {one.objgen for one in page.Resources.XObject.values()}
            assert form.objgen in drawn
            above = pikepdf.NumberTree(after.Root.StructTreeRoot.ParentTree)[int(form.StructParents)]
            assert above[mcid] is not None


@pytest.mark.parametrize("name", FOLDED)
def test_links_lie_on_sheets_and_lead_to_them(printed, name):
    _, sheets, _ = printed(name, "letter", "en")
    with pikepdf.open(io.BytesIO(sheets)) as opened:
        pages = {page.obj.objgen for page in opened.pages}
        links = [one for page in opened.pages for one in page.obj.get("/Annots", ())]
        assert links
        for page in opened.pages:
            for one in page.obj.get("/Annots", ()):
                left, bottom, right, top = map(float, one.Rect)
                assert 0 <= left <= right <= float(page.mediabox[2])
                assert 0 <= bottom <= top <= float(page.mediabox[3])
        for one in opened.objects:
            if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/D"), pikepdf.Array):
                assert one.D[0].objgen in pages
        assert {str(one.A.URI) for one in links if "/A" in one and "/URI" in one.A} == {
            "https://kith.example.org/search?need=support-groups&near=62701"
        }


def test_fold_marks_are_no_content(printed):
    _, sheets, _ = printed("booklet", "letter", "en")
    with pikepdf.open(io.BytesIO(sheets)) as opened:
        for page in opened.pages:
            assert page.Contents.read_bytes().startswith(b"/Artifact BMC q 0.4 w")
        assert kids_of(opened.Root.StructTreeRoot)
