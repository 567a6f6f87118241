"""The network that an assignment starts from: declared once, in the assignment's entry of the course file."""

from __future__ import annotations

from enum import Enum

from pydantic import BaseModel, ConfigDict, Field

#: Stands for the weights that Keras fetches.
IMAGENET = "imagenet"


class PixelRange(str, Enum):
    """How the pixels of a picture, 0 to 255, have to be prepared for a network."""

    SYMMETRIC = "-1 to 1"
    UNIT = "0 to 1"
    RAW = "0 to 255"
    CAFFE = "caffe"  # blue, green, red, each minus its mean over ImageNet
    TORCH = "torch"  # 0 to 1, then minus the mean over ImageNet and divided by the standard deviation


class BaseModelEntry(BaseModel):
    """``[assignment.base]``.

    Attributes:
        network: what ``keras.applications`` calls it, such as ``"EfficientNetB0"``.
        weights: name of a file in ``assignments/lab/data``, or ``"imagenet"``.
        scaling: how pixels have to reach it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    network: str = Field(pattern=r"^[A-Z][A-Za-z0-9]+$")
    weights: str = Field(IMAGENET, pattern=r"^(imagenet|[\w.-]+\.h5)$")
    scaling: PixelRange
