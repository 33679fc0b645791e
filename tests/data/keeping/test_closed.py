import pytest

from data.model import Record
from tests.support.builders import make_record

CLOSED = "temporarily closed"
TUESDAYS = [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00", "timezone": "America/Chicago"}]


def stating(status):
    """A record of a source that says the status, or nothing of it (None)."""
    said = {"status": status, "status_stated": True} if status else {}
    return make_record("a", schedules=TUESDAYS, **said)


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ([CLOSED, None], CLOSED),
        ([CLOSED, None, None], CLOSED),
        ([CLOSED, "active"], "active"),
        ([CLOSED, None, "active"], "active"),
        ([CLOSED, None, "active", None], "active"),
        ([CLOSED, "inactive"], "inactive"),
        (["inactive", None], "active"),
        ([None, CLOSED], CLOSED),
        ([None], "active"),
    ],
)
def test_closed_until_the_source_says_otherwise(home, said, after):
    for week, status in enumerate(said):
        home.run(week * 7, stating(status))
    assert home.listings()["a"].status == after


def test_a_closing_is_logged_once_and_so_is_the_opening(home):
    for week, status in enumerate([None, CLOSED, None, None, "active"]):
        home.run(week * 7, stating(status))
    with home.store() as store:
        log = [(one.field, one.old, one.new) for one in store.history("test", "a")]
    assert log == [("status", None, CLOSED), ("status", CLOSED, None)]


def test_silence_survives_the_file_of_a_run():
    stated, silent = (
        Record.model_validate_json(one.model_dump_json(exclude_defaults=True))
        for one in (stating("active"), stating(None))
    )
    assert (stated.status, stated.status_stated) == ("active", True)
    assert (silent.status, silent.status_stated) == ("active", False)
