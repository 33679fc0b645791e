"""How seldom garbage is looked for."""

import gc

import pytest

from data.garbage import NEW_OBJECTS, all_stays, seldom_collected


def test_seldom_and_then_as_before():
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() == (NEW_OBJECTS, *before[1:])
    assert gc.get_threshold() == before


def test_what_stays_is_not_looked_at_and_counts_as_old():
    looks = []
    gc.callbacks.append(lambda phase, about: looks.append(phase))
    try:
        with all_stays():
            stays = [[] for _ in range(50_000)]
        assert looks == []
    finally:
        gc.callbacks.pop()
    assert gc.isenabled()
    assert not {id(one) for one in stays} & {id(one) for one in gc.get_objects(generation=0)}
    assert gc.get_freeze_count() == 0


def test_an_error_leaves_the_collector_on():
    with pytest.raises(ValueError, match="broken"), all_stays():
        raise ValueError("broken")
    assert gc.isenabled()


def test_inside_another_the_collector_stays_off():
    with all_stays():
        with all_stays():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
