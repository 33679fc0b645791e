"""What readers type for where they are."""

from __future__ import annotations

import pytest

from data.errors import PlaceError
from data.places import find_place


@pytest.mark.parametrize(
    ("typed", "label", "precision"),
    [
        ("62701", "Springfield, IL 62701", "zip"),
        ("62701-1234", "Springfield, IL 62701", "zip"),
        (" 02139 ", "Cambridge, MA 02139", "zip"),
        ("Springfield, IL", "Springfield, IL", "city"),
        ("springfield il", "Springfield, IL", "city"),
        ("Springfield, Illinois", "Springfield, IL", "city"),
        ("SPRINGFIELD, IL 62701", "Springfield, IL 62701", "zip"),
        ("Los Angeles", "Los Angeles, CA", "city"),
        ("saint louis, mo", "St. Louis, MO", "city"),
        ("New York", "New York, NY", "city"),
        ("Kansas City, MO", "Kansas City, MO", "city"),
        ("Washington, DC", "Washington, DC", "city"),
        ("Dutchess County, NY", "Dutchess County, NY", "county"),
        ("Ohio", "Ohio", "state"),
        ("39.804, -89.649", "your location", "point"),
    ],
)
def test_places_people_type(typed: str, label: str, precision: str) -> None:
    found = find_place(typed).place
    assert (found.label, found.precision) == (label, precision)


def test_a_bare_name_means_the_largest_and_lists_the_others() -> None:
    found = find_place("Springfield")
    assert found.place.label == "Springfield, MO"
    assert {"Springfield, IL", "Springfield, MA"} <= set(found.alternatives)


def test_a_position_is_rounded_before_it_is_used() -> None:
    found = find_place("39.80412345,-89.64987654").place
    assert (found.lat, found.lon) == (39.8, -89.65)
    assert found.state == "IL"


@pytest.mark.parametrize("typed", ["me", "here", "near me", "Nearby", "cerca de mí"])
def test_near_me_asks(typed: str) -> None:
    with pytest.raises(PlaceError) as caught:
        find_place(typed)
    assert (caught.value.code, caught.value.field) == ("ask-place", "near")


@pytest.mark.parametrize(
    "typed", ["Xyzzyville", "00000", "99999999", "Springfield, ZZ", "95.0, 10.0", "*?[]", "x" * 500]
)
def test_an_unknown_place_says_so(typed: str) -> None:
    with pytest.raises(PlaceError, match="do not know the place") as caught:
        find_place(typed)
    assert caught.value.code == "unknown-place"
