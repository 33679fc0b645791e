from importlib.metadata import version
from typing import get_args

import pytest
from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader

from crawlers.base import FeedSpider
from crawlers.run import spider_modules
from crawlers.settings import scrapy_settings
from data.settings import load_settings
from data.sources import Format

LOADER = SpiderLoader.from_settings(ScrapySettings(scrapy_settings(load_settings("unused"))))


def test_every_format_has_its_spider_and_every_spider_its_format():
    assert sorted(LOADER.list()) == sorted(get_args(Format))


@pytest.mark.parametrize("name", sorted(get_args(Format)))
def test_a_crawl_finds_the_spider_of_a_format_alone(name):
    settings = scrapy_settings(load_settings("unused")) | {"SPIDER_MODULES": spider_modules({name})}
    assert SpiderLoader.from_settings(ScrapySettings(settings)).load(name) is LOADER.load(name)


@pytest.mark.parametrize("name", sorted(get_args(Format)))
def test_no_spider_changes_the_settings(name):
    spider = LOADER.load(name)
    assert issubclass(spider, FeedSpider)
    assert spider.custom_settings is None
    assert spider.update_settings.__func__ is FeedSpider.update_settings.__func__
    for attribute in ("download_delay", "download_maxsize", "handle_httpstatus_list", "user_agent", "allowed_domains"):
        assert not hasattr(spider, attribute)


def test_the_crawler_is_polite_and_says_who_it_is(monkeypatch):
    monkeypatch.delenv("KITH_CRAWL_DELAY", raising=False)
    monkeypatch.setenv("KITH_CONTACT", "kith@example.org")
    found = scrapy_settings(load_settings("unused"))
    assert found["USER_AGENT"] == f"Kith/{version('kith')} (community resource directory; contact: kith@example.org)"
    assert found["ROBOTSTXT_OBEY"] is True
    assert found["DOWNLOADER_MIDDLEWARES"]["crawlers.robots.PoliteRobots"] == 100
    assert found["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert found["CONCURRENT_REQUESTS"] == 1
    assert (found["DOWNLOAD_DELAY"], found["DOWNLOAD_DELAY_JITTER"]) == (1.0, 0)
    assert (found["AUTOTHROTTLE_ENABLED"], found["AUTOTHROTTLE_START_DELAY"]) == (True, 1.0)
    assert (found["RETRY_TIMES"], found["DOWNLOAD_TIMEOUT"], found["REDIRECT_MAX_TIMES"]) == (3, 60, 5)
    assert found["COOKIES_ENABLED"] is False
    assert found["TELNETCONSOLE_ENABLED"] is False


def test_every_setting_is_one_that_scrapy_knows():
    known = ScrapySettings()
    for name in scrapy_settings(load_settings("unused")):
        assert name in known or name == "STATS_DUMP", name
