"""Records, listings and runs with ordinary contents; a test says only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.cleaned import Cleaned
from data.ids import listing_id
from data.model import Document, Listing, Location, Organization, Provenance, Record
from data.runs import RunSummary, RunWriter, source_facts, time_of
from data.sources import Source

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def make_listing(name: str = "Grief Circle", **changes: object) -> Listing:
    """Return a listing in the middle of Springfield, Illinois (ZIP 62701), with what the test is about changed."""
    source = str(changes.pop("source", "test"))
    key = str(changes.pop("key", name))
    facts: dict[str, object] = {
        "name": name,
        "organization": Organization(name="Sample Neighbors"),
        "needs": ["support-groups", "support-groups/grief"],
        "modes": ["in_person"],
        "location": make_location(),
    }
    provenance = Provenance(source=source, source_name="Test source", record=key, key=key, run="r1", seen=NOW)
    return Listing.model_validate(facts | changes | {"id": listing_id(source, key), "sources": [provenance]})


def as_stored(listing: Listing) -> Document:
    """Return a listing as JSON, as the store and the index have it."""
    return listing.model_dump(mode="json", exclude_defaults=True)


def make_location(lat: float | None = 39.8, lon: float | None = -89.65, **changes: object) -> Location:
    """Return a physical location with a street in Springfield, Illinois."""
    address = {"address_1": "1 Sample Street", "city": "Springfield", "state_province": "IL", "postal_code": "62701",
               "country": "US"}  # fmt: skip
    return Location.model_validate(
        {"latitude": lat, "longitude": lon, "precision": "point", "address": address} | changes
    )


def make_source(source_id: str = "test", **changes: object) -> Source:
    """Return a source read over HTTP, of the United States, that adds nothing of its own."""
    facts: dict[str, object] = {"id": source_id, "name": "Test source", "format": "csv", "url": "https://example.org/"}
    return Source.model_validate(facts | changes)


def make_record(key: str = "1", **changes: object) -> Record:
    """Return what source `test` says about a grief group in Springfield, Illinois."""
    facts: dict[str, object] = {
        "source": "test",
        "record": key,
        "key": key,
        "name": "Grief Circle",
        "organization": {"name": "Sample Neighbors"},
        "needs": ["support-groups/grief"],
        "modes": ["in_person"],
        "location": make_location(),
    }
    return Record.model_validate(facts | changes)


def crawled(raw: Path, run: str, *records: Record, source: Source | None = None) -> Path:
    """Leave a good run of one source under `raw`, as a crawl would; return the file of its lines.

    The records were seen at the time in the run id, or at NOW.
    """
    source = source or make_source()
    seen = time_of(run) or NOW
    with RunWriter(raw, source, run) as writer:
        for record in records:
            writer.write(record.model_copy(update={"source": source.id, "run": run, "seen": seen}))
        summary = RunSummary(source=source.id, run=run, status="ok", records=writer.records, facts=source_facts(source))
        writer.publish(summary)
    return raw / source.id / f"{run}.jsonl.gz"


def as_cleaned(record: Record) -> Cleaned:
    """Return a record as cleaning hands it to the store."""
    return Cleaned(record.source, record.key, record.run, record.seen, "mark", "found",
                   record.model_dump_json(exclude_defaults=True), True, ())  # fmt: skip
