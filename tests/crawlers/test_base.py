import asyncio
import json
from types import SimpleNamespace

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.base import FeedSpider, Tally, batches
from crawlers.payload import Payload
from crawlers.readers import read_array
from data import runs
from data.errors import FeedError, RowError, SourceFileError
from data.model import Record
from data.sources import Source
from tests.support.builders import make_record

SOURCE = Source(id="test", name="Test source", format="csv", url="https://example.org/feed.json")


class PlainSpider(FeedSpider):
    """Rows are the fields of a record."""

    name = "plain"

    def rows(self, payloads):
        for payload in payloads:
            yield from read_array(payload)

    def record(self, row):
        if row.get("broken"):
            raise RowError("this row is broken", code="broken", record=row.get("id"), field="broken")
        return self.make(row.get("id"), **{key: value for key, value in row.items() if key != "id"})


def spider(source=SOURCE, kind=PlainSpider):
    return kind(source=source, writer=None, progress=lambda *a: None)


def crawl(*rows, one=None):
    one = one or spider()
    return list(one.records([Payload("feed.json", json.dumps(rows).encode(), SOURCE.url)])), one.tally


def row(**fields):
    return {"id": "1", "name": "Circle"} | fields


def test_a_row_becomes_a_record_of_the_source():
    (found,), tally = crawl(row(id=7, url="example.org"))
    assert (found.source, found.record, found.key, found.name) == ("test", "7", "7", "Circle")
    assert found.organization.name == "Circle"
    assert (tally.read, dict(tally.skipped), tally.messages) == (1, {}, [])


def test_the_organization_is_the_sources_unless_the_row_says():
    one = spider(SOURCE.model_copy(update={"organization": "Sample Neighbors"}))
    found, _ = crawl(row(), row(id="2", organization={"name": "Test Aid"}), one=one)
    assert [record.organization.name for record in found] == ["Sample Neighbors", "Test Aid"]


def test_rows_with_one_id_and_other_words_get_keys_of_their_own():
    rows = [row(), row(name="Other circle"), row(name="Third circle")]
    found, tally = crawl(*rows)
    keys = [record.key for record in found]
    assert len(set(keys)) == 3
    assert keys[0] == "1"
    assert all(key.startswith("1#") for key in keys[1:])
    assert {record.record for record in found} == {"1"}
    assert not tally.skipped
    assert [record.key for record in crawl(*rows)[0]] == keys


def test_a_row_that_stands_twice_is_counted_once():
    found, tally = crawl(row(), row(name="Other"), row(), row(name="Other"), row(name="Other"))
    assert [record.name for record in found] == ["Circle", "Other"]
    assert tally.skipped == {"repeated": 3}
    assert tally.messages[0] == "record 1: the same row stands twice"


@pytest.mark.parametrize(
    ("broken", "code", "message"),
    [
        ({"id": None}, "no-id", "the row has no id"),
        ({"id": ""}, "no-id", "the row has no id"),
        ({"id": {"a": 1}}, "wrong-type", "field record: the id is"),
        ({"id": ["a"]}, "wrong-type", "field record: the id is"),
        ({"name": None}, "no-name", "record 1, field name: the row has no name"),
        ({"name": "  "}, "no-name", "record 1, field name: the row has no name"),
        ({"name": ["a"]}, "wrong-type", "record 1, field name: Input should be a valid string (found \"['a']\")"),
        ({"url": {"a": 1}}, "wrong-type", "record 1, field url: "),
        ({"location": {"latitude": "north"}}, "wrong-type", "record 1, field location.latitude: "),
        ({"phones": [{"number": True}]}, "wrong-type", "record 1, field phones.0.number: "),
        ({"schedules": "Mondays"}, "wrong-type", "record 1, field schedules: "),
        ({"status": "asleep"}, "wrong-type", "record 1, field status: "),
        ({"colour": "red"}, "wrong-type", "record 1, field colour: "),
        ({"broken": True}, "broken", "record 1, field broken: this row is broken"),
    ],
)
def test_one_broken_row_is_named_and_the_others_go_on(broken, code, message):
    found, tally = crawl(row(id="first"), row() | broken, row(id="last"))
    assert [record.record for record in found] == ["first", "last"]
    assert tally.skipped == {code: 1}
    assert tally.messages[0].startswith(message)
    assert tally.read == 3
    assert tally.fatal is None


def test_a_row_error_among_the_rows_is_counted():
    class Yielding(PlainSpider):
        def rows(self, payloads):
            yield RowError("line 2 cannot be read", code="unreadable-line", record="line 2")
            yield row()

    found, tally = crawl(one=spider(kind=Yielding))
    assert len(found) == 1
    assert (tally.read, tally.skipped) == (2, {"unreadable-line": 1})


@pytest.mark.parametrize("field", ["name", "description", "url"])
def test_half_a_character_becomes_a_question_mark(field):
    (found,), tally = crawl(row() | {field: "Caf\ud83d"})
    assert getattr(found, field) == "Caf?"
    found.model_dump_json().encode("utf-8")
    assert not tally.skipped


def test_half_a_character_in_an_id_becomes_a_question_mark_too():
    (found,), _ = crawl(row(id="a\ud83d"))
    assert (found.record, found.key) == ("a?", "a?")


def test_half_a_character_where_none_can_stand_costs_one_row():
    found, tally = crawl(row(schedules=[{"timezone": "\ud83d"}]), row(id="2"))
    assert [record.record for record in found] == ["2"]
    assert tally.skipped == {"wrong-type": 1}
    assert tally.messages == ["record 1: the row holds half a character (a lone surrogate)"]


def test_messages_are_counted_but_only_twenty_are_kept():
    _, tally = crawl(*(row(id=number, broken=True) for number in range(50)))
    assert tally.skipped == {"broken": 50}
    assert len(tally.messages) == 20


@pytest.mark.parametrize("says", [Tally.say, Tally.fail])
def test_a_message_is_one_line_of_bearable_length_whatever_a_feed_holds(says):
    tally = Tally()
    says(tally, "record a\nb\x1b[31m\r\u202e\ud83d: " + "x" * 1000)
    (message,) = [tally.fatal] if tally.fatal else tally.messages
    assert message.startswith("record a b [31m : xxx")
    assert len(message) == 400
    assert message.isprintable()


def test_the_first_failure_counts():
    tally = Tally()
    tally.fail("first")
    tally.fail("second")
    assert tally.fatal == "first"


@pytest.mark.parametrize(
    "error",
    [
        FeedError("the feed is empty", code="empty"),
        SourceFileError("not TOML", code="not-toml", source="lines.toml"),
    ],
)
def test_a_feed_that_cannot_be_read_ends_the_run_with_its_message(error):
    class Refusing(PlainSpider):
        def rows(self, payloads):
            raise error

    one = spider(kind=Refusing)
    assert list(one.parse_feed(Response(SOURCE.url, body=b"[]"))) == []
    assert one.tally.fatal == str(error)


def test_a_response_is_unpacked_under_its_own_name():
    class Naming(PlainSpider):
        def rows(self, payloads):
            yield from (row(name=payload.name) for payload in payloads)

    for url, name in [("https://example.org/a/feed.json?key=1/2", "feed.json"), ("https://example.org/", "feed")]:
        (found,) = spider(kind=Naming).parse_feed(Response(url, body=b"[]"))
        assert found.name == name


@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        ("https://example.org/x", HttpError(Response("https://example.org/x", status=404), "no"),
         "https://example.org/x answered HTTP 404"),
        ("https://example.org/x", IgnoreRequest("Forbidden by robots.txt"), "robots.txt forbids https://example.org/x"),
        ("https://example.org/robots", IgnoreRequest("Ignored https://example.org/robots: too large"),
         "https://example.org/robots: Ignored https://example.org/robots: too large"),
        ("https://example.org/x", TimeoutError(), "https://example.org/x: TimeoutError"),
        ("file:///home/someone/x.json", PermissionError(13, "Permission denied"), "x.json: Permission denied"),
    ],
)  # fmt: skip
def test_a_failed_request_is_named_without_local_folders(url, error, message):
    one = spider()
    failure = Failure(error)
    failure.request = Request(url)
    one.failed(failure)
    assert one.tally.fatal == message


async def started(one):
    return [found async for found in one.start()]


def run_start(**facts):
    source = Source(id="test", name="T", format="csv", **facts)
    one = spider(source)
    return asyncio.run(started(one)), one.tally


def test_start_asks_for_the_address_once_and_never_for_more_than_allowed():
    (request,), _ = run_start(url="https://example.org/feed.json", max_mb=3)
    assert (request.url, request.meta["download_maxsize"]) == ("https://example.org/feed.json", 3_000_000)


def test_start_reads_a_local_folder(tmp_path):
    (tmp_path / "feed.json").write_text(json.dumps([row()]))
    ((found,),), tally = run_start(path=tmp_path.name, where=tmp_path.parent / "x.toml")
    assert found.record == "1"
    assert tally.fatal is None


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda path: None, "feed.json: no such file"),
        (lambda path: path.write_bytes(b"x" * 1_000_001), "the feed has 1 MB, more than the 1 MB allowed"),
        (lambda path: (path.mkdir(), (path / "a.json").write_bytes(b"[]")), "a.json is an empty list"),
    ],
)
def test_start_names_what_is_wrong_with_a_local_file(tmp_path, prepare, message):
    prepare(tmp_path / "feed.json")
    found, tally = run_start(path=str(tmp_path / "feed.json"), max_mb=1)
    assert found == []
    assert tally.fatal.startswith(message)


def test_a_file_that_may_not_be_read_is_named_without_its_folder(tmp_path, monkeypatch):
    (tmp_path / "a.json").write_bytes(b"[]")

    def refuse(path, *arguments):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    _, tally = run_start(path=str(tmp_path))
    assert tally.fatal == "a.json: Permission denied"


def test_every_record_can_be_written_and_read_again(tmp_path):
    found, _ = crawl(row(description="Caf\ud83d", location={"latitude": float("nan"), "longitude": float("inf")}))
    writer = runs.RunWriter(tmp_path, SOURCE, "r1")
    for one in found:
        writer.write(one)
    writer.publish(runs.RunSummary(source="test", run="r1", status="ok"))
    (again,) = runs.read_records(tmp_path, runs.last_good_run(tmp_path, "test"))
    assert isinstance(again, Record)
    assert again.description == "Caf?"


def test_spiders_without_rows_or_record_say_so():
    bare = FeedSpider(source=SOURCE, writer=SimpleNamespace(), progress=lambda *a: None, name="bare")
    with pytest.raises(NotImplementedError):
        bare.rows([])
    with pytest.raises(NotImplementedError):
        bare.record({})


def test_records_travel_in_batches_and_keep_their_order():
    records = [make_record(str(number)) for number in range(120)]
    page = Request("https://example.org/2")
    found = list(batches([*records[:70], page, *records[70:]]))
    assert found == [records[:50], records[50:70], page, records[70:]]
    assert list(batches([])) == []
