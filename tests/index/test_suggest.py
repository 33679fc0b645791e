"""What is offered while somebody types: names and needs by any of their words, forgiving one wrong letter."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from data import taxonomy
from data.model import Listing, Organization
from data.settings import Settings, load_settings
from index import publishing
from index.crisis import is_crisis
from index.directory import Directory
from index.request import SearchRequest
from index.suggesting import need_phrases, words_of
from index.understand import understand
from index.whoosh_engine import WhooshEngine
from tests.conftest import Build, make_listing
from tests.index.test_publishing import Given

GRIEF = ["support-groups", "support-groups/grief"]
FOOD = ["practical-help", "practical-help/food"]
LISTINGS = [
    make_listing("Grief Circle", key="1"),
    make_listing("GRIEF CIRCLE", key="2"),
    make_listing("Grupo de Apoyo José", key="3"),
    make_listing("Soup and Company", key="4", needs=FOOD, organization=Organization(name="Circle Kitchen")),
    make_listing("Soup at Noon", key="5", needs=FOOD, organization=Organization(name="Circle Kitchen")),
    make_listing("互助小组", key="6", needs=FOOD),
    make_listing("Gone for Now", key="7", status="temporarily closed"),
]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    return Build(load_settings(tmp_path_factory.mktemp("home")))(*LISTINGS)


def texts(directory: Directory, typed: str, kind: str | None = None) -> list[str]:
    return [one["text"] for one in directory.suggest(typed) if kind in (None, one["kind"])]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gri", ["Grief and loss", "Grief Circle"]),
        ("GRIEF CIR", ["Grief Circle"]),
        ("circle gri", ["Grief Circle"]),
        ("circle k", ["Circle Kitchen"]),
        ("jose", ["Grupo de Apoyo José"]),
        ("apoyo josé", ["Grupo de Apoyo José"]),
        ("互助", ["互助小组"]),
        ("互", ["互助小组"]),
        ("greif cir", ["Grief Circle"]),
        ("kichen", ["soup kitchen", "Circle Kitchen"]),
        ("cmpany", ["Soup and Company"]),
        ("gone", []),
        ("zzqx", []),
        ("g", []),
        ("", []),
        ("  ", []),
        ("\x00' \ud800", []),
    ],
)
def test_any_word_is_found_by_its_beginning(directory: Directory, typed: str, expected: list[str]) -> None:
    assert texts(directory, typed) == expected


def test_what_an_offer_says(directory: Directory) -> None:
    assert directory.suggest("circle", 8)[-2:] == [
        {"text": "Circle Kitchen", "kind": "organization", "needs": [], "listings": 2},
        {"text": "Grief Circle", "kind": "name", "needs": [], "listings": 2},
    ]
    assert directory.suggest("loss and", 8) == [
        {"text": "Grief and loss", "kind": "need", "needs": ["support-groups/grief"], "listings": 3}
    ]


def test_needs_that_begin_so_come_first_then_what_most_have(build: Build) -> None:
    many = [make_listing("Food for All", key=str(at), needs=["support-groups"]) for at in range(9)]
    directory = build(*many, make_listing("Food Shelf", needs=FOOD), make_listing("A Food Shelf", needs=FOOD))
    found = directory.suggest("food", 8)
    begun = [one for one in found if one["kind"] == "need" and words_of(one["text"])[0].startswith("food")]
    assert begun
    assert found[: len(begun)] == begun
    named = [one["text"] for one in found if one["kind"] == "name"]
    assert named == ["Food for All", "A Food Shelf", "Food Shelf"]
    assert [one["listings"] for one in found if one["text"] == "Food for All"] == [9]


def test_one_offer_a_meaning_and_no_more_than_eight(build: Build) -> None:
    every = [make_listing(f"Support {need.split('/')[-1]}", needs=[need]) for need in taxonomy.needs()]
    for typed in ("su", "support", "me"):
        found = build(*every).suggest(typed, 8)
        meant = [tuple(one["needs"]) for one in found if one["kind"] == "need"]
        assert len(meant) == len(set(meant))
        assert len(found) == 8


def test_a_need_nobody_has_is_not_offered(build: Build) -> None:
    assert texts(build(make_listing("Choir", needs=FOOD)), "grie") == []


def test_nobody_is_offered_words_of_crisis() -> None:
    offered = [one.text for one in need_phrases()]
    assert not [text for text in offered if is_crisis(text)]


def test_what_is_offered_for_a_need_is_understood_as_that_need() -> None:
    for one in need_phrases():
        understood = understand(SearchRequest(text=one.text))
        assert set(understood.needs) <= set(one.needs), one.text
        assert understood.needs, one.text


def test_hostile_names_are_plain_or_left_out(build: Build) -> None:
    script = "<script>alert(1)</script> grief"
    directory = build(
        make_listing(script), make_listing("grief \u202e backwards", key="2"), make_listing("grief " * 40, key="3")
    )
    assert texts(directory, "grie", "name") == [script]


def test_the_order_listings_come_in_changes_nothing(build: Build) -> None:
    expected = None
    for seed in range(2):
        shuffled = random.Random(seed).sample(LISTINGS, len(LISTINGS))
        found = [build(*shuffled).suggest(typed, 8) for typed in ("gr", "ci", "so", "company")]
        assert found == (expected or found)
        expected = found


def publish(settings: Settings, given: Given) -> publishing.Published:
    return publishing.publish(settings.generations, WhooshEngine(), given, False, lambda length: lambda done: None)


def test_what_changed_since_is_offered_and_what_went_is_not(settings: Settings) -> None:
    given, filler = Given(), [make_listing(f"Filler {at}", key=f"f{at}", needs=FOOD) for at in range(2_100)]
    given.put(*filler, *LISTINGS)
    publish(settings, given)
    directory = Directory(settings)
    held: dict[str, Listing] = {one.name: one for one in LISTINGS}
    for name in ("Grief Circle", "Soup at Noon"):
        del given.held[held[name].id]
    given.put(make_listing("Grief Walk", key="3"), make_listing("Soup and Company", key="8", needs=FOOD))
    assert not publish(settings, given).whole
    counted: dict[str, Any] = {
        one["text"]: one["listings"]
        for typed in ("grief", "soup", "circle", "jose", "noon", "wal")
        for one in directory.suggest(typed, 8)
    }
    assert counted["GRIEF CIRCLE" if "GRIEF CIRCLE" in counted else "Grief Circle"] == 1
    assert counted["Grief and loss"] == 2
    assert counted["Grief Walk"] == 1
    assert counted["Soup and Company"] == 2
    assert counted["Circle Kitchen"] == 1
    assert not counted.keys() & {"Soup at Noon", "Grupo de Apoyo José"}


def test_needs_are_offered_after_changes_as_if_all_were_indexed(settings: Settings, tmp_path: Path) -> None:
    """Those the base has, and those that only a changed listing has."""
    given, other = Given(), load_settings(tmp_path / "other")
    given.put(*(make_listing(f"Filler {at}", key=f"f{at}", needs=FOOD) for at in range(2_100)))
    publish(settings, given)
    given.put(*(make_listing(f"Changed {at}", key=f"f{at}", needs=GRIEF) for at in range(3)))
    given.put(make_listing("New", key="new", needs=FOOD))
    assert not publish(settings, given).whole
    publish(other, given)
    changed, whole = Directory(settings), Directory(other)
    begun = {words_of(one.text)[0][:5] for one in need_phrases()}
    offers = {typed: whole.suggest(typed) for typed in begun}
    assert {typed: changed.suggest(typed) for typed in begun} == offers
    found = {tuple(one["needs"]) for offer in offers.values() for one in offer}
    assert any(GRIEF[1] in needs for needs in found)
    assert any(FOOD[1] in needs for needs in found)


def test_typing_is_answered_in_a_millisecond(build: Build) -> None:
    names = "grief circle walking choir library evening quilting food bus clinic river garden".split()  # noqa: SIM905
    chance = random.Random(2)
    directory = build(*(make_listing(" ".join(chance.sample(names, 3)), key=str(at)) for at in range(500)))
    directory.suggest("warm", 8)
    began = time.process_time()
    for _ in range(20):
        for typed in ("gr", "circle wa", "choir", "libary", "sup", "someone to talk", "zzqxy", "quiltign"):
            directory.suggest(typed, 8)
    # Ten times what it takes on an idle machine.
    assert (time.process_time() - began) / 160 < 0.003
