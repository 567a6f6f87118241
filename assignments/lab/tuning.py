"""Plots of fine-tuning: what can be trained, the two phases of training, and strategies side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lab.answers import answered
from lab.models import layer_sizes, trainable_size
from lab.plots import _INK, _TRAINING, _VALIDATION, _figure, _show

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Hatches tell the bars apart where colours do not.
_LEARNS = {"color": "#D55E00", "hatch": "//", "edgecolor": "white"}
_FROZEN = {"color": "#0072B2"}
_BAR = {"color": "#0072B2"}
_SHADE = "#eeeeee"


def plot_trainable(model: Any) -> None:
    """Plot how many parameters each block of a model has, and which of them training may change.

    Args:
        model: a Keras model, with or without a model inside.
    """
    if not answered(model):
        return
    sizes: dict[str, list[int]] = {}  # frozen and trainable parameters of each block, from the input on
    for layer, (name, _, parameters) in layer_sizes(model):
        learns = trainable_size(layer)
        block = sizes.setdefault(_block(name), [0, 0])
        block[0] += parameters - learns
        block[1] += learns
    names, places = list(sizes), range(len(sizes))
    frozen, learning = ([size[part] / 1000 for size in sizes.values()] for part in (0, 1))
    figure = _figure(10, 3.4)
    axes = figure.subplots()
    axes.bar(places, frozen, label="frozen", **_FROZEN)
    axes.bar(places, learning, bottom=frozen, label="can be trained", **_LEARNS)
    axes.set_xticks(places, names, rotation=60, ha="right", fontsize=9)
    axes.set(ylabel="parameters, in thousands", xlabel="blocks, from input to output")
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="upper left")
    open_blocks = [name for name, (_, learns) in sizes.items() if learns]
    words = f"in {', '.join(open_blocks)}" if open_blocks else "nowhere"
    _show(
        figure,
        f"Bars for {len(names)} blocks. {sum(learning):.0f} of {sum(frozen) + sum(learning):.0f} thousand parameters "
        f"can be trained, {words}.",
    )


def _block(layer: str) -> str:
    """The block that a layer belongs to: ``"block_13"`` for ``"block_13_expand_BN"``; whatever is not base is head."""
    if match := re.match(r"block_\d+|expanded_conv", layer):
        return match[0]
    return {"Conv1": "Conv1", "bn_Conv1": "Conv1", "Conv_1": "Conv_1", "Conv_1_bn": "Conv_1"}.get(layer, "head")


def plot_phases(first: Any, second: Any) -> None:
    """Plot the learning curves of two phases one after the other, and mark where the second begins.

    Args:
        first: what ``model.fit`` returned in phase 1, or its ``.history`` dictionary.
        second: the same of phase 2.
    """
    if not answered(first, second):
        return
    phases: list[Mapping[str, Sequence[float]]] = [getattr(phase, "history", phase) for phase in (first, second)]
    lengths = [len(phase.get("loss", ())) for phase in phases]
    if not all(lengths):
        print("There is nothing to plot: one of the two histories has no epochs. Train for at least one.")
        return
    accuracy = next((name for name in phases[0] if "acc" in name and not name.startswith("val_")), "")
    panels = [(name, label) for name, label in ((accuracy, "accuracy"), ("loss", "loss")) if name]
    figure = _figure(10, 3.8)
    for axes, (name, label) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        for key, kind, style in ((name, "training", _TRAINING), (f"val_{name}", "validation", _VALIDATION)):
            values = [value for phase in phases for value in phase.get(key, ())]
            if len(values) == sum(lengths):
                axes.plot(range(1, len(values) + 1), values, label=kind, markersize=4, **style)
        _mark_phases(axes, lengths)
        axes.set(xlabel="epoch", ylabel=label, title=label.capitalize())
        axes.xaxis.get_major_locator().set_params(integer=True)
        # Where curves seldom are: accuracy ends high, loss ends low; the names of the phases are above.
        place = {"accuracy": ("lower right", (1, 0)), "loss": ("upper right", (1, 0.92))}[label]
        axes.legend(frameon=False, loc=place[0], bbox_to_anchor=place[1])
    _show(figure, f"Learning curves of two phases of {lengths[0]} and {lengths[1]} epochs. {_in_words(phases)}")


def _mark_phases(axes: Axes, lengths: Sequence[int]) -> None:
    end, last = lengths[0] + 0.5, sum(lengths) + 0.5
    axes.set_xlim(0.5, last)
    axes.axvspan(end, last, color=_SHADE, zorder=0)
    axes.axvline(end, color=_INK, linestyle=":", linewidth=1.5)
    axes.grid(color="#dddddd", linewidth=0.8)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.12 * (high - low))  # room for the two names
    for middle, name in ((end / 2 + 0.25, "phase 1: head"), ((end + last) / 2, "phase 2: top blocks")):
        place = axes.get_xaxis_transform()
        axes.text(middle, 0.98, name, transform=place, ha="center", va="top", color=_INK)


def _in_words(phases: Sequence[Mapping[str, Sequence[float]]]) -> str:
    name = next((key for key in phases[0] if key.startswith("val_") and "acc" in key), "")
    if not all(phase.get(name) for phase in phases):
        return ""
    ends = " and ".join(f"{phase[name][-1]:.2f} after phase {number}" for number, phase in enumerate(phases, start=1))
    return f"Validation accuracy is {ends}."


def plot_strategies(results: Mapping[str, tuple[float, float]]) -> None:
    """Plot what each strategy reached, and how long it took.

    Args:
        results: the strategy's name → (accuracy between 0 and 1, seconds).
    """
    if not answered(results) or not results:
        return
    names = list(results)
    figure = _figure(10, 0.9 + 0.55 * len(names))
    left, right = figure.subplots(1, 2, sharey=True)
    panels = (
        (left, [results[name][0] for name in names], "{:.0%}"),
        (right, [results[n][1] for n in names], "{:.0f} s"),
    )
    for axes, values, form in panels:
        bars = axes.barh(range(len(names)), values, height=0.6, **_BAR)
        axes.bar_label(bars, [form.format(value) for value in values], padding=4, color=_INK)
        axes.set_xlim(0, 1.18 * max(*values, 1e-9))
        axes.grid(axis="x", color="#dddddd", linewidth=0.8)
        axes.set_axisbelow(True)
    left.set_yticks(range(len(names)), names)
    left.invert_yaxis()
    left.set(title="Validation accuracy", xlabel="share of pictures classified correctly")
    right.set(title="Training time", xlabel="seconds")
    said = "; ".join(
        f"{name}: {accuracy:.0%} in {seconds:.0f} seconds" for name, (accuracy, seconds) in results.items()
    )
    _show(figure, f"Bars of accuracy and time for each strategy. {said}.")
