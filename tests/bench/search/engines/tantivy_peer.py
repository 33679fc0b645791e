"""tantivy (tantivy-py): text, facet values and a box on fast fields; distance and counts with NumPy.

Where no radius is asked for, tantivy counts the facets itself (its aggregation is exact there) and no list of hits
goes through Python.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import tantivy
from tantivy import FieldType, Occur, Query

from index.schema import BOOSTS
from tests.bench.search.questions import Question
from tests.bench.search.rows import FIELDS, PARTS, Rows
from tests.bench.search.sidecar import PAGE, Answer, Sidecar, SidecarWriter, box

HEAP = 3_000_000_000
SLOTS = 7 * len(PARTS)
# Where the words alone leave fewer than this share of all, the ranges of the box cost more than they save.
FEW = 1 / 50


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="blanks", index_option="freq")
    builder.add_unsigned_field("facet", indexed=True, fast=True)
    builder.add_unsigned_field("slot", indexed=True)
    builder.add_unsigned_field("row", fast=True)
    builder.add_float_field("lat", fast=True)
    builder.add_float_field("lon", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def build(rows: Rows, folder: Path) -> None:
    """Write one segment where the memory allows, and the sidecar with the row of every document."""
    sidecar = SidecarWriter(rows.facets)
    path = folder / "tantivy"
    path.mkdir()
    index = tantivy.Index(_schema(), str(path))
    index.register_tokenizer("blanks", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(HEAP, 1)
    for at, row in enumerate(rows):
        sidecar.add(row)
        document = tantivy.Document()
        for name, text in zip(FIELDS, row.texts, strict=True):
            document.add_text(name, text)
        for number in row.facets:
            document.add_unsigned("facet", number)
        for number in range(SLOTS):
            if row.slots >> number & 1:
                document.add_unsigned("slot", number)
        document.add_unsigned("row", at)
        document.add_float("lat", row.lat)
        document.add_float("lon", row.lon)
        document.add_bytes("stored", row.stored.encode("utf-8"))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    sidecar.write(folder)
    _write_order(index, folder)


def _write_order(index: tantivy.Index, folder: Path) -> None:
    """Write which row each document is, and where a segment's documents begin."""
    index.reload()
    searcher = index.searcher()
    hits = [address for _, address in searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits]
    rows = searcher.fast_field_values("row", hits)
    starts = np.zeros(searcher.num_segments + 1, np.int64)
    for address in hits:
        starts[address.segment_ord + 1] += 1
    starts = starts.cumsum()
    order = np.zeros(len(hits), np.int64)
    for address, row in zip(hits, rows, strict=True):
        order[starts[address.segment_ord] + address.doc] = row
    np.save(folder / "order.npy", order)
    np.save(folder / "starts.npy", starts)


class Peer:
    """The open index."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder / "tantivy"))
        self._schema, self._searcher = index.schema, index.searcher()
        self._sidecar = Sidecar(folder)
        self._order, self._starts = np.load(folder / "order.npy", mmap_mode="r"), np.load(folder / "starts.npy")
        self._one_segment = len(self._starts) == 2

    def close(self) -> None:
        """Nothing is kept open that must be closed."""

    def answer(self, question: Question) -> Answer:
        """Answer exactly."""
        query = self._query(question)
        if question.place is None:
            return self._nationwide(query)
        hits = self._searcher.search(query, self._searcher.num_docs, count=False).hits
        found = np.fromiter((self._document(address) for _, address in hits), np.int64, len(hits))
        scores = np.fromiter((score for score, _ in hits), np.float64, len(hits)) if question.tokens else None
        rows = self._order[found]
        total, facets, best = self._sidecar.answer(rows, scores, question)
        places = {int(row): address for row, (_, address) in zip(rows, hits, strict=True)} if len(rows) < PAGE else None
        return Answer(total, facets, self._stored(best, rows, hits, places))

    def _document(self, address: Any) -> int:
        return address.doc if self._one_segment else int(self._starts[address.segment_ord]) + address.doc

    def _nationwide(self, query: Query) -> Answer:
        result = self._searcher.search(query, PAGE, count=True)
        size = len(self._sidecar.facets)
        counted = self._searcher.aggregate(query, {"facets": {"terms": {"field": "facet", "size": size}}})
        counts = np.zeros(size, np.int64)
        for bucket in counted["facets"]["buckets"]:
            counts[int(bucket["key"])] = bucket["doc_count"]
        return Answer(result.count, self._sidecar.shown(counts), [self._read(address) for _, address in result.hits])

    def _stored(self, best: np.ndarray, rows: np.ndarray, hits: Any, places: Any) -> list[tuple[str, Any]]:
        if places is None:
            wanted = np.flatnonzero(np.isin(rows, best))
            places = {int(rows[at]): hits[at][1] for at in wanted.tolist()}
        return [self._read(places[row]) for row in best.tolist()]

    def _read(self, address: Any) -> tuple[str, Any]:
        document = orjson.loads(bytes(self._searcher.doc(address).get_first("stored")))
        return document["id"], document

    def _query(self, question: Question) -> Query:
        parts: list[tuple[Occur, Query]] = []
        if question.tokens:
            terms = [self._term(token) for token in question.tokens]
            occur = Occur.Must if question.every else Occur.Should
            parts.append((Occur.Must, Query.boolean_query([(occur, term) for term in terms])))
        parts += [(Occur.Must, self._any("facet", numbers)) for numbers in self._sidecar.wanted(question)]
        if question.slots:
            parts.append((Occur.Must, self._any("slot", [n for n in range(SLOTS) if question.slots >> n & 1])))
        around = box(question)
        if around is not None and self._hits_at_most(question) > FEW * len(self._order):
            south, north, west, east = around
            parts.append((Occur.Must, self._between("lat", south, north)))
            parts.append((Occur.Must, self._between("lon", west, east)))
        return Query.boolean_query(parts) if parts else Query.all_query()

    def _hits_at_most(self, question: Question) -> int:
        if not question.tokens:
            return len(self._order)
        counts = [sum(self._searcher.doc_freq(name, token) for name in FIELDS) for token in question.tokens]
        return min(counts) if question.every else sum(counts)

    def _term(self, token: str) -> Query:
        fields = [(name, Query.term_query(self._schema, name, token, "freq")) for name in FIELDS]
        return Query.boolean_query([(Occur.Should, Query.boost_query(term, BOOSTS[name])) for name, term in fields])

    def _any(self, field: str, numbers: list[int]) -> Query:
        terms = [(Occur.Should, Query.term_query(self._schema, field, number)) for number in numbers]
        return Query.const_score_query(Query.boolean_query(terms), 0.0)

    def _between(self, field: str, low: float, high: float) -> Query:
        return Query.const_score_query(Query.range_query(self._schema, field, FieldType.Float, low, high), 0.0)
