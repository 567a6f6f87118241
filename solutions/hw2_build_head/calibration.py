"""Build the head: the course's whole table of effects, and the accuracy that a trained head has to reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autograder.assurance.calibration.bench import PixelScaling
from autograder.assurance.calibration.effects import Effect, Goal, Over, SeedScores
from autograder.assurance.calibration.few_pictures import FewPicturesHead, WideModel
from autograder.assurance.calibration.plan import CalibrationPlan, Limit, Strategy
from autograder.assurance.calibration.recipes import (
    EpochTimes,
    FineTuning,
    HeadTraining,
    Optimizer,
    Outputs,
    Recipe,
    Scores,
    Whole,
)

_SCRATCH = Whole(pretrained=False, updating=True, epochs=3 * HeadTraining().epochs, rate=0.001, momentum=0.9)
_TOP = FineTuning(epochs=5, rate=3e-4, batch=8)

#: Everything that the effects are computed from; several effects share a measurement.
_RECIPES: Mapping[str, Recipe] = {
    "frozen": HeadTraining(),
    "frozen_10": HeadTraining(per_class=10),
    "divided_by_255": HeadTraining(scaling=PixelScaling.UNIT),
    "untrained": HeadTraining(pretrained=False),
    "fine_tuned": FineTuning(epochs=10, rate=5e-4, batch=16, flipped=True),
    "statistics_kept": _TOP,
    "statistics_updating": FineTuning(updating=True, epochs=_TOP.epochs, rate=_TOP.rate, batch=_TOP.batch),
    "overfitted": WideModel(),
    "repaired": FewPicturesHead(dropout=0.5, decay=0.1, augmented=True, epochs=25, patience=6),
    "epoch_times": EpochTimes(),
    "unfrozen": Whole(pretrained=True, updating=True),
    "scratch_10": Whole(
        pretrained=False, updating=True, per_class=10, epochs=_SCRATCH.epochs, rate=_SCRATCH.rate, momentum=0.9
    ),
    "scratch": _SCRATCH,
}


def _hidden(name: str) -> Callable[[SeedScores], float]:
    return lambda run: run[name]["hidden"]


def _lead(better: str, worse: str, part: str = "hidden") -> Callable[[SeedScores], float]:
    """By how much the first beats the second on the same pictures."""
    return lambda run: run[better][part] - run[worse][part]


def _gap(scores: Scores) -> float:
    """As the notebook takes it: training minus validation accuracy."""
    return scores["train"] - scores["validation"]


def _gain(run: SeedScores) -> float:
    return run["fine_tuned"]["hidden"] - run["fine_tuned"]["before_hidden"]


def _remaining_gap(run: SeedScores) -> float:
    return _gap(run["repaired"]) / max(_gap(run["overfitted"]), 0.01)  # where nothing was learned, there is no gap


def _time_ratio(run: SeedScores) -> float:
    return run["epoch_times"]["frozen"] / run["epoch_times"]["trainable"]


#: Accuracies are on hidden pictures unless a label says otherwise. Differences are taken seed by seed, between models
#: that were shown the same pictures.
_EFFECTS: tuple[Effect, ...] = (
    Effect(
        "frozen",
        "frozen base and a new head, 40 pictures per class",
        ("frozen",),
        (
            Goal("accuracy", _hidden("frozen"), Over.MEDIAN, least=0.82),
            Goal("accuracy", _hidden("frozen"), Over.EVERY, least=0.76),
        ),
    ),
    Effect(
        "few_pictures",
        "the same at 10 per class, against training from scratch",
        ("frozen_10", "scratch_10"),
        (Goal("lead of the frozen base", _lead("frozen_10", "scratch_10"), Over.EVERY, least=0.25),),
    ),
    Effect(
        "from_scratch",
        "the same network from scratch, three times the epochs, 40 per class",
        ("frozen", "scratch"),
        (Goal("lead of the frozen base", _lead("frozen", "scratch"), Over.MEDIAN, least=0.25),),
    ),
    Effect(
        "fine_tuning",
        "top blocks fine-tuned on pictures and mirror images, after the head converged",
        ("fine_tuned",),
        (Goal("gain", _gain, Over.MEDIAN, least=0.03), Goal("gain", _gain, Over.EVERY, least=0.0)),
    ),
    Effect(
        "all_unfrozen",
        "everything unfrozen at the head's rate under a random head",
        ("frozen", "unfrozen"),
        (Goal("loss against the frozen base", _lead("frozen", "unfrozen"), Over.MEDIAN, least=0.08),),
    ),
    Effect(
        "wrong_scaling",
        "pixels divided by 255 instead of scaled to −1 … 1",
        ("frozen", "divided_by_255"),
        (Goal("loss against right scaling", _lead("frozen", "divided_by_255"), Over.MEDIAN, least=0.06),),
    ),
    Effect(
        "batch_normalisation",
        "BatchNormalization left updating on batches of 8 while fine-tuning",
        ("statistics_kept", "statistics_updating"),
        (
            Goal(
                "validation drop",
                _lead("statistics_kept", "statistics_updating", "validation"),
                Over.MEDIAN,
                least=0.03,
            ),
        ),
    ),
    Effect(
        "no_weights",
        "weights=None, frozen",
        ("untrained",),
        (Goal("accuracy", _hidden("untrained"), Over.EVERY, most=0.45),),
    ),
    Effect(
        "overfitting",
        "Tom's model of hw4: a wide flattened head and an open base, 8 pictures per class",
        ("overfitted",),
        (
            Goal("training accuracy", lambda run: run["overfitted"]["train"], Over.EVERY, least=0.95),
            Goal("validation accuracy", lambda run: run["overfitted"]["validation"], Over.MEDIAN, most=0.75),
        ),
    ),
    Effect(
        "repair",
        "its repair: frozen base, pooling, dropout, decay, augmentation, early stopping",
        ("overfitted", "repaired"),
        (
            Goal("share of the gap that remains", _remaining_gap, Over.MEDIAN, most=0.5),
            Goal("gain", _lead("repaired", "overfitted"), Over.MEDIAN, least=0.04),
        ),
    ),
    Effect(
        "speed",
        "seconds per epoch, frozen against all trainable",
        ("epoch_times",),
        (Goal("ratio", _time_ratio, Over.MEDIAN, most=0.35),),
    ),
)


PLAN = CalibrationPlan(
    effects=_EFFECTS,
    recipes=_RECIPES,
    limits=(
        Limit(
            "accuracy",
            task="2.6",
            check="2.6.3",
            strategies=(
                Strategy("reference", HeadTraining(), right=True),
                Strategy("dropout 0.5", HeadTraining(dropout=0.5), right=True),
                Strategy("a hidden layer", HeadTraining(hidden_units=64, epochs=15), right=True),
                Strategy("SGD at 0.01", HeadTraining(rate=0.01, optimizer=Optimizer.SGD), right=True),
                Strategy("10 epochs at 0.001", HeadTraining(rate=0.001, epochs=10), right=True),
                Strategy("40 epochs at 0.001", HeadTraining(rate=0.001, epochs=40), right=True),
                Strategy("20 epochs at 0.00001", HeadTraining(rate=1e-5)),
                Strategy("one epoch", HeadTraining(epochs=1), seen_by="2.6.1"),
                Strategy("divided by 255", HeadTraining(scaling=PixelScaling.UNIT), seen_by="2.2.2"),
                Strategy("not scaled", HeadTraining(scaling=PixelScaling.RAW), seen_by="2.2.2"),
                Strategy("scaled twice", HeadTraining(scaling=PixelScaling.TWICE), seen_by="2.2.2"),
                Strategy(
                    "softmax, from_logits=True",
                    HeadTraining(outputs=Outputs.PROBABILITIES_TAKEN_FOR_LOGITS),
                    seen_by="2.5.1",
                ),
                Strategy(
                    "logits, from_logits=False",
                    HeadTraining(outputs=Outputs.LOGITS_TAKEN_FOR_PROBABILITIES),
                    seen_by="2.5.1",
                ),
                Strategy("weights=None", _RECIPES["untrained"], seen_by="2.1.2"),
                Strategy("not frozen", _RECIPES["unfrozen"], seen_by="2.1.3"),
                Strategy("from scratch", _RECIPES["scratch"], seen_by="2.1.2"),
            ),
        ),
    ),
)
