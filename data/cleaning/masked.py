"""Contacts that stand for none: placeholders, and those a publisher took out to protect a person.

They are treated as absent: never shown, and never evidence that two records are the same.
"""

from __future__ import annotations

import re

# `555` is no area code; this number stands where a private one stood in the published text.
_REMOVED_PHONE = "555-555-0100"
_REMOVED_EMAIL = "removed@example.org"
_DIGITS = re.compile(r"\d+")
_EXTENSION = re.compile(r"(?:ext|x|#).*$", re.IGNORECASE)
# Domains nobody can own (RFC 2606, RFC 6761), and what page builders put into their forms.
_NOBODYS = re.compile(
    r"(?:.+\.)?(?:example|test|invalid|localhost)|example\.(?:com|org|net|edu)|(?:my|your)?(?:domain|site|company)\.com",
    re.IGNORECASE,
)
_NOBODY = {
    "removed", "redacted", "example", "test", "name", "user", "username", "email", "your", "yourname", "your.name",
    "youremail", "your-email", "firstname.lastname", "john.doe", "jane.doe", "someone", "somebody", "nobody", "none",
    "na", "xxx", "abc",
}  # fmt: skip
_NO_REPLY = re.compile(r"(?:no|not|never|donot|do[-_.]not)[-_.]?reply.*", re.IGNORECASE)


def is_masked_phone(number: str) -> bool:
    """Whether a telephone number, as found or in E.164, is a placeholder and nobody's line.

    Reserved fictional numbers (`213-555-0100`) are not: only patterns that no directory would give out.
    """
    digits = "".join(_DIGITS.findall(_EXTENSION.sub("", number)))
    return is_placeholder(digits[1:] if len(digits) == 11 and digits.startswith("1") else digits)


def is_placeholder(digits: str) -> bool:
    """Whether the digits of a telephone number, without the 1 of North America, are nobody's line."""
    if len(digits) not in (7, 10):
        return len(digits) > 6 and len(set(digits)) == 1
    last = digits[-7:]
    return (
        last in ("5555555", "1234567", "5551234")
        or (len(digits) == 10 and digits[:3] in ("555", "000", "999", "123"))
        or (len(set(last)) == 1 and (last[0] in "019" or len(set(digits)) == 1))
    )


def is_masked_email(email: str) -> bool:
    """Whether an e-mail address is a placeholder or one that nobody reads."""
    name, _, domain = email.strip().casefold().removeprefix("mailto:").rpartition("@")
    if _NO_REPLY.fullmatch(name):
        return True
    return name in _NOBODY and bool(_NOBODYS.fullmatch(domain))


def without_masked(text: str) -> str:
    """Return text without the contacts that were taken out of it."""
    if _REMOVED_EMAIL in text or _REMOVED_PHONE in text:
        text = text.replace(_REMOVED_EMAIL, "").replace(_REMOVED_PHONE, "")
        return re.sub(r"[ \t]{2,}|\(\s*\)", " ", text).strip()
    return text
