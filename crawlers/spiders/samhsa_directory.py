"""SAMHSA's yearly National Directory of treatment facilities, one sheet as a table.

Columns and the code list: "National Directory of Drug and Alcohol Use Treatment Facilities", sheets
"Facilities" and "Service code reference". There are no coordinates; the ZIP's middle stands for the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.codes import explain
from crawlers.payload import Payload
from crawlers.readers import read_csv
from crawlers.values import note_unmapped
from data.model import Record

_COLUMNS = ("name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "service_code_info")
_INTAKE = ("intake1", "intake2", "intake1a", "intake2a")
_EXTENSION = re.compile(r"\s*x\s*(\d+)$", re.IGNORECASE)


class SamhsaDirectorySpider(FeedSpider):
    """One row is one facility; `service_code_info` holds codes in groups split by `*`."""

    name = "samhsa-directory"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the facility tables."""
        for payload in payloads:
            yield from read_csv(payload, required=_COLUMNS)

    def record(self, row: Any) -> Record:
        """Return the facility of a row. One house may have several programs: `name2` tells them apart."""
        codes = row["service_code_info"].replace("*", " ").split()
        meaning = explain("samhsa", codes)
        note_unmapped(self.source, "codes", meaning.unknown)
        record = f"{row['name1']}|{row['street1']}|{row['zip']}"
        return self.make(
            record,
            key="|".join([record, row["name2"], row["street2"], row["phone"]]),
            name=row["name1"] if not row["name2"] else f"{row['name1']}: {row['name2']}",
            organization={"name": row["name1"]},
            needs=meaning.needs,
            modes=["in_person", "online"] if "TELE" in codes else ["in_person"],
            phones=[
                *_phones(row, "phone", None),
                *(phone for column in _INTAKE for phone in _phones(row, column, "Intake")),
            ],
            cost=meaning.cost,
            audiences=meaning.audiences,
            languages=meaning.languages,
            attributes=meaning.attributes,
            led_by="professional",
            location={
                "address": {
                    "address_1": row["street1"],
                    "address_2": row["street2"] or None,
                    "city": row["city"],
                    "state_province": row["state"],
                    "postal_code": row["zip"],
                },
            },
        )


def _phones(row: dict[str, str], column: str, description: str | None) -> list[dict[str, str | None]]:
    number = row.get(column, "").strip()
    if not number:
        return []
    extension = _EXTENSION.search(number)
    found = {"number": _EXTENSION.sub("", number), "extension": extension[1] if extension else None}
    return [found | {"description": description}]
