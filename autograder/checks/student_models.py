"""A student's model, with the name by which feedback calls it; what facts need to know of it is worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Any

from autograder.checks.accuracy import Scored, accuracy_on, score_on
from autograder.checks.as_functions import HeadProbe, Positions, probe_head
from autograder.checks.base import BaseInfo, find_base, flat_operations, largest_inside
from autograder.checks.freezing import Freezing, describe_freezing
from autograder.checks.heads import Head, describe_head
from autograder.checks.networks import MOBILENET_V2, Network
from autograder.checks.pictures import Pictures
from autograder.checks.scaling import ScalingProbe, pictures_pass, probe_scaling
from autograder.exchange.models import CompileRecord, count_shown, record_of


@dataclass(frozen=True, eq=False)
class StudentModel:
    """A rebuilt model.

    Attributes:
        keras: the model itself.
        name: as feedback calls it: "`model`", or "`build_model(7)`".
        network: the base that the assignment asks for.
        stand_in: what counts as its base where that network is not in it.
    """

    keras: Any
    name: str
    network: Network = MOBILENET_V2
    stand_in: BaseInfo | None = None
    _accuracies: dict[int, tuple[Pictures, float]] = field(default_factory=dict, repr=False)
    _scores: dict[int, tuple[Pictures, Scored]] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return self.name

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """With None for the batch."""
        return tuple(self.keras.output_shape)

    @cached_property
    def base(self) -> BaseInfo | None:
        """The pretrained network in it, if there is one."""
        return find_base(self.keras, self.network) or self.stand_in

    @cached_property
    def on_any_base(self) -> StudentModel:
        """The same model for facts that may hold of any base: the largest model inside stands in for a missing one."""
        return self if self.base else replace(self, stand_in=largest_inside(self.keras, self.network))

    @cached_property
    def open_layers(self) -> frozenset[str]:
        """Names of its layers with a weight that can be trained, inside nested models, too."""
        trainable = {id(weight) for weight in self.keras.trainable_weights}
        layers = (layer for _, layer in flat_operations(self.keras))
        return frozenset(
            layer.name for layer in layers if any(id(weight) in trainable for weight in getattr(layer, "weights", ()))
        )

    @cached_property
    def freezing(self) -> Freezing | None:
        """What would train; None without a base."""
        return None if self.base is None else describe_freezing(self.keras, self.base)

    @cached_property
    def head(self) -> Head:
        """What follows the base."""
        return describe_head(self.keras, self.base)

    @cached_property
    def scaling(self) -> ScalingProbe | None:
        """What range of values reaches the base; None where that cannot be told."""
        return None if self.base is None else probe_scaling(self.keras, self.base)

    @cached_property
    def passes_pictures(self) -> bool | None:
        """Whether pictures arrive at the base as they are, but for their scaling; None where that cannot be told."""
        return pictures_pass(self.keras, self.base) if self.base and self.scaling else None

    @cached_property
    def head_probe(self) -> HeadProbe | None:
        """What its head makes of feature maps; None where that cannot be told."""
        return None if self.base is None else probe_head(self.keras, self.base)

    @property
    def positions(self) -> Positions | None:
        """Which positions of the feature maps make a difference; None where that cannot be told."""
        return self.head_probe.positions if self.head_probe else None

    @property
    def trainable_parameters(self) -> int:
        """How many parameters can be trained."""
        return sum(prod(weight.shape) for weight in self.keras.trainable_weights)

    @property
    def compiled(self) -> CompileRecord | None:
        """How it was compiled, if it was."""
        return record_of(self.keras).compiled

    @property
    def steps(self) -> int:
        """How many steps its optimizer has taken since it was compiled; none without an optimizer."""
        return self.compiled.optimizer.iterations if self.compiled and self.compiled.optimizer else 0

    @cached_property
    def as_part(self) -> StudentModel:
        """The same layers as a larger model would train them: they can learn even if this model's own switch is off."""
        import keras

        return StudentModel(keras.Model(self.keras.inputs, self.keras.outputs), self.name, self.network)

    def setup(self, *, rate: bool = True) -> str:
        """What it was compiled with, in words that are the same for the same optimizer, loss and, unless not, rate."""
        record = self.compiled
        optimizer, loss = (record.optimizer, record.loss) if record else (None, None)
        how = optimizer.name if optimizer else "no optimizer"
        how += f" with a rate of {optimizer.start_rate:.3g}" if optimizer and rate else ""
        return f"{how} and {loss.name if loss else 'no loss'}"

    @property
    def penalty(self) -> float:
        """What weight decay adds to its loss."""
        return float(sum(float(loss) for loss in self.keras.losses))

    def accuracy(self, pictures: Pictures) -> float:
        """The share of pictures that it classifies correctly, 0 to 1; measured once for the same object."""
        known = self._accuracies.get(id(pictures))
        if known is None:
            known = pictures, accuracy_on(self.keras, pictures.x, pictures.y)
            self._accuracies[id(pictures)] = known
        return known[1]

    def score(self, pictures: Pictures) -> Scored:
        """Accuracy and loss on pictures; measured once for the same object."""
        known = self._scores.get(id(pictures))
        if known is None:
            known = pictures, score_on(self.keras, pictures.x, pictures.y)
            self._scores[id(pictures)] = known
        return known[1]

    def shown(self, pictures: Pictures, until: int | None = None) -> int:
        """How many of these pictures it is known to have been trained on; ``until`` as in :class:`Training`."""
        return count_shown(self.keras, pictures.x, until)

    @contextmanager
    def holding(self, weights: Sequence[Any]) -> Iterator[StudentModel]:
        """Inside, the model has these weights, such as those that it had earlier.

        What is measured is remembered with this object, so it should stand for the model with these weights alone.
        """
        now = self.keras.get_weights()
        self.keras.set_weights(weights)
        try:
            yield self
        finally:
            self.keras.set_weights(now)

    @property
    def trainings(self) -> tuple[int, ...]:
        """The numbers of all trainings that have to do with its weights; none where that is not known."""
        return record_of(self.keras).trainings

    @property
    def seen(self) -> int | None:
        """How many different pictures it is known to have been trained on; None where nothing is known."""
        shown = record_of(self.keras).shown
        return None if shown is None else len(shown)
