"""Heads seen from the front and from the side; the origin is the middle of the head, its radius is one."""

from __future__ import annotations

import numpy as np

from autograder.datasets.doodles.palette import BLACK, WHITE, Coat, mix
from autograder.datasets.doodles.pen import Colour, Pen, Points
from autograder.datasets.doodles.traits import Ear, Traits, between, chance, middle_of

_AROUND = np.linspace(0, 2 * np.pi, 12, endpoint=False)


def polar(degrees: float, radius: float = 1.0) -> complex:
    """The point at ``radius``, ``degrees`` clockwise from straight up."""
    return complex(radius * np.sin(np.deg2rad(degrees)), -radius * np.cos(np.deg2rad(degrees)))


def eye(
    pen: Pen, where: complex, size: float, style: int, coat: Coat, slit: bool = False, iris: Colour = BLACK
) -> None:
    """One eye: 0 a dot, 1 a white with a pupil, 2 a big shining one, 3 a happy closed one."""
    if style == 3:
        ink = WHITE if coat.is_dark else BLACK
        pen.curve([where - size, where - 0.8j * size, where + size], 0.06, ink)
    elif style == 1 or slit or coat.is_dark:
        pen.oval(where, size * 1.25, size * 1.25, iris if slit else WHITE)
        pen.oval(where, size * (0.3 if slit else 0.7), size * (1.1 if slit else 0.75), BLACK, False)
        pen.oval(where - size * (0.25 + 0.3j), size * 0.22, size * 0.22, WHITE, False)
    else:
        big = 1.2 if style == 2 else 0.85
        pen.oval(where, size * big, size * big * 1.1, BLACK, False)
        if style == 2:
            pen.oval(where - size * (0.35 + 0.4j), size * 0.4, size * 0.4, WHITE, False)


def ear_shape(ear: Ear, length: float, width: float, bent: bool) -> Points:
    """The outline of an ear that starts at the origin and points up."""
    if ear.kind == "point":
        outline = [
            -width,
            -width * 0.62 - 0.6j * length,
            -1j * length,
            width * 0.62 - 0.6j * length,
            width,
            0.2j,
        ]
    elif ear.kind == "round":
        outline = list(-0.55j * length + np.exp(1j * _AROUND) * (width + 0j))
    elif bent:
        outline = [
            -width * 0.6,
            -width - 0.4j * length,
            -width * 0.3 - 0.72j * length,
            width * 2.6 - 0.6j * length,
            width * 2.8 - 0.42j * length,
            width - 0.36j * length,
            width * 0.6,
        ]
    else:
        outline = [
            -width * 0.5 + 0.1j,
            -width - 0.5j * length,
            -width * 0.55 - 0.9j * length,
            -1.02j * length,
            width * 0.55 - 0.9j * length,
            width - 0.5j * length,
            width * 0.5 + 0.1j,
        ]
    return np.asarray(outline)


def _ear(pen: Pen, ear: Ear, sides: tuple[bool, ...], root: complex, rng: np.random.Generator, coat: Coat) -> None:
    """The ear on each side (False: right, True: mirrored)."""
    length, width = between(rng, ear.length), between(rng, ear.width)
    lean = between(rng, ear.lean)
    tip = chance(rng, ear.tip)
    folded = int(rng.integers(2)) if chance(rng, ear.bent) else -1
    inner = (coat.pink, coat.light, coat.dark)[rng.integers(3)]
    tuft = chance(rng, ear.tuft)
    fill = coat.dark if ear.in_front and chance(rng, 0.6) else coat.main
    for side, mirror in enumerate(sides):
        bent = side == folded
        place = pen.at(mirror=mirror).at(root, turn=np.deg2rad(lean + 6 * rng.standard_normal()))
        shape = ear_shape(ear, length, width, bent)
        draw = place.poly if ear.kind == "point" else place.shape
        draw(shape, fill)
        if not ear.in_front and not bent:
            draw(shape * 0.6 - (0.12j * length if ear.kind != "point" else 0.05j), inner, False)
        if tip and not bent:
            place.poly([-1j * length, width * 0.42 - 0.66j * length, -width * 0.42 - 0.66j * length], coat.dark)
        if tuft:
            for spread in (-0.4, 0.0, 0.4):
                place.curve([-0.6j * length, (spread * width) - 1.25j * length], 0.08, coat.light)


def _horns(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    size = rng.uniform(0.5, 0.8)
    bone = mix(WHITE, (200, 160, 90), rng.random())
    spread = rng.uniform(0.35, 0.5)
    for mirror in (False, True):
        side = pen.at(mirror=mirror)
        root = spread - 0.85j
        if traits.horns == "cow":
            side.limb([root, root + size * (0.5 - 0.1j), root + size * (0.7 - 0.6j)], 0.24, bone, 0.04)
        elif traits.horns == "goat":
            side.limb(
                [root, root + size * (0.2 - 0.8j), root + size * (0.9 - 1.2j), root + size * (1.3 - 0.7j)],
                0.26,
                bone,
                0.05,
            )
        elif traits.horns == "antlers":
            wood = mix(bone, (110, 70, 40), 0.7)
            tip = root + size * (0.9 - 1.6j)
            side.limb([root, root + size * (0.6 - 0.7j), tip], 0.15, wood, 0.08)
            side.limb([root + size * (0.35 - 0.45j), root + size * (1.1 - 0.7j)], 0.11, wood, 0.06)
            side.limb([root + size * (0.7 - 1.0j), root + size * (0.3 - 1.6j)], 0.11, wood, 0.06)
        elif traits.horns == "knobs":
            tip = root + size * (0.15 - 0.9j)
            side.curve([root, tip], 0.14, coat.dark)
            side.oval(tip, 0.14, 0.14, coat.dark)


def _mane(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """What lies behind the head."""
    if traits.mane == "ruff":
        petals = int(rng.integers(10, 18))
        size = rng.uniform(1.35, 1.6)
        colour = mix(coat.dark, coat.main, rng.uniform(0, 0.5))
        if chance(rng, 0.5):
            for turn in np.arange(petals) * 360 / petals:
                pen.oval(polar(turn, size - 0.35), 0.42, 0.42, colour)
        else:
            spikes = np.arange(2 * petals)
            radius = np.where(spikes % 2, size * 0.8, size * 1.1)
            pen.poly(radius * np.exp(1j * np.pi * spikes / petals), colour)
    elif traits.mane == "wool":
        for turn in range(20, 380, 40):
            pen.oval(polar(turn, 0.95), 0.42, 0.42, coat.light)


def _marks(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """What is painted on the face, below eyes and snout."""
    gap = middle_of(traits.eye_gap)
    if traits.mask == "band":
        pen.shape(
            [
                -0.92 + 0.12j,
                -0.5 - 0.32j,
                -0.05j,
                0.5 - 0.32j,
                0.92 + 0.12j,
                0.45 + 0.3j,
                0.12j,
                -0.45 + 0.3j,
            ],
            coat.dark,
            False,
        )
    elif traits.mask == "patches":
        for mirror in (False, True):
            pen.at(mirror=mirror).oval(gap + 0.02j, 0.24, 0.34, coat.dark, False, turn=0.6)
    if traits.coat in ("stripes", "bars"):
        for place in (-0.3, 0.0, 0.3):
            pen.curve([place - 0.95j + abs(place) * 0.4j, place * 0.7 - 0.5j], 0.13, coat.dark)
        for mirror in (False, True):
            for height in (0.1, 0.35):
                pen.at(mirror=mirror).curve([0.98 + 1j * height, 0.6 + 1j * (height + 0.03)], 0.11, coat.dark)
    elif traits.coat == "giraffe":
        for spot in (-0.5 - 0.55j, 0.1 - 0.75j, 0.55 - 0.5j):
            pen.oval(spot, 0.16, 0.13, coat.dark, False)
    elif traits.snout not in ("plate", "trunk") and traits.mask == "none":
        kind = rng.random()
        if kind < 0.18:  # a blaze
            pen.shape([-0.12 - 0.9j, 0.12 - 0.9j, 0.2 + 0.2j, -0.2 + 0.2j], coat.accent, False)
        elif kind < 0.34:  # a patch round one eye
            pen.oval((gap if chance(rng, 0.5) else -gap) - 0.08j, 0.34, 0.36, coat.accent, False)
        elif kind < 0.46:  # spots
            for _ in range(3):
                pen.oval(polar(rng.uniform(-80, 80), rng.uniform(0.4, 0.8)), 0.12, 0.1, coat.accent, False)


def _mouth(pen: Pen, at: complex, size: float, smile: float, coat: Coat) -> None:
    ink = WHITE if coat.is_dark else BLACK
    pen.curve([at, at + 0.2j * size], 0.05, ink)
    for way in (-1, 1):
        pen.curve(
            [
                at + 0.2j * size,
                at + way * 0.32 * size + 1j * (0.2 + smile) * size,
                at + way * 0.62 * size + 0.12j * size,
            ],
            0.05,
            ink,
        )


def _snout(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    size, nose = between(rng, traits.snout_size), between(rng, traits.nose)
    pale = coat.light if chance(rng, 0.75) else coat.main
    smile = rng.uniform(0.1, 0.35)
    if traits.snout == "button":
        middle = rng.uniform(0.2, 0.32) * 1j
        if chance(rng, 0.5):
            for way in (-1, 1):
                pen.oval(middle + way * size * 0.42 + 0.16j, size * 0.52, size * 0.44, pale, False)
        _extras(pen, traits, rng, middle + 0.26j, coat)
        pen.poly([middle - nose, middle + nose, middle + 0.9j * nose], coat.nose)
        _mouth(pen, middle + 0.8j * nose, size, smile, coat)
    elif traits.snout == "muzzle":
        middle = rng.uniform(0.36, 0.46) * 1j
        pen.oval(middle, size * 1.12, size * 0.85, pale, chance(rng, 0.6))
        _extras(pen, traits, rng, middle + size * 0.45j, coat)
        top = middle - size * 0.38j
        pen.oval(top, nose * 1.3, nose * 0.95, coat.nose if coat.nose != coat.pink else BLACK, True)
        _mouth(pen, top + nose * 0.8j, size, smile, coat)
    elif traits.snout == "disc":
        middle = rng.uniform(0.22, 0.34) * 1j
        pen.oval(middle, size, size * 0.78, mix(coat.main, coat.pink, 0.5))
        for way in (-1, 1):
            pen.oval(middle + way * size * 0.38, size * 0.15, size * 0.26, coat.dark, False)
        pen.curve([middle - 0.3 + 0.48j, middle + 0.6j, middle + 0.3 + 0.48j], 0.05)
    elif traits.snout == "broad":
        middle = rng.uniform(0.52, 0.62) * 1j
        pen.shape(
            [
                middle - size * 1.3,
                middle - size * 0.9 - size * 0.7j,
                middle + size * 0.9 - size * 0.7j,
                middle + size * 1.3,
                middle + size * 0.8 + size * 0.62j,
                middle - size * 0.8 + size * 0.62j,
            ],
            mix(coat.light, coat.pink, rng.random()),
        )
        for way in (-1, 1):
            pen.oval(middle + way * size * 0.62 - size * 0.15j, nose * 0.7, nose, coat.dark, False)
        pen.curve(
            [middle - size * 0.6 + size * 0.28j, middle + size * 0.42j, middle + size * 0.6 + size * 0.28j],
            0.05,
        )
        _extras(pen, traits, rng, middle + size * 0.5j, coat)
    elif traits.snout == "cone":
        tip = rng.uniform(0.72, 0.88) * 1j
        if chance(rng, traits.white_cheeks):
            for mirror in (False, True):
                pen.at(mirror=mirror).shape(
                    [0.05j, 0.35 + 0.12j, 0.86 + 0.18j, 0.62 + 0.55j, 0.18 + 0.88j, 0.9j], WHITE, False
                )
        pen.shape(
            [
                -size * 0.55 + 0.05j,
                size * 0.55 + 0.05j,
                size * 0.4 + tip * 0.7,
                tip * 1.12,
                tip * 0.7 - size * 0.4,
            ],
            coat.main,
            chance(rng, 0.4),
        )
        pen.oval(tip, nose * 1.05, nose * 0.85, BLACK)
    elif traits.snout == "trunk":
        sway = rng.uniform(-0.6, 0.6)
        length = rng.uniform(1.1, 1.5)
        for mirror in (False, True):
            if chance(rng, 0.6):
                pen.at(mirror=mirror).limb([0.35 + 0.55j, 0.5 + 0.95j, 0.75 + 1.05j], 0.16, WHITE, 0.05)
        pen.limb([0.1j, 0.6j, length * 0.75j + 0.4 * sway, length * 1j + 1.2 * sway], 0.55, coat.main, 0.26)
        for part in (0.5, 0.75, 1.0):
            pen.curve(
                [-0.18 + part * 1j + part * sway * 0.25, 0.18 + part * 1j + part * sway * 0.25],
                0.04,
                coat.dark,
            )
    else:  # plate
        face = mix(coat.light, coat.pink, rng.uniform(0.2, 0.8))
        pen.shape(
            [
                -0.08j,
                -0.35 - 0.5j,
                -0.75 - 0.3j,
                -0.7 + 0.15j,
                -0.66 + 0.55j,
                0.86j,
                0.66 + 0.55j,
                0.7 + 0.15j,
                0.75 - 0.3j,
                0.35 - 0.5j,
            ],
            face,
            chance(rng, 0.5),
        )
        for way in (-1, 1):
            pen.oval(way * 0.08 + 0.26j, 0.045, 0.045, coat.dark, False)
        pen.curve([-0.35 + 0.5j, 0.5j + smile * 0.6j + 0.05j, 0.35 + 0.5j], 0.06)


def _extras(pen: Pen, traits: Traits, rng: np.random.Generator, mouth: complex, coat: Coat) -> None:
    """Tongue and teeth, below the nose."""
    if chance(rng, traits.tongue):
        pen.shape(
            [mouth - 0.14, mouth + 0.14, mouth + 0.15 + 0.26j, mouth + 0.38j, mouth - 0.15 + 0.26j],
            (228, 90, 110),
        )
    if chance(rng, traits.buck_teeth):
        pen.poly([mouth - 0.13, mouth + 0.13, mouth + 0.12 + 0.26j, mouth - 0.12 + 0.26j], WHITE)
        pen.curve([mouth, mouth + 0.26j], 0.03)


def _whiskers(pen: Pen, rng: np.random.Generator, coat: Coat, sides: tuple[bool, ...], root: complex) -> None:
    ink = (BLACK, WHITE, coat.dark)[rng.integers(3)] if not coat.is_dark else WHITE
    length = rng.uniform(0.6, 0.95)
    droop = rng.uniform(-0.15, 0.2)
    for mirror in sides:
        for rise in (-0.22, 0.0, 0.22):
            pen.at(mirror=mirror).curve([root + rise * 0.3j, root + length + 1j * (rise + droop)], 0.04, ink)


def front_head(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """A head seen from the front."""
    width, height, chin = between(rng, traits.width), between(rng, traits.height), between(rng, traits.chin)
    ear = traits.ears[rng.integers(len(traits.ears))]
    base = polar(between(rng, ear.base), 0.92)
    root = complex(base.real * width, base.imag * height)
    if ear.in_front:
        root *= 0.95
    _mane(pen, traits, rng, coat)
    if not ear.in_front:
        _ear(pen, ear, (False, True), root, rng, coat)
    if traits.horns not in ("none", "rhino") and chance(rng, traits.horned):
        _horns(pen, traits, rng, coat)
    y = np.sin(_AROUND)
    pen.shape(np.cos(_AROUND) * width * (1 - chin * (y + 0.35)) + 1j * y * height, coat.main)
    _marks(pen, traits, rng, coat)
    if ear.in_front:
        _ear(pen, ear, (False, True), root, rng, coat)
    if traits.mane == "wool":
        for spot in (-0.4 - 0.85j, 0.4 - 0.85j, -1.05j):
            pen.oval(spot, 0.36, 0.3, coat.light)
    elif traits.mane == "forelock":
        for way in (-0.25, 0.0, 0.25):
            pen.limb([way - 1.0j, way * 1.3 - 0.4j], 0.3, coat.dark, 0.05)
    if chance(rng, traits.whiskers):
        _whiskers(pen, rng, coat, (False, True), 0.34 + 0.4j)
    _snout(pen, traits, rng, coat)
    if traits.horns == "rhino":
        pen.poly([-0.17 + 0.35j, 0.17 + 0.35j, 0.04 - rng.uniform(0.5, 0.8) * 1j], mix(WHITE, coat.light, 0.5))
    size, gap, style = (
        between(rng, traits.eyes),
        between(rng, traits.eye_gap),
        int(rng.choice(4, p=(0.3, 0.3, 0.32, 0.08))),
    )
    slit, iris = chance(rng, traits.slit), ((150, 200, 60), (240, 190, 40), (90, 170, 210))[rng.integers(3)]
    level = -1j * rng.uniform(0.05, 0.24)
    for way in (-1, 1):
        eye(pen, way * gap + level, size, style, coat, slit, iris)
    if chance(rng, 0.25):
        for way in (-1, 1):
            pen.oval(way * (gap + 0.25) + 0.28j, 0.14, 0.1, coat.pink, False)


def side_head(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """A head in profile, looking right."""
    length, end = between(rng, traits.muzzle_length), between(rng, traits.muzzle_end)
    drop = rng.uniform(0.12, 0.32)
    ear = traits.ears[rng.integers(len(traits.ears))]
    if traits.mane in ("ruff", "wool"):
        _mane(pen.at(-0.25, 0.95), traits, rng, coat)
    if not ear.in_front:
        _ear(pen, ear, (False,), 0.1 - 0.75j, rng, coat)
    if traits.horns not in ("none", "rhino") and chance(rng, traits.horned):
        _horns(pen.at(-0.1, 0.9), traits, rng, coat)
    tip = 0.62 + length + 1j * drop
    if traits.snout == "trunk":
        pen.limb([0.5 + 0.3j, 1.1 + 0.5j, 1.2 + 1.2j, 1.6 + rng.uniform(0.6, 1.7) * 1j], 0.6, coat.main, 0.24)
    pen.shape(
        [
            -0.92 - 0.1j,
            -0.5 - 0.8j,
            0.15 - 0.9j,
            0.62 - 0.5j,
            tip - 0.75j * end,
            tip + 0.75 * end - 0.3j * end,
            tip + 0.6 * end + 0.5j * end,
            tip + 0.85j * end,
            0.4 + 0.82j,
            -0.3 + 0.88j,
        ],
        coat.main,
    )
    if chance(rng, max(traits.white_cheeks, 0.3)):
        pale = WHITE if traits.white_cheeks else coat.light
        pen.shape([-0.2 + 0.75j, 0.3 + 0.25j, tip + 0.1j * end, tip + 0.7j * end, 0.4 + 0.72j], pale, False)
    if traits.mask == "band":
        pen.oval(0.3 - 0.1j, 0.5, 0.24, coat.dark, False, turn=0.35)
    elif traits.mask == "patches":
        pen.oval(0.3 - 0.15j, 0.26, 0.32, coat.dark, False)
    if traits.coat in ("stripes", "bars"):
        for place in (-0.55, -0.2, 0.15):
            pen.curve([place - 0.75j, place + 0.05 - 0.3j], 0.12, coat.dark)
            pen.curve([place - 0.3 + 0.15j, place + 0.7j], 0.1, coat.dark)
    if ear.in_front:
        _ear(pen, ear, (False,), -0.15 - 0.62j, rng, coat)
    elif not traits.big_ears_behind:
        _ear(pen, ear, (False,), -0.25 - 0.72j, rng, coat)
    if traits.mane == "forelock":
        for step in np.linspace(0, 1, 4):
            pen.oval(-0.85 + 0.9 * step - 1j * (0.2 + 0.8 * step), 0.26, 0.22, coat.dark, False)
    mouth = tip + 0.5j * end
    if chance(rng, traits.tongue):
        pen.shape([mouth - 0.1, mouth + 0.12, mouth + 0.16 + 0.34j, mouth - 0.04 + 0.36j], (228, 90, 110))
    if chance(rng, traits.buck_teeth):
        pen.poly([mouth - 0.1 + 0.1j, mouth + 0.08 + 0.1j, mouth + 0.06 + 0.34j, mouth - 0.1 + 0.34j], WHITE)
    pen.curve(
        [mouth + 0.35 * end, mouth - 0.3 * length - 0.1, mouth - 0.75 * length - 0.15 - 0.1j],
        0.05,
        WHITE if coat.is_dark else BLACK,
    )
    if traits.snout in ("broad", "disc"):
        pen.oval(tip + 0.35 * end - 0.1j * end, 0.08, 0.11, coat.dark, False)
    elif traits.snout not in ("trunk", "plate"):
        nose = between(rng, traits.nose)
        pen.oval(tip + 0.72 * end - 0.4j * end, nose, nose * 0.85, BLACK if coat.nose == coat.light else coat.nose)
    if traits.horns == "rhino":
        pen.poly(
            [tip - 0.3 - 0.6j * end, tip + 0.25 - 0.4j * end, tip + 0.25 - rng.uniform(0.8, 1.2) * 1j],
            mix(WHITE, coat.light, 0.5),
        )
    if chance(rng, traits.whiskers):
        _whiskers(pen, rng, coat, (False,), tip - 0.25 * length + 0.2j * end)
        _whiskers(pen, rng, coat, (True,), -tip.real + 0.4 * length + 1j * tip.imag)
    size = between(rng, traits.eyes) * 1.05
    slit, iris = chance(rng, traits.slit), ((150, 200, 60), (240, 190, 40), (90, 170, 210))[rng.integers(3)]
    eye(
        pen,
        rng.uniform(0.15, 0.4) - 0.18j,
        size,
        int(rng.choice(4, p=(0.3, 0.3, 0.32, 0.08))),
        coat,
        slit,
        iris,
    )
