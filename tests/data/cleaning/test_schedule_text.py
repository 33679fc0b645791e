"""Hours in words. A row of a table is one phrase and the rules it states: `BYDAY[/interval] from-to`."""

import random

import pytest

from data.cleaning import clean_record
from data.cleaning.schedule_text import read_schedules
from data.model import Schedule
from tests.support.builders import make_record, make_source

WORKDAYS = "MO,TU,WE,TH,FR"


def short(schedules) -> list[str]:
    """`MO,TU 09:00-17:00`, `DAILY 00:00-24:00`, `WE/2` for every other Wednesday, `day 1,15` for days of the month."""
    return [
        " ".join(
            filter(
                None,
                [
                    ",".join(one.byday) + (f"/{one.interval}" if one.interval else "")
                    or ("day " + ",".join(map(str, one.bymonthday)) if one.bymonthday else one.freq),
                    f"{one.opens_at}-{one.closes_at or ''}" if one.opens_at else "",
                ],
            )
        )
        for one in schedules
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        # Days
        ("Mon-Fri 9am-5pm", [f"{WORKDAYS} 09:00-17:00"]),
        ("M-F 9-5", [f"{WORKDAYS} 09:00-17:00"]),
        ("Monday through Friday, 8:30am to 5:00pm", [f"{WORKDAYS} 08:30-17:00"]),
        ("Monday thru Thursday 8 a.m. - 4 p.m.", ["MO,TU,WE,TH 08:00-16:00"]),
        ("Weekdays 9am-5pm", [f"{WORKDAYS} 09:00-17:00"]),
        ("Weekends 10am-2pm", ["SA,SU 10:00-14:00"]),
        ("Sat & Sun only", ["SA,SU"]),
        ("Tuesdays", ["TU"]),
        ("MWF 9-5", ["MO,WE,FR 09:00-17:00"]),
        ("TTh 6-7:30 pm", ["TU,TH 18:00-19:30"]),
        ("M/W/F 8am-noon", ["MO,WE,FR 08:00-12:00"]),
        ("Fri-Mon 10am-4pm", ["MO,FR,SA,SU 10:00-16:00"]),
        ("Tues., Thurs. 1:00 p.m.-3:00 p.m.", ["TU,TH 13:00-15:00"]),
        ("Mon, Tue, Thur and Fri 9am-1pm", ["MO,TU,TH,FR 09:00-13:00"]),
        ("Monday's at 7 pm", ["MO 19:00-"]),
        ("Daily 6:00 AM – 10:00 PM", ["DAILY 06:00-22:00"]),
        ("7 days a week, 8am-8pm", ["DAILY 08:00-20:00"]),
        ("Mon-Sun 8am-8pm", ["DAILY 08:00-20:00"]),
        ("everyday 11am-1pm", ["DAILY 11:00-13:00"]),
        ("Sunday to Thursday 12 noon to 6 pm", ["MO,TU,WE,TH,SU 12:00-18:00"]),
        # Times before days, lines, several rules
        ("9:00am-5:00pm, Mon-Fri", [f"{WORKDAYS} 09:00-17:00"]),
        ("9:00am-4:00pm, Mon, Tue;\n9:00am-12:00pm, Wed;", ["MO,TU 09:00-16:00", "WE 09:00-12:00"]),
        ("8am-12pm & 1pm-5pm, Tue, Fri", ["TU,FR 08:00-12:00", "TU,FR 13:00-17:00"]),
        ("8:00am-12:00pm; 1:00pm-5:00pm, Mon-Fri", [f"{WORKDAYS} 08:00-12:00", f"{WORKDAYS} 13:00-17:00"]),
        ("9am-1pm / 2pm-6pm, Mon", ["MO 09:00-13:00", "MO 14:00-18:00"]),
        ("Monday\n9am-5pm\nTuesday\n10am-4pm", ["MO 09:00-17:00", "TU 10:00-16:00"]),
        ("Mon 9am-5pm, Tue 9am-5pm, Sat 9am-1pm", ["MO,TU 09:00-17:00", "SA 09:00-13:00"]),
        ("m: 10am-6pm, tu: 12pm-8pm, f: 9am-5pm, su: closed", ["MO 10:00-18:00", "TU 12:00-20:00", "FR 09:00-17:00"]),
        ("Mon 08:00 - 16:00; Tue 08:00 - 16:00; ", ["MO,TU 08:00-16:00"]),
        ("Hours: Mon-Thu 9-8, Fri 9-5, Sun 1-5", ["MO,TU,WE,TH 09:00-20:00", "FR 09:00-17:00", "SU 13:00-17:00"]),
        ("Open Mon - Fri: 9:00 AM - 5:00 PM", [f"{WORKDAYS} 09:00-17:00"]),
        ("Days: Mon, Wed. Hours: 9am-1pm", ["MO,WE 09:00-13:00"]),
        # Months
        ("1st & 3rd Tue 7-8:30pm", ["1TU,3TU 19:00-20:30"]),
        ("2nd and 4th Saturdays, 10 a.m. to noon", ["2SA,4SA 10:00-12:00"]),
        ("last Friday of the month 6pm", ["-1FR 18:00-"]),
        ("First Monday of each month at 6:30 PM", ["1MO 18:30-"]),
        ("9am-1pm, Every 3rd Saturday of each month", ["3SA 09:00-13:00"]),
        ("Every first Sunday 2 pm", ["1SU 14:00-"]),
        ("1st Tuesday and 3rd Thursday 9am-11am", ["1TU,3TH 09:00-11:00"]),
        ("2nd Wed., 10am-noon, of each month", ["2WE 10:00-12:00"]),
        ("Monthly, 2nd Tuesday 7pm", ["2TU 19:00-"]),
        ("1st, 2nd and 5th Sundays 8am", ["1SU,2SU,5SU 08:00-"]),
        ("1st and 15th of each month 9am-11am", ["day 1,15 09:00-11:00"]),
        ("9am-5pm Tue-Thu; 9am-1pm 2nd and 4th Saturday of the month", ["TU,WE,TH 09:00-17:00", "2SA,4SA 09:00-13:00"]),
        # Every other week
        ("every other Wednesday", ["WE/2"]),
        ("Alternate Fridays 10am-noon", ["FR/2 10:00-12:00"]),
        # Which half of the day
        ("Tues/Thurs 10-12, 1-3", ["TU,TH 10:00-12:00", "TU,TH 13:00-15:00"]),
        ("Monday-Friday, 9-12, 1-4", [f"{WORKDAYS} 09:00-12:00", f"{WORKDAYS} 13:00-16:00"]),
        ("Wed 9-5pm", ["WE 09:00-17:00"]),
        ("Wed 9am-5", ["WE 09:00-17:00"]),
        ("Wed 7pm-8:30", ["WE 19:00-20:30"]),
        ("Wed 11-1pm", ["WE 11:00-13:00"]),
        ("Wed 8-11:30am", ["WE 08:00-11:30"]),
        ("Wed 10-noon", ["WE 10:00-12:00"]),
        ("Wed noon-1", ["WE 12:00-13:00"]),
        ("Wed 12-3pm", ["WE 12:00-15:00"]),
        ("Wed 12-3", ["WE 12:00-15:00"]),
        ("Wed 9a-5:30p", ["WE 09:00-17:30"]),
        ("Wed 830am-5pm", ["WE 08:30-17:00"]),
        ("Wed 8-midnight", ["WE 20:00-24:00"]),
        ("Wed 09:00-12:30", ["WE 09:00-12:30"]),
        ("Wed 8:30-16:30", ["WE 08:30-16:30"]),
        ("Wed 0800-1700", ["WE 08:00-17:00"]),
        ("Wed 19:30", ["WE 19:30-"]),
        ("Wed 8:30:00 - 16:00:00", ["WE 08:30-16:00"]),
        # Nights
        ("Fri 10pm-2am", ["FR 22:00-02:00"]),
        ("Mon-Fri 4:00pm-8:00am", [f"{WORKDAYS} 16:00-08:00"]),
        ("Sat 8am-12am", ["SA 08:00-24:00"]),
        # Always
        ("24/7", ["DAILY 00:00-24:00"]),
        ("24 hours", ["DAILY 00:00-24:00"]),
        ("Open 24 hours a day, 7 days a week", ["DAILY 00:00-24:00"]),
        ("24 hrs/day, 7 days/wk.", ["DAILY 00:00-24:00"]),
        ("24 hours daily", ["DAILY 00:00-24:00"]),
        ("Mon-Fri 24 hours", [f"{WORKDAYS} 00:00-24:00"]),
        ("Mon-Sun 00:00-23:59", ["DAILY 00:00-24:00"]),
        # Closed: said of days no rule holds on
        ("Mon-Sat 9-5, closed Sunday", ["MO,TU,WE,TH,FR,SA 09:00-17:00"]),
        ("Mon-Fri 9am-5pm\nSaturday: closed\nSunday: closed", [f"{WORKDAYS} 09:00-17:00"]),
        ("Closed weekends. Mon-Thu 9am-5pm", ["MO,TU,WE,TH 09:00-17:00"]),
        # Two starts
        ("9:00am & 1:00pm, Tue", ["TU 09:00-", "TU 13:00-"]),
        # Spanish
        ("lunes a viernes de 9 a 5", [f"{WORKDAYS} 09:00-17:00"]),
        ("Lunes, miércoles y viernes de 9:00 a.m. a 1:00 p.m.", ["MO,WE,FR 09:00-13:00"]),
        ("sábados de 10 a. m. a 12 p. m.", ["SA 10:00-12:00"]),
        ("todos los días de 8 a.m. a 8 p.m.", ["DAILY 08:00-20:00"]),
        ("el primer lunes de cada mes a las 6:30 p.m.", ["1MO 18:30-"]),
        ("martes a las 7 pm", ["TU 19:00-"]),
        ("lunes a sábado 9am-5pm, domingo cerrado", ["MO,TU,WE,TH,FR,SA 09:00-17:00"]),
        ("las 24 horas, los 7 días de la semana", ["DAILY 00:00-24:00"]),
        ("domingos mediodía a 3 pm", ["SU 12:00-15:00"]),
    ],
)  # fmt: skip
def test_what_is_said_plainly_becomes_rules(text, rules):
    assert short(read_schedules(text)) == rules


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "by appointment", "Call for hours", "varies", "9am-5pm", "Mon-Fri 9-5 by appointment only",
        "Mon-Fri 9am-5pm (call first)", "Summer: Mon-Fri 9am-5pm", "Mon-Fri 9am-5pm June to August",
        "Sat (Feb 9, 16) 9am-noon", "Mon-Fri 9am-5pm, Walk-in: Tue 9am-noon", "Office: Mon-Fri 9am-5pm",
        # May be morning or evening
        "Tue 7-8:30", "Tue 6-8", "Tue 9-11", "Tue 7:30", "Tue 8am-9", "Tue 12-12pm",
        # Slips of the pen
        "Mon-Fri 9pm-7pm", "Mon-Fri 3:30am-6:30pm", "Mon 12:00am-8:00pm", "Mon 9am-9am", "Mon 9:0am-3pm",
        "Mon 6:30am-6:300pm", "Mon 2pm 6pm", "Mon 10am- -3pm", "Mon 08:00-05:00", "Mon 01:00-03:00", "Mon 13pm-2pm",
        "Mon 25:00", "Mon 0:00-0:00",
        # Rules that contradict each other
        "Mon-Fri 8am-5pm; Wed 8am-7pm", "Mon-Fri 9am-5pm, closed Friday", "Sat 9am-noon, 3rd Sat 9am-1pm",
        "Mon-Fri 9am-5pm, closed 1st Monday", "Mon 1pm-3pm, 9am-11am", "Mon-Fri 9am-5pm, closed Mon 12pm-1pm",
        "24/7, Sat", "24 hours a day, 7 days a week\n\n9am-8pm, Mon-Thu",
        # May mean several things
        "every second Tuesday 7pm", "biweekly Tuesday 7pm", "MF 9am-5pm", "Mon-T 9am-5pm", "15th Tuesday 9am",
        "1st Tue and Thu 9am", "Tuesdays, 1st and 3rd of the month 9am", "Monthly on Tuesday 9am", "S 9am-5pm",
        "1st-3rd Tue 9am", "second to last Friday 9am", "Mon Tue 9am-5pm", "Mon 9am/5pm", "Mon-Mon 9am-5pm",
        "Mon 9am-5pm Tue", "Mon; Tue; Wed 9am", "Sat 2018-2019", "Mon 1930", "Mon, 213-555-0100", "3/15 9am-5pm",
        "Sat, Sun and holidays 9am-5pm", "Closed Monday", "Closed", "every", "1st", "9th of each month or 10th",
        "every other 1st Monday", "We open 9am-5pm", "until 5pm Mon", "Mon until 5pm", "Mon 10:00+", "$5 Mon 9am-5pm",
        "Mon-Fri 8am-5pm" + " " * 600,
    ],
)  # fmt: skip
def test_what_is_not_wholly_understood_stays_a_text(text):
    assert read_schedules(text) == ()


@pytest.mark.parametrize("text", ["Tue 9-5", "Tue 10-12", "Tue 1-3"])
def test_of_a_meeting_no_hours_are_usual(text):
    assert read_schedules(text)
    assert read_schedules(text, meeting=True) == ()


@pytest.mark.parametrize(
    "text", ["Mon-Fri 9am-5pm, closed holidays", "Mon 9am-5pm (except federal holidays)", "Year-round, Mon 9am-5pm"]
)
def test_what_rules_cannot_hold_is_kept_beside_them(text):
    first, *others = read_schedules(text)
    assert (first.description, first.opens_at, others) == (text, "09:00", [])


def test_a_schedule_of_words_alone_is_cleaned_into_rules():
    words = Schedule(description="Mon 9am-noon, 1pm-3pm", timezone="America/Denver", valid_to="2027-01-31")
    found = clean_record(make_record(schedules=[words]), make_source()).schedules
    assert short(found) == ["MO 09:00-12:00", "MO 13:00-15:00"]
    assert {(one.timezone, str(one.valid_to), one.description) for one in found} == {
        ("America/Denver", "2027-01-31", None)
    }


@pytest.mark.parametrize(
    "schedule",
    [
        {"description": "Ring twice"},
        {"description": "Mon 9am-noon", "freq": "WEEKLY", "byday": ["TU"]},
        {"description": "Mon 9am-noon", "opens_at": "10:00"},
    ],
)
def test_words_beside_a_rule_or_without_one_change_nothing(schedule):
    [found] = clean_record(make_record(schedules=[schedule]), make_source()).schedules
    assert found.model_dump(exclude_defaults=True, exclude={"timezone"}) == schedule


@pytest.mark.parametrize(("needs", "count"), [(["libraries"], 1), (["support-groups/grief"], 0)])
def test_hours_of_a_library_are_usual_those_of_a_group_are_not(needs, count):
    record = make_record(needs=needs, schedules=[{"description": "Tue 9-5"}])
    found = clean_record(record, make_source()).schedules
    assert sum(bool(one.freq) for one in found) == count


def test_any_mixture_of_words_gives_valid_rules_or_none():
    rng = random.Random(11)
    words = [
        "Mon", "Fri", "M", "T", "TTh", "1st", "last", "every", "other", "of the month", "9", "9am", "5pm", "7:30",
        "17:00", "0800", "noon", "midnight", "24/7", "24 hours", "-", "–", ",", "&", ";", "\n", ":", "(", ")",
        "closed", "daily", "a", "de", "12", "holidays", "to",
    ]  # fmt: skip
    read = 0
    for _ in range(4_000):
        text = " ".join(rng.choice(words) for _ in range(rng.randint(1, 7)))
        found = read_schedules(text)
        read += bool(found)
        record = make_record(schedules=list(found))
        assert clean_record(record, make_source()).problems == []
    assert read > 100
