"""Writes the columns of one part of a generation: listings in any order in, arrays in document order out.

Listings are taken one by one and not kept. File by file (`n` documents; document `i` is row `i` of all):

file                  | type, shape       | holds
lat, lon              | f8 [n]            | WGS84 degrees of listings that may be measured, else NaN
place_key             | f8 [placed]       | band and longitude in one ascending number (`geo.place_keys`)
vectors               | f8 [3, placed]    | their places in space (`geo.vectors`)
name_rank             | i4 [n]            | place in the alphabet of names
tie                   | u8 [n]            | the last word between equals: a hash of the id
weight                | f4 [n]            | what ranks a listing besides words and way: notices, freshness
terms                 | names             | tokens of all fields
posting_starts        | i8 [terms + 1]    | where a term's postings begin
posting_docs, _scores | i4, f4 [p]        | documents of each term, ascending, and their BM25F scores, weights included
dense, _scores        | i4 [d], f4 [d, n] | terms that very many have, and their score in each document, 0 for none
frequencies           | i4 [terms, fields]| in how many documents a term stands (`statistics.json`: the rest)
facet_docs, _starts   | i4 [f], i8        | documents of each rare facet value (`facets.json` names all), ascending
flags                 | u1 [common, bytes]| a bit for each document for the values many have (`common.npy` numbers them)
doc_facets, _starts   | u2 [f], i4 [n+1]  | the facet values of each document
doc_rare, _starts     | u2 [f], i4 [n+1]  | those of them that have no bits
area_docs, _starts    | i4 [a], i8        | documents that serve an area (`areas` names them), ascending
time_*                |                   | `index/times.py`
suggest_*             |                   | `index/suggesting.py`
catalog_*             |                   | `index/cataloguing.py`
ids                   | names             | listing ids
listings              | blobs             | the listing as JSON
card*                 |                   | `index/cards.py`

Documents with a public point come first, in bands of latitude and by longitude in each; then those
without; last those that are closed for now, which are in no list and are never found, only opened.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
from pydantic_core import to_json

from data import areas
from data.model import Listing
from index import geo, times, whoosh_store
from index.cards import CardWriter
from index.cataloguing import Cataloguing
from index.facets import facet_values
from index.inverting import FieldPostings
from index.lists import Lists
from index.schema import BOOSTS, texts_of
from index.scoring import Statistics, scored, weight_of
from index.storage import save, save_blobs, save_json, save_names, stable_hashes
from index.suggesting import Suggesting

FIELDS = tuple(sorted(BOOSTS))
# Bits are kept for values that at least one document in so many has: for rarer ones a list is shorter.
_COMMON_SHARE = 64
# Terms that more than one document in so many has are kept as a score for each.
_DENSE_SHARE = 3
Tick = Callable[[int], None]


def flag_bytes(documents: int) -> int:
    """Return how many bytes a bit for each document takes, in whole words of 64 bits."""
    return -(-documents // 64) * 8


def build(
    listings: Iterable[Listing],
    folder: Path,
    tick: Tick,
    statistics: Statistics | None = None,
    through_whoosh: bool = True,
    kept_back: frozenset[str] = frozenset(),
) -> int:
    """Write the columns of the listings into the empty `folder`; return how many there were.

    `statistics` are those of the part this one adds to; without them its own are used. With
    `through_whoosh` the postings are read back from the Whoosh segment that is written; without it they go
    straight into the columns, which gives the same answers sooner and leaves no segment.
    `kept_back` are sources whose records may not be passed on. `tick` is called with how many listings were taken
    since the last call.
    """
    with _Builder(folder, kept_back) as builder:
        for listing in listings:
            builder.add(listing)
            tick(1)
        return builder.finish(statistics, through_whoosh)


class _Builder:
    """What is known of the listings taken so far."""

    def __init__(self, folder: Path, kept_back: frozenset[str]) -> None:
        self._folder = folder
        self._inverter = whoosh_store.inverter()
        self._facets, self._areas = Lists(), Lists()
        self._times = times.Rows()
        self._suggesting = Suggesting()
        self._cataloguing = Cataloguing(kept_back)
        self._showing = CardWriter()
        self._degrees, self._weights, self._closed = array("d"), array("f"), array("b")
        self._ids: list[str] = []
        self._names: list[str] = []
        self._open_files = ExitStack()
        self._today = datetime.now(UTC).date()

    def __enter__(self) -> _Builder:
        self._listings = _Spool(self._open_files, self._folder / "listings.tmp")
        self._cards = _Spool(self._open_files, self._folder / "cards.tmp")
        return self

    def __exit__(self, *_: object) -> None:
        self._open_files.close()
        for spool in (self._listings, self._cards):
            spool.path.unlink(missing_ok=True)

    def add(self, listing: Listing) -> None:
        doc, shown = len(self._ids), listing.status == "active"
        self._ids.append(listing.id)
        self._names.append(listing.name.casefold())
        placed = shown and listing.has_public_point
        self._degrees.append(listing.location.latitude if placed else math.nan)  # type: ignore[arg-type]
        self._degrees.append(listing.location.longitude if placed else math.nan)  # type: ignore[arg-type]
        self._weights.append(weight_of(listing, self._today))
        self._closed.append(not shown)
        self._inverter.add(texts_of(listing) if shown else dict.fromkeys(BOOSTS, ""))
        if shown:
            pairs = [(facet, value) for facet, values in facet_values(listing).items() for value in values]
            self._facets.add(doc, pairs)
            self._areas.add(doc, areas.served_by(listing))
        self._suggesting.add(listing if shown else None)
        document = listing.model_dump(mode="json", exclude_defaults=True)
        rules = document.get("schedules", [])
        self._times.add(rules if shown else [])
        self._cataloguing.add(listing, document)
        self._listings.add(to_json(document))
        self._cards.add(self._showing.add(listing, rules))

    def finish(self, statistics: Statistics | None, through_whoosh: bool) -> int:
        folder, ties = self._folder, stable_hashes(self._ids)
        degrees = np.frombuffer(self._degrees, np.float64).reshape(-1, 2)
        closed = np.frombuffer(self._closed, np.int8)
        lat, lon = degrees[:, 0], degrees[:, 1]
        order = np.lexsort((ties, np.nan_to_num(lon), geo.bands(lat), closed))
        position = np.empty(len(order), np.int64)
        position[order] = np.arange(len(order))
        placed = int(np.count_nonzero(~np.isnan(lat)))
        save(folder, "lat", lat[order])
        save(folder, "lon", lon[order])
        save(folder, "place_key", geo.place_keys(lat[order][:placed], lon[order][:placed]))
        save(folder, "vectors", geo.vectors(lat[order][:placed], lon[order][:placed]))
        save(folder, "name_rank", _name_rank(self._names, ties)[order])
        save(folder, "tie", ties[order])
        save(folder, "weight", np.frombuffer(self._weights, np.float32)[order])
        save_names(folder, "ids", [self._ids[at] for at in order])
        self._write_facets(position)
        self._write_areas(position)
        self._times.write(folder, order)
        self._suggesting.write(folder, order)
        self._cataloguing.write(folder, order)
        save_blobs(folder, "listings", self._listings.read(order))
        shown = int(np.count_nonzero(closed == 0))
        schedules = self._showing.write(folder, self._cards.read(order))
        counts = {"documents": len(order), "placed": placed, "shown": shown, "schedules": schedules}
        save_json(folder, "counts", counts)
        self._write_postings(position, statistics, through_whoosh)
        return len(order)

    def _write_facets(self, position: np.ndarray) -> None:
        folder, count = self._folder, len(position)
        names, values, docs = self._facets.sorted_pairs(position)
        starts = np.searchsorted(values, np.arange(len(names) + 1))
        common = np.flatnonzero(np.diff(starts) * _COMMON_SHARE >= count)
        rows = np.zeros((len(common), count), bool)
        for at, value in enumerate(common):
            rows[at, docs[starts[value] : starts[value + 1]]] = True
        rare = ~np.isin(values, common)
        save_json(folder, "facets", names)
        save(folder, "facet_docs", docs[rare])
        save(folder, "facet_starts", np.searchsorted(values[rare], np.arange(len(names) + 1)).astype(np.int64))
        save(folder, "common", common.astype(np.int32))
        flags = np.zeros((len(common), flag_bytes(count)), np.uint8)
        flags[:, : -(-count // 8)] = np.packbits(rows, axis=1)
        save(folder, "flags", flags)
        for name, kept in (("doc_facets", slice(None)), ("doc_rare", rare)):
            by_doc = np.lexsort((values[kept], docs[kept]))
            save(folder, name, values[kept][by_doc].astype(np.uint16))
            save(folder, f"{name}_starts", np.searchsorted(docs[kept][by_doc], np.arange(count + 1)).astype(np.int32))

    def _write_areas(self, position: np.ndarray) -> None:
        names, things, docs = self._areas.sorted_pairs(position)
        save_names(self._folder, "areas", names)
        save(self._folder, "area_docs", docs)
        save(self._folder, "area_starts", np.searchsorted(things, np.arange(len(names) + 1)).astype(np.int64))

    def _write_postings(self, position: np.ndarray, given: Statistics | None, through_whoosh: bool) -> None:
        inverted = list(self._inverter.fields(position))
        if through_whoosh:
            inverted = self._through_segment(inverted, len(position))
        lengths = {one.name: one.lengths for one in inverted}
        statistics = given or Statistics.of(len(position), lengths)
        terms, starts, docs, scores, frequencies = scored(inverted, statistics, FIELDS)
        save_names(self._folder, "terms", terms)
        save(self._folder, "posting_starts", starts)
        save(self._folder, "posting_docs", docs)
        save(self._folder, "posting_scores", scores)
        save(self._folder, "frequencies", frequencies)
        self._write_dense(starts, docs, scores, len(position))
        kept = {"documents": statistics.documents, "mean_lengths": dict(statistics.mean_lengths)}
        save_json(self._folder, "statistics", kept)

    def _write_dense(self, starts: np.ndarray, docs: np.ndarray, scores: np.ndarray, count: int) -> None:
        dense = np.flatnonzero(np.diff(starts) * _DENSE_SHARE > count)
        rows = np.zeros((len(dense), count), np.float32)
        for row, term in zip(rows, dense.tolist(), strict=True):
            row[docs[starts[term] : starts[term + 1]]] = scores[starts[term] : starts[term + 1]]
        save(self._folder, "dense", dense.astype(np.int32))
        save(self._folder, "dense_scores", rows)

    def _through_segment(self, inverted: list[FieldPostings], count: int) -> list[FieldPostings]:
        whoosh_store.write_segment(self._folder / "whoosh", count, inverted)
        lengths = {one.name: one.lengths for one in inverted}
        inverted.clear()
        return [
            FieldPostings(name, tokens, starts, docs, counts, lengths[name])
            for name, tokens, starts, docs, counts in whoosh_store.postings(self._folder / "whoosh")
        ]


class _Spool:
    """Byte strings kept in a file until they are wanted in another order."""

    def __init__(self, stack: ExitStack, path: Path) -> None:
        self.path = path
        self._file: BinaryIO = stack.enter_context(path.open("w+b"))
        self._starts = array("q", [0])

    def add(self, blob: bytes) -> None:
        self._starts.append(self._starts[-1] + self._file.write(blob))

    def read(self, order: np.ndarray) -> Iterable[bytes]:
        self._file.flush()
        if self._starts[-1]:
            held = np.memmap(self._file, np.uint8, "r")
            for at in order.tolist():
                yield held[self._starts[at] : self._starts[at + 1]].tobytes()


def _name_rank(names: list[str], ties: np.ndarray) -> np.ndarray:
    rank = np.empty(len(names), np.int32)
    rank[sorted(range(len(names)), key=lambda at: (names[at], int(ties[at])))] = np.arange(len(names))
    return rank
