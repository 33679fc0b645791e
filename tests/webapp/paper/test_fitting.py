"""What stays together on a panel: never more than it holds, whatever the letters are."""

import pytest

from tests.webapp.paper.support import items, page_texts, wish
from tests.webapp.support import make_listing
from webapp.paper.building import document
from webapp.paper.fitting import room_of
from webapp.paper.fonts import fonts_for
from webapp.paper.grouping import Item
from webapp.paper.layouts import LAYOUTS
from webapp.paper.pdf import panels


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_pieces_are_the_facts_in_their_order(layout):
    for entry in document(items(4), wish()).entries:
        fitted = room_of(layout, "letter").fit(entry)
        found = [fact for piece in fitted.pieces for fact in piece]
        assert found == [fact for fact in entry.facts if fact.short or layout.all_facts]
        assert len(fitted.held) == (1 if layout.columns == 2 else len(fitted.pieces))


@pytest.mark.parametrize("name", ["large", "booklet", "pocket"])
def test_the_widest_letters_are_held_by_the_panel(name):
    layout = LAYOUTS[name]
    room = room_of(layout, "letter")
    # The longest name that still is held together.
    for count in range(40, 4000, 40):
        listing = make_listing("wide", name=" ".join(["WWWW"] * (count // 4)))
        made = document([Item(listing)], wish(url=None))
        if not room.fit(made.entries[0]).held[0]:
            break
        longest, letters = made, 4 * (count // 4)
    pages = page_texts(panels(longest, layout, "letter", fonts_for("en")))
    assert sum(text.count("W") for text in pages) >= letters


def test_a_long_entry_of_large_print_goes_on_in_pieces_that_are_held():
    listing = make_listing("long", application_process="Ask at the desk. " * 12, required_documents=["Photo ID"])
    fitted = room_of(LAYOUTS["large"], "letter").fit(document([Item(listing)], wish()).entries[0])
    assert len(fitted.pieces) > 1
    assert fitted.held[0]
