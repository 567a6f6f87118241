"""What cannot cross is refused on the student's side, by name and with something to use instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exchange.models import Unsupported, export_model
from tests.exchange.models.zoo import SHAPE, VARIANTS


def _unbuilt() -> Any:
    import keras
    from keras import layers

    return keras.Sequential([layers.Flatten(), layers.Dense(2)])


def _subclass() -> Any:
    import keras
    from keras import layers

    class Mine(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(2)

        def call(self, inputs: Any) -> Any:
            return self.dense(inputs)

    model = Mine()
    model(np.zeros((1, 3), "float32"))
    return model


def _subclass_inside() -> Any:
    import keras

    inner = _subclass()
    inner.name = "inner_one"
    return keras.Sequential([keras.Input((3,)), inner])


def _with(layer: Any, shape: tuple[int, ...] = SHAPE) -> Any:
    import keras
    from keras import layers

    return keras.Sequential([keras.Input(shape), layer, layers.Flatten(), layers.Dense(2)])


def _own_layer() -> Any:
    from keras import layers

    class Scale(layers.Layer):
        def call(self, inputs: Any) -> Any:
            return inputs / 255

    return _with(Scale(name="my_scale"))


def _own_layer_with_a_stolen_name() -> Any:
    from keras import layers

    class Dense(layers.Dense):
        def call(self, inputs: Any) -> Any:
            return inputs

    return _with(Dense(3, name="my_dense"))


def _lambda() -> Any:
    from keras import layers

    return _with(layers.Lambda(lambda x: x / 127.5 - 1, name="my_scale"))


def _lambda_with_own_function() -> Any:
    from keras import layers

    def preprocess_input(x: Any) -> Any:  # the name alone does not make it Keras's
        return x / 255

    return _with(layers.Lambda(preprocess_input, name="my_scale"))


def _lambda_of_another_network() -> Any:
    import keras
    from keras import layers

    return _with(layers.Lambda(keras.applications.vgg16.preprocess_input, name="my_scale"))


def _own_activation() -> Any:
    from keras import layers

    return _with(layers.Dense(2, activation=lambda x: x * 2, name="my_dense"))


def _layer_of_another_course() -> Any:
    from keras import layers

    return _with(layers.LSTM(2, name="my_lstm"), (5, 4))


def _regularize(weights: Any) -> Any:
    return 0.0 * weights


def _own_regularizer() -> Any:
    from keras import layers

    return _with(layers.Dense(2, kernel_regularizer=_regularize, name="my_dense"))


def _odd_operation() -> Any:
    import keras

    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.ops.cumsum(inputs))


def _shared_between_models() -> Any:
    import keras
    from keras import layers

    dense = layers.Dense(4, name="my_dense")
    inner = keras.Sequential([keras.Input((4,)), dense])
    return keras.Sequential([inner, dense])


CASES: dict[Callable[[], Any], tuple[str, str]] = {
    _unbuilt: ("size of its input", "keras.Input("),
    _subclass: ("`Mine`", "keras.Sequential"),
    _subclass_inside: ("`inner_one`", "keras.Sequential"),
    _own_layer: ("`my_scale`", "Rescaling"),
    _own_layer_with_a_stolen_name: ("`my_dense`", "Keras's own layers"),
    _lambda: ("`my_scale`", "Rescaling(1/127.5, offset=-1)"),
    _lambda_with_own_function: ("`my_scale`", "Rescaling(1/127.5, offset=-1)"),
    _lambda_of_another_network: ("`my_scale`", "Rescaling(1/127.5, offset=-1)"),
    _own_activation: ("`my_dense`", 'activation="softmax"'),
    _own_regularizer: ("my_dense", "Keras's own layers"),
    _layer_of_another_course: ("`my_lstm`", "Keras's own layers"),
    _odd_operation: ("Cumsum", "Keras's own layers"),
    _shared_between_models: ("`my_dense`", "one place"),
}


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__.strip("_"))
def test_it_says_which_part_and_what_to_use(make: Callable[[], Any]) -> None:
    named, instead = CASES[make]
    try:
        model = make()
    except ValueError:
        pytest.skip("this Keras refuses it already")
    with pytest.raises(Unsupported) as caught:
        export_model(model)
    assert named in caught.value.message
    assert instead in caught.value.next_step
    assert len(str(caught.value).split()) <= 80


def test_a_gigantic_model_is_refused_before_its_weights_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    from keras import layers

    monkeypatch.setattr("autograder.exchange.models.export.PARAMETER_LIMIT", 10)
    with pytest.raises(Unsupported, match="parameters"):
        export_model(_with(layers.Dense(3)))


@pytest.mark.parametrize("name", ["sequential", "functional"])
def test_what_a_hostile_layer_raises_stays_in_the_message(name: str, make_base: Callable[..., Any]) -> None:
    model = VARIANTS[name](make_base)

    def explode() -> Any:
        raise RuntimeError("boom")

    model.layers[-1].get_config = explode
    with pytest.raises(Unsupported, match="boom"):
        export_model(model)
