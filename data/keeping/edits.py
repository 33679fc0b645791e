"""What stewards and providers say of a listing: kept beside the crawled words and laid over them in every merge."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from pydantic import ValidationError

from data.errors import KithError
from data.model import Document, ServiceAtLocation


class Edit(NamedTuple):
    """A top field of `data.model.ServiceAtLocation` as somebody says it is.

    `value` is JSON, `null` empties the field; `role` says who says so ("provider", "steward"), never a name; `at` is
    ISO 8601, UTC. A listing has one edit a field, the newest.
    """

    listing: str
    field: str
    value: str
    role: str
    note: str | None
    at: str


def checked(edit: Edit) -> Edit:
    """Return the edit. Raises KithError when no listing could have it: an unknown field, a value that does not fit."""
    if edit.field not in ServiceAtLocation.model_fields:
        known = ", ".join(ServiceAtLocation.model_fields)
        raise KithError(f"no such field; the fields are {known}", code="bad-edit", field=edit.field)
    bare: Document = {"name": "x", "organization": {"name": "x"}}
    try:
        ServiceAtLocation.model_validate(apply(bare, [edit]))
    except ValidationError as error:
        raise KithError(error.errors()[0]["msg"], code="bad-edit", field=edit.field) from None
    return edit


def apply(listing: Document, edits: Iterable[Edit]) -> Document:
    """Return a listing with its edits laid over it, the newest last."""
    edited = dict(listing)
    for edit in sorted(edits, key=lambda one: one.at):
        value = json.loads(edit.value)
        if value is None:
            edited.pop(edit.field, None)
        else:
            edited[edit.field] = value
    return edited
