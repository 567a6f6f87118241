"""The ways in which pixels are prepared for a network, as numbers."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np


class Scaling(Enum):
    """What happens to pixels on their way to the base."""

    SYMMETRIC = "-1 to 1"
    UNIT = "0 to 1"
    RAW = "0 to 255"
    CAFFE = "blue, green and red, each minus its mean over ImageNet"
    TORCH = "minus the mean over ImageNet, divided by the standard deviation"
    TWICE = "hardly any difference between black and white"
    RELATIVE = "black and white are right, and what lies between is not"
    SWAPPED = "right, but for red and blue, which have changed places"
    OTHER = "another range"


#: Those that networks of ``keras.applications`` are trained on.
PREPARATIONS = (Scaling.SYMMETRIC, Scaling.UNIT, Scaling.RAW, Scaling.CAFFE, Scaling.TORCH)

Array = np.ndarray[Any, Any]


def prepared(pixels: Array, scaling: Scaling) -> Array:
    """Pixels as a network takes them that was trained in this way.

    Args:
        pixels: ``(…, 3)``, red-green-blue, 0 to 255.
        scaling: one of :data:`PREPARATIONS`.
    """
    from keras.applications.imagenet_utils import preprocess_input

    pixels = np.array(pixels, "float64")
    match scaling:
        case Scaling.RAW:
            return pixels
        case Scaling.UNIT:
            return pixels / 255
    modes = {Scaling.SYMMETRIC: "tf", Scaling.CAFFE: "caffe", Scaling.TORCH: "torch"}
    found: Array = preprocess_input(pixels, data_format="channels_last", mode=modes[scaling])
    return found


def module_of(network: str) -> str:
    """The module of ``keras.applications`` that a network comes from, such as ``"efficientnet"``."""
    import keras

    name: str = getattr(keras.applications, network).__module__
    return name.rpartition(".")[2]


def scaling_of(network: str) -> Scaling:
    """How ``keras.applications`` itself prepares pixels for a network: by what its ``preprocess_input`` does.

    Args:
        network: such as ``"EfficientNetB0"``.

    Raises:
        LookupError: in none of the ways that are known here.
    """
    import keras

    preprocess = getattr(keras.applications, module_of(network)).preprocess_input
    pixels = np.array([[[[0, 50, 100], [255, 20, 130]]]], "float64")
    own = np.asarray(preprocess(pixels.copy()))
    for scaling in PREPARATIONS:
        if np.allclose(own, prepared(pixels, scaling), atol=1e-3):
            return scaling
    raise LookupError(network)
