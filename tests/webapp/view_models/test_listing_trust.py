from datetime import UTC, date, datetime, timedelta

import pytest

from data.model import Conflict
from tests.webapp.support import SEEN, make_listing
from webapp.languages import speaking
from webapp.view_models.listing_trust import trust_of

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
OLD = "Nobody has checked this for more than six months. Call before you go."


@pytest.mark.parametrize(
    ("age", "confirmed", "reasons"),
    [
        (timedelta(days=1), None, ()),
        (timedelta(days=180), None, ()),
        (timedelta(days=182), None, (OLD,)),
        (timedelta(days=182), date(2027, 5, 1), ()),
        (timedelta(days=500), date(2027, 5, 1), (OLD,)),
        (timedelta(days=1), date(2020, 1, 1), ()),
    ],
)
def test_what_nobody_saw_or_confirmed_for_long_is_to_be_called_first(age, confirmed, reasons):
    assert trust_of(make_listing("a", confirmed=confirmed), SEEN + age).call_first == reasons


def test_what_its_source_dropped_says_since_when_and_not_twice():
    found = trust_of(make_listing("a", not_seen_since=date(2026, 1, 5)), NOW + timedelta(days=900))
    assert found.call_first == ("Not seen on its source since Jan 5, 2026. Call before you go.",)


def test_the_two_dates_stand_apart():
    found = trust_of(make_listing("a", confirmed=date(2026, 3, 1)), NOW)
    assert (found.seen, found.confirmed) == ("Nov 20, 2026", "Mar 1, 2026")
    assert trust_of(make_listing("a"), NOW).confirmed is None


@pytest.mark.parametrize(
    ("field", "values", "name", "said"),
    [
        ("phones", "+12175550100, +12175550101", "phone", "(217) 555-0100, (217) 555-0101"),
        ("address", "12 Elm St, Suite 4", "address", "12 Elm St, Suite 4"),
        ("cost", "donation, free", "cost", "By donation, Free"),
        ("modes", "in_person, online", "in person or not", "In person, Online"),
        ("audiences", "families, teens", "who it is for", "Families and friends, Teens"),
        ("status", "temporarily closed", "whether it takes place", "Temporarily closed"),
        ("status", "active", "whether it takes place", "Open as usual"),
        ("schedules", "2TU 19:00, TH 12:00", "times", "Tuesday 7:00 PM, Thursday noon"),
    ],
)
def test_what_sources_disagree_about_is_said_in_words_with_who_says_it(field, values, name, said):
    conflict = Conflict(field=field, values={"sample-groups": values, "elsewhere": values})
    found = trust_of(make_listing("a", conflicts=[conflict]), NOW)
    (disagreement,) = found.disagreements
    assert disagreement.field == name
    assert disagreement.said == (("Sample groups of Springfield", said), ("elsewhere", said))
    assert found.call_first == (f"Its sources do not agree. Ask about: {name}.",)


def test_a_field_that_readers_are_not_told_of_is_left_out():
    conflict = Conflict(field="mood", values={"a": "x", "b": "y"})
    found = trust_of(make_listing("a", conflicts=[conflict]), NOW)
    assert (found.disagreements, found.call_first) == ((), ())


def test_every_field_that_a_merge_compares_has_words():
    from data.merging.listing import _COMPARED
    from webapp.view_models.listing_trust import _FIELDS

    assert {name for name, *_ in _COMPARED} == set(_FIELDS)


def test_other_languages_have_their_own_words_for_days():
    conflict = Conflict(field="schedules", values={"sample-groups": "TU 19:00", "other": "FR 19:00"})
    with speaking("es"):
        (found,) = trust_of(make_listing("a", conflicts=[conflict]), NOW).disagreements
    assert found.said[0][1].startswith("Martes")
