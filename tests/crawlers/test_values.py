import tomllib

import pytest

from crawlers.values import mapped, note_unmapped, tell_unmapped, translate
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
        ("languages", ["English and Spanish", "ASL", "Others on request"], ["en", "es", "ase"], ["Others on request"]),
        ("cost", ["Sliding scale available", "$5 a class"], ["sliding_scale", "fee"],
         ["Sliding scale available", "$5 a class"]),
        ("audiences", ["Women and children", "Adults 18+", "Anyone"], ["women", "children", "adults"], ["Adults 18+"]),
        ("needs", ["Sliding scale"], [], ["Sliding scale"]),
    ],
)  # fmt: skip
def test_words_are_translated_and_the_rest_is_returned(field, found, ids, unknown):
    assert translate(SOURCE, field, found) == (ids, unknown)


def test_only_the_source_file_gives_meaning_to_free_words():
    assert mapped(SOURCE, "needs", ["food bank", "counseling", "food bank"]) == ["practical-help/food"]


def test_words_without_meaning_are_told_once_the_commonest_first():
    source = SOURCE.model_copy(update={"id": "told"})
    for needs in (["Pets", "Food bank"], ["Pets", "Mu\nsic"], ["Pets"], ["x" * 60]):
        translate(source, "needs", needs)
    translate(source, "languages", ["Elvish", "Spanish", "English, Elvish"])
    translate(source, "cost", ["$5 a class"])
    note_unmapped(source, "codes", ["ZZ"])
    assert tell_unmapped("told") == [
        "unmapped codes: ZZ 1", "unmapped languages: Elvish 1", f"unmapped needs: Pets 3, Mu sic 1, {'x' * 40} 1"
    ]  # fmt: skip
    assert tell_unmapped("told") == []


def test_weekdays_nobody_knows_are_told_with_the_way_to_map_them():
    source = SOURCE.model_copy(update={"id": "days"})
    for _ in range(2):
        assert translate(source, "byday", ['L"un', "Mon"]) == (["MO"], ['L"un'])
    assert tell_unmapped("days") == [
        'unmapped byday: L"un 2 (say which weekday each is in [values.byday], such as "L\\"un" = "MO")'
    ]
    said = tomllib.loads('byday = {"L\\"un" = "MO"}')
    assert translate(source.model_copy(update={"values": said}), "byday", ['L"un']) == (["MO"], [])


def test_a_feed_of_nothing_but_new_words_does_not_fill_the_memory():
    source = SOURCE.model_copy(update={"id": "endless"})
    translate(source, "needs", ["Common"] * 1)
    for number in range(15_000):
        translate(source, "needs", [f"word {number}"])
        if number % 100 == 0:
            translate(source, "needs", ["Common"])
    (line,) = tell_unmapped("endless")
    assert line.startswith("unmapped needs: Common 151, ")
    assert line.count(",") == 9
