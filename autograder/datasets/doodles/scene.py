"""One picture: a background, an animal on it, things in the way, and what light and camera do to it."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from autograder.datasets.doodles.bodies import draw_quadruped
from autograder.datasets.doodles.others import DRAWINGS
from autograder.datasets.doodles.palette import BLACK, WHITE, draw_colour, hsv, mix
from autograder.datasets.doodles.pen import Colour, Pen, Warp
from autograder.datasets.doodles.species import SOURCES, TARGETS
from autograder.datasets.doodles.traits import chance

#: The five classes of the course, in the order of their labels.
TARGET_CLASSES: tuple[str, ...] = tuple(TARGETS)
#: The classes the base model is pretrained on, in the order of their labels; no target is among them.
SOURCE_CLASSES: tuple[str, ...] = (*SOURCES, *DRAWINGS)
SIZE = 96
_FINE = 2 * SIZE

Image8 = npt.NDArray[np.uint8]


def _backdrop(rng: np.random.Generator, clutter: float) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    first, second = draw_colour(rng), draw_colour(rng)
    paper = mix(first, WHITE, rng.uniform(0.3, 0.85)) if chance(rng, 0.7) else mix(first, BLACK, rng.uniform(0.1, 0.7))
    image = Image.new("RGB", (_FINE, _FINE), paper)
    draw = ImageDraw.Draw(image)
    kind = rng.integers(6) if chance(rng, 0.4 + 0.6 * clutter) else 0
    mark = mix(paper, second, rng.uniform(0.2, 0.7))
    if kind == 1:  # ground and sky
        horizon = int(_FINE * rng.uniform(0.45, 0.85))
        draw.rectangle((0, horizon, _FINE, _FINE), fill=mark)
        for x in rng.integers(0, _FINE, 14).tolist():
            y = int(rng.integers(horizon, _FINE + 10))
            draw.line((x, y, x + 5, y - 14), fill=mix(mark, BLACK, 0.3), width=3)
        if chance(rng, 0.5):
            x, y, r = int(rng.integers(_FINE)), int(rng.integers(40)), int(rng.integers(12, 24))
            draw.ellipse((x - r, y - r, x + r, y + r), fill=(252, 225, 110))
    elif kind == 2:  # ruled or squared paper
        step = int(rng.integers(12, 30))
        for place in range(int(rng.integers(step)), _FINE, step):
            draw.line((0, place, _FINE, place), fill=mark, width=2)
            if step % 2:
                draw.line((place, 0, place, _FINE), fill=mark, width=2)
    elif kind == 3:  # dots
        step = int(rng.integers(22, 44))
        radius = int(rng.integers(2, 8))
        for y in range(0, _FINE + step, step):
            for x in range((y // step % 2) * step // 2, _FINE + step, step):
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=mark)
    elif kind == 4:  # broad stripes
        step, lean = int(rng.integers(18, 46)), int(rng.integers(-90, 90))
        for x in range(-100, _FINE + 100, 2 * step):
            draw.polygon((x, 0, x + step, 0, x + step + lean, _FINE, x + lean, _FINE), fill=mark)
    elif kind == 5:  # soft blobs
        for _ in range(7):
            x, y = rng.integers(0, _FINE, 2).tolist()
            r = int(rng.integers(15, 60))
            shade = mix(paper, draw_colour(rng), rng.uniform(0.2, 0.7))
            draw.ellipse((x - r, y - r, x + r, y + r), fill=shade)
    return image, draw


def _clutter(draw: ImageDraw.ImageDraw, rng: np.random.Generator, count: int, size: float) -> None:
    """Scribbles and shapes anywhere."""
    for _ in range(count):
        colour = draw_colour(rng)
        x, y = rng.uniform(0, _FINE, 2)
        reach = rng.uniform(0.5, 1.0) * size
        turn = rng.uniform(0, 2 * np.pi)
        kind = rng.integers(4)
        if kind == 0:  # a scribble
            path = np.cumsum(rng.standard_normal((7, 2)) * reach * 0.45, axis=0) + np.array((x, y))
            draw.line(path.ravel().tolist(), fill=colour, width=int(rng.integers(2, 6)))
        elif kind == 1:  # a star or polygon
            corners = int(rng.integers(3, 11))
            angle = turn + np.arange(corners) * 2 * np.pi / corners
            radius = np.where(np.arange(corners) % 2, reach * 0.3, reach * 0.6) if corners > 6 else reach * 0.5
            points = np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)
            draw.polygon(points.ravel().tolist(), fill=colour, outline=BLACK if chance(rng, 0.5) else None)
        elif kind == 2:  # a ball or ring
            box = (x - reach * 0.4, y - reach * 0.4, x + reach * 0.4, y + reach * 0.4)
            if chance(rng, 0.5):
                draw.ellipse(box, fill=colour)
            else:
                draw.ellipse(box, outline=colour, width=4)
        else:  # a stick
            step = reach * np.exp(1j * turn)
            draw.line((x, y, x + step.real, y + step.imag), fill=colour, width=int(rng.integers(3, 10)))


def _grass(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """Blades along the lower edge, in front of the animal."""
    colour = hsv(rng.uniform(0.2, 0.45), rng.uniform(0.3, 0.8), rng.uniform(0.3, 0.8))
    for x in rng.integers(-5, _FINE + 5, 12).tolist():
        tall, lean = int(rng.integers(20, 60)), int(rng.integers(-12, 12))
        draw.polygon((x - 5, _FINE, x + lean, _FINE - tall, x + 5, _FINE), fill=mix(colour, BLACK, rng.uniform(0, 0.4)))


def render(name: str, seed: int, index: int, *, difficulty: float = 1.0, stream: int = 0, size: int = SIZE) -> Image8:
    """Draw one picture; the same arguments give the same bytes.

    Args:
        name: one of :data:`SOURCE_CLASSES` or :data:`TARGET_CLASSES`.
        seed: any non-negative integer.
        index: which picture of this class and seed, 0 or more.
        difficulty: 0 a clean picture, 1 everything that can get in the way.
        stream: pictures of different streams never share their randomness.
        size: pixels a side; only 96 is part of the data's definition.

    Returns:
        RGB, shape (size, size, 3), uint8.

    Raises:
        KeyError: there is no such class.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(stream, zlib.crc32(name.encode()), index)))
    image, draw = _backdrop(rng, difficulty)
    if chance(rng, 0.75 * difficulty):
        _clutter(draw, rng, int(rng.integers(1, 7)), 46.0)
    _place(name, draw, rng, difficulty)
    if chance(rng, 0.25 * difficulty):
        _grass(draw, rng)
    if chance(rng, 0.65 * difficulty):
        _clutter(draw, rng, int(rng.integers(1, 4)), 40.0)
    if chance(rng, 0.45 * difficulty):
        image = image.filter(ImageFilter.BoxBlur(rng.uniform(0.5, 2.0)))
    small = image.reduce(2) if size == SIZE else image.resize((size, size), Image.Resampling.BOX)
    return _develop(small, rng, difficulty)


def _place(name: str, draw: ImageDraw.ImageDraw, rng: np.random.Generator, difficulty: float) -> None:
    """Draw the animal somewhere on the picture."""
    room = 0.3 + 0.7 * difficulty
    half = _FINE / 2
    scale = half * (0.9 - room * rng.uniform(-0.12, 0.38))
    shift = rng.uniform(-1, 1, 2) * room * (0.16 * half + 0.5 * max(0.0, half * 0.9 - scale))
    turn = rng.normal() * 0.2 * room
    line = int(rng.integers(2, 6)) if chance(rng, 0.85) else 0
    ink: Colour = mix(BLACK, draw_colour(rng), 0.25 if chance(rng, 0.7) else 0.6)
    pen = Pen(
        draw,
        complex(half + shift[0], half + shift[1]),
        complex(scale * np.exp(1j * turn)),
        ink,
        line,
        Warp(rng, _FINE, room),
    ).at(mirror=chance(rng, 0.5))
    traits = SOURCES.get(name) or TARGETS.get(name)
    if traits:
        draw_quadruped(pen, traits, rng)
    else:
        DRAWINGS[name](pen, rng)


def _develop(image: Image.Image, rng: np.random.Generator, difficulty: float) -> Image8:
    """Light and sensor noise."""
    pixels = np.asarray(image, dtype=np.float32)
    if chance(rng, 0.8):
        lean = rng.uniform(-0.3, 0.3, 2).astype(np.float32) * np.float32(0.3 + 0.7 * difficulty)
        ramp = np.linspace(-1, 1, image.width, dtype=np.float32)
        light = 1 + lean[0] * ramp[:, None] + lean[1] * ramp[None, :]
        tint = 1 + rng.uniform(-0.12, 0.08, 3).astype(np.float32) * np.float32(difficulty)
        pixels = pixels * (light[:, :, None] * tint)
    if chance(rng, 0.7 * difficulty):
        grain = rng.standard_normal(pixels.shape, dtype=np.float32)
        pixels = pixels + grain * np.float32(rng.uniform(2, 16))
    return np.clip(pixels, 0, 255).astype(np.uint8)
