"""Tabular HSDS packages: tables of one object a row, joined by their ids into nested organizations.

Format: Open Referral, HSDS 1.1 and 2.0 "Data Package", HSDS 3.1 "Serialization" (Frictionless tabular data package).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from crawlers.hsds import ohana
from crawlers.hsds.values import Object, split_words, text
from data.errors import RowError

Tables = dict[str, list[Object]]

_TABLES = {
    "organizations": ("organization",),
    "services": ("service",),
    "locations": ("location",),
    "service_at_location": ("service_at_locations", "services_at_location", "services_at_locations"),
    "addresses": ("address",),
    "physical_addresses": ("physical_address",),
    "postal_addresses": ("postal_address", "mail_addresses", "mail_address"),
    "phones": ("phone",),
    "schedules": ("schedule", "regular_schedules", "regular_schedule"),
    "languages": ("language",),
    "accessibility": ("accessibilities", "accessibility_for_disabilities"),
    "service_areas": ("service_area",),
    "cost_options": ("cost_option",),
    "required_documents": ("required_document",),
    "eligibility": ("eligibilities", "eligibilitys"),
    "metadata": (),
    "attributes": ("attribute", "service_attributes", "service_attribute", "other_attributes", "other_attribute",
                   "services_taxonomy", "service_taxonomy", "link_taxonomies", "link_taxonomy"),
    "taxonomy_terms": ("taxonomy_term", "taxonomy"),
    "taxonomies": (),
}  # fmt: skip
_KNOWN = {name: table for table, names in _TABLES.items() for name in (table, *names)}
# What a row of a child table may belong to, the closest first: kind of owner, the column or the two that name it.
_OWNERS = (
    ("phone", "phone_id", None),
    ("link", "service_at_location_id", None),
    ("pair", "service_id", "location_id"),
    ("service", "service_id", None),
    ("location", "location_id", None),
    ("organization", "organization_id", None),
)
_CHILDREN = ("addresses", "phones", "schedules", "languages", "accessibility", "service_areas", "cost_options",
             "required_documents", "eligibility")  # fmt: skip


def table_name(name: str) -> str | None:
    """Return the table of HSDS that a file, a resource or a key is called after, or None."""
    return _KNOWN.get(name.lower().removesuffix(".csv"))


def nested(tables: Tables) -> Iterator[Object | RowError]:
    """Yield the organizations of a package with everything inside, and services whose organization is missing."""
    if ohana.is_tables(tables):
        tables = ohana.as_hsds(tables)
    return _Package(tables).objects()


class _Package:
    def __init__(self, tables: Tables) -> None:
        self._phones = [dict(row) for row in tables.get("phones", [])]
        self._tables = tables | {"phones": self._phones}
        self._organizations = self._by_id("organizations")
        self._services = self._by_id("services")
        self._locations = self._by_id("locations")
        self._links = [dict(row) for row in tables.get("service_at_location", [])]
        links: dict[str, Object] = {}
        pairs: dict[tuple[str, str], Object] = {}
        for link in self._links:
            pair = (text(link, "service_id") or "", text(link, "location_id") or "")
            pairs[pair] = links[text(link, "id") or "@".join(pair)] = link
        self._owners: dict[str, dict[Any, Object]] = {
            "organization": self._organizations,
            "service": self._services,
            "location": self._locations,
            "phone": {text(row, "id") or "": row for row in self._phones},
            "link": links,
            "pair": pairs,
        }

    def objects(self) -> Iterator[Object | RowError]:
        """Yield what is to be split into rows."""
        self._adopt()
        self._describe()
        services = self._placed_services()
        for row in services.pop(None, []):
            if isinstance(row, RowError):
                yield row
            else:
                yield row | {"organization": {"id": row.get("organization_id")}}
        places: dict[str | None, list[Object]] = defaultdict(list)
        for place in self._locations.values():
            places[text(place, "organization_id")].append(place)
        for key, organization in self._organizations.items():
            own = [row for row in services.get(key, []) if isinstance(row, dict)]
            # Where links exist, a service without one has no place.
            loose = places[key] if not (own and self._links) else []
            yield organization | {"services": own, "locations": loose}

    def _by_id(self, table: str) -> dict[str, Object]:
        rows: dict[str, Object] = {}
        for number, row in enumerate(self._tables.get(table, [])):
            rows.setdefault(text(row, "id") or f"\0{number}", dict(row))
        return rows

    def _placed_services(self) -> dict[str | None, list[Object | RowError]]:
        """The services by organization, each with its links; under None those of no organization, and errors."""
        found: dict[str | None, list[Object | RowError]] = defaultdict(list)
        for link in self._links:
            service = self._services.get(text(link, "service_id") or "")
            if service is None:
                error = RowError("names a service that is not there", code="no-service", record=text(link, "id"))
                found[None].append(error)
                continue
            link["location"] = self._locations.get(text(link, "location_id") or "")
            service.setdefault("service_at_locations", []).append(link)
        for service in self._services.values():
            owner = text(service, "organization_id")
            found[owner if owner in self._organizations else None].append(service)
        return found

    def _adopt(self) -> None:
        """Give every row of a child table to its closest owner that exists."""
        for kind, kept in (("physical", "physical_addresses"), ("postal", "postal_addresses")):
            for row in self._tables.get(kept, []):
                self._give("addresses", {"address_type": kind} | row)
        for table in _CHILDREN:
            for row in self._tables.get(table, ()):
                self._give(table, row)
        for row in self._tables.get("metadata", []):
            owner = self._owned(text(row, "resource_id"))
            if owner is not None:
                owner.setdefault("metadata", []).append(row)

    def _give(self, table: str, row: Object) -> None:
        for kind, column, second in _owners_named(*row):
            owners = self._owners[kind]
            key = row[column]
            # Nearly every id is written as its owner writes it.
            if not isinstance(key, str) or key not in owners:
                key = text(row, column) or ""
            owner = owners.get((key, text(row, second) or "") if second else key)
            if owner is not None:
                _append(owner, table, row)
                # The language of a phone may be that of the service as well.
                if kind != "phone":
                    return

    def _owned(self, key: str | None) -> Object | None:
        for kind in ("service", "link", "location", "organization") if key else ():
            if found := self._owners[kind].get(key):
                return found
        return None

    def _describe(self) -> None:
        """Give services and other objects the terms that describe them."""
        # HSDS 2.0 calls the table of vocabularies what 1.1 calls the table of terms.
        named = [*self._tables.get("taxonomy_terms", []), *self._tables.get("taxonomies", [])]
        vocabularies = {text(row, "id"): row for row in named}
        terms: dict[str | None, Object] = {}
        for row in self._tables.get("taxonomy_terms", []):
            detail = vocabularies.get(text(row, "taxonomy_id"))
            terms.setdefault(text(row, "id"), row | {"taxonomy_detail": detail} if detail else row)
        for row in self._tables.get("attributes", []):
            owner = self._owned(text(row, "service_id") or text(row, "link_id"))
            key = text(row, "taxonomy_term_id", "taxonomy_id")
            if owner is not None and key:
                _append(owner, "attributes", row | {"taxonomy_term": terms.get(key, {"id": key})})
        for service in self._services.values():
            for key in split_words(service.get("taxonomy_ids")):
                _append(service, "attributes", {"taxonomy_term": terms.get(key, {"id": key})})


@lru_cache(maxsize=256)
def _owners_named(*names: str) -> list[tuple[str, str, str | None]]:
    """Those a row of these columns may belong to. Rows of one table have the same."""
    return [owner for owner in _OWNERS if owner[1] in names]


def _append(owner: Object, kind: str, row: Object) -> None:
    found = owner.get(kind)
    if not isinstance(found, list):
        # A column of the owner may hold words of the same kind.
        owner[kind] = ([found] if found else []) if kind == "eligibility" else split_words(found)
    owner[kind].append(row)
