"""One import of TensorFlow and one base for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.exchange.models.zoo import mobilenet, remembering, small_base


@pytest.fixture(scope="session")
def make_base() -> Callable[..., Any]:
    """A few layers with MobileNetV2's names; the same object for a call without arguments."""
    return remembering(small_base)


@pytest.fixture(scope="session")
def make_mobilenet() -> Callable[..., Any]:
    """The real network, alpha 0.35, random weights; the same object for a call without arguments."""
    return remembering(mobilenet)
