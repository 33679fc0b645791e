from uuid import UUID, uuid4

import pytest

from data.errors import QueryError
from webapp.lists import content
from webapp.lists.content import Kept, ReferralList

HOSTILE = ["<script>alert(1)</script>" * 99, "a\x00b\ud800", "\u202eevil", "😀" * 3_000, "\r\n" * 9_000, "{{ 7*7 }}"]
IDS = [str(UUID(int=number)) for number in range(1, 4)]


def test_ids_stand_in_an_address_and_come_back():
    found = [str(uuid4()) for _ in range(30)]
    code = content.code_of(found)
    assert len(code) == 22 * 30
    assert content.ids_of(code) == tuple(found)


@pytest.mark.parametrize("code", ["", "x", "é" * 22, "=" * 22, "<script>" * 10, content.code_of(IDS)[:-1]])
def test_what_is_no_code_gives_what_is_left(code):
    assert content.ids_of(code) == tuple(IDS[:2]) if len(code) == 65 else content.ids_of(code) == ()


def test_a_code_is_read_once_and_not_for_ever():
    assert content.ids_of(content.code_of(IDS * 2)) == tuple(IDS)
    many = [str(UUID(int=number)) for number in range(1, 300)]
    assert len(content.ids_of(content.code_of(many))) == content.MOST_ENTRIES


def test_a_form_is_read():
    form = {
        "id": [IDS[1], IDS[0], "nonsense", IDS[1]],
        f"note-{IDS[0]}": ["ask for\r\nthe intake desk \x00"],
        f"blanks-{IDS[0]}": ["99"],
        f"blanks-{IDS[1]}": ["٣"],
        "title": ["  For\nthis week  "],
        "order": ["sideways"],
        "language": ["es"],
    }
    assert content.of_form(form) == ReferralList(
        entries=(Kept(IDS[1]), Kept(IDS[0], "ask for\nthe intake desk", content.MOST_BLANKS)),
        title="For this week",
        language="es",
    )


def test_too_many_listings_are_said():
    with pytest.raises(QueryError) as raised:
        content.of_form({"id": [str(UUID(int=number)) for number in range(1, 102)]})
    assert (raised.value.code, raised.value.field) == ("too-many", "id")


def test_a_list_comes_back_from_its_json():
    given = ReferralList((Kept(IDS[0], "a note", 2, '{"n":"x"}'), Kept(IDS[2])), "Title", "Before", "day", "ar")
    assert content.of_document(given.document()) == given


@pytest.mark.parametrize("document", [{}, {"entries": None}, {"entries": [1, {"id": 5}, {}]}, {"title": ["x"]}])
def test_json_that_is_no_list_is_an_empty_one(document):
    assert content.of_document(document).entries == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_cut_and_stay_words(text):
    found = content.of_form({"id": IDS[:1], f"note-{IDS[0]}": [text], "title": [text], "intro": [text]})
    assert len(found.title) <= content.LONGEST_TITLE
    assert len(found.entries[0].note) <= content.LONGEST_NOTE
    assert "\x00" not in found.intro
