"""Ids that last: made only from what a source calls a thing, never from cleaned words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid

# Never change: every listing URL ever printed depends on it.
NAMESPACE = uuid.UUID("6d1f3c1e-7a0b-5c52-9b0e-4b9a6f0f7a11")
# What all ids of parts begin with: copied, it is hashed once and not each time.
_PARTS = hashlib.sha1(uuid.uuid5(NAMESPACE, "part").bytes, usedforsecurity=False)
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


_IS_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# How the key of a record begins that another directory gave us with the id it has there.
CARRIED = "kith:"


def listing_id(source: str, key: str) -> str:
    """Return the UUID (version 5, RFC 9562) a listing gets when `(source, key)` is first seen.

    A listing that came from another directory has the id it has there.
    """
    return carried_id(key) or made_id(source, key)


def made_id(source: str, key: str) -> str:
    """Return the UUID made of a source's own id, whatever that looks like."""
    return str(uuid.uuid5(NAMESPACE, f"{source}\n{key}"))


def carried_key(listing: str) -> str:
    """Return the key of a record that carries the id a listing has in another directory. Raises ValueError."""
    return f"{CARRIED}{uuid.UUID(listing)}"


def carried_id(key: str) -> str | None:
    """Return the id that a key made by `carried_key` carries, None for any other key."""
    bare = key.removeprefix(CARRIED)
    return bare if bare != key and _IS_UUID.fullmatch(bare) else None


def part_id(owner: str, *what: str) -> str:
    """Return the UUID (version 5) of a thing that has no id of its own: `owner` is the id of what it belongs to.

    `what` says which of the owner's things it is, in words of the source wherever there are any.
    """
    # What `uuid.uuid5` makes, in a quarter of its time: one answer has thousands of these.
    name, made = "\n".join((owner, *what)), _PARTS.copy()
    # Half surrogates are hashed as they are; without them, asking for that costs as much as the hash.
    made.update(name.encode() if name.isascii() else name.encode("utf-8", "surrogatepass"))
    found = made.hexdigest()
    return f"{found[:8]}-{found[8:12]}-5{found[13:16]}-{_VARIANT[found[16]]}{found[17:20]}-{found[20:32]}"


def content_key(*parts: str | None) -> str:
    """Return a stable key for a row without an id: a hash of its raw name, place and time."""
    raw = "\x1f".join(part or "" for part in parts)
    return hashlib.blake2b(raw.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def slug(text: str) -> str:
    """Return the readable tail of a listing's address; never used to find it."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "listing"
