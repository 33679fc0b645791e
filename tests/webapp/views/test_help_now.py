from data import helplines
from tests.webapp.support import check_page, words_of


def test_every_line_with_its_ways_and_hours(get_page):
    page = get_page("/help-now")
    for line in helplines.helplines():
        (card,) = page.all(f"//li[@id='{line.id}']")
        links = card.xpath(".//a/@href")
        for way in (*line.call, *line.text):
            assert way.href in links
        assert line.chat is None or line.chat in links
        assert line.url in links
        words = words_of(card)
        assert line.summary in words
        assert "Hours" in words or not (line.always or line.hours)
        assert line.answered_by[1:] in words


def test_the_two_lines_for_anyone_come_first(get_page):
    page = get_page("/help-now")
    assert page.texts("//section[@class='first']//h3") == ["988 Suicide & Crisis Lifeline", "Crisis Text Line"]
    (first, _) = page.all("//section[@class='first']//li[contains(@class, 'line')]")
    assert [words_of(one) for one in first.xpath("./ul//a")][:2] == ["Call 988", "Text 988"]
    assert "Someone is in danger right now?" in page.text


def test_first_in_spanish_are_the_numbers_answered_in_spanish(client):
    body = client.get("/es/help-now").get_data(as_text=True)
    first = body.partition('<section class="first"')[2].partition("<details>")[0]
    assert "AYUDA" in first
    assert 'href="sms:988"' not in first


def test_then_by_trouble_then_other_countries_by_name(get_page):
    page = get_page("/help-now")
    titles = page.texts("//section[@class='trouble']/h2")
    assert titles == page.texts("//nav[@aria-labelledby='troubles']//a")
    assert titles == [
        "Someone hurts or scares you", "For children, teens and young adults", "Alcohol, drugs, gambling", "LGBTQ+",
        "Veterans and military", "For other troubles", "In Spanish", "For people who are deaf or hard of hearing",
    ]  # fmt: skip
    assert page.texts("//section[@id='veterans']//h3")[0] == "Veterans Crisis Line"
    countries = page.texts("//section[@class='others']/section/h3")
    assert countries == sorted(countries)
    assert "United States" not in countries
    assert page.texts("//details[contains(@class, 'elsewhere')]//a") == countries
    assert "Mondays to Fridays" not in page.text


def test_in_spanish_and_for_the_deaf_only_with_the_numbers_that_suit(get_page):
    page = get_page("/help-now")
    spanish = page.all("//section[@id='spanish']//li[a[@href='#us-988']]//ul//a/@href")
    assert spanish == ["tel:988", "sms:988?&body=AYUDA"]
    deaf = page.texts("//section[@id='deaf']//ul[@class='again']/li/a")
    assert "The Deaf Hotline" in deaf
    assert "Trans Lifeline" not in deaf
    assert "TTY 800-787-3224" in page.texts("//section[@id='deaf']//ul//ul//a")


def test_works_without_an_index(empty_client):
    response = empty_client.get("/help-now")
    assert response.status_code == 200
    check_page(response)


def test_may_be_kept_but_is_asked_for_again(client):
    assert client.get("/help-now").headers["Cache-Control"] == "no-cache"
