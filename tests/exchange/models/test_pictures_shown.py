"""What a model was trained on is told by what `fit` was handed, whatever was done to the pixels before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.exchange.models import UnsafeModel, count_shown, export_model, note_pictures, rebuild_model
from autograder.exchange.models.pictures_shown import MOST, SIZE, signatures

SEEN, KEPT_BACK = slice(0, 12), slice(12, 20)
LABELS = np.arange(20) % 2


@pytest.fixture(scope="module", autouse=True)
def noting() -> Iterator[None]:
    import keras

    before = {name: getattr(keras.Model, name) for name in ("fit", "train_on_batch")}
    note_pictures()
    yield
    for name, method in before.items():
        setattr(keras.Model, name, method)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray[Any, Any]:
    return np.random.default_rng(3).integers(0, 256, (20, 24, 24, 3), dtype="uint8")


def small_model() -> Any:
    import keras

    layers = keras.layers
    model = keras.Sequential([keras.Input((24, 24, 3)), layers.GlobalAveragePooling2D(), layers.Dense(2)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def scaled(x: Any) -> Any:
    return x.astype("float32") / np.float32(127.5) - 1


def by_fit(model: Any, x: Any) -> None:
    kept_back = (scaled(x[KEPT_BACK]), LABELS[KEPT_BACK])
    model.fit(scaled(x[SEEN]), LABELS[SEEN], validation_data=kept_back, verbose=0)


def by_split(model: Any, x: Any) -> None:
    model.fit(x, LABELS, 4, validation_split=0.4, verbose=0)


def by_batches(model: Any, x: Any) -> None:
    for part in (slice(0, 6), slice(6, 12), slice(0, 6)):
        model.train_on_batch(x[part] / 255, LABELS[part])


def by_tensor(model: Any, x: Any) -> None:
    import tensorflow as tf

    model.fit(x=tf.constant(x[SEEN], "float32"), y=tf.constant(LABELS[SEEN]), verbose=0)


@pytest.mark.parametrize("train", [by_fit, by_split, by_batches, by_tensor])
def test_pictures_are_known_again(train: Callable[[Any, Any], None], pictures: np.ndarray[Any, Any]) -> None:
    model = small_model()
    train(model, pictures)
    arrived = rebuild_model(export_model(model))
    assert count_shown(arrived, pictures[SEEN]) == 12
    assert count_shown(arrived, pictures[KEPT_BACK]) == 0


def test_a_model_of_its_own_says_nothing(pictures: np.ndarray[Any, Any]) -> None:
    trained, untrained = small_model(), small_model()
    by_fit(trained, pictures)
    assert count_shown(rebuild_model(export_model(untrained)), pictures) == 0


def test_features_are_no_pictures() -> None:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((6, 4)), np.zeros((6, 2)), verbose=0)
    assert export_model(model)["shown"] is None


def test_wrong_arguments_are_for_keras_to_complain_about() -> None:
    with pytest.raises(TypeError, match="no_such_argument"):
        small_model().fit(no_such_argument=1)


def test_a_picture_of_one_colour_has_a_signature() -> None:
    assert not signatures(np.full((1, 24, 24, 3), 7, "uint8")).any()


@pytest.mark.parametrize(
    "forged",
    [
        np.zeros((MOST + 1, SIZE), "int8"),
        np.zeros((1, SIZE - 1), "int8"),
        np.zeros((1, SIZE), "float64"),
        np.zeros(SIZE, "int8"),
        "pictures",
    ],
    ids=["too many", "too short", "floats", "flat", "text"],
)
def test_forgeries_are_refused(forged: Any) -> None:
    data = {**export_model(small_model()), "shown": forged}
    with pytest.raises(UnsafeModel):
        rebuild_model(data)
