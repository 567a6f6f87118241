"""Linear heads on features of some depth, and the curves that were recorded of them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.checks.depth_facts import linear_accuracy

EARLY, *_, LAST = LAYERS = (
    "block_1_project_BN",
    "block_3_project_BN",
    "block_6_project_BN",
    "block_13_project_BN",
    "out_relu",
)


@pytest.fixture
def data(lab: ModuleType) -> Any:
    """Pictures that are told apart by their colour."""
    rng = np.random.default_rng(1)

    def drawn(count: int) -> tuple[Any, Any]:
        labels = np.arange(count) % 3
        pictures = rng.uniform(0, 80, (count, 8, 8, 3)) + 150 * np.eye(3)[labels][:, None, None]
        return pictures.astype("float32"), labels

    return lab.Data(*drawn(30), *drawn(12), ("red", "green", "blue"))


@pytest.mark.slow
def test_a_probe_tells_what_features_are_worth(lab: ModuleType, data: Any) -> None:
    import keras

    inputs = keras.Input((8, 8, 3))
    colours = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
    assert lab.probe(colours, data) == 1
    brightness = keras.Model(inputs, keras.ops.mean(inputs, axis=(1, 2, 3), keepdims=True)[:, 0, 0])
    assert lab.probe(brightness, data) < 0.7
    assert lab.probe(..., data) is ...
    with pytest.raises(lab.TryAgain, match="gives 8 × 8 × 3 numbers"):
        lab.probe(keras.Model(inputs, keras.layers.ReLU()(inputs)), data)


def test_lab_and_grader_train_the_same_head(lab: ModuleType) -> None:
    from lab.depths import linear_accuracy as in_lab

    rng = np.random.default_rng(2)
    y, y_val = np.arange(40) % 5, np.arange(60) % 5
    x, x_val = (rng.normal(size=(len(labels), 30)) + labels[:, None] / 4 for labels in (y, y_val))
    assert in_lab(x, y, x_val, y_val) == linear_accuracy(x, y, x_val, y_val)


def test_recorded_curves_show_what_the_question_asks(lab: ModuleType) -> None:
    drawings, photos = lab.recorded_depths("drawings"), lab.recorded_depths("photos")
    for curve in (*drawings.values(), *photos.values()):
        assert tuple(curve) == LAYERS
        assert all(0.2 <= share <= 1 for share in curve.values())
    known, new, flowers = drawings.values()
    assert list(drawings) == ["classes that the base knows", "new animals", "photos of flowers"]
    assert max(known, key=known.__getitem__) == LAST
    assert known[LAST] > 0.95
    assert max(new, key=new.__getitem__) == LAST
    assert flowers[LAST] == min(flowers.values())
    assert flowers[EARLY] > flowers[LAST] + 0.1
    assert photos["photos of flowers"][LAST] == max(photos["photos of flowers"].values())
    assert photos["new animals"][LAST] < max(photos["new animals"].values()) - 0.05


def test_curves_are_drawn_and_described(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    lab.plot_depths({"one": {"first": 0.25, "second": 0.5}, "other": {"first": 0.5, "second": 0.3}}, title="A base")
    assert shown[0]["text/plain"] == (
        "A base. Validation accuracy of linear heads by the layer whose features they get. "
        "one: 25% at first, 50% at second; other: 50% at first, 30% at second."
    )
    lab.plot_depths({"mine": {"first": ...}})
    assert len(shown) == 1
