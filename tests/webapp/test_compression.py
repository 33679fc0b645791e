import gzip
import html
import re


def test_pages_are_sent_small_to_browsers_that_take_it(client):
    plain = client.get("/search?need=support-groups&near=62701")
    small = client.get("/search?need=support-groups&near=62701", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data)
    assert gzip.decompress(small.data) == plain.data


def test_twenty_results_weigh_little_with_everything_they_need(client):
    """On the way to a phone: the page, its one stylesheet, its scripts and its icon; no font, no picture."""
    taken = {"Accept-Encoding": "gzip"}
    page = client.get("/search?need=support-groups&near=62701", headers=taken)
    text = gzip.decompress(page.data).decode()
    assert len(text) < 48 * 1024
    needed = set(re.findall(r'<(?:script[^>]* src|link rel="(?:icon|stylesheet)" href)="([^"]+)"', text))
    assert len([one for one in needed if ".css" in one]) == 1
    weights = {}
    for one in needed:
        with client.get(html.unescape(one), headers=taken) as answer:
            weights[one] = len(answer.data)
    assert len(page.data) + sum(weights.values()) < 30 * 1024, weights
    style = gzip.decompress(client.get("/style.css", headers=taken).data).decode()
    assert "@font-face" not in style
    assert "url(" not in style


def test_short_answers_stay_as_they_are(client):
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_a_script_is_as_long_as_it_says(client):
    for address in ("/sw.js", "/static/leave.js", "/static/icon.svg"):
        with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
            assert int(answer.headers["Content-Length"]) == len(answer.data), address
