"""Choosing one of many runs by its validation score: recorded runs, and a plot of what they are worth in a test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from lab.answers import answered
from lab.files import DATA, find
from lab.plots import _INK, _figure, _show

if TYPE_CHECKING:
    import numpy as np

_RUN = {"marker": "o", "facecolors": "#0072B2", "edgecolors": "white", "alpha": 0.6, "s": 45}
_CHOSEN = {"marker": "D", "color": "#D55E00", "s": 90, "zorder": 3}


def recorded_heads(validation: int = 25, *, runs: int = 100, seed: int = 46) -> tuple[list[float], list[float]]:
    """Validation and test accuracy of heads that were trained on Tom's pictures, each in one of five ways.

    The 200 pictures that they were not trained on are dealt out: as many of each class to the validation set, and the
    rest to the test set.

    Args:
        validation: how many pictures the validation set gets.
        runs: how many of the 100 heads, drawn at random.
        seed: decides how the pictures are dealt out and which heads are drawn; by default, both sets are about equally
            hard.

    Returns:
        two lists with one accuracy for each head, in the same order.

    Raises:
        MissingFile: the file with the records is not there.
    """
    import numpy as np

    labels, right = _records()
    chance = np.random.default_rng(seed)
    classes = np.unique(labels)
    piles = [chance.permutation(np.flatnonzero(labels == label))[: validation // len(classes)] for label in classes]
    chosen = np.isin(np.arange(len(labels)), np.concatenate(piles))
    some = right[chance.permutation(len(right))[:runs]]
    return some[:, chosen].mean(axis=1).tolist(), some[:, ~chosen].mean(axis=1).tolist()


@cache
def _records() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The label of each picture, and by head and picture whether the head gets it right."""
    import numpy as np

    found = json.loads(find(DATA / "heads.json").read_text(encoding="utf-8"))
    labels = np.array([int(digit) for digit in found["labels"]])
    return labels, np.array([[digit == "1" for digit in head] for head in found["right"]])


def plot_choice(val_scores: Sequence[float], test_scores: Sequence[float]) -> None:
    """Plot the test accuracy of runs against their validation accuracy, and mark the run that validation chooses.

    Args:
        val_scores: validation accuracy of each run.
        test_scores: test accuracy of each run, in the same order.
    """
    if not answered(val_scores, test_scores) or not len(val_scores):
        return
    from matplotlib.ticker import MultipleLocator

    place = max(range(len(val_scores)), key=lambda run: val_scores[run])
    figure = _figure(6.5, 4.2)
    axes = figure.subplots()
    every = [*val_scores, *test_scores]
    ends = [min(every) - 0.03, max(every) + 0.03]
    axes.plot(ends, ends, color=_INK, linestyle="--", linewidth=1.2, label="the same in both", zorder=1)
    axes.scatter(val_scores, test_scores, label="a run", **_RUN)
    axes.scatter([val_scores[place]], [test_scores[place]], label="the chosen run", **_CHOSEN)
    axes.set(xlabel="validation accuracy", ylabel="test accuracy", xlim=ends, ylim=ends, aspect="equal")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MultipleLocator(0.1 if ends[1] - ends[0] > 0.5 else 0.05))
        axis.set_major_formatter("{x:.0%}")
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    figure.legend(loc="outside right upper", frameon=False)
    val, test = (f"{min(scores):.0%} to {max(scores):.0%}" for scores in (val_scores, test_scores))
    found = f"{val_scores[place]:.0%} in validation and {test_scores[place]:.0%} in the test"
    _show(
        figure,
        f"Test accuracy against validation accuracy of {len(val_scores)} runs. In validation they reach {val}, in the "
        f"test {test}. The chosen run reaches {found}.",
    )
