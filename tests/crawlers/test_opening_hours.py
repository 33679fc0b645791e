"""Values of `opening_hours` (OSM wiki, "Key:opening_hours/specification") and the rules they state."""

import pytest

from crawlers.opening_hours import schedules_of


def short(schedules):
    return [
        f"{','.join(one['byday']) or one['freq']} {one['opens_at'] or ''}-{one['closes_at'] or ''}" for one in schedules
    ]


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("24/7", ["DAILY 00:00-24:00"]),
        ("Mo-Fr 09:00-17:00; Sa 10:00-14:00", ["MO,TU,WE,TH,FR 09:00-17:00", "SA 10:00-14:00"]),
        ("Mo-Fr 9:00-12:30, 13:30-17:00", ["MO,TU,WE,TH,FR 09:00-12:30", "MO,TU,WE,TH,FR 13:30-17:00"]),
        ("Mo,We 10:00-12:00,13:00-15:00", ["MO,WE 10:00-12:00", "MO,WE 13:00-15:00"]),
        ("Fr-Mo 10:00–16:00", ["MO,FR,SA,SU 10:00-16:00"]),
        ("Mo-Fr,Su 08:00-10:00;", ["MO,TU,WE,TH,FR,SU 08:00-10:00"]),
        ("Mo-Su 08:00-20:00", ["DAILY 08:00-20:00"]),
        ("09:00-17:00", ["DAILY 09:00-17:00"]),
        ("Mo: 09:00-17:00 open", ["MO 09:00-17:00"]),
        ("Mo-Fr", ["MO,TU,WE,TH,FR -"]),
        ("Mo-Fr 00:00-24:00", ["MO,TU,WE,TH,FR 00:00-24:00"]),
        # A later rule replaces, one behind a comma is added
        ("Mo-Su 09:00-17:00; We off", ["MO,TU,TH,FR,SA,SU 09:00-17:00"]),
        ("Mo-We 09:00-17:00; We 09:00-12:00", ["MO,TU 09:00-17:00", "WE 09:00-12:00"]),
        ("Mo-Tu 09:00-12:00, Tu 14:00-16:00", ["MO,TU 09:00-12:00", "TU 14:00-16:00"]),
        # Nights and open ends
        ("Fr 20:00-26:00", ["FR 20:00-02:00"]),
        ("Mo 22:00-02:00", ["MO 22:00-02:00"]),
        ("Su 10:00+", ["SU 10:00-"]),
        # Days of the month
        ("Su[1] 10:00+", ["1SU 10:00-"]),
        ("We[2],We[4] 18:00-20:00", ["2WE,4WE 18:00-20:00"]),
        ("Th[1,3] 18:00-20:00", ["1TH,3TH 18:00-20:00"]),
        ("Sa[2-4] 18:00-20:00", ["2SA,3SA,4SA 18:00-20:00"]),
        ("Sa[-1] 09:00-12:00", ["-1SA 09:00-12:00"]),
    ],
)
def test_the_common_part_of_the_language_becomes_rules(value, rules):
    found = schedules_of(value)
    assert short(found) == rules
    assert "description" not in found[0]


@pytest.mark.parametrize("value", ["Mo 09:00-17:00; PH off", "PH,Mo 09:00-17:00", "Mo 09:00-17:00; PH 10:00-12:00"])
def test_public_holidays_are_said_in_words_beside_the_rules(value):
    [found] = schedules_of(value)
    assert (found["byday"], found["opens_at"], found["description"]) == (["MO"], "09:00", value)


@pytest.mark.parametrize(
    "value",
    [
        "sunrise-sunset", "Mo-Fr 09:00-sunset", "Apr-Oct: Mo-Fr 09:00-17:00", "Dec 25 off", "SH Mo-Fr 09:00-12:00",
        "week 1-53/2 Fr 09:00-12:00", 'Mo-Fr 09:00-17:00 "by appointment"', 'Mo 09:00-17:00 || "call"', "off", "open",
        "Mo-Sa 09:00-17:00; Sa[1] 10:00-12:00", "Su 10:00", "Mo 09:00-09:00", "Mo 25:00-26:00", "Mo 09:00-17:00+",
        "Mo 9am-5pm", "", ";", "Mo[6] 10:00-12:00", "Mo-Fr 09:00-17:00; unknown", "Mo 09:00-17:00," * 40,
    ],
)  # fmt: skip
def test_anything_else_stays_in_its_own_words(value):
    assert schedules_of(value) == [{"description": value}]


def test_services_may_only_begin():
    assert short(schedules_of("Su 10:00, 18:30", points=True)) == ["SU 10:00-", "SU 18:30-"]
