"""Names and codes of languages as BCP 47 tags (RFC 5646), out of the cells and sentences of feeds.

A language that is only on the website, or only with an interpreter or on request, is not one a service is given in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from data import taxonomy

_NOT_GIVEN = re.compile(
    r"website|interpret|translat|request|by phone|language line|tele|not always|learning", re.IGNORECASE
)
_SENTENCES = re.compile(r"\\n|[\n.;|]")
_PARTS = re.compile(r"[,/&+]|\band\b|\by\b|\bor\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
# Words around a name that change nothing: "bilingual (Spanish)", "Spanish-speaking staff", "limited Spanish".
_AROUND = re.compile(
    r"\b(?:bi-?lingual|fluent|spoken|speaking|speaks?|limited|only|languages?|staff|se habla|also|in|en|some|other)\b:?"
)
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}")


@lru_cache(maxsize=4096)
def language_tags(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the tags of the languages a text names, in order, and whether nothing else is said in it.

    "Spanish and ASL" gives `es, ase` and true; "Over 100 languages by phone" nothing and false.
    """
    whole = _tag(text)
    if whole:
        return (whole,), True
    tags: list[str] = []
    complete = True
    for sentence in filter(str.strip, _SENTENCES.split(text[:500])):
        bare = _BRACKETS.sub(" ", sentence)
        if _NOT_GIVEN.search(sentence):
            complete = False
            continue
        inside = " , ".join(_BRACKETS.findall(sentence))
        parts = [part.strip() for part in _PARTS.split(bare) if part.strip(" .-")]
        found = [_tag(part) for part in parts]
        # "Bilingual (Spanish)": what is inside the brackets counts where nothing before them does.
        if not any(found) and inside:
            found = [_tag(part) for part in _PARTS.split(inside) if part.strip()]
        complete = complete and all(found)
        tags += [tag for tag in found if tag]
    return tuple(dict.fromkeys(tags)), complete and bool(tags)


def _tag(text: str) -> str | None:
    """The tag of one name or code."""
    word = " ".join(text.casefold().strip(" .:*-").split())
    if word in taxonomy.language_names():
        return taxonomy.language_names()[word]
    if _TAG.fullmatch(word):
        return taxonomy.language_codes().get(re.split("[-_]", word)[0])
    # "Haitian-Creole", "Spanish-speaking".
    plain = " ".join(_AROUND.sub(" ", word.replace("-", " ")).split())
    return taxonomy.language_names().get(plain)
