"""A model is run for the comparison of both sides only where the result is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exchange.frames import decode, encode
from autograder.exchange.models import NotCarriedOver, export_model, likeness, rebuild_model

Runs = Callable[[], int]


def network(units: int = 3) -> Any:
    import keras

    keras.utils.set_random_seed(1)
    inputs = keras.Input((4,))
    x = keras.layers.Dense(units)(inputs)
    return keras.Model(inputs, keras.layers.Dense(2)(x))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """How often a model has been run since this was last asked."""
    run, seen = likeness.outputs_for_a_fixed_input, []

    def counted(model: Any) -> Any:
        seen.append(model)
        return run(model)

    def since() -> int:
        count = len(seen)
        seen.clear()
        return count

    monkeypatch.setattr(likeness, "outputs_for_a_fixed_input", counted)
    return since


def test_a_model_that_is_sent_again_is_not_run_again(runs: Runs) -> None:
    model = network()
    first = export_model(model)
    assert runs() == 1
    model.layers[1].trainable = False
    second = export_model(model)
    assert runs() == 0
    np.testing.assert_array_equal(first["gives"], second["gives"])


def test_one_that_was_trained_in_between_is(runs: Runs) -> None:
    model = network()
    first = export_model(model)
    model.set_weights([2 * weight for weight in model.get_weights()])
    second = export_model(model)
    assert runs() == 2
    assert not np.allclose(first["gives"], second["gives"])


def test_one_that_differs_in_its_flags_alone_is_not_run_when_it_arrives(runs: Runs) -> None:
    model = network()
    rebuild_model(decode(encode(export_model(model))))
    model.layers[1].trainable = False
    sent = decode(encode(export_model(model)))
    runs()
    assert not rebuild_model(sent).layers[1].trainable
    assert runs() == 0


def test_one_with_other_layers_or_weights_or_outputs_is(runs: Runs) -> None:
    model = network()
    rebuild_model(decode(encode(export_model(model))))
    runs()
    model.set_weights([weight + 0.1 for weight in model.get_weights()])
    for other in (model, network(units=5)):
        sent = decode(encode(export_model(other)))
        runs()
        rebuild_model(sent)
        assert runs() == 1
    sent["gives"] = sent["gives"] + 1
    with pytest.raises(NotCarriedOver):
        rebuild_model(sent)


def test_what_was_refused_is_refused_again() -> None:
    sent = export_model(network())
    sent["gives"] = sent["gives"] + 1
    for _ in range(2):
        with pytest.raises(NotCarriedOver):
            rebuild_model(sent)
