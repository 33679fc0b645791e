"""The fields of HSDS that `[columns]`, `[values]` and `[pages.fields]` of a source file may fill."""

from __future__ import annotations

from data.model import Address

TEXTS = ("name", "alternate_name", "description", "url", "email", "fees_description", "eligibility_description",
         "application_process")  # fmt: skip
WORDS = ("needs", "cost", "modes", "languages", "audiences", "byday")
TIMES = ("dtstart", "opens_at", "closes_at", "valid_from", "valid_to")
PLACE = ("latitude", "longitude", "transportation")
FIELDS = frozenset({
    *TEXTS, *WORDS, *TIMES, *PLACE, *Address.model_fields, "id", "organization", "location_name",
    "location_description", "accessibility", "phone", "schedule", "attributes", "status",
})  # fmt: skip
