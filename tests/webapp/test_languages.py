"""Pages in every language: which one is chosen, what it changes, and that it changes nothing else."""

import re

import pytest

from data import ids
from data.model import Schedule
from tests.webapp.support import check_page, words_of
from webapp import labels, numbers, schedules
from webapp.languages import BY_TAG, LANGUAGES, speaking

GRIEF = "/search?need=support-groups/grief&near=62701"
FULL = ids.listing_id("sample-groups", "full")
FULL_ADDRESS = f"/listing/{FULL}/open-door-counseling"
of_each = pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.tag)


def cards(page):
    return [address.split("/listing/")[1] for address in page.all("//li[@class='card']//h3/a/@href")]


def chips(page):
    return [re.sub(r"^[^:]+: ", "", words) for words in page.texts("//ul[@class='chips']/li")]


@pytest.fixture
def get_in(client):
    """Fetch a page in a language by its address, check it, and return it."""

    def fetch(tag, address):
        response = client.get(f"/{tag}{address}")
        assert response.status_code == 200, response.get_data(as_text=True)[:500]
        return check_page(response, BY_TAG[tag], f"/{tag}")

    return fetch


# Which language


@of_each
def test_the_address_begins_with_the_language(client, language):
    other = "ko" if language.tag != "ko" else "ar"
    for path in ("/", "/help-now", GRIEF, FULL_ADDRESS):
        response = client.get(f"/{language.tag}{path}", headers={"Accept-Language": other})
        check_page(response, language, f"/{language.tag}")
        assert "Accept-Language" not in response.vary


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr-CA,fr;q=0.9,vi;q=0.5", "vi"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("ko-KR", "ko"),
        ("ar-EG", "ar"),
        ("en-US,es;q=0.7", "en"),
        ("fr", "en"),
        ("", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_without_a_prefix_the_browser_says_which(client, accepted, tag):
    response = client.get("/", headers={"Accept-Language": accepted})
    check_page(response, BY_TAG[tag])
    assert "Accept-Language" in response.vary


def test_links_keep_the_language_and_files_have_none(get_in):
    page = get_in("es", GRIEF)
    ours = [one for one in page.all("//a[not(@hreflang)]/@href | //form/@action") if one.startswith("/")]
    assert ours
    assert [one for one in ours if not one.startswith("/es/")] == []
    assert [
        one
        for one in page.all("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        if one.startswith("/es/")
    ] == []
    assert page.all("//script/@data-url") == ["/es/api/suggest"]


@of_each
def test_the_same_page_in_the_other_languages(client, get_in, language):
    page = get_in(language.tag, GRIEF)
    links = page.all("//nav[@class='languages']//a")
    assert [one.get("lang") for one in links] == [one.tag for one in LANGUAGES if one is not language]
    for link in links:
        assert link.get("href") == f"/{link.get('lang')}{GRIEF}"
        assert link.get("hreflang") == link.get("lang")
        assert (words_of(link), link.get("dir")) == (BY_TAG[link.get("lang")].name, BY_TAG[link.get("lang")].direction)
        assert client.get(link.get("href")).status_code == 200
    assert page.texts("//nav[@class='languages']//*[@aria-current]") == [language.name]


def test_a_draft_says_that_it_is_one(get_in):
    for language in LANGUAGES:
        notes = get_in(language.tag, "/").texts("//nav[@class='languages']/p")
        assert len(notes) == language.draft, language.tag


def test_redirects_keep_the_language(client, merged_id):
    response = client.get(f"/es/listing/{merged_id}/")
    assert (response.status_code, response.location.startswith("/es/listing/")) == (301, True)


# What it changes, and what not


@pytest.mark.parametrize(
    "address", [GRIEF, "/search?q=free+grief+group&near=62701", "/search?q=grupo+de+duelo+gratis&near=62701&limit=50"]
)
def test_the_language_changes_no_listing_and_no_order(get_in, address):
    found = {language.tag: cards(get_in(language.tag, address)) for language in LANGUAGES}
    assert len(found["en"]) > 10
    assert set(map(tuple, found.values())) == {tuple(found["en"])}


def test_the_search_answer_is_in_no_language(client):
    answers = [client.get(f"/{one.tag}/api/search?q=grief&near=62701").get_json() for one in LANGUAGES]
    for answer in answers:
        del answer["took_ms"]
    assert [answer for answer in answers if answer != answers[0]] == []


@pytest.mark.parametrize("text", ["grupo de duelo gratis", "free grief group"])
def test_either_language_is_understood_on_pages_in_any(get_in, text):
    named = {tag: chips(get_in(tag, f"/search?q={text.replace(' ', '+')}&near=62701")) for tag in ("en", "es", "ko")}
    assert named["en"][1:] == ["Support groups: Grief and loss", "Free"]
    assert named["es"][1:] == ["Grupos de apoyo: Duelo y pérdida", "Gratis"]
    assert named["ko"][1:] == ["지지 모임: 사별과 상실", "무료"]


def test_a_results_page_in_spanish(get_in):
    page = get_in("es", GRIEF)
    assert page.heading == "Grupos de apoyo: Duelo y pérdida cerca de Springfield, IL 62701"
    assert chips(page)[0] == "A menos de 25 millas de Springfield, IL 62701"
    assert "41 resultados" in page.text
    card = page.texts("//li[@class='card']")[0]
    for words in (
        "Los martes, 7:00 p.m. a 8:30 p.m.",
        "menos de 0.1 millas",
        "En persona",
        "Visto por última vez el 20 nov 2026 en Sample groups of Springfield",
        "Llame al (217) 555-0100",
    ):
        assert words in card


def test_a_results_page_in_arabic(get_in):
    page = get_in("ar", GRIEF)
    assert page.heading == "مجموعات الدعم: الحزن والفقدان بالقرب من Springfield, IL 62701"
    assert chips(page)[0] == "ضمن 25 ميلًا من Springfield, IL 62701"
    assert "41 نتيجة" in page.text
    card = page.texts("//li[@class='card']")[0]
    for words in ("أيام الثلاثاء 7:00 م إلى 8:30 م", "أقل من 0.1 ميل", "حضوريًا", "20 نوفمبر 2026", "(217) 555-0100"):
        assert words in card


@pytest.mark.parametrize(
    ("tag", "distance", "words"),
    [
        ("en", 1, "1 mile"),
        ("en", 1.2, "1.2 miles"),
        ("es", 1, "1 milla"),
        ("es", 2.5, "2.5 millas"),
        ("ar", 1, "ميل واحد"),
        ("ar", 2, "ميلان"),
        ("ar", 3, "3 أميال"),
        ("ar", 2.5, "2.5 ميل"),
        ("ar", 11, "11 ميلًا"),
        ("ar", 25, "25 ميلًا"),
        ("ar", 100, "100 ميل"),
        ("ko", 2.5, "2.5마일"),
    ],
)
def test_distances(tag, distance, words):
    with speaking(tag):
        assert numbers.miles(distance) == words


@pytest.mark.parametrize(
    ("tag", "changes", "words"),
    [
        ("en", {"byday": ["2TU"], "freq": "MONTHLY"}, "Second Tuesday of the month, 7:00 PM"),
        ("es", {"byday": ["2TU"], "freq": "MONTHLY"}, "Segundo martes del mes, 7:00 p.m."),
        ("es", {"byday": ["MO", "TU", "WE"]}, "Lunes a miércoles, 7:00 p.m."),
        ("es", {"byday": ["MO", "WE"]}, "Los lunes y los miércoles, 7:00 p.m."),
        ("es", {"byday": ["MO"], "interval": 2}, "Cada 2 semanas, los lunes, 7:00 p.m."),
        ("en", {"byday": ["2TU"], "freq": "MONTHLY", "opens_at": None}, "Second Tuesday of the month"),
        ("ar", {"byday": ["MO"], "interval": 2}, "كل أسبوعين، أيام الاثنين 7:00 م"),
        ("zh-Hans", {"byday": ["-1FR"], "freq": "MONTHLY"}, "每月最后一个星期五，19:00"),
        ("ko", {"byday": ["FR"]}, "금요일 오후 7:00"),
    ],
)
def test_schedules(tag, changes, words):
    rule = {"freq": "WEEKLY", "opens_at": "19:00", "timezone": "America/Chicago"} | changes
    with speaking(tag):
        assert schedules.sentence(Schedule.model_validate(rule)) == words


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["Francés", "Inglés"], "Francés e Inglés"),
        (["Inglés", "Español", "Italiano"], "Inglés, Español e Italiano"),
        (["Lunes", "Hierro"], "Lunes y Hierro"),
        (["Inglés", "Español"], "Inglés y Español"),
    ],
)
def test_spanish_and(words, joined):
    with speaking("es"):
        assert numbers.joined(words) == joined


@of_each
def test_lists_of_every_length_and_style(language):
    with speaking(language.tag):
        for style in ("standard", "or", "unit"):
            assert numbers.joined([], style) == ""
            assert numbers.joined(["A"], style) == "A"
            assert re.fullmatch(r"A\W*\w*\W*B\W*\w*\W*C", numbers.joined(["A", "B", "C"], style))
    with speaking("es"):
        assert numbers.joined(["A", "B", "C"], "unit") == "A, B, C"


def test_days_begin_great_where_they_stand_alone():
    with speaking("es"):
        assert labels.day("TU") == "Martes"
