"""Models as real people write them: every structure that must cross unharmed.

Each builder takes ``make_base(**kwargs)``, which makes :func:`small_base` or the real network. The small one has the
names and kinds of layers of MobileNetV2 and takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

SHAPE = (32, 32, 3)
CLASSES = 5

Builder = Callable[[Callable[..., Any]], Any]
VARIANTS: dict[str, Builder] = {}


def remembering(build: Callable[..., Any]) -> Callable[..., Any]:
    """The same base for every call without arguments, so that tests share it."""
    plain = cache(build)
    return lambda **kwargs: build(**kwargs) if kwargs else plain()


def mobilenet(**kwargs: Any) -> Any:
    import keras

    settings = {"input_shape": SHAPE, "alpha": 0.35, "include_top": False, "weights": None, **kwargs}
    return keras.applications.MobileNetV2(**settings)


def small_base(input_shape: Any = SHAPE, input_tensor: Any = None, pooling: str | None = None) -> Any:
    """Three blocks of MobileNetV2 at alpha 0.35 by name and kind, 1/32 of the size in each direction."""
    import keras
    from keras import layers

    def conv(x: Any, name: str, norm: str, filters: int, stride: int = 1) -> Any:
        x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False, name=name)(x)
        return layers.BatchNormalization(name=norm, epsilon=1e-3)(x)

    def block(x: Any, name: str, filters: int, stride: int) -> Any:
        x = layers.ReLU(6.0, name=f"{name}_expand_relu")(conv(x, f"{name}_expand", f"{name}_expand_BN", 24))
        x = layers.ZeroPadding2D(1, name=f"{name}_pad")(x)
        x = layers.DepthwiseConv2D(3, strides=stride, use_bias=False, name=f"{name}_depthwise")(x)
        x = layers.BatchNormalization(name=f"{name}_depthwise_BN")(x)
        x = layers.ReLU(6.0, name=f"{name}_depthwise_relu")(x)
        return conv(x, f"{name}_project", f"{name}_project_BN", filters)

    inputs = keras.Input(input_shape) if input_tensor is None else input_tensor
    x = layers.ReLU(6.0, name="Conv1_relu")(conv(inputs, "Conv1", "bn_Conv1", 16, 2))
    x = block(x, "block_1", 8, 2)
    x = layers.Add(name="block_2_add")([x, block(x, "block_2", 8, 1)])
    x = block(x, "block_16", 112, 8)
    x = layers.ReLU(6.0, name="out_relu")(conv(x, "Conv_1", "Conv_1_bn", 32))
    if pooling == "avg":
        x = layers.GlobalAveragePooling2D()(x)
    source = inputs if input_tensor is None else keras.utils.get_source_inputs(inputs)
    return keras.Model(source, x, name="mobilenetv2_0.35_32")


def variant(build: Builder) -> Builder:
    VARIANTS[build.__name__] = build
    return build


def _rescale() -> Any:
    from keras import layers

    return layers.Rescaling(1 / 127.5, offset=-1)


def _head(x: Any, units: int = CLASSES, activation: str | None = "softmax") -> Any:
    from keras import layers

    return layers.Dense(units, activation=activation)(layers.GlobalAveragePooling2D()(x))


@variant
def sequential(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input(SHAPE),
            _rescale(),
            make_base(),
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.2),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


@variant
def sequential_that_starts_with_the_base(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    return keras.Sequential([make_base(), layers.GlobalAveragePooling2D(), layers.Dense(CLASSES)])


@variant
def sequential_built_by_a_call(make_base: Callable[..., Any]) -> Any:
    import keras
    import numpy as np
    from keras import layers

    model = keras.Sequential([_rescale(), make_base(), layers.GlobalAveragePooling2D(), layers.Dense(CLASSES)])
    model(np.zeros((2, *SHAPE), "float32"))
    return model


@variant
def sequential_not_built_yet(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    augment = keras.Sequential([layers.RandomFlip("horizontal")])
    return keras.Sequential([augment, _rescale(), make_base(), layers.GlobalAveragePooling2D(), layers.Dense(CLASSES)])


@variant
def functional(make_base: Callable[..., Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, _head(make_base()(_rescale()(inputs), training=False)))


@variant
def functional_training_true(make_base: Callable[..., Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, _head(make_base()(_rescale()(inputs), training=True)))


@variant
def flat_graph(make_base: Callable[..., Any]) -> Any:
    import keras

    base = make_base()
    return keras.Model(base.input, _head(base.output))


@variant
def flat_graph_by_input_tensor(make_base: Callable[..., Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    base = make_base(input_tensor=_rescale()(inputs), input_shape=None)
    return keras.Model(inputs, _head(base.output))


@variant
def pooling_in_the_base(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = make_base(pooling="avg")(_rescale()(inputs), training=False)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x))


@variant
def preprocess_input_on_tensors(make_base: Callable[..., Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    x = keras.applications.mobilenet_v2.preprocess_input(inputs)
    return keras.Model(inputs, _head(make_base()(x, training=False)))


@variant
def arithmetic_on_tensors(make_base: Callable[..., Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, _head(make_base()(inputs / 127.5 - 1.0)))


@variant
def whole_number_input(make_base: Callable[..., Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE, dtype="uint8")
    x = keras.ops.cast(inputs, "float32") / 127.5 - 1.0
    return keras.Model(inputs, _head(make_base()(x)))


@variant
def augmentation_inside(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    augment = keras.Sequential(
        [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.1)], name="augment"
    )
    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, _head(make_base()(_rescale()(augment(inputs)), training=False)))


@variant
def separate_activation(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = _head(make_base()(_rescale()(inputs)), activation=None)
    return keras.Model(inputs, layers.Activation("softmax")(x))


@variant
def softmax_layer(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = _head(make_base()(_rescale()(inputs)), activation=None)
    return keras.Model(inputs, layers.Softmax()(x))


@variant
def tensorflow_activation(make_base: Callable[..., Any]) -> Any:
    import keras
    import tensorflow as tf
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = layers.GlobalAveragePooling2D()(make_base()(_rescale()(inputs)))
    return keras.Model(inputs, layers.Dense(CLASSES, activation=tf.nn.softmax)(x))


@variant
def rich_head(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = layers.GlobalMaxPooling2D()(make_base()(_rescale()(inputs), training=False))
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(16, kernel_regularizer=keras.regularizers.L2(1e-3))(x)
    x = layers.LeakyReLU()(x)
    x = layers.BatchNormalization()(x)
    x = layers.Dropout(0.3)(x)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax", kernel_constraint="max_norm")(x))


@variant
def average_pooling_and_flatten(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            _rescale(),
            make_base(input_shape=(64, 64, 3)),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(CLASSES),
        ]
    )


@variant
def convolution_in_the_head(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = layers.Conv2D(8, 1, activation="relu")(make_base()(_rescale()(inputs)))
    x = layers.Conv2D(CLASSES, 1)(x)
    return keras.Model(inputs, layers.Softmax()(layers.GlobalAveragePooling2D()(x)))


@variant
def mean_as_an_operation(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = keras.ops.mean(make_base()(_rescale()(inputs)), axis=[1, 2])
    return keras.Model(inputs, layers.Dense(1)(x))


@variant
def unusual_layers(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    x = layers.Reshape((1, -1))(layers.GlobalAveragePooling2D()(make_base()(_rescale()(inputs))))
    x = layers.UpSampling1D(3)(layers.Cropping1D((0, 1))(layers.ZeroPadding1D((0, 1))(x)))
    x = layers.DepthwiseConv1D(2)(layers.SeparableConv1D(8, 2)(layers.Conv1DTranspose(8, 2)(x)))
    x = layers.Flatten()(layers.Dot(axes=1)([x, x]))
    return keras.Model(inputs, layers.EinsumDense("bf,fc->bc", CLASSES, activation="softmax", bias_axes="c")(x))


@variant
def any_size_resized(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((None, None, 3))
    return keras.Model(inputs, _head(make_base()(_rescale()(layers.Resizing(32, 32)(inputs)))))


@variant
def model_in_a_model(make_base: Callable[..., Any]) -> Any:
    import keras
    from keras import layers

    inputs = keras.Input(SHAPE)
    features = keras.Model(inputs, make_base()(_rescale()(inputs), training=False), name="features")
    return keras.Sequential([features, layers.GlobalAveragePooling2D(), layers.Dense(1, activation="sigmoid")])
