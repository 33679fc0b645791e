import pytest

from data.cleaning.masked import is_masked_email, is_masked_phone, without_masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("000-000-0000", True),
        ("(999) 999-9999", True),
        ("9999999999", True),
        ("888-888-8888", True),
        ("555-555-0100", True),
        ("+15555550100", True),
        ("213-111-1111", True),
        ("111-1111", True),
        ("213-555-5555", True),
        ("213-555-1234", True),
        ("123-456-7890", True),
        ("000-000-0211", True),
        ("213-555-0100", False),
        ("+12135550100", False),
        ("800-222-2222", False),
        ("213-483-5821 x555", False),
        ("988", False),
        ("741741", False),
        ("+39 06 5555 1234", False),
        ("", False),
    ],
)
def test_a_placeholder_is_nobodys_line(number, masked):
    assert is_masked_phone(number) is masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("removed@example.org", True),
        ("mailto:Removed@Example.org", True),
        ("email@domain.com", True),
        ("user@example.com", True),
        ("no-reply@city.gov", True),
        ("DoNotReply@example.net", True),
        ("info@example.org", False),
        ("test@clinic.org", False),
        ("reply@clinic.org", False),
        ("", False),
    ],
)
def test_a_placeholder_is_nobodys_address(email, masked):
    assert is_masked_email(email) is masked


def test_what_was_taken_out_of_a_text_leaves_no_trace():
    assert without_masked("Call 555-555-0100 today") == "Call today"
    assert without_masked("Call 213-555-0100") == "Call 213-555-0100"
