import pytest

from data.errors import KithError
from data.settings import environment_with, load_settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("KITH_HOME", "KITH_CONTACT", "KITH_CRAWL_DELAY", "KITH_TILES", "KITH_TILES_CREDIT"):
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


def test_the_map_asks_openstreetmap_another_server_or_nobody(monkeypatch):
    assert load_settings().tiles == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    assert "OpenStreetMap" in load_settings().tiles_credit
    monkeypatch.setenv("KITH_TILES", "https://{s}.tiles.example.org:8443/{z}/{x}/{y}{r}.png?key=1")
    monkeypatch.setenv("KITH_TILES_CREDIT", "Tiles of the county")
    assert load_settings().tiles.startswith("https://{s}.tiles.example.org:8443/")
    assert load_settings().tiles_credit == "Tiles of the county"
    monkeypatch.setenv("KITH_TILES", "")
    assert load_settings().tiles is None


@pytest.mark.parametrize(
    "value",
    [
        "tile.example.org/{z}/{x}/{y}.png",
        "https://tile.example.org/",
        "https://tile.example.org/{z}/{x}.png",
        "javascript:{z}{x}{y}",
        "https://tile.example.org; script-src */{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://tile.example.org/{z}/{x}/{y}.png'",
    ],
)
def test_an_address_of_tiles_that_is_none_is_an_error_that_names_it(monkeypatch, value):
    monkeypatch.setenv("KITH_TILES", value)
    with pytest.raises(KithError, match="KITH_TILES must be an address"):
        load_settings()


def test_a_child_process_gets_the_changes_only(monkeypatch):
    monkeypatch.setenv("KITH_CONTACT", "a@example.org")
    changed = environment_with(KITH_CRAWL_DELAY="0")
    assert (changed["KITH_CRAWL_DELAY"], changed["KITH_CONTACT"]) == ("0", "a@example.org")
    assert load_settings().seconds_between_requests == 1.0
