"""IMLS Public Libraries Survey: outlet files (PLS data element definitions, "Outlet data file")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.payload import Payload
from crawlers.readers import read_csv
from data.errors import RowError
from data.model import Record

# The header of an outlet file ends well before this many bytes.
_HEADER = 10_000
# STATSTRU, structure change since the last survey: these outlets take no visitors now.
_STATUS = {"03": "defunct", "23": "temporarily closed"}
_KINDS = {
    "CE": ("Central library", []),
    "BR": ("Branch library", []),
    "BS": ("Bookmobile", ["libraries/bookmobile"]),
    "BM": ("Books by mail", []),
}


class ImlsSpider(FeedSpider):
    """One row is one outlet. Windows-1252; `M` and negative numbers mean missing; HOURS is hours a year."""

    name = "imls"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the outlet files; a year's archive has tables of systems and states beside them."""
        outlets = [payload for payload in payloads if b"FSCS_SEQ" in payload.body[:_HEADER]]
        for payload in outlets or payloads:
            yield from read_csv(payload, "cp1252", required=("FSCSKEY", "FSCS_SEQ", "LIBNAME", "C_OUT_TY"))

    def record(self, row: Any) -> Record:
        """Return the library outlet of a row; bookmobiles have no fixed place."""
        record = f"{row['FSCSKEY']}-{row['FSCS_SEQ']}"
        kind, needs = _KINDS.get(row["C_OUT_TY"], (None, []))
        if kind is None:
            message = f"unknown outlet type {row['C_OUT_TY']!r}"
            raise RowError(message, code="unknown-type", record=record, field="C_OUT_TY")
        by_mail = row["C_OUT_TY"] == "BM"
        phone = _given(row.get("PHONE"))
        return self.make(
            record,
            name=row["LIBNAME"],
            needs=["libraries", *needs],
            attributes=[kind],
            modes=["phone"] if by_mail else ["in_person"],
            status=_STATUS.get(code, "active") if (code := row.get("STATSTRU")) else None,
            phones=[{"number": phone}] if phone else [],
            location={
                "location_type": "postal" if by_mail else "physical",
                "latitude": _given(row.get("LATITUDE")),
                "longitude": _given(row.get("LONGITUD")),
                "precision": "approximate" if row["C_OUT_TY"] == "BS" else None,
                "address": {
                    "address_1": _given(row.get("ADDRESS")),
                    "city": _given(row.get("CITY")),
                    "region": _given(row.get("CNTY")),
                    "state_province": _given(row.get("STABR")),
                    "postal_code": _given(row.get("ZIP")),
                },
            },
        )


def _given(value: str | None) -> str | None:
    return None if value is None or value.strip() in ("", "M", "-1", "-3", "-9") else value.strip()
