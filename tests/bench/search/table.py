"""The table that a run prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.bench.search.questions import Question

if TYPE_CHECKING:
    from tests.bench.search.run import Measured

OURS = "kith"
_HEAD = (
    "engine", "local p50", "p95", "ratio", "nationwide p50", "p95", "ratio", "build s", "build MB", "size MB",
    "open ms", "USS MB", "PSS MB", "own MB", "top 20",
)  # fmt: skip


def table(found: list[Measured], questions: list[Question]) -> str:
    """Return a row an engine, in Markdown: milliseconds, how often ours fit into them, cost of building and keeping.

    `ratio` is p50/p95 over ours. `top 20` is how many of our first twenty another engine shows too, on average.
    """
    local = [one.number for one in questions if one.place is not None]
    wide = [one.number for one in questions if one.place is None]
    ours = next((one for one in found if one.name == OURS), found[0])
    rows = [list(_HEAD), ["---"] * len(_HEAD)]
    for one in found:
        cells = [one.name]
        for numbers in (local, wide):
            cells += _times(one, ours, numbers)
        cells += [f"{one.built[name]:g}" for name in ("seconds", "rss_mb", "size_mb")]
        cells += [f"{one.open_ms:.1f}", *(f"{one.memory[name]:.0f}" for name in ("uss", "pss", "own"))]
        cells.append(f"{_shared(one, ours):.2f}")
        rows.append(cells)
    text = "".join(f"| {' | '.join(cells)} |\n" for cells in rows)
    totals = [ours.answers[number][0] for number in local]
    return f"{len(local)} local questions (median total {np.median(totals):g}), {len(wide)} nationwide\n\n{text}\n"


def _times(one: Measured, ours: Measured, numbers: list[int]) -> list[str]:
    if not numbers:
        return ["-", "-", "-"]
    theirs, own = one.typical(), ours.typical()
    middle, slow = (float(np.percentile([theirs[at] for at in numbers], part)) for part in (50, 95))
    base, base_slow = (float(np.percentile([own[at] for at in numbers], part)) for part in (50, 95))
    return [f"{middle:.2f}", f"{slow:.2f}", f"{middle / base:.1f} / {slow / base_slow:.1f}"]


def _shared(one: Measured, ours: Measured) -> float:
    shares = [
        len(set(top) & set(own)) / len(own)
        for number, (_, _, own) in ours.answers.items()
        if own and (top := one.answers[number][2]) is not None
    ]
    return sum(shares) / len(shares) if shares else 1.0
