"""What is found wrong, and the marks of what was seen, by which records are held together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing wrong: where (`where` a file, table or address; `path` in it), which rule, in words.

    `error` is what the standard forbids; `warning` what it allows and readers may stumble over.
    """

    where: str
    path: str
    rule: str
    message: str
    level: Level = "error"

    def __str__(self) -> str:
        place = ": ".join(filter(None, (self.where, self.path)))
        return f"{self.level} {place}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Reference:
    """An id that stands for an object of another kind."""

    where: str
    path: str
    kind: str
    identifier: str


class Seen:
    """The ids of the objects that others refer to, and the references to them that wait for the end."""

    def __init__(self) -> None:
        self._ids: dict[bytes, str] = {}
        self._kinds: set[str] = set()
        self._awaited: list[Reference] = []

    def define(self, kind: str, identifier: str, where: str, path: str) -> Iterator[Finding]:
        """Remember an object; an id that another kind has is a finding."""
        other = self._ids.setdefault(_key(identifier), kind)
        self._kinds.add(kind)
        if other != kind:
            yield Finding(where, path, "duplicate-id", f"{identifier} is the id of a {other} too")

    def has(self, kind: str, identifier: str) -> bool:
        """Whether there is such an object."""
        return self._ids.get(_key(identifier)) == kind

    def refer(self, found: Iterable[Reference]) -> None:
        """Remember references; those whose object was seen already need not wait."""
        self._awaited += [one for one in found if not self.has(one.kind, one.identifier)]

    def unresolved(self, is_whole: bool) -> Iterator[Finding]:
        """Yield a finding for each reference to nothing: an error where everything should be there (`is_whole`).

        Elsewhere it is a warning, and none where no object of the kind was shown at all.
        """
        for one in self._awaited:
            if not self.has(one.kind, one.identifier) and (is_whole or one.kind in self._kinds):
                level: Level = "error" if is_whole else "warning"
                message = f"there is no {one.kind} with the id {one.identifier}"
                yield Finding(one.where, one.path, "reference", message, level)


def _key(identifier: str) -> bytes:
    try:
        return UUID(identifier).bytes
    except ValueError:
        return identifier.encode("utf-8", "surrogatepass")
