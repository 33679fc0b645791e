from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest

from data import runs
from data.merging.batches import listing_row
from data.model import Listing
from data.quality.measure import measure
from data.quality.page import page
from data.settings import Settings
from data.store import Store
from tests.support.builders import make_listing, make_location

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)


def store(settings: Settings, *listings: Listing, merged: dict[str, str] | None = None) -> None:
    found = Store(settings.store)
    with found.writing() as writer:
        writer.put_source("a", {"name": "Source A"}, "r1")
        rows = (listing_row(json.loads(one.model_dump_json(exclude_defaults=True))) for one in listings)
        writer.put_listings(rows, merged or {})
    found.close()


def seen(listing: Listing, days: int, *sources: str) -> Listing:
    told = [
        listing.sources[0].model_copy(update={"source": source, "key": source, "seen": NOW - timedelta(days=days)})
        for source in sources
    ]
    return listing.model_copy(update={"sources": told})


@pytest.fixture
def numbers(settings: Settings) -> dict[str, Any]:
    """Three listings: one of two sources, one old without a place, one with a hidden address."""
    at = make_location(lat=39.8, lon=-89.65)
    one = make_listing("Main Library", needs=["libraries"], location=at)
    two = make_listing("Online circle", needs=["support-groups", "support-groups/grief"],
                       location={"location_type": "virtual"}, modes=["online"])  # fmt: skip
    three = make_listing("Safe house", needs=["support-groups"],
                         location=at.model_copy(update={"visibility": "hidden"}))  # fmt: skip
    store(
        settings, seen(one, 1, "a", "b"), seen(two, 60, "a"), seen(three, 500, "c"),
        merged={"44444444-4444-5444-8444-444444444444": one.id},
    )  # fmt: skip
    return measure(settings, NOW)


def test_listings_are_counted(numbers: dict[str, Any]) -> None:
    assert (numbers["listings"], numbers["shown"]) == (3, 2)
    assert numbers["needs"]["libraries"] == 1
    assert numbers["needs"]["support-groups"] == 2
    assert numbers["needs"]["volunteering"] == 0
    assert numbers["ages"] == {"7 days": 1, "30 days": 0, "90 days": 1, "a year": 0, "longer": 1}


def test_duplicates_are_counted(numbers: dict[str, Any]) -> None:
    assert numbers["duplicates"] == {
        "records": 4, "listings_of_several_records": 1, "listings_of_several_sources": 1, "ids_merged_away": 1,
        "records_in_a_listing": {"1": 2, "2": 1}, "sources_that_overlap": {"a + b": 1},
    }  # fmt: skip


def test_gaps_are_shares(numbers: dict[str, Any]) -> None:
    assert numbers["missing"]["libraries"]["street"] == 0
    assert numbers["missing"]["libraries"]["phone"] == 1
    assert numbers["missing"]["support-groups"]["point"] == 1
    assert numbers["missing"]["all"]["point"] == pytest.approx(0.667)


def test_a_hidden_place_is_nowhere(numbers: dict[str, Any]) -> None:
    assert numbers["map"] == [[39.75, -89.75, 1]]
    assert sum(numbers["states"].values()) == 1


def summary(source: str, run: str, status: runs.RunStatus, **more: Any) -> runs.RunSummary:
    return runs.RunSummary(source=source, run=run, status=status, **more)


def test_the_last_run_of_a_source_counts(settings: Settings) -> None:
    store(settings)
    folder = settings.raw / "a"
    folder.mkdir(parents=True)
    runs.write_summary(folder, summary("a", "20261101T000000000000Z", "ok", records=10))
    runs.write_summary(folder, summary("a", "20261102T000000000000Z", "kept", read=3, messages=["HTTP 500"]))
    (folder / "20261103T000000000000Z.json").write_text("{torn", "utf-8")
    [row] = measure(settings, NOW)["sources"]
    assert (row["status"], row["read"], row["message"]) == ("kept", 3, "HTTP 500")


def test_an_empty_directory_has_a_page(settings: Settings) -> None:
    Store(settings.store).close()
    text = page(measure(settings, NOW))
    html5lib.HTMLParser(strict=True).parse(text)
    assert "No source has been crawled yet" in text


def test_the_page_is_whole_and_asks_nobody(numbers: dict[str, Any]) -> None:
    numbers["sources"][0]["name"] = "<script>alert(1)</script> $x^2$"
    numbers["sources"][0]["skipped"] = {"no-name": 3}
    numbers["sources"][0]["source"] = "<b>$a_1$</b>"
    text = page(numbers)
    html5lib.HTMLParser(strict=True).parse(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    assert text.count("<svg") == 6
    assert "<script" not in text
    assert "<b>$" not in text
    assert not re.search(r"""(?:src|href)=["'](?!#|data:image/png)""", text)
    assert "Support groups" in text
    assert all(text.count(f">{state}<") for state in numbers["states"])


def test_the_same_numbers_give_the_same_page(numbers: dict[str, Any]) -> None:
    assert page(numbers) == page(numbers)


def test_the_command(settings: Settings, kith: Callable[..., Any], tmp_path: Path) -> None:
    done = kith("report", home=settings.home)
    assert done.status == 1
    assert "kith merge" in done.err
    store(settings, make_listing())
    done = kith("report", "--out", tmp_path / "r.html", home=settings.home)
    assert done.status == 0, done.err
    assert "Directory quality report" in (tmp_path / "r.html").read_text("utf-8")
    done = kith("report", "--json", home=settings.home)
    assert json.loads(done.out)["listings"] == 1
