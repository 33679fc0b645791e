"""What a text about fees says of cost: free, a donation, a sliding scale, insurance, a fee.

For texts about fees alone (HSDS `fees_description`, a fees column): in a description "free" may be anything. Nothing is
guessed free: "free for veterans", "first visit free" and "free parking" are not, nor is a bare "None", which feeds
write where they know nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from data.model import Cost


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_WHOM = (
    r"(?: (?:to|for|and open to) "
    r"(?:all|everyone|everybody|anyone|the (?:general )?public|all (?:participants|ages|clients)))"
)
_THESE = (
    r"(?:(?:all|our|the|these|this)? ?(?:services?|programs?|meetings?|classes|groups?|events?|help|it) (?:is|are) )"
)
_NOT_PAID = (
    r"(?:free|free of (?:any )?(?:charge|cost)|(?:there is |at )?no (?:cost|charge|fees?)(?: charged)?|none charged"
    r"|without (?:charge|cost)|gratis|gratuit[oa]s?|(?:es |son )?(?:sin|no tiene) costo(?: alguno)?|\$ ?0(?:\.00)?)"
)
_HOW = r"(?:always |completely |totally |100% )?"
_FREE = re.compile(f"{_HOW}{_THESE}?{_HOW}{_NOT_PAID}{_WHOM}?")
# The name of the column in front.
_LABEL = re.compile(r"(?:fees?|costs?|price|charge|admission|costo)(?: structure| range)? ?[:=-] ?")
_FEES_NONE = ("fees: none", "fee: none", "cost: none")
_DONATION = _any(
    r"\bdonations?\b(?! of (?:food|cloth|good|item))",
    r"\blove offering",
    r"\bfree[- ]?will offering",
    r"\bpay (?:what|as) you (?:can|wish|are able)",
    r"\$ ?[\d.]+ (?:is )?suggested",
    r"\bsuggested (?:contribution|amount|fee)",
    r"\bvoluntary contributions?",
    r"\bdonativos?\b",
    r"\bdonaci[oó]n",
)
_SLIDING = _any(
    r"\bsliding[- ](?:fee|scale|payment)",
    r"\b(?:based on|according to|depend(?:s|ing|ent) (?:up)?on) (?:\w+ )?(?:household |family )?(?:income|ability)",
    r"\bincome[- ]based",
    r"\bability to pay",
    r"\bno (?:one|client|person|patient)(?: is| will be)? (?:turned away|denied|refused)",
    r"\bseg[uú]n (?:sus |los |el |tus )?ingresos?",
    r"\bescala (?:m[oó]vil|variable|de pagos?)",
)
_INSURANCE = re.compile(r"\b(?:medicaid|medicare|medi-?cal|insurance|tricare|masshealth|blue cross|hmo|ppo|seguros?)\b")
_FEE = _any(
    r"\$ ?(?!0+(?:\.0+)?(?![\d.]))\d",
    r"\b\d+(?:\.\d\d)? (?:dollars|usd)\b",
    r"\bco-?pay",
    r"\bself[- ]pay",
    r"\bprivate pay",
    r"\btuition\b",
    r"\b(?:set|flat|nominal|small|low|minimal|modest|registration|membership|application|enrol+ment|program|annual"
    r"|monthly|hourly|materials?|entry|admission|service|standard|reduced) (?:fees?|dues|costs?|charges?|rates?)\b",
    r"\b(?:fees?|costs?|prices?|charges?|rates) (?:vary|varies|apply|applies|range)",
    r"\bfee (?:for service|is charged|required)",
)
_DENIED = re.compile(r"\b(?:no|not|without|never|neither|cannot|waived?|sin|ninguna?)\b|n't\b|\bunin|\bregardless\b")
# Money that is not asked for: what people earn, what they are given.
_OTHER_MONEY = re.compile(r"\b(?:incomes?|earn|poverty|grants?|loans?|vouchers?|worth|value|assistance|parking)\b")
_PARTS = re.compile(r"[;\n!]|\.(?!\d)|(?<!\d),(?!\d)")
_MORE_TO_PAY = re.compile(r"\$|\b(?:fees?|costs?|except|unless|but|if|only|dues)\b|\bcharge|\bpay")


@lru_cache(maxsize=4096)
def cost_of(text: str) -> tuple[Cost, ...]:
    """Return the kinds of cost that a text about fees states, in the order of the model; none where it is unclear."""
    clauses = [clause for part in _PARTS.split(text.casefold()[:2000]) if (clause := _tidy(part))]
    said: dict[Cost, bool] = {
        "free": _is_free(clauses),
        "donation": any(_DONATION.search(clause) and not re.search(r"\bno donation", clause) for clause in clauses),
        "sliding_scale": any(map(_slides, clauses)),
        "insurance": any(_INSURANCE.search(clause) and not _DENIED.search(clause) for clause in clauses),
        "fee": any(map(_is_fee, clauses)),
    }
    return tuple(kind for kind, is_so in said.items() if is_so)


def _tidy(part: str) -> str:
    clause = " ".join(part.split()).strip("()*-– \"'")
    return "no fees" if clause in _FEES_NONE else _LABEL.sub("", clause)


def _is_free(clauses: list[str]) -> bool:
    """Whether a clause says so of everything for everyone, and no other takes it back."""
    free = [clause for clause in clauses if _FREE.fullmatch(clause)]
    others = [clause for clause in clauses if clause not in free and not _DONATION.search(clause)]
    return bool(free) and not any(_MORE_TO_PAY.search(clause) for clause in others)


def _slides(clause: str) -> bool:
    found = _SLIDING.search(clause)
    if not found or "eligib" in clause:
        return False
    return found[0].startswith("no ") or not _DENIED.search(clause[: found.start()])


def _is_fee(clause: str) -> bool:
    found = _FEE.search(clause)
    if not found or _DONATION.search(clause) or _OTHER_MONEY.search(clause):
        return False
    return not _DENIED.search(clause)
