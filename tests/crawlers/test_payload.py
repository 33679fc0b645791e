import bz2
import gzip
import io
import zipfile

import pytest

from crawlers.payload import Payload, check_size, read_folder, unpack
from data.errors import FeedError

URL = "https://example.org/feed"
ZEROS = b"\0" * 5_000_000  # more than four times the 1 MB allowed below


def zipped(*members, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


def named(name):
    """An archive whose one member has a name that Python's own writer would put right."""
    return zipped(("x" * len(name), b"[]")).replace(b"x" * len(name), name.encode())


def names_and_bodies(body, name="feed", max_mb=1):
    return [(one.name, one.body) for one in unpack(body, name, URL, max_mb)]


def test_a_plain_body_is_itself():
    assert unpack(b"[]", "feed.json", URL, 1) == [Payload("feed.json", b"[]", URL)]


def test_gzip_loses_its_ending():
    assert names_and_bodies(gzip.compress(b"[]"), "feed.json.gz") == [("feed.json", b"[]")]


def test_a_zip_gives_its_files_and_no_folders():
    body = zipped(("a/", b""), ("a/one.csv", b"1"), ("two.csv", b"2"))
    assert names_and_bodies(body) == [("a/one.csv", b"1"), ("two.csv", b"2")]


def test_a_gzipped_zip_is_a_zip():
    assert names_and_bodies(gzip.compress(zipped(("one.csv", b"1")))) == [("one.csv", b"1")]


def test_an_archive_in_an_archive_stays_packed():
    inner = zipped(("one.csv", b"1"))
    assert names_and_bodies(zipped(("inner.zip", inner))) == [("inner.zip", inner)]


def test_a_stem_is_the_bare_name_in_lower_case():
    assert Payload("data/Out.Let.CSV", b"", URL).stem == "out.let"


@pytest.mark.parametrize("cut", [1, 8, 11, 40])
def test_a_truncated_gzip_is_refused(cut):
    body = gzip.compress(bytes(range(256)) * 9)
    with pytest.raises(FeedError, match="gzip file is cut short or damaged") as error:
        unpack(body[:-cut], "feed.gz", URL, 1)
    assert error.value.code == "bad-gzip"


def test_gzip_with_rubbish_behind_it_is_refused():
    with pytest.raises(FeedError, match="gzip"):
        unpack(gzip.compress(b"[]") + b"rubbish", "feed.gz", URL, 1)


def flipped(body, at):
    return body[:at] + bytes([body[at] ^ 0xFF]) + body[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body[: len(body) // 2],
        lambda body: body[:-30],
        lambda body: flipped(body, 40),
        lambda body: flipped(body, body.index(b"PK\x01\x02") + 10),
        lambda body: b"PK\x03\x04",
    ],
)
def test_a_damaged_zip_is_refused(damage):
    with pytest.raises(FeedError, match="zip file") as error:
        unpack(damage(zipped(("one.csv", bytes(range(256)) * 9))), "feed.zip", URL, 1)
    assert error.value.code == "bad-zip"


def test_no_flipped_byte_of_a_zip_gives_another_error():
    body = zipped(("ä.csv", b"name\n" * 40), ("b.csv", b"x"))
    refused = 0
    for at in range(4, len(body)):
        for changed in (flipped(body, at), body[:at]):
            try:
                unpack(changed, "feed.zip", URL, 1)
            except FeedError:
                refused += 1
    assert refused > len(body)


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "\\x", "..\\x", "C:\\x", "C:x", "a\\..\\..\\x", "//host/x"]
)
def test_a_member_outside_the_archive_is_refused(name):
    with pytest.raises(FeedError, match="points outside") as error:
        unpack(named(name), "feed.zip", URL, 1)
    assert error.value.code == "unsafe-zip"


@pytest.mark.parametrize("name", ["a..b.csv", "..a/b.csv", "a/b:c.csv", "...csv"])
def test_odd_names_inside_the_archive_pass(name):
    assert names_and_bodies(named(name)) == [(name, b"[]")]


def test_an_encrypted_zip_is_refused():
    body = bytearray(zipped(("one.csv", b"secret")))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FeedError, match="encrypted"):
        unpack(bytes(body), "feed.zip", URL, 1)


def test_an_empty_zip_is_refused():
    with pytest.raises(FeedError, match="holds no file"):
        unpack(zipped(), "feed.zip", URL, 1)


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(ZEROS),
        zipped(("bomb", ZEROS)),
        zipped(*((f"part{part}", ZEROS[:1_000_000]) for part in range(5))),
        gzip.compress(zipped(("bomb", ZEROS))),
    ],
    ids=["gzip", "zip", "zip-of-parts", "zip-in-gzip"],
)
def test_a_bomb_stops_at_four_times_the_limit(bomb):
    assert len(bomb) < 100_000
    with pytest.raises(FeedError, match="grows past 4 MB when unpacked") as error:
        unpack(bomb, "bomb", URL, 1)
    assert error.value.code == "too-large"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_cannot_be_read_bit_by_bit_are_refused(compression):
    with pytest.raises(FeedError, match="another way than deflate"):
        unpack(zipped(("bomb", b"[]"), compression=compression), "feed.zip", URL, 1)


def test_bzip2_alone_is_not_unpacked():
    body = bz2.compress(ZEROS)
    assert names_and_bodies(body) == [("feed", body)]


def test_just_within_the_limits_passes():
    assert names_and_bodies(gzip.compress(ZEROS[:4_000_000])) == [("feed", ZEROS[:4_000_000])]
    check_size(1_000_000, 1)


def test_a_body_above_its_limit_names_its_size():
    with pytest.raises(FeedError, match=r"has 200 MB, more than the 128 MB allowed \(key max_mb\)"):
        check_size(200_000_000, 128)
    with pytest.raises(FeedError, match="more than the 1 MB"):
        unpack(b"x" * 1_000_001, "feed", URL, 1)


def test_a_folder_gives_its_files_by_name_without_hidden_ones(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.csv.gz").write_bytes(gzip.compress(b"b"))
    (tmp_path / "a.csv").write_bytes(b"a")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert [(one.name, one.body) for one in read_folder(tmp_path, 1)] == [("a.csv", b"a"), ("sub/b.csv", b"b")]


def test_a_folder_has_one_limit_for_all(tmp_path):
    for name in "abc":
        (tmp_path / name).write_bytes(b"x" * 400_000)
    with pytest.raises(FeedError, match="more than the 1 MB"):
        read_folder(tmp_path, 1)
