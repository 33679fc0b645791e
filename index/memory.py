"""How this process keeps memory that NumPy gave back: for the next question, not for the system."""

from __future__ import annotations

import ctypes
from functools import cache

# Parameters of mallopt(3) and their bytes: arrays up to the first come from the heap, of which so much stays when free.
_MMAP_THRESHOLD, _LARGEST_ARRAY = -3, 16 << 20
_TRIM_THRESHOLD, _KEPT_FREE = -1, 48 << 20


@cache
def keep_freed() -> None:
    """Keep freed memory up to a bound, where the C library has a way to say so (glibc).

    Without it every large array of every question is asked from the system anew, page by page, which takes longer than
    to compute what is in it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_ARRAY)
        mallopt(_TRIM_THRESHOLD, _KEPT_FREE)
