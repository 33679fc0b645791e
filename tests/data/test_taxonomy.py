import pytest

from data import taxonomy

PROMISED = [
    "crisis", "support-groups", "counseling", "treatment", "family-support", "online-communities", "libraries",
    "volunteering", "spiritual", "wellness", "community-centers", "practical-help", "support-groups/alcohol",
    "support-groups/drugs", "support-groups/family-of-addicts", "support-groups/grief", "support-groups/depression",
    "support-groups/anxiety", "support-groups/bipolar", "support-groups/trauma", "support-groups/eating-disorders",
    "support-groups/gambling", "support-groups/lgbtq", "support-groups/veterans", "support-groups/parents",
    "support-groups/caregivers", "support-groups/suicide-loss", "support-groups/mental-illness", "practical-help/food",
    "practical-help/housing", "practical-help/transport", "practical-help/jobs", "practical-help/money",
    "practical-help/legal", "practical-help/health-care",
]  # fmt: skip


@pytest.mark.parametrize("need", PROMISED)
def test_a_promised_need_is_there(need):
    assert taxonomy.needs()[need].id == need


def test_parents_exist_and_come_before_their_children():
    seen = set()
    for need in taxonomy.needs().values():
        assert need.parent is None or need.parent in seen
        assert need.parent == (need.id.rpartition("/")[0] or None)
        seen.add(need.id)


def test_every_need_says_in_both_languages_what_it_is():
    for need in taxonomy.needs().values():
        assert need.labels.keys() == {"en", "es"}
        assert all(label.strip() == label != "" for label in need.labels.values())


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_two_needs_beside_each_other_are_called_the_same(language):
    named = [(need.parent, need.label(language)) for need in taxonomy.needs().values()]
    assert len(set(named)) == len(named)


def test_a_need_without_a_name_in_a_language_is_called_by_its_english_one():
    assert taxonomy.needs()["libraries"].label("fr") == "Libraries"


def test_every_need_says_which_support_it_gives():
    kinds = {"emotional", "informational", "practical", "social"}
    for need in taxonomy.needs().values():
        assert need.support
        assert set(need.support) <= kinds
    assert taxonomy.needs()["support-groups/grief"].support == taxonomy.needs()["support-groups"].support


def test_an_open_eligibility_number_is_shared_only_by_brothers():
    users = {}
    for need in taxonomy.needs().values():
        for number in need.open_eligibility:
            assert 1000 <= number < 10_000
            users.setdefault(number, []).append(need)
    assert users
    for sharing in users.values():
        assert len({need.parent or need.id for need in sharing}) == 1


@pytest.mark.parametrize(
    ("facet", "values"),
    [
        ("cost", ["free", "donation", "sliding_scale", "insurance", "fee"]),
        ("modes", ["in_person", "online", "phone"]),
    ],
)
def test_facets_are_the_words_of_the_model(facet, values):
    assert list(taxonomy.facet_labels()[facet]) == values


def test_every_facet_value_and_language_has_its_labels():
    for values in taxonomy.facet_labels().values():
        for labels in values.values():
            assert labels.keys() == {"en", "es"}
            assert all(labels.values())
    for labels in taxonomy.languages().values():
        assert labels.keys() == {"en", "es", "own"}
        assert all(labels.values())


def test_the_name_of_a_language_means_one_language():
    names = taxonomy.language_names()
    assert (names["español"], names["spanish"], names["castellano"], names["asl"]) == ("es", "es", "es", "ase")
    for tag, labels in taxonomy.languages().items():
        assert {names[label.casefold()] for label in labels.values()} == {tag}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["libraries"], ["libraries"]),
        (["support-groups/grief"], ["support-groups", "support-groups/grief"]),
        (
            ["support-groups/grief", "support-groups", "support-groups/alcohol", "support-groups/grief"],
            ["support-groups", "support-groups/grief", "support-groups/alcohol"],
        ),
    ],
)
def test_parents_are_added_once_and_first(given, expected):
    assert taxonomy.with_parents(given) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["Wheelchair access", "Hearing loop"], ["wheelchair", "hearing-loop"]),
        (["Wheelchair-accessible bathroom"], ["wheelchair-bathroom"]),
        (["Limited wheelchair access"], ["limited-wheelchair"]),
        (["Elevator", "ramp", "Wheelchair"], ["elevator", "ramp", "wheelchair"]),
        (["ASL interpreter on request; accessible parking"], ["parking", "sign-language"]),
        (["No wheelchair access", "not ADA compliant", "Friendly staff", ""], []),
        (["Fragrance free"], ["fragrance-free"]),
    ],
)
def test_what_sources_say_of_access_becomes_ids(said, expected):
    assert sorted(taxonomy.accessibility_of(said)) == sorted(expected)


def test_every_word_of_access_leads_to_its_own_id():
    for value, labels in taxonomy.facet_labels()["accessibility"].items():
        assert taxonomy.accessibility_of([labels["en"]]) == [value]
