from data import helplines
from tests.webapp.support import check_page


def test_every_line_with_its_ways_and_hours(get_page):
    page = get_page("/help-now")
    for line in helplines.helplines():
        (card,) = page.all(f"//li[@id='{line.id}']")
        links = card.xpath(".//a/@href")
        for way in (*line.call, *line.text):
            assert way.href in links
        assert line.chat is None or line.chat in links
        assert line.url in links
        words = " ".join("".join(card.itertext()).split())
        assert line.summary in words
        assert "Hours" in words or not (line.always or line.hours)


def test_the_readers_country_first_then_others_by_name(get_page):
    page = get_page("/help-now")
    headings = page.texts("//h2 | //section/section/h3")
    assert headings[:2] == ["United States", "Other countries"]
    assert headings[2:] == sorted(headings[2:])
    assert page.texts("//ul[@class='lines']//h3")[0] == "988 Suicide & Crisis Lifeline"
    assert "Mondays to Fridays" not in page.text


def test_works_without_an_index(empty_client):
    response = empty_client.get("/help-now")
    assert response.status_code == 200
    check_page(response)
