import pytest

from data.errors import KithError
from data.settings import environment_with, load_settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("KITH_HOME", "KITH_CONTACT", "KITH_CRAWL_DELAY"):
        monkeypatch.delenv(name, raising=False)


def test_a_home_given_comes_before_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("KITH_HOME", str(tmp_path / "environment"))
    assert load_settings(tmp_path / "given").home == tmp_path / "given"
    assert load_settings().home == tmp_path / "environment"
    assert load_settings("").home == tmp_path / "environment"


def test_without_either_it_is_var_here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_settings().home == tmp_path / "var"
    assert list(tmp_path.iterdir()) == [], "reading settings creates nothing"


def test_a_home_is_absolute_and_knows_its_parts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    settings = load_settings("here")
    assert (settings.raw, settings.store, settings.generations) == (
        tmp_path / "here" / "raw", tmp_path / "here" / "kith.db", tmp_path / "here" / "index",
    )  # fmt: skip
    assert settings.demo().home == tmp_path / "here" / "demo"
    assert settings.demo().contact == settings.contact
    assert load_settings("~/kith").home == tmp_path / "me" / "kith"


def test_the_operator_says_how_to_be_reached_and_how_fast_to_crawl(monkeypatch):
    assert load_settings().seconds_between_requests == 1.0
    monkeypatch.setenv("KITH_CONTACT", "webmaster@example.org")
    monkeypatch.setenv("KITH_CRAWL_DELAY", "0")
    assert (load_settings().contact, load_settings().seconds_between_requests) == ("webmaster@example.org", 0)


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", "1e9"])
def test_a_delay_that_is_no_number_of_seconds_is_an_error_that_names_it(monkeypatch, value):
    monkeypatch.setenv("KITH_CRAWL_DELAY", value)
    with pytest.raises(KithError, match=f"KITH_CRAWL_DELAY .* not '{value}'"):
        load_settings()


def test_a_child_process_gets_the_changes_only(monkeypatch):
    monkeypatch.setenv("KITH_CONTACT", "a@example.org")
    changed = environment_with(KITH_CRAWL_DELAY="0")
    assert (changed["KITH_CRAWL_DELAY"], changed["KITH_CONTACT"]) == ("0", "a@example.org")
    assert load_settings().seconds_between_requests == 1.0
