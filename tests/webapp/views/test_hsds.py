"""The HSDS 3.1 API over the small community."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from data.hsds import terms
from data.hsds.listings import organization_of, service_id
from data.ids import listing_id
from data.model import Organization
from tests.support.builders import NOW, as_stored
from tests.support.hsds import official_faults, unknown_properties
from tests.webapp.support import community, full_listing, make_listing, publish, settings_at
from webapp import create_app

LISTS = {"services": "service", "service_at_locations": "service_at_location", "organizations": "organization",
         "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}  # fmt: skip
NOBODY = "00000000-0000-4000-8000-000000000000"
GROUP = listing_id("sample-groups", "group-1")


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., Any]:
    """Ask the API: `ask("services", page=2)` returns the JSON of the answer."""

    def fetch(path: str, status: int = 200, **query: Any) -> Any:
        response = client.get(f"/api/{path}", query_string=query)
        assert response.status_code == status, response.get_data(as_text=True)[:500]
        return response.get_json()

    return fetch


def _pages(ask: Callable[..., Any], name: str, **query: Any) -> Iterator[dict[str, Any]]:
    number = 1
    while True:
        page = ask(name, page=number, **query)
        yield page
        if page["last_page"]:
            return
        number += 1


def _all(ask: Callable[..., Any], name: str, **query: Any) -> list[dict[str, Any]]:
    return [one for page in _pages(ask, name, **query) for one in page["contents"]]


def test_about(client: FlaskClient) -> None:
    found = client.get("/api/").get_json()
    assert found == {
        "version": "3.1", "profile": "http://localhost/api/profile",
        "openapi_url": "http://localhost/api/openapi.json",
    }  # fmt: skip
    for name in ("profile", "openapi_url"):
        assert client.get(found[name]).status_code == 200
    assert client.get("/api").location == "http://localhost/api/"


@pytest.mark.parametrize("name", LISTS)
def test_pages_to_the_end_are_everything_once(ask: Callable[..., Any], name: str) -> None:
    size = 2 if name == "organizations" else 7
    pages = list(_pages(ask, name, per_page=size))
    total, ids = pages[0]["total_items"], [one["id"] for page in pages for one in page["contents"]]
    assert total == len(ids) == len(set(ids)) > size
    for number, page in enumerate(pages, 1):
        assert {key: value for key, value in page.items() if key != "contents"} == {
            "total_items": total, "total_pages": len(pages), "page_number": number, "size": len(page["contents"]),
            "first_page": number == 1, "last_page": number == len(pages), "empty": False,
        }  # fmt: skip
    beyond = ask(name, per_page=size, page=len(pages) + 5)
    assert (beyond["contents"], beyond["size"], beyond["empty"], beyond["last_page"]) == ([], 0, True, True)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("full", [False, True])
def test_everything_served_keeps_to_the_published_schemas(
    ask: Callable[..., Any], shared: Path, name: str, full: bool
) -> None:
    """Lists, whole lists, and every record by its id."""
    kind = LISTS[name]
    brief = f"{kind}_list" if (shared / f"hsds-spec/schema/compiled/{kind}_list.json").exists() else kind
    found = _all(ask, name, per_page=500, **({"full": "true"} if full else {}))
    for one in found:
        assert official_faults(one, kind if full else brief) == []
        assert unknown_properties(one, kind) == []
    for one in found[:20] if full else []:
        whole = ask(f"{name}/{one['id']}")
        assert official_faults(whole, kind) == []
        assert unknown_properties(whole, kind) == []
        assert {key: whole[key] for key in one if key in whole} == one


@pytest.mark.parametrize("name", LISTS)
def test_lines_are_the_same_records(client: FlaskClient, ask: Callable[..., Any], name: str) -> None:
    response = client.get(f"/api/{name}?format=ndjson&page=3&per_page=1")
    assert (response.mimetype, response.is_streamed) == ("application/x-ndjson", True)
    assert [json.loads(line) for line in response.get_data().splitlines()] == _all(ask, name, per_page=500)


def test_a_service_is_nested(ask: Callable[..., Any]) -> None:
    whole = ask(f"services/{service_id(GROUP)}")
    (link,) = whole["service_at_locations"]
    assert (link["id"], link["location"]["addresses"][0]["city"]) == (GROUP, "Springfield")
    assert whole["organization"]["name"] == "Springfield Friends"
    assert ask(f"service_at_locations/{GROUP}")["service"]["id"] == whole["id"]


def test_an_organization_has_its_services(ask: Callable[..., Any]) -> None:
    key = ask(f"services/{service_id(GROUP)}")["organization_id"]
    own = {one["id"] for one in _all(ask, "services", organization_id=key)}
    plain, whole = ask(f"organizations/{key}"), ask(f"organizations/{key}", full_service="true")
    assert {one["id"] for one in plain["services"]} == {one["id"] for one in whole["services"]} == own
    assert {tuple(one) for one in plain["services"]} == {("id", "name", "status")}
    assert all("attributes" in one for one in whole["services"])
    assert len(plain["locations"]) == len(own) > 20
    assert [one for one in ask("organizations", full="true")["contents"] if one["id"] == key] == [plain]


COMMUNITY = {one.id: one for one in community()}
GRIEF = terms.term_id("needs", "support-groups/grief")


def _ids(found: list[dict[str, Any]]) -> set[str]:
    return {one["id"] for one in found}


def test_filters_add_up(ask: Callable[..., Any]) -> None:
    grief = _ids(_all(ask, "services", taxonomy_term_id=GRIEF))
    assert grief == {service_id(key) for key, one in COMMUNITY.items() if "support-groups/grief" in one.needs}
    cost = _ids(_all(ask, "services", taxonomy_id=terms.taxonomy_id("cost")))
    assert cost == {service_id(key) for key, one in COMMUNITY.items() if one.cost}
    both = _all(ask, "services", taxonomy_term_id=GRIEF, taxonomy_id=terms.taxonomy_id("cost"))
    assert _ids(both) == grief & cost != grief
    for one in both:
        whole = ask(f"services/{one['id']}")
        assert GRIEF in [said["taxonomy_term_id"] for said in whole["attributes"]]
    assert ask("services", taxonomy_term_id=GRIEF.upper())["total_items"] == len(grief)
    for name in ("taxonomy_term_id", "taxonomy_id", "organization_id"):
        assert ask("services", **{name: NOBODY})["total_items"] == 0


def test_search(ask: Callable[..., Any]) -> None:
    found = _all(ask, "services", search="CIRCLE 17")
    assert [one["name"] for one in found] == ["Grief circle 17"]
    assert [one["id"] for one in _all(ask, "service_at_locations", search="circle 17")] == [
        listing_id("sample-groups", "group-17")]  # fmt: skip
    assert ask("services", search="the")["total_items"] == 0
    assert ask("services", search="  ")["total_items"] == ask("services")["total_items"]
    assert [one["name"] for one in _all(ask, "organizations", search="friends SPRINGFIELD")][:1] == [
        "Springfield Friends"]  # fmt: skip
    assert ask("organizations", search="?!")["total_items"] == 0
    assert [one["code"] for one in _all(ask, "taxonomy_terms", search="cost:free")] == ["cost:free"]
    assert [one["name"] for one in _all(ask, "taxonomies", search="kith needs")] == ["Kith needs"]


def test_terms_below_others(ask: Callable[..., Any]) -> None:
    needs, top = terms.taxonomy_id("needs"), terms.term_id("needs", "support-groups")
    below = _all(ask, "taxonomy_terms", parent_id=top, per_page=500)
    assert GRIEF in _ids(below)
    assert {one["parent_id"] for one in below} == {top}
    upper = _all(ask, "taxonomy_terms", top_only="true", taxonomy_id=needs, per_page=500)
    assert len(upper) == 12
    assert not [one for one in upper if "parent_id" in one]
    assert ask(f"taxonomy_terms/{GRIEF}")["taxonomy_detail"]["id"] == needs


def test_distance(app_of: Callable[..., Any]) -> None:
    def at(name: str, lat: float, **changes: Any) -> Any:
        plain = make_listing(name, name=name, **changes)
        return plain.model_copy(update={"location": plain.location.model_copy(update={"latitude": lat})})

    client = app_of(at("far", 39.9), at("near", 39.81), at("here", 39.8), at("hidden", 39.8)).test_client()

    def names(query: str, path: str = "services") -> list[str]:
        found = client.get(f"/api/{path}?{query}").get_json()["contents"]
        return [(one.get("service") or one)["name"] for one in found]

    assert names("lat=39.8&lon=-89.65&radius=2000")[-1] == "near"
    assert names("lat=39.9&lon=-89.65") == ["far", "near", *names("lat=39.9&lon=-89.65")[2:]]
    assert names("lat=39.9&lon=-89.65&radius=0") == ["far"]
    assert names("lat=0&lon=0&radius=1000") == []
    assert len(names("postcode=62701")) == 4
    assert names("postcode=99501") == []
    assert set(names("postcode=62701&proximity=1500", "service_at_locations")) == {"here", "hidden", "near"}


def test_a_hidden_address_is_near_nothing(ask: Callable[..., Any]) -> None:
    hidden = [one for one in COMMUNITY.values() if one.location.visibility != "full"]
    found = _ids(_all(ask, "service_at_locations", lat=39.8, lon=-89.65, per_page=500))
    assert hidden
    assert not found & {one.id for one in hidden}


def test_minimal_is_all_in_one_page(ask: Callable[..., Any]) -> None:
    page = ask("services", minimal="true")
    assert page["size"] == page["total_items"] > 30
    assert {tuple(one) for one in page["contents"]} == {("id", "modified_date")}
    assert ask("services", minimal="true", per_page=3)["size"] == 3


def test_changes_and_what_is_gone(tmp_path: Path) -> None:
    settings, first = settings_at(tmp_path), [make_listing(str(number)) for number in range(4)]
    with time_machine.travel(NOW, tick=False) as clock:
        publish(settings, first)
        clock.shift(3600)
        renamed = first[1].model_copy(update={"name": "New name"})
        publish(settings, [first[0], renamed], {first[3].id: first[0].id})
        client = create_app(settings).test_client()
        ids = [service_id(one.id) for one in first]

        def since(when: str) -> list[dict[str, Any]]:
            found = client.get("/api/changes", query_string={"since": when}).get_json()
            return [{key: one[key] for key in one if key != "service_at_location_id"} for one in found["contents"]]

        later = "2026-11-24T18:00:00.000Z"
        changed = {"id": ids[1], "change": "changed", "modified_date": later}
        # Who asks from before the beginning has never had it: to them it is new, however it is now.
        assert {one["change"] for one in since("2026-11-24") if one["id"] == ids[1]} == {"added"}
        gone = {"id": ids[2], "change": "removed", "modified_date": later}
        moved = {"id": ids[3], "change": "removed", "modified_date": later, "moved_to": ids[0]}
        assert sorted(since(later), key=lambda one: ids.index(one["id"])) == [changed, gone, moved]
        assert {one["change"] for one in since("2026-11-24")} == {"added", "removed"}
        assert len(since("2026-11-24")) == 4
        assert since("2026-11-24T18:00:01Z") == []
        for when, count in ((later, 1), ("2026-11-24T19:00:00 01:00", 1), ("2026-11-24T17:00:00Z", 2)):
            page = client.get("/api/services", query_string={"modified_after": when}).get_json()
            assert page["total_items"] == count
            assert all(one["last_modified"] >= "2026-11-24T17" for one in page["contents"])
        assert client.get(f"/api/services/{ids[2]}").status_code == 410
        assert client.get(f"/api/service_at_locations/{first[2].id}").get_json()["error"]["code"] == "gone"
        assert client.get(f"/api/services/{ids[3]}").location == f"/api/services/{ids[0]}"
        assert client.get(f"/api/service_at_locations/{first[3].id}").status_code == 301


def test_what_may_not_be_passed_on_is_left_out(tmp_path: Path) -> None:
    settings, open_one = settings_at(tmp_path), make_listing("open")
    source = open_one.sources[0].model_copy(update={"licence": "All rights reserved", "key": "closed"})
    theirs = make_listing("closed", organization=Organization(name="Theirs"), sources=[source], needs=["libraries"])
    publish(settings, [open_one, theirs])
    client = create_app(settings).test_client()
    for path in ("services", "service_at_locations", "organizations", "changes?since=2000-01-01",
                 "services?minimal=true", "services?lat=39.8&lon=-89.65", "services?search=grief",
                 "organizations?search=friends"):  # fmt: skip
        assert client.get(f"/api/{path}").get_json()["total_items"] == 1, path
    libraries = terms.term_id("needs", "libraries")
    for path in (f"services?taxonomy_term_id={libraries}", f"organizations?taxonomy_term_id={libraries}",
                 "organizations?search=theirs"):  # fmt: skip
        assert client.get(f"/api/{path}").get_json()["total_items"] == 0, path
    for path in (f"services/{service_id(theirs.id)}", f"service_at_locations/{theirs.id}",
                 f"organizations/{organization_of(as_stored(theirs))['id']}"):  # fmt: skip
        assert client.get(f"/api/{path}").status_code == 404
    assert client.get(f"/listing/{theirs.id}/grief-circle").status_code == 200


def test_hostile_words_come_out_as_json(app_of: Callable[..., Any]) -> None:
    name = '</script>"\\ \u2028 \x00 \U0001f600'
    client = app_of(make_listing("1", name=name, organization=Organization(name=name))).test_client()
    (one,) = client.get("/api/services").get_json()["contents"]
    assert (one["name"], one["organization"]["name"]) == (name, name)
    assert client.get("/api/services?format=ndjson").get_data().count(b"\n") == 1


def test_a_full_listing_by_its_id(app_of: Callable[..., Any], shared: Path) -> None:
    listing = full_listing()
    client = app_of(listing).test_client()
    for path, kind in ((f"services/{service_id(listing.id)}", "service"),
                       (f"service_at_locations/{listing.id}", "service_at_location"),
                       (f"organizations/{organization_of(as_stored(listing))['id']}?full_service=true", "organization"),
                       ):  # fmt: skip
        found = client.get(f"/api/{path}").get_json()
        assert official_faults(found, kind) == []
        assert unknown_properties(found, kind) == []
