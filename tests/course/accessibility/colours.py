"""Colours as people see them: contrast, distance, and the same without one kind of cone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

#: M. Okabe and K. Ito, "Color Universal Design" (2008), without black and white.
OKABE_ITO = frozenset({"#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"})
#: What is left of linear RGB: G. Machado, M. Oliveira and L. Fernandes, "A Physiologically-based Model for Simulation
#: of Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), severity 1.
WITHOUT = {
    "nothing": np.eye(3),
    "red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = _TO_XYZ.sum(axis=1)


def linear(colour: str) -> Vector:
    """``#0072B2`` or ``#fff`` as linear RGB, 0 to 1."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    encoded = np.array([int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 counts it."""
    low, high = sorted(float(_TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, without: str = "nothing") -> float:
    """How different two colours look (CIE 1976 ΔE): 2 is just to be seen, 100 is black against white."""
    return float(np.linalg.norm(_lab(one, without) - _lab(other, without)))


def is_grey(colour: str) -> bool:
    """Whether a colour has no hue."""
    return len(set(linear(colour).round(6))) == 1


def _lab(colour: str, without: str) -> Vector:
    seen = np.clip(WITHOUT[without] @ linear(colour), 0, 1)
    ratio = _TO_XYZ @ seen / _WHITE
    bent = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])
