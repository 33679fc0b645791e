import pytest

from data.visibility import public
from tests.support.builders import make_listing, make_location

SECRET = {
    "name": "The blue house", "description": "Second door", "transportation": "Bus 12 to the mill",
    "address": {"address_1": "9 Hidden Lane", "address_2": "Floor 3", "city": "Springfield", "region": "Sangamon",
                "state_province": "IL", "postal_code": "62701", "country": "US"},
}  # fmt: skip
GIVES_AWAY = ["blue house", "Second door", "the mill", "Hidden Lane", "Floor 3", "62701", "39.8", "-89.65"]


def test_a_listing_with_a_public_address_is_shown_as_it_is():
    listing = make_listing(location=make_location(**SECRET))
    assert public(listing) == listing


@pytest.mark.parametrize(
    ("visibility", "kept"),
    [
        ("partial", {"city": "Springfield", "region": "Sangamon", "state_province": "IL", "country": "US"}),
        ("hidden", {"state_province": "IL", "country": "US"}),
    ],
)
def test_an_address_that_is_not_public_keeps_only_its_area(visibility, kept):
    listing = make_listing(location=make_location(visibility=visibility, accessibility=["Ramp"], **SECRET))
    shown = public(listing)
    assert shown.location.address.model_dump(exclude_none=True) == kept
    assert not shown.has_public_point
    text = shown.model_dump_json()
    assert [word for word in GIVES_AWAY if word in text] == []
    assert (shown.name, shown.phones, shown.location.accessibility) == (listing.name, listing.phones, ["Ramp"])


@pytest.mark.parametrize("visibility", ["partial", "hidden"])
def test_a_place_without_an_address_has_none_to_hide(visibility):
    shown = public(make_listing(location=make_location(address=None, visibility=visibility)))
    assert shown.location.latitude is None
    assert shown.location.address.model_dump(exclude_none=True) == {}


def test_what_the_store_holds_is_not_changed():
    listing = make_listing(location=make_location(visibility="hidden", **SECRET))
    before = listing.model_dump_json()
    public(listing)
    assert listing.model_dump_json() == before


@pytest.mark.parametrize(
    ("status", "shown"),
    [("active", True), ("temporarily closed", True), ("inactive", False), ("defunct", False)],
)
def test_only_what_goes_on_is_shown(status, shown):
    assert (public(make_listing(status=status)) is not None) is shown


@pytest.mark.parametrize(("standing", "shown"), [("shown", True), ("hidden", False), ("gone", False)])
def test_what_was_not_seen_for_too_long_is_not_shown(standing, shown):
    listing = make_listing(standing=standing, not_seen_since="2026-11-03")
    assert (public(listing) is not None) is shown
