"""A log of runs: time the training, record the results, and compare."""

from __future__ import annotations

import gc
import html
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lab.answers import answered
from lab.plots import _figure, _show
from lab.settings import BUDGET, DATASET
from lab.speed import seconds_allowed

if TYPE_CHECKING:
    import numpy as np

    Pair = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]

Run = Mapping[str, Any]

_FITS, _TOO_MUCH = ("within the budgets", "o", "#0072B2"), ("over a budget", "X", "#D55E00")
_INK = "#222222"


def record_run(train: Callable[..., Any], strategy: str, training: Pair, validation: Pair) -> dict[str, Any]:
    """Train a new model, time it, and evaluate it on the validation set.

    The model is discarded afterwards, so that many runs fit into memory.

    Args:
        train: ``train(strategy, pictures, cats)`` gives a trained model.
        strategy: passed on to ``train``.
        training: pictures and their labels, 1 for a cat and 0 for everything else.
        validation: the same for pictures that the model does not learn from.

    Returns:
        The run: ``strategy``, ``trainable_parameters``, ``seconds``, ``pixels`` (the sum of those it was evaluated on),
        ``cats_spotted`` and ``others_kept_out`` (shares of them, 0 to 1), and their mean, ``balanced_accuracy``.
    """
    import numpy as np

    start = time.perf_counter()
    model = train(strategy, *training)
    seconds = time.perf_counter() - start
    if not answered(model):
        return {}
    pictures, cats = validation
    says_cat = decide(model, pictures)
    spotted, kept_out = float(says_cat[cats == 1].mean()), float(1 - says_cat[cats == 0].mean())
    run = {
        "strategy": strategy,
        "trainable_parameters": sum(math.prod(weight.shape) for weight in model.trainable_weights),
        "seconds": round(seconds, 1),
        "pixels": round(float(np.sum(pictures, dtype="float64"))),
        "cats_spotted": round(spotted, 3),
        "others_kept_out": round(kept_out, 3),
        "balanced_accuracy": round((spotted + kept_out) / 2, 3),
    }
    del model
    gc.collect()
    return run


def decide(model: Any, pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What a model for two classes says about each picture: 1 for a cat, 0 for anything else.

    For a single output the threshold is 0.5 if the model ends in a sigmoid, and 0 if it gives logits. Of two outputs,
    the larger one counts.

    Args:
        model: gives one or two numbers for each picture.
        pictures: ``(n, height, width, 3)``, pixels from 0 to 255.

    Returns:
        Whole numbers, ``(n,)``.
    """
    import numpy as np

    outputs = np.asarray(model.predict(pictures, verbose=0)).reshape(len(pictures), -1)
    if outputs.shape[1] > 1:
        return outputs.argmax(axis=1)
    activation = getattr(getattr(model.layers[-1], "activation", None), "__name__", "linear")
    return (outputs[:, 0] > (0.5 if activation.endswith("sigmoid") else 0.0)).astype("int64")


def show_runs(runs: Sequence[Run]) -> None:
    """Show runs as a table, and plot balanced accuracy against the number of trainable parameters.

    Args:
        runs: from :func:`record_run`.
    """
    if not answered(runs) or not answered(*(run or None for run in runs)):
        return
    allowed = seconds_allowed()
    _show_table(runs, allowed)
    _plot(runs, allowed)


def _over(run: Run, allowed: float) -> bool:
    return bool(run["trainable_parameters"] > BUDGET.trainable_parameters or run["seconds"] > allowed)


def _rows(runs: Sequence[Run], allowed: float) -> list[tuple[str, ...]]:
    return [
        (
            str(run["strategy"]),
            _marked(f"{run['trainable_parameters']:,}", run["trainable_parameters"] > BUDGET.trainable_parameters),
            _marked(f"{run['seconds']:.0f}", run["seconds"] > allowed),
            f"{run['cats_spotted']:.0%}",
            f"{run['others_kept_out']:.0%}",
            f"{run['balanced_accuracy']:.1%}",
        )
        for run in runs
    ]


def _marked(text: str, over: bool) -> str:
    return f"{text} ✗" if over else text


def _show_table(runs: Sequence[Run], allowed: float) -> None:
    from IPython.display import display

    heads = (
        "strategy",
        "trainable parameters",
        "seconds",
        f"{DATASET.many} spotted",
        "others kept out",
        "balanced accuracy",
    )
    rows = _rows(runs, allowed)
    caption = (
        f"Runs, evaluated on the validation set. The budgets are {BUDGET.trainable_parameters:,} trainable parameters "
        f"and, on this machine, about {allowed:.0f} seconds; ✗ marks what exceeds them."
    )
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [
        "  ".join(text.ljust(width) if place == 0 else text.rjust(width) for place, (text, width) in enumerate(cells))
        for cells in (zip(row, widths, strict=True) for row in [heads, *rows])
    ]
    cell = '<t{0} style="text-align: {1}; padding: 0.25em 0.9em"{2}>{3}</t{0}>'
    top = "".join(cell.format("h", "right" if i else "left", ' scope="col"', head) for i, head in enumerate(heads))
    body = "".join(
        "<tr>"
        + cell.format("h", "left", ' scope="row"', html.escape(row[0]))
        + "".join(cell.format("d", "right", "", text) for text in row[1:])
        + "</tr>"
        for row in rows
    )
    page = (
        f'<table><caption style="text-align: left; padding: 0.3em 0.9em">{caption}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
    display({"text/html": page, "text/plain": "\n".join([caption, *lines])}, raw=True)


def _plot(runs: Sequence[Run], allowed: float) -> None:
    figure = _figure(7.5, 3.8)
    axes = figure.subplots()
    axes.set_xscale("log")
    used = set()
    for run in runs:
        label, marker, colour = _TOO_MUCH if _over(run, allowed) else _FITS
        x, y = run["trainable_parameters"], run["balanced_accuracy"]
        axes.scatter([x], [y], s=70, marker=marker, color=colour, label=None if label in used else label, zorder=3)
        used.add(label)
        axes.annotate(f"  {run['strategy']}", (x, y), va="center", color=_INK, fontsize=10)
    axes.axvline(BUDGET.trainable_parameters, color=_INK, linestyle=":", linewidth=1.5, label="parameter budget")
    counts = [run["trainable_parameters"] for run in runs]
    axes.set_xlim(max(1, min(counts)) / 2.5, max([*counts, BUDGET.trainable_parameters]) * 8)
    low = min(run["balanced_accuracy"] for run in runs)
    axes.set_ylim(min(0.5, low - 0.05), 1.0)
    axes.set(xlabel="trainable parameters", ylabel="balanced accuracy", title="Validation set")
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.legend(frameon=False, loc="lower right")
    points = "; ".join(
        f"{run['strategy']} reaches {run['balanced_accuracy']:.2f} with {run['trainable_parameters']:,}" for run in runs
    )
    _show(figure, f"Balanced accuracy against trainable parameters: {points}.")
