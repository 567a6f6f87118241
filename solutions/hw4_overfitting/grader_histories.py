"""Histories of trainings whose diagnosis is known. Most are drawn from it, and none of them is a border case.

The notebook's table says which history is called what. Each family keeps well inside one row of it, however many
epochs a member has and whatever is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

#: As in ``keras.callbacks.History``: one value for each epoch, by name.
History: TypeAlias = dict[str, list[float]]
Curve: TypeAlias = npt.NDArray[np.float64]

EPOCHS = (12, 50)


class Diagnosis(str, Enum):
    """What a history may be called; the values are what students return."""

    OVERFITTING = "overfitting"
    UNDERFITTING = "underfitting"
    GOOD = "good fit"
    RATE = "rate too high"
    ABOVE = "validation above training"
    NOISY = "noisy validation"


#: What the recorded curves show that students read.
RECORDED = {
    "A": Diagnosis.GOOD,
    "B": Diagnosis.OVERFITTING,
    "C": Diagnosis.NOISY,
    "D": Diagnosis.ABOVE,
    "E": Diagnosis.RATE,
    "F": Diagnosis.UNDERFITTING,
}


class Family(Enum):
    """Ways in which a diagnosis shows: the diagnosis, and a number to tell its ways apart."""

    WIDE_GAP = (Diagnosis.OVERFITTING, 1)  # and the validation loss rises
    GAP_ALONE = (Diagnosis.OVERFITTING, 2)
    RISING_LOSS = (Diagnosis.OVERFITTING, 3)  # under a small gap in accuracy
    BY_HEART = (Diagnosis.OVERFITTING, 4)  # so well that the training loss trembles close to zero
    TOO_WEAK = (Diagnosis.UNDERFITTING, 1)
    TOO_SHORT = (Diagnosis.UNDERFITTING, 2)
    SMALL_GAP = (Diagnosis.GOOD, 1)
    EXCELLENT = (Diagnosis.GOOD, 2)
    RESTLESS = (Diagnosis.GOOD, 3)  # both curves shake, less than would matter
    RARE_JUMPS = (Diagnosis.GOOD, 4)  # of the training loss
    LATE = (Diagnosis.GOOD, 5)  # slow and noisy at first, fine in the end
    EVEN = (Diagnosis.GOOD, 6)  # validation ahead by next to nothing
    GAP_WITHIN_LIMITS = (Diagnosis.GOOD, 7)  # one that can be seen, and is no reason to worry
    JUMPING = (Diagnosis.RATE, 1)
    DIVERGING = (Diagnosis.RATE, 2)
    JUMPING_A_LITTLE = (Diagnosis.RATE, 3)
    DIVERGING_A_LITTLE = (Diagnosis.RATE, 4)
    REGULARISED = (Diagnosis.ABOVE, 1)
    REGULARISED_A_LITTLE = (Diagnosis.ABOVE, 2)
    REGULARISED_STRONGLY = (Diagnosis.ABOVE, 3)  # as far ahead as overfitting is behind
    FEW_VALIDATION_PICTURES = (Diagnosis.NOISY, 1)
    NOT_MANY_VALIDATION_PICTURES = (Diagnosis.NOISY, 2)

    @property
    def diagnosis(self) -> Diagnosis:
        """What all its members are called."""
        return self.value[0]


@dataclass(frozen=True)
class Member:
    """One history of a family.

    Attributes:
        family: which.
        seed: decides about everything that is drawn.
        epochs: its length, 12 or more; with another one it is the same training, watched more or less often.
    """

    family: Family
    seed: int
    epochs: int

    def history(self) -> History:
        """The curves ``accuracy``, ``loss``, ``val_accuracy`` and ``val_loss``, each of ``epochs`` values."""
        rng = np.random.default_rng(self.seed)
        drawn = _DRAW[self.family](np.linspace(0, 1, self.epochs), rng)
        return {name: [round(float(value), 4) for value in curve] for name, curve in drawn.items()}


def members(family: Family, count: int, seed: int) -> list[Member]:
    """``count`` members of all lengths; the same for the same seed."""
    rng = np.random.default_rng((seed, *family.name.encode()))
    return [Member(family, int(rng.integers(2**31)), int(rng.integers(EPOCHS[0], EPOCHS[1] + 1))) for _ in range(count)]


def best_epoch(history: History) -> int:
    """Where the validation loss is lowest, from 1; the earlier one of two."""
    losses = history["val_loss"]
    return losses.index(min(losses)) + 1


def gap(history: History) -> float:
    """Training minus validation accuracy, over the last three epochs."""
    return _end(history["accuracy"]) - _end(history["val_accuracy"])


def _end(values: Sequence[float]) -> float:
    return float(np.mean(values[-3:]))


def _wide_gap(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.93, 1.0)
    return _overfitting(t, rng, top, top - rng.uniform(0.21, 0.40), rng.uniform(1.7, 2.8))


def _gap_alone(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.92, 1.0)
    return _overfitting(t, rng, top, top - rng.uniform(0.21, 0.36), 1.0)


def _rising_loss(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.95, 0.99)
    return _overfitting(t, rng, top, top - rng.uniform(0.06, 0.10), rng.uniform(1.8, 2.8))


def _by_heart(t: Curve, rng: Any) -> dict[str, Curve]:
    """The training loss ends at several times its lowest value, and both are next to nothing."""
    curves = _wide_gap(t, rng)
    tiny = rng.uniform(0.004, 0.02) * np.exp(rng.uniform(0, 0.6, len(t)))
    tiny[-1] = rng.uniform(2.5, 4) * tiny.min()
    curves["loss"] = np.where(t > 0.6, tiny, curves["loss"])
    return curves


def _overfitting(t: Curve, rng: Any, top: float, val_top: float, rise: float) -> dict[str, Curve]:
    """The validation loss is down at a turning point, and from there it goes up to ``rise`` times its lowest value."""
    curves = _learning(t, rng, top, val_top, speed=_quickly(rng))
    first, lowest = rng.uniform(1.5, 1.8), max(0.25, 2 * (1 - val_top))
    turn = rng.uniform(0.15, 0.35)
    after = np.clip((t - turn) / (1 - turn), 0, None)
    fall = lowest + (first - lowest) * np.exp(-5 * t / turn)
    curves["val_loss"] = fall * (1 + (rise - 1) * after) * (1 + _tremble(t, rng, 0.012))
    return curves


def _too_weak(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.32, 0.57)
    return _learning(t, rng, top, top - rng.uniform(-0.01, 0.05), speed=rng.uniform(4, 8))


def _too_short(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.40, 0.57)
    return _learning(t, rng, top, top - rng.uniform(-0.01, 0.05), speed=rng.uniform(0.8, 1.5))


def _small_gap(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.82, 0.94)
    return _learning(t, rng, top, top - rng.uniform(0.03, 0.08))


def _gap_within_limits(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.90, 0.98)
    return _learning(t, rng, top, top - rng.uniform(0.09, 0.11))


def _excellent(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.975, 1.0)
    return _learning(t, rng, top, top - rng.uniform(0.01, 0.03))


def _restless(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.86, 0.92)
    curves = _learning(t, rng, top, top - rng.uniform(0.03, 0.07), speed=rng.uniform(16, 22))
    curves["loss"] = np.clip(curves["loss"] + _zigzag(len(t), rng, 0.031, 0.034), 0.05, None)
    curves["val_accuracy"] = np.clip(curves["val_accuracy"] + _zigzag(len(t), rng, 0.014, 0.018), 0, 1)
    return curves


def _rare_jumps(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.86, 0.92)
    curves = _learning(t, rng, top, top - rng.uniform(0.03, 0.07), speed=rng.uniform(16, 22))
    curves["loss"][2 : len(t) - 3 : 4] += rng.uniform(0.18, 0.28)
    return curves


def _late(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.80, 0.88)
    curves = _learning(t, rng, top, top - rng.uniform(0.03, 0.06), speed=rng.uniform(0.8, 1.5))
    unsteady = np.where(t < 0.4, _zigzag(len(t), rng, 0.12, 0.2), 0)
    curves["val_accuracy"] = np.clip(curves["val_accuracy"] + unsteady, 0.05, 1)
    return curves


def _even(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.80, 0.92)
    return _learning(t, rng, top, top + rng.uniform(0.018, 0.023), tremble=0.0015)


def _regularised_a_little(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.78, 0.86)
    return _learning(t, rng, top, top + rng.uniform(0.047, 0.056), speed=_quickly(rng), tremble=0.0015)


def _regularised(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.74, 0.86)
    return _learning(t, rng, top, top + rng.uniform(0.065, 0.12), speed=_quickly(rng))


def _regularised_strongly(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.72, 0.76)
    return _learning(t, rng, top, top + rng.uniform(0.18, 0.22), speed=_quickly(rng))


def _few_validation_pictures(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.84, 0.96)
    curves = _learning(t, rng, top, top - rng.uniform(0.08, 0.13), speed=_quickly(rng))
    jumps = _zigzag(len(t), rng, 0.06, 0.13)
    curves["val_accuracy"] = np.clip(curves["val_accuracy"] + jumps, 0, 1)
    curves["val_loss"] = curves["val_loss"] * np.exp(-2 * jumps)
    return curves


def _not_many_validation_pictures(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.84, 0.94)
    curves = _learning(t, rng, top, top - rng.uniform(0.05, 0.08), speed=_quickly(rng))
    curves["val_accuracy"] = np.clip(curves["val_accuracy"] + _zigzag(len(t), rng, 0.042, 0.047), 0, 1)
    return curves


def _jumping_a_little(t: Curve, rng: Any) -> dict[str, Curve]:
    level = rng.uniform(0.7, 1.0) * (1 - rng.uniform(0, 0.1) * t)
    curves = {}
    for name, offset in (("", 0.0), ("val_", rng.uniform(0.02, 0.05))):
        curves[f"{name}loss"] = level + _zigzag(len(t), rng, 0.075, 0.088) + offset
        curves[f"{name}accuracy"] = np.clip(0.95 - 0.3 * curves[f"{name}loss"], 0, 1)
    return curves


def _diverging_a_little(t: Curve, rng: Any) -> dict[str, Curve]:
    top = rng.uniform(0.86, 0.90)
    curves = _learning(t, rng, top, top - rng.uniform(0.03, 0.06), speed=rng.uniform(16, 22))
    climb = np.clip((t - rng.uniform(0.4, 0.6)) / 0.3, 0, 1)
    for name in ("", "val_"):
        curves[f"{name}loss"] = curves[f"{name}loss"] * (1 + rng.uniform(3.5, 4.2) * climb)
        curves[f"{name}accuracy"] = curves[f"{name}accuracy"] - 0.15 * climb
    return curves


def _jumping(t: Curve, rng: Any) -> dict[str, Curve]:
    level = rng.uniform(0.9, 1.5) * (1 - rng.uniform(0, 0.3) * t)
    curves = {}
    for name, offset in (("", 0.0), ("val_", rng.uniform(0.02, 0.08))):
        jumps = _zigzag(len(t), rng, 0.12, 0.3)
        curves[f"{name}loss"] = level * np.exp(jumps + offset)
        curves[f"{name}accuracy"] = np.clip(0.95 - 0.35 * curves[f"{name}loss"] - offset, 0.15, 0.85)
    return curves


def _diverging(t: Curve, rng: Any) -> dict[str, Curve]:
    curves = _learning(t, rng, rng.uniform(0.6, 0.8), rng.uniform(0.55, 0.75), speed=rng.uniform(8, 12))
    climb = 1 / (1 + np.exp(-40 * (t - rng.uniform(0.3, 0.6))))
    chance = rng.uniform(0.18, 0.30)
    peak = np.log(rng.uniform(4, 12))
    for name in ("", "val_"):
        accuracy = curves[f"{name}accuracy"]
        curves[f"{name}accuracy"] = accuracy + (chance - accuracy) * climb
        curves[f"{name}loss"] = curves[f"{name}loss"] * np.exp(peak * climb)
    return curves


_DRAW = {
    Family.WIDE_GAP: _wide_gap,
    Family.GAP_ALONE: _gap_alone,
    Family.RISING_LOSS: _rising_loss,
    Family.BY_HEART: _by_heart,
    Family.TOO_WEAK: _too_weak,
    Family.TOO_SHORT: _too_short,
    Family.SMALL_GAP: _small_gap,
    Family.EXCELLENT: _excellent,
    Family.RESTLESS: _restless,
    Family.RARE_JUMPS: _rare_jumps,
    Family.LATE: _late,
    Family.EVEN: _even,
    Family.GAP_WITHIN_LIMITS: _gap_within_limits,
    Family.JUMPING: _jumping,
    Family.DIVERGING: _diverging,
    Family.JUMPING_A_LITTLE: _jumping_a_little,
    Family.DIVERGING_A_LITTLE: _diverging_a_little,
    Family.REGULARISED: _regularised,
    Family.REGULARISED_A_LITTLE: _regularised_a_little,
    Family.REGULARISED_STRONGLY: _regularised_strongly,
    Family.FEW_VALIDATION_PICTURES: _few_validation_pictures,
    Family.NOT_MANY_VALIDATION_PICTURES: _not_many_validation_pictures,
}


def _learning(
    t: Curve, rng: Any, top: float, val_top: float, speed: float = 0.0, tremble: float = 0.006
) -> dict[str, Curve]:
    """Curves that level off: accuracies rise to their tops, losses fall, and all of them tremble a little."""
    start, speed = rng.uniform(0.18, 0.30), speed or rng.uniform(6, 10)
    done = (1 - np.exp(-speed * t)) / (1 - np.exp(-speed))
    curves = {}
    for name, end, loss_per_error in (("", top, 2.3), ("val_", val_top, 2.6)):
        first, last = rng.uniform(1.5, 1.8), max(0.05, loss_per_error * (1 - end))
        smooth = first + (min(last, 0.95 * first) - first) * done
        curves[f"{name}accuracy"] = np.clip(start + (end - start) * done + _tremble(t, rng, tremble), 0, 1)
        curves[f"{name}loss"] = smooth * (1 + _tremble(t, rng, 0.012))
    return curves


def _quickly(rng: Any) -> float:
    """So that even of 11 steps fewer than a third lower the loss by over 0.1: slow falls are left to the good fits."""
    return float(rng.uniform(10, 14))


def _tremble(t: Curve, rng: Any, most: float) -> Curve:
    trembling: Curve = rng.uniform(-most, most, len(t))
    return trembling


def _zigzag(length: int, rng: Any, least: float, most: float) -> Curve:
    """Up and down, mostly in turn: between neighbours of different sign lies twice ``least`` or more."""
    signs = np.where(np.arange(length) % 2, 1.0, -1.0) * rng.choice([-1, 1])
    signs[int(rng.integers(4, 9)) :: 12] *= -1  # now and then the same direction twice
    zigzag: Curve = signs * rng.uniform(least, most, length)
    return zigzag
