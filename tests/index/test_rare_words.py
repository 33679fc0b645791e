"""Words that few listings have: found by another way than common ones, with the same answer."""

from __future__ import annotations

import random

import pytest

from index import find
from tests.conftest import Build, make_location
from tests.index.test_search import HOME, WORDS, ask, corpus


def test_rare_words_are_looked_for_everywhere_with_the_same_answer(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where few have the words, no circle is drawn around the reader first; nobody can tell by the answer."""
    chance = random.Random(5)
    spread = [
        one.model_copy(update={
            "location": make_location(lat=39.8 + chance.gauss(0, 0.4), lon=-89.65 + chance.gauss(0, 0.5)),
            "cost": chance.choice(([], ["free"], ["fee"])),
        })
        for one in corpus(300, seed=4)
    ]  # fmt: skip
    directory = build(*spread)
    asked = [
        {
            "text": " ".join(chance.sample(WORDS, chance.randint(1, 3))),
            "radius_miles": chance.choice((1.0, 10.0, 25.0)),
            "cost": chance.choice(((), ("free",))),
            "near": chance.choice((HOME, None)),
        }
        for _ in range(60)
    ]
    answers = [ask(directory, **one) for one in asked]
    monkeypatch.setattr(find, "_FEW_HAVE", -1)
    for one, answer in zip(asked, answers, strict=True):
        assert ask(directory, **one) | {"took_ms": 0} == answer | {"took_ms": 0}, one
    assert sum(answer["total"] > 0 for answer in answers) > 40
