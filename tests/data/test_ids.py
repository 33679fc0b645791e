import uuid

import pytest

from data.ids import content_key, listing_id, slug


@pytest.mark.parametrize(
    ("source", "key", "expected"),
    [
        ("na-northeast", "123", "616c0508-17ea-58c2-bcd1-c892955314ac"),
        ("aa-san-jose", "grupo-serenidad", "6558e803-ab72-5521-baa1-fa63fd426e31"),
        ("test", "é💚", "4169c562-d246-5d6e-ba86-90f1359593fe"),
    ],
)
def test_an_id_never_changes(source, key, expected):
    assert listing_id(source, key) == expected
    assert uuid.UUID(expected).version == 5


def test_ids_of_two_records_differ():
    assert listing_id("a", "b\nc") != listing_id("a\nb", "d")
    assert len({listing_id(source, key) for source in "abc" for key in ("1", "2", "3")}) == 9


def test_a_content_key_never_changes():
    assert content_key("Name", "1 Main St", "19:00") == "88e573cb6f38859c3719"


def test_a_content_key_knows_which_part_said_what():
    assert content_key("a", "b") != content_key("ab") != content_key("ab", None)
    assert content_key("a", None) == content_key("a", "")
    assert content_key("half \ud83d pair")


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("Grief Circle", "grief-circle"),
        ("  Al-Anon: Tuesday, 7 PM! ", "al-anon-tuesday-7-pm"),
        ("Círculo de Duelo", "circulo-de-duelo"),
        ("中文", "listing"),
        ("", "listing"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
    ],
)
def test_a_slug_is_plain(text, tail):
    assert slug(text) == tail


def test_a_slug_is_short():
    assert len(slug("word " * 100)) <= 60
