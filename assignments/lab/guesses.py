"""A guess before an experiment, and what came out: nothing here is graded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.answers import answered
from lab.plots import _INK, _figure, _show

# Marker and colour: an open circle for the guess, a filled square for the result.
_GUESSED = {"marker": "o", "facecolors": "white", "edgecolors": "#D55E00", "linewidths": 2.0}
_MEASURED = {"marker": "s", "color": "#0072B2"}


def compare_guesses(guesses: Mapping[str, Any], results: Mapping[str, Any]) -> None:
    """Show what you guessed beside what came out.

    Args:
        guesses: shares between 0 and 1 by name; ``...`` stands for no guess.
        results: what came out, by the same names.
    """
    if not answered(*results.values()):
        return
    made = {name: float(value) for name in results if _is_share(value := guesses.get(name, ...))}
    odd = [f"{name} ({guesses[name]!r})" for name in results if name not in made and guesses.get(name, ...) is not ...]
    if odd:
        print(f"Write a guess as a share between 0 and 1, such as 0.5. These are none: {', '.join(odd)}.")
    elif not made:
        print("No guess this time. You learn more from an experiment if you guess first what will come out.")
    words = [_in_words(name, made.get(name), float(result)) for name, result in results.items()]
    figure = _figure(7.5, 1.0 + 0.45 * len(results))
    axes = figure.subplots()
    for place, (name, result) in enumerate(results.items()):
        if name in made:
            axes.plot([made[name], result], [place, place], color="#999999", linewidth=2, zorder=1)
            axes.scatter([made[name]], [place], s=90, zorder=3, label=_once(axes, "your guess"), **_GUESSED)
        axes.scatter([result], [place], s=60, zorder=2, label=_once(axes, "what came out"), **_MEASURED)
    axes.set_yticks(range(len(results)), list(results))
    axes.set(xlim=(-0.02, 1.02), ylim=(len(results) - 0.4, -0.6))
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.tick_params(colors=_INK)
    figure.legend(loc="outside upper right", ncols=2, frameon=False)
    _show(figure, " ".join(words))
    print("\n".join(words))


def final_accuracies(history: Any) -> dict[str, float]:
    """Accuracy in the last epoch, as ``{"training accuracy": 0.9, "validation accuracy": 0.8}``.

    Args:
        history: what ``fit`` returned, or the dictionary in it; without validation, there is only the first of the two.
    """
    curves: Mapping[str, Sequence[float]] = getattr(history, "history", history)
    return {
        f"{kind} accuracy": float(values[-1])
        for kind, is_validation in (("training", False), ("validation", True))
        for name, values in curves.items()
        if "acc" in name and name.startswith("val_") == is_validation and values
    }


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _in_words(name: str, guess: float | None, result: float) -> str:
    said = "no guess" if guess is None else f"you guessed {guess:.0%}"
    return f"{name}: {said}, and it is {result:.0%}."


def _once(axes: Any, label: str) -> str | None:
    """The label, if nothing in the plot carries it yet."""
    return None if label in axes.get_legend_handles_labels()[1] else label
