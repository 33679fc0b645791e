"""`kith print`, as people run it."""

import io

import pikepdf
import pytest
from click.testing import CliRunner

from data.errors import GenerationError, PlaceError, QueryError
from webapp.paper.cli import print_directory


def run(home, *arguments):
    return CliRunner().invoke(print_directory, [*map(str, arguments), "--home", str(home)])


def test_a_booklet_is_written_and_told_how_to_print(home, tmp_path):
    out = tmp_path / "help.pdf"
    done = run(home, "--near", "62701", "--need", "support-groups", "--layout", "booklet", "--group", "day",
               "--site", "https://kith.example.org/", "--out", out)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert done.output == f"{out}: 41 listings. Print on both sides, flip on short edge.\n"
    with pikepdf.open(io.BytesIO(out.read_bytes())) as opened:
        links = {
            str(one.A.URI) for page in opened.pages for one in page.get("/Annots", ()) if "/URI" in one.get("/A", {})
        }
        assert links == {"https://kith.example.org/search?need=support-groups&near=62701"}
        assert str(opened.docinfo.get("/Title")) == "Support groups near Springfield, IL 62701"


def test_without_a_site_there_is_no_code(home, tmp_path):
    out = tmp_path / "help.pdf"
    done = run(home, "grief", "--near", "62701", "--locale", "es", "--paper", "a4", "--title", "Ayuda", "--out", out)
    assert done.exit_code == 0, done.output
    with pikepdf.open(io.BytesIO(out.read_bytes())) as opened:
        assert str(opened.Root.Lang) == "es"
        assert str(opened.docinfo.get("/Title")) == "Ayuda"
        assert not [one for page in opened.pages for one in page.get("/Annots", ()) if "/URI" in one.get("/A", {})]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--near", "62701", "--need", "libraries", "--day", "MO"], QueryError),
        (["--near", "62701", "--need", "unknown"], QueryError),
        (["--near", "Nowhere At All, ZZ"], PlaceError),
    ],
)
def test_what_cannot_be_printed_is_an_error(home, tmp_path, arguments, error):
    done = run(home, *arguments, "--out", tmp_path / "help.pdf")
    assert isinstance(done.exception, error)
    assert not (tmp_path / "help.pdf").exists()


@pytest.mark.parametrize(
    "wrong",
    [["--layout", "poster"], ["--paper", "b5"], ["--locale", "tlh"], ["--site", "example"], ["--group", "none"]],
)
def test_wrong_usage(home, tmp_path, wrong):
    assert run(home, *wrong, "--out", tmp_path / "help.pdf").exit_code == 2
    assert run(home).exit_code == 2


def test_before_anything_is_built(tmp_path):
    assert isinstance(run(tmp_path, "--out", tmp_path / "help.pdf").exception, GenerationError)
