"""The directory as others use it: always the newest good generation."""

from __future__ import annotations

import threading
from typing import Any

from data.model import Listing
from data.settings import Settings
from index import generations
from index.engine import GONE, Engine, Generation
from index.request import SearchRequest
from index.suggest import DEFAULT_LIMIT
from index.whoosh_engine import WhooshEngine


class Directory:
    """Answers from the current generation under `settings.generations`; notices a switch by itself.

    Every method raises GenerationError while there is no generation that can be opened.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self._root = settings.generations
        self._engine = engine or WhooshEngine()
        self._lock = threading.Lock()
        self._mark: object = None
        self._open: Generation | None = None

    def current(self) -> Generation:
        """Return the generation to answer from: the current one, or the last good one when it is damaged."""
        mark = generations.mark(self._root)
        if self._open is not None and mark == self._mark:
            return self._open
        with self._lock:
            if self._open is None or mark != self._mark:
                self._open = generations.open_newest(self._root, self._engine, self._open)
                self._mark = mark
            return self._open

    def search(self, request: SearchRequest) -> dict[str, Any]:
        """Return the answer to a request (ARCHITECTURE.md, "The search answer")."""
        return self.current().search(request)

    def suggest(self, text: str, limit: int = DEFAULT_LIMIT) -> list[dict[str, Any]]:
        """Return what may be meant by what was typed so far, the best first (`index.suggest.suggest`)."""
        return self.current().suggest(text, limit)

    def listing(self, listing_id: str) -> Listing | None:
        """Return a listing by its id, or None."""
        return self.current().listing(listing_id)

    def redirect(self, listing_id: str) -> str | None:
        """Return where the id of a merged listing leads, or None."""
        return self.current().redirect(listing_id) or None

    def is_gone(self, listing_id: str) -> bool:
        """Whether there was a listing of this id, or one it was merged into, that its sources gave up for good."""
        current = self.current()
        target = current.redirect(listing_id)
        return target == GONE or (target is not None and current.redirect(target) == GONE)

    def stats(self) -> dict[str, Any]:
        """Return facts about the generation that answers."""
        return self.current().stats()
