"""The files of translations: complete, in step with the code, and safe to fill in."""

import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.checkers import python_format

from data import taxonomy
from webapp.languages import ENGLISH, LANGUAGES
from webapp.translations import FOLDER, brought_up, extracted, forms_of, lacking, read, written

OTHERS = [one for one in LANGUAGES if one is not ENGLISH]
DRAFTS = [one for one in OTHERS if one.draft]
of_each = pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
# What CLDR tells apart in each language (Language Plural Rules).
PLURAL_FORMS = {"es": 2, "zh-Hans": 1, "vi": 1, "ko": 1, "ar": 6}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@cache
def wanted():
    return extracted()


@cache
def messages(language):
    return [one for one in read(language) if one.id]


def english_of(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def test_a_file_for_each_language_and_no_other():
    assert {file.stem for file in FOLDER.glob("*.po")} == {one.tag for one in OTHERS}


@of_each
def test_files_are_as_the_command_writes_them(language):
    found = (FOLDER / f"{language.tag}.po").read_bytes()
    assert found == written(language, brought_up(language, wanted())), "run `python -m webapp.translations`"


@of_each
def test_every_message_is_there_and_no_other(language):
    keys = {(one.context, one.id) for one in wanted() if one.id}
    assert {(one.context, one.id) for one in messages(language)} == keys, (
        "run `python -m webapp.translations`, then translate"
    )


@of_each
def test_nothing_is_empty(language):
    assert [one.id for one in lacking(read(language))] == [], "translate these"


@of_each
def test_drafts_are_marked_and_nothing_else_is(language):
    assert {one.fuzzy for one in messages(language)} == {language.draft}


@of_each
def test_plural_forms(language):
    catalog = read(language)
    assert catalog.num_plurals == PLURAL_FORMS[language.tag]
    for one in messages(language):
        if one.pluralizable:
            assert len(forms_of(one)) == catalog.num_plurals, one.id


@of_each
def test_placeholders(language):
    catalog = read(language)
    for one in messages(language):
        python_format(catalog, one)
        names = set(PLACEHOLDER.findall(" ".join(english_of(one))))
        for form in forms_of(one):
            found = set(PLACEHOLDER.findall(form))
            # A form for one number alone may say it in a word: "one result", "two miles".
            assert found == names or (one.pluralizable and found == names - {"num"}), (one.id, form)
            if names:
                form % dict.fromkeys(names, "x")
        if one.pluralizable:
            assert set(PLACEHOLDER.findall(forms_of(one)[-1])) == names, one.id


@of_each
def test_blanks_and_line_ends_are_as_in_english(language):
    for one in messages(language):
        assert all(text == text.strip() for text in (*english_of(one), *forms_of(one))), one.id
        assert not [form for form in forms_of(one) if re.search(r"\s{2}|[\n\t]", form)], one.id


@of_each
def test_no_markup(language):
    assert not [form for one in messages(language) for form in forms_of(one) if re.search(r"[<>]|&\w+;", form)]


@of_each
def test_numbers_stay(language):
    """A telephone number or an hour with another digit is a wrong one."""
    for one in messages(language):
        digits = re.findall(r"\d\d+", " ".join(english_of(one)))
        for form in forms_of(one):
            assert [number for number in digits if number not in form] == [], (one.id, form)


def test_no_english_stands_for_a_translation():
    """Words that are the same in English are few, and short or names."""
    same = [one.id for language in OTHERS for one in messages(language) if one.string == one.id]
    assert {text for text in same if len(PLACEHOLDER.sub("", text)) > 12} <= {"1-800-MY-RESET", "A4 (210 × 297 mm)"}


def test_spanish_says_usted():
    """One way to speak to the reader: no verb or pronoun of "tú"."""
    familiar = re.compile(
        r"\b(tú|tu|tus|ti|contigo|puedes|quieres|necesitas|tienes|estás|eres|haz|dinos|llámanos|escribes|buscas|llamas)\b",
        re.I,
    )
    spanish = next(one for one in OTHERS if one.tag == "es")
    assert [form for one in messages(spanish) for form in forms_of(one) if familiar.search(form)] == []


def test_placeholders_are_named():
    """A translator must be able to move them."""
    for one in wanted():
        for text in english_of(one):
            assert not re.search(r"%(?!\()", text), text
            assert not [name for _, name, *_ in Formatter().parse(text) if name is not None], text


@pytest.mark.parametrize("language", DRAFTS, ids=lambda one: one.tag)
def test_every_need_and_facet_value_has_a_name(language):
    labels = {"needs": set(taxonomy.needs())} | {name: set(row) for name, row in taxonomy.facet_labels().items()}
    found = taxonomy.translated(language.tag)
    assert {name: set(row) for name, row in found.items()} == labels
    for row in found.values():
        assert all(label and label == label.strip() and not re.search(r"[<>]", label) for label in row.values())


@pytest.mark.parametrize("language", DRAFTS, ids=lambda one: one.tag)
def test_names_that_stand_in_one_list_differ(language):
    for facet, row in taxonomy.translated(language.tag).items():
        if facet != "needs":
            assert len(set(row.values())) == len(row), facet
