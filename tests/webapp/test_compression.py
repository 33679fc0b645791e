import gzip


def test_pages_are_sent_small_to_browsers_that_take_it(client):
    plain = client.get("/search?need=support-groups&near=62701")
    small = client.get("/search?need=support-groups&near=62701", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data)
    assert gzip.decompress(small.data) == plain.data


def test_twenty_results_weigh_little(client):
    taken = {"Accept-Encoding": "gzip"}
    page = client.get("/search?need=support-groups&near=62701", headers=taken)
    style = client.get("/style.css", headers=taken)
    assert len(page.data) + len(style.data) < 40 * 1024 / 3
    assert len(gzip.decompress(page.data)) < 40 * 1024


def test_short_answers_stay_as_they_are(client):
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers
