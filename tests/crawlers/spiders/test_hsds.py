"""HSDS through the real command: files, and pages over loopback HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import commands
from tests.support.hsds_feeds import OLD_TABLES, a_location, a_service, an_ohana_location
from tests.support.http import serving


def kith_crawl(tmp_path: Path, where: str, **more: Any) -> dict[str, Any]:
    key = "url" if where.startswith("http") else "path"
    facts = {"id": "loopback", "name": "Loopback", "format": "hsds", key: where} | more
    source = tmp_path / "source.toml"
    source.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in facts.items()), "utf-8")
    done = commands.run("crawl", "--home", tmp_path / "home", "--json", source, env={"KITH_CRAWL_DELAY": "0"})
    assert done.out, done.err
    return json.loads(done.out) | {"said": done.err}


class TestCrawl:
    def test_pages_and_details_over_http(self, tmp_path: Path) -> None:
        def page(query: dict[str, list[str]]) -> Any:
            number = int(query.get("page", ["1"])[0])
            short = {"id": f"s{number}", "name": "G", "organization": {"id": "o1", "name": "H"}}
            full = a_service(id=f"f{number}", service_at_locations=[{"id": f"sl{number}", "location": a_location()}])
            return {"page_number": number, "total_pages": 60, "contents": [short, full]}

        answers = {"/": {"version": "3.1", "profile": "p"}, "/services": page}
        answers |= {f"/services/s{n}": a_service(id=f"s{n}", service_at_locations=[]) for n in range(1, 60)}
        with serving(answers) as (host, asked):
            summary = kith_crawl(tmp_path, host + "/")
        assert (summary["status"], summary["records"], summary["skipped"]) == ("ok", 119, {"detail-missing": 1})
        assert summary["read"] == 120
        assert len(asked) == len(set(asked)) == 1 + 1 + 60 + 60

    def test_a_failed_page_fails_the_run(self, tmp_path: Path) -> None:
        page = {"page_number": 1, "total_pages": 2, "contents": [a_service()]}
        with serving({"/services": page, "/services?page=2": (403, {}, "no")}) as (host, _):
            summary = kith_crawl(tmp_path, host + "/services")
        assert (summary["status"], summary["records"]) == ("failed", 0)
        assert "page=2 answered HTTP 403" in summary["said"]

    def test_links_of_ohana_over_http(self, tmp_path: Path) -> None:
        def search(query: dict[str, list[str]]) -> Any:
            page = int(query.get("page", ["1"])[0])
            link = f'<http://HOST/search?page=3>; rel="last", <http://HOST/search?page={page + 1}>; rel="next"'
            return 200, {"Link": link} if page < 3 else {}, [an_ohana_location(id=page, name=f"Kitchen {page}")]

        with serving({"/search": search}) as (host, _):
            summary = kith_crawl(tmp_path, host + "/search")
        assert (summary["status"], summary["records"]) == ("ok", 3)

    @pytest.mark.soak
    def test_a_chain_longer_than_is_followed_fails_the_run(self, tmp_path: Path) -> None:
        def search(query: dict[str, list[str]]) -> Any:
            page = int(query.get("after", ["0"])[0]) + 1
            return 200, {"Link": f'<http://HOST/search?after={page}>; rel="next"'}, [an_ohana_location(id=page)]

        with serving({"/search": search}) as (host, _):
            summary = kith_crawl(tmp_path, host + "/search")
        assert summary["status"] == "failed"
        assert "each naming only the next" in summary["said"]

    @pytest.mark.parametrize("wrong", ["", "organizations.csv"])
    def test_a_package_over_http(self, tmp_path: Path, wrong: str) -> None:
        package = {"resources": [{"path": name} for name in [*OLD_TABLES, "programs.csv", "contacts.csv", "funding.csv",
                                                             "cost_options.csv"]]}  # fmt: skip
        answers = {f"/p/{name}": body for name, body in OLD_TABLES.items() if name != wrong}
        with serving(answers | {"/p/datapackage.json": package}) as (host, asked):
            summary = kith_crawl(tmp_path, host + "/p/datapackage.json")
        assert (summary["status"], summary["records"]) == (("failed", 0) if wrong else ("ok", 4))
        assert "/p/contacts.csv" not in asked
        if not wrong:
            assert "cost_options.csv is named in the package and not there" in summary["said"]

    @pytest.mark.parametrize("where", ["p", "p/datapackage.json"])
    def test_a_folder_and_its_package_file(self, tmp_path: Path, where: str) -> None:
        folder = tmp_path / "p"
        folder.mkdir()
        for name, body in OLD_TABLES.items():
            (folder / name).write_text(body, "utf-8")
        resources = [{"path": name} for name in [*OLD_TABLES, "programs.csv", "cost_options.csv"]]
        (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
        summary = kith_crawl(tmp_path, where)
        assert (summary["status"], summary["records"], summary["skipped"]) == ("ok", 4, {"no-service": 1})
