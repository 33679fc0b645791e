"""Sources that were looked at and left out: `left-out.csv`, one a line with its id and a reason in one word."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib import resources


@cache
def reasons() -> Counter[str]:
    """Return how many sources were left out for each reason."""
    text = resources.files(__package__).joinpath("left-out.csv").read_text("utf-8")
    return Counter(row["reason"] for row in csv.DictReader(text.splitlines()))
