"""Facts about what came of a training: its history, the pictures it was shown, and what the model is worth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.checks.accuracy import score_on
from autograder.checks.histories import StudentHistory, tells_of, told_accuracies
from autograder.checks.judging import fact, noted, require
from autograder.checks.pictures import Pictures
from autograder.checks.student_models import StudentModel
from autograder.exchange.models import record_of

SAME_RATE = 0.01  # as a share: an optimizer keeps its rate as float32
SAME_LOSS = 0.01  # as a share: two ways to measure one model's loss differ by less


@fact
def has_losses(history: StudentHistory) -> None:
    """There is a loss for each epoch, and each is a number."""
    require(not history.kind, "no history", history=history, kind=history.kind)
    require(len(history.losses) > 0, "no losses", history=history)
    require(bool(np.isfinite(history.losses).all()), "loss not finite", history=history)


@fact
def has_been_trained(model: StudentModel) -> None:
    """`fit` was called on the model, as far as it shows: one into which trained weights were loaded is fine, too."""
    record, inside = record_of(model.keras), model.base.layers if model.base else ()
    if record.history is not None or record.shown is not None:
        return
    in_base = {id(weight) for layer in inside for weight in layer.weights}
    biases = [weight for weight in model.keras.weights if weight.name == "bias" and id(weight) not in in_base]
    fresh = bool(biases) and not any(np.any(weight.numpy()) for weight in biases)  # Keras starts them at 0
    require(not fresh, "head untrained", model=model)


@fact
def loss_falls(history: StudentHistory) -> None:
    """The loss came down."""
    first, best, epochs = history.losses[0], min(history.losses), len(history.losses)
    require(history.learned, "flat loss", history=history, first=first, best=best, epochs=epochs)


@fact
def validated(history: StudentHistory) -> None:
    """The model was measured on other pictures while it learned."""
    curves = ", ".join(map(str, history.curves)) or "no curves at all"
    require(any(name.startswith("val_") for name in history.curves), "no validation", history=history, curves=curves)


@fact
def fed_unscaled(model: StudentModel, history: StudentHistory, validation: Pictures) -> None:
    """A history that looks odd does not tell of pictures that were scaled before the model scales them."""
    if history.learned and tells_of(history.curves, model.accuracy(validation)):
        return
    told = list(history.curves.get("val_loss", ()))

    def agrees(factor: float, offset: float) -> bool:
        x = validation.x.astype("float32") * np.float32(factor) + np.float32(offset)
        loss = score_on(model.keras, x, validation.y).loss
        return any(abs(loss - value) <= SAME_LOSS * value for value in (told[-1], min(told)))

    if told and not agrees(1, 0):
        require(not agrees(1 / 255, 0), "scaled twice", history=history, range="0 … 1")
        require(not agrees(1 / 127.5, -1), "scaled twice", history=history, range="−1 … 1")


@fact
def not_leaked(
    model: StudentModel,
    validation: Pictures,
    until: StudentHistory | None = None,
    since: StudentHistory | None = None,
) -> None:
    """The model was trained on none of the validation pictures.

    Args:
        model: in question.
        validation: set.
        until: only what it was trained on up to the end of this training counts.
        since: what it was trained on up to the end of this one does not count.
    """
    shown = model.shown(validation, until.training.pictures if until else None)
    if shown and since:
        shown -= model.shown(validation, since.training.pictures)
    require(not shown, "leakage", model=model, shown=shown)


@fact
def own_history(model: StudentModel, history: StudentHistory, validation: Pictures) -> None:
    """The curves are those of this model and of the validation pictures, in the last epoch or in the best one."""
    told, found = told_accuracies(history.curves), model.accuracy(validation)
    end = told[0] if told else 0
    require(
        tells_of(history.curves, found),
        "validated on other pictures",
        model=model,
        history=history,
        accuracy=found,
        end=end,
    )


@fact
def rate_used(rate: float, name: str, history: StudentHistory) -> None:
    """It is one of the learning rates at which the model was trained up to this history, as far as they are known."""
    used = history.training.rates
    told = " and ".join(f"{one:.3g}" for one in dict.fromkeys(used))
    found = not used or any(np.isclose(rate, one, rtol=SAME_RATE) for one in used)
    require(found, "another rate", name=name, rate=rate, history=history, used=told)


@fact
def accurate(model: StudentModel, hidden: Pictures, at_least: float, remark: Callable[[str], None]) -> None:
    """The model classifies this share of pictures correctly that were never handed out."""
    found = model.accuracy(hidden)
    remark(noted(accuracy=found, wanted=at_least))
    require(found >= at_least, "low accuracy", model=model, accuracy=found, wanted=at_least)
