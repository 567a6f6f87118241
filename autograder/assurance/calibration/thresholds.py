"""Placing a threshold between the right ways to solve a task and the wrong ones.

Each run of a strategy has its own initial weights, batches and 500 fresh hidden pictures, so that the spread of its
values holds everything that chance does to a student, the draw of the pictures included. Accuracies become
empirical logits, log((k + ½) / (n − k + ½)) for k of n pictures right; differences of accuracies stay as they are. The
next run is predicted from m earlier ones by Student's t: (x − mean) / (s √(1 + 1/m)) has m − 1 degrees of freedom, s
being no smaller than the binomial spread 1 / √(n p (1 − p)) of n pictures, or for differences than a picture more or
less, 1 / n. Heavy tails pay for few runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import fmean, stdev
from typing import Any

from autograder.errors import AutograderError

#: A right way fails less often than this.
MOST_FAILING = 0.001
#: A wrong way passes less often than this.
MOST_PASSING = 0.05
METHOD = (
    "Student-t prediction of the next run, for accuracies on the scale of empirical logits; every run has its own "
    "initial weights, batches and hidden pictures; an accuracy's spread is no smaller than binomial"
)


class Scale(Enum):
    """What kind of number is judged; the value is what tables call it."""

    SHARE = "accuracy"  # of the hidden pictures, 0 to 1
    DIFFERENCE = "difference"  # of two accuracies, −1 to 1, or of two losses

    def text(self, value: float) -> str:
        """For people: accuracies in percent, differences as numbers, since losses have no percent."""
        return f"{value:.0%}" if self is Scale.SHARE else f"{value:.2f}"


def t_cdf(t: float, freedom: int) -> float:
    """Student's distribution function for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).

    Raises:
        ValueError: ``freedom`` is below 1.
    """
    if freedom < 1:
        raise ValueError("a spread needs at least two values")
    angle = math.atan(abs(t) / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine, cosine if freedom > 1 else 0.0) if odd else (1.0, 1.0)
    for step in range(2 + odd, freedom, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    inside = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return 0.5 + math.copysign(inside / 2, t)


def t_quantile(share: float, freedom: int) -> float:
    """Where Student's distribution function reaches a share between 0.5 and 1."""
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < share:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, freedom) < share else (low, middle)
    return high


@dataclass(frozen=True)
class Forecast:
    """What the next run of a strategy will reach.

    Attributes:
        runs: how many it is predicted from, 2 or more.
        mean: of the empirical logits or of the differences.
        spread: their standard deviation, but no smaller than chance alone makes it.
        pictures: that accuracy is measured on.
        mean_value: of the runs, as they were measured.
        scale: what kind of number it is.
    """

    runs: int
    mean: float
    spread: float
    pictures: int
    mean_value: float
    scale: Scale = Scale.SHARE

    @classmethod
    def of(cls, values: Sequence[float], pictures: int, scale: Scale = Scale.SHARE) -> Forecast:
        """Predict from earlier runs, at least two."""
        if scale is Scale.DIFFERENCE:
            return cls(len(values), fmean(values), max(stdev(values), 1 / pictures), pictures, fmean(values), scale)
        logits = [_logit(accuracy * pictures, pictures) for accuracy in values]
        mean = fmean(logits)
        rate = 1 / (1 + math.exp(-mean))
        binomial = 1 / math.sqrt(pictures * rate * (1 - rate))
        return cls(len(logits), mean, max(stdev(logits), binomial), pictures, fmean(values), scale)

    def chance_below(self, threshold: float) -> float:
        """The chance that the next value is less than this."""
        cut = threshold
        if self.scale is Scale.SHARE:
            # Half a picture below the first passing count: the continuity correction.
            cut = _logit(math.ceil(threshold * self.pictures - 1e-9) - 0.5, self.pictures)
        return t_cdf((cut - self.mean) / (self.spread * math.sqrt(1 + 1 / self.runs)), self.runs - 1)


def _logit(right: float, pictures: int) -> float:
    return math.log((right + 0.5) / (pictures - right + 0.5))


@dataclass(frozen=True)
class Contender:
    """A strategy and its forecast.

    Attributes:
        name: for people.
        right: whether it has to pass.
        seen_by: the check that sees a wrong one exactly; empty where only accuracy can.
        forecast: of its accuracy.
    """

    name: str
    right: bool
    seen_by: str
    forecast: Forecast


@dataclass(frozen=True)
class Threshold:
    """A placed threshold.

    Attributes:
        value: the least that passes, in whole percent.
        highest: at which right ways still fail rarely enough.
        lowest: at which the wrong ways that the value tells apart pass rarely enough.
        contenders: all strategies.
        overlapping: names of wrong ones that reach what right ones reach; the value cannot tell them.
    """

    value: float
    highest: float
    lowest: float
    contenders: tuple[Contender, ...]
    overlapping: tuple[str, ...]

    @property
    def unseen(self) -> tuple[str, ...]:
        """Wrong strategies that no check tells from right ones. There should be none: the check needs a better
        statistic, such as more hidden pictures or the gain over an earlier phase."""
        return tuple(c.name for c in self.contenders if c.name in self.overlapping and not c.seen_by)

    def as_json(self) -> dict[str, Any]:
        """For the file beside the grader; chances are those at the threshold."""
        return {
            "threshold": self.value,
            "method": METHOD,
            "limits": {"right_fails_below": MOST_FAILING, "wrong_passes_below": MOST_PASSING},
            "margins": {
                "below_highest": round(self.highest - self.value, 4),
                "above_lowest": round(self.value - self.lowest, 4),
            },
            "right": {c.name: self._row(c, "chance_of_failing") for c in self.contenders if c.right},
            "wrong": {
                c.name: {**self._row(c, "chance_of_passing"), "decided_by": self.decided_by(c)}
                for c in self.contenders
                if not c.right
            },
        }

    def chance_of_error(self, contender: Contender) -> float:
        """That a right strategy fails, or that a wrong one passes this check."""
        below = contender.forecast.chance_below(self.value)
        return below if contender.right else 1 - below

    def decided_by(self, contender: Contender) -> str:
        """``accuracy`` or ``difference`` where the threshold decides, else the number of the check that does because
        the threshold cannot; ``nothing`` if none does."""
        if contender.name not in self.overlapping:
            return contender.forecast.scale.value
        return contender.seen_by or "nothing"

    def _row(self, contender: Contender, chance: str) -> Mapping[str, Any]:
        forecast = contender.forecast
        return {
            "runs": forecast.runs,
            "mean": round(forecast.mean_value, 4),
            chance: float(f"{self.chance_of_error(contender):.3g}"),
        }


def percent(chance: float) -> str:
    """A chance for people: ``3.1 %``, ``0.02 %`` or ``under 0.001 %``."""
    return f"{100 * chance:.2g} %" if 1e-5 <= chance < 0.995 else "under 0.001 %" if chance < 0.5 else "over 99 %"


_GRIDS = {
    Scale.SHARE: [percent / 100 for percent in range(1, 100)],
    Scale.DIFFERENCE: [percent / 100 for percent in range(-300, 301)],
}


def place(contenders: Sequence[Contender]) -> Threshold:
    """Place the threshold midway between the wrong ways that it can tell and the right ways, rounded down to whole
    percent. All contenders have one scale. (For a limit that values have to stay below, hand over negated values.)

    Raises:
        AutograderError: no threshold lets the right strategies pass surely enough.
    """
    grid = _GRIDS[contenders[0].forecast.scale]
    right = [c.forecast for c in contenders if c.right]
    high = max((value for value in grid if all(f.chance_below(value) < MOST_FAILING for f in right)), default=None)
    if high is None:
        raise AutograderError(
            "So few runs are not enough for a threshold that right solutions are sure to pass.", "Ask for more runs."
        )
    needed = {
        c.name: min((value for value in grid if 1 - c.forecast.chance_below(value) < MOST_PASSING), default=1.0)
        for c in contenders
        if not c.right
    }
    low = max((value for value in needed.values() if value <= high), default=high)  # none to tell: as high as is safe
    overlapping = tuple(name for name, value in needed.items() if value > high)
    return Threshold(math.floor((high + low) * 50 + 1e-9) / 100, high, low, tuple(contenders), overlapping)
