"""The bases of ``tests/models``, and a rebuilt copy of whatever a test builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.exchange.models import export_model, rebuild_model
from tests.exchange.models.conftest import make_base, make_mobilenet

__all__ = ["arrived", "make_base", "make_mobilenet", "shared_keras_home"]


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
