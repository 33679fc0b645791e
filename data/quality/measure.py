"""The numbers of the quality report, from the store and the summaries of the runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from data import runs, taxonomy, visibility
from data.model import Listing
from data.quality.facts import FIELDS, frame
from data.settings import Settings
from data.store import Store

# Upper ends of the ages (days since a source last showed a listing) that are told apart; the last has none.
AGES = {"7 days": 7, "30 days": 30, "90 days": 90, "a year": 365, "longer": None}
_MOST_PLACES = 25
# Degrees: cells of the coverage map, about 17 miles high.
_CELL = 0.25

Numbers = dict[str, Any]
Progress = Callable[[Iterable[Listing], int, str], Iterable[Listing]]


def _no_progress(listings: Iterable[Listing], total: int, label: str) -> Iterable[Listing]:
    return listings


def measure(settings: Settings, now: datetime | None = None, progress: Progress = _no_progress) -> Numbers:
    """Return the numbers of the report as one object that JSON can write; `kith report --json` prints it.

    Raises StoreError when the store cannot be read.
    """
    now = now or datetime.now(UTC)
    store = Store(settings.store)
    try:
        hidden: set[str] = set()
        listings = frame(_watched(progress(store.listings(), store.count_listings(), "read listings"), hidden), hidden)
        names = {source: facts.get("name", source) for source, facts in store.sources().items()}
        redirects = len(store.redirects())
    finally:
        store.close()
    return {
        "made": now.replace(microsecond=0).isoformat(),
        "listings": len(listings),
        "shown": int((~listings["hidden"].astype(bool)).sum()),
        "needs": _by_need(listings),
        "states": _counts(listings["state"]),
        "places": _places(listings),
        "ages": _ages(listings["seen"], now),
        "confirmed": int(listings["confirmed"].notna().sum()),
        "missing": _missing(listings),
        "duplicates": _duplicates(listings, redirects),
        "sources": _sources(settings, listings, names),
        "map": _cells(listings),
    }


def _watched(listings: Iterable[Listing], hidden: set[str]) -> Iterable[Listing]:
    """Pass listings on; note the ids of those that may not be seen as they are."""
    for listing in listings:
        shown = visibility.public(listing)
        if shown is None or shown.location.visibility != "full":
            hidden.add(listing.id)
        yield listing


def _by_need(listings: pd.DataFrame) -> Numbers:
    """Listings by top need, in the order readers see needs; a listing of several needs counts for each."""
    counts = Counter(need for needs in listings["needs"] for need in needs)
    return {need: counts[need] for need in taxonomy.needs() if "/" not in need}


def _counts(column: pd.Series[Any]) -> Numbers:
    return {str(name): int(count) for name, count in column.dropna().value_counts().sort_index().items()}


def _places(listings: pd.DataFrame) -> list[Numbers]:
    """The towns with the most listings, and how many needs each covers."""
    placed = listings.dropna(subset=["city", "state"])
    counts = Counter(zip(placed["city"], placed["state"], strict=True))
    needs: dict[tuple[str, str], set[str]] = {}
    for city, state, found in zip(placed["city"], placed["state"], placed["needs"], strict=True):
        needs.setdefault((city, state), set()).update(found)
    largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_PLACES]
    return [
        {"city": city, "state": state, "listings": count, "needs": len(needs[city, state])}
        for (city, state), count in largest
    ]


def _ages(seen: pd.Series[Any], now: datetime) -> Numbers:
    days = (pd.Timestamp(now) - seen).dt.days
    left, counts = pd.Series(True, index=seen.index), {}
    for label, most in AGES.items():
        within = left & (days <= most) if most is not None else left
        counts[label] = int(within.sum())
        left &= ~within
    return counts


def _missing(listings: pd.DataFrame) -> Numbers:
    """`{top need: {field: share of its listings that lack it, 0 to 1}}`, and the same for all under `all`."""
    has = [f"has {name}" for name in FIELDS]
    groups = {"all": listings}
    by_need = listings[["needs", *has]].explode("needs")
    groups |= {str(need): group for need, group in by_need.groupby("needs")}
    return {
        need: {name: round(1 - float(group[f"has {name}"].astype(bool).mean()), 3) for name in FIELDS}
        for need, group in groups.items()
        if len(group)
    }


def _duplicates(listings: pd.DataFrame, redirects: int) -> Numbers:
    several = listings[listings["records"] > 1]
    across = several[several["sources"].map(len) > 1]
    pairs = Counter(" + ".join(sources[:3]) for sources in across["sources"])
    return {
        "records": int(listings["records"].sum()),
        "listings_of_several_records": len(several),
        "listings_of_several_sources": len(across),
        "ids_merged_away": redirects,
        "records_in_a_listing": _counts(listings["records"].clip(upper=10).astype(int).sort_values()),
        "sources_that_overlap": dict(pairs.most_common(15)),
    }


def _sources(settings: Settings, listings: pd.DataFrame, names: dict[str, str]) -> list[Numbers]:
    """A row a source: its last run, whether it counted, what was left out and why, and how many listings show it."""
    shown = Counter(source for sources in listings["sources"] for source in sources)
    folders = {folder.name for folder in settings.raw.iterdir() if folder.is_dir()} if settings.raw.is_dir() else set()
    rows = []
    for source in sorted(folders | names.keys()):
        last = _last_summary(settings, source)
        rows.append(
            {
                "source": source,
                "name": names.get(source, source),
                "listings": shown[source],
                "status": last.status if last else "never crawled here",
                "run": last.run if last else None,
                "read": last.read if last else 0,
                "records": last.records if last else 0,
                "skipped": dict(sorted(last.skipped.items())) if last else {},
                "message": last.messages[0] if last and last.messages else None,
            }
        )
    return rows


def _last_summary(settings: Settings, source: str) -> runs.RunSummary | None:
    """The newest run of a source, good or not."""
    for path in sorted((settings.raw / source).glob("*.json"), reverse=True):
        try:
            return runs.RunSummary(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            continue
    return None


def _cells(listings: pd.DataFrame) -> list[list[float]]:
    """Listings by cell of a quarter degree: `[lat, lon, number]` of cell centres, WGS84 degrees."""
    points = listings[["lat", "lon"]].dropna().astype(float)
    cells = Counter(map(tuple, ((points / _CELL).round() * _CELL).to_numpy().tolist()))
    return sorted([lat, lon, count] for (lat, lon), count in cells.items())
