"""From the runs a crawl left to the listings of the store: clean, match, merge."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import ValidationError

from data import merging, runs
from data.cleaning import clean_record
from data.cleaning.points import shared_points
from data.errors import KithError
from data.geocoding import Geocoder
from data.model import Record
from data.settings import Settings
from data.sources import Source
from data.store import Store, Writer


@dataclass
class MergeResult:
    """What one merge did. `errors` holds a line for every source whose run could not be read."""

    sources: int = 0
    records: int = 0
    listings: int = 0
    exact_duplicates: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


Progress = Callable[[Iterable[Record], int, str], Iterable[Record]]


def _no_progress(records: Iterable[Record], total: int, label: str) -> Iterable[Record]:
    return records


def merge(settings: Settings, progress: Progress = _no_progress, again: bool = False) -> MergeResult:
    """Store the newest run of every source that is not stored yet, then regroup all records into listings.

    `again` cleans also the runs that were stored before, with today's rules.

    Everything happens in one transaction per source and one for the listings; a damaged run is named
    in `errors`, its source keeps what is stored. Raises StoreError when the store cannot be written.
    """
    result = MergeResult()
    store = Store(settings.store)
    try:
        for summary in runs.latest_runs(settings.raw):
            try:
                with store.writing() as writer:
                    _merge_run(settings, writer, summary, result, progress, again)
            except KithError as error:
                result.errors.append(str(error))
        with store.writing() as writer:
            _regroup(writer, result)
    finally:
        store.close()
    return result


def _merge_run(
    settings: Settings, writer: Writer, summary: runs.RunSummary, result: MergeResult, progress: Progress, again: bool
) -> None:
    result.sources += 1
    if writer.merged_run(summary.source) == summary.run and not again:
        return
    source = _source_of(summary)
    first_seen = writer.first_seen(summary.source)
    problems: Counter[str] = Counter()
    shared = shared_points(runs.read_records(settings.raw, summary))
    geocoder = Geocoder(settings)

    def rows() -> Iterator[tuple[Record, str, str]]:
        found = runs.read_records(settings.raw, summary)
        for record in progress(found, summary.records, f"clean {summary.source}"):
            cleaned = geocoder.place(clean_record(record, source, shared))
            problems.update(problem.field for problem in cleaned.problems)
            yield cleaned, merging.fingerprint(cleaned), first_seen.get(record.key, summary.run)

    writer.put_records(rows())
    writer.put_source(summary.source, summary.facts, summary.run)
    result.problems.update(problems)


def _source_of(summary: runs.RunSummary) -> Source:
    """The source as it was when it was crawled, from the run's own summary."""
    facts = dict(summary.facts)
    facts.setdefault("url", "https://local.invalid/")
    try:
        return Source.model_validate(facts)
    except ValidationError as error:
        raise KithError(f"run {summary.run}: {error.errors()[0]['msg']}", source=summary.source) from None


def _regroup(writer: Writer, result: MergeResult) -> None:
    assigned = merging.assign_listings(writer.record_marks())
    listing_of = dict(zip(zip(assigned["source"], assigned["key"], strict=True), assigned["listing"], strict=True))
    others = assigned[assigned["own"] != assigned["listing"]]
    merged = dict(zip(others["own"], others["listing"], strict=True))
    groups: dict[str, list[str]] = {}
    for source, key, content in writer.records():
        groups.setdefault(listing_of[source, key], []).append(content)
        result.records += 1
    facts = writer.source_facts()
    writer.put_listings(
        (merging.make_listing(one, [json.loads(text) for text in texts], facts) for one, texts in groups.items()),
        merged,
    )
    result.listings = len(groups)
    result.exact_duplicates = len(merged)
