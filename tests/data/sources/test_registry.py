"""The registered public sources: whole, safe, settled for every fact we have, and something for every state."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.codes import codes
from data import gazetteer, places, sources, taxonomy
from data.sources import Source, check
from data.sources.serving import reach, serving

REASONS = {
    "ask-first", "asks-by-post", "columns-unknown", "damaged", "dated-events", "folded", "guarded", "key-needed",
    "lead-only", "no-feed-address", "no-place", "no-reader", "overlap", "own-selectors", "people", "platform-terms",
    "seasonal", "stale", "test-data", "unsafe", "weak-fit",
}  # fmt: skip
# Two that the facts do not have: Kith's own list, and the second question to one national service.
OURS = {"helplines", "findtreatment-mental-health"}
NEEDED = ("support-groups", "counseling", "treatment", "libraries", "spiritual", "practical-help")
# The largest by population in the 2020 census, by their first city.
METROS = (
    "New York, NY", "Los Angeles, CA", "Chicago, IL", "Dallas, TX", "Houston, TX", "Washington, DC",
    "Philadelphia, PA", "Atlanta, GA", "Miami, FL", "Phoenix, AZ", "Boston, MA", "Riverside, CA",
    "San Francisco, CA", "Detroit, MI", "Seattle, WA", "Minneapolis, MN", "Tampa, FL", "San Diego, CA", "Denver, CO",
    "Baltimore, MD", "Orlando, FL", "Charlotte, NC", "St. Louis, MO", "San Antonio, TX", "Portland, OR",
    "Austin, TX", "Pittsburgh, PA", "Sacramento, CA", "Las Vegas, NV", "Cincinnati, OH", "Kansas City, MO",
    "Columbus, OH", "Cleveland, OH", "Indianapolis, IN", "Nashville, TN", "San Jose, CA", "Virginia Beach, VA",
    "Jacksonville, FL", "Providence, RI", "Milwaukee, WI", "Raleigh, NC", "Oklahoma City, OK", "Louisville, KY",
    "Richmond, VA", "Memphis, TN", "Salt Lake City, UT", "Birmingham, AL", "Fresno, CA", "Grand Rapids, MI",
    "Hartford, CT",
)  # fmt: skip
STATES = [code for code in gazetteer.state_names() if code not in gazetteer.TERRITORIES]
# Where support groups come from national lists alone, as far as the facts reach.
ONLY_NATIONAL = {"DE", "WY", "Salt Lake City, UT"}


@pytest.fixture(scope="module")
def registered() -> dict[str, Source]:
    return sources.registered()


@pytest.fixture(scope="module")
def left_out() -> dict[str, dict[str, str]]:
    with (sources.registry_folder() / "left-out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, dict[str, str]]:
    with (shared / "source-facts.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


def test_every_source_is_whole(registered: dict[str, Source]) -> None:
    assert check.problems(registered.values(), registered=True) == []


def test_no_source_claims_to_have_been_tried(registered: dict[str, Source]) -> None:
    assert {one.state.how for one in registered.values()} == {"counted", "read", "listed", "shipped"}
    assert [one.id for one in registered.values() if one.state.tried] == []


def test_every_fact_is_registered_or_left_out_with_a_reason(
    registered: dict[str, Source], left_out: dict[str, dict[str, str]], facts: dict[str, dict[str, str]]
) -> None:
    assert len(facts) == 914
    assert set(registered) & set(left_out) == set()
    assert set(registered) - OURS | set(left_out) == set(facts)


def test_every_reason_is_known_and_leads_somewhere(
    registered: dict[str, Source], left_out: dict[str, dict[str, str]]
) -> None:
    assert {row["reason"] for row in left_out.values()} == REASONS
    for row in left_out.values():
        instead = row["more"].split(";")[0]
        if row["reason"] == "folded":
            assert instead in registered, row
        if row["reason"] == "overlap" and not instead.startswith("na-*"):
            assert instead in registered, row


def test_what_must_stay_out_stays_out(registered: dict[str, Source], facts: dict[str, dict[str, str]]) -> None:
    barred = ("ASK FIRST", "TEST DATA ONLY", "NOT THE FEED ADDRESS")
    assert [i for i in registered if any(word in facts.get(i, {"notes": ""})["notes"] for word in barred)] == []
    leads = {i for i in registered if "LEAD ONLY" in facts.get(i, {"notes": ""})["notes"]}
    assert leads == {one.id for one in registered.values() if one.lead}


def test_no_list_that_its_owner_closed_is_read(registered: dict[str, Source], shared: Path) -> None:
    text = (shared / "source-facts.md").read_text("utf-8")
    closed = re.search(r"restricted on 2026-09-28\*\* \(93\): (.*?)\.\n", text)
    assert closed is not None
    hosts = set(closed[1].split(", "))
    assert len(hosts) == 93
    assert [
        i for i, one in registered.items() if (urlsplit(one.url or "").hostname or "").removeprefix("www.") in hosts
    ] == []


def test_no_column_of_a_person_is_read(registered: dict[str, Source]) -> None:
    person = re.compile(r"contact_?(name|person|email)|director|officer|coordinator|leader|submitter|first_?name", re.I)
    read = {
        (one.id, column)
        for one in registered.values()
        for columns in one.columns.values()
        for column in (
            [columns] if isinstance(columns, str) else columns if isinstance(columns, list) else columns.first
        )
    }
    assert len(read) > 500
    assert [found for found in read if person.search(found[1])] == []


def test_what_openstreetmap_is_asked_for_is_understood(registered: dict[str, Source]) -> None:
    asked = [one for one in registered.values() if one.format == "overpass"]
    assert len(asked) == 8
    for one in asked:
        assert one.blanks == {"bbox"}
        known = {tag for tag, meaning in codes("osm").items() if meaning.get("needs")} | set(
            one.values.get("needs", {})
        )
        for line in (one.query or "").splitlines():
            tags = re.findall(r'\["([\w:]+)"(=|~)"\^?\(?([^"$)]+)', line)
            words = {f"{key}={part}" for key, _, value in tags for part in value.split("|")}
            assert not tags or words & known, line


@pytest.mark.parametrize("place", [*STATES, *METROS])
def test_a_place_has_each_kind_of_help(place: str, registered: dict[str, Source]) -> None:
    found = gazetteer.find_state(place) if place in STATES else places.find_place(place).place
    assert found is not None
    served = serving(registered.values(), reach(found, 25))
    kinds = {one.id: set(taxonomy.with_parents([*one.finds])) for one in served}
    for need in NEEDED:
        assert any(need in kind for kind in kinds.values()), need
    local = [one for one in served if one.area.scope != "national" and "support-groups" in kinds[one.id]]
    assert bool(local) is (place not in ONLY_NATIONAL)
