from datetime import UTC, datetime

import pytest

from index.directory import Directory
from tests.webapp.support import make_listing, publish, settings_at
from webapp import create_app
from webapp.view_models.listing_nearby import similar_of, similar_request

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
HERE = make_listing("here")


def near(key, north=0.0, **changes):
    place = {"latitude": HERE.location.latitude + north, "precision": changes.pop("precision", "point")}
    return make_listing(key, name=f"Circle {key}", **changes).model_copy(
        update={"location": HERE.location.model_copy(update=place)}
    )


@pytest.fixture
def similar(tmp_path):
    def of(listing, *others):
        settings = settings_at(tmp_path)
        publish(settings, [listing, *others])
        wanted = similar_request(listing)
        with create_app(settings).test_request_context():
            return similar_of(listing, Directory(settings).search(wanted)["results"], NOW)

    return of


def test_the_nearest_of_the_same_need_with_their_distance_from_here(similar):
    others = [near("far", 0.1), near("close", 0.02), near("closer", 0.01), near("farther", 0.15), near("gone", 1.0)]
    others.append(near("food", 0.01, needs=["practical-help/food"]))
    found = similar(HERE, *others)
    assert {one.name for one in found} == {"Circle close", "Circle closer", "Circle far"}
    distances = {one.name: one.distance for one in found}
    assert distances["Circle closer"] == "0.7 miles"
    assert distances["Circle close"] == "1.4 miles"
    assert found[0].next == "tonight 7:00 PM, in 8 hours"


def test_one_that_is_only_about_there_says_about(similar):
    (found,) = similar(HERE, near("rough", 0.03, precision="zip"))
    assert found.distance == "about 2 miles"


def test_alone_there_is_nothing_similar(similar):
    assert similar(HERE) == ()


def test_what_serves_the_area_or_is_online_is_not_near_it(similar):
    online = make_listing("online", modes=["online"], name="Online circle")
    hidden = near("hidden", 0.01)
    hidden.location.visibility = "partial"
    assert similar(HERE, online, hidden) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"needs": []},
        {"modes": ["online"]},
        {"location": HERE.location.model_copy(update={"visibility": "partial"})},
        {"location": HERE.location.model_copy(update={"latitude": None})},
        {"location": HERE.location.model_copy(update={"precision": "county"})},
    ],
)
def test_nothing_is_asked_of_a_listing_whose_place_or_need_is_not_told(changes):
    assert similar_request(make_listing("here", **changes)) is None
