"""Learning curves to look at: simple ones, made up as textbook examples, and real ones from real training runs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

from lab.files import DATA, find
from lab.plots import _TRAINING, _VALIDATION, _figure, _show

#: As in the ``history`` of what ``fit`` returns: one value for each epoch, by name.
Curves = dict[str, list[float]]

#: What a history can be called.
DIAGNOSES = (
    "rate too high",
    "noisy validation",
    "underfitting",
    "overfitting",
    "validation above training",
    "good fit",
)


def textbook_curves() -> dict[str, Curves]:
    """One made-up history for each diagnosis, by its name; as clear as can be."""
    return {
        "rate too high": _curves(_jumping(_learn(0.5), -0.1), _jumping(_learn(0.45), -0.1), _jump(1.2), _jump(1.4)),
        "noisy validation": _curves(_learn(0.9), _jumping(_learn(0.84), 0.1), _fall(0.3), _jumping(_fall(0.55), 0.2)),
        "underfitting": _curves(_learn(0.5), _learn(0.48), _fall(1.2), _fall(1.25)),
        "overfitting": _curves(_learn(0.99), _learn(0.7), _fall(0.05), _fall_and_rise(0.7, 1.5)),
        "validation above training": _curves(_learn(0.78), _learn(0.87), _fall(0.6), _fall(0.4)),
        "good fit": _curves(_learn(0.9), _learn(0.85), _fall(0.3), _fall(0.42)),
    }


def recorded_curves() -> dict[str, Curves]:
    """Real histories, by the letters A to F. They come from training runs like yours.

    Raises:
        MissingFile: the file is not there.
    """
    found: dict[str, Curves] = json.loads(find(DATA / "curves.json").read_text(encoding="utf-8"))
    return found


def plot_curves(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Draw several histories side by side: accuracy in the upper row, loss in the lower one.

    Args:
        histories: by the title to show above each; each has ``accuracy``, ``val_accuracy``, ``loss`` and
            ``val_loss``.
    """
    names = list(histories)
    for start in range(0, len(names), 3):
        _plot_row({name: histories[name] for name in names[start : start + 3]})


def _plot_row(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    figure = _figure(11, 4.6)
    grid = figure.subplots(2, 3, squeeze=False, sharex="col")
    for column in range(len(histories), 3):
        for row in grid:
            row[column].set_axis_off()
    told = []
    for (name, curves), column in zip(histories.items(), grid.T, strict=False):
        for axes, key in zip(column, ("accuracy", "loss"), strict=True):
            for full, kind, style in ((key, "training", _TRAINING), (f"val_{key}", "validation", _VALIDATION)):
                axes.plot(range(1, len(curves[full]) + 1), curves[full], label=kind, markersize=3, **style)
            axes.grid(color="#dddddd", linewidth=0.8)
            axes.xaxis.get_major_locator().set_params(integer=True)
        column[0].set(title=name, ylim=(0, 1.03))
        column[1].set_ylim(bottom=0)
        column[1].set_xlabel("epoch")
        told.append(f"{name}: {_in_words(curves)}")
    grid[0][0].set_ylabel("accuracy")
    grid[1][0].set_ylabel("loss")
    handles, labels = grid[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=2, frameon=False)
    _show(figure, "Learning curves. " + " ".join(told))


def _in_words(curves: Mapping[str, Sequence[float]]) -> str:
    """Where the curves start and end, in numbers and without a diagnosis."""
    lowest = min(curves["val_loss"])
    return (
        f"after {len(curves['loss'])} epochs accuracy {curves['accuracy'][-1]:.0%} in training and "
        f"{curves['val_accuracy'][-1]:.0%} in validation; training loss from {curves['loss'][0]:.2f} to "
        f"{curves['loss'][-1]:.2f}; validation loss from {curves['val_loss'][0]:.2f} to {curves['val_loss'][-1]:.2f}, "
        f"at its lowest {lowest:.2f} in epoch {curves['val_loss'].index(lowest) + 1}."
    )


_EPOCHS = range(20)


def _curves(accuracy: list[float], val_accuracy: list[float], loss: list[float], val_loss: list[float]) -> Curves:
    return {"accuracy": accuracy, "val_accuracy": val_accuracy, "loss": loss, "val_loss": val_loss}


def _learn(end: float) -> list[float]:
    return [round(end - (end - 0.2) * math.exp(-0.4 * epoch), 3) for epoch in _EPOCHS]


def _fall(end: float) -> list[float]:
    return [round(end + (1.6 - end) * math.exp(-0.4 * epoch), 3) for epoch in _EPOCHS]


def _fall_and_rise(lowest: float, end: float) -> list[float]:
    fallen = [lowest + (1.6 - lowest) * math.exp(-0.8 * epoch) for epoch in _EPOCHS]
    return [round(loss + (end - lowest) * (epoch / 19) ** 1.5, 3) for epoch, loss in zip(_EPOCHS, fallen, strict=True)]


def _jump(level: float) -> list[float]:
    return _jumping([level] * len(_EPOCHS), 0.25)


def _jumping(values: list[float], by: float) -> list[float]:
    """Up and down around the values, alternately, and not always by the same amount."""
    steps = [(by if epoch % 2 else -by) * (1 - 0.3 * math.sin(epoch)) for epoch in _EPOCHS]
    return [round(value + step, 3) for value, step in zip(values, steps, strict=True)]
