import gzip
import re


def test_the_worker_stands_at_the_top_and_is_asked_for_again(client):
    with client.get("/sw.js") as response:
        assert response.mimetype == "text/javascript"
        assert response.headers["Cache-Control"] == "no-cache"
        script = response.get_data(as_text=True)
    assert len(gzip.compress(script.encode(), mtime=0)) <= 1024
    assert ".put(" not in script
    assert ".add" not in script.replace("addEventListener", "")


def test_the_worker_answers_for_help_lines_and_files_alone(client):
    with client.get("/sw.js") as response:
        (pattern,) = re.findall(r"const OURS = /(.*)/;", response.get_data(as_text=True))
    ours = re.compile(pattern.replace(r"\/", "/"))
    for path in ("/help-now", "/es/help-now", "/style.css", "/static/icon.svg"):
        assert ours.search(path)
    for path in ("/", "/search", "/listing/1/help", "/need/crisis", "/plan", "/api/search", "/help-now/more"):
        assert not ours.search(path)


def test_only_the_page_of_help_lines_brings_the_worker(get_page):
    assert [one for one in get_page("/help-now").all("//script/@src") if "offline.js" in one]
    for address in ("/", "/search?need=crisis", "/plan", "/need/crisis"):
        assert not [one for one in get_page(address).all("//script/@src") if "offline.js" in one]
