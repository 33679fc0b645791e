import pytest

from data.merging.words import abbreviates, gender, name_words, numbers, other_units, own_name, same_street, street


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("St. Mary's 2nd Pantry, Inc.", "saint mary 2 pantry"),
        ("SAINT MARYS Second pantry", "saint mary 2 pantry"),
        ("Centro de la Raza", "centro raza"),
        ("The Women's Twelve & Twelve", "women 12 12"),
        ("Public Libraries", "public library"),
        ("Genesis House II", "genesis house 2"),
        ("Peñón Community Ctr", "penon community center"),
        ("The", "the"),
        ("H.O.P.E. House", "hope house"),
        ("J.F.K Center", "jfk center"),
        ("Lark Center at 6:00 PM", "lark center 6 pm"),
        ("Lark Center - SUDs", "lark center substance use disorder"),
        ("Lark SUTS", "lark substance use treatment service"),
    ],
)
def test_words_of_a_name(name, words):
    assert " ".join(name_words(name)) == words


def test_numbers_and_gender_of_a_name():
    assert numbers(name_words("Group Twelve, 3rd floor")) == {"12", "3"}
    assert numbers(name_words("Group A")) == {"a"} != numbers(name_words("Group B"))
    assert numbers(name_words("A Group of One")) == {"1"}
    assert gender(name_words("Ladies' night"), []) == "women"
    assert gender(name_words("Boys and girls"), []) == ""
    assert gender((), ["men"]) == "men"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("301 N. Union Avenue", "301 North Union Ave", True),
        ("1555 S 7th St", "1555 South Seventh Street", True),
        ("8728 CORBIN AVE, NORTHRIDGE 91324", "8728 Corbin Avenue", True),
        ("206 South Ave Staten Island NY", "206 South Avenue", True),
        ("12-14 Main St", "12 Main Street", True),
        ("12 Harison St", "12 Harrison Street", True),
        ("12 Hill Drive", "12 Hills Drive", True),
        ("12 East Southgate Drive", "12 E South Gate Dr", True),
        ("12 Southgate Drive", "12 North Gate Drive", False),
        ("12 Southgate Drive", "12 Gate Drive", False),
        ("12 Gales St", "12 Gates St", False),
        ("12 Main St", "14 Main St", False),
        ("12 Main St", "12 Oak St", False),
    ],
)
def test_ways_to_write_a_street(one, other, same):
    assert same_street(street(one), street(other)) is same
    assert same_street(street(other), street(one)) is same


@pytest.mark.parametrize(
    ("line", "second", "unit"),
    [
        ("1663 Mission St., Suite 225", "", "225"),
        ("1 A St #4", "", "4"),
        ("154 A Lark Street", "", "a"),
        ("145 A. Whittington", "", "a"),
        ("154 A Street", "", ""),
        ("154 N Lark Street", "", ""),
        ("1 A St", "Suites A and B", "a,b"),
        ("9 Elm St 2nd Floor", "", ""),
        ("9 Elm St", "", ""),
        ("9-B Elm St", "", "b"),
        ("9B Elm St", "Unit 4", "4"),
        ("9 (B) Elm St", "", "b"),
        ("9 B St", "", ""),
        ("9-11 Elm St", "", ""),
    ],
)
def test_units_of_a_house(line, second, unit):
    assert street(line, second).unit == unit


@pytest.mark.parametrize("line", ["PO Box 12", "P.O. Box 12, Main St", "Corner of Main and Oak", ""])
def test_no_house(line):
    assert street(line) is None


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Heron Oak Project: Lark House", "lark house"),
        ("Heron Oak Project: (HOP)/Lark House", "lark house"),
        ("Heron Oak Project (HOP)", "heron oak project"),
        ("Lark House", "lark house"),
    ],
)
def test_a_name_without_its_organizations(name, own):
    assert " ".join(own_name(name_words(name), name_words("Heron Oak Project"))) == own


def test_a_name_without_the_county_before_it():
    assert own_name(name_words("Heron County Lark Clinic"), name_words("County of Heron")) == ("lark", "clinic")


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Suites 1A, 1B & 12", "Suite 12", False),
        ("Suites E, F, and G", "Suite H", True),
        ("2nd Floor, Suite 220", "2nd Floor", False),
        ("2nd Floor", "3rd Floor", True),
        ("Suite 220", "", False),
        ("Suites 104-107, 201 and 208-211", "Suite 210", False),
    ],
)
def test_units_that_differ(one, other, differ):
    assert other_units(street("9 Elm St", one), street("9 Elm St", other)) == differ


@pytest.mark.parametrize(
    ("short", "long", "is_one"),
    [
        ("trt", "treatment", True),
        ("dep", "dependence", True),
        ("msr", "monsenor", True),
        ("men", "mens", False),
        ("mary", "martha", False),
        ("tap", "transition", False),
    ],
)
def test_words_cut_short(short, long, is_one):
    assert abbreviates(short, long) == is_one
