import pytest

from webapp.widget.contrast import is_colour, mixed, ratio, readable_on


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    # As the worked examples of WCAG have them, and as browsers' own tools say.
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54),
     ("#777777", "#ffffff", 4.48),
     ("#0000ff", "#ffffff", 8.59), ("#ff0000", "#ffffff", 4.0)],
)  # fmt: skip
def test_ratio(one, other, expected):
    assert ratio(one, other) == pytest.approx(expected, abs=0.01)
    assert ratio(other, one) == ratio(one, other)


def test_mixed_as_css_does():
    assert mixed("#000000", 0.78, "#ffffff") == "#383838"
    assert mixed("#ff0000", 0.1, "#0000ff") == "#1a00e6"


def test_words_on_a_button_can_be_read():
    assert (readable_on("#0b5d5e"), readable_on("#ffd700")) == ("#ffffff", "#111111")
    for grey in range(256):
        colour = f"#{grey:02x}{grey:02x}{grey:02x}"
        assert ratio(readable_on(colour), colour) >= 4.3


@pytest.mark.parametrize("text", ["red", "#fff", "#ggg000", "#0000000", "", "#00000g", "#ABCDEF", '#000000"'])
def test_what_is_no_colour(text):
    assert not is_colour(text)
