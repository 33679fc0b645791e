"""Whole feeds, and what is fetched after the first answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawlers.hsds.follow import further
from data.errors import FeedError
from tests.support.hsds_feeds import a_service, an_ohana_location, as_payloads, crawl


class TestFeeds:
    @pytest.mark.parametrize(
        ("name", "body", "code"),
        [
            ("feed.json", '{"status": 404, "message": "not found"}', "error-body"),
            ("feed.json", '{"error": {"code": 500}}', "error-body"),
            ("feed.json", "<html></html>", "html-not-json"),
            ("services", "<html></html>", "html-not-csv"),
            ("feed.json", '[{"id": ', "bad-json"),
            ("feed.json", "", "empty"),
            ("feed.json", "[]", "no-rows"),
            ("feed.json", '{"contents": [], "total_pages": 0}', "no-rows"),
            ("feed.json", '{"version": "3.0", "profile": "x"}', "no-rows"),
            ("pets.csv", "id,name\n1,Rex\n", "no-rows"),
        ],
    )
    def test_feeds_that_cannot_be_read(self, name: str, body: str, code: str) -> None:
        with pytest.raises(FeedError) as caught:
            crawl(as_payloads({name: body}))
        assert caught.value.code == code

    def test_an_error_page_in_a_folder_is_a_named_skip(self) -> None:
        found, skipped = crawl(as_payloads({"1.json": [a_service()], "2.json": {"status": 404, "message": "gone"}}))
        assert len(found) == 1
        assert skipped == {"error-body": 1}
        with pytest.raises(FeedError):
            crawl(as_payloads({"1": [a_service()], "2": {"message": "gone"}}, url="https://api.example.org/"))

    def test_one_object_a_line(self) -> None:
        lines = "\n".join([json.dumps(a_service()), "{broken", ""])
        found, skipped = crawl(as_payloads({"services.ndjson": lines}))
        assert len(found) == 1
        assert skipped == {"not-an-object": 1}


class TestFollow:
    BASE = "https://api.example.org/v3/services"

    def more(self, value: Any, url: str = BASE, link: str = "") -> list[str]:
        found = further(as_payloads({"feed.json": value}), url, link)
        return [*found.pages, *found.details]

    def test_all_pages_of_an_envelope(self) -> None:
        page = {"page_number": 1, "total_pages": 3, "contents": [a_service()]}
        assert self.more(page, self.BASE + "?per_page=5") == [self.BASE + f"?per_page=5&page={n}" for n in (2, 3)]
        assert self.more(page | {"page_number": 3}, self.BASE + "?page=3") == []

    def test_pages_counted_from_0_and_the_older_envelope(self) -> None:
        assert self.more({"page_number": 0, "total_pages": 2, "contents": []}) == [self.BASE + "?page=1"]
        assert self.more({"number": 1, "totalPages": 2, "content": []}) == [self.BASE + "?page=2"]
        assert self.more({"page_number": 4, "last_page": False, "contents": []}) == [self.BASE + "?page=5"]

    def test_another_page_than_asked_for_is_an_error(self) -> None:
        with pytest.raises(FeedError, match="asked for page 2, got page 1"):
            self.more({"page_number": 1, "total_pages": 3, "contents": []}, self.BASE + "?page=2")
        with pytest.raises(FeedError, match="pages are more than"):
            self.more({"page_number": 1, "total_pages": 10**9, "contents": []})

    def test_short_lists_lead_to_their_details(self) -> None:
        short = {"id": "a/b", "name": "G", "organization": {"id": "o1", "name": "H"}}
        found = further(as_payloads({"feed.json": {"contents": [short, a_service()]}}), self.BASE + "?page=1", "")
        assert found.details == [self.BASE + "/a%2Fb"]
        assert [item["id"] for item in json.loads(found.keep[0].body)] == ["s1"]

    def test_links_of_ohana(self) -> None:
        at = "https://api.example.org/search"
        link = f'<{at}?page=1>; rel="first", <{at}?keyword=x&page=4>; rel="last", <{at}?keyword=x&page=2>; rel="next"'
        assert self.more([], at, link) == [f"{at}?keyword=x&page={page}" for page in (2, 3, 4)]
        assert self.more([], at, f"<{at}?cursor=abc>; rel=next") == [f"{at}?cursor=abc"]
        assert self.more([], at, f'<{at}?page=1>; rel="prev"') == []
        with pytest.raises(FeedError, match="another host"):
            self.more([], at, '<https://evil.example.com/>; rel="next"')
        assert self.more([an_ohana_location()], at) == ["https://api.example.org/locations/harbor-kitchen"]
        assert self.more([an_ohana_location(url="https://elsewhere.example.org/1")], at) == []

    def test_a_package_leads_to_its_own_files_only(self) -> None:
        paths = ["organizations.csv", "data/services.csv", "../locations.csv", "/etc/phones.csv", "file:///etc/phones.csv",
                 "//evil.example.com/phones.csv", "https://evil.example.com/phones.csv", ["languages.csv"],
                 "readme.md"]  # fmt: skip
        package = {"resources": [{"path": path} for path in paths] + ["x"]}
        found = further(as_payloads({"datapackage.json": package}), "https://example.org/p/datapackage.json", "")
        assert found.pages == ["https://example.org/p/organizations.csv", "https://example.org/p/data/services.csv"]
        assert found.details == ["https://example.org/p/languages.csv"]

    def test_the_root_of_an_api(self) -> None:
        root = {"version": "3.1", "profile": "https://example.org/p", "openapi_url": "https://example.org/o"}
        assert self.more(root, "https://api.example.org/v3/") == ["https://api.example.org/v3/services"]
