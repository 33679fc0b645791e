"""The benchmark of search itself: a small run of it, so that it still works when it is needed."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from index.schema import texts_of
from index.whoosh_store import tokens
from tests.bench.search import rows
from tests.bench.search.corpus import CORPORA
from tests.bench.search.engines import kith, sqlite_fts5
from tests.bench.search.questions import Question, draw
from tests.bench.search.sidecar import Answer


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    rows.write(CORPORA["500"], folder)
    return folder


@pytest.fixture(scope="module")
def peers(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[kith.Peer, sqlite_fts5.Peer]:
    ours, theirs = tmp_path_factory.mktemp("kith"), tmp_path_factory.mktemp("sqlite")
    kith.build(rows.Listings(corpus), ours)
    sqlite_fts5.build(rows.Rows(corpus), theirs)
    return kith.Peer(ours), sqlite_fts5.Peer(theirs)


def facets_of(answer: Answer) -> dict[str, dict[str, int]]:
    return {facet: dict(values) for facet, values in answer.facets.items() if values}


def ask(peers: tuple[kith.Peer, sqlite_fts5.Peer], question: Question) -> Answer:
    ours, theirs = (peer.answer(question) for peer in peers)
    assert (ours.total, facets_of(ours)) == (theirs.total, facets_of(theirs))
    assert len(ours.top) == len(theirs.top) == min(ours.total, 20)
    return ours


def test_sqlite_and_kith_answer_alike(corpus: Path, peers: tuple[kith.Peer, sqlite_fts5.Peer]) -> None:
    found = [ask(peers, question) for question in draw(rows.sample(corpus, 500), 40)]
    assert sum(answer.total > 0 for answer in found) > 20


@pytest.mark.parametrize(
    ("radius", "filters", "part"),
    [
        (5.0, (), None),
        (50.0, (("cost", ("free", "donation")), ("languages", ("es",))), None),
        (25.0, (("days", ("MO", "TU")),), None),
        (50.0, (), 2),
        (50.0, (("needs", ("no-such-need",)),), None),
    ],
)
def test_questions_without_words_are_answered_alike(
    peers: tuple[kith.Peer, sqlite_fts5.Peer],
    radius: float,
    filters: tuple[tuple[str, tuple[str, ...]], ...],
    part: int | None,
) -> None:
    place = CORPORA["500"]._places[0]
    question = Question(0, (), (), True, filters, (), part, place, radius)
    assert (ask(peers, question).total == 0) == (filters == (("needs", ("no-such-need",)),))


def test_listings_are_the_same_every_time_and_marked_as_samples(corpus: Path) -> None:
    first = list(itertools.islice(CORPORA["500"], 20))
    assert first == list(itertools.islice(rows.Listings(corpus), 20))
    assert all(one.organization.name.startswith("Sample ") for one in first)
    assert all(phone.number.startswith("+121355501") for one in first for phone in one.phones)


def test_the_analyzer_never_looks_across_a_blank() -> None:
    for listing in itertools.islice(CORPORA["10k"], 20):
        for text in texts_of(listing).values():
            assert rows.analysed(text).split() == [rows.plain(token) for token in tokens(text)]
