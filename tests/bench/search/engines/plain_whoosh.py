"""Whoosh as it comes: its searcher, terms for facet values, numeric ranges for the box; counts with NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
from whoosh import analysis, fields
from whoosh import index as whoosh_index
from whoosh.query import And, ConstantScoreQuery, Every, NumericRange, Or, Query, Term

from index.schema import BOOSTS
from tests.bench.search.questions import Question
from tests.bench.search.rows import FIELDS, PARTS, Rows
from tests.bench.search.sidecar import Answer, Sidecar, SidecarWriter, box

SLOTS = 7 * len(PARTS)


def build(rows: Rows, folder: Path) -> None:
    """Write one segment and the sidecar."""
    sidecar = SidecarWriter(rows.facets)
    columns: dict[str, Any] = {
        name: fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=False, field_boost=BOOSTS[name])
        for name in FIELDS
    }
    columns |= {"facet": fields.KEYWORD(), "lat": fields.NUMERIC(float), "lon": fields.NUMERIC(float)}
    path = folder / "whoosh"
    path.mkdir()
    index = whoosh_index.create_in(path, fields.Schema(**columns, stored=fields.STORED()))
    writer = index.writer(limitmb=512)
    for row in rows:
        sidecar.add(row)
        facets = [f"f{number}" for number in row.facets] + [f"s{n}" for n in range(SLOTS) if row.slots >> n & 1]
        texts = dict(zip(FIELDS, row.texts, strict=True))
        writer.add_document(**texts, facet=" ".join(facets), lat=row.lat, lon=row.lon, stored=row.stored)
    writer.commit(merge=False)
    sidecar.write(folder)


class Peer:
    """The open index."""

    def __init__(self, folder: Path) -> None:
        self._index = whoosh_index.open_dir(folder / "whoosh", readonly=True)
        self._searcher = self._index.searcher()
        self._sidecar = Sidecar(folder)

    def close(self) -> None:
        """Close the searcher."""
        self._searcher.close()
        self._index.close()

    def answer(self, question: Question) -> Answer:
        """Answer exactly."""
        found = self._searcher.search(self._query(question), limit=None, optimize=False)
        hits = found.top_n
        rows = np.fromiter((document for _, document in hits), np.int64, len(hits))
        scores = np.fromiter((score for score, _ in hits), np.float64, len(hits)) if question.tokens else None
        total, facets, best = self._sidecar.answer(rows, scores, question)
        documents = [orjson.loads(self._searcher.stored_fields(row)["stored"]) for row in best.tolist()]
        return Answer(total, facets, [(one["id"], one) for one in documents])

    def _query(self, question: Question) -> Query:
        parts: list[Query] = []
        if question.tokens:
            terms = [Or([Term(name, token) for name in FIELDS]) for token in question.tokens]
            parts.append(And(terms) if question.every else Or(terms))
        for numbers in self._sidecar.wanted(question):
            parts.append(_silent(Or([Term("facet", f"f{number}") for number in numbers])))
        if question.slots:
            parts.append(_silent(Or([Term("facet", f"s{n}") for n in range(SLOTS) if question.slots >> n & 1])))
        around = box(question)
        if around is not None:
            south, north, west, east = around
            parts += [_silent(NumericRange("lat", south, north)), _silent(NumericRange("lon", west, east))]
        return And(parts) if parts else Every()


def _silent(query: Query) -> Query:
    return ConstantScoreQuery(query, 0.0)
