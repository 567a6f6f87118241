"""What an animal with a face and four legs can look like: one set of traits, a distribution per animal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

#: A uniform distribution from the first number to the second.
Range = tuple[float, float]


@dataclass(frozen=True)
class Ear:
    """One ear; lengths in head radii, angles in degrees away from straight up."""

    kind: Literal["point", "round", "leaf"]
    length: Range
    width: Range
    base: Range  # where on the head the ear starts
    lean: Range  # where its tip points
    in_front: bool = False
    tip: float = 0.0  # chance of a tip of another colour
    bent: float = 0.0  # chance that the ear folds over
    tuft: float = 0.0  # chance of a tuft of hair


@dataclass(frozen=True)
class Traits:
    """The distributions an animal is drawn from; lengths in head radii, ``float`` fields are chances."""

    # head
    ears: tuple[Ear, ...]
    headroom: float = 0.0  # room above the head for very long ears
    width: Range = (0.95, 1.1)
    height: Range = (0.88, 1.02)
    chin: Range = (0.0, 0.12)  # how much the head narrows downwards; negative: heavy jowls
    snout: Literal["button", "muzzle", "disc", "broad", "cone", "trunk", "plate"] = "muzzle"
    snout_size: Range = (0.4, 0.52)
    nose: Range = (0.12, 0.18)
    eyes: Range = (0.11, 0.17)
    eye_gap: Range = (0.34, 0.46)
    slit: float = 0.0
    whiskers: float = 0.0
    buck_teeth: float = 0.0
    tongue: float = 0.0
    white_cheeks: float = 0.0
    horns: Literal["none", "cow", "goat", "antlers", "knobs", "rhino"] = "none"
    horned: float = 1.0
    mane: Literal["none", "ruff", "forelock", "wool"] = "none"
    mask: Literal["none", "band", "patches"] = "none"
    # profile
    muzzle_length: Range = (0.5, 0.8)
    muzzle_end: Range = (0.3, 0.4)
    # body
    body_length: Range = (1.5, 1.9)
    body_height: Range = (0.65, 0.85)
    neck: Range = (0.0, 0.25)
    legs: Range = (0.7, 1.0)
    leg_width: Range = (0.26, 0.36)
    hooves: float = 0.0
    tail: Literal["thin", "tuft", "bushy", "puff", "curl", "hair", "wag", "ringed", "thick", "none"] = "thin"
    tail_length: Range = (0.9, 1.3)
    tail_tip: float = 0.0
    coat: Literal["plain", "stripes", "bars", "spots", "giraffe", "panda", "wool", "spines"] = "plain"
    sits: float = 0.35
    big_ears_behind: bool = False


def between(rng: np.random.Generator, span: Range) -> float:
    """A number drawn uniformly from the range."""
    return float(span[0] + (span[1] - span[0]) * rng.random())


def middle_of(span: Range) -> float:
    """The mean of the range."""
    return (span[0] + span[1]) / 2


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with the given probability."""
    return bool(rng.random() < probability)
