"""The formats, and the one way all of them are written: chosen listings, as a stream, into a file or a folder."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple

from data.exporting.choice import Choice
from data.exporting.files import replacing, replacing_folder
from data.exporting.licences import Sharing, kept_back
from data.model import Listing
from data.sources import not_to_be_passed_on
from data.store import Store
from data.visibility import public


class Format(NamedTuple):
    """A format: the module of this package that writes it, the file's usual name, and what it is in a few words.

    What needs templates is written by a module of another package, found as an entry point `kith.exports`.
    """

    module: str | None
    file: str
    about: str


FORMATS = {
    "hsds": Format("hsds_json", "kith-hsds.json", "HSDS 3.1 services as one JSON document"),
    "hsds-tabular": Format("hsds_tabular", "kith-hsds.zip", "HSDS 3.1 tables as a zipped data package"),
    "csv": Format("csv_file", "kith.csv", "one table, a row a listing"),
    "xlsx": Format("workbook", "kith.xlsx", "the same table as an Excel workbook"),
    "geojson": Format("geojson", "kith.geojson", "a feature a listing, for maps"),
    "meeting-guide": Format("meeting_guide", "kith-meetings.json", "Meeting Guide JSON, groups only"),
    "site": Format(None, "kith-site", "a folder of HTML pages that need no server and no network"),
}
Tick = Callable[[Iterable[tuple[str, str]], int], Iterable[tuple[str, str]]]


@dataclass
class Chosen:
    """The public listings that were chosen, by id; may be gone over several times, and counts the last.

    `language` is that of our words about them, `listings` how many there were; `sharing` tells their sources' terms and
    what stayed here because of them.
    """

    store: Store
    choice: Choice
    wanted: Callable[[Listing], bool]
    tick: Tick
    back: frozenset[str]
    language: str = "en"
    listings: int = 0
    sharing: Sharing = field(default_factory=Sharing)

    def __iter__(self) -> Iterator[Listing]:
        """Yield them."""
        self.listings, self.sharing = 0, Sharing(self.back)
        for listing_id, content in self.tick(self.store.contents(), self.store.count_listings()):
            listing = public(self.store.read(listing_id, content))
            if listing and self.wanted(listing) and self.choice.takes(listing) and self.sharing.may_go(listing):
                self.listings += 1
                yield listing


def export(store: Store, name: str, path: Path, choice: Choice, tick: Tick, language: str = "en") -> Chosen:
    """Write the public listings that `choice` takes to `path`, in one step at the end; return what was written.

    `tick` is given the stored listings and how many there are, and yields them on; a site speaks `language`. Raises
    KithError for a store or a folder that cannot be used, or a language we do not speak; what stood at `path` is then
    as it was.
    """
    module = _writer(name)
    wanted = getattr(module, "is_group", lambda listing: True)
    chosen = Chosen(store, choice, wanted, tick, kept_back(store.sources(), not_to_be_passed_on()), language)
    if name == "site":
        with replacing_folder(path, module.MARK) as folder:
            module.write(chosen, folder)
    else:
        with replacing(path) as out:
            module.write(chosen, out)
    return chosen


def _writer(name: str) -> Any:
    module = FORMATS[name].module
    if module:
        return importlib.import_module(f"data.exporting.{module}")
    (point,) = entry_points(group="kith.exports", name=name)
    return point.load()
