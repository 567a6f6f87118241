"""A model's inside while it runs: pictures that go in, and a layer that does something else than usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import keras

OPEN_SIDE = 96  # for an input of any size


def constant_images(model: keras.Model, values: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Images that a model with one image input takes: ``(n, rows, columns, channels)``.

    Args:
        model: takes them.
        values: of all pixels, for each image; or its colours, for each channel.
    """
    sizes = [OPEN_SIDE if size is None else size for size in model.inputs[0].shape[1:]]
    images: npt.NDArray[np.float32] = np.ones((len(values), *sizes), "float32")
    images *= np.asarray(values, "float32").reshape(len(values), 1, 1, -1)
    return images


@contextmanager
def calling(layer: Any, call: Callable[..., Any]) -> Iterator[None]:
    """Inside, ``call`` runs in place of the layer's own method."""
    layer.call = call  # hides the class's method; works alike in nested, flat and Sequential models
    try:
        yield
    finally:
        del layer.call
