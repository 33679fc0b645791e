"""Kith's own engine behind the interface of the peers: the only file here that knows its insides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from data.model import Listing
from data.places import FoundPlace
from index import generations, rank
from index.find import Wanted, count, find
from index.request import SearchRequest
from index.search import cards, facets
from index.understood import Understood
from index.whoosh_engine import WhooshEngine
from tests.bench.search.questions import Question
from tests.bench.search.rows import PARTS
from tests.bench.search.sidecar import PAGE, Answer


def build(listings: Iterable[Listing], folder: Path) -> None:
    """Publish a generation as `kith build` does."""
    generations.publish(folder, lambda inside: WhooshEngine().build(listings, {}, inside, lambda done: None))


# Local time where the help is, as everywhere in a question.
NOW = datetime(2026, 11, 24, 17)  # noqa: DTZ001


class Peer:
    """The open generation. Nothing of a sentence is understood here: questions come understood."""

    def __init__(self, folder: Path) -> None:
        self._generation = WhooshEngine().open(generations.current_folder(folder))

    def close(self) -> None:
        """Nothing is kept open that must be closed."""

    def answer(self, question: Question) -> Answer:
        """Answer exactly."""
        parts = self._generation.parts
        wanted = Wanted(_understood(question), question.radius, NOW, every_word=question.every)
        found = find(parts, wanted)
        hopeful = rank.hopeful(found, wanted, PAGE)
        page = rank.page(hopeful["near"], rank.scores(hopeful, wanted)["near"], wanted.sort, 0, PAGE)
        top = [(card["id"], card) for card in cards(page)]
        return Answer(sum(count(found).values()), facets(parts, found), top)


class Whole(Peer):
    """The whole search of a request, with understanding its sentence, `why` and presentation."""

    def answer(self, question: Question) -> Answer:
        """Answer a sentence; what it means may differ from the question, so that nothing is compared."""
        filters = dict(question.filters)
        days = filters.pop("days", question.days)
        place = question.place.label[-5:] if question.place else None
        radius = question.radius if place else None
        request = SearchRequest(" ".join(question.words), place, radius, days=days, **filters)
        answer = self._generation.search(request)
        return Answer(answer["total"], answer["facets"], [(one["id"], one) for one in answer["results"]])


def _understood(question: Question) -> Understood:
    filters = dict(question.filters)
    opens = (
        [f"{at // 60:02d}:{at % 60:02d}" for at in PARTS[question.part]] if question.part is not None else [None] * 2
    )
    return Understood(
        text="",
        terms=question.words,
        near=FoundPlace(question.place) if question.place else None,
        days=filters.pop("days", question.days),
        opens_from=opens[0],
        opens_until=opens[1],
        **filters,
    )
