#!/usr/bin/env python3
"""Draw the pictures of docs/performance.md from what the benchmarks have written.

    python -m benchmarks.plots

Reads ``benchmarks/results/{against_otter,growth}.json``; writes ``docs/pictures/{against_otter,growth}.png``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.against_otter.sides import OTTER, SIDES
from benchmarks.growth import fit

RESULTS = Path(__file__).resolve().parent / "results"
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
# Okabe and Ito's palette, which colour-blind people can tell apart; every bar carries its name and number, too.
BLUE, VERMILION, PALE, INK = "#0072B2", "#D55E00", "#BBBBBB", "#222222"
TITLES = {
    "two": "one submission, 2 processors",
    "small": "one submission, 0.5 processors, 768 MB",
    "class": "class of 30, 2 processors, for each submission",
}


def main() -> int:
    """Both pictures."""
    measures = json.loads((RESULTS / "against_otter.json").read_text(encoding="utf-8"))["measures"]
    save(sides(measures), "against_otter")
    save(growth(json.loads((RESULTS / "growth.json").read_text(encoding="utf-8"))), "growth")
    return 0


def save(figure: Figure, name: str) -> None:
    """As a PNG that does not change with Matplotlib's version."""
    figure.savefig(PICTURES / f"{name}.png", dpi=110, metadata={"Software": None})


def sides(measures: list[dict[str, Any]]) -> Figure:
    """A row for each assignment and setting: bars of seconds on the left, of memory on the right."""
    rows = list(dict.fromkeys((one["assignment"], one["setting"]) for one in measures))
    figure = Figure(figsize=(10, 0.5 + 1.75 * len(rows)), layout="constrained", facecolor="white")
    panels = figure.subplots(len(rows), 2, squeeze=False)
    for (assignment, setting), (left, right) in zip(rows, panels, strict=True):
        mine = {one["side"]: one for one in measures if (one["assignment"], one["setting"]) == (assignment, setting)}
        bars(left, {name: one["wall_seconds"] for name, one in mine.items()}, "s")
        bars(right, {name: one["peak_mb"] for name, one in mine.items()}, "MB")
        left.set_title(f"{assignment}: {TITLES[setting]}", loc="left", fontsize=10, color=INK)
        if mine[OTTER]["note"]:
            right.set_title("otter is ended at 768 MB; measured with more", loc="left", fontsize=9, color=INK)
    return figure


def bars(axes: Axes, values: dict[str, float], unit: str) -> None:
    """One bar for each side, ours on top, with its number and its ratio to otter's."""
    names = [side.name for side in SIDES if side.name in values]
    colours = [{SIDES[0].name: BLUE, OTTER: VERMILION}.get(name, PALE) for name in names]
    axes.barh(names, [values[name] for name in names], color=colours, height=0.7)
    for place, name in enumerate(names):
        ratio = values[name] / values[OTTER]
        text = f" {values[name]:.3g} {unit}" if unit == "s" else f" {values[name]:.0f} {unit}"
        axes.text(values[name], place, text + ("" if name == OTTER else f" ({ratio:.2f})"), va="center", fontsize=9)
    axes.set_xlim(0, 1.35 * max(values.values()))
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False, labelbottom=False, left=False, labelsize=9)


def growth(found: dict[str, list[dict[str, float]]]) -> Figure:
    """Seconds and memory against how many, with the straight lines through them."""
    figure = Figure(figsize=(10, 6), layout="constrained", facecolor="white")
    for row, (kind, points) in zip(figure.subplots(2, 2), found.items(), strict=True):
        counts = [float(point["count"]) for point in points]
        for axes, key, label in zip(row, ("seconds", "peak_mb"), ("seconds", "peak memory, MB"), strict=True):
            values = [point[key] for point in points]
            line = fit(counts, values)
            ends = np.array([0.0, max(counts)])
            axes.plot(ends, line.intercept + line.slope * ends, color=PALE, zorder=0)
            axes.scatter(counts, values, color=BLUE)
            axes.set_ylim(0, 1.15 * max(values))
            axes.set_xlabel("submissions" if kind == "submissions" else "hidden pictures")
            axes.set_title(f"{label}: {line.slope:.3g} for each", loc="left", fontsize=10, color=INK)
            axes.spines[["top", "right"]].set_visible(False)
    return figure


if __name__ == "__main__":
    sys.exit(main())
