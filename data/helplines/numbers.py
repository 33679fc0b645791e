"""Numbers to call and to text: checked against the numbering plan of their country, shown and linked."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import Annotated, Literal
from urllib.parse import quote

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from data.model import Phone

# Codes in public use that the numbering plans of phonenumbers do not list.
_MORE_CODES = {
    ("AR", "135"),
    ("BR", "188"),
    ("GR", "1018"),
    ("IN", "14416"),
    ("KR", "109"),
    ("NL", "113"),
    ("PH", "1553"),
    ("PT", "1411"),
    ("TW", "1925"),
    ("UA", "7333"),
}
_LONGEST_CODE = 6
_HOME_ONLY = {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}


def one_of(kind: str, known: Callable[[], Container[str]]) -> AfterValidator:
    """Return a validator that refuses a word outside `known`, which is asked at each value."""

    def check(value: str) -> str:
        if value not in known():
            raise ValueError(f"no such {kind}: {value}")
        return value

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Country = Annotated[Text, one_of("country", lambda: phonenumbers.SUPPORTED_REGIONS)]
Language = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Number = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9][0-9 -]*[0-9]$")]


class Entry(BaseModel):
    """Base of what the file holds: frozen, and a key nobody knows is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(Entry):
    """A number as its owner groups it; full numbers as they are dialled inside the country.

    `country` (ISO 3166-1 alpha-2) is the one whose numbering plan holds: the helpline's, unless given.
    """

    number: Number
    country: Country
    languages: tuple[Language, ...] = Field(min_length=1)
    note: Text | None = None

    @model_validator(mode="after")
    def _dialable(self) -> Line:
        region, listed = self.country, (self.country, self._digits) in _MORE_CODES
        try:
            parsed = self._parsed
        except phonenumbers.NumberParseException as error:
            raise ValueError(f"not a phone number: {self.number} ({error})") from None
        code = listed or phonenumbers.is_valid_short_number_for_region(parsed, region)
        if not ((self.is_code and code) or phonenumbers.is_valid_number_for_region(parsed, region)):
            raise ValueError(f"not a phone number of {region}: {self.number}")
        return self

    @property
    def _digits(self) -> str:
        return re.sub(r"\D", "", self.number)

    @property
    def _parsed(self) -> phonenumbers.PhoneNumber:
        return phonenumbers.parse(self.number, self.country)

    @property
    def is_code(self) -> bool:
        """Whether this is a short code (`988`, `116 123`, `13 11 14`), dialled as it stands."""
        return len(self._digits) <= _LONGEST_CODE

    @property
    def dialled(self) -> str:
        """E.164 (`+18007997233`), or the digits of a short code (`988`)."""
        if self.is_code:
            return self._digits
        return phonenumbers.format_number(self._parsed, PhoneNumberFormat.E164)

    @property
    def display(self) -> str:
        """The number for people: `800-799-7233` in North America, elsewhere as its owner groups it."""
        grouped = re.search("[ -]", self.number) and self._parsed.country_code != 1
        if self.is_code or grouped:
            return self.number
        national = phonenumbers.format_number(self._parsed, PhoneNumberFormat.NATIONAL)
        return re.sub(r"^\((\d{3})\) ", r"\1-", national)

    @property
    def _target(self) -> str:
        # A freephone number outside North America often works only as dialled inside its country.
        if self.is_code or phonenumbers.number_type(self._parsed) not in _HOME_ONLY:
            return self.dialled
        return phonenumbers.format_number_for_mobile_dialing(self._parsed, self.country, False)


class Call(Line):
    """A number to call. `kind` is `tty` for text telephones."""

    kind: Literal["voice", "tty"] = "voice"

    @property
    def href(self) -> str:
        """A `tel:` link: E.164, short codes as they are, freephone numbers as dialled in their country."""
        return f"tel:{self._target}"

    def to_phone(self) -> Phone:
        """Return the HSDS phone."""
        spoken = list(self.languages)
        return Phone(number=self.dialled, type=self.kind, description=self.note, languages=spoken)


class TextLine(Line):
    """A number to text. The first message is `keyword` where the owner asks for one."""

    keyword: Text | None = None

    @property
    def href(self) -> str:
        """An `sms:` link that fills in the keyword, in the form that iOS and Android both read."""
        return f"sms:{self._target}" + (f"?&body={quote(self.keyword)}" if self.keyword else "")

    def to_phone(self) -> Phone:
        """Return the HSDS phone; its description says what to send."""
        said = [f"Text {self.keyword}" if self.keyword else None, self.note]
        description, spoken = ", ".join(part for part in said if part) or None, list(self.languages)
        return Phone(number=self.dialled, type="text", description=description, languages=spoken)
