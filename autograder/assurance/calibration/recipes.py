"""Ways to train, as data, each with its measurement. One recipe and one seed always give the same scores."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, Protocol

import numpy as np

from autograder.assurance.calibration.bench import (
    Bench,
    Floats,
    Labels,
    Maps,
    PictureSet,
    PixelScaling,
    draw_per_class,
    load_keras,
)

#: What was measured, by name: accuracies between 0 and 1 (keys of :class:`PictureSet`), or seconds.
Scores = Mapping[str, float]


class Recipe(Protocol):
    """Something that can be measured under a seed."""

    @property
    def effort(self) -> float:
        """Roughly how much it costs, in pictures taken forward through the base."""

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Measure it; the seed decides initial weights, batches, drawn subsets and the hidden pictures."""


class Outputs(Enum):
    """What the model puts out, and what its loss takes that for: activation and ``from_logits``."""

    LOGITS = (None, True)
    PROBABILITIES = ("softmax", False)
    PROBABILITIES_TAKEN_FOR_LOGITS = ("softmax", True)
    LOGITS_TAKEN_FOR_PROBABILITIES = (None, False)


class Optimizer(Enum):
    """Which optimizer; the recipe's rate goes with it."""

    ADAM = "Adam"
    SGD = "SGD"


@dataclass(frozen=True)
class HeadTraining:
    """A head trained on the frozen base.

    Attributes:
        per_class: training pictures of each class.
        scaling: of the pixels.
        pretrained: whether the base has its weights.
        pooled: global average pooling; otherwise the maps are flattened.
        hidden_units: of a dense layer in between; 0 for none.
        dropout: share of features left out while training.
        decay: weight of the penalty on squared weights of the head.
        outputs: activation and loss.
        augmented: whether each epoch sees every picture mirrored, turned, shifted and zoomed anew.
        epochs: passes over the training pictures.
        rate: learning rate.
        optimizer: which.
        batch: pictures per step.
    """

    per_class: int = 40
    scaling: PixelScaling = PixelScaling.SYMMETRIC
    pretrained: bool = True
    pooled: bool = True
    hidden_units: int = 0
    dropout: float = 0.2
    decay: float = 0.0
    outputs: Outputs = Outputs.LOGITS
    augmented: bool = False
    epochs: int = 20
    rate: float = 0.003
    optimizer: Optimizer = Optimizer.ADAM
    batch: int = 32

    @property
    def effort(self) -> float:
        """See :class:`Recipe`: features of new hidden pictures, or of all pictures anew, or of augmented ones."""
        seen = 5 * self.per_class * self.epochs
        return 300 + seen * (self.augmented + 0.02) + (900 if not self.pretrained else 0)

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Accuracies on training, validation and hidden pictures."""
        return self.score(bench, seed, self.train(bench, seed))

    def score(self, bench: Bench, seed: int, model: Any) -> Scores:
        """Accuracies of a model that :meth:`train` made under this seed."""
        views = self._views(bench, seed)
        truth = {part: bench.pictures(part, seed)[1] for part in PictureSet}
        truth[PictureSet.TRAIN] = truth[PictureSet.TRAIN][self._chosen(bench, seed)]
        return {part.value: accuracy(model, views[part], truth[part]) for part in PictureSet}

    def train(self, bench: Bench, seed: int) -> Any:
        """The trained head, a model that takes features; the next seed overwrites it."""
        seen = self._views(bench, seed)[PictureSet.TRAIN]
        chosen = self._chosen(bench, seed)
        labels = bench.material.train[1][chosen]
        anew = self._augmented(bench, seed, chosen) if self.augmented else []
        model = bench.start(self, seed, lambda: self._build(seen.shape[1:], bench.material.classes))
        if not self.augmented:
            model.fit(seen, labels, epochs=self.epochs, batch_size=self.batch, verbose=0)
            return model
        for again in anew:
            model.fit(again, labels, batch_size=self.batch, verbose=0)
        return model

    def _chosen(self, bench: Bench, seed: int) -> Labels:
        return draw_per_class(bench.material.train[1], self.per_class, seed)

    def _views(self, bench: Bench, seed: int) -> dict[PictureSet, Floats]:
        if self.pretrained:
            maps = {part: bench.maps(part, seed, self.scaling) for part in PictureSet}
        else:
            maps = bench.see_untrained(seed)
        maps[PictureSet.TRAIN] = maps[PictureSet.TRAIN].of(self._chosen(bench, seed))
        return {part: self._view(seen) for part, seen in maps.items()}

    def _view(self, maps: Maps) -> Floats:
        return maps.pooled if self.pooled else maps.top

    def _augmented(self, bench: Bench, seed: int, chosen: Labels) -> list[Floats]:
        layers = load_keras().layers
        images = bench.material.train[0][chosen].astype(np.float32)
        change = load_keras().Sequential(
            [
                layers.RandomFlip("horizontal", seed=seed),
                layers.RandomRotation(0.05, seed=seed + 1),
                layers.RandomTranslation(0.1, 0.1, seed=seed + 2),
                layers.RandomZoom(0.15, seed=seed + 3),
            ]
        )
        return [
            self._view(bench.see(np.asarray(change(images, training=True)), self.scaling)) for _ in range(self.epochs)
        ]

    def _build(self, shape: tuple[int, ...], classes: int) -> Any:
        keras = load_keras()
        activation, from_logits = self.outputs.value
        penalty = keras.regularizers.L2(self.decay) if self.decay else None
        layers = [keras.Input(shape)]
        if not self.pooled:
            layers.append(keras.layers.Flatten())
        if self.hidden_units:
            layers.append(keras.layers.Dense(self.hidden_units, activation="relu", kernel_regularizer=penalty))
        layers.append(keras.layers.Dropout(self.dropout))
        layers.append(keras.layers.Dense(classes, activation=activation, kernel_regularizer=penalty))
        model = keras.Sequential(layers)
        momentum = {"momentum": 0.9} if self.optimizer is Optimizer.SGD else {}
        optimizer = getattr(keras.optimizers, self.optimizer.value)(self.rate, **momentum)
        model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits))
        return model


@dataclass(frozen=True)
class FineTuning:
    """The blocks from ``block_13_expand`` on trained further, under a head that has converged.

    Attributes:
        head: how the head was trained.
        updating: whether BatchNormalization layers stay trainable, normalise by the batch and move their averages.
            To call the base with ``training=False`` does not prevent it: ``fit`` overrides that (Keras issue 20285).
        flipped: whether each training picture is also shown mirrored.
        epochs: of fine-tuning.
        rate: learning rate of Adam.
        batch: pictures per step.
    """

    head: HeadTraining = HeadTraining()
    updating: bool = False
    flipped: bool = False
    epochs: int = 20
    rate: float = 1e-4
    batch: int = 32

    @property
    def effort(self) -> float:
        """See :class:`Recipe`: the top blocks cost about a third of the base, and training three times a pass."""
        return self.head.effort + 5 * self.head.per_class * self.epochs * (1 + self.flipped)

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Accuracies afterwards, and with ``before_`` in front of their keys those of the head alone."""
        maps = {part: bench.maps(part, seed, self.head.scaling).middle for part in PictureSet}
        labels = {part: bench.pictures(part, seed)[1] for part in PictureSet}
        head = self.head.train(bench, seed)
        before = self.head.score(bench, seed, head)
        seen, truth = maps[PictureSet.TRAIN], labels[PictureSet.TRAIN]
        if self.flipped:
            mirrored = bench.see(bench.pictures(PictureSet.TRAIN, seed)[0][:, :, ::-1], self.head.scaling).middle
            seen, truth = np.concatenate([seen, mirrored]), np.concatenate([truth, truth])
        model = bench.start(self, seed, lambda: self._build(bench, seen.shape[1:]))
        model.layers[-1].set_weights(head.layers[-1].get_weights())
        model.fit(seen, truth, epochs=self.epochs, batch_size=self.batch, verbose=0)
        after = {part.value: accuracy(model, maps[part], labels[part]) for part in PictureSet}
        return {**after, **{f"before_{name}": score for name, score in before.items()}}

    def _build(self, bench: Bench, shape: tuple[int, ...]) -> Any:
        keras = load_keras()
        inputs = keras.Input(shape)
        blocks = bench.top_blocks()
        if not self.updating:
            _keep_statistics(blocks)
        model = keras.Model(inputs, _put_head_on(blocks(inputs), bench))
        model.compile(keras.optimizers.Adam(self.rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return model


@dataclass(frozen=True)
class Whole:
    """Base and random head trained together.

    Attributes:
        pretrained: whether the base has its weights.
        updating: see :class:`FineTuning`.
        per_class: training pictures of each class.
        epochs: passes over them.
        rate: learning rate of Adam.
        momentum: of BatchNormalization's averages; None for Keras's own 0.999, with which the averages of a network
            trained from scratch for some hundred steps would still be those of its first step.
        batch: pictures per step.
    """

    pretrained: bool
    updating: bool
    per_class: int = 40
    epochs: int = 20
    rate: float = 0.003
    momentum: float | None = None
    batch: int = 32

    @property
    def effort(self) -> float:
        """See :class:`Recipe`."""
        return 900 + 3.0 * 5 * self.per_class * self.epochs

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Accuracies on training, validation and hidden pictures."""
        pictures = {part: bench.pictures(part, seed) for part in PictureSet}
        chosen = draw_per_class(bench.material.train[1], self.per_class, seed)
        images, labels = pictures[PictureSet.TRAIN][0][chosen], pictures[PictureSet.TRAIN][1][chosen]
        model = bench.start((self.pretrained, self.updating, self.momentum), seed, lambda: self._build(bench))
        model.optimizer.learning_rate = self.rate
        model.fit(images.astype(np.float32), labels, epochs=self.epochs, batch_size=self.batch, verbose=0)
        pictures[PictureSet.TRAIN] = images, labels
        return {part.value: accuracy(model, x.astype(np.float32), y) for part, (x, y) in pictures.items()}

    def _build(self, bench: Bench) -> Any:
        base = bench.base(pretrained=self.pretrained)
        if self.momentum is not None:
            for layer in _normalisations(base):
                layer.momentum = self.momentum
        if not self.updating:
            _keep_statistics(base)
        return _build_whole(bench, base)


@dataclass(frozen=True)
class EpochTimes:
    """Seconds per epoch, frozen and with everything trainable, as a student's notebook takes them.

    Attributes:
        repeats: epochs of each kind, in turn; the fastest counts, since other work on the machine only adds time.
    """

    repeats: int = 3

    @property
    def effort(self) -> float:
        """See :class:`Recipe`."""
        return 4.0 * 200 * (self.repeats + 1)

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Wall-clock seconds: ``frozen`` and ``trainable``."""
        images, labels = bench.material.train
        x = images.astype(np.float32)
        models = {
            name: bench.start(f"epoch times, {name}", seed, partial(self._build, bench, frozen=frozen))
            for name, frozen in (("frozen", True), ("trainable", False))
        }
        seconds = dict.fromkeys(models, math.inf)
        for turn in range(self.repeats + 1):
            for name, model in models.items():
                start = time.perf_counter()
                model.fit(x, labels, batch_size=32, verbose=0)
                if turn > 0:  # the first epoch of all is also spent on tracing
                    seconds[name] = min(seconds[name], time.perf_counter() - start)
        return seconds

    @staticmethod
    def _build(bench: Bench, *, frozen: bool) -> Any:
        base = bench.base(pretrained=True)
        base.trainable = not frozen
        return _build_whole(bench, base)


def _normalisations(base: Any) -> list[Any]:
    kind = load_keras().layers.BatchNormalization
    return [layer for layer in base.layers if isinstance(layer, kind)]


def _keep_statistics(base: Any) -> None:
    for layer in _normalisations(base):
        layer.trainable = False


def _build_whole(bench: Bench, base: Any) -> Any:
    """Raw pixels, scaling, base, pooling, dropout, logits; compiled with Adam."""
    keras = load_keras()
    inputs = keras.Input(bench.material.image_shape)
    factor, offset = PixelScaling.SYMMETRIC.value
    scaled = keras.layers.Rescaling(factor, offset=offset)(inputs)
    model = keras.Model(inputs, _put_head_on(base(scaled), bench))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.003), loss)
    return model


def _put_head_on(maps: Any, bench: Bench) -> Any:
    layers = load_keras().layers
    features = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(maps))
    return layers.Dense(bench.material.classes)(features)


def accuracy(model: Any, inputs: Floats, labels: Labels) -> float:
    """Share of labels that have the highest output; 0 where outputs are not numbers."""
    outputs = np.asarray(model.predict(inputs, batch_size=100, verbose=0))
    right = (outputs.argmax(axis=1) == labels) & np.isfinite(outputs).all(axis=1)
    return float(right.mean())
