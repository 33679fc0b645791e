"""How alike the names of two units are, and by which of their names they fit best."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from data.merging.candidates import Corpus
from data.merging.features import Features
from data.merging.programs import PROGRAM_WORDS
from data.merging.words import abbreviates, initials, numbers, same_street

# Names at least so much alike may merge.
MERGING_NAMES = 0.8
_ALIKE = 0.92
_BY_OTHER_NAME = 0.59
_BY_A_RARE_WORD = 0.6
_SAME_BUT_FOR_THE_TOWN = 0.9
# A word tells which program is meant if fewer than one name in a thousand has it; in nats.
_TELLING = 7.0
# Words for the kind of house, which one register adds to a name and another leaves out.
KINDS_OF_HOUSE = frozenset({"branch", "group", "library", "meeting", "neighborhood", "public"})

# Words that say which office of an organization is meant, by where it is.
PLACES = frozenset({
    "campus", "central", "east", "facility", "headquarter", "location", "main", "north", "northeast",
    "northwest", "office", "site", "south", "southeast", "southwest", "west",
})  # fmt: skip
# Words for any house of help.
_HELP = frozenset({
    "care", "center", "foundation", "health", "home", "house", "institute", "program", "recovery", "rehabilitation",
    "service", "treatment", "wellness",
})  # fmt: skip


class Evidence(NamedTuple):
    """One reason: its points (negative speaks against) and what it says."""

    points: float
    text: str


def called(one: Features, other: Features, corpus: Corpus) -> tuple[Features, Features]:
    """Return the two by the names that fit best, each with its organization's name before it or without."""
    if one.name == other.name:
        return one, other
    lefts = _names(one) | _spelled_out(one, other, corpus)
    rights = _names(other) | _spelled_out(other, one, corpus)
    forms = [(left, right) for left in lefts for right in rights if not {*left}.isdisjoint(right)]
    longer = _longer(one, other, corpus) + [(left, right) for right, left in _longer(other, one, corpus)]
    forms += [form for form in longer if _overlap(form[0], form[1], corpus)[0] >= MERGING_NAMES]
    if not forms or forms == [(one.name, other.name)]:
        return one, other
    left, right = max(forms, key=lambda form: _overlap(form[0], form[1], corpus)[0])
    return _by_name(one, left), _by_name(other, right)


def _names(one: Features) -> dict[tuple[str, ...], None]:
    """What a unit may be called. One that is called after where it is ("Palo Alto Office") goes by its organization."""
    names = dict.fromkeys((one.name, one.own_name))
    if not one.meeting and one.own_name != one.organization and PLACES.union(one.city.split()).issuperset(one.own_name):
        names[one.organization] = None
    return names


def _spelled_out(one: Features, other: Features, corpus: Corpus) -> dict[tuple[str, ...], None]:
    """Names whose initials stand for words that the other says one after another: "BHRS The Center"."""
    found: dict[tuple[str, ...], None] = {}
    letters = initials(other.name)
    for word in one.name:
        # A last "s" was taken for a plural.
        short = word + "s" if word + "s" in letters else word
        if len(word) > 2 and short in letters and word not in other.name and corpus.of(word) >= _TELLING:
            at = letters.index(short)
            for name in (one.name, one.own_name):
                if word in name:
                    place = name.index(word)
                    found[name[:place] + other.name[at : at + len(short)] + name[place + 1 :]] = None
    return found


def _longer(one: Features, other: Features, corpus: Corpus) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """A name with its organization's before it, where the other's name has that too: "Kendall" of such an office."""
    forms = []
    for said in (one.organization, one.organization_briefly):
        telling = len(said) > 1 or (said == one.organization_briefly != () and corpus.of(said[0]) >= _TELLING)
        if telling and not one.meeting and {*said} <= {*other.name} and {*said}.isdisjoint(one.name):
            forms.append((said + one.name, other.name))
    return forms


def _by_name(one: Features, name: tuple[str, ...]) -> Features:
    return one if one.name == name else one._replace(name=name, numbers=numbers(name))


def compare_names(one: Features, other: Features, corpus: Corpus) -> tuple[float, Evidence]:
    """Return how alike the names are, 0 to 1, and what that weighs: rare words count more than `community center`."""
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
    if _but_for_the_town(one, other, corpus):
        alike, shared = (
            max(alike, _SAME_BUT_FOR_THE_TOWN),
            max(shared, _weight(min(one.name, other.name, key=len), corpus)),
        )
    if one.families == other.families and not {*one.name}.isdisjoint(other.name):
        alike = max(alike, _but_for_the_house(one.name, other.name))
    if alike < _BY_A_RARE_WORD and (_within(one, other, corpus) or _within(other, one, corpus)):
        alike = _BY_A_RARE_WORD
    weight = min(1.0, shared / 10.0)
    if alike >= MERGING_NAMES:
        return alike, Evidence(round(1.0 + 3.5 * weight * alike, 2), f"names much alike ({alike:.0%})")
    if alike >= 0.5:
        return alike, Evidence(round(2.0 * weight, 2), f"names partly alike ({alike:.0%})")
    return alike, Evidence(-3.0 if alike < 0.25 else -1.5, f"different names ({alike:.0%} alike)")


def _but_for_the_town(one: Features, other: Features, corpus: Corpus) -> bool:
    """Whether names of one house differ in nothing but its town, and the rest tells: "Passages", "Passages Malibu"."""
    if not one.street or not other.street or not same_street(one.street, other.street):
        return False
    short, long = sorted(({*one.name}, {*other.name}), key=len)
    towns = {*one.city.split(), *other.city.split()}
    return short < long and long - short <= towns and _weight(tuple(short - towns), corpus) >= _TELLING


def _but_for_the_house(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike names are without the kind of house; a house may go by a surname ("Coleman", "Bessie Coleman")."""
    short, long = sorted((tuple(word for word in name if word not in KINDS_OF_HOUSE) for name in (one, other)), key=len)
    if not short or long[-len(short) :] != short or len(long) > len(short) + 1:
        return 0.0
    return 1.0 if long == short else MERGING_NAMES


def _within(one: Features, other: Features, corpus: Corpus) -> bool:
    """Whether all of a name that few have is said in the other: "OBIC" in "Office-Based Induction Clinic (OBIC)"."""
    return {*one.name} <= {*other.name} and _weight(one.name, corpus) >= _TELLING


def _covered(one: Features, other: Features, corpus: Corpus) -> float:
    """Share of a name, by rarity, that the other says in its name or its organization's: "Bimini, Social Model"."""
    if len(one.name) < 2 and len(other.name) < 2:
        return 0.0
    said = {*other.name, *other.organization}
    return sum(corpus.of(word) for word in {*one.name} & said) / max(_weight(one.name, corpus), 0.1)


def both_tell(
    one: Features, other: Features, corpus: Corpus, common: frozenset[str], organization: bool = False
) -> bool:
    """Whether each name has a word of its own that few names have and is not `common`: `New Leaf`, `Wide Horizons`.

    Where both are of one `organization`, what it is called by one of them is no name of its own.
    """
    known = {*one.organization, *other.organization} if organization else set()
    mine = {*one.own_name}.difference(other.name, other.organization, known)
    theirs = {*other.own_name}.difference(one.name, one.organization, known)
    return all(any(corpus.of(word) >= _TELLING for word in words - common) for words in (mine, theirs))


def same_but_for_the_help(one: Features, other: Features, corpus: Corpus) -> bool:
    """Whether two names of one house are the same but for words of help and place: "Lark Detox", "Lark Recovery"."""
    common = _places_of(one, other) | _HELP
    mine, theirs = {*one.name} - common, {*other.name} - common
    return mine == theirs and _weight(tuple(mine), corpus) >= _TELLING


def _places_of(one: Features, other: Features) -> frozenset[str]:
    """Words of programs, of the street and of the town, which tell no name."""
    found = (PLACES | PROGRAM_WORDS).union(one.city.split(), other.city.split())
    for street in (one.street, other.street):
        found |= street.words if street else frozenset()
    return found


def share_what_tells(one: Features, other: Features, corpus: Corpus) -> bool:
    """Whether two names of one house share a word that few names have, and neither has another of that kind.

    Words of the street, the town and of programs are none.
    """
    tells = {word for word in {*one.name, *other.name} - _places_of(one, other) if corpus.of(word) >= _TELLING}
    return bool(tells) and tells <= {*one.name} & {*other.name}


def _weight(name: tuple[str, ...], corpus: Corpus) -> float:
    return sum(corpus.of(word) for word in set(name))


def _overlap(one: tuple[str, ...], other: tuple[str, ...], corpus: Corpus) -> tuple[float, float]:
    """Share of the rarity of all words that both names have, misspellings counted, and the rarity shared."""
    left, right = _in_one_word(one, other), _in_one_word(other, one)
    shared = sum(corpus.of(word) for word in left & right)
    total = sum(corpus.of(word) for word in left) + sum(corpus.of(word) for word in right)
    rest = sorted(right - left)
    for word in sorted(left - right):
        best = max(rest, key=lambda there: _likeness(word, there), default=None)
        if best and not word.isdigit() and _likeness(word, best) >= _ALIKE:
            shared += min(corpus.of(word), corpus.of(best))
            rest.remove(best)
    joined = "".join(one) == "".join(other)
    return (1.0 if joined else min(1.0, 2 * shared / total) if total else 0.0), (total / 2 if joined else shared)


def _in_one_word(one: tuple[str, ...], other: tuple[str, ...]) -> set[str]:
    """The words of a name, two that follow one another as one where the other name has them so: "Me Wuk", "MeWuk"."""
    words = set(one)
    for before, after in pairwise(one):
        joined = before + after
        if joined in other or joined.removesuffix("s") in other:
            words = words - {before, after} | {joined if joined in other else joined.removesuffix("s")}
    return words


@lru_cache(maxsize=262_144)
def _likeness(one: str, other: str) -> float:
    """How alike two words are, 0 to 1; a word and its abbreviation are the same."""
    if abbreviates(one, other) or abbreviates(other, one):
        return 1.0
    return JaroWinkler.similarity(one, other) if len(one) > 3 else 0.0
