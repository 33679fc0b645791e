"""How often one address may do what fills the store: counted in memory for minutes, written down nowhere."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import deque
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import Request

# More addresses than this are not told apart: what is remembered stays small whoever asks.
_MOST_ADDRESSES = 20_000


class Limit:
    """At most `most` times in `seconds` for each address, and `most_of_all` for all together."""

    def __init__(self, most: int, most_of_all: int, seconds: float) -> None:
        self._most, self._most_of_all, self._seconds = most, most_of_all, seconds
        self._times: dict[bytes, deque[float]] = {}
        self._all: deque[float] = deque()
        self._lock = threading.Lock()
        # Addresses are kept as hashes that mean nothing outside of this process.
        self._key = secrets.token_bytes(16)

    def allows(self, address: str) -> bool:
        """Count one more time for an address; return whether that is not too often."""
        now = time.monotonic()
        mark = hashlib.blake2b(address.encode(), digest_size=16, key=self._key).digest()
        with self._lock:
            self._forget(now)
            own = self._times.get(mark, deque())
            if len(own) >= self._most or len(self._all) >= self._most_of_all:
                return False
            if mark in self._times or len(self._times) < _MOST_ADDRESSES:
                self._times[mark] = own
                own.append(now)
            self._all.append(now)
            return True

    def _forget(self, now: float) -> None:
        oldest = now - self._seconds
        while self._all and self._all[0] < oldest:
            self._all.popleft()
        for mark, own in list(self._times.items()):
            while own and own[0] < oldest:
                own.popleft()
            if not own:
                del self._times[mark]


def address_of(request: Request) -> str:
    """Return the address a request comes from, an IPv6 one as its network of one customer.

    What a proxy in front says of it (`X-Forwarded-For`) is believed only where the proxy is on this machine or a
    private network, and then only its own, last word.
    """
    own = request.remote_addr or ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        near = _read(own)
        address = _read(named) if named and near.is_private else near
    except ValueError:
        return own
    return ":".join(address.exploded.split(":")[:4]) if address.version == 6 else str(address)


def _read(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address)
    # A server that listens on IPv6 alone sees readers of IPv4 so.
    return getattr(found, "ipv4_mapped", None) or found
