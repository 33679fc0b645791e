"""The pages of a run as they came, kept until the run has ended, so that a crawl that was cut off goes on.

A run that goes on is read again from its first page, with the answers kept here in place of requests: so every
spider can go on, and gives what it would have given without the break. Only robots.txt is always asked for anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

# An interrupted run that is older begins anew: its first pages would be of another time than its last.
YOUNG = timedelta(hours=24)
# Seconds between two times that pages are forced onto the disk: a server on this machine gives many a second.
_SYNC_EVERY = 1.0
_KEPT = {*range(200, 300), 301, 302, 303, 307, 308, 404, 410}


class PageJournal:
    """`<run>.pages`: a line about the run, then of each answer a line of JSON, its body, and a line end.

    Every answer is with the system before the next one is asked for, so that a kill loses none; a power cut loses
    a second's. The file is made with the first answer. One cut off in the middle of an answer ends before it.
    """

    def __init__(self, path: Path, mark: str, begun: datetime) -> None:
        self.path = path
        self.begun = begun
        self._mark = mark
        self._places: dict[str, int] = {}
        self._file: IO[bytes] | None = None
        self._synced = 0.0

    @classmethod
    def begin(cls, folder: Path, run: str, mark: str, now: datetime, done: set[str]) -> Self:
        """Return the journal of a run: of the newest one that was cut off, if it is young and of the same `mark`.

        Other journals in the folder are removed; `done` are the runs that ended well.
        """
        found: Self | None = None
        for path in sorted(folder.glob("*.pages"), reverse=True):
            older = None if found or path.stem in done else cls._read(path, mark, now)
            if older is None:
                path.unlink(missing_ok=True)
            else:
                found = older
                path.rename(folder / f"{run}.pages")
                found.path = folder / f"{run}.pages"
        return found or cls(folder / f"{run}.pages", mark, now)

    @classmethod
    def _read(cls, path: Path, mark: str, now: datetime) -> Self | None:
        with path.open("rb") as file:
            try:
                about = json.loads(file.readline())
                journal = cls(path, mark, datetime.fromisoformat(about["begun"]))
                if about["mark"] != mark or not now - YOUNG < journal.begun <= now:
                    return None
            except (ValueError, TypeError, KeyError):
                return None
            whole = list(_answers(file))
        if not whole:
            return None
        journal._places = {key: place for key, place, _ in whole}
        os.truncate(path, whole[-1][2])
        return journal

    def __len__(self) -> int:
        return len(self._places)

    def find(self, request: Request) -> Response | None:
        """Return the answer kept for a request, or None."""
        place = self._places.get(_key(request))
        if place is None:
            return None
        with self.path.open("rb") as file:
            file.seek(place)
            about = json.loads(file.readline())
            body = file.read(about["size"])
        headers = Headers(dict(about["headers"]), encoding="latin-1")
        kind = responsetypes.from_args(headers=headers, url=about["url"], body=body)
        return kind(url=about["url"], status=about["status"], headers=headers, body=body, flags=["journal"])

    def add(self, request: Request, response: Response) -> None:
        """Keep an answer. Raises OSError when it cannot be written."""
        if self._file is None:
            self._file = self.path.open("ab")
            if not self._file.tell():
                self._file.write(_line({"mark": self._mark, "begun": self.begun.isoformat()}))
        headers = [[name.decode("latin-1"), [value.decode("latin-1") for value in values]]
                   for name, values in response.headers.items()]  # fmt: skip
        about = {
            "key": _key(request), "url": response.url, "status": response.status, "headers": headers,
            "size": len(response.body), "crc": zlib.crc32(response.body),
        }  # fmt: skip
        place = self._file.tell()
        self._file.write(_line(about) + response.body + b"\n")
        self._file.flush()
        if time.monotonic() - self._synced > _SYNC_EVERY:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()
        self._places[about["key"]] = place

    def close(self) -> None:
        """Leave the pages for the run that goes on."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def drop(self) -> None:
        """Forget the pages: the run has ended."""
        self.close()
        self.path.unlink(missing_ok=True)


class JournalMiddleware:
    """Answers requests from the journal of the run, and keeps what other answers say.

    It stands below redirects and decompression, so that what is kept is what came over the line.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Return the kept answer, or None to ask the server."""
        journal = self._journal(request)
        return None if journal is None else journal.find(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep an answer that a run which goes on need not ask for again."""
        journal = self._journal(request)
        if journal is not None and response.status in _KEPT and "journal" not in response.flags:
            journal.add(request, response)
        return response

    def _journal(self, request: Request) -> PageJournal | None:
        if not request.url.startswith("http") or request.meta.get("dont_obey_robotstxt"):
            return None
        return getattr(self._crawler.spider, "journal", None)


def _answers(file: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    """Yield the key, the place and the end of each whole answer from where the file stands."""
    while True:
        place = file.tell()
        try:
            about = json.loads(file.readline())
            body = file.read(about["size"])
            if zlib.crc32(body) != about["crc"] or file.read(1) != b"\n":
                return
            yield about["key"], place, file.tell()
        except (ValueError, TypeError, KeyError):
            return


def _line(about: dict[str, Any]) -> bytes:
    return json.dumps(about).encode() + b"\n"


def _key(request: Request) -> str:
    asked = f"{request.method} {request.url}\n".encode() + request.body
    return hashlib.blake2b(asked, digest_size=16).hexdigest()
