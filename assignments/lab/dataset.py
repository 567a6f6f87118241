"""The pictures, and the weights of the base model."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from lab.files import DATA, HOME, MissingFile, find
from lab.settings import BASE_WEIGHTS, IMAGES

if TYPE_CHECKING:
    import numpy as np


class Data(NamedTuple):
    """Pictures and their labels.

    Attributes:
        x_train: training pictures, float32 ``(n, height, width, 3)``, red-green-blue, raw pixels from 0 to 255.
        y_train: training labels, int64 ``(n,)``; label ``i`` means ``class_names[i]``.
        x_val: validation pictures, like ``x_train``; never train on these.
        y_val: validation labels, like ``y_train``.
        class_names: what the labels mean, in label order.
    """

    x_train: np.ndarray[Any, Any]
    y_train: np.ndarray[Any, Any]
    x_val: np.ndarray[Any, Any]
    y_val: np.ndarray[Any, Any]
    class_names: tuple[str, ...]


def load_data() -> Data:
    """Read the pictures afresh; pixels are floats from 0 to 255, not scaled in any way.

    Raises:
        MissingFile: the file is not there, or is damaged.
    """
    import numpy as np

    path = find(DATA / IMAGES)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Data(
                x_train=arrays["x_train"].astype("float32"),
                y_train=arrays["y_train"].astype("int64"),
                x_val=arrays["x_val"].astype("float32"),
                y_val=arrays["y_val"].astype("int64"),
                class_names=tuple(str(name) for name in arrays["class_names"]),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        raise MissingFile(path, "is damaged") from problem


def base_weights(assignment: str) -> str:
    """What ``weights=`` of the network takes that an assignment starts from, if it is another than MobileNetV2.

    Args:
        assignment: such as ``"hw6"``.

    Raises:
        MissingFile: the weights file, or what says its name, is not there.
    """
    file = find(HOME / "bases" / f"{assignment}.json")
    name = str(json.loads(file.read_text(encoding="utf-8"))["weights"])
    return str(find(DATA / name)) if name.endswith(".h5") else name


def weights() -> str:
    """What ``weights=`` of MobileNetV2 takes: the path of the weights file, or a name such as ``"imagenet"``.

    Raises:
        MissingFile: the weights file is not there.
    """
    return str(find(DATA / BASE_WEIGHTS)) if BASE_WEIGHTS.endswith(".h5") else BASE_WEIGHTS
