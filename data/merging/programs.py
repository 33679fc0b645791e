"""Words of names that tell one program of a house from another, and what says as much as they do."""

from __future__ import annotations

from data.merging.features import Features

# Words that tell one program of a house from another.
PROGRAM_WORDS = frozenset({
    "adolescent", "adult", "annex", "beginner", "book", "bookmobile", "breakfast", "central", "child", "children",
    "clinic", "detox", "detoxification", "dinner", "discussion", "east", "english", "espanol", "family", "garden",
    "inpatient", "kiosk", "kitchen", "literature", "lunch", "mail", "market", "meditation", "methadone", "mobile",
    "newcomer", "north", "northeast", "northwest", "outpatient", "outreach", "pantry", "perinatal", "residential",
    "senior", "shelter", "sober", "south", "southeast", "southwest", "spanish", "speaker", "step", "student",
    "supper", "teen", "tradition", "west", "withdrawal", "youth",
})  # fmt: skip
# Of these, words that tell where a thing is: they tell nothing where house and telephone number are the same.
DIRECTIONS = frozenset(
    {"central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"}
)
# Of these, words that a house alone does not take away: what leaves the house, and help for the young or old only.
NEVER_THE_HOUSE = frozenset({
    "adolescent", "bookmobile", "child", "children", "kiosk", "mail", "mobile", "outreach", "perinatal", "senior",
    "student", "teen", "youth",
})  # fmt: skip
# Program words that mean one another.
_MEANS = {"adolescent": "youth", "teen": "youth", "detoxification": "detox", "withdrawal": "detox", "child": "children"}
# Words of an attribute for whom something is, when it is the young.
_YOUNG = frozenset({"adolescent", "youth"})
# Program words that say no more than the needs another source files the same thing under, unless it has the second too.
_SAID_BY_NEED = {
    "residential": ("treatment/residential", "treatment/outpatient"),
    "outpatient": ("treatment/outpatient", "treatment/residential"),
    "pantry": ("practical-help/food", ""),
    "clinic": ("treatment", ""),
    "detox": ("treatment/detox", "treatment/outpatient"),
}

_NONE: frozenset[str] = frozenset()


def program_words(one: Features) -> frozenset[str]:
    """Return the words of a name that tell a program, one for those that mean the same."""
    return frozenset(_MEANS.get(word, word) for word in PROGRAM_WORDS.intersection(one.name))


def other_words(one: Features, other: Features) -> frozenset[str]:
    """Return program words that only one name has, and that the other says nowhere else."""
    mine, theirs = only_one_says(one, other)
    return mine | theirs


def only_one_says(one: Features, other: Features) -> tuple[frozenset[str], frozenset[str]]:
    """Return the program words that only the first says, and those that only the other does."""
    mine, theirs = program_words(one), program_words(other)
    if mine == theirs:
        return _NONE, _NONE
    return (
        frozenset(word for word in mine - theirs - _by_organization(one, other) if not _says(other, word)),
        frozenset(word for word in theirs - mine - _by_organization(other, one) if not _says(one, word)),
    )


def never_the_house(one: Features, other: Features) -> bool:
    """Whether only one name has a word for what is never the house itself, wherever else it may be said."""
    return bool((program_words(one) ^ program_words(other)) & NEVER_THE_HOUSE)


def other_ages(one: Features, other: Features) -> bool:
    """Whether only one is said to be for the young, beside its name."""
    return any(
        not _YOUNG.isdisjoint(of.told) and "youth" not in program_words(beside) and not _says(beside, "youth")
        for of, beside in ((one, other), (other, one))
    )


def _by_organization(one: Features, other: Features) -> frozenset[str]:
    """Program words in what the first is called after its organization alone, if the other is of one so called."""
    if not {*one.organization}.issuperset(one.name):
        return _NONE
    return frozenset(_MEANS.get(word, word) for word in {*one.name}.intersection(other.organization))


def _says(one: Features, word: str) -> bool:
    """Whether a unit says a program word by its needs, or by whom it is for."""
    need, unless = _SAID_BY_NEED.get(word, ("", ""))
    if need:
        return need in one.terms and unless not in one.terms
    return any(_MEANS.get(told, told) == word for told in one.told)


def other_numbers(one: Features, other: Features) -> frozenset[str]:
    """Return numbers that one name has and the other lacks, also in the names of its organization and its street."""
    mine, theirs = (of.street.core if of.street else _NONE for of in (one, other))
    return one.numbers.difference(other.numbers, other.organization, theirs) | other.numbers.difference(
        one.numbers, one.organization, mine
    )
