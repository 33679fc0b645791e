import pytest

from data.cleaning.phone import clean_phone, display_phone, split_numbers
from data.model import Phone


@pytest.mark.parametrize(
    ("found", "number", "extension"),
    [
        ("(213)483-5821", "+12134835821", None),
        ("(213) 483-5821", "+12134835821", None),
        ("213-483-5821", "+12134835821", None),
        ("213.483.5821", "+12134835821", None),
        ("2134835821", "+12134835821", None),
        ("213/483-5821", "+12134835821", None),
        ("2134835821.0", "+12134835821", None),
        ("+1 213 483 5821", "+12134835821", None),
        ("1-213-483-5821", "+12134835821", None),
        ("tel:+1-213-483-5821", "+12134835821", None),
        (" 213-483-5821\r\n", "+12134835821", None),
        ("205-216-0200 x123", "+12052160200", "123"),
        ("205-216-0200 ext. 7", "+12052160200", "7"),
        ("213-483-5821 (hotline)", "+12134835821", None),
        ("1-800-273-TALK", "+18002738255", None),
        ("800-662-HELP (4357)", "+18006624357", None),
        ("213-555-0100", "+12135550100", None),
        ("+44 20 7946 0958", "+442079460958", None),
        ("011 44 20 7946 0958", "+442079460958", None),
        ("+39 06 5555 1234", "+390655551234", None),
        ("988", "988", None),
        ("211", "211", None),
        ("741741", "741741", None),
        ("116 123", "116123", None),
    ],
)
def test_a_number_is_read(found, number, extension):
    cleaned = clean_phone(Phone(number=found))
    assert (cleaned.number, cleaned.extension) == (number, extension)


@pytest.mark.parametrize(
    "found",
    [
        "", "call us", "12", "483-5821", "213-483-582", "213-483-58211234", "000-000-0000", "123-456-7890",
        "213-155-0100", "000-000-*347", "+999 1234 5678", "213-483-5821/5822",
    ],
)  # fmt: skip
def test_what_cannot_be_dialled_is_no_number(found):
    assert clean_phone(Phone(number=found)) is None


def test_a_national_number_is_read_in_its_country():
    assert clean_phone(Phone(number="020 7946 0958"), "GB").number == "+442079460958"
    assert clean_phone(Phone(number="020 7946 0958"), "US") is None


def test_what_else_is_said_of_a_phone_stays():
    found = Phone(number="213-483-5821", extension="ext. 12", type="tty", description="Night desk", languages=["es"])
    cleaned = clean_phone(found)
    assert cleaned == found.model_copy(update={"number": "+12134835821", "extension": "12"})
    assert found.number == "213-483-5821"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("213-555-0100", ["213-555-0100"]),
        ("213-555-0100 or 213-555-0101", ["213-555-0100", "213-555-0101"]),
        ("(213) 489-7763 and (626) 915-1981", ["(213) 489-7763", "(626) 915-1981"]),
        ("213-555-0100 y 213-555-0101", ["213-555-0100", "213-555-0101"]),
        ("213-555-0100; 213-555-0101|988", ["213-555-0100", "213-555-0101", "988"]),
        ("213-555-0100, 213-555-0101", ["213-555-0100", "213-555-0101"]),
        ("213-555-0100 / 213-555-0101", ["213-555-0100", "213-555-0101"]),
        ("213-555-0100\n213-555-0101", ["213-555-0100", "213-555-0101"]),
        ("213/555-0100", ["213/555-0100"]),
        ("213-555-0100, ext 5", ["213-555-0100, ext 5"]),
        ("988 or 211", ["988", "211"]),
        ("call us", []),
        ("", []),
    ],
)
def test_a_cell_of_several_numbers_is_parted(cell, numbers):
    assert split_numbers(cell) == numbers


@pytest.mark.parametrize(
    ("number", "extension", "shown"),
    [
        ("+12135550100", None, "(213) 555-0100"),
        ("+12135550100", "12", "(213) 555-0100 ext. 12"),
        ("+442079460958", None, "+44 20 7946 0958"),
        ("988", None, "988"),
        ("741741", None, "741741"),
    ],
)
def test_a_number_is_shown_as_people_read_it(number, extension, shown):
    assert display_phone(number, extension) == shown
