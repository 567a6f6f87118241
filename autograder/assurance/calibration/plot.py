"""The picture of a calibration: each effect against its target, and each strategy against the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.assurance.calibration.effects import JudgedEffect, MeasuredGoal
from autograder.assurance.calibration.plan import Limit
from autograder.assurance.calibration.run import Calibration
from autograder.assurance.calibration.thresholds import Scale, percent
from autograder.course import course_folder
from autograder.datasets.picture_profiles import DOODLES, find_profile

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette, which colour-blind people can tell apart; shapes and labels say the same.
_BLUE, _VERMILION, _INK, _PALE = "#0072B2", "#D55E00", "#222222", "#E6E6E6"


def plot_path(calibration: Calibration) -> Path:
    """Where the picture is kept: in the course's ``docs`` for drawn pictures, else beside the photos."""
    folder = course_folder().root / "docs"
    if calibration.profile != DOODLES:
        folder = find_profile(calibration.profile).measured_file(calibration.assignment.name).parent
    return folder / f"calibration_{calibration.assignment.short}.png"


def plot(calibration: Calibration, path: Path) -> Path:
    """Draw the effects, and below them the strategies of each limit, as a PNG; gives its path."""
    from matplotlib.figure import Figure

    rows = [(row, finding) for row in calibration.judged for finding in row.findings]
    limits = calibration.plan.limits
    heights = [len(rows)] * bool(rows) + [len(limit.strategies) for limit in limits]
    figure = Figure(
        figsize=(10, 1.0 + sum(0.5 * height + 1.0 for height in heights)), layout="constrained", facecolor="white"
    )
    panels = figure.subplots(len(heights), 1, height_ratios=[height + 2 for height in heights], squeeze=False)[:, 0]
    if rows:
        _draw_effects(panels[0], rows, calibration.runs)
    for axes, limit in zip(panels[bool(rows) :], limits, strict=True):
        _draw_limit(axes, calibration, limit)
    figure.suptitle(f"Calibration of {calibration.assignment.short} on {calibration.profile}", fontsize=14, color=_INK)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without Matplotlib's version in it, the same numbers give the same file for longer.
    figure.savefig(path, format="png", dpi=110, metadata={"Software": None})
    return path


def _draw_effects(axes: Axes, rows: Sequence[tuple[JudgedEffect, MeasuredGoal]], runs: int) -> None:
    labels = []
    for place, (row, finding) in enumerate(rows):
        goal, met = finding.goal, finding.met
        limit = goal.least if goal.least is not None else goal.most or 0.0
        allowed = (limit, 1.05) if goal.least is not None else (-0.1, limit)
        axes.barh(place, allowed[1] - allowed[0], left=allowed[0], height=0.62, color=_PALE, zorder=0)
        axes.vlines(limit, place - 0.38, place + 0.38, color=_INK, linewidth=2)
        style: dict[str, Any] = {"color": _BLUE, "marker": "o"} if met else {"color": _VERMILION, "marker": "X"}
        axes.plot(finding.values, [place] * len(finding.values), linestyle="", markersize=6, alpha=0.65, **style)
        axes.vlines(finding.measured, place - 0.26, place + 0.26, color=style["color"], linewidth=3)
        labels.append(f"{row.effect.title}\n{goal.label}, {goal.text}")
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(-0.1, 1.05)
    axes.set_xlabel("accuracy, difference of accuracies, or ratio")
    missed = len({row.effect.name for row, _ in rows if not row.on_target})
    axes.set_title(
        f"Effects, {runs} seeds each: {missed or 'none'} outside the target\n"
        "grey: on target · dots: seeds (✕ where missed) · thick bar: the value that counts",
        fontsize=10,
        loc="left",
    )


def _draw_limit(axes: Axes, calibration: Calibration, limit: Limit) -> None:
    threshold = calibration.threshold(limit)
    sign = -1 if limit.most else 1
    labels = []
    for place, contender in enumerate(threshold.contenders):
        style: dict[str, Any] = (
            {"color": _BLUE, "marker": "o"} if contender.right else {"color": _VERMILION, "marker": "X"}
        )
        values = calibration.values(limit, contender.name)
        axes.plot(values, [place] * len(values), linestyle="", markersize=6, alpha=0.45, **style)
        chance = threshold.chance_of_error(contender)
        if contender.right:
            told = f"right; fails in {percent(chance)} of runs"
        else:
            told = f"wrong; passes in {percent(chance)}"
            if contender.name in threshold.overlapping:
                told += f", so check {threshold.decided_by(contender)} decides"
        labels.append(f"{contender.name}\n{told}")
    axes.axvline(sign * threshold.value, color=_INK, linewidth=2)
    axes.axvspan(*sorted((sign * threshold.lowest, sign * threshold.highest)), color=_PALE, zorder=0)
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.invert_yaxis()
    if limit.scale is Scale.SHARE:
        axes.set_xlim(0, 1)
    axes.set_xlabel(f"{limit.scale.value} on {calibration.pictures} hidden pictures, drawn anew for each run")
    axes.set_title(
        f"{limit.name}: {'at most' if limit.most else 'at least'} {limit.scale.text(sign * threshold.value)}, "
        "between right ● and wrong ✕ ways\ngrey: where the limit could lie",
        fontsize=10,
        loc="left",
    )
