"""What must not be told is told nowhere: from feeds through merge and build to what a search answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

TABLE = """id = "agency"
name = "County agencies"
format = "csv"
path = "agency.csv"
needs = ["practical-help/housing"]
[columns]
id = "Num"
name = "Name"
description = "About"
address_1 = "Street"
city = "City"
state_province = "State"
postal_code = "Zip"
latitude = "Lat"
longitude = "Lon"
phone = ["P1", "P2"]
phone_private = ["P1Private", "P2Private"]
address_private = "AddressIsPrivate"
exclude = "ExcludeFromDirectory"
attributes = "Terms"
"""
HEAD = (
    "Num Name About Street City State Zip Lat Lon P1 P1Private P2 P2Private AddressIsPrivate ExcludeFromDirectory Terms"
)
TOWN = "Springfield,IL,62701"
ROWS = [
    f"1,Harbor Circle,Come to 77 Whisper Road on Mondays. All are welcome.,77 WHISPER ROAD,{TOWN},39.81,-89.66,"
    "213-555-0110,FALSE,213-555-0111,TRUE,Yes,No,77 Whisper Rd;Open",
    f"2,Women's Shelter,Beds at 88 Murmur Street.,88 Murmur Street,{TOWN},39.82,-89.67,213-555-0112,,,,No,No,",
    f"3,Rose House,Call us.,99 Hush Avenue (call for address),{TOWN},39.83,-89.68,,,,,No,No,",
    f"4,Not For You,Internal.,66 Staff Street,{TOWN},39.84,-89.69,213-555-0113,,,,No,Yes,",
    f"5,Open Circle,Everybody.,1 Elm Street,{TOWN},39.80,-89.65,555-555-0100,,,,No,No,",
]
MEETINGS = [
    {"slug": "nooners", "name": "Nooners", "day": 1, "time": "12:00", "address": "1 Elm Street", "city": "Springfield",
     "state": "IL", "postal_code": "62701", "latitude": 39.8, "longitude": -89.65, "types": ["O"],
     "contact_1_name": "Jane Roe", "contact_1_email": "jane.roe@example.com", "contact_1_phone": "213-555-0199",
     "contact_2_phone": "213-555-0198", "author": "Jane Roe", "email": "jane.roe@example.com"},
]  # fmt: skip
NEVER = [
    "whisper", "murmur", "hush", "staff street", "39.81", "39.82", "39.83", "39.84", "-89.66", "-89.67", "-89.68",
    "555-0111", "5550111", "5550113", "not for you", "jane", "roe", "5550199", "5550198", "5555550100",
]  # fmt: skip


def test_nothing_private_reaches_an_answer(tmp_path: Path, kith: Callable[..., Any]) -> None:
    (tmp_path / "agency.toml").write_text(TABLE)
    (tmp_path / "agency.csv").write_text("\n".join([HEAD.replace(" ", ","), *ROWS]))
    meetings = 'id = "meetings"\nname = "Meetings"\nformat = "meeting-guide"\npath = "meetings.json"\n'
    (tmp_path / "meetings.toml").write_text(meetings)
    (tmp_path / "meetings.json").write_text(json.dumps(MEETINGS))
    home = tmp_path / "home"
    crawled = kith("crawl", tmp_path / "agency.toml", tmp_path / "meetings.toml", "--json", home=home)
    assert {tuple(json.loads(line)["skipped"].items()) for line in crawled.out.splitlines()} == {(("excluded", 1),), ()}
    for step in ("merge", "build"):
        assert kith(step, home=home).status == 0
    answers = [
        kith("search", *words, "--json", home=home).out
        for words in (["circle", "--near", "62701"], ["shelter"], ["house", "--near", "Springfield, IL"], ["nooners"])
    ]
    shown = "".join(answers).lower()
    assert [word for word in NEVER if word in shown] == []
    named = {result["name"]: result for text in answers for result in json.loads(text)["results"]}
    assert named.keys() == {"Harbor Circle", "Women's Shelter", "Rose House", "Open Circle", "Nooners"}
    assert {name: one["visibility"] for name, one in named.items() if one["visibility"] != "full"} == {
        "Harbor Circle": "hidden", "Women's Shelter": "hidden", "Rose House": "partial",
    }  # fmt: skip
    assert all(one["lat"] is None for one in named.values() if one["visibility"] != "full")
    assert [phone["number"] for phone in named["Harbor Circle"]["phones"]] == ["+12135550110"]
    kept = b"".join(path.read_bytes() for path in (home / "index").rglob("*") if path.is_file()).lower()
    assert [word for word in NEVER if word.encode() in kept and not word.startswith(("39", "-89", "roe"))] == []
