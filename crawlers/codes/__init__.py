"""What the codes of meeting lists and directories mean, in our words. One TOML file a code list.

A row may give `text` (the plain term, shown and searched), `needs`, `audiences`, `languages`,
`cost`, `accessibility`, `minimum_age`, `maximum_age`, `mode`; an empty row is a code that is known and
says nothing to a reader.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

_FACETS = {"needs", "audiences", "languages", "cost", "accessibility"}


@dataclass
class Meaning:
    """What a row's codes say together. Lists have no repeats; `unknown` holds codes nobody has described."""

    attributes: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    cost: list[str] = field(default_factory=list)
    accessibility: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@cache
def codes(name: str) -> dict[str, dict[str, Any]]:
    """Return the code list `name` (`meeting_guide`, `bmlt`, `samhsa`) as `{code: row}`."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def explain(name: str, found: list[str]) -> Meaning:
    """Return what the codes mean together, in their order."""
    meaning = Meaning()
    # Read only where there are codes: a list takes as long to read as forty rows.
    table = codes(name) if found else {}
    for code in dict.fromkeys(found):
        row = table.get(code)
        if row is None:
            meaning.unknown.append(code)
            continue
        if "text" in row:
            meaning.attributes.append(row["text"])
        for facet in row:
            if facet in _FACETS:
                values: list[str] = getattr(meaning, facet)
                values += [value for value in row[facet] if value not in values]
    return meaning
