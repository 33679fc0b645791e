"""Code lists as their publishers give them, beside ours: no code of theirs is unknown, none of ours is invented."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from crawlers.codes import codes


def column(path: Path, name: str, encoding: str = "utf-8-sig") -> set[str]:
    with path.open(encoding=encoding, newline="") as lines:
        return {row[name] for row in csv.DictReader(lines)}


def test_meeting_types(shared: Path) -> None:
    named = json.loads((shared / "captures/taxonomy/meeting-guide-types.json").read_text("utf-8"))
    assert len(named) == 87
    assert set(named) <= set(codes("meeting_guide"))


def test_service_codes_of_the_directory(shared: Path) -> None:
    named = column(shared / "captures/samhsa/national-directory-su-2022-service-codes.csv", "service_code")
    assert named == set(codes("samhsa"))


@pytest.mark.parametrize(("name", "count"), [("ntee-codes.csv", 657), ("ntee-levels.csv", 655)])
def test_activities_of_the_register_begin_as_ours(name: str, count: int, shared: Path) -> None:
    named = column(shared / "captures/taxonomy" / name, "ntee", "latin-1" if "levels" in name else "utf-8-sig")
    assert len(named) == count
    assert not [ours for ours in codes("ntee") if not any(code.startswith(ours) for code in named)]


def test_open_eligibility_in_three_wrappings(shared: Path) -> None:
    folder = shared / "captures/taxonomy"
    table = column(folder / "open-eligibility-ohana.csv", "taxonomy_id")
    tree = set(re.findall(r'"@id":"([^"]+)"', (folder / "open-eligibility-ohana.json").read_text("utf-8")))
    newer = set(re.findall(r"\bid=[\"']([^\"']+)", (folder / "open-eligibility-2.0.xml").read_text("utf-8")))
    assert table == tree
    assert len(table) == 290
    assert set(codes("open_eligibility")) <= table | newer
