"""Which panel lies where: by hand for small papers, as rules for all."""

import pytest

from data.errors import QueryError
from webapp.paper.layouts import LAYOUTS, PAPERS, layout_named, paper_named

FOLDED = [name for name, layout in LAYOUTS.items() if layout.folding]


def panels_of(sides):
    return [[(slot.panel + 1, slot.column, slot.row, slot.turned) for slot in side] for side in sides]


@pytest.mark.parametrize(
    ("panels", "sides"),
    [
        (4, [[(4, 1)], [(2, 3)]]),
        (8, [[(8, 1)], [(2, 7)], [(6, 3)], [(4, 5)]]),
        (12, [[(12, 1)], [(2, 11)], [(10, 3)], [(4, 9)], [(8, 5)], [(6, 7)]]),
    ],
)
def test_a_booklet_is_one_signature_of_sheets_in_each_other(panels, sides):
    (found,) = LAYOUTS["booklet"].folding.signatures(panels)
    assert [[tuple(slot.panel + 1 for slot in side)] for side in found] == sides
    assert all([slot.column for slot in side] == [0, 1] for side in found)


def test_a_letter_fold_has_its_cover_on_the_right_and_opens_in_order():
    (found,) = LAYOUTS["trifold"].folding.signatures(6)
    assert panels_of(found) == [
        [(5, 0, 0, False), (6, 1, 0, False), (1, 2, 0, False)],
        [(2, 0, 0, False), (3, 1, 0, False), (4, 2, 0, False)],
    ]


def test_a_pocket_book_is_one_side_with_its_upper_row_upside_down():
    (found,) = LAYOUTS["pocket"].folding.signatures(8)
    (side,) = panels_of(found)
    assert [one for one in side if one[2] == 1] == [(5, 0, 1, True), (4, 1, 1, True), (3, 2, 1, True), (2, 3, 1, True)]
    assert [one for one in side if one[2] == 0] == [
        (6, 0, 0, False),
        (7, 1, 0, False),
        (8, 2, 0, False),
        (1, 3, 0, False),
    ]


@pytest.mark.parametrize("name", FOLDED)
@pytest.mark.parametrize("pages", [1, 3, 4, 5, 8, 9, 31, 100])
def test_every_panel_lies_somewhere_once(name, pages):
    folding = LAYOUTS[name].folding
    panels = folding.panels_of(pages)
    assert panels >= pages
    assert panels - pages < folding.panels_of(1)
    slots = [slot for sides in folding.signatures(panels) for side in sides for slot in side]
    assert sorted(slot.panel for slot in slots) == list(range(panels))
    for sides in folding.signatures(panels):
        for side in sides:
            assert len({(slot.column, slot.row) for slot in side}) == len(side) == folding.columns * folding.rows


@pytest.mark.parametrize("name", FOLDED)
@pytest.mark.parametrize("paper", PAPERS)
def test_panels_fill_a_sheet_that_lies_across(name, paper):
    layout = LAYOUTS[name]
    width, height = layout.panel(paper)
    assert width * layout.folding.columns == pytest.approx(PAPERS[paper][1])
    assert height * layout.folding.rows == pytest.approx(PAPERS[paper][0])


def test_large_print_is_large_everywhere():
    assert (LAYOUTS["large"].text, LAYOUTS["large"].least) == (18, 18)


def test_unknown_names_are_errors_that_name_the_parameter():
    with pytest.raises(QueryError, match="layout: must be one of full, large") as error:
        layout_named("poster")
    assert error.value.field == "layout"
    with pytest.raises(QueryError, match="paper: must be one of letter, a4"):
        paper_named("b5")
