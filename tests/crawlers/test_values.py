import pytest

from crawlers.values import mapped, translate
from data.sources import Source

SOURCE = Source(
    id="test",
    name="T",
    format="csv",
    url="https://example.org/",
    values={"needs": {"Food Bank": "practical-help/food"}},
)


@pytest.mark.parametrize(
    ("field", "found", "ids", "unknown"),
    [
        ("needs", ["FOOD BANK ", "counseling", "Anxiety"], ["practical-help/food", "counseling"], ["Anxiety"]),
        ("cost", ["Gratis", "Sliding scale", "Cheap"], ["free", "sliding_scale"], ["Cheap"]),
        ("languages", ["Español", "VI", "Tiếng Việt", "Elvish"], ["es", "vi"], ["Elvish"]),
        ("audiences", ["Older adults", "veterans", "", "Robots", "Robots"], ["seniors", "veterans"], ["Robots"]),
        ("status", ["Temporarily closed"], ["temporarily closed"], []),
    ],
)
def test_words_are_translated_and_the_rest_is_returned(field, found, ids, unknown):
    assert translate(SOURCE, field, found) == (ids, unknown)


def test_only_the_source_file_gives_meaning_to_free_words():
    assert mapped(SOURCE, "needs", ["food bank", "counseling", "food bank"]) == ["practical-help/food"]
