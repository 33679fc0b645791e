from datetime import timedelta

import pytest

from data import sources
from data.errors import SourceFileError

GOOD = """
id = "town-groups"
name = "Town groups"
format = "csv"
url = "https://example.org/groups.csv"
"""


def read(folder, text, name="one.toml"):
    path = folder / name
    path.write_text(text, "utf-8")
    return sources.read_source_file(path)


def test_a_file_of_one_source(tmp_path):
    (one,) = read(tmp_path, GOOD + 'needs = ["libraries"]\nevery = "P30D"\narea = {state = "NY"}\nexpect = {min = 2}\n')
    assert (one.id, one.format, one.needs, one.every) == ("town-groups", "csv", ("libraries",), timedelta(days=30))
    assert (one.area.state, one.expect.min, one.country, one.local_path) == ("NY", 2, "US", None)
    assert one.where == (tmp_path / "one.toml").resolve()


def test_a_path_is_relative_to_its_file(tmp_path):
    (one,) = read(tmp_path, GOOD.replace("url =", "path =").replace("https://example.org/groups.csv", "../feeds/x.csv"))
    assert one.local_path == (tmp_path.parent / "feeds" / "x.csv").resolve()


def test_a_file_of_several_sources_shares_its_defaults(tmp_path):
    text = """
    [defaults]
    name = "Shared"
    format = "ical"
    timezone = "America/New_York"
    [[source]]
    id = "first"
    url = "https://example.org/1"
    [[source]]
    id = "second"
    name = "Own"
    url = "https://example.org/2"
    """
    first, second = read(tmp_path, text)
    assert (first.id, first.name, first.timezone) == ("first", "Shared", "America/New_York")
    assert (second.id, second.name, second.timezone) == ("second", "Own", "America/New_York")


def test_the_publisher_is_named_unless_the_terms_ask_for_other_words(tmp_path):
    (one,) = read(tmp_path, GOOD + 'publisher = "Town of Test"')
    (other,) = read(tmp_path, GOOD + 'publisher = "Town of Test"\nattribution = "© Test"')
    assert (one.attribution, other.attribution) == ("Town of Test", "© Test")


def test_one_registered_source_is_found_by_its_id_or_by_that_of_what_was_made_of_it():
    for asked in ("osm-libraries", "osm-libraries-at-boise-id"):
        found = sources.find(asked)
        assert found is not None
        assert found.id == "osm-libraries"
    assert sources.find("osm-libr") is None
    assert sources.find("none-such") is None


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    assert read(tmp_path, "\ufeff" + GOOD)[0].id == "town-groups"


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (GOOD + 'colour = "red"', "colour", "unknown key"),
        (GOOD + 'where = "/x"', "where", "unknown key"),
        (GOOD + 'needs = ["libraries", "fun"]', "needs", "unknown need 'fun'"),
        (GOOD + '[values.needs]\n"MH" = "fun"', "values", "'MH' is mapped to unknown need 'fun'"),
        (GOOD + '[titles]\n"grief" = "fun"', "titles", "'grief' is mapped to unknown need 'fun'"),
        (GOOD + '[titles]\n"grief(" = "crisis"', "titles", "is no pattern"),
        (GOOD + 'exclude = "a["', "exclude", "is no pattern"),
        (GOOD + 'exclude = "a"', None, "exclude is only for a source of format ical"),
        (GOOD + 'next = "a"', None, "next is only for a source of format json"),
        (GOOD + 'layer = "a"', None, "layer is only for a source of format arcgis"),
        (GOOD + '[state]\nseen = "soon"', "state.seen", "pattern"),
        (GOOD + '[columns]\nname = {last = ["a"]}', "columns.name", "valid"),
        (GOOD + 'timezone = "EST5"', "timezone", "unknown IANA time zone 'EST5'"),
        (GOOD + 'country = "USA"', "country", "pattern"),
        (GOOD + 'every = "weekly"', "every", "valid timedelta"),
        (GOOD + "[expect]\nmin = -1", "expect.min", "greater than or equal to 0"),
        (GOOD + "[expect]\nmost = 1", "expect.most", "unknown key"),
        (GOOD + '[area]\nplanet = "Earth"', "area.planet", "unknown key"),
        (GOOD.replace('"csv"', '"gopher"'), "format", "Input should be"),
        (GOOD.replace("town-groups", "Town Groups"), "id", "pattern"),
        (GOOD.replace('name = "Town groups"', ""), "name", "required"),
        (GOOD.replace("https://", "ftp://"), None, "url must begin with http:// or https://"),
        (GOOD + 'path = "x.csv"', None, "exactly one of url and path"),
        (GOOD.replace("url =", "homepage ="), None, "exactly one of url and path"),
        ("[[source]]\nid = 'a1'\n[other]\nx = 1", "other", "not allowed beside [[source]]"),
        ("[source]\nid = 'a1'", "source", "[[source]]"),
        ("source = 'a1'", "source", "[[source]]"),
        ("defaults = 1\n[[source]]\nid = 'a1'", "defaults", "[defaults]"),
        ("id = ", None, "not valid TOML"),
        ("id = 'a1'\nid = 'a2'", None, "not valid TOML"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(tmp_path, text, key, words):
    with pytest.raises(SourceFileError) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert str(tmp_path / "one.toml") in message
    assert words in message
    assert "\n" not in message
    if key:
        assert f"key {key}:" in message


def test_words_that_are_not_utf_8_are_not_toml(tmp_path):
    (tmp_path / "one.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(SourceFileError, match=r"one\.toml: not valid TOML"):
        sources.read_source_file(tmp_path / "one.toml")


def test_a_file_that_is_missing_or_a_folder_is_named(tmp_path):
    with pytest.raises(SourceFileError, match=r"none\.toml: no such file"):
        sources.read_source_file(tmp_path / "none.toml")
    with pytest.raises(SourceFileError, match="cannot be read"):
        sources.read_source_file(tmp_path)


def test_one_id_in_two_files_is_a_mistake_that_names_both(tmp_path):
    found = [*read(tmp_path, GOOD, "one.toml"), *read(tmp_path, GOOD, "two.toml")]
    with pytest.raises(SourceFileError, match=r"two\.toml: key id: 'town-groups' is also in .*one\.toml"):
        sources.by_id(found)


def test_the_registered_sources_are_valid():
    found = sources.registered()
    assert "helplines" in found
    for source_id, one in found.items():
        assert one.id == source_id
        assert one.where.parent == sources.registry_folder().resolve()
        assert one.local_path is None or one.local_path.exists()
