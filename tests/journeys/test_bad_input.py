"""Bad feeds and bad source files through the real command: one clear line each, and nothing stored is lost."""

import gzip
import io
import json
import re
import zipfile

import pytest

from data import runs

GOOD = [{"slug": f"m{number}", "name": f"Circle {number}", "day": 1, "time": "19:00"} for number in range(6)]
TABLE = "id,name\n" + "".join(f"{number},Pantry {number}\n" for number in range(6))
COLUMNS = '[source.columns]\nid = "id"\nname = "name"\n'


def zipped(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x" * len(name), content)
    return stream.getvalue().replace(b"x" * len(name), name.encode())


def write_sparse(path):
    """One line of 200 MB that takes no room on the disk."""
    with path.open("wb") as out:
        out.write(b'[{"slug": "')
        out.truncate(200_000_000)


# What stands in the place of a good feed, and the words of the one line said about it.
REFUSED = {
    "cut-gzip": (gzip.compress(json.dumps(GOOD).encode())[:-20], "the gzip file is cut short or damaged: "),
    "html": (b"<!DOCTYPE html><title>Sign in</title>", "html is an HTML page where JSON was expected"),
    "empty-array": (b"[]", "empty-array is an empty list"),
    "empty": (b"", "empty is empty"),
    "cut-json": (json.dumps(GOOD).encode()[:-9], "cut-json is not valid JSON: "),
    "long-line": (write_sparse, "the feed has 200 MB, more than the 128 MB allowed (key max_mb)"),
    "dotdot": (zipped("../x", b"[]"), "the zip file has a member that points outside it: '../x'"),
    "zip-bomb": (zipped("bomb", b" " * 5_000_000), "the feed grows past 4 MB when unpacked"),
    "gzip-bomb": (gzip.compress(b" " * 5_000_000), "the feed grows past 4 MB when unpacked"),
    "cut-zip": (zipped("feed.json", json.dumps(GOOD))[:-30], "the zip file is cut short or damaged: "),
}
# Feeds with something odd in them that still give all their good rows: the format, the records, what is said.
READ = {
    "wrong-types": ("meeting-guide", json.dumps([*GOOD, {"slug": "odd", "name": ["x"], "day": 1}]).encode(), 6,
                    "record odd, field name: Input should be a valid string (found \"['x']\")"),
    "bom": ("meeting-guide", json.dumps(GOOD).encode("utf-8-sig"), 6, None),
    "utf-16": ("meeting-guide", json.dumps(GOOD).encode("utf-16"), 6, None),
    "latin-1": ("csv", (TABLE + "7,Café\n").encode("latin-1"), 7, None),
    "huge-cell": ("csv", (TABLE + f"7,{'x' * 2_000_000}\n8,Pantry 8\n").encode(), 7,
                  "record line 8: line 8: field larger than field limit (1000000)"),
    "escapes": ("meeting-guide", json.dumps([*GOOD, {"slug": "a\n\u001b[2Jb", "name": ""}]).encode(), 6,
                "record a [2Jb, field name: the row has no name"),
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled(kith, tmp_path_factory):
    """The home after a good crawl and after one of bad feeds; the second crawl's end, rows by source, runs before."""
    folder = tmp_path_factory.mktemp("bad")
    home = folder / "home"
    tables = ['[[source]]\nid = "good"\nname = "Good"\nformat = "meeting-guide"\npath = "good"\n']
    (folder / "good").write_text(json.dumps(GOOD))
    for name in REFUSED:
        limit = "max_mb = 1\n" if "bomb" in name else ""
        tables.append(f'[[source]]\nid = "{name}"\nname = "Bad"\nformat = "meeting-guide"\npath = "{name}"\n{limit}')
        (folder / name).write_text(json.dumps(GOOD))
    sources = folder / "sources.toml"
    sources.write_text("\n".join(tables))
    assert kith("crawl", sources, home=home).status == 0

    before = {path: path.read_bytes() for path in (home / "raw").rglob("*") if path.is_file()}
    first = {name: runs.last_good_run(home / "raw", name) for name in REFUSED}
    for name, (content, _) in REFUSED.items():
        if callable(content):
            content(folder / name)
        else:
            (folder / name).write_bytes(content)
    for name, (form, content, _, _) in READ.items():
        tables.append(f'[[source]]\nid = "{name}"\nname = "Odd"\nformat = "{form}"\npath = "{name}"\n')
        if form == "csv":
            tables.append(COLUMNS)
        (folder / name).write_bytes(content)
    sources.write_text("\n".join(tables))
    done = kith("crawl", sources, "--json", home=home)
    return home, done, {row["source"]: row for row in map(json.loads, done.out.splitlines())}, before, first


def lines_about(done, source):
    return [line.split(": ", 2)[2] for line in done.err.splitlines() if line.startswith(f"kith: source {source}: ")]


def test_each_bad_feed_is_said_in_one_line(crawled):
    _, done, rows, _, _ = crawled
    assert done.status == 1
    spoken = {name for name, (*_, message) in READ.items() if message}
    named = [re.match(r"kith: source ([a-z0-9-]+): ", line)[1] for line in done.err.splitlines()]
    assert sorted(named) == sorted([*REFUSED, *spoken])
    assert rows.keys() == {"good", *REFUSED, *READ}


@pytest.mark.parametrize("name", REFUSED)
def test_a_feed_that_cannot_be_read_is_named_and_what_was_stored_is_kept(crawled, name):
    home, done, rows, before, first = crawled
    (line,) = lines_about(done, name)
    assert line.startswith(REFUSED[name][1])
    assert (rows[name]["status"], rows[name]["records"]) == ("kept", 0)
    assert rows[name]["seconds"] < 20
    assert runs.last_good_run(home / "raw", name) == first[name]
    assert len(list(runs.read_records(home / "raw", first[name]))) == len(GOOD)
    assert all(path.read_bytes() == content for path, content in before.items() if path.parent.name == name)


@pytest.mark.parametrize("name", READ)
def test_one_odd_row_is_named_and_the_others_are_stored(crawled, name):
    home, done, rows, _, _ = crawled
    _, _, count, message = READ[name]
    assert (rows[name]["status"], rows[name]["records"]) == ("ok", count)
    assert lines_about(done, name) == ([message] if message else [])
    records = list(runs.read_records(home / "raw", runs.last_good_run(home / "raw", name)))
    assert len(records) == count
    assert name != "latin-1" or records[-1].name == "Café"
    assert name != "huge-cell" or records[-1].name == "Pantry 8"


def test_the_good_feed_is_stored_each_time(crawled):
    home, _, rows, _, _ = crawled
    assert (rows["good"]["status"], rows["good"]["records"]) == ("ok", len(GOOD))
    assert len(list((home / "raw" / "good").glob("*.jsonl.gz"))) == 2


SOURCE = 'id = "{}"\nname = "Wrong"\nformat = "meeting-guide"\npath = "../good"\n'
WRONG_FILES = {
    "unknown-key": ('colour = "red"\n', "source unknown-key, field colour: {}: key colour: unknown key"),
    "unknown-need": ('needs = ["magic"]\n', "source unknown-need, field needs: {}: key needs: unknown need 'magic'"),
    "no-time-zone": ('timezone = "Mars/Base"\n',
                     "source no-time-zone, field timezone: {}: key timezone: unknown IANA time zone 'Mars/Base'"),
    "unknown-format": ('format = "gopher"\n', "source unknown-format, field format: {}: key format: Input should be "),
    "no-toml": ("= =\n", "{}: not valid TOML: "),
    "two-places": ('url = "https://example.org/"\n', "source two-places: {}: give exactly one of url and path"),
}  # fmt: skip


def test_wrong_source_files_are_said_in_one_line_each_and_the_others_are_crawled(kith, tmp_path):
    (tmp_path / "good").write_text(json.dumps(GOOD))
    paths = {}
    for name, (extra, _) in WRONG_FILES.items():
        text = SOURCE.format(name)
        if extra.startswith("format"):
            text = text.replace('format = "meeting-guide"\n', "")
        paths[name] = tmp_path / f"{name}.toml"
        paths[name].write_text(text + extra)
    good = tmp_path / "good.toml"
    good.write_text(SOURCE.format("good").replace("../good", "good"))
    gone = tmp_path / "gone.toml"
    done = kith("crawl", *paths.values(), gone, "nobody", good, home=tmp_path / "home")
    assert done.status == 1
    expected = [*((paths[name], words) for name, (_, words) in WRONG_FILES.items()), (gone, "{}: no such file")]
    lines = done.err.splitlines()
    assert len(lines) == len(expected) + 1
    for line, (path, words) in zip(lines, expected, strict=False):
        assert line.startswith("kith: " + words.format(path))
    assert lines[-1] == "kith: no registered source 'nobody': see kith sources"
    assert done.out.startswith("good: ok, 6 records of 6 rows")
    assert runs.last_good_run(tmp_path / "home" / "raw", "good").records == len(GOOD)
