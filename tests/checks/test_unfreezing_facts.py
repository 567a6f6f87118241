"""What is said about a base that is unfrozen from a layer on: the mistake by its name, and a layer that shows it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks import (
    BaseWeights,
    StudentModel,
    norms_frozen,
    not_put_back,
    same_head,
    trains_from,
    unfreezing_facts,
)
from tests.checks.stating import stated

LAYERS = ("Conv1", "block_1_expand", "block_2_expand", "Conv_1")


def model_with(trained: tuple[str, ...] = (), updating_norms: tuple[str, ...] = ()) -> StudentModel:
    model = StudentModel(None, "`model`")
    layers = [SimpleNamespace(name=name, weights=[np.ones(2)]) for name in LAYERS]
    vars(model)["base"] = SimpleNamespace(layers=layers)
    vars(model)["freezing"] = SimpleNamespace(trained=trained, updating_norms=updating_norms)
    return model


@pytest.mark.parametrize(
    ("trained", "mistake", "observed"),
    [
        (("block_2_expand", "Conv_1"), None, ""),
        ((), "nothing unfrozen", "Nothing in the base"),
        (LAYERS, "freeze misses layers", "2 layers before it can be trained, too, such as `Conv1`"),
        (("Conv_1",), "unfreezes too little", "1 of these layers cannot, such as `block_2_expand`"),
        (("Conv1", "block_1_expand"), "slice sign wrong", "2 layers before it can be trained, and 2 from it on cannot"),
    ],
)
def test_from_which_layer_on_a_base_can_be_trained(
    trained: tuple[str, ...], mistake: str | None, observed: str
) -> None:
    feedback = stated(trains_from, model_with(trained), "block_2_expand")
    assert (feedback and feedback.mistake) == mistake
    assert feedback is None or observed in feedback.observed


def test_a_batch_normalization_that_is_left_on_is_named() -> None:
    assert stated(norms_frozen, model_with()) is None
    feedback = stated(norms_frozen, model_with(updating_norms=("bn_Conv1", "Conv_1_bn")))
    assert feedback is not None
    assert feedback.observed == "`model` leaves 2 of them trainable, such as `bn_Conv1`."


def test_whose_head_it_is() -> None:
    rng = np.random.default_rng(0)
    base, kernel, bias, other = (rng.normal(size=size) for size in ((40, 40), (20, 5), (50,), (20, 5)))
    model = StudentModel(SimpleNamespace(weights=[base, kernel, bias]), "`model`")
    vars(model)["base"] = SimpleNamespace(layers=[SimpleNamespace(weights=[base])])
    fine_tuned = kernel + 0.3 * other
    assert stated(same_head, model, [-base, fine_tuned, -bias]) is None
    feedback = stated(same_head, model, [base, other, bias])
    assert feedback is not None
    assert feedback.mistake == "another head"


@pytest.mark.parametrize(
    ("kind", "moved", "steps", "right"),
    [
        (BaseWeights.PRETRAINED, 0.0, 30, False),
        (BaseWeights.PRETRAINED, 0.0, 0, True),
        (BaseWeights.PRETRAINED, 1e-6, 30, True),
        (BaseWeights.PARTLY_TRAINED, 0.0, 30, True),
    ],
)
def test_weights_that_were_put_back(
    monkeypatch: pytest.MonkeyPatch, kind: BaseWeights, moved: float, steps: int, right: bool
) -> None:
    """Only if all are bit by bit as before, and the base is as in the file, is it said: else no copy was kept."""
    monkeypatch.setattr(unfreezing_facts, "drift_of", lambda model, weights: SimpleNamespace(kind=kind))
    earlier = [np.ones((3, 2), "float32"), np.zeros(2, "float32")]
    now = [earlier[0] + np.float32(moved), earlier[1]]
    model = StudentModel(SimpleNamespace(get_weights=lambda: now), "`model`")
    monkeypatch.setattr(StudentModel, "steps", steps)
    feedback = stated(not_put_back, model, earlier, Path())
    assert (feedback is None) == right
    assert feedback is None or f"{steps} steps" in feedback.observed
