"""The bases of ``tests/models``, and a rebuilt copy of whatever a test builds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import base, networks
from autograder.exchange.models import export_model, rebuild_model
from tests.exchange.models.conftest import make_base, make_mobilenet
from tests.exchange.models.zoo import small_base

__all__ = ["arrived", "make_base", "make_mobilenet", "shared_keras_home"]


@pytest.fixture(scope="session", autouse=True)
def _a_small_network_is_known() -> Iterator[None]:
    """The small base of these tests counts as a MobileNetV2, beside the real one."""
    small: list[networks.Graph] = []

    def graphs_of(name: str) -> tuple[networks.Graph, ...]:
        if name == networks.MOBILENET_V2.name and not small:
            small.append(networks.graph_in(small_base()))
        return (*networks.graphs_of(name), *(small if name == networks.MOBILENET_V2.name else ()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "graphs_of", graphs_of)
        yield


@pytest.fixture(scope="session")
def arrived() -> Callable[[Any], Any]:
    """What a grader sees of a model that a student built."""
    return lambda model: rebuild_model(export_model(model))


@pytest.fixture(scope="session")
def shared_keras_home(repository: Path) -> Path:
    """A Keras cache with ImageNet weights."""
    home = repository.parent / "shared" / "keras_home"
    if not home.is_dir():
        pytest.skip(f"no ImageNet weights here: {home} is absent")
    return home
