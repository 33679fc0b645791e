"""The only module that imports Whoosh: schema, analyzer, segment writer, postings, query classes.

No Whoosh object is used on the request path except immutable query trees and the analyzer, which is kept
one a thread: a Searcher shared by threads gives wrong answers. Whoosh's files are pickles, so only
segments built here are ever opened.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from whoosh import analysis, fields
from whoosh import index as whoosh_index
from whoosh.query import And, Every, Or, Query, Term
from whoosh.support.charset import accent_map

from index.schema import BOOSTS

__all__ = ["And", "Every", "Or", "Query", "Term", "postings", "tokens", "write_segment"]

LONGEST_TOKEN = 40
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


def write_segment(folder: Path, documents: Iterable[dict[str, str]]) -> None:
    """Write one segment whose document numbers are the positions in `documents` (`{field: text}`)."""
    schema = fields.Schema(**{name: fields.TEXT(analyzer=_analyzer(), phrase=False) for name in BOOSTS})
    folder.mkdir()
    writer = whoosh_index.create_in(folder, schema).writer(limitmb=256)
    try:
        for document in documents:
            writer.add_document(**document)
        writer.commit(merge=False)
    except BaseException:
        writer.cancel()
        raise


def postings(folder: Path) -> Iterator[tuple[str, str, np.ndarray, np.ndarray, np.ndarray]]:
    """Yield `(field, token, documents, frequencies, lengths)` for every term, fields and tokens in order.

    The arrays have one shape: document numbers ascending (int32), how often the token stands in each
    (int32), and how long the field is there as a share of its mean length (float64; Whoosh keeps
    lengths in steps of a byte).
    """
    with whoosh_index.open_dir(folder, readonly=True).reader() as reader:
        count = reader.doc_count_all()
        lengths = {}
        for name in BOOSTS:
            mean = max(1.0, reader.field_length(name) / max(1, count))
            lengths[name] = np.array([reader.doc_field_length(doc, name) or 0 for doc in range(count)]) / mean
        for name in sorted(BOOSTS):
            for token in reader.lexicon(name):
                matcher = reader.postings(name, token)
                found = list(matcher.items_as("frequency"))
                docs = np.array([doc for doc, _ in found], np.int32)
                counts = np.array([count for _, count in found], np.int32)
                yield name, token.decode("utf-8"), docs, counts, lengths[name][docs]
