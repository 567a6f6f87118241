"""A history brings along at which rates its model was trained, and on how many pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.exchange.models import (
    Training,
    export_history,
    export_model,
    note_pictures,
    note_trainings,
    rebuild_history,
    rebuild_model,
    record_of,
    trainings_noted,
)

PICTURES = np.random.default_rng(4).integers(0, 256, (16, 24, 24, 3)).astype("float32")
LABELS = np.arange(16) % 2


@pytest.fixture(scope="module", autouse=True)
def noting() -> Iterator[None]:
    import keras

    before = {name: getattr(keras.Model, name) for name in ("fit", "train_on_batch")}
    note_pictures()
    note_trainings()
    yield
    for name, method in before.items():
        setattr(keras.Model, name, method)


def small_model(rate: Any) -> Any:
    import keras

    inputs = keras.Input((24, 24, 3))
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(inputs)))
    return compiled(model, rate)


def compiled(model: Any, rate: Any) -> Any:
    import keras

    model.compile(keras.optimizers.SGD(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def fitted(model: Any, count: int = 8, **settings: Any) -> Any:
    return model.fit(PICTURES[:count] / 255, LABELS[:count], verbose=0, **settings)


def known(history: Any) -> Training:
    return rebuild_history(export_history(history)).training


def facts(history: Any) -> Training:
    """Without its number."""
    return replace(known(history), number=0)


def test_rates_and_pictures_add_up_from_one_training_to_the_next():
    model = small_model(0.25)
    first = fitted(model)
    second = fitted(compiled(model, 0.5), 16)
    assert facts(first) == Training((0.25,), 8, 8)
    assert facts(second) == Training((0.25, 0.5), 16, 16)
    assert facts(first) == Training((0.25,), 8, 8), "what came later says nothing of it"


def test_what_is_given_is_counted_anew_when_the_model_is_compiled_again():
    model = small_model(0.25)
    fitted(model, 16)
    assert known(fitted(model)).given == 16, "all pictures of a phase count, though it is in two parts"
    assert facts(fitted(compiled(model, 0.5), 6)) == Training((0.25, 0.25, 0.5), 16, 6)


def test_nothing_is_known_of_what_cannot_be_told_apart():
    import keras

    head = compiled(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]), 0.25)
    history = head.fit(np.zeros((8, 4)), LABELS[:8], verbose=0)
    assert known(history).given is None


def test_a_schedule_counts_from_where_it_starts():
    import keras

    model = small_model(keras.optimizers.schedules.ExponentialDecay(0.5, 1, 0.5))
    assert known(fitted(model, epochs=3)).rates == (0.5,)


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras's own way to read the rate
def test_a_rate_that_a_callback_sets_counts_as_well():
    import keras

    scheduler = keras.callbacks.LearningRateScheduler(lambda epoch: 0.125)
    assert known(fitted(small_model(0.5), callbacks=[scheduler])).rates == (0.5, 0.125)


def test_nothing_is_known_of_a_history_that_no_fit_returned():
    import keras

    history = keras.callbacks.History()
    history.history = {"loss": [1.0]}
    assert known(history) == Training()


def test_what_is_noted_stays_small(monkeypatch):
    monkeypatch.setattr(trainings_noted, "MOST_RATES", 2)
    model = small_model(0.5)
    assert [len(known(fitted(model, 2)).rates) for _ in range(4)] == [1, 2, 2, 2]


def test_a_cell_that_fits_wrongly_fails_as_before():
    import keras

    with pytest.raises(TypeError, match="unexpected"):
        fitted(small_model(0.5), nonsense=1)
    never_compiled = keras.Sequential([keras.Input((24, 24, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="compile"):
        fitted(never_compiled)


def clone_of(model: Any) -> Any:
    copy = small_model(0.25)
    copy.set_weights(model.get_weights())
    return copy


def trainings(model: Any) -> tuple[int, ...]:
    return record_of(rebuild_model(export_model(model))).trainings


def number(history: Any) -> int:
    return known(history).number


def test_a_model_comes_from_its_own_trainings_and_not_from_a_twin_s():
    model, twin = small_model(0.25), small_model(0.25)
    first, other, second = number(fitted(model)), number(fitted(twin)), number(fitted(model))
    assert trainings(model) == (first, second)
    assert trainings(twin) == (other,)


def test_a_copy_comes_from_the_trainings_of_what_it_was_copied_from():
    model, copy = small_model(0.25), small_model(0.25)
    first = number(fitted(model))
    copy.set_weights(model.get_weights())
    assert trainings(copy) == (first,)
    assert trainings(compiled(copy, 0.5)) == (first,)
    assert trainings(copy) == (first,)
    second = number(fitted(copy))
    assert trainings(copy) == (first, second)


def test_a_head_that_was_trained_alone_belongs_to_the_model_that_it_is_put_into():
    import keras

    head = compiled(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]), 0.25)
    first = number(head.fit(PICTURES[:8].mean(axis=(1, 2)) / 255, LABELS[:8], verbose=0))
    inputs = keras.Input((24, 24, 3))
    model = keras.Model(inputs, head(keras.layers.GlobalAveragePooling2D()(inputs)))
    assert trainings(model) == (first,)


def test_weights_that_come_from_elsewhere_may_come_from_anywhere():
    model, best = small_model(0.25), small_model(0.25)
    fitted(best)
    fitted(model)
    model.set_weights([weight + 1 for weight in best.get_weights()])  # such as those of its best epoch
    assert trainings(model) == ()
    fitted(model)
    assert trainings(model) == (), "who goes on with them does not know either"


def test_without_a_bias_nobody_can_tell_what_a_training_began_with():
    import keras

    inputs = keras.Input((24, 24, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(inputs)
    model = compiled(keras.Model(inputs, keras.layers.Dense(2, use_bias=False)(pooled)), 0.25)
    fitted(model)
    assert trainings(model) == ()


def test_the_last_history_belongs_to_the_best_weights_that_were_put_back():
    """By who trains epoch by epoch; a twin that began with the same weights as well is still another one."""
    twin = small_model(0.25)
    model = clone_of(twin)
    other, first = number(fitted(twin)), number(fitted(model, 6))
    kept = model.get_weights()
    second, last = number(fitted(model, 6)), number(fitted(compiled(model, 0.5)))
    assert trainings(model) == (first, second, last)
    model.set_weights(kept)
    assert trainings(model) == (first, second, last)
    assert trainings(twin) == (other,)


def test_only_so_many_trainings_are_told_apart(monkeypatch):
    monkeypatch.setattr(trainings_noted, "MOST_TRAININGS", len(trainings_noted._ended))
    model = small_model(0.25)
    assert number(fitted(model)) == 0
    assert trainings(model) == ()
