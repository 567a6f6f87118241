"""The hidden checks of hw3; each takes the names of the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from common import accuracy, base_of, changed, check_loss, hidden  # type: ignore[import-not-found]

Names = Mapping[str, Any]
BLOCK = "block_13_expand"
LAYER = "block_8_add"
_BASE: list[Any] = []
_MODEL: list[Any] = []
_PHASE_1: list[Any] = []
_PHASE_2: list[float] = []
_EXTRACTOR: list[Any] = []
TABLE = [
    ("conv_a", "Conv2D", 432),
    ("conv_a_bn", "BatchNormalization", 64),
    ("conv_b", "Conv2D", 1152),
    ("conv_b_bn", "BatchNormalization", 128),
    ("conv_c", "Conv2D", 2048),
    ("conv_c_bn", "BatchNormalization", 256),
    ("dense", "Dense", 325),
]


def _trained(base: Any) -> list[str]:
    return [layer.name for layer in base.layers if base.trainable and layer.trainable_weights]


def _wanted(base: Any, start: str) -> list[str]:
    first = [layer.name for layer in base.layers].index(start)
    return [
        layer.name for layer in base.layers[first:] if layer.weights and type(layer).__name__ != "BatchNormalization"
    ]


def check_3_1_1(names: Names) -> None:
    _BASE.append(names["load_base"]())
    assert not names["freeze_all"](_BASE[0]).trainable_weights, "not frozen"


def check_3_1_2(names: Names) -> None:
    for start in (BLOCK, "Conv_1", "block_6_expand"):
        base = names["unfreeze_from"](_BASE[0], start)
        assert _trained(base) == _wanted(base, start), "not from that block on"


def check_3_1_3(names: Names) -> None:
    norms = [layer for layer in _BASE[0].layers if type(layer).__name__ == "BatchNormalization"]
    assert not any(layer.trainable for layer in norms), "BatchNormalization is unfrozen"


def check_3_2_1(names: Names) -> None:
    assert names["trainable_count"] == 3525, "count"


def check_3_2_2(names: Names) -> None:
    for first in ("conv_a", "conv_b", "conv_c", None):
        place = [name for name, _, _ in TABLE].index(first) if first else len(TABLE) - 1
        right = sum(size for _, kind, size in TABLE[place:] if kind != "BatchNormalization")
        assert names["count_trainable"](list(TABLE), first) == right, "count"


def check_3_3_1(names: Names) -> None:
    _MODEL.append(names["add_head"](_BASE[0], 5))
    model = names["prepare"](_MODEL[0], _BASE[0], None, 0.02)
    assert len(model.trainable_weights) == 2, "phase 1"


def check_3_3_2(names: Names) -> None:
    names["prepare"](_MODEL[0], _BASE[0], BLOCK, 0.0015)
    assert _trained(base_of(_MODEL[0])) == _wanted(base_of(_MODEL[0]), BLOCK), "phase 2"


def check_3_3_3(names: Names) -> None:
    check_loss(_MODEL[0])
    assert abs(float(_MODEL[0].optimizer.learning_rate) - 0.0015) < 1e-7, "rate"


@cache
def _after_phase_1(model: Any) -> tuple[list[str], float]:
    now = model.get_weights()
    model.set_weights(_PHASE_1[0])
    found = changed(model), accuracy(model, *hidden())
    model.set_weights(now)
    return found


def check_3_4_1(names: Names) -> None:
    _PHASE_1.append(names["weights_1"])
    assert not _after_phase_1(names["model"])[0], "the base has changed"


def check_3_4_2(names: Names) -> None:
    assert _after_phase_1(names["model"])[1] > 0.6, "not converged"


def check_3_5_1(names: Names) -> None:
    losses = names["history_2"].history["loss"]
    assert len(losses) >= 3, "no phase 2"
    assert np.isfinite(losses).all(), "not a number"


def check_3_5_2(names: Names) -> None:
    assert names["model"].optimizer is not None, "not compiled"


def check_3_5_3(names: Names) -> None:
    assert changed(names["model"]) == _wanted(base_of(names["model"]), BLOCK), "other layers have moved"


def check_3_5_4(names: Names) -> None:
    assert not any("_BN" in name or name.startswith("bn") for name in changed(names["model"])), "averages have moved"


def check_3_5_5(names: Names) -> None:
    assert names["fine_rate"] <= 0.15 * names["head_rate"], "rate"


def check_3_5_6(names: Names) -> None:
    _PHASE_2.append(accuracy(names["model"], *hidden()))
    assert _PHASE_2[0] > 0.7, "accuracy"


def check_3_5_7(names: Names) -> None:
    assert _PHASE_2[0] > _after_phase_1(names["model"])[1] - 0.05, "gain"


def check_3_6_1(names: Names) -> None:
    base, pictures = names["load_base"](), hidden()[0][:6] / np.float32(127.5) - 1
    _EXTRACTOR.append(names["features_at"](base, LAYER))
    maps = type(_EXTRACTOR[0])(base.input, base.get_layer(LAYER).output)(pictures, training=False)
    found = _EXTRACTOR[0](pictures, training=False)
    assert np.allclose(found, np.asarray(maps).mean(axis=(1, 2)), atol=0.05), "features"


def check_3_6_2(names: Names) -> None:
    assert not _EXTRACTOR[0].trainable_weights, "not frozen"


def check_3_6_3(names: Names) -> None:
    for layer, share in names["depth_accuracy"].items():
        found = names["lab"].probe(names["features_at"](names["load_base"](), layer), names["data"])
        assert abs(found - share) <= 0.04, "curve"


def check_3_7_1(names: Names) -> None:
    assert names["answer_3_7"], "no answer"


def check_3_8_1(names: Names) -> None:
    assert names["choose_strategy"](5, 0.1, 120) == "head on earlier features", "strategy"


def check_3_8_2(names: Names) -> None:
    assert names["choose_strategy"](100, 0.9, 2) == "head only", "strategy"


def check_3_8_3(names: Names) -> None:
    assert names["choose_strategy"](100, 0.5, 20) == "top blocks", "strategy"


def check_3_8_4(names: Names) -> None:
    assert names["choose_strategy"](5000, 0.1, 240) == "everything, low rate", "strategy"


def check_3_9_1(names: Names) -> None:
    assert names["answer_3_9"], "no answer"
