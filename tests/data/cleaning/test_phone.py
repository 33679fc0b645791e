import pytest

from data.cleaning.phone import clean_phones, display_phone
from data.model import Phone


def read(cell, region="US"):
    """The numbers of a cell as `number`, or with what is said of them."""
    return [
        (one.number, one.extension, one.type, one.description)
        for one in clean_phones(Phone(number=cell), region).phones
    ]


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
        ("(415) 554-8494.", "+14155548494", None),
        ("+1 213 483 5821", "+12134835821", None),
        ("1-213-483-5821", "+12134835821", None),
        ("tel:+1-213-483-5821", "+12134835821", None),
        (" 213-483-5821\r\n", "+12134835821", None),
        ("205-216-0200 x123", "+12052160200", "123"),
        ("205-216-0200 ext. 7", "+12052160200", "7"),
        ("518-792-6007x19", "+15187926007", "19"),
        ("650-276-4101 x.4", "+16502764101", "4"),
        ("213-483-5821, ext 5", "+12134835821", "5"),
        ("1-800-555-HELP", "+18005554357", None),
        ("1-800-273-TALK", "+18002738255", None),
        ("800-662-HELP (4357)", "+18006624357", None),
        ("1-866-4-U-TREVOR", "+18664887386", None),
        ("813-630HOPE", "+18136304673", None),
        ("844-COLUMN1", "+18442658661", None),
        ("1-800-medicare", "+18006334227", None),
        ("213-555-0100", "+12135550100", None),
        ("+44 20 7946 0958", "+442079460958", None),
        ("011 44 20 7946 0958", "+442079460958", None),
        ("+39 06 5555 1234", "+390655551234", None),
        ("988", "988", None),
        ("2-1-1", "211", None),
        ("741741", "741741", None),
        ("116 123", "116123", None),
    ],
)
def test_a_number_is_read(found, number, extension):
    assert read(found) == [(number, extension, "voice", None)]


@pytest.mark.parametrize(
    "found",
    [
        "call us", "12", "483-5821", "213-483-582", "213-483-58211234", "000-000-0000", "123-456-7890",
        "213-155-0100", "+999 1234 5678", "999-999-9999", "555-555-0100", "111-1111", "(213)247-cell",
        "213-483-5821 (personal)", "11:00am-2:00pm",
    ],
)  # fmt: skip
def test_what_cannot_be_dialled_is_refused_and_named(found):
    phones, refused = clean_phones(Phone(number=found))
    assert phones == []
    assert refused


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("213-555-0100 or (213) 555-0101 x5; TTY 711",
         [("+12135550100", None, "voice", None), ("+12135550101", "5", "voice", None), ("711", None, "tty", None)]),
        ("Phone: 213-555-0100 Fax: 213-555-0101",
         [("+12135550100", None, "voice", None), ("+12135550101", None, "fax", None)]),
        ("213-555-0100 office, 213-555-0101 fax",
         [("+12135550100", None, "voice", "office"), ("+12135550101", None, "fax", None)]),
        ("800.555.0199 (TALK)", [("+18005550199", None, "voice", "TALK")]),
        ("Text HOME to 741741", [("741741", None, "text", "Text HOME")]),
        ("Dial 2-1-1", [("211", None, "voice", None)]),
        ("V/TTY: 213-555-0100", [("+12135550100", None, "tty", None)]),
        ("213-555-0100/0101", [("+12135550100", None, "voice", None), ("+12135550101", None, "voice", None)]),
        ("213-555-0100 213-555-0101", [("+12135550100", None, "voice", None), ("+12135550101", None, "voice", None)]),
        ("Main (213) 555-0100\nToll free 1-800-555-0199",
         [("+12135550100", None, "voice", "Main"), ("+18005550199", None, "voice", "Toll free")]),
        ("(626) 555-0160 (church), 626-555-0126 (pastor)",
         [("+16265550160", None, "voice", "church"), ("+16265550126", None, "voice", "pastor")]),
        ("Crisis line: 877-555-0150. Teens: 877-555-0170 (counseling only). All are 24 hrs & toll free.",
         [("+18775550150", None, "voice", "Crisis line"), ("+18775550170", None, "voice", "Teens, counseling only")]),
        ("(323) 555-0160 x2385 or x 2284", [("+13235550160", "2385", "voice", None)]),
        ("988 or 211", [("988", None, "voice", None), ("211", None, "voice", None)]),
        ("", []),
    ],
)  # fmt: skip
def test_a_cell_of_several_numbers_is_parted_and_what_is_said_of_them_kept(cell, expected):
    assert read(cell) == expected


def test_a_national_number_is_read_in_its_country():
    assert read("020 7946 0958", "GB") == [("+442079460958", None, "voice", None)]
    assert read("020 7946 0958") == []
    assert read("3114", "FR") == [("3114", None, "voice", None)]


def test_what_else_is_said_of_a_phone_stays():
    found = Phone(number="213-483-5821", extension="ext. 12", type="tty", description="Night desk", languages=["es"])
    assert clean_phones(found).phones == [found.model_copy(update={"number": "+12134835821", "extension": "12"})]
    assert found.number == "213-483-5821"
    labelled = Phone(number="213-483-5821 (desk)", description="Night desk")
    assert clean_phones(labelled).phones[0].description == "Night desk"


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
