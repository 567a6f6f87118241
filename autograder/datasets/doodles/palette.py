"""Colours. A coat never tells the animal: every animal draws from the same overlapping palettes."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace

import numpy as np

from autograder.datasets.doodles.pen import Colour

BLACK: Colour = (16, 14, 18)
WHITE: Colour = (252, 251, 248)


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """A colour from hue, saturation and value, each 0 to 1 (hue wraps round)."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return int(red * 255), int(green * 255), int(blue * 255)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """``first`` with a ``share`` (0 to 1) of ``second``."""
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def brightness(colour: Colour) -> float:
    """Perceived brightness, 0 to 1 (Rec. 601 luma)."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


@dataclass(frozen=True)
class Coat:
    """The colours of one animal."""

    main: Colour
    dark: Colour
    light: Colour
    accent: Colour
    nose: Colour
    pink: Colour

    @property
    def is_dark(self) -> bool:
        """Whether black details would not show on it."""
        return brightness(self.main) < 0.3

    def with_contrast(self) -> Coat:
        """The same coat, light enough for a dark pattern to show on it."""
        main = mix(self.main, WHITE, max(0.0, 0.62 - brightness(self.main)))
        return replace(self, main=main, dark=mix(main, BLACK, 0.72), light=mix(main, WHITE, 0.6))


def draw_coat(rng: np.random.Generator) -> Coat:
    """Any coat: earth colours, greys, or a colour from the crayon box."""
    kind = rng.random()
    if kind < 0.5:
        main = hsv(rng.uniform(0.04, 0.13), rng.uniform(0.25, 0.85), rng.uniform(0.3, 0.98))
    elif kind < 0.75:
        main = hsv(rng.random(), rng.uniform(0.0, 0.12), rng.uniform(0.12, 0.97))
    else:
        main = hsv(rng.random(), rng.uniform(0.3, 0.8), rng.uniform(0.5, 0.98))
    dark = mix(main, BLACK, rng.uniform(0.3, 0.6))
    light = mix(main, WHITE, rng.uniform(0.45, 0.85))
    accent = (dark, light, hsv(rng.random(), rng.uniform(0.3, 0.9), rng.uniform(0.4, 1.0)), WHITE, BLACK)[
        rng.integers(5)
    ]
    pink = hsv(rng.uniform(0.93, 1.03), rng.uniform(0.25, 0.6), rng.uniform(0.8, 1.0))
    nose = (BLACK, pink, dark, (90, 50, 40))[rng.integers(4)]
    return Coat(main, dark, light, accent, nose, pink)


def draw_colour(rng: np.random.Generator) -> Colour:
    """Any lively colour."""
    return hsv(rng.random(), rng.uniform(0.2, 0.95), rng.uniform(0.3, 1.0))
