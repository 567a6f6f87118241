"""Few pictures on the real base, for measurements that take seconds."""

from __future__ import annotations

import pytest

from autograder.assurance.calibration.bench import Bench
from autograder.assurance.calibration.material import Material, load_material
from autograder.datasets.doodles.sets import draw_set


@pytest.fixture(scope="session")
def material() -> Material:
    """The real base with 4 pictures per class in each set."""
    real = load_material()
    return Material(
        profile="doodles",
        weights=real.weights,
        alpha=real.alpha,
        train=draw_set(1, 4, 91),
        validation=draw_set(1, 4, 92),
        draw_hidden=lambda seed: draw_set(seed, 4, 93),
        weights_sha256="weights",
        digest="pictures",
    )


@pytest.fixture(scope="session")
def bench(material: Material) -> Bench:
    return Bench(material)
