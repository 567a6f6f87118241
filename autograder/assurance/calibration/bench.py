"""The workbench: pictures, features of the frozen base, and models that are built and traced once.

A frozen base in inference mode gives the same features in every epoch, so a head is trained on features that were
computed once; the same holds for the blocks below those that are fine-tuned. Mathematically nothing changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from enum import Enum
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.assurance.calibration.material import Labelled, Material

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

#: Fine-tuning starts behind this layer, with ``block_13_expand``.
LAST_FROZEN = "block_12_add"


class PixelScaling(Enum):
    """Factor and offset that pixels meet before they reach the base."""

    SYMMETRIC = (1 / 127.5, -1.0)
    UNIT = (1 / 255, 0.0)
    RAW = (1.0, 0.0)
    TWICE = (1 / 127.5**2, -1.0 - 1 / 127.5)

    def __call__(self, pixels: npt.NDArray[Any]) -> Floats:
        """Scaled pixels, same shape."""
        factor, offset = self.value
        return pixels.astype(np.float32) * np.float32(factor) + np.float32(offset)


class Maps(NamedTuple):
    """What the base makes of n pictures: below the blocks that are fine-tuned, and at its end."""

    middle: Floats
    top: Floats

    @property
    def pooled(self) -> Floats:
        """Global average pooling: (n, 1280)."""
        pooled: Floats = self.top.mean(axis=(1, 2))
        return pooled

    def of(self, chosen: Labels) -> Maps:
        """Those of some pictures."""
        return Maps(self.middle[chosen], self.top[chosen])


class PictureSet(Enum):
    """Which pictures; the values are the keys of the scores."""

    TRAIN = "train"
    VALIDATION = "validation"
    HIDDEN = "hidden"


@cache
def load_keras() -> Any:
    """Keras on a TensorFlow that gives the same numbers each time, as it runs for students."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # as the students' helper package has it
    import keras
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")  # many small models are traced here, and it would warn of that
    tf.config.experimental.enable_op_determinism()
    return keras


class _Reusable:
    """A compiled model that starts afresh for every seed without being traced again, which can take a minute."""

    def __init__(self) -> None:
        self._model: Any = None

    def start(self, seed: int, build: Callable[[], Any]) -> Any:
        """``build()`` as it comes out for this seed, with an optimizer that has seen nothing."""
        keras = load_keras()
        keras.utils.set_random_seed(seed)
        fresh = build()
        if self._model is None:
            self._model = fresh
        else:
            for old, new in zip(self._model.variables, fresh.variables, strict=True):
                old.assign(new)
            if getattr(self._model, "optimizer", None) is not None:
                _forget(self._model.optimizer)
        keras.utils.set_random_seed(seed)  # whatever building took from the generators: batches come in the same order
        return self._model


def _forget(optimizer: Any) -> None:
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(np.zeros(variable.shape))


class Bench:
    """Shares what several measurements need. Use it seed by seed: hidden pictures are kept for one seed only.

    Args:
        material: what is measured on.
    """

    def __init__(self, material: Material) -> None:
        self.material = material
        self._models: dict[Hashable, _Reusable] = {}
        self._kept: dict[tuple[PictureSet, PixelScaling], Maps] = {}
        self._hidden: tuple[int, Labelled] | None = None

    def pictures(self, part: PictureSet, seed: int) -> Labelled:
        """Images (n, height, width, 3) uint8 and labels (n,); ``seed`` is the instructor's secret."""
        if part is not PictureSet.HIDDEN:
            return self.material.train if part is PictureSet.TRAIN else self.material.validation
        if self._hidden is None or self._hidden[0] != seed:
            self._hidden = seed, self.material.draw_hidden(seed)
            self._kept = {key: maps for key, maps in self._kept.items() if key[0] is not PictureSet.HIDDEN}
        return self._hidden[1]

    def maps(self, part: PictureSet, seed: int, scaling: PixelScaling) -> Maps:
        """What the pretrained base makes of the pictures."""
        images, _ = self.pictures(part, seed)
        if (part, scaling) not in self._kept:
            self._kept[part, scaling] = self.see(images, scaling)
        return self._kept[part, scaling]

    def see(self, images: npt.NDArray[Any], scaling: PixelScaling = PixelScaling.SYMMETRIC) -> Maps:
        """What the pretrained base makes of any images, (n, height, width, 3) with pixels from 0 to 255."""
        return Maps(*self._eyes.predict(scaling(images), batch_size=100, verbose=0))

    def see_untrained(self, seed: int) -> dict[PictureSet, Maps]:
        """What a base with random weights makes of all pictures."""
        eyes = self.start("untrained", seed, lambda: self._eyes_of(self.base(pretrained=False)))
        return {
            part: Maps(*eyes.predict(PixelScaling.SYMMETRIC(self.pictures(part, seed)[0]), batch_size=100, verbose=0))
            for part in PictureSet
        }

    def start(self, key: Hashable, seed: int, build: Callable[[], Any]) -> Any:
        """The model of this key as ``build()`` makes it under this seed; an earlier one of this key is overwritten.

        Fetch pictures and maps before calling it: what they draw would come between seed and training.
        """
        return self._models.setdefault(key, _Reusable()).start(seed, build)

    def base(self, *, pretrained: bool) -> Any:
        """MobileNetV2 without its top."""
        return load_keras().applications.MobileNetV2(
            input_shape=self.material.image_shape,
            alpha=self.material.alpha,
            include_top=False,
            weights=self.material.weights if pretrained else None,
        )

    def top_blocks(self) -> Any:
        """What follows :data:`LAST_FROZEN` in a pretrained base, as a model of its own."""
        base = self.base(pretrained=True)
        return load_keras().Model(base.get_layer(LAST_FROZEN).output, base.output)

    @cached_property
    def _eyes(self) -> Any:
        return self._eyes_of(self.base(pretrained=True))

    @staticmethod
    def _eyes_of(base: Any) -> Any:
        return load_keras().Model(base.input, [base.get_layer(LAST_FROZEN).output, base.output])


def draw_per_class(labels: Labels, per_class: int, seed: int) -> Labels:
    """Places of ``per_class`` random pictures of each class, in random order."""
    rng = np.random.default_rng((seed, per_class))
    chosen = [rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in range(int(labels.max()) + 1)]
    return rng.permutation(np.concatenate(chosen))
