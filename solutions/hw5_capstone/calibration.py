"""Spot the cat: the three marks for balanced accuracy on hidden pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.assurance.calibration.bench import Bench, Labels, PictureSet, PixelScaling, load_keras
from autograder.assurance.calibration.plan import CalibrationPlan, Limit, Strategy
from autograder.assurance.calibration.recipes import HeadTraining, Scores

CAT = 0  # among the classes


@dataclass(frozen=True)
class Spotter(HeadTraining):
    """A head with one logit on the frozen base.

    Attributes:
        cat_weight: how many other animals a cat counts for in training.
    """

    epochs: int = 15
    cat_weight: float = 4.0

    def train(self, bench: Bench, seed: int) -> Any:
        """See :meth:`HeadTraining.train`."""
        views = self._views(bench, seed)[PictureSet.TRAIN]
        cats = is_cat(bench.material.train[1][self._chosen(bench, seed)])
        model = bench.start(self, seed, lambda: self._build(views.shape[1:], 1))
        fit(model, views, cats, self)
        return model

    def score(self, bench: Bench, seed: int, model: Any) -> Scores:
        """Balanced accuracies, by the values of :class:`PictureSet`."""
        views = self._views(bench, seed)
        truth = {part: is_cat(bench.pictures(part, seed)[1]) for part in PictureSet}
        truth[PictureSet.TRAIN] = truth[PictureSet.TRAIN][self._chosen(bench, seed)]
        return {part.value: balanced_accuracy(model, views[part], truth[part]) for part in PictureSet}

    def _build(self, shape: tuple[int, ...], classes: int) -> Any:
        model = super()._build(shape, classes)
        keras = load_keras()
        model.compile(keras.optimizers.Adam(self.rate), keras.losses.BinaryCrossentropy(from_logits=True))
        return model


@dataclass(frozen=True)
class LastBlocks:
    """The last layers of the base trained further, under a head that has converged.

    Attributes:
        head: how the head was trained.
        first: name of the first layer that is trained; BatchNormalization stays frozen.
        epochs: of fine-tuning.
        rate: learning rate of Adam.
    """

    head: Spotter = Spotter()
    first: str = "block_16_expand"
    epochs: int = 6
    rate: float = 5e-4

    @property
    def effort(self) -> float:
        """See :class:`autograder.assurance.calibration.recipes.Recipe`."""
        return self.head.effort + 200.0 * self.epochs

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Balanced accuracies, by the values of :class:`PictureSet`."""
        maps = {part: bench.maps(part, seed, PixelScaling.SYMMETRIC).middle for part in PictureSet}
        cats = {part: is_cat(bench.pictures(part, seed)[1]) for part in PictureSet}
        head = self.head.train(bench, seed)
        model = bench.start(self, seed, lambda: self._build(bench, maps[PictureSet.TRAIN].shape[1:]))
        model.layers[-1].set_weights(head.layers[-1].get_weights())
        fit(model, maps[PictureSet.TRAIN], cats[PictureSet.TRAIN], replace(self.head, epochs=self.epochs))
        return {part.value: balanced_accuracy(model, maps[part], cats[part]) for part in PictureSet}

    def _build(self, bench: Bench, shape: tuple[int, ...]) -> Any:
        keras = load_keras()
        blocks = bench.top_blocks()
        names = [layer.name for layer in blocks.layers]
        for place, layer in enumerate(blocks.layers):
            normalises = isinstance(layer, keras.layers.BatchNormalization)
            layer.trainable = place >= names.index(self.first) and not normalises
        inputs = keras.Input(shape)
        features = keras.layers.Dropout(self.head.dropout)(keras.layers.GlobalAveragePooling2D()(blocks(inputs)))
        model = keras.Model(inputs, keras.layers.Dense(1)(features))
        model.compile(keras.optimizers.Adam(self.rate), keras.losses.BinaryCrossentropy(from_logits=True))
        return model


def is_cat(labels: Labels) -> Labels:
    """1 for a cat, 0 for any other animal, (n,)."""
    cats: Labels = (labels == CAT).astype(np.int64)
    return cats


def fit(model: Any, inputs: Any, cats: Labels, how: Spotter) -> None:
    """Train with the recipe's epochs, batches and weight of cats."""
    weights = {0: 1.0, 1: how.cat_weight}
    model.fit(inputs, cats, epochs=how.epochs, batch_size=how.batch, class_weight=weights, verbose=0)


def balanced_accuracy(model: Any, inputs: Any, cats: Labels) -> float:
    """The mean of both classes' shares that a model with one logit gets right."""
    says_cat = np.asarray(model.predict(inputs, batch_size=100, verbose=0))[:, 0] > 0
    return float((says_cat[cats == 1].mean() + (~says_cat[cats == 0]).mean()) / 2)


_REFERENCE = Strategy("reference", LastBlocks(), right=True)
_FINE_TUNED = (
    _REFERENCE,
    Strategy("the last convolution at 0.0003", LastBlocks(first="Conv_1", rate=3e-4), right=True),
    Strategy("the last two blocks, 10 epochs", LastBlocks(first="block_15_expand", epochs=10), right=True),
)
_HEADS = (
    Strategy("head only", Spotter(epochs=20), right=True),
    Strategy("head only, 40 epochs at 0.001", Spotter(epochs=40, rate=0.001), right=True),
    Strategy("head only, a hidden layer", Spotter(hidden_units=64), right=True),
)
_UNWEIGHTED = Spotter(epochs=20, cat_weight=1.0)
_LAZY = (
    Strategy("never opens: two epochs, cats not weighted", Spotter(epochs=2, cat_weight=1.0, rate=0.001)),
    Strategy("20 epochs at 0.00001", Spotter(epochs=20, rate=1e-5)),
    Strategy("weights=None", Spotter(pretrained=False), seen_by="5.3.1"),
    Strategy("not scaled", Spotter(scaling=PixelScaling.RAW), seen_by="5.3.2"),
)
#: Nearly as good as right ways; only the check of the scaling tells it.
_DIVIDED = Strategy("divided by 255", Spotter(scaling=PixelScaling.UNIT), seen_by="5.3.2")

#: Bronze lets pass whoever has trained a head. Silver lies halfway from what is clearly wrong to what is right for
#: whoever has minded the rare class, and gold is as high as all such ways are sure to reach. A head alone can reach it:
#: with so few cats, to train some of the base changes little.
PLAN = CalibrationPlan(
    limits=(
        Limit(
            "bronze",
            task="5.5.6",
            check="5.5.6",
            floor=0.55,  # a door that never opens has a balanced accuracy of one half
            strategies=(
                *_FINE_TUNED,
                *_HEADS,
                Strategy("cats not weighted", _UNWEIGHTED, right=True),
                *_LAZY,
                _DIVIDED,
            ),
        ),
        Limit(
            "silver",
            task="5.5.7",
            check="5.5.7",
            floor=0.55,
            strategies=(*_FINE_TUNED, *_HEADS, *_LAZY, _DIVIDED),
        ),
        Limit("gold", task="5.5.8", check="5.5.8", floor=0.55, strategies=(*_FINE_TUNED, *_HEADS, _DIVIDED)),
    ),
)
