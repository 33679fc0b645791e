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
from data.merging.words import same_street

MERGE, ASK, NOTED = 8.0, 5.0, 3.0
# Words that part the programs of one house, by what they tell apart.
_KINDS_OF_PROGRAM = (
    frozenset({"outpatient", "residential", "inpatient", "detox", "detoxification", "withdrawal", "sober", "methadone"}),
    frozenset({"adult", "youth", "adolescent", "teen", "child", "children", "senior", "family", "perinatal", "student"}),
    frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "central"}),
    frozenset({"bookmobile", "mobile", "mail", "outreach", "annex", "kiosk"}),
    frozenset({"spanish", "espanol", "english"}),
    frozenset({"beginner", "newcomer", "speaker", "step", "book", "discussion", "meditation", "literature", "tradition"}),
    frozenset({"breakfast", "lunch", "dinner", "supper", "pantry", "garden", "market", "shelter", "kitchen", "clinic"}),
)  # fmt: skip
_PROGRAM_WORDS = frozenset().union(*_KINDS_OF_PROGRAM)
_METRES_A_DEGREE = 111_195.0
_ALIKE = 0.92
# Names at least so much alike may merge.
_MERGING_NAMES = 0.8
_BY_OTHER_NAME = 0.79


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
    alike, named = _names(one, other, corpus)
    vetoes = tuple(_vetoes(one, other))
    place, near = _places(one, other)
    near = near or (one.name == other.name and _rare_number(one, other, corpus) and all(r.points > 0 for r in place))
    reasons = [named, *place, *_contacts(one, other, corpus), *_schedules(one, other), *_programs(one, other)]
    if one.source == other.source:
        reasons.append(Evidence(-2.0, f"{one.source} lists both, under two ids"))
    score = sum(reason.points for reason in reasons)
    band = "leave" if vetoes else _band(score, one, other, alike, near)
    return Comparison(round(score, 2), band, tuple(reasons), vetoes)


def _band(score: float, one: Features, other: Features, alike: float, near: bool) -> str:
    """By score; but a merge needs names that agree and a place or a link that is shared, else a steward is asked."""
    if score < ASK:
        return "leave"
    if score < MERGE or alike < _MERGING_NAMES or not near or _doubtful(one, other):
        return "ask"
    return "merge"


def _doubtful(one: Features, other: Features) -> bool:
    """What a person should look at: one-sided numbers or gender, units of one house, a mode only one has."""
    units = {place.unit for place in (one.street, other.street) if place and place.unit}
    return (
        one.numbers != other.numbers
        or one.gender != other.gender
        or (len(units) > 1)
        or (one.meeting and other.meeting and one.modes.isdisjoint(other.modes))
        or _program_words(one) != _program_words(other)
        or bool(one.families) != bool(other.families)
        or _other_people(one, other)
        or (one.source == other.source and not _said_twice(one, other))
    )


def _other_people(one: Features, other: Features) -> bool:
    """Whether neither a telephone number nor a word of the organization is shared: a guest in another's house."""
    if not one.phones or not other.phones or one.phones & other.phones:
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


def _vetoes(one: Features, other: Features) -> list[str]:
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
    return found + _elsewhere(one, other)


def _elsewhere(one: Features, other: Features) -> list[str]:
    if one.state and other.state and one.state != other.state:
        return [f"different states ({one.state}, {other.state})"]
    metres = _metres(one, other)
    here, there = one.street, other.street
    if metres is not None and metres > 1_000:
        return [f"{metres / 1609.344:.1f} miles apart"]
    if here and there:
        if here.number != there.number and (metres is None or metres > 150):
            return [f"different house numbers ({here.number}, {there.number})"]
        if not (here.core & there.words or there.core & here.words) and (metres is None or metres > 300):
            return [f"different streets ({' '.join(sorted(here.core))}; {' '.join(sorted(there.core))})"]
        if here.unit and there.unit and here.unit != there.unit and one.name != other.name:
            return [f"different units of one house ({here.unit}, {there.unit})"]
    if one.city and other.city and one.city != other.city and not _one_town(one, other, metres):
        return [f"different towns ({one.city}, {other.city})"]
    return []


def _one_town(one: Features, other: Features, metres: float | None) -> bool:
    same_house = bool(one.street and other.street and same_street(one.street, other.street))
    return (metres is not None and metres < 500) or (same_house and one.postal_code == other.postal_code != "")


def _names(one: Features, other: Features, corpus: Corpus) -> tuple[float, Evidence]:
    """How alike the names are, 0 to 1, and what that weighs: rare words count more than `community center`."""
    alike, shared = _overlap(one.name, other.name, corpus)
    for left, right in ((one.other_name, other.name), (one.name, other.other_name)):
        if left and right:
            by_other = _overlap(left, right, corpus)
            # A second name is often the house's or the parent's: it may lead to a question, not to a merge.
            alike, shared = max((alike, shared), (by_other[0] * _BY_OTHER_NAME, by_other[1]))
    weight = min(1.0, shared / 10.0)
    if one.name == other.name:
        common = max(corpus.names[one.name], 2)
        points = max(1.5, 5.5 * weight - 0.5 * math.log2(common / 2))
        return 1.0, Evidence(round(points, 2), f"the same name ({' '.join(one.name)})")
    if alike >= _MERGING_NAMES:
        return alike, Evidence(round(1.0 + 3.5 * weight * alike, 2), f"names much alike ({alike:.0%})")
    if alike >= 0.5:
        return alike, Evidence(round(2.0 * weight, 2), f"names partly alike ({alike:.0%})")
    return alike, Evidence(-3.0 if alike < 0.25 else -1.5, f"different names ({alike:.0%} alike)")


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
    found, near = [], False
    metres = _metres(one, other)
    if one.street and other.street:
        if same_street(one.street, other.street):
            near = True
            found.append(Evidence(3.5, f"the same street address ({one.street.number} {_list(one.street.core)})"))
            if one.street.unit and one.street.unit == other.street.unit:
                found.append(Evidence(1.0, f"the same unit ({one.street.unit})"))
            elif one.street.unit != other.street.unit:
                found.append(Evidence(-0.5, "only one names a unit, or another"))
        else:
            found.append(Evidence(-3.0, "different street addresses"))
    if metres is not None:
        if metres <= 100:
            near = True
            found.append(Evidence(1.0 if found else 3.0, f"{metres:.0f} metres apart"))
        elif metres > 400:
            found.append(Evidence(-2.0, f"{metres:.0f} metres apart"))
    if one.link and one.link == other.link:
        near = True
        found.append(Evidence(3.5, "the same way to join online"))
    elif one.link and other.link and not near:
        found.append(Evidence(-2.0, "different ways to join online"))
    if one.postal_code and one.postal_code == other.postal_code:
        found.append(Evidence(0.5, f"the same ZIP code ({one.postal_code})"))
    return found, near


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
    if one.organization and other.organization and one.organization == other.organization:
        if one.organization != one.name:
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
    if one.gender != other.gender:
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
