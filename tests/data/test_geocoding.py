import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest

from data import geocoding, pipeline
from data.errors import KithError
from data.geocoding import Geocoder
from data.settings import load_settings
from data.store import Store
from tests.support.builders import crawled, make_location, make_record
from tests.support.http import recording, serving

HOUSE = {"lat": "39.8011", "lon": "-89.6512", "place_rank": 30, "display_name": "1 Sample Street"}
WITHOUT_POINT = make_location(None, None)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(geocoding, "SECONDS_BETWEEN_REQUESTS", 0.0)


def asking(settings, url):
    settings.home.mkdir(parents=True, exist_ok=True)
    return replace(settings, geocoder=url, seconds_between_requests=0.0)


def merged(settings, *records):
    crawled(settings.raw, "r1", *records)
    result = pipeline.merge(settings)
    assert result.errors == []
    store = Store(settings.store)
    try:
        return [one.location for one in store.listings()]
    finally:
        store.close()


def zipped(key="1", **changes):
    return make_record(key, location=WITHOUT_POINT.model_copy(update={"precision": "zip"} | changes))


def test_without_a_geocoder_nobody_is_asked(settings):
    (place,) = merged(settings, make_record(location=WITHOUT_POINT))
    assert place.precision == "zip"
    assert not settings.geocoded.exists()


def test_a_street_is_placed_by_a_merge_and_asked_for_once(settings, quick):
    with serving({"/search": [HOUSE]}) as (url, asked):
        (place,) = merged(asking(settings, url), make_record(location=WITHOUT_POINT))
        assert (place.latitude, place.longitude, place.precision) == (39.8011, -89.6512, "address")
        assert len(asked) == 1
        assert "Sample+Street" in asked[0]
        assert len(settings.geocoded.read_text().splitlines()) == 1
        Geocoder(asking(settings, url)).place(zipped())
        assert len(asked) == 1, "the answer was kept"


def test_others_may_write_into_the_store_while_the_geocoder_is_asked(settings, quick):
    Store(settings.store).close()

    def answer(asked):
        with closing(sqlite3.connect(settings.store, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
        return 200, {}, json.dumps([HOUSE]).encode()

    with recording(answer) as (port, seen):
        (place,) = merged(asking(settings, f"http://127.0.0.1:{port}"), make_record(location=WITHOUT_POINT))
    assert len(seen) == 1
    assert place.precision == "address"


@pytest.mark.parametrize(
    ("answer", "precision"),
    [
        ([HOUSE], "address"),
        ([HOUSE | {"place_rank": 26}], "approximate"),
        ([HOUSE | {"place_rank": 16}], "zip"),
        ([HOUSE | {"lat": "34.05", "lon": "-118.24"}], "zip"),
        ([], "zip"),
        ([{"lat": "north"}], "zip"),
        ((500, {}, "down"), "zip"),
        ((200, {}, "<html>"), "zip"),
    ],
)
def test_only_a_door_or_a_street_in_the_stated_place_is_believed(settings, quick, answer, precision):
    with serving({"/search": answer}) as (url, _):
        assert Geocoder(asking(settings, url)).place(zipped()).location.precision == precision


@pytest.mark.parametrize(
    "changes",
    [
        {"visibility": "hidden"}, {"visibility": "partial"}, {"location_type": "postal"}, {"precision": "point"},
        {"precision": "approximate"}, {"address": {"city": "Springfield", "country": "US"}},
        {"address": {"address_1": "1 High St", "city": "Leeds", "country": "GB"}}, {"address": None},
    ],
)  # fmt: skip
def test_nobody_is_asked_for_what_is_kept_back_or_known_or_no_street(settings, quick, changes):
    place = make_location(None, None, **({"precision": "zip"} | changes))
    with serving({"/search": [HOUSE]}) as (url, asked):
        record = make_record(location=place)
        assert Geocoder(asking(settings, url)).place(record) == record
        assert asked == []


def test_requests_keep_a_second_apart(settings):
    streets = [WITHOUT_POINT.address.model_copy(update={"address_1": f"{number} Elm St"}) for number in (1, 2)]
    with serving({"/search": [HOUSE]}) as (url, asked):
        geocoder = Geocoder(asking(settings, url))
        began = time.monotonic()
        for street in streets:
            geocoder.place(zipped(address=street))
        assert len(asked) == 2
        assert time.monotonic() - began >= 1.0


def test_a_geocoder_that_is_down_is_left_alone(settings, quick):
    with serving({}) as (url, asked):
        geocoder = Geocoder(asking(settings, url))
        for number in range(10):
            street = WITHOUT_POINT.address.model_copy(update={"address_1": f"{number} Elm St"})
            assert geocoder.place(zipped(address=street)).location.precision == "zip"
        assert len(asked) == 3
    assert not settings.geocoded.exists(), "a failure is no answer"


def test_a_line_cut_short_is_asked_again(settings, quick):
    with serving({"/search": [HOUSE]}) as (url, asked):
        Geocoder(asking(settings, url)).place(zipped())
        settings.geocoded.write_text(settings.geocoded.read_text()[:-9])
        assert Geocoder(asking(settings, url)).place(zipped()).location.precision == "address"
        assert Geocoder(asking(settings, url)).place(zipped()).location.precision == "address"
        assert len(asked) == 2


def test_the_setting_is_an_address(monkeypatch, tmp_path):
    monkeypatch.setenv("KITH_GEOCODER", "https://nominatim.example.org/")
    assert load_settings(tmp_path).geocoder == "https://nominatim.example.org"
    monkeypatch.setenv("KITH_GEOCODER", "nominatim")
    with pytest.raises(KithError, match="KITH_GEOCODER"):
        load_settings(tmp_path)
    monkeypatch.delenv("KITH_GEOCODER")
    assert load_settings(tmp_path).geocoder is None
