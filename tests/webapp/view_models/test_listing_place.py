import pytest

from data.visibility import public
from tests.webapp.support import make_listing
from webapp.view_models.listing_place import place_of


def place(listing):
    return place_of(public(listing))


def at(**changes):
    listing = make_listing("a")
    return listing.model_copy(update={"location": listing.location.model_copy(update=changes)})


def test_a_door_has_a_map_a_way_and_the_phones_own_map():
    found = place(at(latitude=39.8017, longitude=-89.6501, precision="point"))
    assert [(one.words, one.href) for one in found.ways] == [
        ("Open a map", "https://www.openstreetmap.org/?mlat=39.80170&mlon=-89.65010#map=16/39.80170/-89.65010"),
        ("Find the way there", "https://www.openstreetmap.org/directions?to=39.80170%2C-89.65010"),
        ("Open in your phone's maps", "geo:39.80170,-89.65010?q=39.80170,-89.65010"),
    ]
    assert [one.foreign for one in found.ways] == [True, True, False]
    assert not [one for one in found.ways if "rief" in one.href], "a name would stay in the history of maps"


@pytest.mark.parametrize("precision", ["zip", "city", "approximate"])
def test_the_middle_of_an_area_has_no_mark_and_no_way_to_it(precision):
    found = place(at(precision=precision))
    assert [one.href for one in found.ways] == [
        "https://www.openstreetmap.org/#map=13/39.800/-89.650",
        "https://www.openstreetmap.org/search?query=100%20E%20Adams%20St%2C%20Springfield%2C%20IL%2062701",
        "geo:0,0?q=100%20E%20Adams%20St%2C%20Springfield%2C%20IL%2062701",
    ]


def test_an_address_without_a_point_is_looked_for():
    found = place(at(latitude=None, longitude=None, precision=None))
    assert [one.words for one in found.ways] == ["Look for the address on a map", "Open in your phone's maps"]


def test_a_town_alone_has_no_way_to_it():
    listing = at(latitude=None, longitude=None, precision=None, name=None)
    listing.location.address.address_1 = None
    assert place(listing).ways == ()
    assert place(listing).lines == ("Springfield, IL 62701",)


@pytest.mark.parametrize(("visibility", "lines"), [("partial", ("Springfield, IL",)), ("hidden", ())])
def test_a_hidden_address_leads_nowhere(visibility, lines):
    found = place(at(visibility=visibility))
    assert (found.hidden, found.lines, found.ways, found.name) == (True, lines, (), None)


def test_what_is_only_online_has_no_place():
    listing = make_listing("a", modes=["online"])
    assert place(listing).ways == (), "an office, where nobody meets"
    bare = listing.model_copy(update={"location": listing.location.model_copy(update={"name": None, "address": None})})
    assert place(bare) is None
