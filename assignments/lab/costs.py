"""What a threshold costs, as a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.answers import answered
from lab.plots import _INK, _TRAINING, _VALIDATION, _figure, _show
from lab.settings import DATASET

if TYPE_CHECKING:
    import numpy as np


def probabilities(model: Any, pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How likely each picture is, to a model for two classes, to show what the door opens for.

    Args:
        model: gives one or two numbers for each picture, probabilities or logits.
        pictures: ``(n, height, width, 3)``, pixels from 0 to 255.

    Returns:
        Numbers from 0 to 1, ``(n,)``.
    """
    import numpy as np

    outputs = np.asarray(model.predict(pictures, verbose=0), dtype="float64").reshape(len(pictures), -1)
    if outputs.shape[1] > 1:
        if outputs.min() >= 0 and np.allclose(outputs.sum(axis=1), 1, atol=1e-3):
            return outputs[:, 1]
        logits = outputs[:, 1] - outputs[:, 0]
    elif getattr(getattr(model.layers[-1], "activation", None), "__name__", "linear").endswith("sigmoid"):
        return outputs[:, 0]
    else:
        logits = outputs[:, 0]
    return 1 / (1 + np.exp(-np.clip(logits, -50, 50)))


def plot_costs(
    scores: np.ndarray[Any, Any],
    truth: np.ndarray[Any, Any],
    cost_miss: float,
    cost_false_alarm: float,
    threshold: float,
) -> None:
    """Plot what each threshold costs in all, and by each of the two mistakes, and mark one threshold.

    Args:
        scores: ``(n,)``; the door opens where they are at least the threshold.
        truth: ``(n,)``, 1 where it should open, else 0.
        cost_miss: of one that is left outside.
        cost_false_alarm: of another one that is let in.
        threshold: the one that is marked.
    """
    import numpy as np

    if not answered(threshold):
        return
    cuts = np.unique(np.append(scores, threshold))
    misses = np.array([cost_miss * np.sum(scores[truth == 1] < cut) for cut in cuts])
    alarms = np.array([cost_false_alarm * np.sum(scores[truth == 0] >= cut) for cut in cuts])
    figure = _figure(8.5, 3.8)
    axes = figure.subplots()
    for values, name, style in (
        (misses, f"{DATASET.many} left outside", {**_TRAINING, "marker": ""}),
        (alarms, "others let in", {**_VALIDATION, "marker": ""}),
        (misses + alarms, "both", {"color": _INK, "linewidth": 2.5}),
    ):
        axes.plot(cuts, values, label=name, **style)
    axes.axvline(threshold, color=_INK, linestyle=":", linewidth=1.5, label=f"threshold: {threshold:.2f}")
    axes.set(xlabel="threshold", ylabel="cost", title="What each threshold costs")
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.legend(frameon=False)
    total = misses + alarms
    told = {"the marked one": threshold, "0.5": 0.5}
    words = ", ".join(
        f"{name} {total[min(np.searchsorted(cuts, cut), len(cuts) - 1)]:,.0f}" for name, cut in told.items()
    )
    _show(
        figure,
        f"Cost by threshold, from {cuts[0]:.2f} to {cuts[-1]:.2f}. The higher it is, the more {DATASET.many} are left "
        f"outside, and the fewer others are let in. The marked threshold is {threshold:.2f}. Costs in all: {words}.",
    )
