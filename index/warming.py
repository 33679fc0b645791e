"""What every question needs, loaded before the first one is asked, so that the first does not wait for it."""

from __future__ import annotations

import gc

from data.places import find_place
from index.request import SearchRequest
from index.spelling import corrected
from index.understand import understand

# Looking through all that lives long stops a worker for 20 to 40 ms, which is longer than a search, and finds next to
# nothing: it is done a hundred times more seldom than Python does it by itself.
_SELDOM = 1_000


def warm() -> None:
    """Load the lists of words and places, for a process that answers for long.

    They are kept for good, so they are left out of what Python goes through for garbage: doing that again and again
    stops a worker for a fifth of a second each time. What comes later is gone through seldom.
    """
    understand(SearchRequest(text="first Tuesday in Springfield, IL", near="62701"))
    find_place("39.8,-89.65")
    corrected("helpp", ("helpp",), lambda word: False)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], _SELDOM)
