"""Cells that name languages, and their BCP 47 tags."""

import pytest

from data import taxonomy
from data.cleaning.languages import language_tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Spanish", ["es"]),
        ("ESPAÑOL", ["es"]),
        ("spa", ["es"]),
        ("es", ["es"]),
        ("es-MX", ["es"]),
        ("en_US", ["en"]),
        ("zh-Hant-TW", ["zh"]),
        ("Mandarin Chinese", ["zh"]),
        ("Chinese (Mandarin)", ["zh"]),
        ("Chinese (Mandarin, Cantonese)", ["zh"]),
        ("cmn", ["zh"]),
        ("ASL", ["ase"]),
        ("American Sign Language (ASL)", ["ase"]),
        ("Haitian Creole", ["ht"]),
        ("Haitian-Creole", ["ht"]),
        ("Creole (limited)", ["ht"]),
        ("Cape Verdean Creole", ["kea"]),
        ("English and Spanish", ["en", "es"]),
        ("English, Spanish & Tagalog", ["en", "es", "tl"]),
        ("English/Español", ["en", "es"]),
        ("Inglés y español", ["en", "es"]),
        ("English\nSpanish", ["en", "es"]),
        ("English; Vietnamese; 한국어", ["en", "vi", "ko"]),
        ("Bilingual Spanish", ["es"]),
        ("Bilingual (Spanish)", ["es"]),
        ("Spanish-speaking staff", ["es"]),
        ("English only", ["en"]),
        ("limited Spanish", ["es"]),
        ("Farsi (Persian)", ["fa"]),
        ("Español.", ["es"]),
    ],
)
def test_names_and_codes_become_tags(text, tags):
    assert language_tags(text) == (tuple(tags), True)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Over 100 languages by phone", []),
        ("Interpretation available", []),
        ("Other languages available upon request", []),
        ("Spanish (website)", []),
        ("Spanish interpreter", []),
        ("Creole - not always available", []),
        ("Haitian Creole. Interpretation is available for other languages.", ["ht"]),
        ("Spanish\\n\\nOther languages on request", ["es"]),
        ("English, Klingon", ["en"]),
        ("English as a second language", []),
        ("Learning English", []),
        ("Bilingual", []),
        ("xx", []),
        ("per", ["fa"]),
        ("", []),
        ("Sign", []),
    ],
)
def test_what_else_is_said_is_told_from_it(text, tags):
    found, complete = language_tags(text)
    assert list(found) == tags
    assert complete is (text == "per")


def test_every_code_is_of_a_language_that_is_known():
    assert set(taxonomy.language_codes().values()) == set(taxonomy.languages())
    assert all(code.islower() and code.isascii() and 2 <= len(code) <= 3 for code in taxonomy.language_codes())


def test_no_name_is_given_to_two_languages():
    rows = [{name.casefold() for name in labels.values()} for labels in taxonomy.languages().values()]
    assert sum(map(len, rows)) == len(set().union(*rows))
