from urllib.parse import parse_qs

import pytest

from webapp.widget.presets import Colours, Presets, read


def test_all_that_can_be_set():
    given = {
        "near": [" Springfield,  IL "], "radius": ["10"], "needs": ["support-groups", "counseling"],
        "cost": ["free donation"],
        "language": ["es"], "limit": ["3"], "layout": ["compact"], "lang": ["es"],
        "results": ["directory"], "exit": ["off"],
        "colours": ["own"], "accent": ["#8A1C33"], "ink": ["#000000"], "ground": ["#ffffff"],
    }  # fmt: skip
    presets = read(given)
    assert presets.attributes() == (
        ("near", "Springfield, IL"), ("radius", "10"), ("needs", "support-groups counseling"),
        ("cost", "free donation"),
        ("language", "es"), ("limit", "3"), ("layout", "compact"), ("lang", "es"),
        ("results", "directory"), ("exit", "off"),
        ("accent", "#8a1c33"), ("accent-ink", "#ffffff"), ("ink", "#000000"), ("ground", "#ffffff"),
    )  # fmt: skip
    assert ("otherwise", "counseling") in presets.hidden()
    assert "need=counseling" in presets.search()
    assert "near=Springfield%2C+IL" in presets.search()


def test_an_address_gives_back_what_it_was_made_of():
    presets = Presets(near="62701", needs=("libraries", "counseling"), limit="5", colours=Colours(accent="#123456"))
    assert read(parse_qs(presets.query())) == presets


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"needs": ["nonsense"], "cost": ["much"], "language": ["klingon"], "radius": ["far"], "limit": ["9999"]},
        {"layout": ["full"], "results": ["here"], "exit": ["on"], "lang": ["xx"], "near": ["\x00 \ud800"]},
        {"accent": ["#8a1c33"], "colours": ["theirs"]},
    ],
)
def test_what_is_usual_or_unknown_is_not_written(given):
    assert read(given).attributes() == ()


def test_a_colour_that_is_none_is_the_usual_one():
    assert read({"colours": ["own"], "accent": ["red;}"]}).colours == Colours()
