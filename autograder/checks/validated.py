"""A history's validation curves are those of the model, on the validation pictures."""

from __future__ import annotations

from autograder.grading.curves import Curves, told_accuracies
from autograder.grading.feedback import require

SAME_MODEL = 0.03  # two ways to measure one model differ by less


def require_validation_curves(curves: Curves, history: str) -> None:
    """The model was measured while it learned.

    Args:
        curves: of the history.
        history: its name, as the task calls it.

    Raises:
        CheckFailed: it holds the curves of the training pictures alone.
    """
    require(
        any(name.startswith("val_") for name in curves),
        expected=f"`{history}` holds validation curves.",
        observed=f"It holds {', '.join(map(str, curves)) or 'no curves at all'}.",
        why="Curves of the training pictures also get better when a model learns them by heart.",
        next_step="Hand `(data.x_val, data.y_val)` to `fit` as `validation_data`.",
        mistake="no validation",
    )


def tells_of(curves: Curves, accuracy: float) -> bool:
    """Whether a model of this accuracy on the validation pictures, 0 to 1, may come from the training in the curves.

    True as well where they hold no validation accuracy.
    """
    told = told_accuracies(curves)
    return not told or min(abs(accuracy - value) for value in told) <= SAME_MODEL


def require_own_history(
    curves: Curves, accuracy: float, *, history: str, model: str, pictures: str = "data", then: str
) -> None:
    """The validation curves are those of the validation pictures, in the last epoch or in the best one.

    Args:
        curves: of the history.
        accuracy: share of the validation pictures that the model sorts rightly, 0 to 1.
        history: its name, as the task calls it.
        model: what belongs to it, at the start of a sentence.
        pictures: name of what holds ``x_val`` and ``y_val``.
        then: what to pay attention to afterwards, one sentence.

    Raises:
        CheckFailed: the curves are those of another model, or of other pictures.
    """
    told = told_accuracies(curves)
    require(
        tells_of(curves, accuracy),
        expected=f"{model} sorts the validation pictures as well as `{history}` says.",
        observed=f"It sorts {accuracy:.0%} of them rightly, and the history ends at {told[0] if told else 0:.0%}.",
        why="Only if all validation pictures are shown, and no others, do the curves tell how good the model is.",
        next_step=f"Hand `({pictures}.x_val, {pictures}.y_val)` to `fit` as `validation_data`, and run the cell again. "
        f"{then}",
        mistake="validated on other pictures",
    )
