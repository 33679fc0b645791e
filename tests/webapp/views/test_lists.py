import json
from uuid import uuid4

import pytest

from data import ids
from data.shared_lists import SharedLists
from tests.webapp.support import check_page, full_listing, make_listing, settings_at, words_of
from webapp.languages import BY_TAG
from webapp.lists.content import code_of
from webapp.lists.facts import facts_of
from webapp.views import lists

ONE, TWO = (ids.listing_id("sample-groups", f"group-{number}") for number in range(2))


def post(client, path="/list", status=200, **form):
    answer = client.post(path, data={"id": [ONE, TWO]} | form)
    assert answer.status_code == status
    return check_page(answer)


def code_on(page):
    return page.texts("//p[@class='code']")[0]


def names(page):
    return [words_of(one) for one in page.all("//li[contains(@class, 'kept')]/h3")]


def test_a_list_of_an_address_is_printed_in_the_language_of_its_page(client):
    page = check_page(client.get(f"/es/list?list={code_of([ONE])}"), BY_TAG["es"], "/es")
    assert page.all("//select[@name='language']/option[@selected]/@value") == ["es"]


def test_a_list_without_scripts_stands_in_the_address(get_page):
    page = get_page(f"/search?need=support-groups/grief&near=62701&list={code_of([ONE])}")
    assert "Your list: 1 listing" in page.text
    assert page.all("//input[@name='list']/@value") == [code_of([ONE])]
    add = next(one for one in page.all("//a[@class='keep']") if one.get("data-id") != ONE)
    more = get_page(add.get("href"))
    assert "Your list: 2 listings" in more.text
    (on,) = [one for one in more.all("//a[@class='keep']") if one.get("data-id") == ONE]
    assert words_of(on).startswith("On my list. Remove")
    (link,) = [one for one in more.all("//p[@class='note']/a/@href") if "list=" in one]
    assert names(get_page(link)) == ["1. Grief circle 0", f"2. {add.get('data-name')}"]


def test_an_empty_list_says_what_to_do(get_page):
    page = get_page("/list")
    assert "Your list is empty." in page.text
    assert not page.all("//ol")


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("save", ["1. Grief circle 0", "2. Grief circle 1"]),
        (f"down:{ONE}", ["1. Grief circle 1", "2. Grief circle 0"]),
        (f"remove:{ONE}", ["1. Grief circle 1"]),
        ("nonsense", ["1. Grief circle 0", "2. Grief circle 1"]),
    ],
)
def test_buttons(client, action, order):
    assert names(post(client, action=action)) == order


def test_what_was_removed_can_be_put_back(client):
    page = post(client, action=f"remove:{ONE}", **{f"note-{ONE}": "ask"})
    (button,) = page.all("//p[@class='note']/button")
    assert "Removed: Grief circle 0" in page.text
    again = client.post("/list", data={"id": [TWO], "action": button.get("value")})
    assert names(check_page(again)) == ["1. Grief circle 0", "2. Grief circle 1"]


def test_notes_and_title_stay_and_are_escaped(client):
    page = post(client, title="<b>This week</b>", **{f"note-{ONE}": "<script>alert(1)</script>", f"blanks-{ONE}": "3"})
    assert page.heading == "<b>This week</b>"
    assert page.all(f"//textarea[@id='note-{ONE}']")[0].text == "<script>alert(1)</script>"
    assert page.all(f"//select[@id='blanks-{ONE}']/option[@selected]/@value") == ["3"]


def test_too_many_listings_are_said(client):
    page = post(client, status=400, id=[str(uuid4()) for _ in range(101)])
    assert "We could not read this." in page.text


def test_what_changed_since_is_said_with_another_near_it(app_of):
    before = make_listing("a", schedules=[])
    closed = make_listing("b", name="Closed circle", status="temporarily closed")
    app = app_of(make_listing("a"), closed, make_listing("c", name="Third circle"))
    gone = str(uuid4())
    known = {"n": "Gone circle", "s": "active", "d": "support-groups/grief", "c": "39.8,-89.7"}
    form = {
        "id": [before.id, closed.id, gone],
        f"facts-{before.id}": facts_of(before),
        f"facts-{closed.id}": facts_of(closed.model_copy(update={"status": "active"})),
        f"facts-{gone}": json.dumps(known),
    }
    page = check_page(app.test_client().post("/list", data=form))
    assert "3 listings have changed since they were put on the list." in page.text
    changed = page.texts("//li[contains(@class, 'kept')]/p[contains(@class, 'changed')]")
    assert changed == [
        "Changed: It has new times.",
        "Changed: Not open at the moment.",
        "Changed: No longer in the directory. Do not send anybody there without calling.",
    ]
    assert names(page)[2] == "3. Gone circle"
    assert page.texts("//p[@class='instead']/a") == ["Third circle", "Third circle"]
    paper = check_page(app.test_client().post("/list/as/page", data=form))
    assert "Left out, because it is no longer in the directory: Gone circle" in paper.text
    said = [one for one in paper.texts("//p[@class='warning']") if "invented" not in one]
    assert said[:2] == ["It has new times.", "Not open at the moment."]
    # What was told stays told until the reader takes note of it.
    assert page.all(f"//input[@name='facts-{before.id}']/@value") == [facts_of(before)]


def test_a_set_fills_the_list_near_a_place(client):
    page = post(client, id=[], action="begin", template="loss", near="62701")
    assert page.heading == "After a loss"
    assert 1 <= len(names(page)) <= 6


def test_a_set_prefers_what_is_for_everybody(app_of):
    some = make_listing("a", name="For veterans", audiences=["veterans"])
    everybody = make_listing("b", name="For everybody")
    form = {"action": "begin", "template": "loss", "near": "62701"}
    page = check_page(app_of(some, everybody).test_client().post("/list", data=form))
    assert names(page) == ["1. For everybody", "2. For veterans"]


def test_a_set_needs_a_place(client):
    assert "Tell us a ZIP code" in post(client, status=400, action="begin", template="loss").text
    assert "We do not know that place" in post(client, status=400, action="begin", template="loss", near="xyzzy").text


def test_a_clinic_has_its_own_sets(app_of, tmp_path):
    (tmp_path / "list-templates.toml").write_text(
        '[[template]]\nid = "own"\nname = "Our own"\nitems = [{ need = "counseling" }]\n'
    )
    app = app_of(full_listing())
    page = check_page(app.test_client().get("/list"))
    assert page.texts("//select[@id='template']/option") == ["Our own"]


@pytest.mark.parametrize(
    ("kind", "mimetype", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-"), ("csv", "text/csv", b"\xef\xbb\xbfName"), ("vcf", "text/vcard", b"BEGIN"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("ics", "text/calendar", b"BEGIN:VCALENDAR"), ("txt", "text/plain", b"Grief circle 0"),
    ],
)  # fmt: skip
def test_files(client, kind, mimetype, begins):
    answer = client.post(f"/list/as/{kind}", data={"id": [ONE, TWO], "order": "day", f"note-{ONE}": "ask"})
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.data.startswith(begins)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_to_print_has_notes_and_blank_lines(client):
    page = check_page(client.post("/list/as/page", data={"id": [ONE], f"note-{ONE}": "ask", f"blanks-{ONE}": "2"}))
    assert "Note: ask" in page.text
    assert len(page.all("//div[@class='blank']")) == 2


def test_unknown_files_and_layouts(client):
    assert client.post("/list/as/exe", data={"id": [ONE]}).status_code == 404
    assert client.post("/list/as/pdf", data={"id": [ONE], "layout": "scroll"}).status_code == 400


def test_a_list_is_kept_under_a_code_and_taken_away(client, home):
    page = post(client, "/list/share", title="This week", **{f"note-{ONE}": "ask"})
    code = code_on(page)
    assert page.all("//section[@aria-labelledby='share']//svg")
    kept, _ = SharedLists(settings_at(home).lists).read(code)
    assert kept["entries"][0]["note"] == "ask"
    opened = check_page(client.get(f"/list/{code.lower()}"))
    assert opened.heading == "This week"
    assert "This list was kept for you until" in opened.text
    assert opened.all(f"//textarea[@id='note-{ONE}']")[0].text == "ask"
    (button,) = page.all("//button[@name='key']")
    key = button.get("value")
    assert page.texts("//strong[@class='key']") == [key]
    assert names(post(client, button.get("formaction"), key=key)) == ["1. Grief circle 0", "2. Grief circle 1"]
    assert client.get(f"/list/{code}").status_code == 404


def test_who_left_the_page_takes_a_list_away_with_its_key(client):
    page = post(client, "/list/share")
    code, key = code_on(page), page.texts("//strong[@class='key']")[0]
    opened = check_page(client.get(f"/list/{code}"))
    (form,) = [one for one in opened.all("//form") if one.get("action", "").endswith("/revoke")]
    wrong = check_page(client.post(form.get("action"), data={"key": "0000-0000-0000-0000"}))
    assert "This key does not take the list away." in wrong.text
    assert len(names(wrong)) == 2
    typed = key.lower().replace("-", " ")
    assert f"The list {code} is taken away." in check_page(client.post(form.get("action"), data={"key": typed})).text
    gone = client.post(form.get("action"), data={"key": key})
    assert gone.status_code == 404
    assert "No list has this code." in check_page(gone).text


def test_a_code_is_typed_in(client):
    code = code_on(post(client, "/list/share"))
    answer = client.get("/list", query_string={"code": f" {code.lower()} "}, follow_redirects=True)
    assert len(names(check_page(answer))) == 2
    missing = client.get("/list", query_string={"code": "7q2k 9fxd"}, follow_redirects=True)
    assert missing.status_code == 404
    assert check_page(missing).all("//input[@id='code']/@value") == ["7Q2K-9FXD"]


def test_return_in_the_place_of_a_set_fills_the_list(client):
    assert len(names(post(client, id=[], action="return", template="loss", near="62701"))) >= 1
    assert names(post(client, action="return", near="")) == ["1. Grief circle 0", "2. Grief circle 1"]


def test_codes_are_not_guessed_for_long(app_of):
    client = app_of(make_listing("a")).test_client()
    found = {client.get("/list/0000-0000-0000").status_code for _ in range(lists.MOST_TRIED + 5)}
    assert found == {404}
    answer = client.post("/list/share", data={"id": [make_listing("a").id]})
    code = code_on(check_page(answer))
    # Who tried so many gets no true one opened either.
    assert client.get(f"/list/{code}").status_code == 404


def test_lists_are_not_kept_without_end(app_of):
    client = app_of(make_listing("a")).test_client()
    form = {"id": [make_listing("a").id]}
    found = [client.post("/list/share", data=form).status_code for _ in range(lists.MOST_KEPT + 1)]
    assert found == [200] * lists.MOST_KEPT + [429]


def test_a_list_that_cannot_be_kept_is_still_there(app_of, tmp_path):
    app = app_of(make_listing("a"))
    (tmp_path / "lists.db").write_bytes(b"no database" * 1_000)
    answer = app.test_client().post("/list/share", data={"id": [make_listing("a").id]})
    page = check_page(answer)
    assert answer.status_code == 503
    assert "We cannot keep your list at the moment." in page.text
    assert names(page) == ["1. Grief circle"]
