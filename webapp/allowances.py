"""How much one address of the internet may ask, so that nobody's script takes the directory from everybody else.

Every address has an allowance that fills up again steadily (a token bucket). It is counted in the memory of one process
under a salted hash; the salt is new at the start and every day, and nothing of it is stored or logged. What is
counted: everything below `/api/`, every POST, and views that say what they weigh:

    @blueprint.get("/list.pdf")
    @allowances.weighs(20)
    def pdf() -> Response: ...
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from data.settings import Settings
from webapp.limits import address_of

View = TypeVar("View", bound=Callable[..., Any])

DAY_SECONDS = 86_400
# Some 4 MB of memory; who is pushed out begins with a full allowance.
MOST_ADDRESSES = 20_000
# A proxy that the settings do not name looks like one of these, and all readers behind it like one address.
INSIDE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
_WEIGHT = "kith_weight"


def weighs(questions: float) -> Callable[[View], View]:
    """Mark a view whose answer costs as much as this many searches."""

    def mark(view: View) -> View:
        setattr(view, _WEIGHT, questions)
        return view

    return mark


class Allowances:
    """What each address may still ask. `a_minute` fills an allowance and is the most in it; `clock` counts seconds."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._a_second = a_minute / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._renew(clock())

    def _renew(self, now: float) -> None:
        self._salt = os.urandom(16)
        self._since = now
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def take(self, address: str, weight: float = 1.0) -> int:
        """Take from the address's allowance; return 0, or the whole seconds until there is enough of it."""
        with self._lock:
            now = self._clock()
            if now - self._since >= DAY_SECONDS:
                self._renew(now)
            key = hashlib.blake2b(address.encode(), key=self._salt, digest_size=8).digest()
            left, at = self._left.pop(key, (self._most, now))
            left = min(self._most, left + (now - at) * self._a_second)
            wait = max(0, ceil((min(weight, self._most) - left) / self._a_second))
            self._left[key] = (left if wait else left - min(weight, self._most), now)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
            return wait


def is_inside(address: str) -> bool:
    """Whether what `address_of` returned is of this machine, of a network behind it, or none at all (a socket file)."""
    try:
        found = ip_address(f"{address}::" if ":" in address else address)
    except ValueError:
        return True
    # The network of `::1` is that of `::`.
    is_own = found.is_loopback or found.is_link_local or found.is_unspecified
    return is_own or any(found in network for network in INSIDE)


def _weight() -> float:
    if request.method == "OPTIONS":
        return 0.0
    view = current_app.view_functions.get(request.endpoint or "")
    asks = request.path.startswith("/api/") or request.method == "POST"
    return float(getattr(view, _WEIGHT, 1.0 if asks else 0.0))


def register(app: Flask, settings: Settings) -> None:
    """Count what is asked; believe as many proxies about who asks and how (`X-Forwarded-For`, `-Proto`) as are ours."""
    proxies = settings.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    if not settings.requests_a_minute:
        return
    allowances = Allowances(settings.requests_a_minute)

    def check() -> None:
        weight, address = _weight(), address_of(request)
        if not weight or is_inside(address):
            return
        wait = allowances.take(address, weight)
        if wait:
            raise TooManyRequests(retry_after=wait)

    app.before_request(check)
