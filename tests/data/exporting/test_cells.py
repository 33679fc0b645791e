from __future__ import annotations

import pytest

from data.exporting.cells import guarded, joined, parted, unguarded


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Grief Circle", "Grief Circle"),
        ("", ""),
        ('=HYPERLINK("https://evil.example","x")', '\'=HYPERLINK("https://evil.example","x")'),
        ("+1 217 555 0100", "'+1 217 555 0100"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("''@x", "'''@x"),
        ("'tis the season", "'tis the season"),
        ("-89.65", "-89.65"),
        ("+12175550100", "+12175550100"),
        ("-1e-7", "-1e-7"),
        ("-1e-7x", "'-1e-7x"),
        ("-٣", "'-٣"),
    ],
)
def test_no_cell_begins_a_formula_and_every_text_comes_back(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@pytest.mark.parametrize(
    "values",
    [
        ["one"],
        ["one", "two"],
        ["with; semicolon", "two"],
        ["[looks like a list]"],
        [" edges "],
        ["new\nline"],
        ['quote " and \\ backslash', "ü"],
    ],
)
def test_lists_of_texts_come_back(values: list[str]) -> None:
    assert parted(joined(values)) == values


def test_what_people_type_as_a_list_is_read() -> None:
    assert parted("support-groups;  counseling ;") == ["support-groups", "counseling"]
    with pytest.raises(ValueError, match="not a list of texts"):
        parted("[1, 2]")
