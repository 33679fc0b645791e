"""What each need is: complete in both languages, and easy to read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from data import taxonomy
from tests.webapp.explanations.reading import ease_es, grade_en
from webapp import explanations
from webapp.languages import speaking

NEEDS = [*taxonomy.needs()]
TOP = [one for one in NEEDS if "/" not in one]
HARDEST_GRADE = 8
# Of the scale of Fernández Huerta: from 60 on texts of the 8th and 9th grade, from 70 on of the 7th.
LEAST_EASE = 70
PARTS = ["what", "cost", "first", "who", "choose"]


def whole(text: dict[str, Any]) -> str:
    return " ".join(" ".join(part) if isinstance(part, list) else part for part in text.values())


@pytest.mark.parametrize("language", explanations.WRITTEN_IN)
def test_every_need_has_its_text_and_every_text_its_need(language):
    found = explanations.texts(language)
    assert [*found] == NEEDS
    for need in TOP:
        assert [*found[need]] == PARTS
    for need in NEEDS:
        assert set(found[need]) <= set(PARTS)
        assert "what" in found[need]


def test_both_languages_say_the_same_parts():
    english, spanish = explanations.texts("en"), explanations.texts("es")
    for need in NEEDS:
        assert [*english[need]] == [*spanish[need]], need
        for part, text in english[need].items():
            other = spanish[need][part]
            if isinstance(text, list):
                assert len(text) == len(other), (need, part)
            else:
                assert text.count("\n\n") == other.count("\n\n"), (need, part)
            assert set(re.findall(r"\d[\d-]{2,}", whole({part: text}))) == set(
                re.findall(r"\d[\d-]{2,}", whole({part: other}))
            ), (need, part)


@pytest.mark.parametrize("need", NEEDS)
def test_easy_to_read(need):
    assert grade_en(whole(explanations.texts("en")[need])) <= HARDEST_GRADE
    assert ease_es(whole(explanations.texts("es")[need])) >= LEAST_EASE


@pytest.mark.parametrize("language", explanations.WRITTEN_IN)
@pytest.mark.parametrize("need", NEEDS)
def test_long_enough_to_help_and_short_enough_to_be_read(need, language):
    words = len(whole(explanations.texts(language)[need]).split())
    least, most = (180, 380) if need in TOP else (60, 175)
    assert least <= words <= most


@pytest.mark.parametrize("language", explanations.WRITTEN_IN)
def test_no_promises_and_nothing_made_small(language):
    never = {
        "en": r"\b(?:guarantee|cure you|will heal|will get better|just relax|at least you|commit suicide|addicts?)\b",
        "es": r"\b(?:garantiza\w*|le curará|se curará|tranquilícese|al menos usted|adictos?|cometer suicidio)\b",
    }[language]
    for need, text in explanations.texts(language).items():
        assert not re.search(never, whole(text), re.IGNORECASE), need


def test_a_need_below_takes_from_above_what_it_does_not_say():
    above = explanations.explanation("support-groups")
    alcohol = explanations.explanation("support-groups/alcohol")
    assert alcohol.what != above.what
    assert alcohol.who != above.who
    assert (alcohol.cost, alcohol.first, alcohol.choose) == (above.cost, above.first, above.choose)
    assert explanations.explanation("support-groups/grief").first != above.first
    assert len(above.first) == 2


def test_the_text_is_in_the_language_of_the_page_or_in_english():
    with speaking("es"):
        assert explanations.explanation("libraries").language.tag == "es"
        assert "biblioteca" in explanations.explanation("libraries").what[0]
    with speaking("ar"):
        assert explanations.explanation("libraries").language.tag == "en"
        assert "library" in explanations.explanation("libraries").what[0]


def test_first_visit_is_of_the_most_exact_need():
    grief = explanations.explanation("support-groups/grief").first
    assert explanations.first_visit(["support-groups", "support-groups/grief"]) == grief
    assert explanations.first_visit(["support-groups/alcohol"]) == explanations.explanation("support-groups").first
    assert explanations.first_visit(["unheard-of"]) == ()
    assert explanations.first_visit([]) == ()


def test_where_to_look_names_known_needs_and_givers():
    table = explanations.texts("kinds")
    assert [*table["*"]] == [*explanations.GIVERS]
    assert set(table) - {"*"} <= set(NEEDS)
    for need, row in table.items():
        assert set(row) <= set(explanations.GIVERS), need
        for found in row.values():
            assert found, need
            assert set(found) <= set(NEEDS), need


def test_a_need_is_not_beside_itself():
    for need in NEEDS:
        for giver in explanations.GIVERS:
            assert need not in explanations.needs_of(giver, need)


def test_the_nearest_table_speaks():
    assert explanations.needs_of("family") == ("family-support",)
    assert explanations.needs_of("family", "treatment/detox")[0] == "support-groups/family-of-addicts"
    assert explanations.needs_of("family", "treatment/mental-health") == ("family-support",)
    assert explanations.needs_of("online", "support-groups/alcohol") == ("online-communities",)
