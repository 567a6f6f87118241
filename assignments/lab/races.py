"""Plots that compare training runs: learning curves in one frame, and accuracy against the number of examples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from numbers import Real
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from lab.answers import answered
from lab.files import DATA, find
from lab.plots import _INK, _figure, _show

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe-Ito colours; markers, lines and hatches differ as well.
_STYLES: tuple[dict[str, Any], ...] = (
    {"color": "#0072B2", "marker": "o", "linestyle": "-"},
    {"color": "#D55E00", "marker": "s", "linestyle": "--"},
    {"color": "#009E73", "marker": "^", "linestyle": "-."},
)
_HATCHES = ("", "//", "..")


def curves_of(history: Any) -> dict[str, list[float]]:
    """The dictionary inside a history: from a name such as ``"val_accuracy"`` to one value for each epoch.

    Args:
        history: what ``model.fit`` returns, or that dictionary itself.
    """
    return dict(getattr(history, "history", history))


def seconds_per_epoch(history: Any) -> float:
    """How long an epoch typically took; the first, which includes building the graph, counts only if there is no other.

    Args:
        history: of a ``fit`` with ``lab.stopwatch()`` among its callbacks.

    Raises:
        ValueError: the history holds no times.
    """
    times = curves_of(history).get("seconds", [])
    if not times:
        raise ValueError("This history holds no times. Train with callbacks=[lab.stopwatch()].")
    return float(median(times[1:] or times))


def plot_race(histories: Mapping[str, Any], *, target: float | None = None, guessing: float | None = None) -> None:
    """Plot the validation accuracy of several training runs, epoch by epoch, and how long an epoch took.

    Args:
        histories: a name for each training run, and what its ``fit`` returned.
        target: accuracy to mark with a line.
        guessing: accuracy that guessing reaches, marked as well.
    """
    if not answered(*histories.values()):
        return
    accuracies = {name: curves_of(history).get("val_accuracy", []) for name, history in histories.items()}
    if not all(accuracies.values()):
        print("There is nothing to compare: a history has no validation accuracy. Pass validation_data to fit.")
        return
    timed = all(curves_of(history).get("seconds") for history in histories.values())
    figure = _figure(10, 3.8)
    panels = figure.subplots(1, 2, width_ratios=(2, 1)) if timed else [figure.subplots()]
    for (name, values), style in zip(accuracies.items(), _STYLES, strict=False):
        panels[0].plot(range(1, len(values) + 1), values, label=name, markersize=5, **style)
    _mark(panels[0], {"target": (target, "-"), "guessing": (guessing, ":")})
    panels[0].set(xlabel="epoch", ylabel="validation accuracy", title="Who learns faster?", ylim=(0, 1))
    panels[0].xaxis.get_major_locator().set_params(integer=True)
    words = "; ".join(f"{name} goes from {v[0]:.2f} to {v[-1]:.2f}" for name, v in accuracies.items())
    if timed:
        seconds = {name: seconds_per_epoch(history) for name, history in histories.items()}
        _bars(panels[1], seconds)
        words += ". " + "; ".join(f"{name}: {value:.1f} seconds for an epoch" for name, value in seconds.items())
    _show(figure, f"Validation accuracy over {max(map(len, accuracies.values()))} epochs: {words}.")


def plot_accuracy_by_examples(
    results: Mapping[str, Mapping[int, float | Sequence[float]]],
    *,
    title: str = "How many examples does it take?",
    guessing: float | None = None,
) -> None:
    """Plot accuracy against the number of training pictures per class.

    Args:
        results: a name for each way of training, and its accuracy by number of pictures per class. Of several draws it
            is the mean, the lowest and the highest: the line goes through the means, and a band shows the range.
        title: above the plot.
        guessing: accuracy that guessing reaches, marked with a line.
    """
    if not answered(*results.values()) or not answered(*(v for result in results.values() for v in result.values())):
        return
    results = {name: result for name, result in results.items() if result}
    figure = _figure(7.5, 4)
    axes = figure.subplots()
    axes.set_xscale("log")
    for (name, result), style in zip(results.items(), _STYLES, strict=False):
        counts = sorted(result)
        means, *ends = zip(*(_mean_and_range(result[count]) for count in counts), strict=True)
        axes.plot(counts, means, label=name, markersize=6, **style)
        if ends[0] != ends[1]:
            axes.fill_between(counts, *ends, color=style["color"], alpha=0.2, linewidth=0, label="lowest to highest")
    _mark(axes, {"guessing": (guessing, ":")})
    every = sorted({count for result in results.values() for count in result})
    axes.set_xticks(every, [str(count) for count in every])
    axes.minorticks_off()
    axes.set(xlabel="training pictures per class", ylabel="validation accuracy", ylim=(0, 1))
    axes.set_title(title)
    axes.legend(loc="best", framealpha=0.9, edgecolor="white")
    words = "; ".join(
        f"{name}: " + ", ".join(f"{_told(result[count])} with {count}" for count in sorted(result))
        for name, result in results.items()
    )
    _show(figure, f"Validation accuracy against training pictures per class. {words}.")


def recorded_by_examples() -> dict[str, dict[int, float]]:
    """Accuracies that three ways of training reach, by the number of drawings per class; too slow for a notebook.

    Raises:
        MissingFile: the file with the records is not there.
    """
    found = json.loads(find(DATA / "by_examples.json").read_text(encoding="utf-8"))
    return {way: {int(count): fmean(runs) for count, runs in curve.items()} for way, curve in found.items()}


def _mean_and_range(accuracy: float | Sequence[float]) -> tuple[float, float, float]:
    mean, lowest, highest = (accuracy,) * 3 if isinstance(accuracy, Real) else accuracy
    return float(mean), float(lowest), float(highest)


def _told(accuracy: float | Sequence[float]) -> str:
    mean, lowest, highest = _mean_and_range(accuracy)
    return f"{mean:.2f}" if lowest == highest else f"{mean:.2f} (from {lowest:.2f} to {highest:.2f})"


def _mark(axes: Axes, lines: Mapping[str, tuple[float | None, str]]) -> None:
    for name, (value, style) in lines.items():
        if value is not None:
            axes.axhline(value, color=_INK, linestyle=style, linewidth=1.2, label=f"{name}: {value:.0%}", zorder=1)
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.yaxis.set_major_formatter("{x:.1f}")
    axes.legend(loc="center right", framealpha=0.9, edgecolor="white")


def _bars(axes: Axes, seconds: Mapping[str, float]) -> None:
    values: Sequence[float] = list(seconds.values())
    for place, (value, style, hatch) in enumerate(zip(values, _STYLES, _HATCHES, strict=False)):
        bars = axes.bar(place, value, width=0.6, color=style["color"], hatch=hatch, edgecolor="white")
        axes.bar_label(bars, [f"{value:.1f} s"], padding=3, color=_INK)
    axes.set_xticks(range(len(values)), [name.replace(" ", "\n", 1) for name in seconds])
    axes.set(ylabel="seconds", title="Time for an epoch", ylim=(0, 1.2 * max(values)))
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
