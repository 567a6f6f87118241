"""Facts about what came of a training: its history, the pictures it was shown, and what the model is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checks.accuracy import score_on
from autograder.checks.drift import BaseWeights, measure_drift
from autograder.checks.histories import StudentHistory, tells_of, told_accuracies
from autograder.checks.judging import fact, fail, noted, require
from autograder.checks.losses_and_metrics import Problem, judge_model
from autograder.checks.pictures import Pictures
from autograder.checks.student_models import StudentModel
from autograder.exchange.models import MOST_NOTED, record_of
from autograder.exchange.models.pictures_shown import signatures

SAME_RATE = 0.01  # as a share: an optimizer keeps its rate as float32
SAME_LOSS = 0.01  # as a share: two ways to measure one model's loss differ by less
LIKE_LOSS = 0.05  # likewise, for a model whose weights are an average over the last steps
LEAST_LOSS = 0.2  # smaller ones may differ by the share of this
MOST_OF_ALL = 0.9  # of the pictures
#: Settings of a loss with which it is the plain cross-entropy of a picture, on average.
_PLAIN: dict[str, tuple[Any, ...]] = {
    "label_smoothing": (None, 0, 0.0),
    "ignore_class": (None,),
    "reduction": (None, "sum_over_batch_size", "mean"),
    "axis": (None, -1, 1),
}


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


def could_learn(model: StudentModel, weights: Path) -> bool:
    """Whether nothing that other facts speak of stands in the way, such as odd pixels, or a base that knows nothing.

    Args:
        model: in question.
        weights: those that its base should have.
    """
    drift = measure_drift(model.keras, weights, model.base) if model.base else None
    pretrained = drift is not None and drift.kind not in (BaseWeights.UNRELATED, BaseWeights.OTHER_SIZE)
    scaled = model.scaling is not None and model.scaling.kind is model.network.scaling
    head_trains = model.freezing is not None and model.freezing.head_trained > 0
    return pretrained and scaled and head_trains and judge_model(model.keras).problem is Problem.NONE


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
def learned_from_all(
    trained: StudentModel | StudentHistory, training: Pictures, remark: Callable[[str], None] = lambda text: None
) -> None:
    """No smaller number of pictures was passed to ``fit`` than the training set has, as far as is known.

    Args:
        trained: the model, or the history of one of its trainings: then only those count that it was given since it
            was compiled for that.
        training: what it should have learned from.
        remark: told where nothing is known.
    """
    seen = trained.seen if isinstance(trained, StudentModel) else trained.training.given
    if seen is None:
        remark(noted())
        return
    count = len(training.x)
    enough = seen >= min(MOST_OF_ALL * count, MOST_NOTED) or seen >= MOST_OF_ALL * _different(training)
    require(enough, "few pictures", model=trained, seen=seen, count=count)


def _different(pictures: Pictures) -> int:
    """How many of the pictures differ: some may be there twice."""
    return len(np.unique(signatures(pictures.x), axis=0))


@fact
def own_history(
    model: StudentModel, history: StudentHistory, validation: Pictures, training: Pictures | None = None
) -> None:
    """The curves are those of this model and of the validation pictures, in the last epoch or in the best one.

    A history whose training the model is known not to come from is another one's, however alike the two are.

    Args:
        model: the trained one.
        history: of its training.
        validation: what it should have been measured on.
        training: what it should have learned from, to tell whether it was measured on that; with it, losses are
            compared, too.
    """
    number, trainings = history.training.number, model.trainings
    own = not number or not trainings or number in trainings
    require(own, "another training", model=model, history=history)
    told, found = told_accuracies(history.curves), model.accuracy(validation)
    seen = {"model": model, "history": history, "accuracy": found, "end": told[0] if told else 0}
    if not tells_of(history.curves, found):
        require(model.compiled is None or model.steps != 0, "untrained", **seen)
        on_training = training is not None and _told_loss_agrees(model, history, training, SAME_LOSS) is True
        fail("validated on training pictures" if on_training else "validated on other pictures", **seen)
    if training is not None and _told_loss_agrees(model, history, validation, LIKE_LOSS) is False:
        losses = history.curves["val_loss"]
        fail("other losses", **seen, loss=_loss(model, validation), told=losses[-1])


def _told_loss_agrees(model: StudentModel, history: StudentHistory, pictures: Pictures, share: float) -> bool | None:
    """Whether in some epoch the validation loss was that of the model on these pictures; None where nobody can tell."""
    told = history.curves.get("val_loss", ())
    loss = model.compiled.loss if model.compiled else None
    plain = loss is not None and not loss.opaque and all(loss.settings.get(key) in _PLAIN[key] for key in _PLAIN)
    by_activity = any(getattr(layer, "activity_regularizer", None) for layer in model.keras.layers)
    readable = judge_model(model.keras).problem is Problem.NONE and model.output_shape[-1] != 1
    if not told or not plain or by_activity or not readable:
        return None
    found = _loss(model, pictures)
    return any(abs(found - value) <= share * max(found, LEAST_LOSS) for value in told)


def _loss(model: StudentModel, pictures: Pictures) -> float:
    """As ``fit`` records it for validation pictures, with what weight decay adds."""
    return model.score(pictures).recorded + model.penalty


def trained_epochs(model: Any, history: Any) -> float:
    """For how many epochs a rebuilt model was trained since it was compiled, by the steps of ``fit``; 0 if unknown."""
    record, params = record_of(model).compiled, getattr(history, "params", {})
    steps = params.get("steps") if isinstance(params, Mapping) else None
    known = record is not None and record.optimizer is not None and isinstance(steps, int) and steps > 0
    return record.optimizer.iterations / steps if known else 0.0  # type: ignore[union-attr,operator]


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
