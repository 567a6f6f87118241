"""Histories of trainings whose diagnosis is known; ``grader_histories.toml`` says what they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from autograder.checks import load_data

#: As in ``keras.callbacks.History``: one value for each epoch, by name.
History: TypeAlias = dict[str, list[float]]
Curve: TypeAlias = npt.NDArray[np.float64]
Range: TypeAlias = tuple[float, float]

EPOCHS = (12, 50)
TOOTH = 5  # epochs from one drop of a sawtooth to the next
CURVES = ("accuracy", "val_accuracy", "loss", "val_loss")
LOWEST = {"accuracy": 0.05, "loss": 0.001}


class Diagnosis(str, Enum):
    """What a history may be called; the values are what students return."""

    OVERFITTING = "overfitting"
    UNDERFITTING = "underfitting"
    GOOD = "good fit"
    RATE = "rate too high"
    ABOVE = "validation above training"
    NOISY = "noisy validation"


class Change(BaseModel, frozen=True, extra="forbid"):
    """What is made of one curve."""

    curve: Literal["accuracy", "val_accuracy", "loss", "val_loss"]
    how: Literal["level", "each", "add", "turns", "saw", "spikes", "last", "rise", "rise_to"]
    by: tuple[float, ...]
    start: float = Field(0.0, alias="from")
    until: float = math.inf
    at_most: float = 0.0
    at_least: float = 0.0

    def applied(self, curve: Curve, t: Curve, turn: float, rng: Any) -> Curve:
        """The curve afterwards.

        Args:
            curve: as it was, at the times ``t`` from 0 to 1.
            t: these times.
            turn: from when on it rises.
            rng: decides about what is drawn.
        """
        length, epoch = len(t), np.arange(len(t))
        height = rng.uniform(*self.by) if len(self.by) == 2 else 0.0
        match self.how:
            case "level":
                new = np.full(length, height)
            case "each":
                new = rng.uniform(*self.by, length)
            case "add":
                new = curve + height
            case "turns":
                new = curve + rng.uniform(*self.by, length) * np.where(epoch % 2, 1, -1) * rng.choice([-1, 1])
            case "saw":
                new = curve + height * (epoch % TOOTH / (TOOTH - 1) - 0.5)
            case "spikes":
                count = math.ceil(self.at_least * (length - 1)) or int(self.at_most * (length - 1))
                new = curve + height * np.isin(epoch, np.linspace(3, length - 2, count).round())
            case "last":
                new = curve + np.pad(self.by, (length - len(self.by), 0))
            case "rise" | "rise_to":
                best = (max if "accuracy" in self.curve else min)(curve[t <= turn])
                goal = height if self.how == "rise_to" else height * best
                new = np.where(t > turn, best + (goal - best) * np.clip((t - turn) / (0.9 - turn), 0, 1), curve)
        return np.where((t >= self.start) & (t < self.until), new, curve)


class Family(BaseModel, frozen=True, extra="forbid"):
    """Histories that show the same thing in the same way."""

    name: str = ""
    diagnosis: Diagnosis
    also: Diagnosis | None = None
    close: bool = False
    top: Range
    behind: Range
    speed: Range = (6, 10)
    tremble: float = 0.006
    turn: Range = (1, 1)
    changes: tuple[Change, ...] = ()

    def drawn(self, t: Curve, rng: Any) -> dict[str, Curve]:
        """The curves of a member: they level off, tremble a little, and are changed."""
        top, behind, speed, turn = (rng.uniform(*drawn) for drawn in (self.top, self.behind, self.speed, self.turn))
        start = rng.uniform(0.18, 0.30)
        done = (1 - np.exp(-speed * t)) / (1 - np.exp(-speed))
        curves = {}
        for name, end, loss_per_error in (("", top, 2.3), ("val_", top - behind, 2.6)):
            first, last = rng.uniform(1.5, 1.8), max(0.05, loss_per_error * (1 - end))
            tremble, shake = (rng.uniform(-most, most, len(t)) for most in (self.tremble, 0.012))
            curves[f"{name}accuracy"] = np.clip(start + (end - start) * done + tremble, 0, 1)
            curves[f"{name}loss"] = (first + (min(last, 0.95 * first) - first) * done) * (1 + shake)
        for change in self.changes:
            curves[change.curve] = change.applied(curves[change.curve], t, turn, rng)
        return curves


class Known(BaseModel, frozen=True, extra="forbid"):
    """What the file holds."""

    recorded: dict[str, Diagnosis]
    examples: dict[str, History]
    families: dict[str, Family]


_KNOWN = load_data(__file__, Known)
#: What the recorded curves show that students read; and histories for 4.1 and 4.2, by their names.
RECORDED, EXAMPLES = _KNOWN.recorded, _KNOWN.examples
FAMILIES = {name: family.model_copy(update={"name": name}) for name, family in _KNOWN.families.items()}


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
        drawn = self.family.drawn(np.linspace(0, 1, self.epochs), np.random.default_rng(self.seed))
        return {
            name: np.clip(curve, LOWEST[name.removeprefix("val_")], 1 if "acc" in name else None).round(4).tolist()
            for name, curve in drawn.items()
        }


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
    return float(np.mean(history["accuracy"][-3:]) - np.mean(history["val_accuracy"][-3:]))


def read(history: History) -> dict[str, float]:
    """What the rows of the table compare with their limits, by the names of the fields in ``messages.toml``."""
    accuracy, val_accuracy, loss, val_loss = (history[name] for name in CURVES)
    return {
        "ups": float(np.mean(np.diff(loss) > 0.1)),
        "loss": loss[-1],
        "lowest": min(loss),
        "changes": float(np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :])))),
        "training": float(np.mean(accuracy[-3:])),
        "gap": gap(history),
        "val_loss": val_loss[-1],
        "val_lowest": min(val_loss),
    }
