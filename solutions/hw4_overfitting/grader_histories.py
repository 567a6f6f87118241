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
Curves: TypeAlias = dict[str, Curve]

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
        drawn = _drawn(self.family, np.linspace(0, 1, self.epochs), rng)
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


@dataclass(frozen=True)
class Levels:
    """Between which limits something is drawn.

    Attributes:
        top: of the training accuracy at the end.
        behind: of how far the validation accuracy is behind it.
        ahead: likewise, where it is ahead.
        speed: of how soon the curves level off; None for the usual one.
        tremble: by how much neighbours differ at most.
    """

    top: tuple[float, float]
    behind: tuple[float, float] | None = None
    ahead: tuple[float, float] = (0, 0)
    speed: tuple[float, float] | None = None
    tremble: float = 0.006

    def draw(self, t: Curve, rng: Any) -> Curves:
        """Curves that level off between these limits."""
        top = rng.uniform(*self.top)
        val_top = top - rng.uniform(*self.behind) if self.behind else top + rng.uniform(*self.ahead)
        return _learning(t, rng, top, val_top, rng.uniform(*self.speed) if self.speed else 0.0, self.tremble)


#: So that even of 11 steps fewer than a third lower the loss by over 0.1: slow falls are left to the good fits.
QUICKLY = (10, 14)
VERY_QUICKLY = (16, 22)
LEVELS = {
    Family.TOO_WEAK: Levels((0.32, 0.57), (-0.01, 0.05), speed=(4, 8)),
    Family.TOO_SHORT: Levels((0.40, 0.57), (-0.01, 0.05), speed=(0.8, 1.5)),
    Family.SMALL_GAP: Levels((0.82, 0.94), (0.03, 0.08)),
    Family.GAP_WITHIN_LIMITS: Levels((0.90, 0.98), (0.09, 0.11)),
    Family.EXCELLENT: Levels((0.975, 1.0), (0.01, 0.03)),
    Family.RESTLESS: Levels((0.86, 0.92), (0.03, 0.07), speed=VERY_QUICKLY),
    Family.RARE_JUMPS: Levels((0.86, 0.92), (0.03, 0.07), speed=VERY_QUICKLY),
    Family.LATE: Levels((0.80, 0.88), (0.03, 0.06), speed=(0.8, 1.5)),
    Family.EVEN: Levels((0.80, 0.92), ahead=(0.018, 0.023), tremble=0.0015),
    Family.DIVERGING_A_LITTLE: Levels((0.86, 0.90), (0.03, 0.06), speed=VERY_QUICKLY),
    Family.REGULARISED: Levels((0.74, 0.86), ahead=(0.065, 0.12), speed=QUICKLY),
    Family.REGULARISED_A_LITTLE: Levels((0.78, 0.86), ahead=(0.047, 0.056), speed=QUICKLY, tremble=0.0015),
    Family.REGULARISED_STRONGLY: Levels((0.72, 0.76), ahead=(0.18, 0.22), speed=QUICKLY),
    Family.FEW_VALIDATION_PICTURES: Levels((0.84, 0.96), (0.08, 0.13), speed=QUICKLY),
    Family.NOT_MANY_VALIDATION_PICTURES: Levels((0.84, 0.94), (0.05, 0.08), speed=QUICKLY),
}


def _drawn(family: Family, t: Curve, rng: Any) -> Curves:
    """The curves of a family at times from 0 to 1."""
    curves = LEVELS[family].draw(t, rng) if family in LEVELS else {}
    match family:
        case Family.WIDE_GAP:
            return _wide_gap(t, rng)
        case Family.GAP_ALONE:
            top = rng.uniform(0.92, 1.0)
            return _overfitting(t, rng, top, top - rng.uniform(0.21, 0.36), 1.0)
        case Family.RISING_LOSS:
            top = rng.uniform(0.95, 0.99)
            return _overfitting(t, rng, top, top - rng.uniform(0.06, 0.10), rng.uniform(1.8, 2.8))
        case Family.BY_HEART:
            return _memorised(t, rng)
        case Family.RESTLESS:
            curves["loss"] = np.clip(curves["loss"] + _zigzag(len(t), rng, 0.031, 0.034), 0.05, None)
            _shake(curves, _zigzag(len(t), rng, 0.014, 0.018))
        case Family.RARE_JUMPS:
            curves["loss"][2 : len(t) - 3 : 4] += rng.uniform(0.18, 0.28)
        case Family.LATE:
            _shake(curves, np.where(t < 0.4, _zigzag(len(t), rng, 0.12, 0.2), 0), least=0.05)
        case Family.FEW_VALIDATION_PICTURES:
            jumps = _zigzag(len(t), rng, 0.06, 0.13)
            _shake(curves, jumps)
            curves["val_loss"] = curves["val_loss"] * np.exp(-2 * jumps)
        case Family.NOT_MANY_VALIDATION_PICTURES:
            _shake(curves, _zigzag(len(t), rng, 0.042, 0.047))
        case Family.JUMPING:
            return _jumping(t, rng)
        case Family.JUMPING_A_LITTLE:
            return _jumping_a_little(t, rng)
        case Family.DIVERGING:
            return _diverging(t, rng)
        case Family.DIVERGING_A_LITTLE:
            climb = np.clip((t - rng.uniform(0.4, 0.6)) / 0.3, 0, 1)
            for name in ("", "val_"):
                curves[f"{name}loss"] = curves[f"{name}loss"] * (1 + rng.uniform(3.5, 4.2) * climb)
                curves[f"{name}accuracy"] = curves[f"{name}accuracy"] - 0.15 * climb
    return curves


def _shake(curves: Curves, by: Curve, least: float = 0.0) -> None:
    curves["val_accuracy"] = np.clip(curves["val_accuracy"] + by, least, 1)


def _wide_gap(t: Curve, rng: Any) -> Curves:
    top = rng.uniform(0.93, 1.0)
    return _overfitting(t, rng, top, top - rng.uniform(0.21, 0.40), rng.uniform(1.7, 2.8))


def _memorised(t: Curve, rng: Any) -> Curves:
    """The training loss ends at several times its lowest value, and both are next to nothing."""
    curves = _wide_gap(t, rng)
    tiny = rng.uniform(0.004, 0.02) * np.exp(rng.uniform(0, 0.6, len(t)))
    tiny[-1] = rng.uniform(2.5, 4) * tiny.min()
    curves["loss"] = np.where(t > 0.6, tiny, curves["loss"])
    return curves


def _overfitting(t: Curve, rng: Any, top: float, val_top: float, rise: float) -> Curves:
    """The validation loss is down at a turning point, and from there it goes up to ``rise`` times its lowest value."""
    curves = _learning(t, rng, top, val_top, speed=rng.uniform(*QUICKLY))
    first, lowest = rng.uniform(1.5, 1.8), max(0.25, 2 * (1 - val_top))
    turn = rng.uniform(0.15, 0.35)
    after = np.clip((t - turn) / (1 - turn), 0, None)
    fall = lowest + (first - lowest) * np.exp(-5 * t / turn)
    curves["val_loss"] = fall * (1 + (rise - 1) * after) * (1 + _tremble(t, rng, 0.012))
    return curves


def _jumping_a_little(t: Curve, rng: Any) -> Curves:
    level = rng.uniform(0.7, 1.0) * (1 - rng.uniform(0, 0.1) * t)
    curves = {}
    for name, offset in (("", 0.0), ("val_", rng.uniform(0.02, 0.05))):
        curves[f"{name}loss"] = level + _zigzag(len(t), rng, 0.075, 0.088) + offset
        curves[f"{name}accuracy"] = np.clip(0.95 - 0.3 * curves[f"{name}loss"], 0, 1)
    return curves


def _jumping(t: Curve, rng: Any) -> Curves:
    level = rng.uniform(0.9, 1.5) * (1 - rng.uniform(0, 0.3) * t)
    curves = {}
    for name, offset in (("", 0.0), ("val_", rng.uniform(0.02, 0.08))):
        jumps = _zigzag(len(t), rng, 0.12, 0.3)
        curves[f"{name}loss"] = level * np.exp(jumps + offset)
        curves[f"{name}accuracy"] = np.clip(0.95 - 0.35 * curves[f"{name}loss"] - offset, 0.15, 0.85)
    return curves


def _diverging(t: Curve, rng: Any) -> Curves:
    curves = _learning(t, rng, rng.uniform(0.6, 0.8), rng.uniform(0.55, 0.75), speed=rng.uniform(8, 12))
    climb = 1 / (1 + np.exp(-40 * (t - rng.uniform(0.3, 0.6))))
    chance = rng.uniform(0.18, 0.30)
    peak = np.log(rng.uniform(4, 12))
    for name in ("", "val_"):
        accuracy = curves[f"{name}accuracy"]
        curves[f"{name}accuracy"] = accuracy + (chance - accuracy) * climb
        curves[f"{name}loss"] = curves[f"{name}loss"] * np.exp(peak * climb)
    return curves


def _learning(t: Curve, rng: Any, top: float, val_top: float, speed: float = 0.0, tremble: float = 0.006) -> Curves:
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


def _tremble(t: Curve, rng: Any, most: float) -> Curve:
    trembling: Curve = rng.uniform(-most, most, len(t))
    return trembling


def _zigzag(length: int, rng: Any, least: float, most: float) -> Curve:
    """Up and down, mostly in turn: between neighbours of different sign lies twice ``least`` or more."""
    signs = np.where(np.arange(length) % 2, 1.0, -1.0) * rng.choice([-1, 1])
    signs[int(rng.integers(4, 9)) :: 12] *= -1  # now and then the same direction twice
    zigzag: Curve = signs * rng.uniform(least, most, length)
    return zigzag
