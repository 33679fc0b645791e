"""Scrapy's settings, politeness first. No spider may override them: a test reads every spider for it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from data.settings import Settings


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings of every crawl."""
    return {
        # Politeness: say who we are, obey robots.txt, one request at a time to a host, slower when it is slow.
        "USER_AGENT": f"Kith/{version('kith')} (community resource directory; contact: {settings.contact})",
        "ROBOTSTXT_OBEY": True,
        # One at a time to any host, too: while a source waits to ask again, nothing else of it is asked.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": settings.seconds_between_requests,
        # The pause is never shorter than the operator said.
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": settings.seconds_between_requests > 0,
        "AUTOTHROTTLE_START_DELAY": settings.seconds_between_requests,
        "RETRY_TIMES": 3,
        # What is asked again comes before what was not asked yet.
        "RETRY_PRIORITY_ADJUST": 1,
        "DOWNLOAD_TIMEOUT": 60,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        # Feeds name their own next pages; a chain this long is a trap, not a feed.
        "DEPTH_LIMIT": 2_000,
        "REDIRECT_MAX_TIMES": 5,
        # Batches of records are written one after another; those that wait to be are held in memory.
        "CONCURRENT_ITEMS": 1,
        "SPIDER_MODULES": ["crawlers.spiders"],
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawlers.robots.PoliteRobots": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "crawlers.retry.PatientRetry": 550,
            # Nearer to the server than redirects and decompression, which then see kept answers as any other.
            "crawlers.journal.JournalMiddleware": 640,
            "crawlers.conditional.ConditionalMiddleware": 650,
        },
        # Named one by one: the framework's own list opens a server through which a crawl can be steered from outside.
        "EXTENSIONS_BASE": {
            "scrapy.extensions.corestats.CoreStats": 0,
            # Takes what libraries log, which would else come out on the terminal.
            "scrapy.extensions.logcount.LogCount": 0,
            "scrapy.extensions.throttle.AutoThrottle": 0,
        },
        "ITEM_PIPELINES": {"crawlers.pipelines.RunPipeline": 100},
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
        # Else Scrapy reads the source of every spider to look for a mistake in it.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }
