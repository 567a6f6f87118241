"""The hidden checks of hw2; each takes the names of the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from common import accuracy, changed, check_loss, check_losses, hidden, scaled  # type: ignore[import-not-found]

Names = Mapping[str, Any]
_MODELS: dict[int, Any] = {}


def _built(names: Names, classes: int) -> Any:
    if classes not in _MODELS:
        _MODELS[classes] = names["build_model"](classes)
    return _MODELS[classes]


@cache
def _handed_out() -> Any:
    import lab

    return lab.load_data()


def check_2_1_1(names: Names) -> None:
    base = _MODELS[0] = names["load_base"]()
    assert base.output_shape[1:] == (3, 3, 1280), "the top is on"
    assert base.input_shape[1:] == (96, 96, 3), "other pictures"


def check_2_1_2(names: Names) -> None:
    assert not changed(_MODELS[0]), "not the pretrained weights"


def check_2_1_3(names: Names) -> None:
    assert not _MODELS[0].trainable_weights, "not frozen"


def check_2_2_1(names: Names) -> None:
    for classes in (7, 3):
        assert _built(names, classes).output_shape == (None, classes), "output width"


def check_2_2_2(names: Names) -> None:
    low, high = scaled(_built(names, 7))
    assert max(abs(low + 1), abs(high - 1)) < 0.02, "scaling"


def check_2_2_3(names: Names) -> None:
    assert _built(names, 7).layers[-1].kernel.shape[0] == 1280, "flattened"


def check_2_2_4(names: Names) -> None:
    assert len(_built(names, 7).trainable_weights) == 2, "more or less than the head learns"


def check_2_3_1(names: Names) -> None:
    assert tuple(names["predicted_shape"]) == (1, 5), "shape"


def check_2_3_2(names: Names) -> None:
    for batch, classes in ((1, 5), (32, 3), (7, 7), (3, 32)):
        assert tuple(names["output_shape"](batch, classes)) == (batch, classes), "shape"


def check_2_4_1(names: Names) -> None:
    for features, classes in ((1280, 5), (1280, 1), (10, 3), (64, 100)):
        assert names["head_parameter_count"](features, classes) == features * classes + classes, "count"


def check_2_5_1(names: Names) -> None:
    check_loss(names["compile_model"](_built(names, 7), learning_rate=0.004))


def check_2_5_2(names: Names) -> None:
    assert abs(float(_built(names, 7).optimizer.learning_rate) - 0.004) < 1e-6, "rate"


def check_2_6_1(names: Names) -> None:
    check_losses(names["history"])
    data = _handed_out()
    train = accuracy(names["model"], data.x_train, data.y_train)
    validation = accuracy(names["model"], data.x_val, data.y_val)
    assert train > validation - 0.07, "leakage"
    assert abs(validation - names["history"].history["val_accuracy"][-1]) < 0.03, "validated on other pictures"


def check_2_6_2(names: Names) -> None:
    assert not changed(names["model"]), "the base has changed"


def check_2_6_3(names: Names) -> None:
    assert accuracy(names["model"], *hidden()) >= 0.74, "accuracy"
