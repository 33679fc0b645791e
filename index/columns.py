"""The arrays a search runs on, derived from listings and a Whoosh segment, one file each, memory-mapped.

Everything is in document order (`geo.band_order`): document `i` of the segment is row `i` of every column.

file            | type, shape       | holds
lat, lon        | f8 [n]            | WGS84 degrees of listings that may be measured, else NaN
band            | i4 [n]            | latitude band
name_rank       | i4 [n]            | place in the alphabet of names
flags           | u1 [facets, n/8]  | one bit row a facet value (`facets.json` names them)
times           | i4 [k, 4]         | document, weekday (0 Monday), opens, closes (minutes of the day)
area_rows       | i4 [m, 2]         | area number (`areas.json`), document, sorted
posting_docs    | i4 [p]            | documents of all terms, one term after the other
posting_scores  | f4 [p]            | their BM25F parts, weights included
posting_starts  | i8 [terms + 1]    | where a term's postings begin (`terms.json` names them)
stored, starts  | bytes, i8 [n + 1] | the listings as JSON
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from data.errors import GenerationError
from data.model import Listing
from index import areas, geo, whoosh_store
from index.facets import WEEKDAYS, facet_values
from index.schema import BOOSTS, K1, B, texts_of

Tick = Callable[[int], None]


def build(listings: list[Listing], redirects: dict[str, str], folder: Path, tick: Tick) -> dict[str, Any]:
    """Write all columns of the listings into `folder`; return facts for `meta.json`.

    `tick` is called with the number of listings that went through the slow part since the last call.
    """
    lat = np.array([_degrees(one.location.latitude, one) for one in listings], np.float64)
    lon = np.array([_degrees(one.location.longitude, one) for one in listings], np.float64)
    order = geo.band_order(lat, lon)
    listings = [listings[at] for at in order]
    _save(folder, "lat", lat[order])
    _save(folder, "lon", lon[order])
    _save(folder, "band", geo.bands(lat[order]))
    _save(folder, "name_rank", _name_rank(listings))
    _write_flags(folder, listings)
    _save(folder, "times", _times(listings))
    _write_areas(folder, listings)
    _write_stored(folder, listings)
    _write_json(folder, "redirects", redirects)
    whoosh_store.write_segment(folder / "whoosh", _documents(listings, tick))
    terms = _write_postings(folder, len(listings))
    return {"listings": len(listings), "terms": terms}


def _documents(listings: list[Listing], tick: Tick) -> Any:
    for listing in listings:
        yield texts_of(listing)
        tick(1)


def _degrees(value: float | None, listing: Listing) -> float:
    return value if value is not None and listing.has_public_point else math.nan


def _name_rank(listings: list[Listing]) -> np.ndarray:
    rank = np.empty(len(listings), np.int32)
    rank[sorted(range(len(listings)), key=lambda at: listings[at].name.casefold())] = np.arange(len(listings))
    return rank


def _write_flags(folder: Path, listings: list[Listing]) -> None:
    rows: dict[tuple[str, str], np.ndarray] = {}
    for at, listing in enumerate(listings):
        for facet, values in facet_values(listing).items():
            for value in values:
                key = facet, value
                if key not in rows:
                    rows[key] = np.zeros(len(listings), bool)
                rows[key][at] = True
    rows["status", "temporarily closed"] = np.array([one.status == "temporarily closed" for one in listings], bool)
    rows["alert", "yes"] = np.array([one.alert is not None for one in listings], bool)
    names = sorted(rows)
    bits = np.packbits([rows[name] for name in names], axis=1) if names else np.zeros((0, 0), np.uint8)
    _save(folder, "flags", bits)
    _write_json(folder, "facets", names)


def _times(listings: list[Listing]) -> np.ndarray:
    rows = []
    for at, listing in enumerate(listings):
        for one in listing.schedules:
            if not one.opens_at:
                continue
            opens = _minutes(one.opens_at)
            closes = _minutes(one.closes_at) if one.closes_at else opens
            days = WEEKDAYS if one.freq == "DAILY" else tuple(dict.fromkeys(day[-2:] for day in one.byday))
            rows += [(at, WEEKDAYS.index(day), opens, closes) for day in days]
    return np.array(rows, np.int32).reshape(-1, 4)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _write_areas(folder: Path, listings: list[Listing]) -> None:
    names: dict[str, int] = {}
    rows = [
        (names.setdefault(name, len(names)), at)
        for at, listing in enumerate(listings)
        for name in areas.served_by(listing)
    ]
    _save(folder, "area_rows", np.array(sorted(rows), np.int32).reshape(-1, 2))
    _write_json(folder, "areas", names)


def _write_stored(folder: Path, listings: list[Listing]) -> None:
    starts = [0]
    with (folder / "stored.bin").open("wb") as out:
        for listing in listings:
            starts.append(starts[-1] + out.write(listing.model_dump_json(exclude_defaults=True).encode("utf-8")))
    _save(folder, "starts", np.array(starts, np.int64))
    _write_json(folder, "ids", [listing.id for listing in listings])


def _write_postings(folder: Path, count: int) -> int:
    """Turn the segment's postings into documents and BM25F parts; return the number of terms."""
    names, starts = [], [0]
    docs_out, scores_out = (folder / "posting_docs.bin").open("wb"), (folder / "posting_scores.bin").open("wb")
    with docs_out, scores_out:
        for field, token, docs, counts, lengths in whoosh_store.postings(folder / "whoosh"):
            idf = math.log(1 + (count - len(docs) + 0.5) / (len(docs) + 0.5))
            held_back = K1 * (1 - B + B * lengths)
            scores = BOOSTS[field] * idf * counts * (K1 + 1) / (counts + held_back)
            docs_out.write(docs.astype("<i4").tobytes())
            scores_out.write(scores.astype("<f4").tobytes())
            names.append(f"{field}\t{token}")
            starts.append(starts[-1] + len(docs))
    _save(folder, "posting_starts", np.array(starts, np.int64))
    _write_json(folder, "terms", names)
    return len(names)


def _save(folder: Path, name: str, values: np.ndarray) -> None:
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def _write_json(folder: Path, name: str, value: object) -> None:
    (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")


class Columns:
    """The columns of one generation, read-only and memory-mapped; safe to share between threads.

    Raises GenerationError when a file cannot be read as what it should be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self.lat, self.lon, self.band = (self._array(name) for name in ("lat", "lon", "band"))
            self.flags, self.times, self.area_rows = (self._array(name) for name in ("flags", "times", "area_rows"))
            self.name_rank = self._array("name_rank")
            self._starts = self._array("posting_starts")
            self._stored_starts = self._array("starts")
            self._terms = {name: at for at, name in enumerate(self._json("terms"))}
            self.facets = {(facet, value): at for at, (facet, value) in enumerate(self._json("facets"))}
            self.areas: dict[str, int] = self._json("areas")
            self.redirects: dict[str, str] = self._json("redirects")
            self.ids: list[str] = self._json("ids")
            self._docs = self._raw("posting_docs", "<i4")
            self._scores = self._raw("posting_scores", "<f4")
            self._stored = self._raw("stored", np.uint8)
        except (OSError, ValueError, EOFError) as error:
            raise GenerationError(f"{folder.name}: {error}", code="damaged-index") from None

    def _array(self, name: str) -> np.ndarray:
        values: np.ndarray = np.load(self._folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return values

    def _raw(self, name: str, kind: Any) -> np.ndarray:
        path = self._folder / f"{name}.bin"
        return np.memmap(path, kind, "r") if path.stat().st_size else np.zeros(0, kind)

    def _json(self, name: str) -> Any:
        return json.loads((self._folder / f"{name}.json").read_text("utf-8"))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row number by listing id."""
        return {listing_id: at for at, listing_id in enumerate(self.ids)}

    def postings(self, field: str, token: str) -> tuple[np.ndarray, np.ndarray]:
        """Return `(documents i4, scores f4)` of a term; empty when it does not occur."""
        at = self._terms.get(f"{field}\t{token}")
        if at is None:
            return self._docs[:0], self._scores[:0]
        part = slice(int(self._starts[at]), int(self._starts[at + 1]))
        return self._docs[part], self._scores[part]

    def knows(self, word: str) -> bool:
        """Whether any listing has the word in any field."""
        return any(f"{field}\t{token}" in self._terms for token in whoosh_store.tokens(word) for field in BOOSTS)

    def flag(self, facet: str, value: str) -> np.ndarray:
        """Return a bool array of the documents that have a facet value."""
        at = self.facets.get((facet, value))
        if at is None:
            return np.zeros(len(self), bool)
        return np.unpackbits(self.flags[at], count=len(self)).view(bool)

    def in_area(self, name: str) -> np.ndarray:
        """Return the documents (i4, ascending) that say they serve an area."""
        number = self.areas.get(name)
        if number is None:
            return self.area_rows[:0, 1]
        start, end = np.searchsorted(self.area_rows[:, 0], [number, number + 1])
        return self.area_rows[start:end, 1]

    def listing(self, row: int) -> Listing:
        """Return the listing of a row."""
        part = self._stored[int(self._stored_starts[row]) : int(self._stored_starts[row + 1])]
        return Listing.model_validate_json(part.tobytes())
