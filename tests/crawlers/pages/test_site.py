"""Sites over loopback HTTP with the real command: sitemaps, lists, paging, robots.txt, other hosts, loops."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.http import serving

HERE = Path(__file__).parent
OWN = "https://foodoasis.la"
DETAILS = ["food-pantry/st-francis-center", "food-pantry/food-net-asian-service-center",
           "farmers-market/west-hollywood", "summer-lunch/harbor-village"]  # fmt: skip
PLACES = "/(st-francis-center|west-hollywood|harbor-village|food-net-asian-service-center)/"


@pytest.fixture
def crawled(kith, tmp_path):
    """Crawl a site through the text of a source file; return its summary and its records by id."""

    def crawl(toml):
        path = tmp_path / "source.toml"
        path.write_text(toml, "utf-8")
        done = kith("crawl", "--json", path, home=tmp_path / "home")
        assert done.out, done.err
        summary = json.loads(done.out)
        records = {}
        for file in (tmp_path / "home" / "raw").rglob("*.jsonl.gz"):
            lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode().splitlines()]
            records |= {line["record"]: line for line in lines if "record" in line}
        return summary | {"said": done.err}, records

    return crawl


def sitemap(*entries):
    urls = "".join(f"<url><loc>{loc}</loc><lastmod>{when}</lastmod></url>" for loc, when in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def test_a_captured_site_is_followed(crawled, shared):
    pages = shared / "captures" / "html" / "food-oasis-la"
    answers = {}
    with serving(answers) as (host, asked):

        def page(name):
            return (200, {"Content-Type": "text/html"}, (pages / f"{name}.html").read_text("utf-8").replace(OWN, host))

        answers |= {f"/{path}/": page(path.replace("/", "__")) for path in DETAILS}
        answers |= {"/food-pantry/": page("food-pantry"), "/food-pantry/page2/": page("food-pantry__page5")}
        answers["/sitemap.xml"] = (pages / "sitemap.xml").read_text("utf-8").replace(OWN, host)
        answers["/robots.txt"] = "User-agent: *\nDisallow: /summer-lunch/\n"
        toml = (HERE / "food-oasis.toml").read_text("utf-8").replace("https://food.example.org", host)
        # Of the sitemap's many pages only those that are captured.
        toml = toml.replace("/(food-pantry|farmers-market|summer-lunch|community-garden|cultivate-la)/", PLACES)
        summary, records = crawled(toml)
    assert summary["status"] == "ok", summary
    assert set(records) == {f"{host}/{path}/" for path in DETAILS if not path.startswith("summer-lunch")}
    # Of the forty places in the lists one is captured, as is no third list; one place of the sitemap is forbidden.
    assert summary["skipped"] == {"http-404": 39 + 1, "robots": 1}
    assert summary["read"] == summary["records"] + 41
    assert len(asked) == len(set(asked)) == len(["robots", "sitemap", "list", "list"]) + 3 + 40
    center = records[f"{host}/food-pantry/st-francis-center/"]
    assert [one["opens_at"] for one in center["schedules"]] == ["1100"] * 3


def test_a_sitemap_index_its_packed_part_and_its_dates(crawled):
    answers = {"/robots.txt": ""}
    with serving(answers) as (host, asked):
        answers["/index.xml"] = (
            '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<sitemap><loc>{host}/part.xml.gz</loc></sitemap></sitemapindex>"
        )
        part = sitemap(
            (f"{host}/help/a", "2026-05-01"), (f"{host}/help/b", "2026-05-02T10:00:00-05:00"),
            (f"{host}/help/c", "soon"),
            (f"{host}/news/d", "2026-05-01"), ("https://elsewhere.example.org/help/e", "2026-05-01"),
        )  # fmt: skip
        answers["/part.xml.gz"] = (200, {"Content-Type": "application/gzip"}, gzip.compress(part.encode()))
        for name in "abc":
            answers[f"/help/{name}"] = (200, {"Content-Type": "text/html"}, f"<html><h1>Place {name}</h1></html>")
        summary, records = crawled(
            f'id = "site"\nname = "S"\nformat = "web"\nurl = "{host}/"\n[pages]\n'
            'sitemap = {url = "/index.xml", include = "/help/"}\n[pages.fields]\nname = "h1"\n'
        )
    assert (summary["records"], summary["skipped"]) == (3, {})
    assert sorted(path for path in asked if path != "/robots.txt") == [
        "/help/a", "/help/b", "/help/c", "/index.xml", "/part.xml.gz"]  # fmt: skip
    changed = [datetime.fromisoformat(when) for one in records.values() if (when := one.get("last_modified"))]
    assert sorted(changed) == [datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, 15, tzinfo=UTC)]


def test_what_was_crawled_merges(kith, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html").write_text("<ul><li>Yoga <b>free</b></li><li>Chess <b>$5</b></li></ul>")
    (tmp_path / "source.toml").write_text(
        'id = "site"\nname = "S"\nformat = "web"\npath = "pages"\n[pages]\nlisting = "li"\n[pages.fields]\n'
        'name = {xpath = "text()"}\nprice = "b"\n[columns]\ncost = "price"\n'
    )
    assert kith("crawl", tmp_path / "source.toml", home=tmp_path / "home").status == 0
    done = kith("merge", home=tmp_path / "home")
    assert (done.status, "2 listings from 2 records" in done.out + done.err) == (0, True), done.err


def test_lists_that_lead_in_a_circle_and_to_other_hosts_end(crawled):
    def page(query):
        number = int(query.get("page", ["1"])[0])
        links = (
            f'<a class="next" href="/list?page={number % 3 + 1}#x">on</a><a class="next" href="//b.example.org/">o</a>'
        )
        return 200, {"Content-Type": "text/html"}, f"<html><ul><li>Place {number}</li></ul>{links}</html>"

    with serving({"/robots.txt": "", "/list": page}) as (host, asked):
        summary, records = crawled(
            f'id = "site"\nname = "S"\nformat = "web"\nurl = "{host}/list?page=1"\n[pages]\nnext = "a.next"\n'
            'listing = "li"\n[pages.fields]\nname = {re = "(?s).+"}\n'
        )
    assert (summary["status"], summary["records"], summary["skipped"]) == ("ok", 3, {})
    assert [path for path in asked if path != "/robots.txt"] == [f"/list?page={n}" for n in (1, 2, 3)]
    assert set(records) == {f"{host}/list?page={n}" for n in (1, 2, 3)}
