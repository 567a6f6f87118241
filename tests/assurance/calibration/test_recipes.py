"""Recipes measure what a student's notebook would give, and the same again under the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.assurance.calibration.bench import Bench, PictureSet, PixelScaling, draw_per_class, load_keras
from autograder.assurance.calibration.recipes import (
    EpochTimes,
    FineTuning,
    HeadTraining,
    Outputs,
    Whole,
    _build_whole,
    accuracy,
)

HEAD = HeadTraining(per_class=4, epochs=3)


@pytest.mark.parametrize(
    ("scaling", "black", "white"),
    [
        (PixelScaling.SYMMETRIC, -1, 1),
        (PixelScaling.UNIT, 0, 1),
        (PixelScaling.RAW, 0, 255),
        (PixelScaling.TWICE, -1 - 1 / 127.5, -1 + 1 / 127.5),
    ],
)
def test_scaling(scaling, black, white):
    pixels = np.array([0, 255], dtype=np.uint8)
    assert scaling(pixels) == pytest.approx([black, white], abs=1e-5)


def test_a_drawn_subset_is_balanced_and_follows_its_seed():
    labels = np.repeat(np.arange(5), 40)
    chosen = draw_per_class(labels, 10, seed=1)
    assert len(set(chosen.tolist())) == 50
    assert np.bincount(labels[chosen]).tolist() == [10] * 5
    assert chosen.tolist() == draw_per_class(labels, 10, seed=1).tolist()
    assert chosen.tolist() != draw_per_class(labels, 10, seed=2).tolist()


@pytest.mark.slow
def test_hidden_pictures_follow_the_seed(bench):
    first = bench.pictures(PictureSet.HIDDEN, 5)[0]
    assert not np.array_equal(first, bench.pictures(PictureSet.HIDDEN, 6)[0])
    assert np.array_equal(first, bench.pictures(PictureSet.HIDDEN, 5)[0])


@pytest.mark.slow
def test_features_of_hidden_pictures_are_not_those_of_the_seed_before(bench):
    first = bench.maps(PictureSet.HIDDEN, 5, PixelScaling.SYMMETRIC).pooled
    assert not np.allclose(first, bench.maps(PictureSet.HIDDEN, 6, PixelScaling.SYMMETRIC).pooled)
    assert np.allclose(first, bench.maps(PictureSet.HIDDEN, 5, PixelScaling.SYMMETRIC).pooled)


@pytest.mark.slow
def test_scores_do_not_depend_on_what_was_measured_before(bench, material):
    measured = HEAD.measure(bench, 3)
    HEAD.measure(bench, 4)
    FineTuning(head=HEAD, epochs=1).measure(bench, 3)
    assert HEAD.measure(bench, 3) == measured
    assert HEAD.measure(Bench(material), 3) == measured


@pytest.mark.slow
def test_a_head_on_stored_features_is_the_head_on_the_frozen_base(bench):
    """Mathematically the same; so the outputs agree, not only the accuracies."""
    plain = replace(HEAD, dropout=0.0, batch=20)
    head = plain.train(bench, 0)
    pictures, _ = bench.pictures(PictureSet.HIDDEN, 0)
    from_features = head.predict(bench.maps(PictureSet.HIDDEN, 0, PixelScaling.SYMMETRIC).pooled, verbose=0)

    keras = load_keras()
    base = bench.base(pretrained=True)
    base.trainable = False
    model = _build_whole(bench, base)
    model.layers[-2].rate = 0.0
    keras.utils.set_random_seed(0)
    model.layers[-1].set_weights(plain._build((1280,), 5).get_weights())
    keras.utils.set_random_seed(0)
    images, labels = bench.material.train
    order = draw_per_class(labels, 4, seed=0)
    model.fit(images[order].astype("float32"), labels[order], batch_size=20, epochs=plain.epochs, verbose=0)
    assert model.predict(pictures.astype("float32"), verbose=0) == pytest.approx(from_features, abs=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("updating", [False, True])
def test_fine_tuning_moves_statistics_only_when_told(bench, updating):
    recipe = FineTuning(head=HEAD, updating=updating, epochs=1, batch=8)
    untouched = bench.top_blocks()
    scores = recipe.measure(bench, 0)
    assert set(scores) == {f"{before}{part.value}" for before in ("", "before_") for part in PictureSet}
    tuned = bench._models[recipe]._model.layers[1]
    moved = [
        not np.array_equal(old, new)
        for layer, twin in zip(untouched.layers, tuned.layers, strict=True)
        if "BatchNormalization" in type(layer).__name__
        for old, new in zip(layer.non_trainable_weights, twin.get_weights()[-2:], strict=True)
    ]
    assert all(moved) if updating else not any(moved)


@pytest.mark.slow
def test_top_blocks_continue_where_the_middle_ends(bench):
    maps = bench.maps(PictureSet.VALIDATION, 0, PixelScaling.SYMMETRIC)
    assert bench.top_blocks().predict(maps.middle, verbose=0) == pytest.approx(maps.top, abs=1e-4)


@pytest.mark.long
@pytest.mark.parametrize(
    "recipe",
    [
        replace(HEAD, augmented=True),
        replace(HEAD, pretrained=False),
        replace(HEAD, pooled=False, hidden_units=8, decay=0.1),
        replace(HEAD, outputs=Outputs.LOGITS_TAKEN_FOR_PROBABILITIES),
        Whole(pretrained=False, updating=True, per_class=4, epochs=1, momentum=0.9),
        Whole(pretrained=True, updating=False, per_class=4, epochs=1),
    ],
    ids=repr,
)
def test_every_recipe_gives_the_same_accuracies_again(bench, recipe):
    first = recipe.measure(bench, 1)
    assert set(first) == {part.value for part in PictureSet}
    assert all(0 <= score <= 1 for score in first.values())
    assert recipe.measure(bench, 1) == first
    assert recipe.effort > 0


@pytest.mark.long
def test_an_epoch_takes_longer_with_everything_trainable(bench):
    seconds = EpochTimes(repeats=2).measure(bench, 0)
    assert 0 < seconds["frozen"] < seconds["trainable"]


def test_outputs_that_are_no_numbers_are_wrong():
    class Broken:
        def predict(self, inputs, **_):
            return np.array([[1.0, 0.0], [np.nan, 0.0], [0.0, 1.0]])

    assert accuracy(Broken(), np.zeros((3, 1), np.float32), np.array([0, 0, 0])) == pytest.approx(1 / 3)
