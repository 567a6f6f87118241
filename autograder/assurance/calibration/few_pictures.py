"""Recipes for a few pictures, always the same: a model that is far too large for them, and heads that are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assurance.calibration.bench import Bench, Floats, Labels, PictureSet, PixelScaling, load_keras
from autograder.assurance.calibration.recipes import HeadTraining, Scores, accuracy


@dataclass(frozen=True)
class FewPicturesHead(HeadTraining):
    """A head trained on the first few pictures of each class.

    Attributes:
        per_class: how many of each class.
        patience: of early stopping with the best weights restored; 0 for none. ``epochs`` are then the most.
    """

    per_class: int = 8
    patience: int = 0

    def train(self, bench: Bench, seed: int) -> Any:
        """See :meth:`HeadTraining.train`."""
        if not self.patience:
            return super().train(bench, seed)
        views, chosen = self._views(bench, seed), self._chosen(bench, seed)
        anew = self._augmented(bench, seed, chosen) if self.augmented else [views[PictureSet.TRAIN]] * self.epochs
        labels, validation = (
            bench.material.train[1][chosen],
            (views[PictureSet.VALIDATION], bench.material.validation[1]),
        )
        model = bench.start(self, seed, lambda: self._build(views[PictureSet.TRAIN].shape[1:], bench.material.classes))
        lowest, kept, waited = np.inf, model.get_weights(), 0
        for seen in anew:
            found = model.fit(seen, labels, batch_size=self.batch, validation_data=validation, verbose=0)
            loss = found.history["val_loss"][0]
            waited = 0 if loss < lowest else waited + 1
            if loss < lowest:
                lowest, kept = loss, model.get_weights()
            if waited == self.patience:
                break
        model.set_weights(kept)
        return model

    def score(self, bench: Bench, seed: int, model: Any) -> Scores:
        """See :meth:`HeadTraining.score`; with ``_loss`` behind the keys, also mean cross-entropies."""
        views = self._views(bench, seed)
        truth = {part: bench.pictures(part, seed)[1] for part in PictureSet}
        truth[PictureSet.TRAIN] = truth[PictureSet.TRAIN][self._chosen(bench, seed)]
        losses = {f"{part.value}_loss": cross_entropy(model, views[part], truth[part]) for part in PictureSet}
        return {**super().score(bench, seed, model), **losses}

    def _chosen(self, bench: Bench, seed: int) -> Labels:
        return first_of_each(bench.material.train[1], self.per_class)


@dataclass(frozen=True)
class WideModel:
    """A wide head on flattened maps, and a base that learns along, trained on the first few pictures of each class.

    Attributes:
        per_class: how many of each class.
        dropout: in front of the last layer.
        patience: of early stopping; 0 for none.
        epochs: how many, or the most.
    """

    per_class: int = 8
    dropout: float = 0.0
    patience: int = 0
    epochs: int = 25

    @property
    def effort(self) -> float:
        """See :class:`autograder.assurance.calibration.recipes.Recipe`."""
        return 900 + 3.0 * 5 * self.per_class * self.epochs + 200 * self.epochs * bool(self.patience)

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Accuracies on training, validation and hidden pictures, and losses as those of :class:`FewPicturesHead`."""
        keras = load_keras()
        pictures = {part: bench.pictures(part, seed) for part in PictureSet}
        chosen = first_of_each(bench.material.train[1], self.per_class)
        pictures[PictureSet.TRAIN] = tuple(values[chosen] for values in bench.material.train)  # type: ignore[assignment]
        given = {part: (images.astype(np.float32), labels) for part, (images, labels) in pictures.items()}
        model = bench.start(self, seed, lambda: self._build(bench))
        stopping = keras.callbacks.EarlyStopping(patience=self.patience, restore_best_weights=True)
        watching = {"callbacks": [stopping], "validation_data": given[PictureSet.VALIDATION]} if self.patience else {}
        model.fit(*given[PictureSet.TRAIN], epochs=self.epochs, verbose=0, **watching)
        shares = {part.value: accuracy(model, *given[part]) for part in PictureSet}
        return {**shares, **{f"{part.value}_loss": cross_entropy(model, *given[part]) for part in PictureSet}}

    def _build(self, bench: Bench) -> Any:
        keras = load_keras()
        base = bench.base(pretrained=True)
        for layer in base.layers:
            layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
        inputs = keras.Input(bench.material.image_shape)
        factor, offset = PixelScaling.SYMMETRIC.value
        x = keras.layers.Flatten()(base(keras.layers.Rescaling(factor, offset=offset)(inputs), training=False))
        x = keras.layers.Dropout(self.dropout)(keras.layers.Dense(512, activation="relu")(x))
        model = keras.Model(inputs, keras.layers.Dense(bench.material.classes)(x))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(0.002), loss)
        return model


def first_of_each(labels: Labels, count: int) -> Labels:
    """Places of the first ``count`` pictures of each class."""
    return np.concatenate([np.flatnonzero(labels == label)[:count] for label in np.unique(labels)])


def cross_entropy(model: Any, inputs: Floats, labels: Labels) -> float:
    """Mean of −log of the probability given to the right class, in nats; outputs are probabilities or logits."""
    outputs = np.asarray(model.predict(inputs, batch_size=100, verbose=0), dtype=np.float64)
    if not ((outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-3)):
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        outputs = powers / powers.sum(axis=1, keepdims=True)
    return float(-np.log(np.clip(outputs[np.arange(len(labels)), labels], 1e-7, 1)).mean())
