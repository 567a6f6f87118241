"""Whole four-legged animals: standing in profile, sitting, or only the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.datasets.doodles.faces import front_head, polar, side_head
from autograder.datasets.doodles.palette import BLACK, WHITE, Coat, draw_coat, mix
from autograder.datasets.doodles.pen import Pen
from autograder.datasets.doodles.traits import Traits, between, chance, middle_of


def _tail(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """A tail whose root is the origin; it leaves to the left."""
    length, lift = between(rng, traits.tail_length), rng.uniform(-0.2, 1.0)
    tip = length * (-0.75 - 1j * lift)
    bow = length * (-0.7 + 0.25j * rng.uniform(-1, 1))
    tip_colour = (WHITE, coat.light, coat.dark)[rng.integers(3)]
    if traits.tail in ("thin", "ringed", "thick", "wag"):
        wide = {"thin": 0.15, "ringed": 0.34, "thick": 0.5, "wag": 0.24}[traits.tail]
        narrow = {"thin": 0.11, "ringed": 0.28, "thick": 0.08, "wag": 0.08}[traits.tail]
        if traits.tail == "wag":
            bow, tip = length * (-0.55 - 0.25j), length * (-0.6 - 1j * rng.uniform(0.6, 1.0))
        if traits.tail == "thin" and chance(rng, 0.5):
            tip = length * (-0.35 - 1j * rng.uniform(0.7, 1.2))
        pen.limb([0, bow * 0.6, bow, tip], wide, coat.main, narrow)
        if traits.tail == "ringed":
            for share in (0.35, 0.6, 0.85):
                middle = bow * 0.6 + (tip - bow * 0.6) * share
                across = 1j * (tip - bow) / max(abs(tip - bow), 1e-6) * 0.16
                pen.curve([middle - across, middle + across], 0.14, coat.dark)
    elif traits.tail in ("tuft", "hair"):
        tip = length * (-0.45 + 1j * rng.uniform(0.2, 1.0))
        if traits.tail == "tuft":
            pen.curve([0, length * (-0.4 + 0.1j), tip], 0.09, coat.dark)
            pen.oval(tip, 0.15, 0.2, coat.dark)
        else:
            pen.limb([0.1, length * (-0.45 - 0.1j), tip * 1.2], 0.22, coat.dark, 0.34)
    elif traits.tail == "bushy":
        heading = tip / max(abs(tip), 1e-6)
        side = 1j * heading
        fat = rng.uniform(0.26, 0.4) * length
        pen.shape(
            [
                0,
                0.35 * tip + side * fat * 0.8,
                0.7 * tip + side * fat,
                tip * 1.1,
                0.72 * tip - side * fat,
                0.3 * tip - side * fat * 0.5,
            ],
            coat.main,
        )
        if chance(rng, traits.tail_tip):
            pen.shape(
                [tip * 1.1, 0.82 * tip + side * fat * 0.75, 0.76 * tip, 0.82 * tip - side * fat * 0.75],
                tip_colour if tip_colour != coat.main else WHITE,
            )
    elif traits.tail == "puff":
        size = length * 0.26
        pen.oval(-size * 0.7, size, size * 0.9, coat.light if chance(rng, 0.7) else coat.main)
    elif traits.tail == "curl":
        pen.curve([0, -0.2 - 0.1j, -0.35 + 0.1j, -0.2 + 0.22j, -0.12 + 0.02j, -0.35 - 0.12j, -0.5], 0.09, coat.dark)


def _body_marks(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat, rx: float, ry: float) -> None:
    """The pattern of the coat on an ellipse with half axes ``rx`` and ``ry``."""
    if traits.coat in ("stripes", "bars"):
        wide = 0.15 if traits.coat == "bars" else 0.11
        for place in np.linspace(-0.75, 0.75, 6 if traits.coat == "bars" else 5):
            reach = ry * np.sqrt(1 - place**2)
            end = reach if traits.coat == "bars" else reach * rng.uniform(-0.1, 0.5)
            pen.curve([place * rx - 1j * reach, place * rx + 0.07, place * rx + 1j * end], wide, coat.dark)
    elif traits.coat == "giraffe":
        for _ in range(9):
            where = rng.uniform(0, 0.72) * np.exp(2j * np.pi * rng.random())
            spot = complex(where.real * rx, where.imag * ry)
            pen.poly(
                spot + rng.uniform(0.12, 0.2) * np.exp(1j * (np.arange(5) * 1.257 + rng.random())),
                coat.dark,
                False,
            )
    elif traits.coat == "wool":
        for turn in range(0, 360, 30):
            edge = polar(turn)
            pen.oval(complex(edge.real * rx * 0.92, edge.imag * ry * 0.85), 0.36, 0.34, coat.light)
        pen.oval(0, rx * 0.95, ry * 0.95, coat.light, False)
        for _ in range(4):
            spot = complex(rng.uniform(-0.6, 0.6) * rx, rng.uniform(-0.5, 0.5) * ry)
            pen.curve([spot - 0.15, spot - 0.13j, spot + 0.15], 0.05, coat.dark)
    elif traits.coat == "spines":
        for turn in np.linspace(-95, 75, 16).tolist():
            edge = polar(turn)
            root = complex(edge.real * rx * 0.85, edge.imag * ry * 0.85)
            way = complex(edge.real - 0.3, edge.imag)
            side = 1j * way * 0.12
            pen.poly([root - side, root + way * 0.55, root + side], coat.dark)
        pen.shape(
            [
                -rx,
                -0.5 * rx - 0.85j * ry,
                0.45 * rx - 0.88j * ry,
                0.62 * rx + 0.1j * ry,
                -0.2 * rx + 0.45j * ry,
            ],
            coat.dark,
            False,
        )
        for _ in range(9):
            spot = complex(rng.uniform(-0.8, 0.4) * rx, rng.uniform(-0.7, 0.25) * ry)
            pen.curve([spot, spot + 0.1 + 0.2j], 0.04, coat.light)
    elif traits.coat == "panda":
        pen.shape(
            [0.2 * rx - 0.9j * ry, 0.75 * rx - 0.7j * ry, 0.75 * rx + 0.7j * ry, 0.25 * rx + 0.9j * ry],
            coat.dark,
            False,
        )
    else:
        kind = rng.random()
        if kind < 0.25:
            pen.oval(0.5j * ry, rx * 0.72, ry * 0.42, coat.light, False)
        elif kind < 0.6 or traits.coat == "spots":
            for _ in range(rng.integers(2, 7)):
                where = rng.uniform(0, 0.62) * np.exp(2j * np.pi * rng.random())
                size = rng.uniform(0.1, 0.3)
                pen.oval(
                    complex(where.real * rx, where.imag * ry),
                    size,
                    size * 0.8 * min(ry, 1),
                    coat.accent,
                    False,
                )


def _head(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat, profile: bool) -> None:
    head_coat = coat
    if traits.coat == "spines":
        head_coat = replace(coat, main=coat.light, light=mix(coat.light, WHITE, 0.5))
    (side_head if profile else front_head)(pen, traits, rng, head_coat)


def standing(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """The whole animal from the side, looking right, about two units wide or high."""
    rx, ry = between(rng, traits.body_length) * 0.62, between(rng, traits.body_height)
    leg, thick, neck = between(rng, traits.legs), between(rng, traits.leg_width), between(rng, traits.neck)
    head = rng.uniform(0.62, 0.8)
    profile = chance(rng, 0.6)
    middle = 0j
    shoulder = rx * 0.72 - 0.25j * ry
    poll = shoulder + complex(0.45 + rng.uniform(-0.1, 0.25), -0.75) * (0.55 + neck)
    left = -rx * 1.05 - 0.4 * middle_of(traits.tail_length)
    right = poll.real + head * (0.85 + middle_of(traits.muzzle_length) if profile else 1.0)
    top, bottom = poll.imag - (1.25 + traits.headroom) * head, 0.9 * ry + leg
    room = 1.84 / max(right - left, bottom - top)
    pen = pen.at(-room * complex(left + right, top + bottom) / 2, room)
    limbs = coat.dark if traits.coat == "panda" else (coat.light if traits.coat == "spines" else coat.main)
    far = mix(limbs, BLACK, 0.3)
    swing = rng.uniform(-0.2, 0.2, 4)
    hooves = coat.dark if chance(rng, max(traits.hooves, 0.2)) else None

    def leg_at(x: float, shade: tuple[int, int, int], way: float) -> None:
        hip = middle + x * rx + 0.35j * ry
        foot = hip + way * leg + 1j * (0.55 * ry + leg)
        pen.limb([hip, (hip + foot) / 2 + 0.05 * way, foot], thick * 1.25, shade, thick)
        if hooves:
            pen.oval(foot, thick * 0.55, thick * 0.4, hooves)
        elif not traits.hooves:
            pen.oval(foot + 0.08, thick * 0.7, thick * 0.42, shade)

    leg_at(-0.55, far, swing[0])
    leg_at(0.75, far, swing[1])
    _tail(pen.at(middle - rx * 0.92 - 0.2j * ry), traits, rng, coat)
    if neck > 0.3:
        pen.limb([shoulder - 0.1 + 0.1j, (shoulder + poll) / 2, poll], 0.75, coat.main, 0.5)
        if traits.mane == "forelock":
            for step in np.linspace(0.1, 1, 5):
                pen.oval(shoulder + (poll - shoulder) * step - 0.3, 0.2, 0.2, coat.dark, False)
    belly = rng.uniform(-0.12, 0.12)
    around = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    pen.shape(
        middle + np.cos(around) * rx * 1.05 + 1j * np.sin(around) * ry * (1 + belly * np.cos(around)),
        coat.main,
    )
    _body_marks(pen.at(middle), traits, rng, coat, rx, ry)
    if neck > 0.9 and traits.coat == "giraffe":
        for step in (0.25, 0.5, 0.75):
            pen.oval(shoulder + (poll - shoulder) * step + rng.uniform(-0.1, 0.1), 0.13, 0.13, coat.dark, False)
    leg_at(-0.72, limbs, swing[2])
    leg_at(0.55, limbs, swing[3])
    _head(pen.at(poll, head, turn=rng.uniform(-0.15, 0.3)), traits, rng, coat, profile)


def sitting(pen: Pen, traits: Traits, rng: np.random.Generator, coat: Coat) -> None:
    """The animal sits and looks at you; about 2 units wide and 4 high."""
    pen = pen.at(scale=0.62)
    wide, tall = rng.uniform(0.75, 1.0) * (0.7 + 0.5 * middle_of(traits.body_height)), rng.uniform(1.1, 1.35)
    middle = 0.95j
    _tail(pen.at(middle - wide * 0.7 + 0.7j, 1.1), traits, rng, coat)
    limbs = coat.dark if traits.coat == "panda" else coat.main
    for way in (-1, 1):
        pen.oval(middle + way * wide * 0.85 + 0.8j, 0.42, 0.36, limbs)
    y = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    pen.shape(middle + np.cos(y) * wide * (0.85 + 0.25 * np.sin(y)) + 1j * np.sin(y) * tall * 0.9, coat.main)
    if traits.coat in ("plain", "spots", "panda"):
        if chance(rng, 0.6):
            pen.oval(middle + 0.2j, wide * 0.5, tall * 0.5, coat.light, False)
    else:
        _body_marks(pen.at(middle), traits, rng, coat, wide * 0.9, tall * 0.85)
    pose = rng.random()
    for way in (-1, 1):
        arm = middle + way * wide * 0.55 - 0.45j
        hand = (
            middle + way * (0.28 + 0.1 * pose) + 0.95j
            if pose < 0.6
            else middle + way * (wide * 1.25) + (0.1 - pose) * 1j
        )
        pen.limb([arm, (arm + hand) / 2 + way * 0.1, hand], 0.38, limbs, 0.3)
        pen.oval(hand, 0.2, 0.16, limbs)
    _head(
        pen.at(-0.75j, rng.uniform(0.95, 1.15), turn=rng.uniform(-0.15, 0.15)),
        traits,
        rng,
        coat,
        chance(rng, 0.12),
    )


def draw_quadruped(pen: Pen, traits: Traits, rng: np.random.Generator) -> None:
    """The animal in one of its poses, inside about [-1, 1] x [-1, 1]."""
    coat = draw_coat(rng)
    if traits.coat in ("stripes", "bars", "giraffe", "panda"):
        coat = coat.with_contrast()
    lower, size = 0.25j * traits.headroom, 1 / (1 + 0.4 * traits.headroom)
    pose = rng.random()
    if pose < 0.4:
        _head(pen.at(0.08j + lower, 0.66 * size), traits, rng, coat, False)
    elif pose < 0.48:
        chest = pen.at(-0.2 + 0.02j + lower, 0.58 * size)
        chest.limb([-0.1 + 0.2j, -0.3 + 1.0j, -0.45 + 1.9j], 1.3, coat.main, 2.2)
        _head(chest, traits, rng, coat, True)
    elif chance(rng, traits.sits):
        sitting(pen.at(lower, 0.86 * size), traits, rng, coat)
    else:
        standing(pen, traits, rng, coat)
