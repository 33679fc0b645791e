import pytest

from data import taxonomy
from data.errors import GenerationError
from tests.webapp.support import check_page

GRIEF = "/need/support-groups/grief"
KINDS = ["Family", "Friends", "Peers", "Professionals", "Community", "Online"]


def test_every_need_has_a_page_without_an_index(empty_client):
    for need in taxonomy.needs():
        response = empty_client.get(f"/need/{need}")
        assert response.status_code == 200
        assert "<h1>" in response.get_data(as_text=True)


@pytest.mark.parametrize("need", ["crisis", "support-groups", "online-communities", "treatment/detox", "spiritual"])
def test_a_page_explains_and_says_what_else_helps(empty_client, need):
    page = check_page(empty_client.get(f"/need/{need}"))
    titles = page.texts("//h2")
    assert [one for one in titles if one in ("What it costs", "The first time", "Who it is for", "How to choose")] == [
        "What it costs", "The first time", "Who it is for", "How to choose",
    ]  # fmt: skip
    assert page.all("//form[@class='search place']/@action") == [f"/need/{need}"]
    # A need that is itself all there is of a kind leaves that kind out.
    left_out = {"support-groups": "Peers", "online-communities": "Online"}.get(need)
    assert page.texts("//ul[@class='who']//h3") == [one for one in KINDS if one != left_out]


def test_a_need_leads_to_those_above_below_and_beside_it(get_page):
    above = get_page("/need/support-groups")
    assert "/need/support-groups/grief" in above.all("//ul[@class='chips']//a/@href")
    below = get_page(GRIEF)
    assert below.heading == "Support groups: Grief and loss"
    assert below.link("Support groups") == "/need/support-groups"
    beside = below.all("//section[@aria-labelledby='beside']//a/@href")
    assert "/need/support-groups/anxiety" in beside
    assert GRIEF not in beside
    assert "Others like it" not in above.text


def test_every_link_leads_somewhere(get_page, client):
    for address in get_page(f"{GRIEF}?near=62701").all("//main//a[starts-with(@href, '/')]/@href"):
        assert client.get(address, follow_redirects=True).status_code == 200, address


def test_without_a_place_nothing_is_searched(get_page):
    page = get_page(GRIEF)
    assert not page.all("//section[@class='group']")
    assert page.link("See all, everywhere") == "/search?need=support-groups%2Fgrief"
    assert page.link("Look for this online or by phone") == "/search?need=support-groups%2Fgrief&mode=online"


def test_the_first_results_near_a_place(get_page):
    page = get_page(f"{GRIEF}?near=62701")
    assert page.texts("//section[@class='group']/h2") == [
        "Near you (26)", "Serves your area (7)", "Online or by phone (8)",
    ]  # fmt: skip
    assert len(page.all("//section[@aria-labelledby='g-near']//li[@class='card']")) == 5
    more = page.link("See all results, and filter them")
    assert more == "/search?near=62701&need=support-groups%2Fgrief"
    assert get_page(more).all("//input[@id='near']/@value") == ["62701"]
    assert page.all("//input[@id='near']/@value") == ["62701"]
    assert "Invented for trying Kith" in page.text
    assert page.link("Counseling and therapy") == "/need/counseling?near=62701"


def test_asked_privately_the_place_stands_in_no_address(client):
    response = client.post(GRIEF, data={"near": "62701"})
    page = check_page(response)
    assert "Near you (26)" in page.texts("//section[@class='group']/h2")
    assert not [one for one in page.all("//@href") if "62701" in one]
    assert page.all("//form[@class='search place']/@method") == ["post"]
    (form,) = page.all("//form[@class='step'][button[text()='See all results, and filter them']]")
    assert form.get("action") == "/search"
    assert [(one.get("name"), one.get("value")) for one in form.xpath(".//input")] == [
        ("near", "62701"), ("need", "support-groups/grief"),
    ]  # fmt: skip


def test_no_page_of_a_need_is_kept(client):
    for address in (GRIEF, f"{GRIEF}?near=62701"):
        assert client.get(address).headers["Cache-Control"] == "no-store"


def test_pages_with_a_place_are_not_for_search_engines(client):
    assert "X-Robots-Tag" not in client.get(GRIEF).headers
    assert client.get(f"{GRIEF}?near=62701").headers["X-Robots-Tag"] == "noindex"


def test_a_place_nobody_knows_is_said_beside_the_field(get_page):
    page = get_page(f"{GRIEF}?near=Xyzzyville", 400)
    assert "We do not know that place" in page.texts("//p[@id='near-problem']")[0]
    assert page.all("//input[@id='near']/@aria-invalid") == ["true"]
    assert not page.all("//section[@class='group']")
    assert "near=" not in "".join(page.all("//section[@aria-labelledby='kinds']//a/@href"))


def test_nothing_there_is_no_dead_end(get_page):
    page = get_page("/need/practical-help/transport?near=62701")
    assert "We found nothing of this kind there." in page.text
    assert page.link("Look for this online or by phone")


@pytest.mark.parametrize("slug", ["nonsense", "support-groups/nonsense", "support-groups/", "grief", "../etc"])
def test_other_slugs_are_not_here(client, slug):
    assert client.get(f"/need/{slug}").status_code == 404


def test_while_there_is_no_index_a_place_is_answered_with_help_lines(broken_client):
    client = broken_client(GenerationError("cut short", code="damaged-index"))
    assert client.get(GRIEF).status_code == 200
    response = client.get(f"{GRIEF}?near=62701")
    assert response.status_code == 503
    assert "988" in check_page(response).text


def test_help_lines_come_first_where_the_need_is_a_crisis(get_page):
    assert get_page("/need/crisis").all("//section[@class='crisis']")
    assert not get_page("/need/libraries").all("//section[@class='crisis']")


def test_spanish_is_spanish_and_other_languages_get_english_marked_as_such(client):
    spanish = client.get("/es/need/libraries").get_data(as_text=True)
    assert "Una biblioteca es un lugar" in spanish
    assert 'lang="en"' not in spanish.partition("<main")[2].partition("</main>")[0]
    arabic = client.get("/ar/need/libraries").get_data(as_text=True)
    assert arabic.count('class="told" lang="en" dir="ltr"') == 5
    assert "A library is warm" in arabic


def test_hostile_places_are_shown_as_words(get_page):
    page = get_page(f"{GRIEF}?near=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 400)
    assert "<script>alert" not in page.body


def test_a_listing_tells_the_first_visit_of_its_need_and_leads_to_it(get_page, client):
    address = get_page("/search?need=support-groups/grief").all("//h3/a/@href")[0]
    listing = get_page(address)
    assert "there is no right way to grieve" in listing.text
    assert listing.link("What to expect: Grief and loss") == GRIEF
    arabic = client.get(f"/ar{address}").get_data(as_text=True)
    assert '<p class="told" lang="en" dir="ltr">The leader says hello' in arabic
