"""How often Python looks for garbage: seldom while very many objects are made that stay or go by themselves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Python's own number is some hundred; each look at a large heap then takes longer than the work between two of them.
NEW_OBJECTS = 100_000


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage only after a hundred thousand new objects, as a context or a decorator."""
    before = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def all_stays() -> Iterator[None]:
    """Look for no garbage while a whole feed is read, whose objects all stay; what is there at the end counts as old.

    Not for each of many pages: garbage that counts as old is seldom found, and pages are large.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Together these move every object to the oldest generation unseen; else the next look would be at all of them.
        gc.freeze()
        gc.unfreeze()
        if before:
            gc.enable()
