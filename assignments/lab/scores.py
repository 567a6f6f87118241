"""Accuracies of several trainings side by side, each with its mean and its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lab.answers import answered
from lab.plots import _INK, _figure, _show

_BAR = {"color": "#0072B2"}
_RUNS = {"marker": "o", "facecolors": "white", "edgecolors": _INK}


def plot_scores(
    scores: Mapping[str, float | Sequence[float]], *, title: str = "Validation accuracy", guessing: float | None = None
) -> None:
    """Plot a bar for each name: as long as the mean of its accuracies, with a circle for each of them.

    Args:
        scores: a name → an accuracy, or those of several runs.
        title: what was measured.
        guessing: accuracy that guessing reaches, marked with a line.
    """
    if not answered(scores) or not answered(*scores.values()) or not scores:
        return
    runs = {name: _as_list(values) for name, values in scores.items()}
    means = {name: sum(values) / len(values) for name, values in runs.items()}
    figure = _figure(8.5, 0.9 + 0.5 * len(runs))
    axes = figure.subplots()
    for place, (name, values) in enumerate(runs.items()):
        axes.barh(place, means[name], height=0.6, **_BAR)
        if len(values) > 1:
            axes.scatter(values, [place] * len(values), s=28, zorder=3, **_RUNS)
        axes.text(max(*values, means[name]) + 0.02, place, f"{means[name]:.0%}", va="center", color=_INK)
    if guessing is not None:
        axes.axvline(guessing, color=_INK, linestyle=":", linewidth=1.5, label=f"guessing: {guessing:.0%}")
        figure.legend(loc="outside upper right", frameon=False)
    axes.set_yticks(range(len(runs)), list(runs))
    axes.set(xlim=(0, 1.1), ylim=(len(runs) - 0.4, -0.6), title=title)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    _show(figure, f"{title}. " + "; ".join(_in_words(name, values) for name, values in runs.items()) + ".")


def _as_list(values: float | Sequence[float]) -> list[float]:
    return [float(values)] if isinstance(values, int | float) else [float(value) for value in values]


def _in_words(name: str, values: Sequence[float]) -> str:
    mean = sum(values) / len(values)
    if len(values) == 1:
        return f"{name}: {mean:.0%}"
    return f"{name}: {mean:.0%} on average of {len(values)} runs, from {min(values):.0%} to {max(values):.0%}"
