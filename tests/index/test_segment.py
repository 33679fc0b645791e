"""The segment that is written a field at a time is one that Whoosh would have written posting by posting."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import fields
from whoosh import index as whoosh_index

from index import whoosh_store
from index.inverting import FieldPostings
from index.schema import BOOSTS
from index.whoosh_store import _analyzer, tokens

# More than two blocks of the commonest word.
COUNT = 5_000
WORDS = (
    "grief",
    "river",
    "Circle",
    "don't",
    "niños",
    "walking",
    "the",
    "Straße",
    "12th",
    "O’Brien",
    "x''y",
    "café_bar",
)


def documents(count: int) -> Iterator[dict[str, str]]:
    chance = random.Random(8)
    for number in range(count):
        more = [chance.choice(WORDS) for _ in range(chance.randint(0, 6))]
        about = f"Common {' '.join(more)} {' '.join(more[:2])}" + " grief" * (number % 300 if number % 50 == 0 else 0)
        rare = f"word{number}" if number % 40 == 0 else ""
        yield dict.fromkeys(BOOSTS, "") | {"name": " ".join(more[:3]).title(), "description": f"{about} {rare}"}


@pytest.fixture(scope="module")
def inverted() -> list[FieldPostings]:
    inverter = whoosh_store.inverter()
    for one in documents(COUNT):
        inverter.add(one)
    return list(inverter.fields(np.arange(COUNT)))


@pytest.fixture(scope="module")
def written(inverted: list[FieldPostings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("segment") / "ours"
    whoosh_store.write_segment(folder, COUNT, inverted)
    return folder


@pytest.fixture(scope="module")
def by_whoosh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("segment")
    schema = fields.Schema(**{name: fields.TEXT(analyzer=_analyzer(), phrase=False) for name in BOOSTS})
    writer = whoosh_index.create_in(folder, schema).writer()
    for one in documents(COUNT):
        writer.add_document(**{name: text for name, text in one.items() if text})
    writer.commit()
    return folder


def read(folder: Path) -> tuple[dict[Any, Any], dict[str, list[int]]]:
    """All that Whoosh's own reader says of the terms, and the lengths of the fields."""
    found: dict[Any, Any] = {}
    with whoosh_index.open_dir(folder).reader() as reader:
        for (field, token), info in reader:
            facts = (info.weight(), info.doc_frequency(), info.min_length(), info.max_length(), info.max_weight(),
                     info.min_id(), info.max_id())  # fmt: skip
            matcher = reader.postings(field, token)
            rows = []
            while matcher.is_active():
                rows.append((matcher.id(), matcher.weight(), matcher.value()))
                matcher.next()
            found[field, token] = (facts, rows)
            assert reader.term_info(field, token).doc_frequency() == facts[1]
        lengths = {name: [reader.doc_field_length(at, name) or 0 for at in range(COUNT)] for name in BOOSTS}
    return found, lengths


def test_whoosh_reads_of_it_what_it_would_have_written(written: Path, by_whoosh: Path) -> None:
    ours, theirs = read(written), read(by_whoosh)
    assert ours == theirs
    assert max(len(rows) for _, rows in ours[0].values()) == COUNT


def test_what_is_read_back_is_what_was_written(inverted: list[FieldPostings], written: Path) -> None:
    back = {name: rest for name, *rest in whoosh_store.postings(written)}
    assert sorted(back) == [one.name for one in inverted if one.tokens]
    for one in inverted:
        if one.tokens:
            names, *arrays = back[one.name]
            assert names == one.tokens
            for found, expected in zip(arrays, (one.starts, one.docs, one.counts), strict=True):
                assert found.tolist() == expected.tolist()


TEXTS = ("", "'", "Don't STOP", "a''b", "'hello'", "x_y z", "Niños y niñas’", "O’Brien's", "ﬁne ǅ İstanbul",
         "A\x00b\tc", "٣ ４")  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_words_get_the_tokens_of_the_analyzer(text: str) -> None:
    inverter = whoosh_store.inverter()
    inverter.add(dict.fromkeys(BOOSTS, "") | {"name": text})
    [found] = [one for one in inverter.fields(np.arange(1)) if one.name == "name"]
    counts = dict(zip(found.tokens, found.counts.tolist(), strict=True))
    assert counts == {token: tokens(text).count(token) for token in tokens(text)}
    assert found.lengths.tolist() == [len(tokens(text))]
