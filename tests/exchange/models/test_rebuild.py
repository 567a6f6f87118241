"""Data that is well formed but not honest, and data that is honest but damaged on the way."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.exchange.models import UnsafeModel, export_model, rebuild_model
from tests.exchange.models.test_allowlist import LAMBDA, function, layer, stack

Data = dict[str, Any]


@pytest.fixture(scope="module")
def honest() -> Data:
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(2, name="b")])
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    model.fit(np.zeros((4, 4)), np.zeros((4, 2)), verbose=0)
    return export_model(model)


def weight(data: Data, path: str, name: str) -> Data:
    return next(w for w in data["weights"] if w["path"] == [path] and w["name"] == name)


def _drop_a_weight(data: Data) -> None:
    data["weights"].pop()


def _send_a_weight_twice(data: Data) -> None:
    data["weights"].append(data["weights"][0])


def _reshape(data: Data) -> None:
    weight(data, "a", "kernel")["value"] = np.zeros((3, 4), "float32")


def _swap_shapes(data: Data) -> None:
    """The multiset of shapes fits, the layers do not."""
    first, second = weight(data, "a", "kernel"), weight(data, "b", "kernel")
    first["value"], second["value"] = second["value"], first["value"]


def _double_precision(data: Data) -> None:
    weight(data, "a", "bias")["value"] = np.zeros(3)


def _text_as_weight(data: Data) -> None:
    weight(data, "a", "bias")["value"] = np.array(["a", "b", "c"])


def _objects_as_weight(data: Data) -> None:
    weight(data, "a", "bias")["value"] = np.array([None] * 3)


def _list_as_weight(data: Data) -> None:
    weight(data, "a", "bias")["value"] = [0.0, 0.0, 0.0]


def _another_layers_weight(data: Data) -> None:
    weight(data, "a", "bias")["path"] = ["c"]


def _another_name(data: Data) -> None:
    weight(data, "a", "bias")["name"] = "kernel"


def _a_flag_too_few(data: Data) -> None:
    data["layers"].pop()


def _a_flag_for_nobody(data: Data) -> None:
    data["layers"].append({"path": ["c"], "trainable": True})


def _a_flag_that_is_a_number(data: Data) -> None:
    data["layers"][0]["trainable"] = 1


def _an_optimizer_of_a_foreign_module(data: Data) -> None:
    data["compiled"]["optimizer"]["config"]["module"] = "keras_cv"


def _a_schedule_that_is_a_lambda(data: Data) -> None:
    data["compiled"]["optimizer"]["config"]["config"]["learning_rate"] = LAMBDA


def _an_unknown_setting_of_the_optimizer(data: Data) -> None:
    data["compiled"]["optimizer"]["config"]["config"]["more"] = 1


def _a_tracked_weight_that_is_not_there(data: Data) -> None:
    data["compiled"]["optimizer"]["tracked"] = [99]


def _a_negative_index(data: Data) -> None:
    data["compiled"]["optimizer"]["tracked"] = [-1]


def _negative_iterations(data: Data) -> None:
    data["compiled"]["optimizer"]["iterations"] = -1


def _a_loss_that_is_a_function(data: Data) -> None:
    data["compiled"]["loss"] = function("load_model", "keras.saving")


def _a_loss_with_more(data: Data) -> None:
    data["compiled"]["loss"]["compile_configs"] = {}


def _a_metric_that_is_a_layer(data: Data) -> None:
    data["compiled"]["metrics"] = [layer("Dense", units=2, name="d")]


def _a_metric_with_a_text_as_threshold(data: Data) -> None:
    data["compiled"]["metrics"] = [layer("BinaryAccuracy", "keras.metrics", threshold="0", name="m")]


def _thousands_of_metrics(data: Data) -> None:
    data["compiled"]["metrics"] = ["accuracy"] * 10_000


def _a_history_of_text(data: Data) -> None:
    data["history"]["history"]["loss"] = ["low"]


def _more_keys(data: Data) -> None:
    data["custom_objects"] = {}


def _a_longer_path_than_any(data: Data) -> None:
    data["layers"][0]["path"] = ["a"] * 100


def _another_architecture(data: Data) -> None:
    data["architecture"] = stack(layer("Dense", units=3, name="a"))


DISHONEST: tuple[Callable[[Data], None], ...] = (
    _drop_a_weight,
    _send_a_weight_twice,
    _reshape,
    _swap_shapes,
    _double_precision,
    _text_as_weight,
    _objects_as_weight,
    _list_as_weight,
    _another_layers_weight,
    _another_name,
    _a_flag_too_few,
    _a_flag_for_nobody,
    _a_flag_that_is_a_number,
    _an_optimizer_of_a_foreign_module,
    _a_schedule_that_is_a_lambda,
    _an_unknown_setting_of_the_optimizer,
    _a_tracked_weight_that_is_not_there,
    _a_negative_index,
    _negative_iterations,
    _a_loss_that_is_a_function,
    _a_loss_with_more,
    _a_metric_that_is_a_layer,
    _a_metric_with_a_text_as_threshold,
    _thousands_of_metrics,
    _a_history_of_text,
    _more_keys,
    _a_longer_path_than_any,
    _another_architecture,
)


def test_the_honest_data_is_accepted(honest: Data) -> None:
    assert rebuild_model(copy.deepcopy(honest)).count_params() == 3 * 5 + 2 * 4


@pytest.mark.parametrize("forge", DISHONEST, ids=lambda forge: forge.__name__.strip("_"))
def test_dishonest_data_is_refused(forge: Callable[[Data], None], honest: Data) -> None:
    forged = copy.deepcopy(honest)
    forge(forged)
    with pytest.raises(UnsafeModel) as caught:
        rebuild_model(forged)
    assert caught.value.message.endswith(".")


def test_weights_larger_than_the_limit_are_refused_before_anything_is_built(
    honest: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.exchange.models.rebuild.PARAMETER_LIMIT", 10)
    monkeypatch.setattr(
        "autograder.exchange.models.rebuild.clean_architecture", lambda config: pytest.fail("it was read")
    )
    with pytest.raises(UnsafeModel, match="parameters"):
        rebuild_model(copy.deepcopy(honest))


def test_a_loss_that_the_grader_does_not_know_does_not_stop_the_others(honest: Data) -> None:
    from autograder.exchange.models import record_of

    odd = copy.deepcopy(honest)
    odd["compiled"].update(loss="no_such_loss", metrics=["no_such_metric", "accuracy"])
    record = record_of(rebuild_model(odd)).compiled
    assert record is not None
    assert record.loss is not None
    assert record.loss.opaque
    assert [metric.opaque for metric in record.metrics] == [True, False]


_VALUES = st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=3) | st.just({}) | st.just([])


@settings(deadline=None, max_examples=150)
@given(draws=st.data())
def test_one_damaged_value_anywhere_is_refused_or_harmless(draws: st.DataObject, honest: Data) -> None:
    damaged = copy.deepcopy(honest)
    spot: Any = damaged
    while True:
        keys = sorted(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = draws.draw(st.sampled_from(keys))
        inner = spot[key]
        if not isinstance(inner, dict | list) or not inner or draws.draw(st.integers(0, 5)) == 0:
            spot[key] = draws.draw(_VALUES)
            break
        spot = inner
    with contextlib.suppress(UnsafeModel):
        rebuild_model(damaged)
