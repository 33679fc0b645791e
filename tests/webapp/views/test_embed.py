from html import unescape

import pytest

from webapp.widget import script

CHOSEN = "/embed?near=62701&needs=support-groups&needs=counseling/family&lang=es&limit=3"


def pastes(page):
    return {one.get("id"): one.text for one in page.all("//textarea")}


def test_the_builder_without_anything_chosen(get_page):
    page = get_page("/embed")
    assert page.heading == "Put the search on your own page"
    assert page.all("//kith-search/@needs") == []
    assert "Can everybody read these colours?" not in page.text
    assert f'integrity="{script.integrity(1)}"' in pastes(page)["p-script"]
    assert script.integrity(1) in page.text


def test_what_is_chosen_is_in_every_paste_and_in_the_preview(get_page):
    page = get_page(CHOSEN)
    found = pastes(page)
    assert (
        '<kith-search near="62701" needs="support-groups counseling/family" limit="3" lang="es">' in found["p-script"]
    )
    assert 'data-needs="support-groups counseling/family"' in found["p-line"]
    assert '<input type="hidden" name="otherwise" value="counseling/family">' in found["p-form"]
    assert 'action="http://localhost/es/search" method="post"' in found["p-form"]
    address = "http://localhost/es/embed/frame?near=62701&needs=support-groups+counseling%2Ffamily&limit=3"
    assert address in unescape(found["p-frame"])
    assert "http://localhost/es/search?need=support-groups&need=counseling%2Ffamily&near=62701" in unescape(
        found["p-link"]
    )
    assert page.all("//kith-search/@needs") == ["support-groups counseling/family"]
    assert page.all("//input[@name='needs'][@checked]/@value") == ["support-groups", "counseling/family"]
    assert page.texts("//section[@class='paste']//code") == [
        "script-src http://localhost; connect-src http://localhost; form-action http://localhost",
        "script-src http://localhost; connect-src http://localhost; form-action http://localhost",
        "form-action http://localhost",
        "frame-src http://localhost",
        "nothing",
    ]


@pytest.mark.parametrize(
    ("typed", "heading", "chip"),
    [("", "Support groups near Springfield, IL 62701", "Support groups"),
     ("food pantry", "Results near Springfield, IL 62701", "Practical help: Food")],
)  # fmt: skip
def test_a_need_in_the_plain_form_holds_until_another_is_typed(get_page, typed, heading, chip):
    page = get_page(f"/search?q={typed}&near=62701&otherwise=support-groups")
    assert page.heading == heading
    assert page.texts("//ul[@class='chips']/li")[1:] == [f"Remove: {chip}"]
    # Who takes the preset need away is rid of it.
    gone = page.all("//ul[@class='chips']/li[last()]//a/@href")[0]
    assert ("otherwise" in gone) == bool(typed)


def test_crisis_help_is_in_every_paste_that_has_words(get_page):
    found = pastes(get_page("/embed"))
    assert all("tel:988" in found[name] for name in ("p-script", "p-form"))


def test_colours_that_cannot_be_read_are_told(get_page):
    weak = get_page("/embed?colours=own&accent=%2390c0c0&ink=%23777777&ground=%23ffffff")
    words = weak.texts("//section[@aria-labelledby='contrast']/p")
    assert words[0].startswith("Text on the background: 4.2 to 1. Too weak: many people cannot read it.")
    assert [word.endswith("Good.") for word in words] == [False, False, False, True]
    good = get_page("/embed?colours=own&accent=%23073f41&ink=%23000000&ground=%23ffffff")
    assert all(word.endswith("Good.") for word in good.texts("//section[@aria-labelledby='contrast']/p"))


def test_hostile_values_stay_values(get_page):
    page = get_page("/embed?near=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&needs=x%22y")
    assert page.all("//kith-search/@near") == ['"><script>alert(1)</script>']
    assert "<script>alert" not in unescape(pastes(page)["p-script"]).replace("&lt;", "").split("kith-search")[0]
    assert "&lt;script&gt;alert(1)" in pastes(page)["p-script"]


@pytest.mark.parametrize("address", ["/embed/frame", "/es/embed/frame?near=62701&needs=libraries&colours=own"])
def test_the_frame_is_the_one_page_that_may_be_framed(client, address):
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")
    assert policy.startswith("default-src 'none';")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "988" in response.text
    for other in ("/embed", "/search", "/", "/embed/frame/x"):
        assert client.get(other).headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert client.get(other).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_needs_no_index(empty_client):
    assert empty_client.get("/embed").status_code == 200
    assert empty_client.get("/embed/frame").status_code == 200
