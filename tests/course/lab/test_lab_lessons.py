"""What the cells use that are only shown: scores of several runs, rates, a block of the base, albums, folders."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed: one dictionary of text by MIME type each."""
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_scores_are_told_with_their_range(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_scores({"one": 0.5, "three": [0.4, 0.5, 0.9]}, title="Accuracy", guessing=0.2)
    assert shown[0]["text/plain"] == "Accuracy. one: 50%; three: 60% on average of 3 runs, from 40% to 90%."


def test_missing_scores_are_not_drawn(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lab.plot_scores(...)
    lab.plot_scores({"one": ...})
    assert capsys.readouterr().out.count("Not answered yet") == 2
    lab.plot_scores({})
    assert shown == []


def test_rates_are_told_in_order(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    def curves(end: float) -> dict[str, list[float]]:
        return {"accuracy": [0.1, end], "val_accuracy": [0.1, end], "loss": [2.0, 1 - end], "val_loss": [2.0, 0.5]}

    lab.plot_rates({0.1: curves(0.8), 0.001: curves(0.4)})
    assert shown[0]["text/plain"] == (
        "Validation accuracy and loss by learning rate. 0.001: accuracy 40%, loss 0.5; 0.1: accuracy 80%, loss 0.5."
    )


def test_the_block_is_that_of_keras(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    import keras
    from lab.blocks import BLOCK, read_block

    base = keras.applications.MobileNetV2(lab.IMAGE_SHAPE, lab.ALPHA, include_top=False, weights=None)
    block = read_block()
    for name, weights in block.weights.items():
        assert base.get_layer(f"{BLOCK}_{name}").count_params() == weights
    assert base.get_layer(f"{BLOCK}_add").output.shape[-1] == block.narrow
    lab.show_block()
    assert f"depthwise 3 by 3 convolution filters each of the {block.wide} maps" in shown[0]["text/plain"]

    total = sum(block.weights.values())
    for count, told in ((total, "Right."), (total + 1, f"Not quite: you have {total + 1:,}."), ("many", "Not quite.")):
        lab.check_count(count)
        said = capsys.readouterr().out
        assert said.startswith(told)
        assert f"= {total:,}." in said
    lab.check_count(...)
    assert capsys.readouterr().out == "Write down your count first.\n"


def test_pages_cover_the_margin_alone(lab: ModuleType) -> None:
    pictures = np.random.default_rng(0).uniform(0, 255, (3, *lab.IMAGE_SHAPE)).astype("float32")
    before = pictures.copy()
    scanned = lab.on_pages(pictures, np.array([0, 1, 0]))
    assert (pictures == before).all()
    assert scanned.shape == pictures.shape
    assert (scanned[:, 12:-12, 12:-12] == pictures[:, 12:-12, 12:-12]).all()
    margins = scanned.copy()
    margins[:, 12:-12, 12:-12] = scanned[:, :1, :1]
    assert all(len(np.unique(margin.reshape(-1, 3), axis=0)) == 1 for margin in margins)
    assert (scanned[0, 0, 0] == scanned[2, 0, 0]).all()
    assert (scanned[0, 0, 0] != scanned[1, 0, 0]).any()


def test_folders_hold_the_pictures_as_keras_reads_them(lab: ModuleType, tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3)).astype("float32")
    folder = lab.write_folders(pictures, np.array([1, 0, 1]), ("cat", "dog"), tmp_path / "mine")
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.png")) == [
        "cat/001.png",
        "dog/000.png",
        "dog/002.png",
    ]
    assert (np.asarray(Image.open(folder / "dog" / "002.png")) == pictures[2]).all()


@pytest.mark.slow
def test_statistics_update_above_the_first_unfrozen_layer_alone(lab: ModuleType) -> None:
    import keras

    base = keras.Sequential(
        [
            keras.Input((4, 4, 3)),
            keras.layers.Conv2D(2, 1, name="below", trainable=False),
            keras.layers.BatchNormalization(name="below_BN", trainable=False),
            keras.layers.Conv2D(2, 1, name="above"),
            keras.layers.BatchNormalization(name="above_BN", trainable=False),
        ]
    )
    model = keras.Sequential([keras.Input((4, 4, 3)), base, keras.layers.Flatten(), keras.layers.Dense(2)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.25), loss, metrics=["accuracy"])
    lab.let_statistics_update(model)
    assert float(model.optimizer.learning_rate) == 0.25
    assert model.loss.from_logits
    below, above = base.get_layer("below_BN"), base.get_layer("above_BN")
    assert (below.trainable, above.trainable) == (False, True)
    before = [layer.get_weights() for layer in (below, above)]
    pictures = np.random.default_rng(0).normal(3, 1, (8, 4, 4, 3)).astype("float32")
    history = model.fit(pictures, np.arange(8) % 2, epochs=1, verbose=0).history
    assert "accuracy" in history
    after = [layer.get_weights() for layer in (below, above)]
    assert all((old == new).all() for old, new in zip(before[0], after[0], strict=True))
    assert (before[1][2] != after[1][2]).any()
