"""Health Resources and Services Administration: health center service delivery and look-alike sites, one table.

Columns: as public readers of "Health_Center_Service_Delivery_and_LookAlike_Sites.csv" name them. X is the longitude.
Health centers must offer a sliding fee, but the file does not say so of a site, so nothing is said of cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.codes import explain
from crawlers.payload import Payload
from crawlers.readers import read_csv
from data.errors import RowError
from data.model import Record

_COLUMNS = ("BPHC Assigned Number", "Site Name", "Site Address", "Site City", "Site State Abbreviation",
            "Site Postal Code", "Site Status Description")  # fmt: skip
_TYPE = "Health Center Type Description"
_MOVES = "Health Center Location Type Description"
_SETTING = "Health Center Service Delivery Site Location Setting Description"
_POINT = "Geocoding Artifact Address Primary {} Coordinate"


class HrsaSpider(FeedSpider):
    """One row is one site. Sites that only administer are left out; those not active are kept as inactive."""

    name = "hrsa"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the tables."""
        for payload in payloads:
            yield from read_csv(payload, required=_COLUMNS)

    def record(self, row: Any) -> Record:
        """Return the site of a row."""
        cells = {column: text.strip() or None for column, text in row.items()}
        record, setting = cells["BPHC Assigned Number"], cells.get(_SETTING)
        if (cells.get(_TYPE) or "").casefold() in ("administrative", "administrative only", "admin-only"):
            raise RowError("an office that sees no patients", code="administrative", record=record, field=_TYPE)
        meaning = explain("hrsa", [word for word in (cells.get(_MOVES), setting) if word])
        phone = cells.get("Site Telephone Number")
        return self.make(
            record,
            name=cells["Site Name"],
            organization={"name": cells["Health Center Name"]} if cells.get("Health Center Name") else None,
            needs=["practical-help/health-care"],
            modes=["in_person"],
            phones=[{"number": phone}] if phone else [],
            url=cells.get("Site Web Address"),
            audiences=meaning.audiences,
            attributes=[*meaning.attributes, *meaning.unknown],
            led_by="professional",
            status="active" if cells["Site Status Description"] == "Active" else "inactive",
            location={
                "latitude": cells.get(_POINT.format("Y")),
                "longitude": cells.get(_POINT.format("X")),
                "precision": "approximate" if cells.get(_MOVES) == "Mobile Van" else None,
                "visibility": "hidden" if "domestic violence" in (setting or "").casefold() else "full",
                "address": {
                    "address_1": cells["Site Address"],
                    "city": cells["Site City"],
                    "state_province": cells["Site State Abbreviation"],
                    "postal_code": cells["Site Postal Code"],
                },
            },
        )
