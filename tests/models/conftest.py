"""One import of TensorFlow and one base for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.models.zoo import SHAPE


@pytest.fixture(scope="session")
def make_base() -> Callable[..., Any]:
    """A MobileNetV2 of alpha 0.35 without its top and with random weights; the same one for the same arguments."""
    import keras

    @cache
    def plain() -> Any:
        return build()

    def build(**kwargs: Any) -> Any:
        settings = {"input_shape": SHAPE, "alpha": 0.35, "include_top": False, "weights": None, **kwargs}
        return keras.applications.MobileNetV2(**settings)

    return lambda **kwargs: build(**kwargs) if kwargs else plain()
