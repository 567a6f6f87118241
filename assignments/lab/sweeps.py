"""A sweep of learning rates, as a plot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.answers import answered
from lab.plots import _TRAINING, _VALIDATION, _figure, _show


def plot_rates(histories: Mapping[float, Any]) -> None:
    """Plot accuracy and loss at the end of several trainings against their learning rates.

    Args:
        histories: a learning rate → what ``fit`` returned, or the dictionary in it, with validation.
    """
    if not answered(*histories.values()):
        return
    rates = sorted(histories)
    curves = {rate: getattr(histories[rate], "history", histories[rate]) for rate in rates}
    figure = _figure(10, 3.6)
    for axes, name in zip(figure.subplots(1, 2), ("accuracy", "loss"), strict=True):
        for key, kind, style in ((name, "training", _TRAINING), (f"val_{name}", "validation", _VALIDATION)):
            axes.plot(rates, [curves[rate][key][-1] for rate in rates], label=kind, markersize=5, **style)
        axes.set_xscale("log")
        axes.set(xlabel="learning rate", ylabel=name, title=f"{name.capitalize()} after the last epoch")
        axes.grid(color="#dddddd", linewidth=0.8)
        axes.legend(frameon=False)
    axes.set_yscale("log")  # of the loss, which spans powers of ten
    words = "; ".join(
        f"{rate:g}: accuracy {curves[rate]['val_accuracy'][-1]:.0%}, loss {curves[rate]['val_loss'][-1]:.2g}"
        for rate in rates
    )
    _show(figure, f"Validation accuracy and loss by learning rate. {words}.")
