"""PostgreSQL with PostGIS: GIN over a tsvector, GiST over points, planner's choice; distance and counts with NumPy.

The server runs in the engine's own folder, on a Unix socket, as the user `postgres` when started by root, pinned like
its client: no parallel workers, no compilation of queries, nothing synced to disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import psycopg

from tests.bench.search.questions import Question
from tests.bench.search.rows import FIELDS, Row, Rows
from tests.bench.search.sidecar import Answer, Sidecar, SidecarWriter, box

# Where Debian keeps the programs and the extensions of each version.
PROGRAMS, EXTENSIONS = Path("/usr/lib/postgresql"), Path("/usr/share/postgresql")
# ts_rank knows four weights; the fields share them: D, C, B, A.
FIELD_WEIGHTS = dict(zip(FIELDS, "ACBDDD", strict=True))
WEIGHTS = "{0.33, 0.66, 0.83, 1.0}"
BITS = 62
# Seconds that a million listings may take to be written out at the end.
PATIENCE = "600"
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off",
    "max_parallel_workers_per_gather": "0", "max_parallel_maintenance_workers": "0", "autovacuum": "off",
    "shared_buffers": "1GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "effective_cache_size": "4GB",
    "random_page_cost": "1.1", "max_wal_size": "8GB", "wal_level": "minimal", "max_wal_senders": "0",
    "plan_cache_mode": "force_custom_plan",
}  # fmt: skip
# The header and trailer of COPY's binary format, and one row of (int4, float4) in it.
_HEADER, _TRAILER = 19, 2
_COPIED = np.dtype([("n", ">i2"), ("a", ">i4"), ("row", ">i4"), ("b", ">i4"), ("score", ">f4")])


class _Server:
    """A server of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self._home = folder / "server"
        self._user = "postgres" if os.geteuid() == 0 else None
        self._version = max(EXTENSIONS.glob("*/extension/postgis.control")).parents[1].name

    def create(self) -> None:
        self._home.mkdir(mode=0o700)
        if self._user:
            shutil.chown(self._home, self._user, self._user)
        self._run("initdb", "-D", "data", "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C", "--no-sync")
        with (self._home / "data" / "postgresql.conf").open("a") as out:
            out.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            out.write(f"unix_socket_directories = '{self._home}'\n")

    def start(self) -> None:
        self._run("pg_ctl", "start", "-w", "-t", PATIENCE, "-D", "data", "-l", "log")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-t", PATIENCE, "-m", "fast", "-D", "data")

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self._home), user="bench", dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [PROGRAMS / self._version / "bin" / program, *arguments],
            cwd=self._home,
            user=self._user,
            env={"LC_ALL": "C"},
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def build(rows: Rows, folder: Path) -> None:
    """Write the cluster and the sidecar."""
    server = _Server(folder)
    server.create()
    server.start()
    sidecar = SidecarWriter(rows.facets)
    masks = (len(rows.facets) + BITS - 1) // BITS
    columns = "".join(f", facets{at} bigint NOT NULL" for at in range(masks))
    try:
        with server.connect() as database:
            database.execute("CREATE EXTENSION postgis")
            with database.transaction():
                database.execute(
                    f"CREATE UNLOGGED TABLE listing(id int NOT NULL, point geometry(Point, 4326) NOT NULL, slots int"
                    f" NOT NULL{columns}, words tsvector NOT NULL)"
                )
                database.execute("CREATE UNLOGGED TABLE stored(id int NOT NULL, body text NOT NULL)")
                database.execute("ALTER TABLE stored ALTER COLUMN body SET STORAGE EXTERNAL")
                _fill(database, rows, sidecar, masks)
            database.execute("CREATE INDEX ON listing USING gin(words) WITH (fastupdate = off)")
            database.execute("CREATE INDEX ON listing USING gist(point)")
            database.execute("ALTER TABLE stored ADD PRIMARY KEY (id)")
            database.execute("VACUUM ANALYZE")
            database.execute("CHECKPOINT")
    finally:
        server.stop()
    sidecar.write(folder)


def _fill(database: psycopg.Connection[Any], rows: Rows, sidecar: SidecarWriter, masks: int) -> None:
    with database.cursor() as cursor, database.cursor() as other:
        with cursor.copy("COPY listing FROM STDIN") as copy:
            for at, row in enumerate(rows):
                sidecar.add(row)
                copy.write_row((at, f"SRID=4326;POINT({row.lon} {row.lat})", row.slots,
                                *_words_of(row.facets, masks), _vector(row)))  # fmt: skip
        with other.copy("COPY stored FROM STDIN") as copy:
            for at, row in enumerate(rows):
                copy.write_row((at, row.stored))


def _vector(row: Row) -> str:
    """A tsvector as text: tokens with position and weight; no parser of PostgreSQL reads them again."""
    places: dict[str, list[str]] = {}
    at = 0
    for name, text in zip(FIELDS, row.texts, strict=True):
        for token in text.split():
            at += 1
            places.setdefault(token, []).append(f"{min(at, 16_000)}{FIELD_WEIGHTS[name]}")
    return " ".join(f"{token}:{','.join(found[:200])}" for token, found in places.items())


def _words_of(numbers: list[int], masks: int) -> list[int]:
    found = [0] * masks
    for number in numbers:
        found[number // BITS] |= 1 << (number % BITS)
    return found


class Peer:
    """The running server and one connection to it."""

    def __init__(self, folder: Path) -> None:
        self._server = _Server(folder)
        self._server.start()
        self._database = self._server.connect()
        self._database.prepare_threshold = 0
        self._sidecar = Sidecar(folder)
        self._masks = (len(self._sidecar.facets) + BITS - 1) // BITS

    def close(self) -> None:
        """Stop the server."""
        self._database.close()
        self._server.stop()

    @property
    def helper(self) -> int:
        """The process that answers this connection."""
        return self._database.info.backend_pid

    def answer(self, question: Question) -> Answer:
        """Answer exactly."""
        where = self._where(question)
        score = "0::real"
        if question.tokens:
            score = f"ts_rank('{WEIGHTS}', words, '{self._tsquery(question)}'::tsquery)"
        sql = f"SELECT id, {score} FROM listing" + (f" WHERE {' AND '.join(where)}" if where else "")
        rows, scores = self._few(sql) if question.place is not None else self._many(sql)
        total, facets, best = self._sidecar.answer(rows, scores if question.tokens else None, question)
        return Answer(total, facets, self._stored(best))

    def _few(self, sql: str) -> tuple[np.ndarray, np.ndarray]:
        with self._database.cursor(binary=True) as cursor:
            cursor.execute(sql, prepare=False)
            found = cursor.fetchall()
        rows = np.fromiter((row for row, _ in found), np.int64, len(found))
        return rows, np.fromiter((score for _, score in found), np.float64, len(found))

    def _many(self, sql: str) -> tuple[np.ndarray, np.ndarray]:
        """Rows in one piece: the binary form of COPY is an array already."""
        with self._database.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)") as copy:
            data = b"".join(copy)
        found = np.frombuffer(data, _COPIED, (len(data) - _HEADER - _TRAILER) // _COPIED.itemsize, _HEADER)
        return found["row"].astype(np.int64), found["score"].astype(np.float64)

    def _where(self, question: Question) -> list[str]:
        where = [f"words @@ '{self._tsquery(question)}'::tsquery"] if question.tokens else []
        around = box(question)
        if around is not None:
            south, north, west, east = around
            where.append(f"point && ST_MakeEnvelope({west}, {south}, {east}, {north}, 4326)")
        for numbers in self._sidecar.wanted(question):
            words = [(at, word) for at, word in enumerate(_words_of(numbers, self._masks)) if word]
            where.append("(" + (" OR ".join(f"facets{at} & {word} <> 0" for at, word in words) or "false") + ")")
        if question.slots:
            where.append(f"slots & {question.slots} <> 0")
        return where

    def _tsquery(self, question: Question) -> str:
        return (" & " if question.every else " | ").join(question.tokens)

    def _stored(self, rows: np.ndarray) -> list[tuple[str, Any]]:
        if not len(rows):
            return []
        wanted = rows.tolist()
        with self._database.cursor(binary=True) as cursor:
            cursor.execute("SELECT id, body FROM stored WHERE id = ANY(%s)", (wanted,))
            bodies = dict(cursor.fetchall())
        documents = [orjson.loads(bodies[row]) for row in wanted]
        return [(one["id"], one) for one in documents]
