import random

import pytest

from tests.data.merging.support import FRIDAY, MEETING, matched, place, said, together


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "BLUEBELL RECOVERY HARBOR, INC."},
        {"name": "Blubell Recovery Harbor"},
        {"location": place(address_1="12 Oak Ave.", postal_code=None)},
        {"phones": []},
        {"location": place(city="Other Town")},
        {"needs": ["counseling"]},
    ],
)
def test_two_sources_that_say_one_thing_in_other_words_are_one_listing(changes):
    groups, found = matched(said("a", description="x"), said("b", **changes))
    assert together(groups, ("a", "1"), ("b", "1"))
    assert found.pairs[0].reasons


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"name": "Bluebell Group 12"}, {"name": "Bluebell Group 14"}, "numbers"),
        ({"name": "Bluebell House for Women"}, {"name": "Bluebell House for Men"}, "women"),
        ({"audiences": ["women"]}, {"audiences": ["men"]}, "women"),
        ({"needs": ["libraries"]}, {"needs": ["practical-help", "practical-help/food"]}, "kinds of help"),
        ({"organization": {"name": "Alcoholics Anonymous"}}, {"organization": {"name": "Al-Anon"}}, "fellowships"),
        (MEETING, MEETING | {"needs": ["support-groups/family-of-addicts"]}, "kinds of group"),
        (MEETING, MEETING | {"schedules": FRIDAY}, "different times"),
        ({}, {"location": place(lat=39.81, city="Otherton", postal_code="62799")}, "miles apart"),
        ({}, {"location": place(lat=39.81), "name": "Bluebell Lodge"}, "miles apart"),
        ({"location": place(lat=None)}, {"location": place(lat=None, address_1="90 Oak Avenue")}, "house numbers"),
        ({"location": place(address_2="Suite 1"), "name": "Bluebell Youth Harbor"},
         {"location": place(address_2="Suite 2")}, "units"),
        ({"location": place(lat=None, city="Aville", postal_code="62702")},
         {"location": place(lat=None, city="Bville", postal_code="62703")}, "towns"),
    ],
)  # fmt: skip
def test_what_no_evidence_outweighs(one, other, reason):
    groups, found = matched(said("a", **one), said("b", **other))
    assert len(groups) == 2
    assert any(reason in note.reasons[0] and note.band == "leave" for note in found.pairs)


SUITES = ("Suite 4", "Suites 4-5", "Suite B-1", "Suites B1-B3")
LIBRARY = {"needs": ["libraries"], "phones": [], "name": "Bluebell Branch Library"}
KEYED = {"name": "Bluebell Bookmobile", "phones": [], "location": place(lat=None, address_1=None)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Filed under the organization's name and under its own.
        ({"name": "Lark House"}, {"name": "Heron Projects: Lark House", "organization": {"name": "Heron Projects"}}),
        ({"name": "Lark House", "phones": []},
         {"name": "West Heron: Lark House", "organization": {"name": "West Heron"}, "audiences": ["men"]}),
        # Ranges of units, and two ways to write one.
        ({"name": "Bluebell Harbor", "location": place(address_2=SUITES[0])}, {"location": place(address_2=SUITES[1])}),
        ({"location": place(address_2=SUITES[2])}, {"location": place(address_2=SUITES[3])}),
        # A library by the kind of its house, by a surname, and where geocoders disagree.
        (LIBRARY, LIBRARY | {"name": "Bluebell Neighborhood Library"}),
        (LIBRARY, LIBRARY | {"name": "Wren Bluebell Library"}),
        (LIBRARY, LIBRARY | {"location": place(lat=39.805)}),
        # One house and one telephone number: the side of town, an unstated kind of help, initials.
        ({}, {"name": "Bluebell Recovery Harbor South"}),
        ({}, {"needs": [], "description": "x"}),
        ({"name": "Bluebell Mental Health", "phones": []}, {"name": "Bluebell MH", "phones": []}),
        ({}, {"name": "Bluebell Recovery Harbor 2"}),
        # One name at one address of a town: a point miles off is wrong.
        ({}, {"location": place(lat=39.95)}),
        # Words cut short, and several units of which one is named.
        ({"phones": []}, {"name": "Bluebell Recov Hrbr", "phones": []}),
        ({"location": place(address_2="Suites A, B, and C")},
         {"location": place(address_2="Suite C"), "name": "Bluebell Harbor"}),
        ({"location": place(address_2="2nd Floor")},
         {"location": place(address_2="2nd Floor, Suite 9"), "name": "Bluebell Harbor"}),
        # An organization's only house of a kind, called after it alone.
        ({"phones": [{"number": "+12175550118"}], "organization": {"name": "Bluebell Recovery Harbor"}},
         {"name": "Elm Rooms", "organization": {"name": "Bluebell Recovery Harbor"}}),
        # One organization in other words; one that is called after its place goes by its organization.
        ({"name": "Lark House", "organization": {"name": "Heron Alcohol and Drug Programs, Inc."}},
         {"name": "Heron Alcohol and Drug Prog Inc", "organization": {"name": "Heron Alcohol and Drug Prog Inc"},
          "phones": [{"number": "+12175550118"}]}),
        ({"name": "Heron Family Services, A Division of Wren", "organization": {"name": "Wren"}},
         {"name": "Springfield Office", "organization": {"name": "Heron Family Services"}}),
        # For whom it is may stand in an attribute, and in a list of many it tells nothing.
        ({"name": "Bluebell Recovery Harbor Youth"}, {"attributes": ["CO-ED/YOUTH"], "description": "x"}),
        ({"attributes": ["MEN ONLY"]}, {"audiences": ["women", "hiv", "veterans"]}),
        # One suite with a letter or without, one town in two spellings, one street and one name in one word.
        ({"location": place(address_2="Suite 113")}, {"location": place(address_2="Suite 113A"), "description": "x"}),
        ({"location": place(lat=None, city="St. Lark", postal_code=None)},
         {"location": place(lat=None, city="Saint Lark", postal_code=None), "description": "x"}),
        ({"location": place(lat=None, address_1="12 Camino Delark")},
         {"location": place(lat=None, address_1="12 Camino de Lark"), "description": "x"}),
        ({"name": "Lark Me Wuk", "phones": []}, {"name": "Lark MeWuk", "phones": []}),
        # Another suite where each is alone in the house: it moved, or one is written wrongly.
        ({"location": place(address_2="Suite 200")}, {"location": place(address_2="Suite 625"), "description": "x"}),
        ({"name": "Quiet Hours Clinic", "organization": {"name": "Heron Society of Wren"},
          "location": place(address_2="Suite 210")},
         {"name": "Heron Society of Wren", "organization": {"name": "Heron Society of Wren"},
          "location": place(address_2="Suites 9 and 220")}),
        # Words for a program where each is alone in the house and none contradicts the other.
        ({"name": "Heron Works - Lark Manor", "organization": {"name": "Heron Works"}},
         {"name": "Lark Manor Residential Plan", "organization": {"name": "Heron Works"},
          "phones": [{"number": "+13125550118"}]}),
        # Initials that stand for words of the other, and two words as one.
        ({"name": "Wren County Quiet Hours Rescue Service - Lark", "phones": []},
         {"name": "QHRS Lark", "phones": [], "organization": {"name": "QHRS Lark"}}),
        ({"name": "HOW Hop-Ics", "organization": {"name": "Heron Oak Works"}},
         {"name": "Heron Oak Works: Hopics", "organization": {"name": "Heron Oak Works"},
          "phones": [{"number": "+13125550118"}]}),
        # What stands before an organization's name is cut short in the name of its place.
        ({"name": "Quiet Hours Rescue Center", "organization": {"name": "Heron Medical Plans of Wren"},
          "location": place(named="Heron - Quiet Hours Rescue Center")},
         {"name": "Heron Quiet Hours Center", "organization": {"name": "Heron Quiet Hours Center"},
          "phones": [{"number": "+13125550118"}]}),
        # An organization's own name is no program of it.
        ({"name": "Lark Rooms", "organization": {"name": "I-Heron Wren"}},
         {"name": "Iheronwren", "organization": {"name": "Iheronwren"}}),
        # A part of something else, in one house with one number and one kind of help.
        ({"name": "Elm Town", "location": place(named="Bluebell - Quiet Hours - Elm Town")},
         {"name": "Bluebell Center", "organization": {"name": "Bluebell Wren"}}),
        # Two names of one town, where a ZIP code does not tell.
        ({"location": place(lat=None, city="West Springfield", postal_code=None)}, {"location": place(lat=None)}),
    ],
)  # fmt: skip
def test_what_is_said_in_other_ways_in_one_house_is_one_listing(one, other):
    groups, _ = matched(said("a", **one), said("b", **other))
    assert len(groups) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # An organization's words in both names make no name of two programs with two telephone numbers.
        ({"name": "Heron Wren Agency Substance Help", "organization": {"name": "Heron Wren Agency"}},
         {"name": "Heron Wren Agency: Nurses Division", "organization": {"name": "Heron Wren Agency"},
          "phones": [{"number": "+12175550118"}]}),
        # A name that goes on may be a program of the house, and a guest does not answer its telephone.
        (LIBRARY, LIBRARY | {"name": "Bluebell Bookmobile"}),
        ({"needs": ["libraries"]}, {"needs": [], "location": place(named="Tax Aid - Bluebell Recovery Harbor")}),
        ({}, {"needs": [], "phones": [{"number": "+12175550118"}], "organization": {"name": "Bluebell Visitors"}}),
        ({"name": "Bluebell Harbor", "location": place(address_2=SUITES[0])},
         {"location": place(address_2=SUITES[2])}),
    ],
)  # fmt: skip
def test_what_is_near_and_named_alike_is_not_yet_one_listing(one, other):
    assert len(matched(said("a", **one), said("b", **other))[0]) == 2


@pytest.mark.parametrize(
    ("one", "other", "listings"),
    [
        ("KY0055-003", "KY0055 3", 1),
        ("KY0055-003", "KY0055 4", 2),
        ("3", "3", 2),
        ("bluebell-mobile-2", "bluebell-mobile-2", 2),
    ],
)
def test_an_id_of_both_registers_is_evidence(one, other, listings):
    assert len(matched(said("a", one, **KEYED), said("b", other, **KEYED | {"description": "x"}))[0]) == listings


def test_an_id_tells_which_of_two_alike_is_meant():
    twins = [said(source, f"20{at}0", description=f"{source} {at}") for source in "ab" for at in (1, 2)]
    assert matched(*twins)[0] == {frozenset({("a", f"20{at}0"), ("b", f"20{at}0")}) for at in (1, 2)}


def test_a_letter_at_a_house_number_is_a_door():
    doors = [said("a", at, location=place(address_1=f"12-{at} Oak Avenue"), description=at) for at in "AB"]
    assert len(matched(*doors)[0]) == 2
    assert len(matched(doors[0], said("b", location=place(address_1="12A Oak Avenue")))[0]) == 1


def test_another_state_is_not_even_compared():
    groups, found = matched(
        said("a", location=place(lat=None)), said("b", location=place(lat=None, state_province="MO"))
    )
    assert (len(groups), found.pairs) == (2, [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"name": "Bluebell Recovery Harbor Youth"}),
        ({}, {"name": "Bluebell Recovery Harbor Outpatient", "needs": []}),
        ({"phones": []}, {"phones": [], "name": "Bluebell Recovery Harbor 2"}),
        ({}, {"name": "Bluebell Recovery Harbor for Women"}),
        ({}, {"phones": [{"number": "+12175550118"}], "organization": {"name": "Visiting Nurses"}, "needs": []}),
        (MEETING | {"modes": ["online"]}, MEETING | {"modes": ["in_person"]}),
    ],
)
def test_a_steward_is_asked_where_a_person_would_look_twice(one, other):
    groups, found = matched(said("a", **one), said("b", **other))
    assert len(groups) == 2
    assert [note.band for note in found.pairs] == ["ask"]


def test_one_source_with_two_ids_means_two_things_unless_all_agrees():
    assert len(matched(said("a", "1"), said("a", "2", description="Counts", cost=["free"]))[0]) == 2
    assert len(matched(said("a", "1"), said("a", "2", description="Doors are blue"))[0]) == 1


def test_two_licences_of_one_register_are_two_things():
    assert len(matched(said("a", "310006BP"), said("a", "310006EP", phones=[]))[0]) == 2
    assert len(matched(said("a", "1"), said("a", "2", phones=[]))[0]) == 1


def test_a_source_that_lists_one_office_twice_does_not_keep_it_from_another_source():
    twins = [said("a", "1", needs=["treatment", "crisis"]), said("a", "2", needs=["treatment", "counseling"])]
    groups, _ = matched(*twins, said("b", needs=["treatment", "counseling"], description="x"))
    assert groups == {frozenset({("a", "1")}), frozenset({("a", "2"), ("b", "1")})}
    groups, _ = matched(*twins, said("b", needs=["treatment", "counseling"], name="Blubell Recovery Harbr"))
    assert len(groups) == 3


def test_two_organizations_with_one_house_and_number_are_told_apart_clearly():
    """A third with nearly the name of one of them may be either."""
    ours = said("a", "1", name="Heron Council on Quiet Lark", organization={"name": "Wren"}, cost=["free"])
    theirs = said("a", "2", name="Heron Council on Quiet", organization={"name": "Heron Council on Quiet"})
    assert len(matched(ours, theirs, said("b", name="Heron Council on Quiet Hours"))[0]) == 3
    third = said("b", name="Heron Council on Quiet Lark", organization={"name": "Wren"})
    assert len(matched(ours, theirs, third)[0]) == 2


def test_a_suite_that_moved_is_told():
    other = said("b", location=place(address_2="Suite 9"))
    groups, found = matched(said("a", location=place(address_2="Suite 2")), other)
    assert len(groups) == 1
    assert "+0.0 another suite, but no other thing is there by that name" in found.pairs[0].reasons


def test_neighbouring_numbers_and_numbers_of_several_sources():
    near = said("b", phones=[{"number": "+12175550118"}], description="x")
    _, found = matched(said("a", name="Bluebell Harbor"), near)
    assert "+1.0 neighbouring telephone numbers" in found.pairs[0].reasons
    _, found = matched(*(said(source, description=source) for source in "abcde"))
    assert "+3.5 the same telephone number (+12175550117, said by 2)" in found.pairs[0].reasons


def test_a_hidden_address_is_no_evidence():
    hidden = place().model_copy(update={"visibility": "hidden"})
    _, found = matched(said("a", location=hidden), said("b", location=hidden))
    assert not any("street" in reason or "metres" in reason for note in found.pairs for reason in note.reasons)


def test_no_chain_past_a_contradiction():
    """B fits A and C, which are of one source and say different things: nobody can know whose B is."""
    a, c = said("a", "1", description="Ground floor", cost=["free"]), said("a", "2", description="Upstairs")
    groups, found = matched(a, c, said("b"))
    assert len(groups) == 3
    assert any("fits as well" in note.reasons[0] for note in found.pairs)


def test_a_chain_of_three_sources_stops_where_its_ends_are_vetoed():
    three = [
        said("a", name="Bluebell Recovery Harbor", audiences=["women"]),
        said("b", name="Bluebell Recovery Harbor"),
        said("c", name="Bluebell Recovery Harbor", audiences=["men"]),
    ]
    groups, found = matched(*three)
    assert sorted(map(len, groups)) == [1, 2]
    assert any("women" in note.reasons[0] for note in found.pairs)


def pair(one, other):
    return frozenset((one, other))


def test_what_a_steward_decided_counts():
    one, other = ("a", "1"), ("b", "1")
    assert len(matched(said("a"), said("b"), apart={pair(one, other)})[0]) == 2
    far = said("b", name="Wholly Other", phones=[], location=place(lat=40.5, address_1="1 Elm"))
    assert len(matched(said("a"), far)[0]) == 2
    assert len(matched(said("a"), far, together={pair(one, other)})[0]) == 1
    assert len(matched(said("a"), said("b"), apart={pair(one, other)}, together={pair(one, other)})[0]) == 2
    gone = pair(("gone", "9"), one)
    assert len(matched(said("a"), said("b"), apart={gone}, together={gone})[0]) == 1


def test_apart_holds_in_exact_duplicates_and_through_a_third():
    apart = {pair(("a", "1"), ("b", "1"))}
    groups, _ = matched(said("a"), said("b"), said("c"), apart=apart)
    assert len(groups) == 2
    assert not together(groups, ("a", "1"), ("b", "1"))


def town(seed):
    """Records of three sources about forty services, with duplicates, days, other programs and misspellings."""
    chance = random.Random(seed)
    records = []
    for number in range(40):
        name = (
            f"{chance.choice(['Maple', 'Cedar', 'Willow'])} {chance.choice(['Hope', 'Bridge', 'Harbor'])} {number % 7}"
        )
        where = place(address_1=f"{number % 9 + 1} Oak Street", lat=39.8 + number % 5 / 1000)
        for source in chance.sample(["a", "b", "c"], chance.randint(1, 3)):
            facts = {"name": name, "location": where, "phones": [{"number": f"+1217555{number % 11:04}"}]}
            records.append(said(source, str(number), **facts, cost=chance.choice([[], ["free"]])))
    return records


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_records_changes_nothing(seed):
    records = town(seed)
    groups, found = matched(*records)
    notes = {(note.one, note.other): note for note in found.pairs}
    assert len(groups) < len(records)
    for again in range(4):
        random.Random(again).shuffle(records)
        other, found = matched(*records)
        assert other == groups
        assert {(note.one, note.other): note for note in found.pairs} == notes


def test_nothing_to_match():
    assert matched()[0] == set()
