"""What a result says of itself."""

from __future__ import annotations

import itertools
import string

import pytest

from index.present import reasons_for
from index.understood import Understood
from index.whoosh_store import tokens, tokens_of_word


@pytest.mark.parametrize(
    ("name", "asked", "has"),
    [
        ("Harbor Houses", "house", True),
        ("HARBOR HOUSE", "houses", True),
        ("Casa Éxito", "exito", True),
        ("(Éxito) House", "exito", True),
        ("Co-op Kitchen", "op", True),
        ("Mothers\u2019 Table", "mother", True),
        ("Kitchen 7", "7", True),
        ("Harbor", "house", False),
        ("Harbor House", "the", True),
        ("", "harbor", False),
    ],
)
def test_a_name_has_words_however_they_are_written(name: str, asked: str, has: bool) -> None:
    found = reasons_for({"name": name, "organization": "", "needs": []}, Understood("", named=(asked,)), None)
    assert (("name", None) in found) == has


def test_a_plain_word_keeps_its_first_letter() -> None:
    ends = ("", "y", "s", "ies", "ing", "ational", "sses", "eed", "logi", "e")
    words = ["".join(one) for one in itertools.product(string.ascii_letters + "7", ("", "a", "y", "tr"), ends)]
    assert [word for word in words for token in tokens_of_word(word) if token[0] != word[0].lower()] == []
    assert [word for word in words if len(tokens(word)) > 1] == []
