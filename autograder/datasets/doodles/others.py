"""Birds, fish, insects, reptiles and things: source classes that are not four-legged animals with a face."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.datasets.doodles.faces import eye, polar
from autograder.datasets.doodles.palette import BLACK, WHITE, Coat, draw_coat, draw_colour, hsv, mix
from autograder.datasets.doodles.pen import Pen
from autograder.datasets.doodles.traits import chance

Random = np.random.Generator


def _eyes(pen: Pen, rng: Random, coat: Coat, spots: list[complex], size: float) -> None:
    style = int(rng.choice(4, p=(0.3, 0.3, 0.32, 0.08)))
    for spot in spots:
        eye(pen, spot, size, style, coat)


def _beak_colour(rng: Random) -> tuple[int, int, int]:
    return hsv(rng.uniform(0.05, 0.14), rng.uniform(0.6, 0.95), rng.uniform(0.75, 1.0))


def owl(pen: Pen, rng: Random) -> None:
    """Round, with ear tufts, large eye discs and folded wings."""
    coat = draw_coat(rng)
    wide, beak = rng.uniform(0.55, 0.68), _beak_colour(rng)
    for way in (-1, 1):
        pen.poly([way * 0.25 - 0.72j, way * 0.62 - 1.0j, way * 0.6 - 0.5j], coat.main)
        pen.oval(way * 0.2 + 0.88j, 0.15, 0.08, beak)
    pen.shape(
        [
            -wide * 0.9 - 0.55j,
            -0.78j,
            wide * 0.9 - 0.55j,
            wide * 1.05,
            wide * 0.8 + 0.65j,
            0.85j,
            -wide * 0.8 + 0.65j,
            -wide * 1.05,
        ],
        coat.main,
    )
    pen.oval(0.35j, wide * 0.62, 0.45, coat.light, False)
    for row in range(3):
        for place in (-0.2, 0.0, 0.2):
            spot = place + (0.15 + 0.18 * row) * 1j
            pen.curve([spot - 0.08, spot + 0.08j, spot + 0.08], 0.03, coat.dark)
    for way in (-1, 1):
        pen.oval(way * wide * 0.98 + 0.2j, 0.16, 0.48, coat.dark, turn=-way * 0.2)
        pen.oval(way * 0.27 - 0.4j, 0.29, 0.29, coat.light)
    size = rng.uniform(0.14, 0.2)
    for way in (-1, 1):
        pen.oval(way * 0.25 - 0.4j, size, size, (240, 200, 60) if chance(rng, 0.4) else WHITE)
        pen.oval(way * 0.25 - 0.4j, size * 0.6, size * 0.6, BLACK, False)
    pen.poly([-0.09 - 0.28j, 0.09 - 0.28j, -0.06j], beak)


def penguin(pen: Pen, rng: Random) -> None:
    """Upright, a pale belly, flippers and a short beak."""
    coat, beak = draw_coat(rng), _beak_colour(rng)
    wide = rng.uniform(0.45, 0.58)
    for way in (-1, 1):
        pen.oval(way * 0.22 + 0.88j, 0.22, 0.09, beak)
        pen.limb(
            [
                way * wide * 0.8 - 0.15j,
                way * (wide + rng.uniform(0.05, 0.3)) + 0.2j,
                way * (wide + rng.uniform(0.0, 0.4)) + rng.uniform(0.2, 0.5) * 1j,
            ],
            0.26,
            coat.dark,
            0.1,
        )
    pen.shape(
        [
            -0.95j,
            0.36 - 0.78j,
            0.4 - 0.4j,
            wide + 0.15j,
            wide * 0.85 + 0.7j,
            0.9j,
            -wide * 0.85 + 0.7j,
            -wide + 0.15j,
            -0.4 - 0.4j,
            -0.36 - 0.78j,
        ],
        coat.dark,
    )
    pale = mix(coat.light, WHITE, 0.6)
    pen.oval(0.3j, wide * 0.72, 0.52, pale, False)
    pen.oval(-0.16 - 0.52j, 0.2, 0.24, pale, False)
    pen.oval(0.16 - 0.52j, 0.2, 0.24, pale, False)
    _eyes(
        pen,
        rng,
        Coat(pale, coat.dark, pale, coat.accent, coat.nose, coat.pink),
        [-0.15 - 0.55j, 0.15 - 0.55j],
        0.08,
    )
    if chance(rng, 0.5):
        pen.poly([-0.13 - 0.45j, 0.13 - 0.45j, -0.26j], beak)
    else:
        pen.poly([0.1 - 0.5j, 0.1 - 0.34j, 0.62 - 0.4j], beak)


def _bird(pen: Pen, rng: Random, kind: str) -> None:
    coat, beak = draw_coat(rng), _beak_colour(rng)
    duck = kind == "duck"
    head = 0.42 - 0.5j + rng.uniform(-0.05, 0.05)
    if not duck or chance(rng, 0.4):
        for x in (-0.12, 0.12):
            pen.curve([x + 0.4j, x + 0.88j], 0.06, beak)
            pen.curve([x - 0.1 + 0.93j, x + 0.05 + 0.86j, x + 0.16 + 0.93j], 0.07, beak)
    if duck:
        pen.poly([-0.6 + 0.1j, -1.0 - 0.25j, -0.5 + 0.4j], coat.main)
    else:
        for turn in (-70, -52, -34):
            pen.limb(
                [-0.35 + 0.1j, -0.35 + 0.1j + polar(turn, 0.85)],
                0.3,
                (coat.dark, coat.accent, coat.main)[rng.integers(3)],
                0.2,
            )
    pen.limb([0.2 + 0.2j, 0.38 - 0.1j, head], 0.5, coat.main, 0.36)
    pen.shape(
        [-0.8 - 0.02j, -0.3 + 0.0j, 0.25 - 0.1j, 0.6 + 0.15j, 0.35 + 0.55j, -0.2 + 0.62j, -0.62 + 0.4j],
        coat.main,
    )
    if duck:
        if chance(rng, 0.6):
            pen.limb([head + 0.1 + 0.34j, head - 0.22 + 0.3j], 0.1, WHITE)
    else:
        comb = (215, 40, 40) if chance(rng, 0.7) else coat.pink
        for spot in (-0.16 - 0.2j, 0.0 - 0.28j, 0.14 - 0.2j):
            pen.oval(head + spot, 0.12, 0.14, comb)
        pen.oval(head + 0.26 + 0.24j, 0.08, 0.14, comb)
    size = rng.uniform(0.26, 0.32)
    pen.oval(head, size, size, coat.dark if duck and chance(rng, 0.4) else coat.main)
    if duck:
        lip = head + 0.2 + 0.02j
        pen.shape(
            [
                lip - 0.1j,
                lip + 0.25 - 0.04j,
                lip + 0.5 - 0.05j,
                lip + 0.5 + 0.08j,
                lip + 0.2 + 0.14j,
                lip + 0.1j,
            ],
            beak,
        )
    else:
        pen.poly([head + 0.22 - 0.08j, head + 0.55 + 0.03j, head + 0.22 + 0.12j], beak)
    pen.shape(
        [-0.5 + 0.1j, 0.15 + 0.1j, 0.2 + 0.3j, -0.1 + 0.45j, -0.6 + 0.35j],
        (coat.accent, coat.dark, coat.light)[rng.integers(3)],
    )
    _eyes(pen, rng, coat, [head + 0.08 - 0.08j], 0.07)
    if duck and chance(rng, 0.5):
        pen.curve([-0.95 + 0.66j, -0.5 + 0.6j, -0.1 + 0.68j, 0.4 + 0.6j, 0.9 + 0.66j], 0.07, (90, 160, 220))


def duck(pen: Pen, rng: Random) -> None:
    """A flat bill, a low body, a pointed tail."""
    _bird(pen, rng, "duck")


def chicken(pen: Pen, rng: Random) -> None:
    """A comb, wattles, a pointed beak and tail feathers."""
    _bird(pen, rng, "chicken")


def fish(pen: Pen, rng: Random) -> None:
    """An oval with tail and fins."""
    coat = draw_coat(rng)
    tall, fin = rng.uniform(0.36, 0.6), (coat.accent, coat.dark, coat.light)[rng.integers(3)]
    pen.shape([-0.45, -0.95 - 0.42j, -0.8, -0.95 + 0.42j], fin)
    pen.shape([-0.2 - tall * 0.7j, 0.0 - (tall + 0.28) * 1j, 0.35 - tall * 0.7j], fin)
    pen.shape([-0.1 + tall * 0.7j, -0.1 + (tall + 0.2) * 1j, 0.2 + tall * 0.7j], fin)
    pen.shape([-0.65, -0.1 - tall * 1j, 0.5 - tall * 0.75j, 0.88, 0.5 + tall * 0.75j, -0.1 + tall * 1j], coat.main)
    if chance(rng, 0.5):
        for x in rng.uniform(-0.3, 0.3, 2):
            pen.curve([x - tall * 0.8j, x + 0.1, x + tall * 0.8j], 0.12, coat.accent)
    else:
        for spot in (-0.3 - 0.1j, -0.1 + 0.15j, 0.1 - 0.12j, -0.35 + 0.2j):
            pen.curve([spot - 0.08j, spot - 0.09, spot + 0.1j], 0.04, coat.dark)
    pen.curve([0.4 - 0.3j, 0.3, 0.4 + 0.3j], 0.04, coat.dark)
    pen.shape([0.0 + 0.1j, 0.25 + 0.05j, 0.05 + 0.3j], fin)
    _eyes(pen, rng, coat, [0.58 - 0.12j], rng.uniform(0.08, 0.12))
    pen.curve([0.85 + 0.08j, 0.7 + 0.14j], 0.04)
    for spot in rng.uniform(0.0, 0.25, 3):
        pen.oval(0.85 + spot - 0.4j - spot * 2j, 0.05, 0.05, (200, 230, 250))


def frog(pen: Pen, rng: Random) -> None:
    """Eyes on top, a wide mouth, folded legs."""
    coat = draw_coat(rng)
    for way in (-1, 1):
        pen.oval(way * 0.62 + 0.45j, 0.34, 0.26, coat.main, turn=way * 0.4)
        pen.limb([way * 0.5 + 0.6j, way * 0.85 + 0.78j], 0.18, coat.main, 0.22)
    pen.oval(0.4j, 0.55, 0.42, coat.main)
    pen.oval(0.48j, 0.36, 0.3, coat.light, False)
    for way in (-1, 1):
        pen.limb([way * 0.3 + 0.5j, way * 0.28 + 0.8j], 0.16, coat.main, 0.16)
        pen.oval(way * 0.3 + 0.84j, 0.17, 0.07, coat.main)
        pen.oval(way * 0.36 - 0.58j, 0.24, 0.24, coat.main)
    wide = rng.uniform(0.62, 0.76)
    pen.oval(-0.2j, wide, 0.45, coat.main)
    _eyes(pen, rng, coat, [-0.36 - 0.6j, 0.36 - 0.6j], 0.13)
    smile = rng.uniform(0.1, 0.25)
    pen.curve(
        [-wide * 0.75 - 0.12j, (smile - 0.05) * 1j, wide * 0.75 - 0.12j],
        0.05,
        WHITE if coat.is_dark else BLACK,
    )


def turtle(pen: Pen, rng: Random) -> None:
    """A domed shell with plates."""
    coat, shell = draw_coat(rng), draw_coat(rng)
    for x in (-0.5, 0.32):
        pen.limb([x + 0.2j, x - 0.05 + 0.6j], 0.24, coat.main, 0.26)
    pen.poly([-0.6 + 0.25j, -0.95 + 0.4j, -0.6 + 0.4j], coat.main)
    head = 0.78 - rng.uniform(-0.1, 0.3) * 1j
    pen.limb([0.4 + 0.25j, 0.6 + 0.1j, head], 0.28, coat.main, 0.3)
    pen.oval(head, 0.22, 0.2, coat.main)
    _eyes(pen, rng, coat, [head + 0.08 - 0.05j], 0.06)
    dome = rng.uniform(0.5, 0.7)
    pen.shape(
        [
            -0.72 + 0.32j,
            -0.6 - 0.1j,
            -0.3 - (dome - 0.12) * 1j,
            -dome * 1j,
            0.3 - (dome - 0.12) * 1j,
            0.56 - 0.1j,
            0.64 + 0.32j,
            0.38j,
        ],
        shell.main,
    )
    for spot in (-0.32 - 0.08j, 0.04 - 0.22j, 0.36 - 0.02j, 0.02 + 0.16j):
        pen.poly(
            spot + 0.15 * np.exp(1j * np.arange(6) * np.pi / 3),
            shell.dark if chance(rng, 0.8) else shell.light,
        )


def snake(pen: Pen, rng: Random) -> None:
    """A winding body with a forked tongue."""
    coat = draw_coat(rng)
    wave, turns = rng.uniform(0.25, 0.45), rng.integers(3, 6)
    along = np.linspace(-0.85, 0.6, 2 * turns)
    path = [complex(x, wave * np.sin(i * np.pi / 2 + 0.6) + 0.1) for i, x in enumerate(along)]
    head = complex(0.78, rng.uniform(-0.5, 0.1))
    thick = rng.uniform(0.16, 0.24)
    pen.curve([head + 0.15, head + 0.36], 0.04, (220, 40, 60))
    pen.curve([head + 0.34, head + 0.46 - 0.07j], 0.04, (220, 40, 60))
    pen.limb([*path, head], thick * 0.5, coat.main, thick)
    if chance(rng, 0.7):
        for spot in path[1:]:
            pen.oval(spot, thick * 0.3, thick * 0.3, coat.accent, False)
    pen.oval(head, 0.2, 0.15, coat.main)
    _eyes(pen, rng, coat, [head + 0.06 - 0.05j], 0.06)


def butterfly(pen: Pen, rng: Random) -> None:
    """Four wings, mirrored."""
    coat, wing = draw_coat(rng), draw_coat(rng)
    top, low = rng.uniform(0.45, 0.7), rng.uniform(0.35, 0.55)
    for mirror in (False, True):
        side = pen.at(mirror=mirror)
        side.shape([0.05 - 0.05j, 0.3 - top * 1.2j, 0.85 - top * 1.1j, 0.85 - 0.25j, 0.4 + 0.08j], wing.main)
        side.shape([0.05 + 0.05j, 0.5 + 0.05j, 0.7 + low * 0.8j, 0.35 + low * 1.4j], wing.accent)
        side.oval(0.55 - top * 0.75j, 0.17, 0.15, wing.light, False)
        side.oval(0.42 + low * 0.7j, 0.12, 0.12, wing.dark, False)
        side.curve([0.04 - 0.5j, 0.12 - 0.8j, 0.3 - 0.92j], 0.04)
    pen.oval(0.05j, 0.1, 0.5, coat.dark)
    pen.oval(-0.5j, 0.13, 0.13, coat.dark)
    if chance(rng, 0.5):
        _eyes(pen, rng, Coat(BLACK, BLACK, WHITE, WHITE, BLACK, coat.pink), [-0.05 - 0.52j, 0.05 - 0.52j], 0.04)


def bee(pen: Pen, rng: Random) -> None:
    """A striped oval with wings and a sting."""
    coat = draw_coat(rng)
    for lean in (-0.5, 0.15):
        pen.oval(-0.1 + lean * 0.4 - 0.55j, 0.22, 0.42, (225, 238, 250), turn=lean)
    pen.poly([-0.72 + 0.02j, -0.72 + 0.2j, -0.98 + 0.12j], BLACK)
    tall = rng.uniform(0.36, 0.48)
    pen.oval(0.1j, 0.78, tall, coat.main)
    for x in (-0.45, -0.15, 0.15):
        reach = tall * np.sqrt(1 - (x / 0.78) ** 2) * 0.95
        pen.curve(
            [x + 0.1j - reach * 1j, x + 0.06 + 0.1j, x + 0.1j + reach * 1j],
            0.14,
            BLACK if not coat.is_dark else coat.light,
        )
    for x in (0.5, 0.62):
        pen.curve([x - 0.15j, x + 0.08 - 0.45j, x + 0.22 - 0.5j], 0.04)
    _eyes(pen, rng, coat, [0.5 + 0.02j], 0.09)
    pen.curve([0.46 + 0.22j, 0.56 + 0.28j, 0.66 + 0.2j], 0.04, WHITE if coat.is_dark else BLACK)


def snail(pen: Pen, rng: Random) -> None:
    """A spiral house on a soft foot."""
    coat, house = draw_coat(rng), draw_coat(rng)
    for x in (0.62, 0.8):
        pen.curve([x + 0.1j, x + 0.06 - 0.42j], 0.05, coat.dark)
        pen.oval(x + 0.06 - 0.46j, 0.08, 0.08, WHITE)
        pen.oval(x + 0.07 - 0.46j, 0.04, 0.04, BLACK, False)
    pen.shape(
        [-0.95 + 0.66j, -0.5 + 0.42j, 0.3 + 0.42j, 0.5 - 0.02j, 0.86 - 0.02j, 0.9 + 0.35j, 0.6 + 0.68j],
        coat.main,
    )
    size = rng.uniform(0.5, 0.62)
    pen.oval(-0.12, size, size, house.main)
    turn = np.linspace(0, rng.uniform(3.6, 4.6) * np.pi, 16)
    pen.curve(-0.12 + size * (1 - turn / turn[-1] * 0.95) * np.exp(1j * (turn + 1)), 0.06, house.dark)
    pen.curve([0.7 + 0.3j, 0.78 + 0.35j, 0.86 + 0.28j], 0.04)


def crocodile(pen: Pen, rng: Random) -> None:
    """A long toothed jaw, a ridged back, a tapering tail."""
    coat = draw_coat(rng)
    gape = rng.uniform(0.05, 0.35)
    for x in (-0.35, 0.2):
        pen.limb([x + 0.15j, x + 0.05 + 0.48j], 0.16, coat.dark, 0.16)
    for x in np.linspace(-0.8, 0.25, 7):
        pen.poly([x - 0.09, x - (0.16 + 0.14 * (1 - abs(x + 0.2))) * 1j - 0.02j, x + 0.09], coat.dark)
    jaw = pen.at(0.3 + 0.12j, turn=gape * 0.6)
    jaw.shape([-0.1 - 0.05j, 0.65 - 0.02j, 0.68 + 0.06j, 0.1 + 0.16j], coat.main)
    for x in np.linspace(0.2, 0.6, 4):
        jaw.poly([x - 0.045 - 0.01j, x - 0.12j, x + 0.045 - 0.01j], WHITE, False)
    top = pen.at(0.3 + 0.05j, turn=-gape)
    for x in np.linspace(0.18, 0.62, 5):
        top.poly([x - 0.05, x + 0.13j, x + 0.05], WHITE)
    top.shape([-0.1 - 0.15j, 0.1 - 0.2j, 0.3 - 0.1j, 0.62 - 0.12j, 0.7 - 0.01j, 0.4 + 0.04j, 0.0 + 0.1j], coat.main)
    top.oval(0.64 - 0.09j, 0.04, 0.03, coat.dark)
    pen.shape(
        [
            -1.0 - rng.uniform(-0.1, 0.25) * 1j,
            -0.55 - 0.05j,
            -0.2 - 0.17j,
            0.25 - 0.14j,
            0.42 + 0.05j,
            0.3 + 0.24j,
            -0.2 + 0.28j,
            -0.55 + 0.18j,
        ],
        coat.main,
    )
    for x in (-0.45, 0.12):
        pen.limb([x + 0.15j, x + 0.5j, x + 0.15 + 0.52j], 0.17, coat.main, 0.12)
    top.oval(0.08 - 0.2j, 0.1, 0.1, coat.main)
    _eyes(top, rng, coat, [0.09 - 0.21j], 0.06)


def house(pen: Pen, rng: Random) -> None:
    """Walls, a roof, a door and windows."""
    wall, roof, door = draw_colour(rng), draw_colour(rng), draw_colour(rng)
    wide, rise = rng.uniform(0.5, 0.75), rng.uniform(0.4, 0.65)
    if chance(rng, 0.6):
        x = wide * rng.choice([-0.5, 0.5])
        pen.poly([x - 0.1 - 0.1j, x + 0.1 - 0.1j, x + 0.1 - 0.75j, x - 0.1 - 0.75j], roof)
    pen.poly([-wide - 0.15j, wide - 0.15j, wide + 0.8j, -wide + 0.8j], wall)
    pen.poly([-wide - 0.18 - 0.1j, -(rise + 0.15) * 1j, wide + 0.18 - 0.1j], roof)
    x = rng.uniform(-0.3, 0.3) * wide
    pen.poly([x - 0.14 + 0.3j, x + 0.14 + 0.3j, x + 0.14 + 0.8j, x - 0.14 + 0.8j], door)
    for x in (-0.6 * wide, 0.6 * wide):
        pen.poly([x - 0.12 + 0.02j, x + 0.12 + 0.02j, x + 0.12 + 0.24j, x - 0.12 + 0.24j], (200, 230, 250))
        pen.curve([x + 0.02j, x + 0.24j], 0.03)


def car(pen: Pen, rng: Random) -> None:
    """A cabin on a body on two wheels."""
    paint = draw_colour(rng)
    roof = rng.uniform(0.3, 0.5)
    pen.shape([-0.6, -0.42 - roof * 1j, 0.3 - roof * 1j, 0.62], paint)
    pen.shape([-0.46 - 0.02j, -0.34 - roof * 0.8j, -0.05 - roof * 0.85j, -0.05 - 0.02j], (200, 230, 250))
    pen.shape([0.05 - 0.02j, 0.05 - roof * 0.85j, 0.26 - roof * 0.8j, 0.46 - 0.02j], (200, 230, 250))
    pen.shape([-0.95 + 0.08j, -0.6 - 0.06j, 0.6 - 0.06j, 0.92 + 0.1j, 0.95 + 0.38j, -0.95 + 0.38j], paint)
    pen.oval(0.88 + 0.15j, 0.07, 0.07, (250, 230, 120))
    for x in (-0.52, 0.52):
        size = rng.uniform(0.2, 0.26)
        pen.oval(x + 0.42j, size, size, (40, 40, 46))
        pen.oval(x + 0.42j, size * 0.45, size * 0.45, (205, 205, 210), False)


def tree(pen: Pen, rng: Random) -> None:
    """A trunk with a round or a pointed crown."""
    wood, leaf = draw_colour(rng), draw_colour(rng)
    pen.poly([-0.1 + 0.1j, 0.1 + 0.1j, 0.15 + 0.95j, -0.15 + 0.95j], wood)
    if chance(rng, 0.5):
        for row, wide in ((0.35, 0.72), (0.0, 0.58), (-0.35, 0.42)):
            pen.poly([-wide + row * 1j, (row - 0.55) * 1j, wide + row * 1j], leaf)
    else:
        for turn in rng.uniform(0, 360) + np.arange(6) * 60:
            pen.oval(-0.3j + polar(turn, 0.36), 0.34, 0.34, leaf)
        pen.oval(-0.3j, 0.45, 0.45, leaf, False)
    if chance(rng, 0.5):
        for _ in range(5):
            pen.oval(-0.3j + rng.uniform(0.1, 0.5) * np.exp(2j * np.pi * rng.random()), 0.07, 0.07, (215, 50, 50))


def cup(pen: Pen, rng: Random) -> None:
    """A cup with a handle, sometimes steaming."""
    paint, band = draw_colour(rng), draw_colour(rng)
    tall, wide = rng.uniform(0.4, 0.65), rng.uniform(0.42, 0.6)
    handle = wide + 0.1j + 0.3 * np.exp(1j * np.linspace(-1.4, 1.4, 7))
    pen.curve(handle, 0.2)
    pen.curve(handle, 0.11, paint)
    pen.shape(
        [
            -wide - tall * 1j,
            wide - tall * 1j,
            wide * 0.95,
            wide * 0.7 + tall * 1j,
            -wide * 0.7 + tall * 1j,
            -wide * 0.95,
        ],
        paint,
    )
    pen.curve([-wide * 0.9 + 0.05j, 0.12j, wide * 0.9 + 0.05j], 0.12, band)
    pen.oval(-tall * 1j, wide, 0.13, mix(paint, BLACK, 0.5))
    if chance(rng, 0.6):
        for x in (-0.2, 0.15):
            pen.curve([x - (tall + 0.15) * 1j, x + 0.1 - (tall + 0.25) * 1j, x - (tall + 0.38) * 1j], 0.04, WHITE)


def boat(pen: Pen, rng: Random) -> None:
    """A hull with mast and sails."""
    hull, sail = draw_colour(rng), draw_colour(rng)
    tall = rng.uniform(0.7, 0.95)
    pen.curve([-tall * 1j, 0.4j], 0.07)
    pen.poly([0.07 - tall * 1j, 0.07 + 0.2j, 0.65 + 0.2j], sail)
    if chance(rng, 0.7):
        pen.poly([-0.07 - tall * 0.8j, -0.07 + 0.2j, -0.5 + 0.2j], mix(sail, WHITE, 0.5))
    pen.poly([-0.8 + 0.32j, 0.8 + 0.32j, 0.5 + 0.75j, -0.5 + 0.75j], hull)
    pen.curve([-1.0 + 0.78j, -0.5 + 0.7j, 0.8j, 0.5 + 0.7j, 1.0 + 0.78j], 0.07, (90, 160, 220))


def flower(pen: Pen, rng: Random) -> None:
    """Petals round a centre on a stalk."""
    petal, centre = draw_colour(rng), draw_colour(rng)
    green = hsv(rng.uniform(0.25, 0.42), rng.uniform(0.4, 0.8), rng.uniform(0.4, 0.8))
    pen.curve([-0.3j, 0.1 + 0.3j, 0.95j], 0.09, green)
    for mirror in (False, True):
        pen.at(mirror=mirror).shape([0.5j + 0.03, 0.3 + 0.3j, 0.5 + 0.35j, 0.3 + 0.55j], green)
    count = int(rng.integers(5, 10))
    for turn in np.arange(count) * 360 / count:
        spot = -0.35j + polar(turn, 0.38)
        pen.oval(spot, 0.26, 0.9 / count + 0.06, petal, turn=np.deg2rad(turn - 90))
    pen.oval(-0.35j, 0.2, 0.2, centre)


DRAWINGS: dict[str, Callable[[Pen, Random], None]] = {
    drawing.__name__: drawing
    for drawing in (
        owl,
        penguin,
        chicken,
        duck,
        fish,
        frog,
        turtle,
        snake,
        butterfly,
        bee,
        snail,
        crocodile,
        house,
        car,
        tree,
        cup,
        boat,
        flower,
    )
}
