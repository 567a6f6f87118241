"""Claims about photos: what a notebook says that they show, and whether they do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from autograder.assurance.calibration.effects import SeedScores
from autograder.assurance.calibration.thresholds import Forecast, Scale, t_quantile
from autograder.datasets.measured_effects import MeasuredEffect, Presence

#: An effect is there if a single training shows it at least this often.
SURE = 0.95


@dataclass(frozen=True)
class Claim:
    """An effect that a notebook claims, measured on photos before it says so.

    Attributes:
        name: short, for ``photos.toml``.
        title: for people.
        needs: the measurements and strategies that it reads.
        value: its size under one seed, above zero where the claim holds.
        check: number of the hidden check that asks for it. Where the effect is absent, the check is left out.
        of_losses: whether it is a difference of losses; otherwise it is one of accuracies.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    value: Callable[[SeedScores], float]
    check: str = ""
    of_losses: bool = False


def judge_claim(claim: Claim, values: Sequence[float], pictures: int) -> MeasuredEffect:
    """What was measured of a claim.

    Args:
        claim: which one.
        values: its size under each seed, two at least.
        pictures: hidden ones in each run; a spread is no smaller than one of them makes.
    """
    runs, mean = len(values), fmean(values)
    reach = t_quantile((1 + SURE) / 2, runs - 1) * max(stdev(values), 1 / pictures) / sqrt(runs)
    shown = 1 - Forecast.of(values, pictures, Scale.DIFFERENCE).chance_below(0.0)
    presence = Presence.ABSENT if mean - reach <= 0 else Presence.THERE if shown >= SURE else Presence.WEAK
    return MeasuredEffect(
        name=claim.name,
        title=claim.title,
        presence=presence,
        check=claim.check,
        mean=round(mean, 4),
        low=round(mean - reach, 4),
        high=round(mean + reach, 4),
        runs=runs,
        of_losses=claim.of_losses,
    )


def measurable(claims: Sequence[Claim], known: Collection[str]) -> tuple[Claim, ...]:
    """The claims that need nothing else than what is measured anyway."""
    return tuple(claim for claim in claims if set(claim.needs) <= set(known))
