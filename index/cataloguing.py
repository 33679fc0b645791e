"""Writes what the API of HSDS needs of a part besides the listings themselves: who has which id, term, organization.

File by file, all beginning with `catalog_` (`n` documents, `o` things said of organizations, `t` terms):

file                       | type, shape     | holds
keys                       | S16 [n]         | the listing's id
digests                    | u8 [n]          | a hash of what is published of the listing, without the time it was seen
shared                     | bool [n]        | whether its sources allow that it is passed on to other programs
service_keys, service_docs | S16, i4 [n]     | the service's id, ascending; its document
organizations              | blobs [o]       | an organization as one or several listings tell of it, JSON
organization_keys          | S16 [o]         | its id
doc_organizations          | i4 [n]          | what each document tells of its organization
terms, term_docs, _starts  | names, i4, i8   | `vocabulary:value`, and the documents whose service has the term
words, word_docs, _starts  | names, i4, i8   | words of the names of organizations, and which of [o] have them
"""

from __future__ import annotations

import json
from array import array
from pathlib import Path

import numpy as np
from pydantic_core import to_json

from data.exporting.licences import Sharing
from data.hsds.listings import organization_of, service_id, terms_of_service
from data.model import Document, Listing
from index.lists import Lists
from index.storage import save, save_blobs, save_names, stable_hash
from index.suggesting import words_of

KEY_BYTES = 16
# How arrays hold keys; they ascend as the texts of the ids do.
KEY = "S16"
# Times of sources' visits are no change of a listing.
_NO_CHANGE = ("seen", "run")
# Raised when listings become other documents than before, so that whoever keeps a copy hears of it.
_DOCUMENTS = 1


def key_of(identifier: str) -> bytes:
    """Return the 16 bytes of a UUID. Raises ValueError when it is none."""
    found = bytes.fromhex(identifier.replace("-", ""))
    if len(found) != KEY_BYTES:
        raise ValueError(f"{identifier!r} is no UUID")
    return found


def text_of(key: bytes) -> str:
    """Return the UUID of a key; an array gives keys without the zeros they end with."""
    digits = key.ljust(KEY_BYTES, b"\0").hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Cataloguing:
    """What is known of the listings taken so far."""

    def __init__(self, kept_back: frozenset[str]) -> None:
        self._sharing = Sharing(kept_back)
        self._shared = array("b")
        self._keys, self._services = bytearray(), bytearray()
        self._digests = array("Q")
        self._organizations: dict[str, int] = {}
        self._said = array("i")
        self._terms, self._words = Lists(), Lists()

    def add(self, listing: Listing, document: Document) -> None:
        """Take the next listing, whose JSON without what is empty or usual is `document`."""
        doc = len(self._said)
        self._keys.extend(key_of(listing.id))
        self._services.extend(key_of(service_id(listing.id)))
        self._shared.append(self._sharing.may_go(listing))
        sources = [{name: one[name] for name in one if name not in _NO_CHANGE} for one in document["sources"]]
        content = to_json(document | {"sources": sources}).decode()
        self._digests.append(stable_hash(f"{_DOCUMENTS}{self._shared[-1]}{content}"))
        self._terms.add(doc, dict.fromkeys(f"{vocabulary}:{value}" for vocabulary, value in terms_of_service(document)))
        organization = organization_of(document)
        said = to_json(organization).decode()
        known = len(self._organizations)
        number = self._organizations.setdefault(said, known)
        if number == known:
            self._words.add(number, dict.fromkeys(words_of(organization["name"])))
        self._said.append(number)

    def write(self, folder: Path, order: np.ndarray) -> None:
        """Write the files; `order` are the listings as they were taken, in document order."""
        position = np.empty(len(order), np.int64)
        position[order] = np.arange(len(order))
        save(folder, "catalog_keys", np.frombuffer(self._keys, KEY)[order])
        save(folder, "catalog_digests", np.frombuffer(self._digests, np.uint64)[order])
        save(folder, "catalog_shared", np.frombuffer(self._shared, bool)[order])
        services = np.frombuffer(self._services, KEY)[order]
        ascending = np.argsort(services, kind="stable")
        save(folder, "catalog_service_keys", services[ascending])
        save(folder, "catalog_service_docs", ascending.astype(np.int32))
        # By their words, so that the order in which listings come changes no byte.
        said = sorted(self._organizations)
        place = np.empty(len(said), np.int32)
        place[[self._organizations[one] for one in said]] = np.arange(len(said), dtype=np.int32)
        save_blobs(folder, "catalog_organizations", (one.encode("utf-8") for one in said))
        save(folder, "catalog_organization_keys", np.array([key_of(json.loads(one)["id"]) for one in said], KEY))
        save(folder, "catalog_doc_organizations", place[np.frombuffer(self._said, np.int32)[order]])
        _write_lists(folder, "term", self._terms, position)
        _write_lists(folder, "word", self._words, place.astype(np.int64))


def _write_lists(folder: Path, name: str, lists: Lists, position: np.ndarray) -> None:
    names, things, docs = lists.sorted_pairs(position)
    save_names(folder, f"catalog_{name}s", names)
    save(folder, f"catalog_{name}_docs", docs)
    save(folder, f"catalog_{name}_starts", np.searchsorted(things, np.arange(len(names) + 1)).astype(np.int64))
