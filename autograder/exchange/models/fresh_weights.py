"""Have layers make other weights than they ask for, where what they hold at first does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def fresh_weights(shape_of: Callable[[Any, Any], Any]) -> Iterator[None]:
    """Inside, layers fill the weights that they make with zeros, which takes no time for random numbers.

    Args:
        shape_of: takes a layer and the shape that it asks for, and returns the one that it gets; what it raises passes
            through.
    """
    import keras

    original = keras.Layer.add_weight

    def add_weight(self: Any, shape: Any = None, initializer: Any = None, *args: Any, **kwargs: Any) -> Any:
        return original(self, shape_of(self, shape), "zeros", *args, **kwargs)

    keras.Layer.add_weight = add_weight
    try:
        yield
    finally:
        keras.Layer.add_weight = original
