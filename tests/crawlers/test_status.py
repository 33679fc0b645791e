import json

import pytest

from crawlers.payload import Payload
from crawlers.spiders.bmlt import BmltSpider
from crawlers.spiders.csv_table import CsvSpider
from crawlers.spiders.imls import ImlsSpider
from crawlers.spiders.meeting_guide import MeetingGuideSpider
from tests.support.builders import make_source

CLOSED = "temporarily closed"


def meeting(**changes):
    return {"slug": "m", "name": "Circle", "day": 1, "time": "19:00", "address": "1 Sample Street"} | changes


def bmlt(**changes):
    row = {"id_bigint": "1", "meeting_name": "Circle", "weekday_tinyint": "2", "start_time": "19:00:00"}
    return row | {"latitude": "39.8", "longitude": "-89.6", "service_body_name": "Area"} | changes


def as_json(row):
    return json.dumps([row]).encode()


def as_csv(row):
    return (",".join(row) + "\n" + ",".join(row.values()) + "\n").encode()


TABLE = {"columns": {"id": "id", "name": "name", "status": "state"}, "values": {"status": {"open": "active"}}}
LIBRARY = {
    "FSCSKEY": "IL0001", "FSCS_SEQ": "002", "LIBNAME": "Sample Library", "ADDRESS": "1 Sample Street",
    "CITY": "Springfield", "ZIP": "62701", "STABR": "IL", "C_OUT_TY": "BR", "LATITUDE": "39.8", "LONGITUD": "-89.6",
}  # fmt: skip


@pytest.mark.parametrize(
    ("spider", "file", "facts", "status", "stated"),
    [
        (MeetingGuideSpider, as_json(meeting(types=["TC"])), {}, CLOSED, True),
        (MeetingGuideSpider, as_json(meeting(types=["O"])), {}, "active", True),
        (MeetingGuideSpider, as_json(meeting(types=[])), {}, "active", True),
        (MeetingGuideSpider, as_json(meeting()), {}, "active", False),
        (MeetingGuideSpider, as_json(meeting(attendance_option="in_person")), {}, "active", True),
        (MeetingGuideSpider, as_json(meeting(attendance_option="inactive")), {}, CLOSED, True),
        (BmltSpider, as_json(bmlt(formats="TC")), {}, CLOSED, True),
        (BmltSpider, as_json(bmlt(formats="O")), {}, "active", True),
        (BmltSpider, as_json(bmlt(venue_type=1)), {}, "active", True),
        (BmltSpider, as_json(bmlt()), {}, "active", False),
        (CsvSpider, as_csv({"id": "1", "name": "Circle", "state": "open"}), TABLE, "active", True),
        (CsvSpider, as_csv({"id": "1", "name": "Circle", "state": ""}), TABLE, "active", False),
        (CsvSpider, as_csv({"id": "1", "name": "Circle", "state": CLOSED}), TABLE, CLOSED, True),
        (ImlsSpider, as_csv(LIBRARY | {"STATSTRU": "23"}), {}, CLOSED, True),
        (ImlsSpider, as_csv(LIBRARY | {"STATSTRU": "00"}), {}, "active", True),
        (ImlsSpider, as_csv(LIBRARY), {}, "active", False),
    ],
)  # fmt: skip
def test_what_each_format_says_of_being_open(spider, file, facts, status, stated):
    one = spider(source=make_source(format=spider.name, **facts), writer=None, progress=lambda *_: None)
    (record,) = one.records([Payload("x.json" if file[:1] == b"[" else "x.csv", file, "https://example.org/")])
    assert (record.status, record.status_stated) == (status, stated)
