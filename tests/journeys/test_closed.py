from datetime import UTC, datetime

from index.cards import Cards, CardWriter
from index.present import result
from index.request import SearchRequest
from index.understood import Understood
from tests.support.builders import as_stored, make_listing
from webapp import create_app
from webapp.view_models.listing import listing_page

CLOSED = "temporarily closed"
TUESDAYS = [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00", "timezone": "America/Chicago"}]


def test_what_is_closed_has_no_next_time_anywhere(settings, tmp_path):
    app = create_app(settings)
    asked = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 (local time where the help is)
    open_, closed = (make_listing(schedules=TUESDAYS, status=status) for status in ("active", CLOSED))
    writer = CardWriter()
    written = [writer.add(one, as_stored(one)["schedules"]) for one in (open_, closed)]
    cards = Cards(tmp_path, len(written), writer.write(tmp_path, written))
    shown, hidden = (result(card, "near", 1.0, 1.0, Understood(""), asked) for card in cards.some([0, 1]))
    assert shown["next"].startswith("2026-11-24T19:00")
    assert hidden["next"] is None
    with app.test_request_context():
        coming = [listing_page(one, datetime(2026, 11, 23, 18, tzinfo=UTC)).times.next for one in (open_, closed)]
    assert coming == ["tomorrow 7:00 PM", None]


def test_what_is_closed_is_never_offered_as_open(build):
    directory = build(make_listing("Open Circle", schedules=TUESDAYS),
                      make_listing("Closed Circle", schedules=TUESDAYS, status=CLOSED))  # fmt: skip
    tuesday = datetime(2026, 11, 24, 19, 10)  # noqa: DTZ001
    for text in ("circle", "grief circle open now", "grief circle tuesday night"):
        answer = directory.search(SearchRequest(text=text, near="62701", at=tuesday))
        assert [one["name"] for one in answer["results"]] == ["Open Circle"], text
    assert directory.listing(make_listing("Closed Circle").id).status == CLOSED
