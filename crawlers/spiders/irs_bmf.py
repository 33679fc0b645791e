"""IRS Exempt Organizations Business Master File extract: a register to find leads in, not a list of help.

Columns and status codes: IRS "Exempt Organizations Business Master File Information Sheet". A mailing address is
often somebody's home and `ICO` names a person: neither is read beyond town and state.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.codes import codes, explain
from crawlers.payload import Payload
from crawlers.readers import read_csv
from data.errors import RowError
from data.model import Record

_COLUMNS = ("EIN", "NAME", "CITY", "STATE", "SUBSECTION", "FOUNDATION", "STATUS", "NTEE_CD", "SORT_NAME")
# Out of business, revoked, ended or merged. 25 only ends being a private foundation; it goes on as a public charity.
_ENDED = {"18", "19", "20", "22", "23", "24", "26", "97"}
_GIVES_ONLY = "04"
_LEAD = "Registered {} (lead, not confirmed to offer this)"
_ALERT = "Listed from the tax register: ask what is offered before you go."


class IrsBmfSpider(FeedSpider):
    """One row is one organization; `NTEE_CD` says what it does, `SORT_NAME` the chapter below a parent's name."""

    name = "irs-bmf"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the extracts."""
        for payload in payloads:
            yield from read_csv(payload, required=_COLUMNS)

    def record(self, row: Any) -> Record:
        """Return the lead of a row. It has no place and no mode: nothing says where or how help is given."""
        cells = {column: row[column].strip() for column in _COLUMNS}
        record, state = cells["EIN"].zfill(9) if cells["EIN"] else None, cells["STATE"] or None
        beginning = _known_beginning(cells["NTEE_CD"].upper(), record)
        if cells["FOUNDATION"].zfill(2) == _GIVES_ONLY:
            raise RowError("a private foundation that only gives money", code="grant-maker", record=record)
        meaning = explain("ntee", [beginning])
        charity = cells["SUBSECTION"].zfill(2) == "03"
        return self.make(
            record,
            name=cells["NAME"],
            alternate_name=cells["SORT_NAME"] or None,
            needs=meaning.needs,
            audiences=meaning.audiences,
            faith="faith-based" if beginning[0] == "X" else None,
            attributes=[_LEAD.format("charity" if charity else "nonprofit")],
            alert=_ALERT,
            status="defunct" if cells["STATUS"].zfill(2) in _ENDED else "active",
            service_areas=[{"extent_type": "state", "extent": state}] if state else [],
            location={
                "location_type": "postal",
                "address": {"city": cells["CITY"] or None, "state_province": state},
            },
        )


def _known_beginning(code: str, record: str | None) -> str:
    """The longest beginning of an NTEE code that has needs; raises RowError for a code that has none."""
    if not code:
        raise RowError("the register does not say what it does", code="no-activity", record=record, field="NTEE_CD")
    table = codes("ntee")
    found = next((code[:size] for size in range(len(code), 0, -1) if code[:size] in table), "")
    if not table.get(found, {}).get("needs"):
        raise RowError(f"activity {code!r} is none people look for", code="other-activity", record=record)
    return found
