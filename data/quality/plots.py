"""The plots of the quality report as SVG texts; every number in them stands in a table of the page too."""

from __future__ import annotations

import io
from typing import Any, cast

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from data import gazetteer, taxonomy
from data.quality.measure import Numbers

_INK, _BAR, _LAND, _LACK = "#1d1d1d", "#1d5a7a", "#dcdcdc", "Oranges"
# Degrees: the lower forty-eight states, where nearly all points lie.
_WEST, _EAST, _SOUTH, _NORTH = -125.5, -66.0, 24.0, 50.0


def plots(numbers: Numbers) -> dict[str, str]:
    """Return `{name: SVG}` of `needs`, `ages`, `missing`, `states`, `sources` and `map`; without data none is drawn."""
    # Names out of feeds are no formulas, and the same numbers give the same file.
    style = {"svg.fonttype": "none", "svg.hashsalt": "kith", "text.parse_math": False, "text.color": _INK}
    with mpl.rc_context(cast(Any, style)):
        drawn = {
            "needs": _bars({_need(need): count for need, count in numbers["needs"].items()}, "listings"),
            "ages": _bars(numbers["ages"], "listings"),
            "states": _bars(numbers["states"], "listings"),
            "missing": _missing(numbers["missing"]),
            "sources": _bars(_left_out(numbers["sources"]), "rows left out"),
            "map": _map(numbers["map"]),
        }
    return {name: svg for name, svg in drawn.items() if svg}


def _need(need: str) -> str:
    return taxonomy.needs()[need].label() if need in taxonomy.needs() else need.capitalize()


def _left_out(sources: list[Numbers]) -> dict[str, int]:
    counts = {row["source"]: sum(row["skipped"].values()) for row in sources}
    worst = sorted(counts, key=lambda source: (-counts[source], source))[:25]
    return {source: counts[source] for source in worst if counts[source]}


def _bars(counts: dict[str, int], unit: str) -> str:
    if not any(counts.values()):
        return ""
    figure = Figure(figsize=(7, 0.6 + 0.26 * len(counts)), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(list(counts), list(counts.values()), color=_BAR)
    axes.bar_label(bars, labels=[f"{count:,}" for count in counts.values()], padding=3)
    axes.invert_yaxis()
    axes.set_xlabel(unit)
    axes.margins(x=0.12, y=0.3 / len(counts))
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure)


def _missing(shares: dict[str, dict[str, float]]) -> str:
    if not shares:
        return ""
    fields = list(next(iter(shares.values())))
    values = np.array([[row[field] for field in fields] for row in shares.values()])
    figure = Figure(figsize=(9.5, 0.9 + 0.32 * len(shares)), layout="constrained")
    axes = figure.subplots()
    axes.imshow(values, cmap=_LACK, vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(fields)), fields)
    axes.set_yticks(range(len(shares)), [_need(need) for need in shares])
    axes.xaxis.tick_top()
    for row, column in np.ndindex(values.shape):
        share = values[row, column]
        axes.text(column, row, f"{share:.0%}", ha="center", va="center", color="white" if share > 0.6 else _INK)
    return _svg(figure)


def _map(cells: list[list[float]]) -> str:
    inside = [cell for cell in cells if _WEST < cell[1] < _EAST and _SOUTH < cell[0] < _NORTH]
    if not inside:
        return ""
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    # Centres of postal areas stand for the land: a map of anybody else's would have to be asked for.
    land = np.array(gazetteer.postal_points())
    axes.scatter(land[:, 1], land[:, 0], s=0.4, color=_LAND, rasterized=True)
    lat, lon, count = np.array(inside).T
    axes.scatter(lon, lat, s=4 + 6 * np.log2(count), color=_BAR, alpha=0.55, linewidths=0, rasterized=True)
    axes.set_xlim(_WEST, _EAST)
    axes.set_ylim(_SOUTH, _NORTH)
    axes.set_aspect(1.27)
    axes.set_axis_off()
    return _svg(figure)


def _svg(figure: Any) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, dpi=150)
    text = out.getvalue()
    return text[text.index("<svg") :]
