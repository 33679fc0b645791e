"""The only module that imports Whoosh: schema, analyzer, segments, query classes.

No Whoosh object is used on the request path except immutable query trees and the analyzer, which is kept
one a thread: a Searcher shared by threads gives wrong answers. Whoosh's files are pickles, so only
segments built here are ever opened.

Segments are written through Whoosh's own codec, postings of a term at a time instead of one by one, which
is many times faster; any Whoosh reader reads them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import analysis, fields, writing
from whoosh import index as whoosh_index
from whoosh.codec import whoosh3 as codec
from whoosh.query import And, Every, Or, Query, Term
from whoosh.support.charset import accent_map
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.inverting import FieldPostings, Inverter
from index.schema import BOOSTS

__all__ = ["And", "Every", "Or", "Query", "Term", "inverter", "kept_lengths", "postings", "tokens", "write_segment"]

LONGEST_TOKEN = 40
# Postings in a block of the segment: large ones are read and written faster, and nothing seeks within them.
_BLOCK = 2048
# Whoosh tells longer fields no longer apart.
_LONGEST_COUNTED = 106_375
_WORD = r"[^\W_]+(?:['’][^\W_]+)*"
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be by can do for from get have help i if in is it me my need near of on or that the there
        this to want we where with you your looking find some any
        el la los las un una de del en y o para por con mi necesito busco ayuda cerca quiero""",
    )
)
_own = threading.local()


def _analyzer() -> analysis.Analyzer:
    return (
        analysis.RegexTokenizer(_WORD)
        | analysis.LowercaseFilter()
        | analysis.CharsetFilter(accent_map)
        | analysis.StopFilter(stoplist=STOP_WORDS, minsize=1, maxsize=LONGEST_TOKEN)
        | analysis.StemFilter(cachesize=10_000)
    )


def tokens(text: str) -> list[str]:
    """Return the tokens of a text as they stand in the index: lower case, no accents, stemmed, no stop words."""
    if not hasattr(_own, "analyzer"):
        _own.analyzer = _analyzer()
    return [token.text for token in _own.analyzer(text)]


@lru_cache(maxsize=20_000)
def tokens_of_word(word: str) -> tuple[str, ...]:
    """Return the tokens of one typed word, remembered."""
    return tuple(tokens(word))


def inverter() -> Inverter:
    """Return an inverter that gives the tokens which `tokens` gives, for the fields of the schema."""
    return Inverter(BOOSTS, re.compile(_WORD), tokens)


def kept_lengths(lengths: np.ndarray) -> np.ndarray:
    """Return lengths as a segment keeps them: in steps of a byte (int32)."""
    known, where = np.unique(lengths, return_inverse=True)
    kept = [byte_to_length(length_to_byte(int(length))) if length else 0 for length in known]
    found: np.ndarray = np.array(kept, np.int32)[where]
    return found


def write_segment(folder: Path, count: int, inverted: Iterable[FieldPostings]) -> None:
    """Write one Whoosh segment of `count` documents whose numbers are those of the postings.

    `inverted` comes in order of field names. The folder must not exist.
    """
    schema = fields.Schema(**{name: fields.TEXT(analyzer=_analyzer(), phrase=False) for name in BOOSTS})
    folder.mkdir()
    writer = _BulkWriter(whoosh_index.create_in(folder, schema), codec=_BulkCodec(blocklimit=_BLOCK), compound=False)
    writer.fill(count, list(inverted))
    writer.commit(merge=False)


class _BulkCodec(codec.W3Codec):  # type: ignore[misc]
    """Whoosh's codec, with a writer of postings that takes all those of a term at once."""

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _BulkPostings:
        return _BulkPostings(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)


class _BulkWriter(writing.SegmentWriter):  # type: ignore[misc]
    """Whoosh's segment writer, fed with what is sorted already instead of documents."""

    def fill(self, count: int, inverted: list[FieldPostings]) -> None:
        """Set what is to be written, and write the lengths of the fields: a byte a document."""
        known = np.array([length_to_byte(length) for length in range(_LONGEST_COUNTED)], np.uint8)
        for one in inverted:
            name = codec._lenfield(one.name)
            self.perdocwriter._create_column(name, codec.LENGTHS_COLUMN)
            column = self.perdocwriter._get_column(name)
            column._dbfile.write(known[np.minimum(one.lengths, _LONGEST_COUNTED - 1)].tobytes())
            column._count = count
            self.perdocwriter._fieldlengths[one.name] = int(one.lengths.sum())
        self.perdocwriter._doccount = count
        self._inverted = inverted
        self.docnum = count
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        out = self.fieldwriter
        for one in self._inverted:
            out.start_field(one.name, self.schema[one.name])
            lengths = kept_lengths(one.lengths)
            ends = one.starts.tolist()
            for at, token in enumerate(one.tokens):
                part = slice(ends[at], ends[at + 1])
                out.start_term(token.encode("utf-8"))
                docs = one.docs[part]
                out._postwriter.add_many(docs, one.counts[part], lengths[docs])
                out.finish_term()
            out.finish_field()
        out.close()


class _BulkPostings(codec.W3PostingsWriter):  # type: ignore[misc]
    """Writes the same blocks as its parent, a block at a time."""

    def add_many(self, docs: np.ndarray, counts: np.ndarray, lengths: np.ndarray) -> None:
        """Add the postings of the term that was started: three arrays of one shape, documents ascending."""
        for start in range(0, len(docs), _BLOCK):
            if start:
                self._write_block()
            part = slice(start, start + _BLOCK)
            self._ids, self._weights = docs[part].tolist(), counts[part].astype(np.float64).tolist()
            self._values = counts[part].astype(">u4").tobytes()
            self._maxweight = max(self._weights)
            self._minlength, self._maxlength = int(lengths[part].min()), int(lengths[part].max())

    def _mini_values(self) -> bytes:
        return bytes(self._values)


def postings(folder: Path) -> Iterator[tuple[str, list[str], np.ndarray, np.ndarray, np.ndarray]]:
    """Yield `(field, tokens, starts, docs, counts)` of a segment, a field at a time (see FieldPostings).

    Postings are decoded a block at a time. Raises what Whoosh raises for a damaged segment.
    """
    with whoosh_index.open_dir(folder, readonly=True).reader() as reader:
        terms = iter(reader._terms.items())
        for name, of_field in groupby(terms, key=lambda item: item[0][0]):
            found: list[str] = []
            sizes: list[int] = [0]
            docs: list[np.ndarray] = []
            counts: list[np.ndarray] = []
            for (_, token), info in of_field:
                matcher = codec.W3LeafMatcher(reader._terms._postfile, *info.extent(), reader.schema[name].format)
                size = 0
                while True:
                    ids, weights = _block(matcher)
                    docs.append(ids)
                    counts.append(weights)
                    size += len(ids)
                    if matcher._lastblock:
                        break
                    matcher._next_block()
                found.append(token.decode("utf-8"))
                sizes.append(size)
            yield name, found, np.cumsum(sizes), _joined(docs), _joined(counts)


def _block(matcher: codec.W3LeafMatcher) -> tuple[np.ndarray, np.ndarray]:
    matcher._read_data()
    steps, weights, _ = matcher._data
    docs = np.cumsum(np.array(steps, np.int32), dtype=np.int32)
    if weights is None or isinstance(weights, float):
        return docs, np.full(len(docs), weights or 1, np.int32)
    return docs, np.array(weights, np.int32)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)
