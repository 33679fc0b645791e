import pytest

from tests.data.merging.support import matched, place, said

LIBRARY = {"needs": ["libraries"], "phones": [], "name": "Bluebell Branch Library"}


# Two sources that each list one place in a house and its number mean it, whatever they call it.
@pytest.mark.parametrize(
    ("one", "other", "listings"),
    [
        ({}, {"name": "Outpatient Services"}, 1),
        ({}, {"name": "Bluebell Recovery Harbor Detox", "phones": []}, 1),
        ({}, {"name": "Bluebell Recovery Harbor by the Old Mill Creek", "phones": []}, 1),
        (LIBRARY, LIBRARY | {"name": "Emma Lark Bluebell Library"}, 1),
        ({}, {"name": "Youth Services"}, 2),
        ({}, {"name": "Outpatient Services", "needs": ["counseling"]}, 2),
        ({}, {"name": "Outpatient Services", "phones": []}, 2),
        ({"name": "Lark Detox"}, {"name": "Heron Outpatient"}, 2),
        ({"name": "Lark Center"}, {"name": "Heron Center"}, 1),
        ({"name": "Lark Center"}, {"name": "Heron Youth Center"}, 2),
        ({"name": "Lark Center"}, {"name": "Heron Center", "needs": []}, 2),
        (
            {},
            {
                "name": "Bluebell Recovery Harbor by the Old Mill Creek",
                "phones": [{"number": "+12175550118"}],
                "organization": {"name": "Wren"},
            },
            2,
        ),
        ({}, {"name": "Outpatient Services", "audiences": ["women"]}, 2),
        ({}, {"name": "Outpatient Services", "audiences": ["women", "hiv", "veterans", "deaf"]}, 1),
    ],
)
def test_what_each_source_lists_alone_in_a_house_is_one_thing(one, other, listings):
    assert len(matched(said("a", **one), said("b", **other))[0]) == listings
    more = said("b", "2", name="Lark Annex", location=place(address_2="Suite 9"), phones=[], description="x")
    assert len(matched(said("a", **one), said("b", **other), more)[0]) == 3


# The number is in other entries too, or the house is.
ROWS = {"name": "Heron Rows", "phones": [{"number": "+13125550131"}], "description": "x"}
ANNEX = {"name": "Bluebell Annex", "needs": ["counseling"], "description": "x"}


# The only two entries with a number are one thing beside others of the house, where their names agree in part.
@pytest.mark.parametrize(
    ("name", "needs", "beside", "listings"),
    [
        ("Bluebell Recovery Quiet Adult Place", ["treatment"], ROWS, 2),
        ("Bluebell Recovery Quiet Adult Place", ["treatment"], ANNEX, 3),
        ("Bluebell Recovery Quiet Adult Place", [], ROWS, 3),
        ("Bluebell Recovery Quiet Youth Place", ["treatment"], ROWS, 3),
        ("Wren Lark Center", ["treatment"], ROWS, 3),
    ],
)
def test_a_number_of_two_tells_them_from_the_rest_of_the_house(name, needs, beside, listings):
    groups, found = matched(
        said("a", name="Bluebell Recovery"), said("a", "2", **beside), said("b", name=name, needs=needs)
    )
    assert len(groups) == listings
    if listings == 2:
        assert "+3.5 each the only one its source lists with that number" in found.pairs[0].reasons


OTHERS = {"phones": [{"number": "+13125550131"}], "organization": {"name": "Wren"}}
LARK = {"name": "Heron Lark House", "organization": {"name": "Bluebell Quiet Hours"}}
BOYS = LARK | {"name": "Heron Lark House for Boys"}


# What a name or an address says beside what it is.
@pytest.mark.parametrize(
    ("one", "other", "listings"),
    [
        # Two that are alone in a house share a word that tells, and no other word does: neither is a guest.
        ({"name": "Bluebell Adult Outpatient"}, OTHERS | {"name": "Bluebell Outpatient"}, 1),
        ({"name": "Bluebell Adult Outpatient"}, OTHERS | {"name": "Bluebell Outpatient Lark"}, 2),
        ({"name": "Bluebell Adult Outpatient", "location": place(address_2="Suite 9")},
         OTHERS | {"name": "Bluebell Outpatient"}, 2),
        # Names of two that are alone in a house differ only in words for the help.
        ({"name": "Bluebell Lark Detox"}, OTHERS | {"name": "Bluebell Lark Recovery"}, 1),
        ({"name": "Bluebell Lark Detox"}, OTHERS | {"name": "Bluebell Heron Recovery"}, 2),
        # A detox is told by a need, unless there is another kind of treatment too.
        ({"name": "Bluebell Lark Detox"}, {"name": "Heron Adult Place", "needs": ["treatment", "treatment/detox"]}, 1),
        ({"name": "Bluebell Lark Detox"},
         {"name": "Heron Adult Place", "needs": ["treatment", "treatment/detox", "treatment/outpatient"]}, 2),
        # For whom it is, where one organization is alone in a house.
        (BOYS, OTHERS | LARK, 1),
        (BOYS, OTHERS | LARK | {"organization": {"name": "Wren"}}, 2),
        (BOYS | {"name": "Heron Lark Youth House for Boys"}, OTHERS | LARK, 2),
        # The house's town, and the number of its street.
        ({"name": "Bluebell", "phones": []}, {"name": "Bluebell Springfield", "phones": []}, 1),
        ({"name": "Bluebell Shelbyville", "phones": []}, {"name": "Bluebell Springfield", "phones": []}, 2),
        ({"location": place(address_1="12 7th Street"), "name": "Bluebell Recovery Harbor 7th Street", "phones": []},
         {"location": place(address_1="12 7th Street"), "phones": []}, 1),
        ({"name": "Bluebell Recovery 7", "phones": []}, {"name": "Bluebell Recovery", "phones": []}, 2),
        # Neighbouring house numbers of one street.
        ({"location": place(address_1="16 Oak Avenue", lat=39.8003), "phones": []}, {"phones": []}, 1),
        ({"location": place(address_1="42 Oak Avenue", lat=39.8003), "phones": []}, {"phones": []}, 2),
        ({"location": place(address_1="16 Elm Avenue", lat=39.8003), "phones": []}, {"phones": []}, 2),
        ({"location": place(address_1="16 Oak Avenue", lat=39.8003), "phones": [], "needs": []}, {"phones": []}, 2),
    ],
)  # fmt: skip
def test_what_a_name_or_an_address_says_beside_what_it_is(one, other, listings):
    assert len(matched(said("a", **one), said("b", **other | {"description": "x"}))[0]) == listings


def test_neighbouring_numbers_of_two_licences_are_two_houses():
    near = said("b", "310006EP", phones=[], location=place(address_1="16 Oak Avenue", lat=39.8003))
    assert len(matched(said("a", "310006BP", phones=[]), near)[0]) == 2
    assert len(matched(said("a", "310006EP", phones=[]), near)[0]) == 1


ONE = {"organization": {"name": "Bluebell Harbor"}, "name": "Bluebell Harbor Outpatient"}
DOOR = ONE | {"location": place(address_2="Suite 9")}
TWO = DOOR | {"name": "Bluebell Harbor Quiet Care", "phones": [{"number": "+13125550131"}]}
YOUNG = {"attributes": ["YOUTH/ADOLESCENT"]}
CHILDREN = {"name": "Wren Child Center", "organization": {"name": "Wren Child Center"}}


# One organization alone in a house, or behind one door of it.
@pytest.mark.parametrize(
    ("one", "other", "listings", "reason"),
    [
        # One door.
        (DOOR, TWO, 1, "alone behind one door"),
        (DOOR, TWO | {"location": place(address_2="Suite 8")}, 2, None),
        (DOOR, TWO | {"location": place()}, 2, None),
        (DOOR, TWO | {"name": "Quiet Office Team"}, 2, None),
        (DOOR, TWO | {"organization": {"name": "Wren"}, "name": "Harbor Quiet Care"}, 2, None),
        (DOOR, TWO | {"needs": ["counseling"]}, 2, None),
        (DOOR | YOUNG, TWO, 2, None),
        # A word for the young, said by the other too.
        (DOOR | YOUNG, TWO | {"name": "Bluebell Harbor Youth"}, 1, "alone behind one door"),
        (DOOR, TWO | {"name": "Bluebell Harbor Youth"}, 2, None),
        (DOOR | YOUNG | {"name": "Heron City Adult Lark"},
         TWO | {"name": "Heron City Youth Lark", "organization": {"name": "Wren"}}, 2, None),
        (DOOR | YOUNG, TWO | {"audiences": ["teens"]}, 1, "alone behind one door"),
        # Names that tell no more than where it is.
        (ONE | {"name": "Bluebell Harbor Care: Headquarters"},
         TWO | {"name": "Bluebell Harbor Care Oak Site", "location": place()}, 1, "no more than where it is"),
        (ONE | {"name": "Bluebell Harbor Care: Wren"},
         TWO | {"name": "Bluebell Harbor Care Lark Site", "location": place()}, 2, None),
        # Neighbouring numbers.
        (ONE, ONE | {"name": "Bluebell Harbor Retreat", "phones": [{"number": "+12175550118"}]}, 1, "neighbouring"),
        (ONE, ONE | {"name": "Bluebell Harbor Retreat", "phones": [{"number": "+13125550131"}]}, 2, None),
        # What the organization is called tells no program.
        (CHILDREN, {"name": "Pathways", "organization": {"name": "Wren Child Center"}}, 1, "same organization"),
        (CHILDREN, {"name": "Pathways", "organization": {"name": "Wren"}}, 2, None),
    ],
)  # fmt: skip
def test_one_organization_alone_in_a_house_may_have_other_names_and_numbers(one, other, listings, reason):
    groups, found = matched(said("a", **one), said("b", **other))
    assert len(groups) == listings
    assert reason is None or any(reason in said for said in found.pairs[0].reasons)
