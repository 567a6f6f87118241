"""What is known about how a rebuilt model was compiled and trained: facts that its weights do not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

if TYPE_CHECKING:
    import keras

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class LossRecord:
    """A loss function.

    Attributes:
        name: in snake case, e.g. ``"sparse_categorical_crossentropy"``; an own function's name when
            ``opaque``.
        from_logits: whether it expects raw scores.
        opaque: it is not one of Keras's own, so nothing more is known.
        settings: of the loss object, e.g. ``label_smoothing``; empty when it was given as a string.
    """

    name: str
    from_logits: bool = False
    opaque: bool = False
    settings: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, compare=False)


@dataclass(frozen=True)
class MetricRecord:
    """A metric.

    Attributes:
        name: as given when it was a string (``"accuracy"``), else its class in snake case
            (``"binary_accuracy"``); ``"keras.metrics.Accuracy"`` for the class that is no such accuracy.
        threshold: of a :class:`keras.metrics.BinaryAccuracy`; None for every other metric.
        opaque: it is not one of Keras's own.
    """

    name: str
    threshold: float | None = None
    opaque: bool = False


@dataclass(frozen=True)
class OptimizerRecord:
    """An optimizer, and how far it has come.

    Attributes:
        name: its class, e.g. ``"Adam"``.
        start_rate: the learning rate of the first step of the latest ``fit`` as far as it is known: a
            schedule's first value, or the first one in the history, or else the present one.
        rate: the present learning rate.
        schedule: class of the schedule, or ``""``.
        iterations: steps made since it was compiled.
        built: whether it has seen its first step; before that ``tracked`` is empty.
        tracked: paths of the weights that it updates, in the model's order.
        strangers: variables that it updates and that are not weights of this model.
        opaque: it is not one of Keras's own.
    """

    name: str
    start_rate: float
    rate: float
    schedule: str
    iterations: int
    built: bool
    tracked: tuple[str, ...]
    strangers: int
    opaque: bool = False


@dataclass(frozen=True)
class CompileRecord:
    """What ``model.compile`` was given; a part is None when it was not given."""

    optimizer: OptimizerRecord | None
    loss: LossRecord | None
    metrics: tuple[MetricRecord, ...]


@dataclass(frozen=True)
class Training:
    """What is known of a model when a ``fit`` has ended.

    Attributes:
        rates: the learning rates at which its trainings began, this one's last.
        pictures: on how many it has been trained; they are the first ones in the order in which they were noted.
        given: on how many since it was last compiled; None where nothing is known.
        number: of the training, from 1 on; 0 where it is not known.
    """

    rates: tuple[float, ...] = ()
    pictures: int | None = None
    given: int | None = None
    number: int = 0


@dataclass(frozen=True)
class History:
    """The record of one ``fit``, as ``keras.callbacks.History`` has it.

    Attributes:
        history: name → value after each epoch; values may be NaN or infinite.
        epoch: numbers of the epochs, from 0.
        params: ``epochs``, ``steps``, ``verbose`` where Keras gave them.
        training: what else was noted of it.
    """

    history: Mapping[str, tuple[float, ...]]
    epoch: tuple[int, ...] = ()
    params: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    training: Training = Training()


@dataclass(frozen=True)
class ModelRecord:
    """All that came with a rebuilt model.

    Attributes:
        compiled: None when the model was never compiled.
        history: of the latest ``fit``; None when there was none.
        weight_paths: ``"layer/…/weight"`` for each of the model's weights, in the model's order.
        nonfinite_weights: those of them that hold NaN or infinity.
        shown: signatures (:mod:`autograder.exchange.models.pictures_shown`) of pictures that it was trained on; None
            where nothing is known.
        trainings: numbers of all trainings that its weights come from, and of those that went on from one of these;
            empty where that is not known.
    """

    compiled: CompileRecord | None
    history: History | None
    weight_paths: tuple[str, ...]
    nonfinite_weights: tuple[str, ...] = ()
    shown: np.ndarray[Any, Any] | None = field(default=None, compare=False)
    trainings: tuple[int, ...] = ()


_records: WeakKeyDictionary[Any, ModelRecord] = WeakKeyDictionary()


def attach(model: keras.Model, record: ModelRecord) -> None:
    """Remember ``record`` for as long as ``model`` lives."""
    _records[model] = record


def record_of(model: keras.Model) -> ModelRecord:
    """The record of a rebuilt model.

    Raises:
        LookupError: the model was not rebuilt by :func:`autograder.exchange.models.rebuild_model`.
    """
    try:
        return _records[model]
    except KeyError:
        raise LookupError(f"There is no record for the model {model.name!r}.") from None
