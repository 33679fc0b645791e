from data import taxonomy


def test_one_form_twelve_needs_and_the_kinds_of_support(get_page):
    page = get_page("/")
    assert page.all("//form[@role='search']/@action") == ["/search"]
    assert page.all("//form/@method") == ["get"]
    assert page.texts("//label") == ["What do you need?", "Where are you?"]
    top = [need for need in taxonomy.needs().values() if need.parent is None]
    assert page.all("//ul[@class='needs']//a/@href") == [f"/need/{need.id}" for need in top]
    assert len(top) == 12
    assert page.texts("//section[@aria-labelledby='kinds']//a")[0] == "Someone to talk to"


def test_every_need_has_its_own_drawing(get_page):
    drawings = get_page("/").all("//ul[@class='needs']//path/@d")
    assert len(set(drawings)) == 12


def test_every_link_on_the_page_leads_somewhere(get_page, client):
    for address in get_page("/").all("//main//a/@href"):
        assert client.get(address).status_code == 200, address


def test_needs_no_index(empty_client):
    assert empty_client.get("/").status_code == 200
