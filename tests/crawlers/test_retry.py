from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from crawlers.retry import asked_wait


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, None), ("", None), ("0", 0), ("30", 30), (" 30 ", 30), ("-5", None), ("soon", None), ("1.5", None),
        ("Tue, 24 Nov 2026 17:00:45 GMT", 45), ("Tue, 24 Nov 2026 16:00:00 GMT", 0),
        ("Tuesday, 24-Nov-26 17:00:45 GMT", 45), ("Tue Nov 24 17:00:45 2026", 45),
        ("Tue, 24 Nov 2026 18:00:45 +0100", 45), ("Tue, 99 Nov 2026 17:00:45 GMT", None),
    ],
)  # fmt: skip
def test_how_long_an_answer_asks_to_wait(clock, said, seconds):
    assert datetime.now(UTC).isoformat() == "2026-11-24T17:00:00+00:00"
    headers = {} if said is None else {"Retry-After": said}
    assert asked_wait(Response("https://example.org/", status=503, headers=headers)) == seconds
