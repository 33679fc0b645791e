from __future__ import annotations

from typing import Any

import pytest

from data.exporting.patch import applied, difference, filled


@pytest.mark.parametrize(
    ("said", "wanted", "patch"),
    [
        ({}, {}, {}),
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": 1}, {}, {"a": None}),
        ({}, {"a": {"b": [1]}}, {"a": {"b": [1]}}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "d": 3}}, {"a": {"c": None, "d": 3}}),
        ({"a": [1, 2]}, {"a": [1]}, {"a": [1]}),
        ({"a": 13}, {"a": 13.0}, {"a": 13.0}),
        ({"a": "x"}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": "x"}, {"a": "x"}),
        ({"a": True}, {"a": 1}, {"a": 1}),
    ],
)
def test_a_patch_makes_of_what_is_said_what_is_wanted(
    said: dict[str, Any], wanted: dict[str, Any], patch: dict[str, Any]
) -> None:
    assert difference(said, wanted) == patch
    assert applied(said, patch) == wanted


def test_filled_leaves_out_what_is_empty_at_any_depth() -> None:
    assert filled({"a": None, "b": {"c": "", "d": {"e": []}}, "f": 0, "g": False}) == {"f": 0, "g": False}
