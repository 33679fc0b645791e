"""The only module that imports Whoosh: schema, analyzer, segments, query classes.

No Whoosh object is used on the request path except immutable query trees and the analyzer, which is kept
one a thread: a Searcher shared by threads gives wrong answers. Whoosh's files are pickles, so only
segments built here are ever opened.

Segments are written in the format of Whoosh's own codec (W3), a field at a time instead of posting by posting, which
is many times faster; any Whoosh reader reads them.
"""

from __future__ import annotations

import re
import struct
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import md5
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from pickle import dumps, load, loads
from typing import Any

import numpy as np
from whoosh import analysis, fields, writing
from whoosh import index as whoosh_index
from whoosh.codec import whoosh3 as codec
from whoosh.query import And, Every, Or, Query, Term
from whoosh.support.charset import accent_map
from whoosh.util.numeric import byte_to_length

from index.inverting import FieldPostings, Inverter
from index.schema import BOOSTS
from index.storage import spread

__all__ = ["And", "Every", "Or", "Query", "Term", "inverter", "kept_lengths", "postings", "tokens", "write_segment"]

LONGEST_TOKEN = 40
# Postings in a block of the segment: large ones are read and written faster, and nothing seeks within them.
_BLOCK = 2048
# How blocks are packed. Every Python that reads Whoosh's files reads this protocol.
_PICKLE, _COMPRESSION = 4, 3
# Postings that are decoded before they become arrays.
_DECODED_AT_ONCE = 1 << 18
# The parts of the files of a segment (`whoosh.codec.whoosh3`, W3TermInfo; `whoosh.filedb.filetables`).
_TERM_INFO = np.dtype(
    [("inlined", "u1"), ("weight", ">f4"), ("frequency", ">u4"), ("shortest", "u1"), ("longest", "u1"),
     ("largest", ">f4"), ("first", ">u4"), ("last", ">u4"), ("offset", ">i8"), ("extent", ">i4")]
)  # fmt: skip
_EXTENT, _SIZES, _LENGTH = struct.Struct("!qi"), struct.Struct("!ii"), struct.Struct("!i")
# The lengths that the bytes of a segment stand for; Whoosh tells longer fields no longer apart.
_LONGEST_BYTE = 255
_KEPT_LENGTHS = np.array([byte_to_length(byte) for byte in range(_LONGEST_BYTE + 1)], np.int32)
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
    return Inverter(BOOSTS, re.compile(_WORD), _tokens_of_words)


def _tokens_of_words(words: Sequence[str]) -> list[str | None]:
    """The token that `tokens` gives of each word; None for a stop word."""
    found: list[str | None] = [None] * len(words)
    stream = _numbered(words)
    for one in _analyzer().items[1:]:
        stream = one(stream)
    for token in stream:
        found[token.pos] = token.text
    return found


def _numbered(words: Sequence[str]) -> Iterator[analysis.Token]:
    """What the tokenizer makes of the words one by one, with each word's number for its position."""
    for at, word in enumerate(words):
        yield analysis.Token(text=word, pos=at, removestops=True, stopped=False)


def kept_lengths(lengths: np.ndarray) -> np.ndarray:
    """Return lengths as a segment keeps them: in steps of a byte (int32)."""
    found: np.ndarray = _KEPT_LENGTHS[_length_bytes(lengths)]
    return found


def write_segment(folder: Path, count: int, inverted: Iterable[FieldPostings]) -> None:
    """Write one Whoosh segment of `count` documents whose numbers are those of the postings.

    `inverted` comes in order of field names. The folder must not exist.
    """
    schema = fields.Schema(**{name: fields.TEXT(analyzer=_analyzer(), phrase=False) for name in BOOSTS})
    folder.mkdir()
    writer = _BulkWriter(whoosh_index.create_in(folder, schema), compound=False)
    writer.fill(count, list(inverted))
    writer.commit(merge=False)


class _BulkWriter(writing.SegmentWriter):  # type: ignore[misc]
    """Whoosh's segment writer, fed with what is sorted already instead of documents."""

    def fill(self, count: int, inverted: list[FieldPostings]) -> None:
        """Set what is to be written, and write the lengths of the fields: a byte a document."""
        for one in inverted:
            name = codec._lenfield(one.name)
            self.perdocwriter._create_column(name, codec.LENGTHS_COLUMN)
            column = self.perdocwriter._get_column(name)
            column._dbfile.write(_length_bytes(one.lengths).tobytes())
            column._count = count
            self.perdocwriter._fieldlengths[one.name] = int(one.lengths.sum())
        self.perdocwriter._doccount = count
        self._inverted = inverted
        self.docnum = count
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        out = self.fieldwriter
        for number, one in enumerate(self._inverted):
            out._fieldmap[one.name] = number
            _write_field(out._postfile, out._tindex, codec.pack_ushort(number), one)
        out.close()


def _length_bytes(lengths: np.ndarray) -> np.ndarray:
    """The byte that a segment keeps of each length (`whoosh.util.numeric.length_to_byte`)."""
    return np.minimum(np.searchsorted(_KEPT_LENGTHS, lengths), _LONGEST_BYTE).astype(np.uint8)


def _md5_hash(key: bytes) -> int:
    """What Whoosh's own function gives, sooner."""
    return int.from_bytes(md5(key, usedforsecurity=False).digest()[12:], "big")


def _write_field(postings_file: Any, terms_file: Any, prefix: bytes, one: FieldPostings) -> None:
    """Write the postings of a field and the entries of its terms, as W3PostingsWriter and W3TermInfo would."""
    if not one.tokens:
        return
    sizes = np.diff(one.starts)
    ordinals, terms = spread(np.zeros(len(sizes), np.int64), -(-sizes // _BLOCK))
    blocks = _Blocks(one, one.starts[terms] + ordinals * _BLOCK)
    position = postings_file.tell()
    written = list(map(postings_file.write, blocks.packed(ordinals == 0)))
    first = np.flatnonzero(ordinals == 0)
    infos = blocks.of_terms(first)
    infos["extent"] = np.add.reduceat(written, first)
    infos["offset"] = position + np.cumsum(infos["extent"], dtype=np.int64) - infos["extent"]
    _write_terms(terms_file, [prefix + token.encode("utf-8") for token in one.tokens], infos)


def _write_terms(terms_file: Any, keys: list[bytes], infos: np.ndarray) -> None:
    """Write the entries of terms as `OrderedHashWriter.add` would, which ascend."""
    held, size, position = infos.tobytes(), infos.itemsize, terms_file.tell()
    parts: list[bytes] = []
    for at, key in enumerate(keys):
        parts += (_SIZES.pack(len(key), size), key, held[at * size : (at + 1) * size])
        hashed = _md5_hash(key)
        terms_file.buckets[hashed & 255].append((hashed, position))
        terms_file.index.append(position)
        position += _SIZES.size + len(key) + size
    terms_file.dbfile.write(b"".join(parts))
    terms_file.lastkey = keys[-1]


class _Blocks:
    """The blocks of a field's postings, which begin at `starts`."""

    def __init__(self, one: FieldPostings, starts: np.ndarray) -> None:
        self._one = one
        self._starts = starts
        lengths = _length_bytes(one.lengths)[one.docs]
        self._least, self._most = (found.reduceat(one.counts, starts) for found in (np.minimum, np.maximum))
        self._shortest, self._longest = (found.reduceat(lengths, starts) for found in (np.minimum, np.maximum))

    def packed(self, is_first: np.ndarray) -> Iterator[bytes]:
        """Yield the blocks as they stand in the file, those that are the first of a term (bool) with a mark before.

        A block is its length, less than 0 for the last of a term, facts and postings.
        """
        one, starts = self._one, self._starts
        steps = np.diff(one.docs, prepend=0)
        steps[starts] = one.docs[starts]
        values = one.counts.astype(">u4").tobytes()
        ends = np.append(starts[1:], len(one.docs))
        facts_of = (starts, ends, one.docs[ends - 1], self._least, self._most.astype(float), self._shortest,
                    self._longest, is_first, np.append(is_first[1:], True))  # fmt: skip
        for start, end, doc, least, most, shortest, longest, begins, closes in zip(
            *(facts.tolist() for facts in facts_of), strict=True
        ):
            weights: Any = None
            if most > 1:
                weights = most if least == most else tuple(one.counts[start:end].astype(float).tolist())
            held = dumps((tuple(steps[start:end].tolist()), weights, values[4 * start : 4 * end]), _PICKLE)
            compression = 0 if len(held) < codec.COMPRESSION_MIN_SIZE else _COMPRESSION
            if compression:
                held = zlib.compress(held, compression)
            facts = dumps((end - start, doc, most, compression, shortest, longest), _PICKLE)
            size = len(facts) + len(held)
            mark = codec.WHOOSH3_HEADER_MAGIC if begins else b""
            yield b"".join((mark, _LENGTH.pack(-size if closes else size), facts, held))

    def of_terms(self, first: np.ndarray) -> np.ndarray:
        """Return what is told of each term besides where its postings are; `first` are the terms' first blocks."""
        one, found = self._one, np.zeros(len(first), _TERM_INFO)
        found["weight"] = np.add.reduceat(one.counts, one.starts[:-1])
        found["frequency"] = np.diff(one.starts)
        found["shortest"] = np.minimum.reduceat(self._shortest, first)
        found["longest"] = np.maximum.reduceat(self._longest, first)
        found["largest"] = np.maximum.reduceat(self._most, first)
        found["first"], found["last"] = one.docs[one.starts[:-1]], one.docs[one.starts[1:] - 1]
        return found


def postings(folder: Path) -> Iterator[tuple[str, list[str], np.ndarray, np.ndarray, np.ndarray]]:
    """Yield `(field, tokens, starts, docs, counts)` of a segment, a field at a time (see FieldPostings).

    Postings are decoded a block at a time. Raises what Whoosh, pickle or zlib raise for a damaged segment.
    """
    with whoosh_index.open_dir(folder, readonly=True).reader() as reader:
        names = {number: name for name, number in reader._terms._fieldmap.items()}
        entries = _entries(reader._terms._tindex)
        for prefix, of_field in groupby(entries, key=lambda entry: entry[0][:2]):
            found = _Decoded()
            tokens = []
            for key, info in of_field:
                offset, extent = _EXTENT.unpack_from(info, len(info) - _EXTENT.size)
                found.add(reader._terms._postfile.get(offset, extent))
                tokens.append(key[2:].decode("utf-8"))
            yield names[int.from_bytes(prefix, "big")], tokens, *found.arrays()


def _entries(table: Any) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and value of all terms of a segment in order."""
    held = table.dbfile.get(table.startofdata, table.endofdata - table.startofdata)
    at = 0
    while at < len(held):
        key_size, value_size = _SIZES.unpack_from(held, at)
        value = at + _SIZES.size + key_size
        at = value + value_size
        yield held[value - key_size : value], held[value:at]


class _Decoded:
    """The postings of one field, term after term."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, ...]] = []
        self._weights: list[tuple[float, ...]] = []
        self._held = 0
        self._sizes = [0]
        self._docs: list[np.ndarray] = []
        self._counts: list[np.ndarray] = []

    def add(self, extent: bytes) -> None:
        """Take the blocks of the next term."""
        file, size, at = BytesIO(extent), 0, len(codec.WHOOSH3_HEADER_MAGIC)
        while at < len(extent):
            file.seek(at + _LENGTH.size)
            facts = load(file)  # noqa: S301
            begin = file.tell()
            at += _LENGTH.size + abs(_LENGTH.unpack_from(extent, at)[0])
            held = zlib.decompress(extent[begin:at]) if facts[3] else extent[begin:at]
            steps, weights, _ = loads(held)  # noqa: S301
            self._blocks.append(steps)
            self._weights.append(weights if isinstance(weights, tuple) else (weights or 1,) * len(steps))
            size += len(steps)
        self._sizes.append(size)
        self._held += size
        if self._held >= _DECODED_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        steps = np.fromiter(chain.from_iterable(self._blocks), np.int64, self._held)
        upto = np.cumsum(steps)
        sizes = np.fromiter(map(len, self._blocks), np.int64, len(self._blocks))
        begins = np.cumsum(sizes) - sizes
        # Steps are counted anew in each block.
        self._docs.append((upto - np.repeat(upto[begins] - steps[begins], sizes)).astype(np.int32))
        self._counts.append(np.fromiter(chain.from_iterable(self._weights), np.int32, self._held))
        self._blocks, self._weights, self._held = [], [], 0

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return where each term's postings begin, documents and counts."""
        self._flush()
        return np.cumsum(self._sizes), np.concatenate(self._docs), np.concatenate(self._counts)
