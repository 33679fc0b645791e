"""A row as the fields of a record, with the words as found."""

from __future__ import annotations

import re
from typing import Any, get_args

from crawlers.hsds import places, terms
from crawlers.hsds.rows import Row
from crawlers.hsds.schedules import schedules_of
from crawlers.hsds.values import Object, children, first_children, is_private, number, split_words, text
from crawlers.moments import day, moment
from crawlers.values import Words, note_unmapped
from data.cleaning.address import clean_state
from data.cleaning.audiences import Eligible, eligible
from data.cleaning.cost import cost_of
from data.cleaning.languages import language_tags
from data.errors import RowError
from data.model import Cost

_RETIRED = re.compile(r"^\W*zzz\b.{0,40}\binactive\b|^\W*zzz\W*inactive", re.IGNORECASE)
_TEST = re.compile(
    r"\badmin test\b|^(?:a |my )?test (?:location|organi[sz]ation|org|service|agency|program|record|entry|listing)"
    r"(?: ?#?\d+)?$|^do not use\b",
    re.IGNORECASE,
)
_NOT_REAL = re.compile(
    r"\bnot a real (?:organi[sz]ation|location|service|agency|entry|listing)\b|\bcreated for testing purposes\b",
    re.IGNORECASE,
)
# Without one of these words, case aside, none of the above is found: to look for them is far quicker.
_IN_NAMES = ("zzz", "test", "do not use")
_IN_TEXTS = ("*required*", "not a real ", "created for test")
_STATUS = (
    ("temporar", "temporarily closed"),
    ("inactive", "inactive"), ("suspend", "inactive"), ("pending", "inactive"), ("draft", "inactive"),
    ("unpublished", "inactive"), ("hold", "inactive"),
    ("defunct", "defunct"), ("closed", "defunct"), ("deleted", "defunct"), ("archived", "defunct"),
    ("discontinued", "defunct"), ("retired", "defunct"),
)  # fmt: skip
_PHONES = {"text": "text", "sms": "text", "fax": "fax", "tty": "tty", "tdd": "tty", "textphone": "tty"}


def check(row: Row) -> None:
    """Raise RowError for a row that is no listing: a test, a template, or one marked as retired in its name."""
    parts = (row.service, row.location, row.organization)
    names = [name for part in parts if (name := text(part, "name"))] + ([row.title] if row.title else [])
    texts = [*names, *(found for part in parts if (found := text(part, "description")))]
    if not (_any(_IN_NAMES, names) or _any(_IN_TEXTS, texts)):
        return
    called = names[0] if names else "the row"
    if any(_RETIRED.match(name) for name in names):
        raise RowError(f"{called!r} is marked inactive", code="inactive-row", record=row.record)
    if any("*REQUIRED*" in found for found in texts):
        raise RowError("the row is a template", code="template-row", record=row.record)
    if any(map(_TEST.search, names)) or any(_NOT_REAL.search(found[:1000]) for found in texts):
        raise RowError(f"{called!r} is a test row", code="test-row", record=row.record)


def _any(words: tuple[str, ...], texts: list[str]) -> bool:
    said = "\n".join(texts).casefold()
    return any(word in said for word in words)


def fields_of(row: Row, called: Words) -> dict[str, Any]:
    """Return the fields of the row's record. Contacts are persons; nothing of theirs is read."""
    service, place, source = row.service, row.location, called.source
    location = places.location_of(row)
    found = terms.terms_of(row)
    meaning = terms.meaning_of(found)
    words = [word for term in found for word in term.words] + split_words((service or {}).get("keywords"))
    if unmapped := terms.unmapped_of(found, source.values.get("needs", {})):
        note_unmapped(source, "needs", unmapped)
    address = location.get("address") or {}
    modes = places.modes_of(row, location)
    phones = _phones(row)
    description = text(service, "description") or text(row.link, "description") or _about(row)
    if location.get("description") == description:
        location["description"] = None
    return {
        "name": text(service, "name") or row.title or text(row.organization, "name") or text(place, "name"),
        "alternate_name": text(service or place or row.organization, "alternate_name"),
        "organization": _organization(row.organization),
        "description": description,
        "needs": list(dict.fromkeys([*meaning.needs, *called.mapped("needs", words)])),
        "audiences": list(dict.fromkeys([*meaning.audiences, *called.mapped("audiences", words)])),
        "attributes": list(terms.attributes_of(found)),
        "location": location,
        "modes": modes,
        "attendance": _attendance(row, modes, phones),
        "phones": phones,
        "url": text(service, "url", "website") or text(place, "url", "website"),
        "email": text(service, "email") or text(place, "email"),
        "schedules": schedules_of(first_children("schedules", row.link, service, place, row.organization))
        or _hours(row),
        "languages": _languages(
            [one for part in (row.link, service, place) for one in children(part, "languages")], called
        ),
        "service_areas": places.service_areas_of(row, clean_state(address.get("state_province"), source.country)),
        **_conditions(service or {}),
        **_state(row),
    }


def _organization(found: Object) -> dict[str, Any] | None:
    name = text(found, "name")
    if not name:
        return None
    about = {field: text(found, field) for field in ("email", "description")}
    return {"name": name, "url": text(found, "website", "url")} | about


def _about(row: Row) -> str | None:
    return None if row.service else text(row.organization, "description")


def _hours(row: Row) -> list[dict[str, Any]]:
    """Hours as one text, which Ohana keeps beside or instead of schedules."""
    hours = text(row.service, "hours") or text(row.location, "hours")
    return [{"description": hours}] if hours else []


def _conditions(service: Object) -> dict[str, Any]:
    """Who may come, what it costs, what to bring."""
    rules = children(service, "eligibility")
    eligibility = [text(one, "eligibility", "eligibility_description") for one in rules]
    fees = text(service, "fees_description", "fees")
    options = children(service, "cost_options")
    documents = (text(one, "document", "name") for one in children(service, "required_documents"))
    said = [text(service, "eligibility_description"), *eligibility]
    return {
        "eligibility_description": "\n".join(dict.fromkeys(filter(None, said))) or text(service, "audience"),
        "minimum_age": _age("minimum_age", service, *rules),
        "maximum_age": _age("maximum_age", service, *rules),
        "application_process": text(service, "application_process"),
        "required_documents": [one for one in documents if one and one.casefold() != "none"],
        "fees_description": fees or "\n".join(filter(None, map(_option, options))) or None,
        "cost": _cost(fees or "", options),
    }


def _state(row: Row) -> dict[str, Any]:
    """Whether it is still there, and when somebody last looked."""
    service, place = row.service, row.location
    owners = (service, row.link, place)
    changes = [one.get("last_action_date") for owner in owners if owner for one in children(owner, "metadata")]
    changed = moment(text(service, "last_modified", "updated_at") or text(place, "updated_at"))
    return {
        "status": _status(text(service, "status") or text(row.link, "status")),
        "alert": text(service, "alert"),
        "confirmed": day(text(service, "assured_date")),
        "last_modified": changed or max(filter(None, map(moment, changes)), default=None),
    }


def _status(word: str | None) -> str | None:
    said = (word or "").lower()
    return next((status for part, status in _STATUS if part in said), "active") if said else None


def _age(name: str, *owners: Object) -> float | None:
    for owner in owners:
        if name in owner and (age := number(owner[name])) is not None and 0 <= age <= 150:
            return age
    return None


def _option(option: Object) -> str:
    amount = number(option.get("amount"))
    money = f"{amount:g} {(text(option, 'currency') or '').upper()}".strip() if amount is not None else None
    parts = (text(option, "option"), money, text(option, "amount_description"))
    return ", ".join(part for part in parts if part)


def _cost(fees: str, options: list[Object]) -> list[str]:
    """What is said, and no more; options of no amount make a service free only when all do, for everyone."""
    if not fees and not options:
        return []
    texts = [text(one, name) or "" for one in options for name in ("option", "amount_description")]
    found = {cost for said in (fees, *texts) for cost in cost_of(said)}
    amounts = [amount for one in options if (amount := number(one.get("amount"))) is not None]
    if amounts and not any(amounts) and all(map(_is_for_everyone, texts)):
        found.add("free")
    if any(amount > 0 for amount in amounts):
        found = found - {"free"} | {"fee"}
    return [cost for cost in get_args(Cost) if cost in found]


def _is_for_everyone(option: str) -> bool:
    """Whether an option is not one for some people only: unnamed, "Free", "Everyone"."""
    return not option or "free" in cost_of(option) or eligible(option) == Eligible()


def _phones(row: Row) -> list[dict[str, Any]]:
    phones: dict[tuple[Any, ...], dict[str, Any]] = {}
    for owner in (row.link, row.service, row.location, row.organization):
        for one in children(owner, "phones"):
            value = text(one, "number")
            if value is None or is_private(one):
                continue
            phone = {
                "number": value,
                "extension": text(one, "extension"),
                "type": _PHONES.get((text(one, "type", "number_type") or "").lower(), "voice"),
                "description": text(one, "description", "department"),
                "languages": _languages(children(one, "languages"), None),
            }
            phones.setdefault((re.sub(r"\D", "", value), phone["extension"], phone["type"]), phone)
    return list(phones.values())


def _attendance(row: Row, modes: list[str], phones: list[dict[str, Any]]) -> dict[str, Any] | None:
    if modes == ["online"]:
        url = text(row.location, "url", "website")
        return {"url": url} if url else None
    spoken = next((phone["number"] for phone in phones if phone["type"] != "fax"), None)
    return {"phone": spoken} if modes == ["phone"] and spoken else None


def _languages(found: list[Object], called: Words | None) -> list[str]:
    tags: list[str] = []
    for one in found:
        for word in filter(None, (text(one, "code"), text(one, "name", "language"))):
            tags += called.translate("languages", [word])[0] if called else language_tags(word)[0]
    return list(dict.fromkeys(tags))
