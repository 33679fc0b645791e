"""Everything a search finds, and no more than can be printed."""

import pytest

from data import ids
from data.errors import PlaceError, QueryError
from index.directory import Directory
from index.request import LARGEST_LIMIT, SearchRequest
from tests.webapp.support import make_listing, publish, settings_at
from webapp.languages import speaking
from webapp.paper import region
from webapp.paper.region import collect, count


@pytest.fixture
def directory(home):
    """The small community: 26 groups and one practice near, 7 that serve the area, 8 lines."""
    return Directory(settings_at(home))


def test_all_groups_are_collected(directory):
    found = collect(directory, SearchRequest(near="62701", needs=("support-groups",)))
    assert len(found.items) == len({one.listing.id for one in found.items}) == 41
    assert [one.listing.name.split(" ")[0] for one in found.items] == ["Grief"] * 26 + ["Home"] * 7 + ["Grief"] * 8
    assert count(directory, SearchRequest(near="62701", needs=("support-groups",))) == 41


def test_long_lists_are_read_page_by_page(directory, monkeypatch):
    assert LARGEST_LIMIT == 100
    monkeypatch.setattr(region, "LARGEST_LIMIT", 4)
    found = collect(directory, SearchRequest(near="62701", needs=("support-groups",)))
    assert len({one.listing.id for one in found.items}) == 41


def test_filters_and_groups_hold(directory):
    assert len(collect(directory, SearchRequest(near="62701", modes=("online",), needs=("support-groups",))).items) == 8
    assert len(collect(directory, SearchRequest(near="62701", group="area")).items) == 7


def test_too_many_are_refused_with_what_to_do(directory):
    with pytest.raises(QueryError, match="41 listings, and at most 40 can be printed at once") as error:
        collect(directory, SearchRequest(near="62701", needs=("support-groups",)), most=40)
    assert (error.value.code, error.value.field) == ("too-many", "radius")


def test_a_search_that_finds_nothing_is_not_loosened(directory):
    assert collect(directory, SearchRequest(near="62701", needs=("libraries",), days=("MO",))).items == ()


def test_an_unknown_place_is_an_error(directory):
    with pytest.raises(PlaceError):
        collect(directory, SearchRequest(near="Nowhere At All, ZZ"))


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        (
            SearchRequest(near="62701", needs=("support-groups/grief",)),
            "Support groups: Grief and loss near Springfield, IL 62701",
        ),
        (SearchRequest(near="62701"), "Help near Springfield, IL 62701"),
        (SearchRequest(text="grief group near 62701"), "Support groups: Grief and loss near Springfield, IL 62701"),
        (SearchRequest(), "Help"),
    ],
)
def test_the_title_is_never_in_the_readers_own_words(directory, request_, title):
    with speaking("en"):
        assert collect(directory, request_).title() == title


def test_one_listing(tmp_path):
    publish(settings_at(tmp_path), [make_listing("one")])
    (item,) = collect(Directory(settings_at(tmp_path)), SearchRequest(near="62701")).items
    assert item.listing.id == ids.listing_id("sample-groups", "one")
