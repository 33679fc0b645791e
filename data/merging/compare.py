"""Two units compared: evidence in points, each with its reason in words, and vetoes no evidence can outweigh.

Points are roughly log-odds to the base of two: what is shared by few weighs more than what many share. Measured on
the labelled pairs of tests/bench/matching.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from data.merging.candidates import Corpus
from data.merging.features import Features
from data.merging.words import Street, identifier, numbers, same_street, same_unit

MERGE, ASK, NOTED = 7.5, 5.0, 3.0
# Words that tell one program of a house from another.
_PROGRAM_WORDS = frozenset({
    "adolescent", "adult", "annex", "beginner", "book", "bookmobile", "breakfast", "central", "child", "children",
    "clinic", "detox", "detoxification", "dinner", "discussion", "east", "english", "espanol", "family", "garden",
    "inpatient", "kiosk", "kitchen", "literature", "lunch", "mail", "market", "meditation", "methadone", "mobile",
    "newcomer", "north", "northeast", "northwest", "outpatient", "outreach", "pantry", "perinatal", "residential",
    "senior", "shelter", "sober", "south", "southeast", "southwest", "spanish", "speaker", "step", "student",
    "supper", "teen", "tradition", "west", "withdrawal", "youth",
})  # fmt: skip
# Of these, words that tell where a thing is: they tell nothing where house and telephone number are the same.
_DIRECTIONS = frozenset(
    {"central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"}
)
# Words for the kind of house, which one register adds to a name and another leaves out.
_KINDS_OF_HOUSE = frozenset({"branch", "group", "library", "meeting", "neighborhood", "public"})
_METRES_A_DEGREE = 111_195.0
_ALIKE = 0.92
# Names at least so much alike may merge.
_MERGING_NAMES = 0.8
_BY_OTHER_NAME = 0.59
# Enough where house and a telephone number of few are shared ("Genesis House" and "Genesis House I").
_NAMES_OF_ONE_HOUSE = 0.55
# A name at least so much alike is the same, written in another way.
_SAME_NAME = 0.95


class Evidence(NamedTuple):
    """One reason: its points (negative speaks against) and what it says."""

    points: float
    text: str


class Comparison(NamedTuple):
    """What two units have in common. `band` is `merge`, `ask` or `leave`; a veto always leaves."""

    score: float
    band: str
    reasons: tuple[Evidence, ...]
    vetoes: tuple[str, ...]

    def words(self) -> list[str]:
        """Return the reasons for people, the weightiest first, vetoes before all."""
        weighed = sorted(self.reasons, key=lambda one: -abs(one.points))
        return [f"never: {veto}" for veto in self.vetoes] + [f"{one.points:+.1f} {one.text}" for one in weighed]


def compare(one: Features, other: Features, corpus: Corpus) -> Comparison:
    """Return the comparison of two units; the order of the two does not matter."""
    if (other.source, other.key) < (one.source, one.key):
        one, other = other, one
    one, other = _called(one, other, corpus)
    alike, named = _names(one, other, corpus)
    vetoes = tuple(_vetoes(one, other, corpus))
    place, near = _places(one, other)
    rare = _rare_number(one, other, corpus)
    sure = one.name == other.name and rare
    housed = rare and bool(one.street and other.street and same_street(one.street, other.street))
    near = near or (sure and all(reason.points > -2 for reason in place))
    reasons = [named, *place, *_contacts(one, other, corpus), *_schedules(one, other), *_programs(one, other)]
    if one.source == other.source:
        reasons.append(Evidence(-2.0, f"{one.source} lists both, under two ids"))
    elif alike >= _MERGING_NAMES and identifier(one.key) and identifier(one.key) == identifier(other.key):
        code = any(part.isalpha() for part in identifier(one.key))
        near = near or code
        reasons.append(Evidence(4.0 if code else 1.5, f"the same id in both registers ({one.key})"))
    score = sum(reason.points for reason in reasons)
    band = "leave" if vetoes else _band(score, one, other, alike, near, housed)
    return Comparison(round(score, 2), band, tuple(reasons), vetoes)


def _band(score: float, one: Features, other: Features, alike: float, near: bool, housed: bool) -> str:
    """By score; but a merge needs names that agree and a place or a link that is shared, else a steward is asked."""
    least = _NAMES_OF_ONE_HOUSE if housed else _MERGING_NAMES
    if score < ASK:
        return "leave"
    if score < MERGE or alike < least or not near or _doubtful(one, other, alike, housed):
        return "ask"
    return "merge"


def _doubtful(one: Features, other: Features, alike: float, housed: bool) -> bool:
    """What a person should look at: one-sided numbers or gender, units of one house, a mode only one has."""
    only = _program_words(one) ^ _program_words(other)
    return (
        one.numbers != other.numbers
        or (one.gender != other.gender and alike < _SAME_NAME)
        or _other_units(one, other)
        or (one.meeting and other.meeting and one.modes.isdisjoint(other.modes))
        or bool(only - _DIRECTIONS if housed else only)
        or (bool(one.families) != bool(other.families) and not housed and not _one_voice(one, other, alike))
        or _other_people(one, other)
        or (one.source == other.source and not _said_twice(one, other))
    )


def _one_voice(one: Features, other: Features, alike: float) -> bool:
    """Whether names agree and no contact differs: what only one says of its help is then no contradiction."""
    answered = not one.phones or not other.phones or bool(one.phones & other.phones)
    return alike >= _SAME_NAME and (answered or one.organization == other.organization)


def _other_units(one: Features, other: Features) -> bool:
    here, there = one.street, other.street
    return bool(here and there and here.unit and there.unit and not same_unit(here.unit, there.unit))


def _other_people(one: Features, other: Features) -> bool:
    """Whether neither a telephone number nor a word of the organization is shared: a guest in another's house."""
    if not one.phones or not other.phones or one.phones & other.phones:
        return False
    if one.name == other.name and one.families & other.families:
        return False
    return {*one.organization}.isdisjoint({*other.organization})


def _said_twice(one: Features, other: Features) -> bool:
    """Whether one source says one thing under two ids. It mostly means two things, so all that it says must agree."""
    return (
        one.name == other.name
        and one.organization == other.organization
        and one.terms == other.terms
        and one.slots == other.slots
        and one.modes == other.modes
        and (one.text == other.text or 0 in (one.text, other.text))
        and (one.phones == other.phones or not one.phones or not other.phones)
        and (one.link == other.link or not one.link or not other.link)
    )


def _program_words(one: Features) -> frozenset[str]:
    return _PROGRAM_WORDS.intersection(one.name)


def _vetoes(one: Features, other: Features, corpus: Corpus) -> list[str]:
    found = []
    if one.numbers - other.numbers and other.numbers - one.numbers:
        found.append(f"different numbers in the names ({_list(one.numbers)}; {_list(other.numbers)})")
    if one.gender and other.gender and one.gender != other.gender:
        found.append("one is for women, the other for men")
    if one.fellowship and other.fellowship and one.fellowship != other.fellowship:
        found.append(f"different fellowships ({one.fellowship}, {other.fellowship})")
    if one.groups and other.groups and one.groups.isdisjoint(other.groups):
        found.append(f"different kinds of group ({_list(one.groups)}; {_list(other.groups)})")
    elif one.families and other.families and one.families.isdisjoint(other.families):
        found.append(f"different kinds of help ({_list(one.families)}; {_list(other.families)})")
    if one.meeting and other.meeting and one.slots.isdisjoint(other.slots):
        found.append("they meet at different times")
    return found + _elsewhere(one, other, one.name == other.name and _rare_number(one, other, corpus))


def _elsewhere(one: Features, other: Features, sure: bool) -> list[str]:
    """Why the two cannot be at one place. Two ways to write a street stop no pair that is sure by name and number."""
    if one.state and other.state and one.state != other.state:
        return [f"different states ({one.state}, {other.state})"]
    metres = _metres(one, other)
    here, there = one.street, other.street
    if metres is not None and metres > 1_000:
        return [f"{metres / 1609.344:.1f} miles apart"]
    if here and there:
        if here.number != there.number and (metres is None or metres > 150):
            return [f"different house numbers ({here.number}, {there.number})"]
        if not sure and not (here.core & there.words or there.core & here.words) and (metres is None or metres > 300):
            return [f"different streets ({' '.join(sorted(here.core))}; {' '.join(sorted(there.core))})"]
        if _other_units(one, other) and one.name != other.name:
            return [f"different units of one house ({here.unit}, {there.unit})"]
    if one.city and other.city and one.city != other.city and not _one_town(one, other, metres, sure):
        return [f"different towns ({one.city}, {other.city})"]
    return []


def _one_town(one: Features, other: Features, metres: float | None, sure: bool) -> bool:
    same_house = bool(one.street and other.street and same_street(one.street, other.street))
    same_code = one.postal_code == other.postal_code != ""
    no_code = not one.postal_code or not other.postal_code
    return (metres is not None and metres < 500) or (same_house and (same_code or (sure and no_code)))


def _called(one: Features, other: Features, corpus: Corpus) -> tuple[Features, Features]:
    """The two by the names that fit best, each with its organization's name before it or without."""
    if one.name == other.name or (one.name == one.own_name and other.name == other.own_name):
        return one, other
    lefts, rights = dict.fromkeys((one.name, one.own_name)), dict.fromkeys((other.name, other.own_name))
    forms = [(left, right) for left in lefts for right in rights if not {*left}.isdisjoint(right)]
    if len(forms) < 2 and (not forms or forms[0] == (one.name, other.name)):
        return one, other
    left, right = max(forms, key=lambda form: _overlap(form[0], form[1], corpus)[0])
    return _by_name(one, left), _by_name(other, right)


def _by_name(one: Features, name: tuple[str, ...]) -> Features:
    return one if one.name == name else one._replace(name=name, numbers=numbers(name))


def _names(one: Features, other: Features, corpus: Corpus) -> tuple[float, Evidence]:
    """How alike the names are, 0 to 1, and what that weighs: rare words count more than `community center`."""
    if one.name == other.name:
        common = max(corpus.names[one.name], 2)
        weight = min(1.0, _weight(one.name, corpus) / 10.0)
        points = max(1.5, 5.5 * weight - 0.5 * math.log2(common / 2))
        return 1.0, Evidence(round(points, 2), f"the same name ({' '.join(one.name)})")
    alike, shared = _overlap(one.name, other.name, corpus)
    covered = min(_covered(one, other, corpus), _covered(other, one, corpus))
    if covered > alike:
        alike, shared = covered, max(shared, covered * min(_weight(one.name, corpus), _weight(other.name, corpus)))
    for left, right in ((one.other_name, other.name), (one.name, other.other_name)):
        if left and right:
            by_other = _overlap(left, right, corpus)
            # A second name is often the house's or the parent's: it may lead to a question, not to a merge.
            alike, shared = max((alike, shared), (by_other[0] * _BY_OTHER_NAME, by_other[1]))
    if one.families == other.families and not {*one.name}.isdisjoint(other.name):
        alike = max(alike, _but_for_the_house(one.name, other.name))
    weight = min(1.0, shared / 10.0)
    if alike >= _MERGING_NAMES:
        return alike, Evidence(round(1.0 + 3.5 * weight * alike, 2), f"names much alike ({alike:.0%})")
    if alike >= 0.5:
        return alike, Evidence(round(2.0 * weight, 2), f"names partly alike ({alike:.0%})")
    return alike, Evidence(-3.0 if alike < 0.25 else -1.5, f"different names ({alike:.0%} alike)")


def _but_for_the_house(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike names are without the kind of house; a house may go by a surname ("Coleman", "Bessie Coleman")."""
    short, long = sorted(
        (tuple(word for word in name if word not in _KINDS_OF_HOUSE) for name in (one, other)), key=len
    )
    if not short or long[-len(short) :] != short or len(long) > len(short) + 1:
        return 0.0
    return 1.0 if long == short else _MERGING_NAMES


def _covered(one: Features, other: Features, corpus: Corpus) -> float:
    """Share of a name, by rarity, that the other says in its name or its organization's: "Bimini, Social Model"."""
    if len(one.name) < 2 and len(other.name) < 2:
        return 0.0
    said = {*other.name, *other.organization}
    return sum(corpus.of(word) for word in {*one.name} & said) / max(_weight(one.name, corpus), 0.1)


def _weight(name: tuple[str, ...], corpus: Corpus) -> float:
    return sum(corpus.of(word) for word in set(name))


def _overlap(one: tuple[str, ...], other: tuple[str, ...], corpus: Corpus) -> tuple[float, float]:
    """Share of the rarity of all words that both names have, misspellings counted, and the rarity shared."""
    left, right = set(one), set(other)
    shared = sum(corpus.of(word) for word in left & right)
    total = sum(corpus.of(word) for word in left) + sum(corpus.of(word) for word in right)
    rest = sorted(right - left)
    for word in sorted(left - right):
        best = max(rest, key=lambda there: JaroWinkler.similarity(word, there), default=None)
        if best and len(word) > 3 and not word.isdigit() and JaroWinkler.similarity(word, best) >= _ALIKE:
            shared += min(corpus.of(word), corpus.of(best))
            rest.remove(best)
    joined = "".join(one) == "".join(other)
    return (1.0 if joined else min(1.0, 2 * shared / total) if total else 0.0), (total / 2 if joined else shared)


def _places(one: Features, other: Features) -> tuple[list[Evidence], bool]:
    """Evidence of the place, and whether the two share a house, a door's point or a link."""
    found, near = _streets(one.street, other.street) if one.street and other.street else ([], False)
    metres = _metres(one, other)
    if metres is not None and metres <= 100:
        found.append(Evidence(1.5 if found else 3.0, f"{metres:.0f} metres apart"))
        near = True
    elif metres is not None and metres > 400:
        found.append(Evidence(-1.0 if near else -2.0, f"{metres:.0f} metres apart"))
    if one.link and one.link == other.link:
        found.append(Evidence(3.5, "the same way to join online"))
        near = True
    elif one.link and other.link and not near:
        found.append(Evidence(-2.0, "different ways to join online"))
    if one.postal_code and one.postal_code == other.postal_code:
        found.append(Evidence(0.5, f"the same ZIP code ({one.postal_code})"))
    return found, near


def _streets(one: Street, other: Street) -> tuple[list[Evidence], bool]:
    if not same_street(one, other):
        if one.number == other.number:
            return [Evidence(-1.0, "the same house number, another street")], False
        return [Evidence(-3.0, "different street addresses")], False
    found = [Evidence(3.5, f"the same street address ({one.number} {_list(one.core)})")]
    if one.unit and other.unit and same_unit(one.unit, other.unit):
        found.append(Evidence(1.0, f"the same unit ({one.unit})"))
    elif one.unit != other.unit:
        found.append(Evidence(-0.5, "only one names a unit, or another"))
    return found, True


def _contacts(one: Features, other: Features, corpus: Corpus) -> list[Evidence]:
    found = []
    shared = one.phones & other.phones
    if shared:
        number = min(shared, key=lambda phone: (corpus.phones[phone], phone))
        count = corpus.phones[number]
        found.append(Evidence(round(max(0.3, 3.5 - 0.8 * math.log2(max(count, 2) / 2)), 2),
                              f"the same telephone number ({number}, said by {count})"))  # fmt: skip
    elif one.phones and other.phones:
        found.append(Evidence(-0.7, "different telephone numbers"))
    if one.page and one.page == other.page:
        found.append(Evidence(2.5 if corpus.pages[one.page] <= 3 else 0.5, f"the same page ({one.page})"))
    elif one.host and one.host == other.host:
        found.append(Evidence(1.5 if corpus.hosts[one.host] <= 3 else 0.3, f"the same website ({one.host})"))
    if one.email and one.email == other.email:
        found.append(Evidence(2.0 if corpus.emails[one.email] <= 3 else 0.5, f"the same e-mail address ({one.email})"))
    if one.organization and one.organization == other.organization != one.name:
        found.append(Evidence(1.0, f"the same organization ({' '.join(one.organization)})"))
    return found


def _rare_number(one: Features, other: Features, corpus: Corpus) -> bool:
    return any(corpus.phones[number] <= 4 for number in one.phones & other.phones)


def _schedules(one: Features, other: Features) -> list[Evidence]:
    if not one.slots or not other.slots:
        return []
    shared = len(one.slots & other.slots)
    if one.slots == other.slots:
        return [Evidence(2.5 if one.meeting else 1.0, f"the same times ({_list(one.slots)})")]
    if shared:
        return [Evidence(1.0, f"{shared} of their times are the same")]
    return []


def _programs(one: Features, other: Features) -> list[Evidence]:
    """Words that tell one program of a house from another, where only one of two names has them."""
    only = _program_words(one) ^ _program_words(other)
    found = [Evidence(-1.5, f"only one name says {_list(only)}")] if only else []
    if one.numbers != other.numbers:
        found.append(Evidence(-1.0, f"only one name has the number {_list(one.numbers ^ other.numbers)}"))
    if one.gender != other.gender and one.name != other.name:
        found.append(Evidence(-1.5, f"only one is for {one.gender or other.gender}"))
    return found


def _metres(one: Features, other: Features) -> float | None:
    if one.point is None or other.point is None:
        return None
    up = (one.point[0] - other.point[0]) * _METRES_A_DEGREE
    across = (one.point[1] - other.point[1]) * _METRES_A_DEGREE * math.cos(math.radians(one.point[0]))
    return math.hypot(up, across)


def _list(values: frozenset[str]) -> str:
    return ", ".join(sorted(values))
