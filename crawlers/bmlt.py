"""What a BMLT server gives beside its meetings: formats, service bodies, facts of the server.

Fields: bmlt-server semantic API, "GetFormats", "GetServiceBodies", "GetServerInfo"; admin API v3, where a meeting has
`formatIds` and `serviceBodyId`, and a format its keys by language below `translations`.
"""

from __future__ import annotations

from typing import Any

from crawlers.codes import codes
from crawlers.payload import Payload
from crawlers.readers import read_array, read_json

Row = dict[str, Any]


class Beside:
    """Gathers the files of a feed that hold no meetings and answers what their keys and ids mean."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._bodies: dict[str, str] = {}

    def take(self, payload: Payload) -> list[Any] | None:
        """Return the meetings of a file, or None for one that holds something else, which is kept.

        Raises FeedError for a file that holds no list.
        """
        value = read_json(payload)
        rows = read_array(payload, "meetings")
        if isinstance(value, dict):
            self._take_formats(value.get("formats"))
            return rows
        first = next((row for row in rows if isinstance(row, dict)), {})
        if "key_string" in first or "translations" in first:
            self._take_formats(rows)
        elif "parent_id" in first or "parentId" in first:
            self._bodies |= {str(row["id"]): name for row in rows if _has_id(row) and (name := _text(row.get("name")))}
        elif not {"versionInt", "available_keys"} & first.keys():
            return rows
        return None

    def keys_of(self, row: Row) -> list[str]:
        """Return the format keys of a meeting."""
        ids = row.get("formatIds")
        if isinstance(ids, list):
            return [self._keys[str(one)] for one in ids if str(one) in self._keys]
        return [key.strip() for key in str(row.get("formats") or "").split(",") if key.strip()]

    def names_of(self, keys: list[str]) -> list[str]:
        """Return what the server calls formats whose keys mean nothing to us."""
        return [self._names[key] for key in keys if key in self._names]

    def body_of(self, row: Row) -> str | None:
        """Return the name of the service body that runs a meeting."""
        own = _text(row.get("service_body_name"))
        return own or self._bodies.get(str(row.get("service_body_bigint") or row.get("serviceBodyId")))

    def _take_formats(self, found: Any) -> None:
        """Remember keys by id, and the English names of the keys we do not know."""
        for row in found if isinstance(found, list) else []:
            if not isinstance(row, dict):
                continue
            for one in _in_languages(row):
                key, name = _text(one.get("key_string") or one.get("key")), _text(one.get("name_string"))
                name = name or _text(one.get("name"))
                if key and name and one.get("lang", one.get("language", "en")) == "en":
                    self._names |= {} if key in codes("bmlt") else {key: name}
                    self._keys |= {str(row["id"]): key} if _has_id(row) else {}


def _in_languages(row: Row) -> list[Row]:
    found = row.get("translations")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else [row]


def _has_id(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), (str, int))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
