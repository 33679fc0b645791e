"""The errors Kith raises on purpose: each names what is wrong and where."""

from __future__ import annotations


class KithError(Exception):
    """A problem worth one clear line on the terminal: what, and in which source, record and field.

    `code` is a short kebab-case word for programs; `str(error)` is the sentence for people.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "error",
        source: str | None = None,
        record: str | None = None,
        field: str | None = None,
    ) -> None:
        self.message = message
        self.code = code
        self.source = source
        self.record = record
        self.field = field
        super().__init__(str(self))

    def __str__(self) -> str:
        named = [("source", self.source), ("record", self.record), ("field", self.field)]
        where = ", ".join(f"{what} {value}" for what, value in named if value)
        return f"{where}: {self.message}" if where else self.message


class SourceFileError(KithError):
    """A source TOML file that cannot be used: names the file and the key."""


class FeedError(KithError):
    """A feed that cannot be read at all: truncated, of another format, empty, too large."""


class RowError(KithError):
    """One row of a feed that cannot become a record. `code` is the reason counted as skipped."""


class StoreError(KithError):
    """The store under the home directory cannot be opened or written."""


class GenerationError(KithError):
    """An index generation that is missing, cut short or of another format."""


class PlaceError(KithError):
    """A place that is not known, or that must be asked for."""


class QueryError(KithError):
    """A search request with a value that cannot be used; `field` names the parameter."""


class WordListError(KithError):
    """A word list of the search that cannot be used: names the file and the entry."""
