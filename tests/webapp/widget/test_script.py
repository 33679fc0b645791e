import base64
import gzip
import hashlib
import json
import re

import pytest

from webapp import crisis
from webapp.languages import BY_TAG, speaking
from webapp.widget import script, words

# Pages of others name these hashes and refuse anything else. To change the widget, add a version (CONTRIBUTING.md).
RELEASED = {1: "sha384-K1Ul2keJ/7egeaInKXnXgtPBiGZ4A3F9DlNTofe1Adp5yahVGcfVU+Xv7Jvf8mjh"}


@pytest.mark.parametrize("version", script.VERSIONS)
def test_a_version_is_small_and_makes_no_markup_of_what_it_gets(version):
    source = script.source(version)
    assert len(gzip.compress(source.encode(), 5, mtime=0)) <= 12 * 1024
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|Storage|cookie|indexedDB|\.style\b"
    )
    assert not re.search(forbidden, source)
    assert set(re.findall(r"https?://[\w.-]+", source)) == {crisis.LEAVE_URL.rstrip("/")}


@pytest.mark.parametrize("version", script.VERSIONS)
def test_english_stands_in_the_script_as_it_is_said(version):
    source = script.source(version)
    found = re.search(r"const ENGLISH = (\{.*?\n  \});", source, re.DOTALL)
    assert found
    with speaking("en"):
        said, own = words.words(), json.loads(re.sub(r",\s*\}$", "}", found[1]))
    # Old versions stay as they are, so what they read stays too.
    assert own.keys() <= said.keys()
    if version == script.NEWEST:
        assert own == said
    listed = re.search(r"const OWN_WORDS = (\[.*?\]);", source)
    assert listed
    assert tuple(json.loads(listed[1])) == words.OWN
    languages = re.search(r"const LANGUAGES = (\[.*?\]);", source)
    assert languages
    assert set(json.loads(languages[1])) == set(BY_TAG)


@pytest.mark.parametrize("version", script.VERSIONS)
def test_who_to_call_stands_in_the_script(version):
    source = script.source(version)
    for link in (crisis.LINKS.call, crisis.LINKS.text):
        assert f'to("{link}"' in source
    assert "to(`sms:741741?&body=${words.word}`" in source
    assert f'LEAVE_URL = "{crisis.LEAVE_URL}"' in source


@pytest.mark.parametrize("version", script.VERSIONS)
def test_the_hash_is_that_of_what_is_sent(client, version):
    response = client.get(f"/widget.v{version}.js", headers={"Origin": "https://clinic.example"})
    digest = base64.b64encode(hashlib.sha384(response.data).digest()).decode()
    assert script.integrity(version) == f"sha384-{digest}"
    assert script.integrity(version) == RELEASED[version], f"widget.v{version}.js is out: make a new version"
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_newest_one_is_asked_for_again_within_the_hour(client):
    newest = client.get("/widget.js")
    assert newest.data == client.get(f"/widget.v{script.NEWEST}.js").data
    assert newest.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get("/widget.v999.js").status_code == 404
    assert client.get("/widget.v999.js").headers["Cache-Control"] == "no-store"


def test_pages_with_this_version_stay_as_they_are_when_the_next_is_out(client, get_page, monkeypatch, tmp_path):
    pasted = get_page("/embed").all("//textarea[@id='p-line']")[0].text
    address, promised = re.search(r'src="http://localhost(\S+)" integrity="(\S+)"', pasted).groups()
    for number in script.VERSIONS:
        (tmp_path / f"widget.v{number}.js").write_text(script.source(number))
    following = script.NEWEST + 1
    (tmp_path / f"widget.v{following}.js").write_text("// Better.\n")
    monkeypatch.setattr(script, "FOLDER", tmp_path)
    monkeypatch.setattr(script, "VERSIONS", (*script.VERSIONS, following))
    monkeypatch.setattr(script, "NEWEST", following)
    digest = hashlib.sha384(client.get(address).data).digest()
    assert promised == f"sha384-{base64.b64encode(digest).decode()}"
    assert client.get("/widget.js").data == b"// Better.\n"
    now = get_page("/embed").all("//textarea[@id='p-line']")[0].text
    assert f"/widget.v{following}.js" in now
    assert script.integrity(following) in now
    script.source.cache_clear()
    script.integrity.cache_clear()


def test_it_is_the_same_in_all_languages(client):
    assert client.get("/es/widget.v1.js").data == client.get("/widget.v1.js").data
