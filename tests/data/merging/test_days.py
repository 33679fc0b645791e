"""Days of one group: one listing, parted by hours that are too unlike and by what another source keeps apart."""

import pytest

from tests.data.merging.support import FRIDAY, MEETING, TUESDAY, matched, said, together


@pytest.mark.parametrize(
    ("hours", "listings"),
    [
        ({"TU": "07:00", "FR": "07:00", "SA": "08:30"}, 1),
        ({"TU": "07:00", "FR": "07:00", "SA": "09:00"}, 2),
        ({"TU": "12:00", "WE": "12:00", "TH": "12:15"}, 1),
        ({"MO": "06:30", "TU": "06:30", "WE": "12:00", "SA": "07:30"}, 2),
        ({"MO": "06:30", "WE": "08:00", "SA": "07:15"}, 3),
        ({"TU": "07:00", "SA": "19:00"}, 2),
        ({"TU": "19:00", "FR": "18:00"}, 2),
        ({"SA": "19:00", "SU": "18:00", "TU": "19:00"}, 2),
    ],
)
def test_days_of_a_group_share_an_hour_but_for_weekends(hours, listings):
    days = [
        said("a", day, **MEETING | {"schedules": [{"freq": "WEEKLY", "byday": [day], "opens_at": at}]})
        for day, at in hours.items()
    ]
    assert len(matched(*days)[0]) == listings


@pytest.mark.parametrize(
    ("day", "hour", "name", "listings"),
    [
        ("FR", "19:00", "Bluebell", 1),
        ("FR", "19:00", "Bluebell Meeting", 2),
        ("FR", "19:15", "Bluebell", 2),
        ("SA", "18:00", "Bluebell", 2),
        ("TU", "19:00", "Bluebell", 2),
    ],
)
def test_a_day_without_group_in_its_name_is_of_the_group_at_the_very_hour(day, hour, name, listings):
    ends = {"freq": "WEEKLY", "byday": [day], "opens_at": hour, "closes_at": "20:30"}
    days = [said("a", "1", **MEETING), said("a", "2", **MEETING | {"name": name, "schedules": [ends]})]
    assert len(matched(*days)[0]) == listings
    assert len(matched(days[1], days[0])[0]) == listings


def test_days_of_a_group_are_one_listing_and_another_source_joins_it():
    days = [said("a", "tu", **MEETING), said("a", "fr", **MEETING | {"schedules": FRIDAY})]
    groups, found = matched(*days, said("b", **MEETING | {"description": "Tuesdays only"}))
    assert groups == {frozenset({("a", "tu"), ("a", "fr"), ("b", "1")})}
    assert sorted(map(len, found.units)) == [1, 2]


def test_days_that_another_source_keeps_apart_are_matched_day_by_day():
    """One says of both days what the other says of each; a day only one knows stays with what is left."""
    sunday = MEETING | {"schedules": [{"freq": "WEEKLY", "byday": ["SU"], "opens_at": "19:00"}]}
    friday = MEETING | {"schedules": FRIDAY}
    days = [said("a", "tu", **MEETING), said("a", "fr", **friday), said("a", "su", **sunday)]
    others = [said("b", "tu", **MEETING, cost=["free"]), said("b", "fr", **friday, description="Speakers")]
    groups, _ = matched(*days, *others)
    assert groups == {
        frozenset({("a", "tu"), ("b", "tu")}), frozenset({("a", "fr"), ("b", "fr")}), frozenset({("a", "su")})
    }  # fmt: skip


def test_days_with_one_id_in_two_registers_are_one_day():
    """Two rows of one hour: the id tells which is which, and no chance."""
    twice = [MEETING | {"cost": [cost]} for cost in ("free", "donation")]
    ends = {"2001": "20:00", "2002": "20:15"}
    days = [said("a", key, **MEETING | {"schedules": [TUESDAY[0] | {"closes_at": end}]}) for key, end in ends.items()]
    days.append(said("a", "2003", **MEETING | {"schedules": FRIDAY}))
    others = [said("b", "2001", **twice[0]), said("b", "2002", **twice[1])]
    others.append(said("b", "2003", **twice[0] | {"schedules": FRIDAY}))
    groups, _ = matched(*days, *others)
    assert together(groups, ("a", "2001"), ("a", "2003"), ("b", "2001"), ("b", "2003"))
    assert together(groups, ("a", "2002"), ("b", "2002"))


def test_days_that_another_source_keeps_apart_stay_so_where_one_is_named_a_group():
    names = {"tu": MEETING, "fr": MEETING | {"name": "Bluebell", "schedules": FRIDAY}}
    days = [said("a", day, **facts) for day, facts in names.items()]
    others = [said("b", day, **facts, description=day) for day, facts in names.items()]
    assert matched(*days, *others)[0] == {frozenset({("a", day), ("b", day)}) for day in names}
