from webapp.parameters import Parameters
from webapp.view_models.filter_form import MOST_OPTIONS, filter_form


def make_answer(near=None, radius=25.0, **facets):
    return {"query": {"near": near, "radius_miles": radius}, "facets": facets}


def test_days_in_the_order_of_the_week_others_by_count():
    form = filter_form(make_answer(days=[["SU", 3], ["MO", 1]], cost=[["fee", 2], ["free", 9]]), Parameters())
    days, cost = form.choices
    assert [one.value for one in days.options] == ["MO", "SU"]
    assert [(one.value, one.count) for one in cost.options] == [("free", 9), ("fee", 2)]


def test_what_is_chosen_is_offered_even_when_nothing_has_it():
    form = filter_form(make_answer(cost=[["free", 9]]), Parameters((("cost", "donation"),)))
    assert [(one.value, one.chosen) for one in form.choices[0].options] == [("free", False), ("donation", True)]
    assert form.in_use == 1


def test_long_lists_are_cut_but_keep_what_is_chosen():
    counts = [[f"x{number:02}", 100 - number] for number in range(60)]
    form = filter_form(make_answer(languages=counts), Parameters((("language", "x59"),)))
    values = [one.value for one in form.choices[0].options]
    assert len(values) == MOST_OPTIONS + 1
    assert "x59" in values


def test_the_radius_in_use_is_one_of_the_choices():
    near = {"label": "62701"}
    usual = filter_form(make_answer(near), Parameters()).choices[0].options
    assert [one.label for one in usual if one.chosen] == ["Within 25 miles (usual)"]
    odd = filter_form(make_answer(near, 7.5), Parameters((("radius", "7.5"),))).choices[0].options
    assert [one.label for one in odd if one.chosen] == ["Within 7.5 miles"]


def test_filters_that_cannot_be_shown_are_carried_along():
    given = Parameters((("radius", "5"), ("sort", "name")))
    assert set(filter_form(make_answer(), given).hidden) == {("radius", "5"), ("sort", "name")}
