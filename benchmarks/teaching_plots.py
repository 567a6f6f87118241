#!/usr/bin/env python3
"""Draw the pictures of docs/teaching.md from what calibration and the recorded trainings have measured.

    python -m benchmarks.teaching_plots

Reads ``solutions/*/measured.json`` and ``assignments/lab/data/{by_examples,depths}.json``; writes
``docs/pictures/{effects,by_examples,depths}.png``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.plots import BLUE, INK, VERMILION, save

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "assignments" / "lab" / "data"
GREEN = "#009E73"
STYLES = (
    {"color": BLUE, "marker": "o", "linestyle": "-"},
    {"color": VERMILION, "marker": "s", "linestyle": "--"},
    {"color": GREEN, "marker": "^", "linestyle": "-."},
)
#: Rows of the table in docs/teaching.md: the assignment, and what the calibration calls the runs.
EFFECTS = {
    "hw1: a head on 40 pictures per class": ("hw1_why_transfer", "reference"),
    "hw1: the same network from scratch": ("hw1_why_transfer", "from scratch"),
    "hw1: a head on 5 pictures per class": ("hw1_why_transfer", "5 per class"),
    "hw3: the head alone": ("hw3_freezing", "head"),
    "hw3: then the top blocks at a tenth of the rate": ("hw3_freezing", "reference"),
    "hw3: the same with BatchNormalization updating": ("hw3_freezing", "BatchNormalization updating"),
    "hw3: the top blocks at the rate of the head": ("hw3_freezing", "at the rate of the head"),
    "hw3: ... under a head that has hardly learned": ("hw3_freezing", "under a head that has not converged"),
    "hw3: everything at once under a random head": ("hw3_freezing", "everything at once"),
    "hw4: Tom's model": ("hw4_overfitting", "Tom's own"),
    "hw4: pooling and dropout on a frozen base": ("hw4_overfitting", "pooling and dropout, 15 epochs"),
}


def main() -> int:
    """All three pictures."""
    save(effects({name: list(_validation(*runs)) for name, runs in EFFECTS.items()}), "effects")
    save(by_examples(_recorded("by_examples")), "by_examples")
    save(depths(_recorded("depths")), "depths")
    return 0


def _recorded(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _validation(assignment: str, name: str) -> Iterator[float]:
    measured = json.loads((REPOSITORY / "solutions" / assignment / "measured.json").read_text(encoding="utf-8"))
    for record in measured["records"]:
        if record["key"] == measured["keys"][name]:
            yield record["scores"]["validation"]


def effects(runs: Mapping[str, list[float]]) -> Figure:
    """A line from the lowest to the highest run of each experiment, with a dot at the mean."""
    figure = Figure(figsize=(10, 0.9 + 0.38 * len(runs)), layout="constrained", facecolor="white")
    axes = figure.subplots()
    for place, accuracies in enumerate(runs.values()):
        axes.plot([min(accuracies), max(accuracies)], [place, place], color=BLUE, linewidth=4, alpha=0.5)
        axes.scatter([fmean(accuracies)], [place], color=BLUE, s=60, zorder=3)
        axes.text(max(accuracies) + 0.015, place, f"{fmean(accuracies):.0%}", va="center", color=INK)
    axes.set_yticks(range(len(runs)), list(runs))
    axes.invert_yaxis()
    axes.axvline(0.2, color=INK, linestyle=":", linewidth=1.2)
    axes.text(0.205, -0.45, "guessing", color=INK, fontsize=9)
    axes.set(xlim=(0, 1), xlabel="validation accuracy")
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    return figure


def by_examples(recorded: Mapping[str, Mapping[str, list[float]]]) -> Figure:
    """A line for each way of training, against the number of drawings per class."""
    figure = Figure(figsize=(8, 4.2), layout="constrained", facecolor="white")
    axes = figure.subplots()
    for (way, curve), style in zip(recorded.items(), STYLES, strict=True):
        axes.plot([int(count) for count in curve], [fmean(runs) for runs in curve.values()], label=way, **style)
    counts = [int(count) for count in next(iter(recorded.values()))]
    axes.set_xscale("log")
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    axes.set_xlabel("drawings per class")
    _finish(axes)
    axes.legend(loc="lower right", framealpha=0.9, edgecolor="white")
    return figure


def depths(recorded: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Figure:
    """A panel for each base: accuracy of linear heads by the layer that they were put on."""
    figure = Figure(figsize=(11, 4.6), layout="constrained", facecolor="white")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (base, curves) in zip(panels, recorded.items(), strict=True):
        for task, curve in curves.items():
            axes.plot(list(curve), list(curve.values()), label=task, **STYLES[list(recorded["drawings"]).index(task)])
        axes.tick_params(axis="x", labelrotation=20)
        axes.set_title(f"Base trained on {base}", loc="left", fontsize=11, color=INK)
        _finish(axes)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    return figure


def _finish(axes: Axes) -> None:
    axes.axhline(0.2, color=INK, linestyle=":", linewidth=1.2, label="guessing")
    axes.set(ylabel="accuracy on new pictures", ylim=(0, 1.03))
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    sys.exit(main())
