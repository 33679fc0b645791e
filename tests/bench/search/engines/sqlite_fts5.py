"""SQLite: FTS5 first, then a box on plain columns; distance and counts with NumPy.

The plan that drives FTS5 by rowids of an R*Tree restarts the text search for every rowid and would be a straw man: the
R*Tree serves only questions without words.
"""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tests.bench.search.questions import Question
from tests.bench.search.rows import FIELDS, Rows
from tests.bench.search.sidecar import Answer, Sidecar, SidecarWriter, box

# Facet values are bits of as many whole numbers as needed; SQLite's are signed.
BITS = 62
WEIGHTS = "3.0, 2.0, 2.5, 1.5, 1.0, 1.0"


def build(rows: Rows, folder: Path) -> None:
    """Write the database and the sidecar."""
    sidecar = SidecarWriter(rows.facets)
    masks = (len(rows.facets) + BITS - 1) // BITS
    with sqlite3.connect(folder / "listings.db", isolation_level=None) as database:
        database.executescript(_schema(masks))
        cursor = database.cursor()
        cursor.execute("BEGIN")
        for at, row in enumerate(rows):
            sidecar.add(row)
            words = _words_of(row.facets, masks)
            cursor.execute(
                f"INSERT INTO text(rowid, {', '.join(FIELDS)}) VALUES (?, ?, ?, ?, ?, ?, ?)", (at, *row.texts)
            )
            marks = ", ".join("?" * (4 + masks))
            cursor.execute(f"INSERT INTO listing VALUES ({marks})", (at, row.lat, row.lon, row.slots, *words))
            cursor.execute("INSERT INTO stored VALUES (?, ?)", (at, row.stored))
            cursor.execute("INSERT INTO point VALUES (?, ?, ?, ?, ?)", (at, row.lat, row.lat, row.lon, row.lon))
        cursor.execute("INSERT INTO text(text) VALUES ('optimize')")
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")
    sidecar.write(folder)


def _schema(masks: int) -> str:
    columns = "".join(f", facets{at} INTEGER NOT NULL" for at in range(masks))
    return f"""
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192; PRAGMA cache_size = -200000;
        CREATE VIRTUAL TABLE text USING fts5({", ".join(FIELDS)}, content='', tokenize='ascii');
        CREATE TABLE listing(id INTEGER PRIMARY KEY, lat REAL, lon REAL, slots INTEGER NOT NULL{columns});
        CREATE TABLE stored(id INTEGER PRIMARY KEY, body TEXT NOT NULL);
        CREATE VIRTUAL TABLE point USING rtree(id, south, north, west, east);
    """


def _words_of(numbers: list[int], masks: int) -> list[int]:
    found = [0] * masks
    for number in numbers:
        found[number // BITS] |= 1 << (number % BITS)
    return found


class Peer:
    """The open database."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(f"file:{folder / 'listings.db'}?mode=ro", uri=True, cached_statements=512)
        self._database.execute("PRAGMA mmap_size = 8000000000")
        self._database.execute("PRAGMA cache_size = -200000")
        self._sidecar = Sidecar(folder)
        self._masks = (len(self._sidecar.facets) + BITS - 1) // BITS

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def answer(self, question: Question) -> Answer:
        """Answer exactly."""
        conditions, values = self._conditions(question)
        if question.tokens:
            match = (" AND " if question.every else " OR ").join(f'"{token}"' for token in question.tokens)
            where = " AND ".join(["text MATCH ?", *conditions])
            # Without conditions on the listing its table need not be visited at all.
            join = " CROSS JOIN listing ON listing.id = text.rowid" if conditions else ""
            sql = f"SELECT text.rowid, bm25(text, {WEIGHTS}) FROM text{join} WHERE {where}"
            found = _numbers(self._database.execute(sql, (match, *values)), 2)
            rows, scores = found[:, 0].astype(np.int64), -found[:, 1]
        else:
            rows, scores = _numbers(self._browse(question, conditions, values), 1)[:, 0].astype(np.int64), None
        total, facets, best = self._sidecar.answer(rows, scores, question)
        return Answer(total, facets, self._stored(best))

    def _browse(self, question: Question, conditions: list[str], values: list[float]) -> sqlite3.Cursor:
        around = box(question)
        where = " WHERE " + " AND ".join(conditions) if conditions else ""
        if around is None:
            return self._database.execute(f"SELECT id FROM listing{where}", values)
        inside = "point.north >= ? AND point.south <= ? AND point.east >= ? AND point.west <= ?"
        sql = f"SELECT listing.id FROM point CROSS JOIN listing ON listing.id = point.id WHERE {inside} AND "
        return self._database.execute(sql + " AND ".join(conditions), (*around, *values))

    def _conditions(self, question: Question) -> tuple[list[str], list[Any]]:
        conditions: list[str] = []
        values: list[Any] = []
        around = box(question)
        if around is not None:
            conditions.append("listing.lat BETWEEN ? AND ? AND listing.lon BETWEEN ? AND ?")
            values += around
        for numbers in self._sidecar.wanted(question):
            words = [(at, word) for at, word in enumerate(_words_of(numbers, self._masks)) if word]
            conditions.append("(" + (" OR ".join(f"listing.facets{at} & ?" for at, _ in words) or "0") + ")")
            values += [word for _, word in words]
        if question.slots:
            conditions.append("listing.slots & ?")
            values.append(question.slots)
        return conditions, values

    def _stored(self, rows: np.ndarray) -> list[tuple[str, Any]]:
        one = "SELECT body FROM stored WHERE id = ?"
        bodies = (self._database.execute(one, (row,)).fetchone()[0] for row in rows.tolist())
        return [(document["id"], document) for document in map(orjson.loads, bodies)]


def _numbers(cursor: sqlite3.Cursor, width: int) -> np.ndarray:
    return np.fromiter(itertools.chain.from_iterable(cursor), np.float64).reshape(-1, width)
