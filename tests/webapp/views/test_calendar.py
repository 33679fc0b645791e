import pytest
import time_machine
from icalendar import Calendar

from tests.support.builders import NOW
from tests.webapp.support import full_listing, make_listing

GROUP = make_listing("group-1", name="Grief circle 1")
FILE = f"/listing/{GROUP.id}/grief-circle-1.ics"


def test_a_file_of_all_dates_and_one_of_a_single(client):
    with time_machine.travel(NOW, tick=False):
        answer = client.get(FILE)
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
        assert answer.headers["Content-Disposition"] == "attachment; filename=grief-circle-1.ics"
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
        (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
        assert event["URL"] == f"http://localhost/listing/{GROUP.id}/grief-circle-1"
        alone = client.get(f"{FILE}?on=2026-12-01T19:00")
    (event,) = Calendar.from_ical(alone.data).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-12-01T19:00:00-06:00"


def test_a_neutral_file_has_a_neutral_name(client):
    answer = client.get(f"{FILE}?neutral=1")
    assert answer.headers["Content-Disposition"] == "attachment; filename=appointment.ics"
    assert b"rief" not in answer.data


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("?on=2026-11-04T19:00", 404),
        ("?on=9999-12-31T19:00", 400),
        ("?on=0001-01-01T00:00", 400),
        ("?on=2026-11-05T19:00%2B01:00", 400),
        ("?on=soon", 400),
    ],
)
def test_a_date_that_is_none(get_page, tail, status):
    get_page(FILE + tail, status)


def test_what_is_closed_has_no_dates(app_of):
    closed = make_listing("a", status="temporarily closed")
    assert app_of(closed).test_client().get(f"/listing/{closed.id}/grief-circle.ics").status_code == 404


def test_other_slugs_and_merged_ids_lead_to_the_right_one(client, merged_id):
    answer = client.get(f"/listing/{full_listing().id}/x.ics?neutral=1")
    target = f"/listing/{full_listing().id}/open-door-counseling.ics?neutral=1"
    assert (answer.status_code, answer.headers["Location"]) == (301, target)
    assert client.get(f"/listing/{merged_id}/old.ics").headers["Location"] == FILE
    assert client.get("/listing/00000000-0000-0000-0000-000000000000/x.ics").status_code == 404
