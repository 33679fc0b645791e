import json
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import Request, Response, TextResponse

from crawlers.journal import PageJournal

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
URL = "https://example.org/page"


def pages(folder, count=3, run="r1", begun=NOW, done=()):
    journal = PageJournal.begin(folder, run, "mark", begun, set(done))
    for number in range(count):
        body = f"page {number}\n".encode() * 10
        journal.add(
            Request(f"{URL}{number}"), TextResponse(f"{URL}{number}", body=body, headers={"ETag": f'"{number}"'})
        )
    journal.close()
    return folder / f"{run}.pages"


def again(folder, run="r2", mark="mark", now=NOW, done=()):
    return PageJournal.begin(folder, run, mark, now, set(done))


def test_what_came_is_given_again_as_it_came(tmp_path):
    odd = bytes(range(256)) + b"\n\n{}\n"
    journal = PageJournal.begin(tmp_path, "r1", "mark", NOW, set())
    sent = Response(URL, status=301, headers={"Location": "é", "X": ["1", "2"]}, body=odd)
    journal.add(Request(URL, method="POST", body="a=1"), sent)
    journal.close()
    found = again(tmp_path).find(Request(URL, method="POST", body="a=1"))
    assert (found.url, found.status, found.body) == (URL, 301, odd)
    assert dict(found.headers) == dict(sent.headers)
    assert again(tmp_path, "r3").find(Request(URL)) is None
    assert again(tmp_path, "r4").find(Request(URL, method="POST", body="a=2")) is None


def test_a_run_that_goes_on_adds_to_the_pages_it_found(tmp_path):
    pages(tmp_path, 2)
    journal = again(tmp_path, now=NOW + timedelta(hours=23))
    assert (len(journal), journal.begun) == (2, NOW)
    journal.add(Request(f"{URL}2"), Response(f"{URL}2", body=b"two"))
    journal.close()
    assert [path.name for path in tmp_path.iterdir()] == ["r2.pages"]
    journal = again(tmp_path, "r3")
    assert [journal.find(Request(f"{URL}{number}")).body[:6] for number in range(3)] == [b"page 0", b"page 1", b"two"]


@pytest.mark.parametrize(
    "changed",
    [{"mark": "other"}, {"now": NOW + timedelta(hours=24)}, {"now": NOW - timedelta(seconds=1)}, {"done": ["r1"]}],
    ids=str,
)
def test_pages_of_another_time_or_source_are_removed(tmp_path, changed):
    path = pages(tmp_path)
    assert len(again(tmp_path, **changed)) == 0
    assert not path.exists()


def test_of_several_the_newest_counts_and_the_others_go(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    pages(first, 3, "r1").rename(tmp_path / "r1.pages")
    pages(second, 2, "r2").rename(tmp_path / "r2.pages")
    assert len(again(tmp_path, "r3")) == 2
    assert [path.name for path in tmp_path.glob("*.pages")] == ["r3.pages"]


def test_a_file_cut_off_anywhere_gives_the_whole_pages_before_the_cut(tmp_path):
    whole = pages(tmp_path).read_bytes()
    ends = [whole.index(b"\n") + 1]
    for number in range(3):
        ends.append(whole.index(f"page {number}\n".encode() * 10, ends[-1]) + 71)
    for size in range(0, len(whole), 7):
        (tmp_path / "r2.pages").unlink(missing_ok=True)
        (tmp_path / "r1.pages").write_bytes(whole[:size])
        journal = again(tmp_path)
        complete = sum(end <= size for end in ends[1:])
        assert len(journal) == complete
        journal.add(Request(f"{URL}new"), Response(f"{URL}new", body=b"new"))
        journal.close()
        journal = again(tmp_path, "r2")
        assert len(journal) == complete + 1
        assert journal.find(Request(f"{URL}new")).body == b"new"


@pytest.mark.parametrize("turned", [b"page 1\npage 1\n", b'"size": 70', b'"crc"'])
def test_damage_ends_the_pages_before_it(tmp_path, turned):
    path = pages(tmp_path)
    raw = path.read_bytes()
    place = raw.index(turned, raw.index(b"page 0"))
    path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
    assert len(again(tmp_path)) == 1


@pytest.mark.parametrize("first", [b"", b"[]\n", b"{}\n", b'{"begun": 5, "mark": "mark"}\n', b"\xff\n", b"null\n"])
def test_a_file_that_is_no_journal_is_removed(tmp_path, first):
    path = tmp_path / "r1.pages"
    path.write_bytes(first)
    assert len(again(tmp_path)) == 0
    assert not path.exists()


def test_pages_that_are_dropped_leave_nothing(tmp_path):
    journal = again(tmp_path)
    journal.add(Request(URL), Response(URL, body=json.dumps([1]).encode()))
    journal.drop()
    assert list(tmp_path.iterdir()) == []
    again(tmp_path).drop()
