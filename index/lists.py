"""Lists of the documents that have a thing, collected while documents are read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np


class Lists:
    """Pairs of a named thing and a document, collected in the order of documents."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self._things, self._docs = array("i"), array("i")

    def add(self, doc: int, names: Iterable[Any]) -> None:
        """Note that the document has each of the things."""
        for name in names:
            self._things.append(self.numbers.setdefault(name, len(self.numbers)))
            self._docs.append(doc)

    def sorted_pairs(self, position: np.ndarray) -> tuple[list[Any], np.ndarray, np.ndarray]:
        """Return the names in order, and thing and document of each pair in order."""
        names = sorted(self.numbers)
        rank = np.empty(len(names), np.int64)
        rank[[self.numbers[name] for name in names]] = np.arange(len(names))
        things, docs = rank[np.frombuffer(self._things, np.int32)], position[np.frombuffer(self._docs, np.int32)]
        order = np.lexsort((docs, things))
        return names, things[order], docs[order].astype(np.int32)
