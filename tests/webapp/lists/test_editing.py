import pytest

from webapp.lists.content import Kept, ReferralList
from webapp.lists.editing import edited

LIST = ReferralList((Kept("a", "first"), Kept("b"), Kept("c")))


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("up:b", "bac"), ("down:b", "acb"), ("up:a", "abc"), ("down:c", "abc"), ("remove:b", "ac"), ("put:1:d", "adbc"),
        ("put:99:d", "abcd"), ("put:0:c", "cab"), ("put:x:d", "abc"), ("up:z", "abc"), ("", "abc"), ("burn:a", "abc"),
    ],
)  # fmt: skip
def test_actions(action, order):
    assert "".join(edited(LIST, action).ids) == order


def test_notes_move_along():
    assert edited(LIST, "down:a").entries[1] == Kept("a", "first")
