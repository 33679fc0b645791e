"""Whom texts about eligibility name. A row: text, audiences, youngest and oldest age."""

import pytest

from data import taxonomy
from data.cleaning import clean_record
from data.cleaning.audiences import _AUDIENCES, eligible
from tests.support.builders import make_record, make_source


@pytest.mark.parametrize(
    ("text", "audiences", "youngest", "oldest"),
    [
        ("Women", ["women"], None, None),
        ("Women only", ["women"], None, None),
        ("men only", ["men"], None, None),
        ("Women and children", ["women", "children"], None, None),
        ("Men, women, and children", ["men", "women", "children"], None, None),
        ("LGBTQ+ youth", ["lgbtq", "teens"], None, None),
        ("LGBTQIA+ adults", ["lgbtq", "adults"], None, None),
        ("Veterans and their families", ["veterans", "families"], None, None),
        ("Homeless veterans", ["unhoused", "veterans"], None, None),
        ("Pregnant women", ["pregnant"], None, None),
        ("Older adults", ["seniors"], None, None),
        ("Senior citizens", ["seniors"], None, None),
        ("Young adults", ["young-adults"], None, None),
        ("Immigrants/Refugees", ["immigrants"], None, None),
        ("Deaf or hard of hearing", ["deaf"], None, None),
        ("People with disabilities", ["disabled"], None, None),
        ("Survivors of domestic violence", ["survivors"], None, None),
        ("Victims of sexual assault", ["survivors"], None, None),
        ("People experiencing homelessness", ["unhoused"], None, None),
        ("People living with HIV/AIDS", ["hiv"], None, None),
        ("Mujeres y niños", ["women", "children"], None, None),
        ("Ages 12-17", [], 12, 17),
        ("ages 12 to 17", [], 12, 17),
        ("Age 18 or over", [], 18, None),
        ("12-17 years old", [], 12, 17),
        ("18+", [], 18, None),
        ("18 and older", [], 18, None),
        ("Adults 18+", ["adults"], 18, None),
        ("Individuals 18 years and older.", [], 18, None),
        ("Anyone 60 years or older", [], 60, None),
        ("Seniors 60 and over", ["seniors"], 60, None),
        ("Children 5-18 years old", ["children"], 5, 18),
        ("Children (ages 5-12)", ["children"], 5, 12),
        ("Youth ages 13\u201317", ["teens"], 13, 17),
        ("Under 18", [], None, 17),
        ("18 and under", [], None, 18),
        ("Children up to age 12", ["children"], None, 12),
        ("Over 60 years old", [], 60, None),
        ("At least 21", [], 21, None),
        ("Mayores de 18 años", [], 18, None),
        ("Open to all", [], None, None),
        ("Everyone", [], None, None),
        ("All ages", [], None, None),
    ],
)
def test_people_and_ages(text, audiences, youngest, oldest):
    assert eligible(text) == (tuple(audiences), youngest, oldest)


@pytest.mark.parametrize(
    "text",
    [
        "", "Low-income seniors", "Anyone under 18 with a parent", "Residents of the county", "Women with cancer",
        "Adults over 60, disabled adults 18-59 years old", "6 weeks - 5 years", "Children 12-17 or adults 18+ only",
        "Grades 1-12", "12-17", "Ages 17-12", "Age 200 or over", "Call for eligibility", "1 of 3", "manners",
        "Not for men", "Everyone except children", "Ages 0-5 months", "Womenswear", "and", "Women " * 60,
    ],
)  # fmt: skip
def test_half_a_condition_is_none(text):
    assert eligible(text) is None


def test_every_audience_is_one_of_ours():
    assert {audience for audience, _ in _AUDIENCES} <= taxonomy.facet_labels()["audiences"].keys()


def test_a_plain_text_of_eligibility_fills_what_the_source_left_empty():
    def cleaned(**fields):
        found = clean_record(make_record(**fields), make_source())
        return (found.audiences, found.minimum_age, found.maximum_age, found.eligibility_description)

    assert cleaned(eligibility_description="Seniors 60+") == (["seniors"], 60, None, "Seniors 60+")
    assert cleaned(eligibility_description="Seniors 60+", minimum_age=55) == (["seniors"], 55, None, "Seniors 60+")
    assert cleaned(eligibility_description="Seniors", audiences=["women"])[0] == ["women"]
    assert cleaned(eligibility_description="Seniors of low income")[:3] == ([], None, None)
