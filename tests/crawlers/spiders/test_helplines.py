from importlib import resources

import pytest
from scrapy.http import Response

from crawlers.payload import Payload
from crawlers.spiders.helplines import HelplinesSpider
from data import helplines
from data.cleaning import clean_record
from data.errors import SourceFileError
from data.sources import Source, registered

LINE = """
[[helpline]]
id = "us-example"
name = "Example Line"
organization = "Example"
country = "US"
main = true
needs = ["crisis"]
summary = "For examples."
answered_by = "nobody"
call = [{ number = "988", languages = ["en"] }]
always = true
languages = ["en"]
url = "https://example.org/"
source_url = "https://example.org/help"
noted = 2026-11-22
"""


def spider(source=None):
    source = source or Source(id="test", name="T", format="helplines", url="https://example.org/lines.toml")
    return HelplinesSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(text, one=None):
    one = one or spider()
    return list(one.records([Payload("lines.toml", text.encode(), "https://example.org/lines.toml")])), one.tally


def test_a_helpline_becomes_a_record_without_a_place():
    (found,), tally = crawl(LINE)
    assert (found.source, found.record, found.key, found.name) == ("test", "us-example", "us-example", "Example Line")
    assert (found.location.location_type, found.modes) == ("virtual", ["phone"])
    assert found.phones[0].number == "988"
    assert (found.schedules[0].opens_at, found.schedules[0].closes_at) == ("00:00", "24:00")
    assert tally.read == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LINE.replace('needs = ["crisis"]', 'needs = ["crisis", "magic"]'), "record us-example, field needs"),
        (LINE + 'colour = "red"\n', "field colour: unknown key"),
        ("not toml", "not TOML"),
        ("[]", "not TOML"),
        ("", r"wants \[\[helpline\]\] tables"),
    ],
)
def test_a_wrong_file_is_refused_and_names_what_is_wrong(text, words):
    with pytest.raises(SourceFileError, match=words):
        crawl(text)


def test_a_wrong_file_ends_the_run_with_that_one_message():
    one = spider()
    body = LINE.replace("always = true", 'always = "yes"').encode()
    assert list(one.parse_feed(Response("https://example.org/lines.toml", body=body))) == []
    assert one.tally.fatal.startswith("source lines.toml, record us-example, field always: ")


def test_the_list_that_comes_with_kith_is_read_whole():
    source = registered()["helplines"]
    text = resources.files(helplines).joinpath("lines.toml").read_text("utf-8")
    found, tally = crawl(text, spider(source))
    assert len(found) == tally.read == len(helplines.helplines()) >= source.expect.min
    assert not tally.skipped
    for record in found:
        cleaned = clean_record(record, source)
        assert cleaned.problems == [], cleaned.key
        assert cleaned.needs
        assert cleaned.location.latitude is None
