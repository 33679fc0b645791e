"""Searching a small real index: groups, filters, ranking, paging, the ladder, hostile queries."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as whoosh_index
from whoosh.searching import Searcher

from data.errors import PlaceError
from data.model import Attendance, Listing, Organization, Schedule, ServiceArea
from data.visibility import public
from index import generations, rank
from index.columns import Columns
from index.evaluate import evaluate, sums_of, text_query
from index.facets import FACETS, facet_values
from index.request import SearchRequest
from index.schema import BOOSTS
from index.scope import Ranges
from index.whoosh_store import Or, Query, Term
from tests.conftest import Build, make_listing, make_location

HOME = "62701"


def ask(directory: Any, text: str = "", **fields: Any) -> dict[str, Any]:
    return directory.search(SearchRequest(text=text, **({"near": HOME} | fields)))


def names(answer: dict[str, Any], group: str | None = None) -> list[str]:
    return [one["name"] for one in answer["results"] if group in (None, one["group"])]


NEAR = make_listing("Grief Circle", cost=["free"])
FAR = make_listing("Far Grief Circle", location=make_location(lat=41.8, lon=-87.6))
COUNTY = make_listing(
    "County Ride Line",
    location={"location_type": "virtual"},
    modes=["phone"],
    service_areas=[ServiceArea(extent_type="county", extent="Sangamon, IL")],
)
STATE = make_listing(
    "Illinois Warm Line",
    location={"location_type": "virtual"},
    modes=["phone"],
    service_areas=[ServiceArea(extent_type="state", extent="Illinois")],
)
OTHER_STATE = make_listing(
    "Ohio Warm Line",
    location={"location_type": "virtual"},
    modes=["phone"],
    service_areas=[ServiceArea(extent_type="state", extent="OH")],
)
COUNTRY = make_listing(
    "National Helpline",
    location={"location_type": "virtual"},
    modes=["phone"],
    service_areas=[ServiceArea(extent_type="country", extent="US")],
)
ONLINE = make_listing("Online Grief Circle", location={"location_type": "virtual"}, modes=["online"])
HYBRID_FAR = make_listing(
    "Hybrid in Chicago",
    location=make_location(lat=41.8, lon=-87.6),
    modes=["in_person", "online"],
    attendance=Attendance(url="https://meet.example.org/1"),
)
CLINIC_FAR = make_listing(
    "Telehealth Clinic", location=make_location(lat=41.8, lon=-87.6), modes=["in_person", "online"]
)
CLOSED = make_listing("Closed for Now", status="temporarily closed")
EVERYONE = (NEAR, FAR, COUNTY, STATE, OTHER_STATE, COUNTRY, ONLINE, HYBRID_FAR, CLINIC_FAR, CLOSED)


def test_three_groups_with_their_own_counts(build: Build) -> None:
    answer = ask(build(*EVERYONE))
    assert names(answer, "near") == ["Grief Circle"]
    assert sorted(names(answer, "area")) == ["County Ride Line", "Illinois Warm Line"]
    assert sorted(names(answer, "remote")) == ["Hybrid in Chicago", "National Helpline", "Online Grief Circle"]
    assert answer["groups"] == {"near": 1, "area": 2, "remote": 3}
    assert answer["total"] == 6


def test_without_a_place_everything_that_has_one_comes_first(build: Build) -> None:
    answer = ask(build(*EVERYONE), near=None)
    assert sorted(names(answer, "near")) == [
        "Far Grief Circle",
        "Grief Circle",
        "Hybrid in Chicago",
        "Telehealth Clinic",
    ]
    assert answer["groups"] == {"near": 4, "area": 3, "remote": 2}
    assert all(one["distance_miles"] is None for one in answer["results"])


def test_who_asks_for_online_finds_hybrid_meetings_there(build: Build) -> None:
    hybrid_near = make_listing(
        "Hybrid Nearby", modes=["in_person", "online"], attendance=Attendance(url="https://a.example")
    )
    answer = ask(build(hybrid_near, *EVERYONE), "online group")
    assert sorted(names(answer, "remote")) == ["Hybrid Nearby", "Hybrid in Chicago", "Online Grief Circle"]


def test_results_have_every_field_of_the_contract(build: Build) -> None:
    answer = ask(build(*EVERYONE), "grief", at=None)
    assert set(answer) == {"query", "crisis", "total", "took_ms", "relaxed", "groups", "results", "facets"}
    assert set(answer["query"]) == {
        "text", "needs", "cost", "modes", "languages", "audiences", "faith", "led_by", "accessibility", "when", "near",
        "unknown_place", "radius_miles", "terms", "corrected",
    }  # fmt: skip
    contract = {
        "id", "group", "name", "organization", "needs", "summary", "cost", "modes", "languages", "audiences", "address",
        "lat", "lon", "distance_miles", "phones", "url", "email", "schedules", "next", "status", "seen", "confirmed",
        "why", "score", "sources",
    }  # fmt: skip
    assert all(contract <= set(one) for one in answer["results"])
    assert set(answer["facets"]) == set(FACETS)


@pytest.mark.parametrize(("radius", "near"), [(0, 0), (0.4, 0), (0.6, 1), (150, 1), (200, 2), (12_500, 2)])
def test_radius(build: Build, radius: float, near: int) -> None:
    """Half a mile to the one, 173 miles to the other; an empty circle is widened, and says so."""
    answer = ask(build(NEAR, FAR), near="39.80,-89.66", radius_miles=radius)
    assert (answer["groups"]["near"] if answer["relaxed"] is None else 0) == near


def test_an_empty_circle_is_widened_and_says_so(build: Build) -> None:
    answer = ask(build(FAR), "grief")
    assert answer["relaxed"]["dropped"] == "distance"
    assert "200 miles" in answer["relaxed"]["text"]
    assert names(answer) == ["Far Grief Circle"]


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("grief group tuesday night", "day"),
        ("grief group for veterans", "audience"),
        ("grief group in vietnamese", "language"),
        ("grief zydeco", "words"),
    ],
)
def test_the_ladder_drops_one_condition_and_names_it(build: Build, text: str, dropped: str) -> None:
    answer = ask(build(NEAR), text)
    assert (answer["relaxed"] or {}).get("dropped") == dropped
    assert names(answer) == ["Grief Circle"]


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("greif circle", None),
        ("bereavment group", "bereavement group"),
        ("Alchoholics anonymus", "alcoholics anonymous"),
        ("zydeco", None),
        ("grief", None),
    ],
)
def test_misspelt_words_are_put_right_and_shown(build: Build, typed: str, better: str | None) -> None:
    """A word some listing has is never touched; one that is close to nothing is searched as it stands."""
    directory = build(
        NEAR, make_listing("Greif House"), make_listing("Sober", needs=["support-groups", "support-groups/alcohol"])
    )
    answer = ask(directory, typed)
    assert answer["query"]["corrected"] == better
    assert answer["query"]["text"] == typed
    assert answer["total"] > 0 or typed == "zydeco"


@pytest.mark.parametrize(
    ("typed", "better"),
    [("quiltign", "quilting"), ("Marigolt house", "marigold house"), ("quilt", None), ("zydeco", None)],
)
def test_a_word_close_to_one_of_a_listings_name_is_put_right(build: Build, typed: str, better: str | None) -> None:
    directory = build(NEAR, make_listing("Marigold House"), make_listing("Quilting Bee"))
    answer = ask(directory, typed)
    assert answer["query"]["corrected"] == better
    assert answer["total"] > 0 or better is None
    as_typed = ask(directory, typed, without=("correction",))
    assert as_typed["query"]["corrected"] is None
    assert as_typed["query"]["text"] == typed


def test_words_nobody_wrote_find_nothing_rather_than_everything(build: Build) -> None:
    answer = ask(build(*EVERYONE), "zydeco")
    assert (answer["total"], answer["results"]) == (0, [])


def test_cost_not_stated_follows_free_and_a_fee_is_left_out(build: Build) -> None:
    free = make_listing("B free", cost=["free"], location=make_location(lat=39.9))
    unstated = make_listing("A unstated")
    fee = make_listing("C fee", cost=["fee"])
    directory = build(free, unstated, fee)
    answer = ask(directory, "free grief group")
    assert names(answer) == ["B free", "A unstated"]
    assert "Cost not stated: ask" in answer["results"][1]["why"]
    assert names(ask(directory, "grief", cost=("free",))) == ["B free"]


def test_days_and_times(build: Build) -> None:
    def weekly(day: str, opens: str) -> list[Schedule]:
        return [Schedule(freq="WEEKLY", byday=[day], opens_at=opens, timezone="America/Chicago")]

    directory = build(
        make_listing("Tuesday night", schedules=weekly("TU", "19:00")),
        make_listing("Tuesday noon", schedules=weekly("TU", "12:00")),
        make_listing("Monday night", schedules=weekly("MO", "19:00")),
        make_listing("Both", schedules=weekly("TU", "09:00") + weekly("MO", "20:00")),
    )
    assert sorted(names(ask(directory, "grief tuesday"))) == ["Both", "Tuesday night", "Tuesday noon"]
    assert names(ask(directory, "grief tuesday night")) == ["Tuesday night"]
    assert sorted(names(ask(directory, "grief monday night"))) == ["Both", "Monday night"]


def test_a_name_counts_more_than_a_mention_and_near_more_than_far(build: Build) -> None:
    directory = build(
        make_listing("Quilting Bee", key="1"),
        make_listing("Other Bee", key="2", description="Also some quilting."),
        make_listing("Quilting Bee", key="3", location=make_location(lat=39.95)),
    )
    found = [one["sources"][0]["record"] for one in ask(directory, "quilting")["results"]]
    assert found[0] == "1"
    assert found.index("1") < found.index("3")


def test_paging_gives_every_listing_once(build: Build) -> None:
    directory = build(*(make_listing(f"Circle {number}") for number in range(25)))
    seen = [name for offset in range(0, 30, 7) for name in names(ask(directory, "grief", limit=7, offset=offset))]
    assert sorted(seen) == sorted(f"Circle {number}" for number in range(25))


def test_other_groups_show_five_and_page_alone(build: Build) -> None:
    online = [
        make_listing(f"Online {number:02d}", location={"location_type": "virtual"}, modes=["online"])
        for number in range(8)
    ]
    directory = build(*online)
    assert len(ask(directory)["results"]) == 5
    assert len(ask(directory, group="remote", limit=20)["results"]) == 8
    assert len(ask(directory, group="remote", limit=20, offset=6)["results"]) == 2


def test_sort_by_name_and_distance(build: Build) -> None:
    directory = build(make_listing("B", location=make_location(lat=39.9)), make_listing("a"), make_listing("C"))
    assert names(ask(directory, sort="name")) == ["a", "B", "C"]
    assert names(ask(directory, sort="distance"))[-1] == "B"


def test_hidden_addresses_have_no_coordinates_anywhere(build: Build) -> None:
    secret = make_listing("Safe House", location=make_location(visibility="hidden", name="The Old Mill"))
    shown = public(secret)
    assert shown is not None
    directory = build(shown)
    answer = ask(directory)
    assert names(answer, "area") == ["Safe House"]
    text = str(answer["results"]) + str(directory.listing(secret.id))
    assert not any(word in text for word in ("39.8", "89.6", "1 Sample Street", "Old Mill", "62701"))
    folder = generations.current_folder(build.settings.generations)
    assert not [path for path in folder.rglob("*") if path.is_file() and b"Sample Street" in path.read_bytes()]


def test_a_temporarily_closed_listing_keeps_its_page_and_is_not_offered(build: Build) -> None:
    directory = build(CLOSED)
    assert ask(directory)["total"] == 0
    assert directory.listing(CLOSED.id) == CLOSED


def test_redirects(build: Build) -> None:
    build.redirects["old"] = NEAR.id
    directory = build(NEAR)
    assert (directory.redirect("old"), directory.redirect("other"), directory.listing("other")) == (NEAR.id, None, None)


def test_facets_are_exact(build: Build) -> None:
    chance = random.Random(5)
    listings = [
        make_listing(
            f"Listing {number}",
            cost=chance.sample(["free", "donation", "fee"], chance.randint(0, 2)),
            languages=chance.sample(["en", "es", "vi"], chance.randint(0, 3)),
            audiences=chance.sample(["women", "men", "teens"], chance.randint(0, 2)),
            location=make_location(lat=39.8 + chance.uniform(-0.6, 0.6)),
        )
        for number in range(120)
    ]
    answer = ask(build(*listings), limit=200)
    found = {one["id"] for one in answer["results"]}
    assert 20 < len(found) < 120
    counts: dict[str, dict[str, int]] = {facet: {} for facet in answer["facets"]}
    for listing in listings:
        if listing.id in found:
            for facet, values in facet_values(listing).items():
                for value in values:
                    counts[facet][value] = counts[facet].get(value, 0) + 1
    assert {facet: dict(pairs) for facet, pairs in answer["facets"].items()} == counts


HOSTILE = [
    '*?[]"', "* OR *a* OR ?e*", "name:[a TO z]", "AND OR NOT", '"', "((((", "a" * 100_000, "x " * 50_000,
    "\x00\ud800", "~^:", "../../etc/passwd", "' OR 1=1 --", "𝔊𝔯𝔦𝔢𝔣", "\u202egrief",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("where", ["text", "near"])
def test_hostile_queries_get_an_answer_or_a_clear_error(build: Build, text: str, where: str) -> None:
    directory = build(NEAR)
    if where == "near":
        with pytest.raises(PlaceError) as caught:
            ask(directory, near=text)
        assert len(str(caught.value)) < 250
        return
    answer = ask(directory, text)
    assert len(answer["query"]["text"]) <= 500


WORDS = "grief circle walking choir library evening quilting spanish food bus clinic river".split()  # noqa: SIM905


def corpus(count: int, seed: int) -> list[Listing]:
    chance = random.Random(seed)
    return [
        make_listing(
            " ".join(chance.sample(WORDS, 2)).title(),
            key=str(number),
            organization=Organization(name=" ".join(chance.sample(WORDS, 2))),
            description=" ".join(chance.choices(WORDS, k=chance.randint(0, 30))) or None,
        )
        for number in range(count)
    ]


def test_columns_find_and_rank_what_a_whoosh_searcher_does(build: Build, tmp_path: Path) -> None:
    """The query tree run over columns gives the documents that Whoosh's own searcher finds for it."""
    build(*corpus(300, seed=1))
    folder = generations.current_folder(build.settings.generations) / "base"
    columns = Columns(folder)
    everything = Ranges([0, columns.documents])
    shutil.copytree(folder / "whoosh", tmp_path / "copy")
    chance = random.Random(2)
    with whoosh_index.open_dir(str(tmp_path / "copy")).searcher() as searcher:
        assert isinstance(searcher, Searcher)
        for _ in range(60):
            query = text_query(chance.sample(WORDS, chance.randint(1, 3)), chance.random() < 0.5)
            docs, scores = evaluate(query, columns, everything)
            expected = {hit.docnum for hit in searcher.search(_in_all_fields(query), limit=None)}
            assert docs.tolist() == sorted(expected)
            assert (scores > 0).all()
            summed = sums_of(query, columns, everything.marks(columns.documents))
            if summed is not None:
                assert summed.listed()[0].tolist() == docs.tolist()
                assert summed.listed()[1] == pytest.approx(scores)


def _in_all_fields(query: Query) -> Query:
    """The same tree with each term looked for in every field, as Whoosh's own index has them."""
    if isinstance(query, Term):
        return Or([Term(field, query.text) for field in BOOSTS])
    return type(query)([_in_all_fields(part) for part in query.subqueries])


def test_lines_for_anyone_in_danger_come_first(build: Build) -> None:
    def line(name: str, about: str) -> Listing:
        return make_listing(
            name, needs=["crisis"], location={"location_type": "virtual"}, modes=["phone"], description=about
        )

    directory = build(
        line("Gambling Helpline", "For gambling."),
        line("Suicide Crisis Lifeline Abroad", "Suicide, crisis.").model_copy(
            update={"service_areas": [ServiceArea(extent_type="country", extent="ZA")]}
        ),
        line("Veterans Line", "For veterans."),
        line("988 Suicide & Crisis Lifeline", "For thoughts of suicide or any crisis."),
        line("Domestic Violence Hotline", "When a partner is violent."),
    )
    assert names(ask(directory, "I want to kill myself"))[0] == "988 Suicide & Crisis Lifeline"
    assert names(ask(directory, "I want to kill myself", near=None))[0] == "988 Suicide & Crisis Lifeline"
    assert names(ask(directory, "domestic violence"))[0] == "Domestic Violence Hotline"


def test_leaving_out_what_cannot_be_on_the_page_changes_no_page(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = build(*corpus(400, seed=5))
    asked = [
        {"text": text, "near": near, "days": days, "limit": 5}
        for text in ("grief", "grief circle friday", "free grief or hope", "")
        for near in (None, HOME)
        for days in ((), ("MO",))
    ]
    whole = [ask(directory, **one)["results"] for one in asked]
    monkeypatch.setattr(rank, "_MANY", 4)
    monkeypatch.setattr(rank, "_EVERY", 2)
    monkeypatch.setattr(rank, "_FIRST", 30)
    monkeypatch.setattr(rank, "_AT_ONCE", 64)
    assert [ask(directory, **one)["results"] for one in asked] == whole
