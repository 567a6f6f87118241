"""One small network with two starting points (random weights, a pretrained base), and the features of a frozen base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.dataset import weights
from lab.settings import ALPHA, IMAGE_SHAPE

if TYPE_CHECKING:
    import numpy as np

#: How many features the base computes for a picture.
FEATURES = 1280

# For gradient descent with momentum, which is as good here as Adam and takes 100 MB less memory.
_RATE = 0.02
_OPTIMIZER_MOMENTUM = 0.9
# Of BatchNormalization. MobileNetV2's 0.999 is for long training: after a few hundred steps its statistics would still
# be useless.
_STATISTICS_MOMENTUM = 0.9


def network_from_scratch(num_classes: int) -> Any:
    """A network that has never seen a picture: all its weights are random numbers, and all of them are trained.

    The moving statistics of its BatchNormalization layers are updated faster than in the original MobileNetV2. With the
    original setting, a training run as short as ours would leave it guessing, and the comparison would not be fair.

    Args:
        num_classes: how many classes the pictures have.

    Returns:
        keras.Model: takes raw pictures (pixels from 0 to 255), gives one probability per class; compiled.
    """
    import keras

    base = _base(None)
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = _STATISTICS_MOMENTUM
    return _with_head(base, num_classes)


def network_with_pretrained_base(num_classes: int) -> Any:
    """The same network on a pretrained, frozen base: only its new head is trained.

    Args and returns: as :func:`network_from_scratch`.
    """
    pretrained = _base(weights())
    pretrained.trainable = False
    return _with_head(pretrained, num_classes)


def features(pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The features that the pretrained base finds in each picture.

    Args:
        pictures: ``(n, height, width, 3)``, raw pixels from 0 to 255.

    Returns:
        float32 ``(n, 1280)``.
    """
    import keras
    import numpy as np

    extractor = keras.Sequential([keras.Input(IMAGE_SHAPE), _scaling(), _base(weights())])
    return np.asarray(extractor.predict(pictures, verbose=0))


def new_head(num_classes: int) -> Any:
    """A head alone, with random weights; it takes what :func:`features` returns.

    Args:
        num_classes: how many classes the pictures have.

    Returns:
        keras.Model: takes ``(n, 1280)``, gives one probability per class; compiled.
    """
    import keras

    return _compiled(keras.Sequential([keras.Input((FEATURES,)), *_head(num_classes)]))


def stopwatch() -> Any:
    """A callback for ``fit`` that adds the seconds of each epoch to the history."""
    import time

    import keras

    class Stopwatch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            self._start = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            if logs is not None:
                logs["seconds"] = time.perf_counter() - self._start

    return Stopwatch()


def _base(pretrained: str | None) -> Any:
    import keras

    return keras.applications.MobileNetV2(IMAGE_SHAPE, ALPHA, include_top=False, weights=pretrained, pooling="avg")


def _scaling() -> Any:
    import keras

    return keras.layers.Rescaling(scale=2 / 255, offset=-1.0)


def _head(num_classes: int) -> list[Any]:
    import keras

    return [keras.layers.Dropout(0.2), keras.layers.Dense(num_classes, activation="softmax")]


def _with_head(base: Any, num_classes: int) -> Any:
    import keras

    return _compiled(keras.Sequential([keras.Input(IMAGE_SHAPE), _scaling(), base, *_head(num_classes)]))


def _compiled(model: Any) -> Any:
    import keras
    import tensorflow as tf

    loss = "sparse_categorical_crossentropy"
    optimizer = keras.optimizers.SGD(_RATE, momentum=_OPTIMIZER_MOMENTUM)
    # No XLA compilation: for a whole network it takes longer than our short training run.
    model.compile(optimizer, loss, jit_compile=False, metrics=["accuracy"])
    _make_variables(model)
    # One graph per step. Keras would wrap it in others, which takes 200 MB more if all layers are trained.
    model.train_function = tf.function(lambda batches: model.train_step(next(batches)), reduce_retracing=True)
    model.test_function = tf.function(lambda batches: model.test_step(next(batches)), reduce_retracing=True)
    return model


def _make_variables(model: Any) -> None:
    """Create the variables of optimizer and metrics; if the first step did, its graph would be traced twice."""
    import keras

    model.optimizer.build(model.trainable_variables)
    truth, guesses = keras.ops.zeros((1,), "int32"), keras.ops.ones((1, model.output_shape[-1]))
    model.compute_loss(y=truth, y_pred=guesses)
    model.compute_metrics(None, truth, guesses)
    model.reset_metrics()
