"""Every captured file is read, or listed with the reason why not; what it holds becomes records."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import FeedError
from tests.captures.support import EXPECTED, SOURCES, count_rows, payloads_of, read

ROOT = Path(__file__).resolve().parents[2]
LEAST_SHARE = 0.995
NO_LISTING = EXPECTED["no-listing"]


@pytest.fixture(scope="module")
def captures(shared: Path) -> Path:
    return (shared / "captures").resolve()


def test_every_capture_is_read_or_has_a_reason(captures: Path) -> None:
    files = {path.relative_to(captures).as_posix() for path in captures.rglob("*") if path.is_file()}
    assert set(EXPECTED["not-read"]) <= files
    covered = set()
    for source in SOURCES.values():
        path = source.local_path
        assert path is not None
        for one in [path, *source.local_paths_beside]:
            found = [file for file in one.rglob("*") if file.is_file()] if one.is_dir() else [one]
            covered |= {file.resolve().relative_to(captures).as_posix() for file in found}
    assert covered <= files
    assert files - covered - set(EXPECTED["not-read"]) == set()


def test_every_source_has_its_numbers() -> None:
    assert list(EXPECTED["sources"]) == list(dict.fromkeys(EXPECTED["sources"]))
    assert set(EXPECTED["sources"]) == set(SOURCES)


@pytest.mark.parametrize("name", EXPECTED["sources"])
def test_the_rows_of_a_capture_become_records(name: str, captures: Path, request: pytest.FixtureRequest) -> None:
    source, expected = SOURCES[name], EXPECTED["sources"][name]
    if "also_in" in expected and not request.config.getoption("--soak"):
        assert source.path is not None
        assert Path(source.path).name in (ROOT / expected["also_in"]).read_text("utf-8")
        return
    skipped = expected.get("skipped", {})
    assert set(skipped) <= set(NO_LISTING)
    if "uncounted" not in expected:
        assert source.local_path is not None
        assert count_rows(source.local_path) == expected["rows"]
    payloads = payloads_of(source)
    if "refused" in expected:
        with pytest.raises(FeedError) as caught:
            read(source, payloads)
        assert caught.value.code == expected["refused"]
        return
    records, spider = read(source, payloads)
    tally = spider.tally
    assert (tally.read, len(records), dict(tally.skipped)) == (expected["rows"], expected["records"], skipped)
    assert len(records) >= LEAST_SHARE * (tally.read - sum(skipped.values()))
    assert len({record.key for record in records}) == len(records)
    assert tally.fatal is None
    assert not [message for message in tally.messages if message.startswith("warning")]
