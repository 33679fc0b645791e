"""Publishing what changed: the same answers as indexing everything anew, without indexing everything anew."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from data.model import Listing, Schedule
from data.settings import Settings, load_settings
from index import generations, publishing
from index.directory import Directory
from index.find import GROUPS
from index.request import SearchRequest
from index.whoosh_engine import WhooshEngine
from tests.support.builders import make_listing, make_location

# So many listings, of which one in twenty may change; in earnest it is worth it only where there are more.
COUNT = 800
WORDS = "grief circle walking choir library evening quilting food bus clinic river garden".split()  # noqa: SIM905
QUESTIONS = [
    SearchRequest(near="62701", limit=200),
    SearchRequest(near="62701", radius_miles=40, limit=200),
    SearchRequest(text="grief circle", near="62701", limit=200),
    SearchRequest(text="free walking", limit=200),
    SearchRequest(text="choir quilting river", limit=200, sort="name"),
    SearchRequest(text="tuesday evening", near="62701", limit=200),
    SearchRequest(near="62701", sort="distance", limit=200),
    SearchRequest(near="62701", languages=("es",), limit=200),
    SearchRequest(text="zebrafish", limit=200),
]


@dataclass
class Given:
    """Listings as the store gives them."""

    held: dict[str, Listing] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    reads: int = 0

    def put(self, *listings: Listing) -> None:
        self.held |= {one.id: one for one in listings}

    def marked_contents(self) -> Iterator[tuple[str, bytes, str]]:
        for listing_id, listing in sorted(self.held.items()):
            content = listing.model_dump_json(exclude_defaults=True)
            yield listing_id, blake2b(content.encode(), digest_size=8).digest(), content

    def marks(self) -> Iterator[tuple[str, bytes]]:
        for listing_id, mark, _ in self.marked_contents():
            yield listing_id, mark

    def contents_of(self, listing_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        for listing_id in set(listing_ids) & self.held.keys():
            yield listing_id, self.held[listing_id].model_dump_json(exclude_defaults=True)

    def count_listings(self) -> int:
        return len(self.held)

    def read(self, listing_id: str, content: str) -> Listing:
        self.reads += 1
        return Listing.read_stored(content)

    def redirects(self) -> dict[str, str]:
        return self.merged

    def tombstones(self) -> list[str]:
        return self.gone


def invented(number: int, chance: random.Random) -> Listing:
    days = chance.sample(["MO", "TU", "WE"], chance.randint(0, 2))
    when = [Schedule(freq="WEEKLY", byday=days, opens_at="19:00", timezone="America/Chicago")] if days else []
    place: Any = make_location(lat=39.8 + chance.uniform(-0.8, 0.8), lon=-89.65 + chance.uniform(-0.8, 0.8))
    online = chance.random() < 0.1
    return make_listing(
        " ".join(chance.sample(WORDS, 2)).title(),
        key=str(number),
        description=" ".join(chance.choices(WORDS, k=8)),
        cost=chance.sample(["free", "fee"], chance.randint(0, 1)),
        languages=chance.sample(["en", "es", "vi"], chance.randint(0, 2)),
        location={"location_type": "virtual"} if online else place,
        modes=["online"] if online else ["in_person"],
        schedules=when,
    )


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_FEW", COUNT // 2)


@pytest.fixture(scope="module")
def many() -> list[Listing]:
    chance = random.Random(3)
    return [invented(number, chance) for number in range(COUNT)]


@pytest.fixture
def given(many: list[Listing]) -> Given:
    found = Given()
    found.put(*many)
    return found


@pytest.fixture(scope="module")
def once(many: list[Listing], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them, published once; nothing may write into its files."""
    settings, found = load_settings(tmp_path_factory.mktemp("once")), Given()
    found.put(*many)
    assert publish(settings, found) == publishing.Published("gen-000001", len(many), whole=True)
    return settings.generations


@pytest.fixture
def published(settings: Settings, once: Path) -> Settings:
    """A home where all of them were published: the files are those of `once`."""
    generations.link(once, settings.generations)
    return settings


def publish(settings: Settings, given: Given, whole: bool = False, through: bool = True) -> publishing.Published:
    engine = WhooshEngine(through_whoosh=through)
    return publishing.publish(settings.generations, engine, given, whole, lambda length: lambda done: None)


def answers(settings: Settings) -> list[Any]:
    """What is found for all questions, without what may differ: how words are weighed, and so the order."""
    directory = Directory(settings)
    found = []
    for one in QUESTIONS:
        answer = directory.search(one)
        ids = [
            hit["id"]
            for group in GROUPS
            for start in range(0, answer["groups"][group], 200)
            for hit in directory.search(replace(one, group=group, offset=start))["results"]
        ]
        assert len(ids) == len(set(ids)) == answer["total"]
        found.append((answer["total"], answer["groups"], answer["facets"], sorted(ids)))
    return found


def test_nothing_changed_indexes_nothing(published: Settings, given: Given) -> None:
    settings = published
    before, given.reads = answers(settings), 0
    assert publish(settings, given) == publishing.Published("gen-000002", COUNT, whole=False)
    assert given.reads == 0
    assert answers(settings) == before


def test_changes_give_the_same_answers_as_indexing_all(published: Settings, given: Given, tmp_path: Any) -> None:
    settings, chance = published, random.Random(8)
    other = load_settings(tmp_path / "other")
    for round_ in range(3):
        ids = chance.sample(sorted(given.held), 10)
        for at, listing_id in enumerate(ids):
            listing = given.held[listing_id]
            if at < 3:
                del given.held[listing_id]
            elif at < 5:
                given.put(listing.model_copy(update={"status": "temporarily closed"}))
            elif at < 7:
                given.put(listing.model_copy(update={"standing": "hidden"}))
            else:
                changed = invented(at, chance).model_copy(update={"id": listing_id})
                given.put(changed.model_copy(update={"description": "Zebrafish and grief."}))
        given.put(*(invented(10_000 + 100 * round_ + number, chance) for number in range(3)))
        done = publish(settings, given)
        assert not done.whole
        publish(other, given, whole=True, through=False)
        assert answers(settings) == answers(other)
        assert done.listings == Directory(other).stats()["listings"]
    shown, gone = Directory(settings), set(ids[:3])
    assert [one for one in gone if shown.listing(one)] == []
    assert shown.listing(ids[4]).status == "temporarily closed"  # type: ignore[union-attr]
    assert shown.listing(ids[9]).description == "Zebrafish and grief."  # type: ignore[union-attr]


def test_who_goes_between_two_looks_at_the_store_is_left_out(published: Settings, given: Given) -> None:
    """Its mark was another, and then there is no text of it."""
    going, staying = sorted(given.held)[:2]
    for listing_id in (going, staying):
        given.put(given.held[listing_id].model_copy(update={"description": "Zebrafish."}))
    read = given.contents_of

    def goes(listing_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        wanted = set(listing_ids)
        assert wanted == {going, staying}
        given.held.pop(going, None)
        return read(wanted)

    with pytest.MonkeyPatch.context() as between:
        between.setattr(given, "contents_of", goes)
        publish(published, given)
    directory = Directory(published)
    assert directory.listing(going) is None
    assert [one["id"] for one in directory.search(SearchRequest(text="zebrafish"))["results"]] == [staying]


def test_names_sort_across_old_and_new(published: Settings, given: Given) -> None:
    settings = published
    given.put(make_listing("Aaa first", key="new-1"), make_listing("Zzz last", key="new-2"))
    publish(settings, given)
    found = Directory(settings).search(SearchRequest(near="62701", sort="name", limit=200, radius_miles=5))
    names = [one["name"].casefold() for one in found["results"] if one["group"] == "near"]
    assert len(names) > 5
    assert (names[0], names[-1], names) == ("aaa first", "zzz last", sorted(names))


def test_what_is_gone_is_known_to_be(published: Settings, given: Given) -> None:
    given.gone = ["ended"]
    given.merged["merged-before"] = "ended"
    publish(published, given)
    directory = Directory(published)
    ids = ("ended", "merged-before", "never-heard-of", next(iter(given.held)))
    assert [directory.is_gone(one) for one in ids] == [True, True, False, False]
    assert [directory.redirect(one) for one in ids] == [None, "ended", None, None]
    assert directory.listing("ended") is None


def test_redirects_follow_even_when_no_listing_changed(published: Settings, given: Given) -> None:
    settings = published
    target = next(iter(given.held))
    given.merged["merged-away"] = target
    assert not publish(settings, given).whole
    assert Directory(settings).redirect("merged-away") == target


def test_the_base_is_shared_and_outlives_the_generation_it_came_with(published: Settings, given: Given) -> None:
    settings = published
    first = (settings.generations / "gen-000001" / "base" / "lat.npy").stat().st_ino
    expected = answers(settings)
    for _ in range(3):
        publish(settings, given)
    newest = generations.current_folder(settings.generations)
    assert newest.name == "gen-000004"
    assert not (settings.generations / "gen-000001").exists()
    assert (newest / "base" / "lat.npy").stat().st_ino == first
    assert generations.verify(newest) > 30
    assert answers(settings) == expected


def test_many_changes_and_other_code_index_everything(
    published: Settings, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = published
    for listing_id in sorted(given.held)[: COUNT // 20 + 1]:
        del given.held[listing_id]
    assert publish(settings, given).whole
    monkeypatch.setattr(publishing, "code_fingerprint", lambda: "another")
    assert publish(settings, given).whole
    assert not publish(settings, given).whole


@pytest.mark.parametrize("name", ["base/lat.npy", "origin/ids.txt", "origin/marks.npy", "meta.json"])
def test_a_damaged_generation_is_not_built_upon(published: Settings, given: Given, name: str) -> None:
    settings = published
    path = settings.generations / "gen-000001" / name
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole[:-9])
    assert publish(settings, given).whole
    assert Directory(settings).search(QUESTIONS[0])["total"] > 100


def test_few_listings_are_always_indexed_whole(settings: Settings) -> None:
    few = Given()
    few.put(make_listing("Grief Circle"))
    assert publish(settings, few).whole
    assert publish(settings, few).whole


def test_without_whoosh_the_columns_are_the_same(published: Settings, given: Given, tmp_path: Any) -> None:
    """A build that leaves the segment out gives byte for byte the columns of one that goes through it."""
    direct = load_settings(tmp_path / "direct")
    publishing.publish(direct.generations, WhooshEngine(through_whoosh=False), given, True, lambda _: lambda done: None)
    through = published.generations / "gen-000001"
    names = sorted(os.listdir(through / "base"))
    assert sorted([*os.listdir(direct.generations / "gen-000001" / "base"), "whoosh"]) == names
    for name in names:
        if name != "whoosh":
            other = direct.generations / "gen-000001" / "base" / name
            assert other.read_bytes() == (through / "base" / name).read_bytes(), name
