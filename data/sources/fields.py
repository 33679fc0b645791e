"""The fields of HSDS that `[columns]`, `[values]` and `[pages.fields]` of a source file may fill."""

from __future__ import annotations

from data.model import Address

TEXTS = ("name", "alternate_name", "description", "url", "email", "fees_description", "eligibility_description",
         "application_process")  # fmt: skip
WORDS = ("needs", "cost", "modes", "languages", "audiences")
TIMES = ("dtstart", "opens_at", "closes_at", "valid_from", "valid_to")
FIELDS = frozenset({
    *TEXTS, *WORDS, *TIMES, *Address.model_fields, "id", "organization", "phone", "address", "latitude", "longitude",
    "point", "location_name", "location_description", "transportation", "accessibility", "visibility", "schedule",
    "schedules", "byday", "week", "attributes", "status", "last_modified", "confirmed",
    "exclude", "address_private", "phone_private",
})  # fmt: skip
