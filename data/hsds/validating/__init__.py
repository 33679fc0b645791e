"""Finds what is wrong with HSDS 3.1 as others publish it, and as we do: files, packages, live APIs.

A finding is an error where the standard's own schemas would refuse what was found, or where ids, references, pages or
tables contradict each other; what the standard allows and readers may stumble over is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from data.errors import KithError
from data.exporting.documents import document_of
from data.hsds.listings import organization_of, service_of
from data.hsds.validating.files import check_file
from data.hsds.validating.findings import Finding, Seen
from data.hsds.validating.live import Api
from data.hsds.validating.records import Records
from data.hsds.validating.tables import Folder, check_package
from data.model import Listing
from data.visibility import public

__all__ = ["Finding", "Validation"]


class Validation:
    """One run of the checks: yields findings as they come; `records` is how many records were looked at."""

    def __init__(self) -> None:
        self._seen = Seen()
        self._records = Records(self._seen)

    @property
    def records(self) -> int:
        """How many records were looked at."""
        return self._records.count

    def target(self, target: str, pages: int) -> Iterator[Finding]:
        """Yield what is wrong with an address, a folder or a file. Raises KithError when it cannot be read."""
        if target.startswith(("http://", "https://")):
            return Api(target, self._records, self._seen, pages).check()
        path = Path(target)
        if not path.exists():
            raise KithError(f"there is no file, folder or address {target}", code="bad-target")
        if path.is_dir() or path.suffix == ".zip":
            return self._package(Folder(path))
        if path.name.endswith((".json", ".json.gz", ".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")):
            return check_file(path, self._records, self._seen)
        raise KithError(f"{target} is no package (a folder, .zip), JSON file or http address", code="bad-target")

    def _package(self, folder: Folder) -> Iterator[Finding]:
        with closing(folder):
            yield from check_package(folder, self._records, self._seen)

    def listings(self, listings: Iterable[Listing]) -> Iterator[Finding]:
        """Yield what is wrong with our own listings as the public gets them."""
        for listing in listings:
            shown = public(listing)
            if shown is not None:
                document = document_of(shown)
                service = service_of(document, organization_of(document))
                yield from self._records.check(service, "service", f"listing {listing.id}", "")
        yield from self._seen.unresolved(is_whole=False)
