"""The form in which a model travels: what the student's side writes and the grader's side checks before
reading on.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from autograder.exchange.models.trainings_noted import MOST_RATES, MOST_TRAININGS

PARAMETER_LIMIT = 60_000_000
BYTES_LIMIT = 256 * 2**20
WEIGHT_LIMIT = 4_000  # MobileNetV2 has 260
EPOCH_LIMIT = 10_000

Text = Annotated[str, Field(max_length=200)]
Path = Annotated[list[Text], Field(min_length=1, max_length=8)]
#: A loss or metric: a name that Keras knows, a serialised Keras object, or ``{"opaque": name}`` for anything
#: else.
Part = Text | dict[str, Any]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class LayerData(_Data):
    """A layer's own trainable flag, which need not agree with its weights' flags."""

    path: Path
    trainable: bool


class WeightData(_Data):
    """One weight: the layer that holds it, its flag and its value."""

    path: Path
    name: Text
    trainable: bool
    value: np.ndarray[Any, Any]


class OptimizerData(_Data):
    """The optimizer, and the weights it was built for as indices into the list of weights.

    ``config`` is the serialised object, or None when it is not one of Keras's own. ``strangers`` counts
    variables that it was built for and that are not weights of this model.
    """

    class_name: Text
    config: dict[str, Any] | None
    learning_rate: float
    iterations: Annotated[int, Field(ge=0)]
    built: bool
    tracked: Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=WEIGHT_LIMIT)]
    strangers: Annotated[int, Field(ge=0)]


class CompileData(_Data):
    """What the model was compiled with."""

    optimizer: OptimizerData | None
    loss: Part | None
    metrics: Annotated[list[Part], Field(max_length=50)]


class HistoryData(_Data):
    """A ``keras.callbacks.History``: one list of numbers per logged name; ``rates`` and all below are
    what :mod:`autograder.exchange.models.trainings_noted` knows.
    """

    history: Annotated[dict[Text, Annotated[list[float], Field(max_length=EPOCH_LIMIT)]], Field(max_length=100)]
    epoch: Annotated[list[int], Field(max_length=EPOCH_LIMIT)]
    params: Annotated[dict[Text, int | float | str | None], Field(max_length=20)]
    rates: Annotated[list[float], Field(max_length=MOST_RATES)] = []
    pictures: Annotated[int, Field(ge=0)] | None = None
    given: Annotated[int, Field(ge=0)] | None = None
    number: Annotated[int, Field(ge=0)] = 0


class ModelData(_Data):
    """A whole model. ``architecture`` is read by :mod:`autograder.exchange.models.allowlist` only; ``shown`` are
    the signatures of :mod:`autograder.exchange.models.pictures_shown`; ``gives`` is what
    :mod:`autograder.exchange.models.likeness` found; ``trainings`` is what
    :mod:`autograder.exchange.models.trainings_noted` knows.
    """

    architecture: dict[str, Any]
    layers: Annotated[list[LayerData], Field(max_length=WEIGHT_LIMIT)]
    weights: Annotated[list[WeightData], Field(max_length=WEIGHT_LIMIT)]
    trainable: bool
    compiled: CompileData | None
    history: HistoryData | None
    shown: np.ndarray[Any, Any] | None = None
    gives: np.ndarray[Any, Any] | None = None
    trainings: Annotated[list[int], Field(max_length=MOST_TRAININGS)] = []
