"""A pen that draws in its own coordinate system: points are complex numbers, x to the right and y down."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import ImageDraw

Colour = tuple[int, int, int]
Points = npt.NDArray[np.complex128]

_TURN = np.exp(2j * np.pi * np.arange(22) / 22)


@lru_cache(maxsize=64)
def _spline(count: int, closed: bool) -> npt.NDArray[np.float64]:
    """The matrix that turns ``count`` control points into a Catmull-Rom curve through them."""
    pieces = count if closed else count - 1
    steps = max(3, 24 // pieces)
    t = np.arange(steps)[:, None] / steps
    basis = np.hstack([-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3])
    matrix = np.zeros((pieces * steps + (not closed), count))
    for piece in range(pieces):
        rows = slice(piece * steps, (piece + 1) * steps)
        for column, weights in enumerate(basis.T / 2):
            point = piece + column - 1
            matrix[rows, point % count if closed else min(max(point, 0), count - 1)] += weights
    if not closed:
        matrix[-1, -1] = 1.0
    return matrix


class Warp:
    """A gentle hand-drawn bend of the whole picture, the same for every part so that parts stay together."""

    def __init__(self, rng: np.random.Generator, size: float, strength: float) -> None:
        turn = rng.uniform(0, 2 * np.pi, 4)
        self._wave = np.exp(1j * turn[:2]) * rng.uniform(1.5, 3.5, 2) / size
        self._phase = turn[2:]
        self._depth = strength * size * 0.035

    def __call__(self, points: Points) -> Points:
        """Move the points (in pixels)."""
        bend = [
            np.sin((points * wave.conjugate()).real * 2.0 + phase)
            for wave, phase in zip(self._wave, self._phase, strict=True)
        ]
        moved: Points = points + self._depth * (bend[0] + 1j * bend[1])
        return moved


class Pen:
    """Draws shapes on an image; :meth:`at` gives a pen with a moved, turned and scaled coordinate system.

    Args:
        draw: what to draw on.
        origin: where the pen's own (0, 0) lies, in pixels.
        scale: pixels per unit, times ``exp(i * turn)``.
        ink: the colour of outlines.
        line: the width of outlines in pixels; 0 draws none.
        warp: applied to every point, last.
    """

    def __init__(
        self,
        draw: ImageDraw.ImageDraw,
        origin: complex,
        scale: complex,
        ink: Colour,
        line: int,
        warp: Warp,
        mirrored: bool = False,
    ) -> None:
        self._draw = draw
        self._origin = origin
        self._scale = scale
        self.ink = ink
        self.line = line
        self._warp = warp
        self._mirrored = mirrored

    def at(self, where: complex = 0, scale: float = 1.0, turn: float = 0.0, mirror: bool = False) -> Pen:
        """A pen with its origin at ``where``, turned clockwise by ``turn`` radians, maybe mirrored."""
        here = where.conjugate() if self._mirrored else where
        step = scale * np.exp(-1j * turn if self._mirrored else 1j * turn)
        if mirror:  # x -> -x is conjugation followed by a factor of -1
            step = -step
        return Pen(
            self._draw,
            self._origin + self._scale * here,
            complex(self._scale * step),
            self.ink,
            self.line,
            self._warp,
            self._mirrored != mirror,
        )

    def _pixels(self, points: Points) -> list[float]:
        turned = points.conj() if self._mirrored else points
        placed = self._warp(self._origin + self._scale * turned)
        flat: list[float] = np.ascontiguousarray(placed).view(np.float64).tolist()
        return flat

    def poly(self, points: Points | list[complex], fill: Colour | None, outline: bool = True) -> None:
        """A closed polygon."""
        xy = self._pixels(np.asarray(points, dtype=np.complex128))
        if fill is not None:
            self._draw.polygon(xy, fill=fill)
        if outline and self.line:
            self._draw.line(xy + xy[:4], fill=self.ink, width=self.line)

    def shape(self, points: Points | list[complex], fill: Colour | None, outline: bool = True) -> None:
        """A closed smooth shape through the points."""
        control = np.asarray(points, dtype=np.complex128)
        self.poly(_spline(len(control), True) @ control, fill, outline)

    def oval(
        self,
        centre: complex,
        rx: float,
        ry: float,
        fill: Colour | None,
        outline: bool = True,
        turn: float = 0.0,
    ) -> None:
        """An ellipse with half axes ``rx`` and ``ry``, turned by ``turn`` radians."""
        points = centre + np.exp(1j * turn) * (rx * _TURN.real + 1j * ry * _TURN.imag)
        self.poly(points, fill, outline)

    def curve(self, points: list[complex] | Points, width: float, colour: Colour | None = None) -> None:
        """A smooth open line, ``width`` in units (never thinner than two pixels)."""
        control = np.asarray(points, dtype=np.complex128)
        pixels = self._pixels(_spline(len(control), False) @ control)
        thick = max(2, round(width * abs(self._scale)))
        self._draw.line(pixels, fill=colour or self.ink, width=thick)

    def limb(self, points: list[complex], width: float, colour: Colour, end: float | None = None) -> None:
        """A tapering smooth tube, ``width`` wide at its start and ``end`` at its tip, with an outline."""
        control = np.asarray(points, dtype=np.complex128)
        spine = _spline(len(control), False) @ control
        along = np.gradient(spine)
        normal = 1j * along / np.maximum(np.abs(along), 1e-9)
        half = np.linspace(width, width if end is None else end, len(spine)) / 2
        tip = spine[-1] + along[-1] / max(abs(along[-1]), 1e-9) * half[-1] * 0.8
        self.poly(
            np.concatenate([spine + normal * half, [tip], (spine - normal * half)[::-1]]),
            colour,
        )
