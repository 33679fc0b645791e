"""From an address to the draft of a source and its test case, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawlers.drafting import case, look, recognise, sample
from crawlers.drafting.draft import Draft, draft
from data.settings import Settings


@dataclass(frozen=True)
class Begun:
    """What was recognised, drafted and written; `feeds` are addresses of feeds that the page names."""

    found: recognise.Recognised
    draft: Draft
    files: list[Path]
    feeds: list[str]


def begin(address: str, settings: Settings, name: str | None = None, into: Path | None = None) -> Begun:
    """Look at an address (or a local path) once and write a draft into the folder `into`, else `new-sources/ID`.

    Raises FeedError for what cannot be had or is no feed, KithError when the folder exists.
    """
    asked = recognise.address(address)
    payloads = look.fetch(asked.fetch, settings)
    found = recognise.recognise(payloads)
    if asked.format and found.format in ("json", "geojson"):
        found = recognise.Recognised(asked.format, "its address says so")
    proposed = draft(asked, found, payloads, name)
    folder = into or Path("new-sources") / proposed.source.id
    files = case.write(folder, proposed, sample.reduce(found, payloads))
    return Begun(found, proposed, files, recognise.feeds_named(payloads, address))
