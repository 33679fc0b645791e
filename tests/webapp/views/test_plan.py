import gzip
import re


def test_a_row_for_each_kind_of_support_and_a_tick_for_each_thing_it_gives(get_page):
    page = get_page("/plan")
    assert page.texts("//section[@class='giver']//h3") == [
        "Family", "Friends", "Peers", "Professionals", "Community", "Online",
    ]  # fmt: skip
    for row in page.all("//section[@class='giver']"):
        assert len(row.xpath(".//textarea")) == 1
        assert len(row.xpath(".//input[@type='checkbox']")) == 4
    assert page.texts("//dl[@class='gifts']//dt") == ["Listening", "Advice", "A hand", "Company"]


def test_nothing_of_it_can_be_sent(get_page):
    page = get_page("/plan")
    assert not page.all("//main//form")
    assert not page.all("//main//*[@name]")


def test_without_javascript_it_says_that_nothing_is_kept_and_offers_no_dead_button(get_page):
    page = get_page("/plan")
    assert "this page keeps nothing" in page.texts("//noscript")[0]
    for button in page.all("//main//button"):
        assert button.xpath("ancestor-or-self::*[@hidden]"), button.get("id")


def test_every_kind_says_where_to_look(get_page, client):
    page = get_page("/plan")
    links = page.all("//li[@data-gap]//a/@href")
    assert len(links) >= 6
    for address in links:
        assert client.get(address).status_code == 200


def test_needs_no_index(empty_client):
    assert empty_client.get("/plan").status_code == 200


def test_the_script_is_small_and_makes_no_markup_of_what_it_gets(client):
    with client.get("/static/plan.js") as response:
        script = response.data
    assert len(gzip.compress(script, mtime=0)) <= 5 * 1024
    assert not re.search(rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|\.style\b", script)
