import random

import pytest

from data.cleaning.web import clean_email, clean_url


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        (" http://example.org ", "http://example.org"),
        ("HTTPS://Example.org/A", "https://example.org/A"),
        ("example.org", "https://example.org"),
        ("www.example.org/help", "https://www.example.org/help"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http//example.org", "http://example.org"),
        ("https:/example.org/a", "https://example.org/a"),
        ("htp://example.org", "http://example.org"),
        ("http;//example.org", "http://example.org"),
        ("https:example.org", "https://example.org"),
        ("Website: www.example.org.", "https://www.example.org"),
        ("(https://example.org/a),", "https://example.org/a"),
        ("https://example.org; https://example.com", "https://example.org"),
        ("www.example.org or www.example.com", "https://www.example.org"),
        ("http://example.org - website down", "http://example.org"),
        ('<a href="https://example.org/a">us</a>', "https://example.org/a"),
        ("https://example.org/?utm_source=x&a=1&fbclid=y&UTM_medium=z", "https://example.org/?a=1"),
        ("https://example.org/?utm_source=x", "https://example.org/"),
        ("https://example.org/?B&SEC={D4}", "https://example.org/?B&SEC=%7BD4%7D"),
        ("http://https://example.org", "https://example.org"),
        ("http://http://example.org", "http://example.org"),
        ("https://example.org/?a=1&amp;copy=2", "https://example.org/?a=1&copy=2"),
        ("https://example.org/\u200b", "https://example.org/"),
        ("https://example.org/\u202egpj.exe", "https://example.org/gpj.exe"),
    ],
)
def test_a_web_address_is_read(found, cleaned):
    assert clean_url(found) == cleaned


@pytest.mark.parametrize(
    "found",
    [
        None, "", "none", "our website", "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "mailto:a@example.org", "ftp://example.org", "file:///etc/passwd", "//example.org/x",
        "info@example.org", "http://", "http:///x", "https://exa mple.org", "https://example.org/a b",
        "https://example.org/<script>", 'https://example.org/"x', "https://example.org\\@evil.example",
        "evil.js:alert(1)", "https://user:secret@example.org/x", "https://bank.example@evil.example",
        "No website, see example.org", "https://\u2025.example", "javascript:alert(1) https://example.org",
        "https://example.org:99999", "http://[::1", "https://example.org/" + "x" * 2_000,
        "https://example.org/\x85a",
    ],
)  # fmt: skip
def test_anything_else_is_refused(found):
    assert clean_url(found) is None


def test_no_other_scheme_ever_passes():
    rng = random.Random(7)
    pieces = ["javascript:", "data:", "http://", "https:", "//", "example.org", "@", ":", "alert(1)", "/", "\t",
              "\n", " ", "\x00", "\u200b", "JAVASCRIPT:", "vbscript:", "?", "#", "%0a", "&amp;", "a", "."]  # fmt: skip
    passed = 0
    for _ in range(5_000):
        cleaned = clean_url("".join(rng.choice(pieces) for _ in range(rng.randint(1, 6))))
        if cleaned is not None:
            passed += 1
            assert cleaned.startswith(("http://", "https://")), cleaned
            assert clean_url(cleaned) == cleaned
    assert passed > 100


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("info@Example.ORG", "info@example.org"),
        (" First.Last+tag@sub.example.org ", "First.Last+tag@sub.example.org"),
        ("mailto:info@example.org", "info@example.org"),
        ("MAILTO:info@example.org", "info@example.org"),
        ("\u200binfo@example.org", "info@example.org"),
        ("info@example", None),
        ("info at example.org", None),
        ("a@b@example.org", None),
        ("info@example.org, other@example.org", "info@example.org"),
        ("info@example.org\nBcc: x@example.org", "info@example.org"),
        ("Front Desk <desk@example.org>", "desk@example.org"),
        ("info (at) example (dot) org", "info@example.org"),
        ("info[AT]example.org", "info@example.org"),
        ("mailto:info@example.org?subject=Hi", "info@example.org"),
        ("E-mail: info@example.org.", "info@example.org"),
        ("removed@example.org", None),
        ("no-reply@city.gov", None),
        ("noreply@example.org; desk@example.org", "desk@example.org"),
        ("x" * 65 + "@example.org", None),
        ("", None),
        (None, None),
    ],
)
def test_an_email_address_is_read_or_refused(found, cleaned):
    assert clean_email(found) == cleaned
