"""What a helpline file with a mistake says: the file, the line, the field."""

from __future__ import annotations

import pytest

from data.errors import KithError, SourceFileError
from data.helplines import Helpline, read_helplines

GOOD = """
[[helpline]]
id = "us-example"
name = "Example Line"
organization = "Example"
country = "US"
main = true
needs = ["crisis"]
summary = "For examples."
answered_by = "nobody"
call = [{ number = "988", languages = ["en"] }]
always = true
languages = ["en"]
url = "https://example.org/"
source_url = "https://example.org/help"
noted = 2026-11-22
"""


def read(text: str) -> tuple[Helpline, ...]:
    return read_helplines(text.encode(), "lines.toml")


def hours(opens_at: str, closes_at: str, timezone: str) -> str:
    row = f'byday = ["MO"], opens_at = "{opens_at}", closes_at = "{closes_at}", timezone = "{timezone}"'
    return f"hours = [{{ {row} }}]"


def test_good_file_is_read() -> None:
    [line] = read(GOOD)
    assert line.id == "us-example"


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("always = true", "always = true\nopen = true", "unknown-key", "open"),
        ('languages = ["en"] }]', 'languages = ["en"], press = 1 }]', "unknown-key", "call.0.press"),
        ('needs = ["crisis"]', 'needs = ["crises"]', "bad-value", "needs.0"),
        ('needs = ["crisis"]', "needs = []", "bad-value", "needs"),
        ('needs = ["crisis"]', 'needs = "crisis"', "bad-value", "needs"),
        ('needs = ["crisis"]', 'needs = ["treatment", "crisis"]', "bad-value", None),
        ("main = true", 'audiences = ["everyone"]', "bad-value", "audiences.0"),
        ("main = true", 'main = "true"', "bad-value", "main"),
        ('"988"', '"800-799-72333"', "bad-value", "call.0"),
        ('"988"', '"123-456-7890"', "bad-value", "call.0"),
        ('"988"', '"989"', "bad-value", "call.0"),
        ('"988"', '"00"', "bad-value", "call.0"),
        ('"988"', '"988,1"', "bad-value", "call.0.number"),
        ('"988"', '"\uff19\uff18\uff18"', "bad-value", "call.0.number"),
        ('"988"', "988", "bad-value", "call.0.number"),
        ('[{ number = "988", languages = ["en"] }]', '"988"', "bad-value", "call"),
        ('[{ number = "988", languages = ["en"] }]', '["988"]', "bad-value", "call.0"),
        ('[{ number = "988", languages = ["en"] }]', "[]", "bad-value", None),
        ('languages = ["en"] }]', 'languages = ["fr"] }]', "bad-value", None),
        ('languages = ["en"]\n', 'languages = ["English"]\n', "bad-value", "languages.0"),
        ('country = "US"', 'country = "UK"', "bad-value", "country"),
        ('country = "US"', "", "bad-value", "country"),
        ('country = "US"', 'country = "CA"', "bad-value", None),
        ('id = "us-example"', 'id = "US Example"', "bad-value", "id"),
        ('name = "Example Line"', 'name = " "', "bad-value", "name"),
        ("always = true", "", "bad-value", None),
        ("always = true", "hours = [{}]", "bad-value", "hours.0.byday"),
        (
            "always = true",
            hours("18:00", "02:00", "America/New_York"),
            "bad-value",
            "hours.0",
        ),
        (
            "always = true",
            hours("08:00", "25:00", "America/New_York"),
            "bad-value",
            "hours.0.closes_at",
        ),
        (
            "always = true",
            hours("08:00", "12:00", "../etc/passwd"),
            "bad-value",
            "hours.0.timezone",
        ),
        ('url = "https://example.org/"', 'url = "javascript:alert(1)"', "bad-value", "url"),
        ('url = "https://example.org/"', 'url = "http://example.org/"', "bad-value", "url"),
        ("always = true", 'always = true\nchat = "https://"', "bad-value", "chat"),
        ("always = true", 'always = true\ncost = "cheap"', "bad-value", "cost"),
        ("noted = 2026-11-22", 'noted = "last week"', "bad-value", "noted"),
    ],
)
def test_broken_line_names_file_line_and_field(old: str, new: str, code: str, field: str | None) -> None:
    assert old in GOOD
    with pytest.raises(SourceFileError) as caught:
        read(GOOD.replace(old, new))
    error = caught.value
    assert (error.source, error.code, error.field or None) == ("lines.toml", code, field)
    assert error.record == ("US Example" if "US Example" in new else "us-example")
    assert "lines.toml" in str(error)


def test_unknown_need_is_named_in_words() -> None:
    with pytest.raises(KithError) as caught:
        read(GOOD.replace('"crisis"', '"crises"'))
    assert str(caught.value) == "source lines.toml, record us-example, field needs.0: no such need: crises"


def test_id_may_not_be_used_twice() -> None:
    with pytest.raises(SourceFileError) as caught:
        read(GOOD + GOOD)
    assert (caught.value.code, caught.value.record, caught.value.field) == ("twice", "us-example", "id")


def test_country_may_not_have_two_main_lines() -> None:
    with pytest.raises(SourceFileError, match="us-example is the main line of US already") as caught:
        read(GOOD + GOOD.replace("us-example", "us-other"))
    assert (caught.value.code, caught.value.record, caught.value.field) == ("two-mains", "us-other", "main")


def test_country_must_have_a_main_line() -> None:
    with pytest.raises(SourceFileError, match="no line is the main one of US") as caught:
        read(GOOD.replace("main = true", ""))
    assert (caught.value.code, caught.value.record, caught.value.field) == ("no-main", "us-example", "main")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-helplines"),
        (b"helpline = 1", "not-helplines"),
        (b"helpline = []", "not-helplines"),
        (GOOD.encode() + b"[other]\n", "not-helplines"),
        (b"[[helpline]\n", "not-toml"),
        (b"\xff\xfe", "not-toml"),
        (b"helpline = [1]", "bad-value"),
        (b"[[helpline]]\nid = 1\n", "bad-value"),
    ],
)
def test_file_of_another_shape_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(SourceFileError) as caught:
        read_helplines(content, "lines.toml")
    assert (caught.value.source, caught.value.code) == ("lines.toml", code)
