from data.merging.candidates import LARGEST_BLOCK, candidate_pairs, measure
from data.merging.features import features
from tests.support.builders import make_location, make_record


def unit(source, key, **changes):
    facts = {"source": source, "phones": [{"number": "+12175550117"}], "location": {"location_type": "virtual"}}
    return features(make_record(key, **facts | changes).model_dump(mode="json", exclude_defaults=True))


def pairs(units):
    return {tuple(pair) for pair in candidate_pairs(units, measure(units)).tolist()}


def test_a_number_that_very_many_share_does_not_pair_all_of_them():
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{one}{other}mora Hall" for one in letters for other in letters]
    units = [unit("a", str(at), name=name) for at, name in enumerate(names)] + [unit("b", "x", name=names[7])]
    found = pairs(units)
    assert (7, len(units) - 1) in found
    assert len(found) < len(units) * LARGEST_BLOCK / 2


def test_neighbours_on_either_side_of_a_cell_are_paired():
    for lat in (39.7999, 39.80001, 39.8014):
        here = unit("a", "1", name="Blue", phones=[], location=make_location(39.8))
        there = unit("b", "1", name="Red", phones=[], location=make_location(lat, address={"address_1": "9 Elm"}))
        assert pairs([here, there]) == {(0, 1)}


def test_nothing_in_common_is_no_pair():
    assert pairs([unit("a", "1", name="Blue"), unit("b", "1", name="Red", phones=[])]) == set()
    assert pairs([]) == set()
