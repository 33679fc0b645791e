import pytest

from data import helplines
from webapp import labels


def test_needs_in_words():
    assert labels.need("support-groups/grief") == "Grief and loss"
    assert labels.full_need("support-groups/grief") == "Support groups: Grief and loss"
    assert labels.full_need("nothing-we-know") == "nothing-we-know"
    assert labels.leaf_needs(["support-groups", "support-groups/grief", "crisis"]) == ["support-groups/grief", "crisis"]


def test_every_country_and_language_of_a_help_line_has_a_name():
    for line in helplines.helplines():
        assert labels.country(line.country) != line.country
        for tag in line.languages:
            assert labels.language(tag) != tag


@pytest.mark.parametrize(
    ("kind", "extent", "words"),
    [
        ("world", None, "Anywhere in the world"),
        ("country", "US", "All of United States"),
        ("state", "IL", "All of Illinois"),
        ("county", "Sangamon, IL", "Sangamon County, IL"),
        ("county", "Cook County, IL", "Cook County, IL"),
        ("city", "Springfield, IL", "Springfield, IL"),
        ("zip", "62701", "ZIP 62701"),
    ],
)
def test_areas(kind, extent, words):
    assert labels.area(kind, extent) == words


def test_languages_by_their_first_part():
    assert labels.language("es-MX") == "Spanish"
    assert labels.language("xx") == "xx"


def test_samples_are_known_by_their_name():
    assert labels.is_sample("demo", "Sample community", None)
    assert not labels.is_sample("na-northeast", "Narcotics Anonymous", None)
