"""IMLS Public Libraries Survey: outlet files (PLS data element definitions, "Outlet data file")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.payload import Payload
from crawlers.readers import read_csv
from data.errors import RowError
from data.model import Record

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
        """Yield the rows of the tables in the payloads that are outlet files."""
        for payload in payloads:
            if payload.name.lower().endswith((".csv", ".txt")):
                yield from read_csv(payload, "cp1252", required=("FSCSKEY", "FSCS_SEQ", "LIBNAME"))

    def record(self, row: Any) -> Record:
        """Return the library outlet of a row; bookmobiles have no fixed place."""
        kind, needs = _KINDS.get(row["C_OUT_TY"], (None, []))
        if kind is None:
            raise RowError(f"unknown outlet type {row['C_OUT_TY']!r}", code="unknown-type", record=row["FSCSKEY"])
        by_mail = row["C_OUT_TY"] == "BM"
        phone = _given(row.get("PHONE"))
        return self.make(
            f"{row['FSCSKEY']}-{row['FSCS_SEQ']}",
            name=row["LIBNAME"],
            needs=["libraries", *needs],
            attributes=[kind],
            modes=["phone"] if by_mail else ["in_person"],
            status=_STATUS.get(row.get("STATSTRU", ""), "active"),
            phones=[{"number": phone}] if phone else [],
            location={
                "location_type": "postal" if by_mail else "physical",
                "latitude": _degrees(row.get("LATITUDE")),
                "longitude": _degrees(row.get("LONGITUD")),
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


def _degrees(value: str | None) -> float | None:
    given = _given(value)
    try:
        return float(given) if given else None
    except ValueError:
        raise RowError(f"{given!r} is not a number of degrees", code="bad-number", field="LATITUDE") from None
