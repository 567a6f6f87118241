"""What a model was trained on is told by what `fit` was handed, whatever was done to the pixels before."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.exchange.models import (
    UnsafeModel,
    count_shown,
    export_model,
    note_pictures,
    pictures_shown,
    rebuild_model,
)
from autograder.exchange.models.pictures_shown import MOST_NOTED, SIZE, signatures

# Which Keras says of whatever is no array, as shuffling is the default.
pytestmark = pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")

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
    inputs = keras.Input((24, 24, 3))
    model = keras.Model(inputs, layers.Dense(2)(layers.GlobalAveragePooling2D()(inputs)))
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


def pipeline(x: Any, part: slice, *, batch: int = 5) -> Any:
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((scaled(x[part]), LABELS[part])).shuffle(20).batch(batch)


def by_pipeline(model: Any, x: Any) -> None:
    model.fit(pipeline(x, SEEN).prefetch(2), validation_data=pipeline(x, KEPT_BACK), epochs=2, verbose=0)


def by_endless_pipeline(model: Any, x: Any) -> None:
    model.fit(pipeline(x, SEEN).repeat(), steps_per_epoch=3, validation_data=pipeline(x, KEPT_BACK), verbose=0)


def by_pipeline_of_a_generator(model: Any, x: Any) -> None:
    import tensorflow as tf

    def batches() -> Iterator[Any]:
        for start in range(0, 12, 4):
            yield scaled(x[start : start + 4]), LABELS[start : start + 4]

    kinds = tf.TensorSpec((None, 24, 24, 3), "float32"), tf.TensorSpec((None,), "int64")
    data = tf.data.Dataset.from_generator(batches, output_signature=kinds)
    model.fit(data.apply(tf.data.experimental.assert_cardinality(3)), verbose=0)


def by_generator(model: Any, x: Any) -> None:
    def batches(part: slice) -> Iterator[Any]:
        for start in range(part.start, part.stop, 4):
            yield scaled(x[start : start + 4]), LABELS[start : start + 4]

    kept_back = batches(KEPT_BACK)
    model.fit(batches(SEEN), steps_per_epoch=3, validation_data=kept_back, validation_steps=2, verbose=0)


def by_sequence(model: Any, x: Any) -> None:
    import keras

    class Batches(keras.utils.PyDataset):  # type: ignore[misc]
        def __init__(self, part: slice, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.part = part

        def __len__(self) -> int:
            return (self.part.stop - self.part.start) // 4

        def __getitem__(self, index: int) -> Any:
            start = self.part.start + 4 * index
            return scaled(x[start : start + 4]), LABELS[start : start + 4]

    for data in (Batches(SEEN), Batches(SEEN, workers=2)):
        model.fit(data, validation_data=Batches(KEPT_BACK), verbose=0)
        assert type(data) is Batches


def by_batches_of_tensors(model: Any, x: Any) -> None:
    for images, labels in pipeline(x, SEEN):
        model.train_on_batch(images, labels)
    model.evaluate(pipeline(x, KEPT_BACK), verbose=0)
    model.predict(pipeline(x, KEPT_BACK), verbose=0)


WAYS = (
    by_fit,
    by_split,
    by_batches,
    by_tensor,
    by_pipeline,
    by_endless_pipeline,
    by_pipeline_of_a_generator,
    by_generator,
    by_sequence,
    by_batches_of_tensors,
)


@pytest.mark.parametrize("train", WAYS)
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


def head_for(count: int) -> Any:
    import keras

    head = keras.Sequential([keras.Input((count,)), keras.layers.Dense(2)])
    head.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return head


def test_features_are_known_again_though_another_machine_computed_them() -> None:
    features = np.random.default_rng(2).gamma(0.3, size=(20, 1280)).astype("float32")
    head = head_for(1280)
    head.fit(features[SEEN] / 2, LABELS[SEEN], validation_data=(features[KEPT_BACK], LABELS[KEPT_BACK]), verbose=0)
    arrived = rebuild_model(export_model(head))
    assert count_shown(arrived, features[SEEN] * np.float32(1.0001)) == 12
    assert count_shown(arrived, features[KEPT_BACK]) == 0


def test_a_few_numbers_are_no_features() -> None:
    head = head_for(4)
    head.fit(np.zeros((6, 4)), np.zeros(6), verbose=0)
    assert export_model(head)["shown"] is None


def test_wrong_arguments_are_for_keras_to_complain_about() -> None:
    with pytest.raises(TypeError, match="no_such_argument"):
        small_model().fit(no_such_argument=1)


def test_a_picture_of_one_colour_has_a_signature() -> None:
    assert not signatures(np.full((1, 24, 24, 3), 7, "uint8")).any()


@pytest.mark.parametrize(
    "forged",
    [
        np.zeros((MOST_NOTED + 1, SIZE), "int8"),
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


def test_training_from_a_pipeline_is_the_same_with_and_without(pictures: np.ndarray[Any, Any]) -> None:
    import keras

    def trained(fit: Callable[..., Any]) -> Any:
        keras.utils.set_random_seed(4)
        model = small_model()
        fit(model, pipeline(pictures, SEEN), epochs=3, verbose=0)
        return model.get_weights()

    for noted, plain in zip(trained(keras.Model.fit), trained(keras.Model.fit.__wrapped__), strict=True):
        np.testing.assert_array_equal(noted, plain)


@pytest.mark.parametrize("elements", ["one array", "a dictionary", "a tuple of one"])
def test_elements_keep_their_form(elements: str, pictures: np.ndarray[Any, Any]) -> None:
    import tensorflow as tf

    x = tf.constant(scaled(pictures[SEEN]))
    data = tf.data.Dataset.from_tensors({"one array": x, "a dictionary": {"a": x}, "a tuple of one": (x,)}[elements])
    seen: list[Any] = []
    tapped = pictures_shown._tapped(data, seen.append)
    assert tapped.element_spec == data.element_spec
    (element,) = tapped
    (plain,) = data
    tf.nest.assert_same_structure(element, plain)
    assert len(seen) == 1


def test_several_inputs_are_looked_through(pictures: np.ndarray[Any, Any]) -> None:
    model = small_model()
    pictures_shown._note(weakref.ref(model), {"a": pictures[:3], "b": [np.zeros((3, 4)), pictures[3:5]], "c": None})
    assert len(pictures_shown.noted(model)) == 5


def test_no_more_are_noted_than_may_be_told() -> None:
    model = small_model()
    many = np.random.default_rng(1).integers(0, 256, (MOST_NOTED + 100, 8, 8, 3), dtype="uint8")
    pictures_shown._note(weakref.ref(model), many)
    assert len(pictures_shown.noted(model)) == MOST_NOTED


def test_what_is_wrong_with_a_pipeline_is_for_keras_to_say() -> None:
    import tensorflow as tf

    def breaks() -> Iterator[Any]:
        yield np.zeros((2, 24, 24, 3)), np.zeros(2)
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        small_model().fit(breaks(), verbose=0)
    with pytest.raises(ValueError, match=r"rank|shape|dim"):
        small_model().fit(tf.data.Dataset.from_tensors((tf.zeros((24, 24)), tf.zeros(24))), verbose=0)
