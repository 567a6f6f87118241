"""Plots of data and of training; legible on light and dark pages, and without telling colours apart."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lab.answers import answered

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

# Two colours of the Okabe-Ito palette; markers and line styles differ as well.
_TRAINING = {"color": "#0072B2", "marker": "o", "linestyle": "-"}
_VALIDATION = {"color": "#D55E00", "marker": "s", "linestyle": "--"}
_INK = "#222222"


def show_images(
    images: np.ndarray[Any, Any],
    labels: np.ndarray[Any, Any] | None = None,
    class_names: Sequence[str] | None = None,
    *,
    columns: int = 8,
    alt: str = "",
) -> None:
    """Show pictures in a grid; with labels, one row per class.

    Args:
        images: ``(n, height, width, 3)``, pixels from 0 to 255.
        labels: ``(n,)`` class numbers; without them the first pictures are shown in order.
        class_names: what the labels mean.
        columns: pictures per row.
        alt: what is to be seen, for those who cannot see it; by default the names of the rows.
    """
    import numpy as np

    if not answered(images):
        return
    if labels is None:
        chosen = np.arange(min(len(images), 3 * columns))
        rows = [("", chosen[start : start + columns]) for start in range(0, len(chosen), columns)]
    else:
        names = class_names or [str(label) for label in range(int(labels.max()) + 1)]
        rows = [(names[label], np.flatnonzero(labels == label)[:columns]) for label in np.unique(labels)]
    figure = _figure(columns * 1.15, len(rows) * 1.2)
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for (name, members), cells in zip(rows, grid, strict=True):
        for cell in cells:
            cell.set_axis_off()
        for cell, member in zip(cells, members, strict=False):
            cell.imshow(np.clip(images[member], 0, 255).astype("uint8"))
        cells[0].set_title(name, loc="left", fontsize=11, color=_INK)
    titles = ", ".join(name for name, _ in rows if name)
    _show(figure, alt or (f"A grid of pictures, one row each for {titles}." if titles else "A grid of pictures."))


def plot_history(history: Any) -> None:
    """Plot accuracy and loss for each epoch, on the training and the validation set, and mark the best epoch.

    Args:
        history: what ``model.fit`` returns, or its ``.history`` dictionary. The best epoch is the one with the lowest
            validation loss.
    """
    if not answered(history):
        return
    curves: Mapping[str, Sequence[float]] = getattr(history, "history", history)
    accuracy = next((name for name in curves if "acc" in name and not name.startswith("val_")), "")
    panels = [(name, label) for name, label in ((accuracy, "accuracy"), ("loss", "loss")) if curves.get(name)]
    if not panels:
        print("There is nothing to plot: this history has no epochs. Train for at least one.")
        return
    best = _best_epoch(curves.get("val_loss", ()))
    figure = _figure(10, 3.6)
    for axes, (name, label) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        for key, kind, style in ((name, "training", _TRAINING), (f"val_{name}", "validation", _VALIDATION)):
            if values := curves.get(key):
                axes.plot(range(1, len(values) + 1), values, label=kind, markersize=4, **style)
        if best:
            axes.axvline(best, color=_INK, linestyle=":", linewidth=1.5, label=f"best epoch: {best}")
        axes.set(xlabel="epoch", ylabel=label, title=label.capitalize())
        axes.grid(color="#dddddd", linewidth=0.8)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False)
    _show(figure, _history_in_words(curves, [name for name, _ in panels], best))


def confusion(
    model: Any,
    images: np.ndarray[Any, Any],
    labels: np.ndarray[Any, Any],
    class_names: Sequence[str],
) -> None:
    """Show which classes a model confuses, and name the pairs that it confuses most.

    Args:
        model: gives one score per class; the highest one is its answer.
        images: ``(n, height, width, 3)``, pixels from 0 to 255.
        labels: ``(n,)`` the true classes.
        class_names: what the labels mean.
    """
    import numpy as np

    if not answered(model):
        return
    guesses = np.asarray(model.predict(images, verbose=0)).argmax(axis=-1)
    size = len(class_names)
    counts = np.zeros((size, size), dtype=int)
    np.add.at(counts, (labels, guesses), 1)

    figure = _figure(1.0 + 0.9 * size, 0.6 + 0.75 * size)
    axes = figure.subplots()
    axes.imshow(counts, cmap="cividis")
    for row in range(size):
        for column in range(size):
            bright = counts[row, column] > counts.max() / 2
            axes.text(column, row, str(counts[row, column]), ha="center", va="center", color="k" if bright else "w")
    axes.set_xticks(range(size), class_names)
    axes.set_yticks(range(size), class_names)
    axes.set(xlabel="predicted class", ylabel="true class")

    words = f"{np.trace(counts)} of {counts.sum()} pictures are classified correctly."
    if pairs := _most_confused(counts):
        mixed = ", ".join(f"{class_names[true]} called {class_names[said]} ({times})" for true, said, times in pairs)
        words += f" Most often confused: {mixed}."
    _show(figure, f"Table of true against predicted classes. {words}")
    print(words)


def _most_confused(counts: np.ndarray[Any, Any], most: int = 3) -> list[tuple[int, int, int]]:
    """The pairs of classes that are confused most often, as ``(true class, answer, how often)``, most often first."""
    found = [
        (true, said, int(times))
        for true, row in enumerate(counts)
        for said, times in enumerate(row)
        if true != said and times
    ]
    return sorted(found, key=lambda pair: -pair[2])[:most]


def _best_epoch(losses: Sequence[float]) -> int:
    """Number of the epoch with the lowest loss, from 1; 0 when there is none."""
    return 1 + min(range(len(losses)), key=losses.__getitem__) if losses else 0


def _history_in_words(curves: Mapping[str, Sequence[float]], names: Sequence[str], best: int) -> str:
    ends = [
        f"{'validation' if key.startswith('val_') else 'training'} {'loss' if 'loss' in key else 'accuracy'} "
        f"goes from {curves[key][0]:.2f} to {curves[key][-1]:.2f}"
        for name in names
        for key in (name, f"val_{name}")
        if curves.get(key)
    ]
    last = f" Best epoch by validation loss: {best}." if best else ""
    return f"Learning curves: {'; '.join(ends)}.{last}"


def _figure(width: float, height: float) -> Figure:
    """A white figure that belongs to no window and needs no closing."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained", facecolor="white")


def _show(figure: Figure, alt: str) -> None:
    """Display a figure with a description for those who cannot see it."""
    from IPython.display import display

    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=110, bbox_inches="tight")
    picture = base64.b64encode(stream.getvalue()).decode()
    # As HTML, because a bare PNG cannot carry its description to every viewer of notebooks.
    page = f'<img src="data:image/png;base64,{picture}" alt="{html.escape(alt)}" style="max-width: 100%">'
    display({"text/html": page, "text/plain": alt}, raw=True)
