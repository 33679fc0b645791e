from crawlers.marks import mark_of
from tests.support.builders import make_source


def test_a_source_is_read_in_the_same_way_until_a_fact_of_it_changes():
    assert mark_of(make_source()) == mark_of(make_source())
    changed = [
        {"needs": ["libraries"]},
        {"url": "https://example.org/2"},
        {"columns": {"name": "n"}},
        {"country": "CA"},
    ]
    marks = {mark_of(make_source(**facts)) for facts in [{}, *changed]}
    assert len(marks) == len(changed) + 1
