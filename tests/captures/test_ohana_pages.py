"""Pages of a live Ohana API, answered over loopback with the headers they were recorded with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.http import serving

FOLDER = "captures/hsds/ohana-api-san-mateo-2023"
SOURCE = 'id = "ohana"\nname = "San Mateo"\nformat = "hsds"\nurl = "{url}/search?keyword={keyword}"\n'


def answer(shared: Path, name: str, last: int) -> tuple[int, dict[str, str], str]:
    """A recorded page with its headers; the address is ours, and the last page is one that was recorded."""
    headers = json.loads((shared / FOLDER / f"{name}.headers.json").read_text("utf-8"))
    link = headers["Link"].replace("https://api-staging.smc-connect.org", "http://HOST")
    parts = [f'{part.split("page=")[0]}page={last}>; rel="last"' if 'rel="last"' in part else part
             for part in link.split(", ")]  # fmt: skip
    kept = [part for part in parts if 'rel="next"' not in part or f"page={last + 1}>" not in part]
    body = (shared / FOLDER / f"{name}.json").read_text("utf-8")
    return 200, {"Link": ", ".join(kept), "X-Total-Count": headers["X-Total-Count"]}, body


def crawled(kith: Callable[..., Any], shared: Path, home: Path, keyword: str, names: list[str]) -> dict[str, Any]:
    pages = {str(number): answer(shared, name, len(names)) for number, name in enumerate(names, 1)}

    def search(query: dict[str, list[str]]) -> Any:
        return pages.get(query.get("page", ["1"])[0])

    with serving({"/search": search, "/robots.txt": "User-agent: *\nAllow: /\n"}) as (url, asked):
        home.mkdir()
        (home / "source.toml").write_text(SOURCE.format(url=url, keyword=keyword), "utf-8")
        done = kith("crawl", home / "source.toml", "--json", home=home)
    return json.loads(done.out) | {"said": done.err, "asked": [path for path in asked if path != "/robots.txt"]}


@pytest.mark.parametrize(
    ("keyword", "names", "records"),
    [
        ("youth", ["search-youth-page1", "search-youth-page2"], 60),
        ("food", ["search-food-page1"], 30),
        ("all", ["search-all-page1"], 30),
    ],
)
def test_pages_are_followed_by_their_headers(
    keyword: str, names: list[str], records: int, kith: Callable[..., Any], shared: Path, tmp_path: Path
) -> None:
    found = crawled(kith, shared, tmp_path / "home", keyword, names)
    assert len(found["asked"]) == len(names)
    assert (found["status"], found["read"]) == ("ok", records)
    assert found["records"] + sum(found["skipped"].values()) == records
    assert found["records"] >= records - 1
