"""Notes of weekly meetings: which of them say that it is not held every week."""

import pytest

from data.cleaning.meeting_notes import rule_in_notes

WEEKLY = {"freq": "WEEKLY", "byday": ["SA"]}


@pytest.mark.parametrize(
    ("notes", "byday"),
    [
        ("1st Saturday only", ["1SA"]),
        ("2nd & 4th Saturdays Only", ["2SA", "4SA"]),
        ("Bring a chair. Meeting occurs on the 2nd and 4th Saturdays of the month only.", ["2SA", "4SA"]),
        ("Only on 3rd Saturday of each month", ["3SA"]),
        ("NOTE: THIS GROUP MEETS ONLY ON THE THIRD SATURDAY OF EACH MONTH", ["3SA"]),
        ("Held only on the first Saturday of each month.", ["1SA"]),
        ("1st, 3rd and 5th Sat. only", ["1SA", "3SA", "5SA"]),
        ("Last Saturday of the month only", ["-1SA"]),
    ],
)
def test_only_on_some_weeks(notes, byday):
    assert rule_in_notes(notes, "SA") == {"freq": "MONTHLY", "byday": byday}


@pytest.mark.parametrize("notes", ["We meet every other Saturday. Write for dates.", "Meets every other Saturday"])
def test_every_other_week(notes):
    assert rule_in_notes(notes, "SA") == WEEKLY | {"interval": 2}


@pytest.mark.parametrize(
    "notes",
    [
        None, "", "Ring twice", "Last Saturday: chips", "Business meeting: 1st Saturday only",
        "3rd Saturday is a speaker-only meeting", "1st Sunday only", "Open speaker 1st Saturday only",
        "Not held on the last Saturday of each month", "Meets each Saturday, except 2nd Saturday",
        "1st Saturday only speakers share", "Only the 1st Saturday is in person", "2nd Saturday of the month",
        "1st Saturday only. Also 3rd Saturday only.", "Potluck every other Saturday",
        "Only on the 1st Saturday cake is sold", "Zoom: 1st Saturday only",
    ],
)  # fmt: skip
def test_what_is_about_something_else_changes_nothing(notes):
    assert rule_in_notes(notes, "SA") == WEEKLY
