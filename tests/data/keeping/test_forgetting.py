import pytest

from data import pipeline
from data.errors import KithError
from data.ids import listing_id
from tests.support.builders import make_record, make_source

OTHER = make_source("other")
SECRET = "Unmistakable"


def test_a_source_is_taken_out_and_its_ids_stay_known(home):
    home.run(0, make_record("a", name=SECRET), "b")
    home.run(1, make_record("o"), source=OTHER)
    assert pipeline.forget(home.settings, "test") == 2
    assert home.listings().keys() == {"o"}
    assert not (home.settings.raw / "test").exists()
    with home.store() as store:
        for key in "ab":
            assert store.gone(listing_id("test", key)) is not None
        assert store.gone(listing_id("other", "o")) is None
        assert store.sources().keys() == {"other"}
        assert store.history("test", "a") == []
    for path in home.settings.home.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), f"{path.name} still has its words"


@pytest.mark.parametrize("first", ["test", "other"])
def test_a_listing_of_two_sources_loses_one_and_its_address_still_leads_there(home, first):
    second = {"test": "other", "other": "test"}[first]
    for day, source in enumerate((first, second)):
        home.run(day, make_record("x"), source=make_source(source))
    ids = {listing_id(source, "x") for source in (first, second)}
    pipeline.forget(home.settings, "test")
    (found,) = home.listings().values()
    assert [one.source for one in found.sources] == ["other"]
    with home.store() as store:
        redirects = store.redirects()
    assert {redirects.get(one, one) for one in ids} == {found.id}


def test_a_source_that_comes_back_has_its_old_ids(home):
    home.run(0, "a")
    pipeline.forget(home.settings, "test")
    home.run(7, "a")
    with home.store() as store:
        assert store.gone(listing_id("test", "a")) is None
    assert home.listings()["a"].id == listing_id("test", "a")


def test_tombstones_lose_their_words_too(home):
    home.run(0, make_record("a", name=SECRET), "b")
    for day in (7, 21, 100, 200):
        home.run(day, "b")
    pipeline.forget(home.settings, "test")
    assert SECRET.encode() not in home.settings.store.read_bytes()
    with home.store() as store:
        assert store.gone(listing_id("test", "a")) is not None
        assert store.records_of(listing_id("test", "a")) == []


def test_forgetting_that_was_cut_short_can_be_run_again(home, monkeypatch):
    home.run(0, "a")

    def cut(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr(pipeline, "regroup", cut)
        pytest.raises(KeyboardInterrupt, pipeline.forget, home.settings, "test")
    pipeline.merge(home.settings)
    assert home.listings().keys() == {"a"}, "nothing half forgotten"
    assert pipeline.forget(home.settings, "test") == 1


def test_a_source_of_which_nothing_is_stored_is_named(home):
    home.run(0, "a")
    with pytest.raises(KithError, match="source never: nothing is stored of it"):
        pipeline.forget(home.settings, "never")


def test_the_command_asks_first(home, kith):
    home.run(0, "a")
    unasked = kith("forget", "test", home=home.settings.home)
    assert unasked.status == 1
    assert home.listings().keys() == {"a"}
    done = kith("forget", "test", "--yes", home=home.settings.home)
    assert (done.status, done.out.splitlines()[0]) == (0, "test: 1 records forgotten")
    assert home.listings() == {}
