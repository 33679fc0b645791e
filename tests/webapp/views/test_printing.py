"""The page at /print: the form, the PDF, the page that a browser prints."""

import io

import pikepdf
import pytest

from tests.webapp.paper.support import page_texts
from tests.webapp.support import check_page, make_listing
from webapp.view_models import printing

SEARCH = "near=62701&need=support-groups"


def links_of(pdf):
    """The addresses that a PDF links to."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        links = [one.get("/A", {}) for page in opened.pages for one in page.obj.get("/Annots", ())]
        return {str(one["/URI"]) for one in links if "/URI" in one}


def test_the_form_keeps_the_search_and_counts_it(get_page):
    page = get_page(f"/print?{SEARCH}&cost=free&q=grief")
    assert page.heading == "Print a list"
    assert page.all("//input[@name='near']/@value") == ["62701"]
    assert page.all("//select[@name='need']/option[@selected]/@value") == ["support-groups"]
    assert page.all("//input[@type='hidden']/@name") == ["q", "cost"]
    assert page.texts("//main//*[@role='status']")[0].endswith("listings will be printed.")
    assert page.all("//input[@name='layout'][@checked]/@value") == ["full"]
    assert page.link("Change the search") == "/search?q=grief&near=62701&need=support-groups&cost=free"


def test_the_empty_form(get_page):
    page = get_page("/print")
    assert not page.all("//main//*[@role='status'] | //main//*[@role='alert']")


def test_the_pdf(client):
    response = client.get(f"/print?{SEARCH}&as=pdf&layout=trifold&by=day&paper=a4")
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="kith-trifold.pdf"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    with pikepdf.open(io.BytesIO(response.data)) as opened:
        assert len(opened.pages) % 2 == 0
        assert str(opened.docinfo.get("/Title")) == "Support groups near Springfield, IL 62701"
    assert links_of(response.data) == {f"http://localhost/search?{SEARCH}"}


def test_printed_privately_the_question_stands_in_no_address(client):
    response = client.post("/print", data={"near": "62701", "need": "support-groups", "as": "pdf"})
    assert "Grief circle" in "".join(page_texts(response.data))
    assert links_of(response.data) == set()
    form = check_page(client.post("/print", data={"near": "62701"}))
    assert form.all("//form[contains(@class, 'printing')]/@method") == ["post"]


def test_the_page_has_what_the_pdf_has(get_page):
    page = get_page(f"/print?{SEARCH}&as=page&by=need")
    assert page.heading == "Support groups near Springfield, IL 62701"
    assert page.texts("//h2")[:3] == ["In crisis?", "In person", "Online or by phone"]
    assert len(page.all("//ul[@class='entries']/li")) == 41
    assert page.all("//*[@role='img']/@aria-label") == [f"QR code that opens localhost/search?{SEARCH}"]
    assert "Sample groups of Springfield. Licence: CC0-1.0. Invented for trying Kith" in page.text
    assert "Springfield, IL" in page.texts("//h3")


@pytest.mark.parametrize("locale", ["es", "ar"])
def test_the_page_in_another_language(client, locale):
    response = client.get(f"/print?{SEARCH}&as=page&locale={locale}")
    assert response.status_code == 200
    body = response.get_data(as_text=True)
    assert f'<html lang="{locale}" dir="{"rtl" if locale == "ar" else "ltr"}">' in body
    assert "<bdi>100 E Adams St</bdi>" in body


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (f"{SEARCH}&as=pdf&layout=poster", "We do not know this choice."),
        (f"{SEARCH}&as=pdf&paper=b5", "We do not know this choice."),
        (f"{SEARCH}&as=pdf&by=name", "We do not know this choice."),
        (f"{SEARCH}&as=pdf&locale=tlh", "We do not know this choice."),
        (f"{SEARCH}&as=print", "We do not know this choice."),
        ("near=62701&radius=abc&as=pdf", "This must be a number."),
        ("near=62701&radius=inf", "This number is too large or too small."),
        ("near=Nowhere+At+All,+ZZ&as=pdf", "We do not know that place."),
        ("near=62701&need=libraries&day=MO&as=pdf", "Nothing matches"),
    ],
)
def test_what_is_wrong_is_said_in_the_form(get_page, asked, message):
    page = get_page(f"/print?{asked}", status=400)
    assert message in page.texts("//*[@role='alert']")[0]
    assert page.heading == "Print a list"


def test_more_than_one_request_may_ask_for(client, get_page, monkeypatch):
    monkeypatch.setattr("webapp.paper.region.collect.__defaults__", (40,))
    monkeypatch.setattr(printing, "MOST_LISTINGS", 40)
    page = get_page(f"/print?{SEARCH}")
    assert "41 listings, and at most 40 can be printed at once" in page.texts("//*[@role='alert']")[0]
    page = get_page(f"/print?{SEARCH}&as=pdf", status=400)
    assert "Choose a kind of help, a day, or a smaller distance." in page.texts("//*[@role='alert']")[0]


def test_hostile_text_is_escaped(app_of):
    client = app_of(make_listing("x", name="<script>alert(1)</script>\u202e #evil")).test_client()
    body = check_page(client.get("/print?near=62701&as=page")).body
    assert "<script>alert" not in body
    assert "\u202e" not in body


def test_before_anything_is_built(empty_client):
    assert empty_client.get("/print").status_code == 200
    assert empty_client.get(f"/print?{SEARCH}&as=pdf").status_code == 503


def test_results_lead_to_paper(get_page, client):
    page = get_page(f"/search?{SEARCH}")
    assert page.link("Print a list") == f"/print?{SEARCH}"
    page = check_page(client.post("/search", data={"near": "62701", "need": "support-groups"}))
    form = next(one for one in page.all("//form[@action='/print']") if "Print a list" in one.text_content())
    assert form.get("method") == "post"
    assert form.xpath(".//input/@value") == ["62701", "support-groups"]
