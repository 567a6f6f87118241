"""Pretraining: schedules, the drawn batches, resuming, and weights that Keras's own argument loads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from autograder.datasets.doodles.probe import probe, to_range
from autograder.datasets.doodles.scene import SOURCE_CLASSES, TARGET_CLASSES
from autograder.datasets.pretraining import (
    BATCH,
    Progress,
    Reservoir,
    draw_batch,
    hardest,
    learning_rate,
    pretrain,
    record_path,
    resolution,
    scaled,
)
from autograder.errors import AutograderError

WEIGHTS = Path(__file__).resolve().parents[2] / "assignments/lab/data/mobilenet_v2_0.35_96_doodles.weights.h5"

# Keras with TensorFlow on NumPy 2 warns whenever it saves a variable; nothing of ours can change that.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")


def test_the_rate_rises_shortly_then_falls_to_a_hundredth() -> None:
    rates = [learning_rate(share) for share in np.linspace(0, 1, 101)]
    peak = int(np.argmax(rates))
    assert peak == 2
    assert rates[0] < 0.1 * rates[peak]
    assert all(later <= earlier for earlier, later in zip(rates[peak:], rates[peak + 1 :], strict=False))
    assert rates[-1] == pytest.approx(0.01 * rates[peak])


def test_pictures_grow_and_get_harder() -> None:
    shares = np.linspace(0, 1, 51)
    sizes, levels = [resolution(share) for share in shares], [hardest(share) for share in shares]
    assert (sizes[0], sizes[-1]) == (64, 96)
    assert sizes == sorted(sizes)
    assert levels == sorted(levels)
    assert levels[-1] >= 1


def test_a_batch_is_reproducible_and_never_shows_a_target() -> None:
    images, labels = draw_batch(1, 2, 64, 1.0)
    again, labels_again = draw_batch(1, 2, 64, 1.0)
    other, _ = draw_batch(1, 3, 64, 1.0)
    assert images.shape == (BATCH, 64, 64, 3)
    assert np.array_equal(images, again)
    assert np.array_equal(labels, labels_again)
    assert not np.array_equal(images, other)
    assert labels.max() < len(SOURCE_CLASSES)
    assert not set(SOURCE_CLASSES) & set(TARGET_CLASSES)


def numbered(first: int, side: int = 4) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(first, first + 4)
    return np.ones((4, side, side, 3), np.uint8) * labels[:, None, None, None].astype(np.uint8), labels


def test_the_reservoir_keeps_the_latest_and_keeps_labels_with_images() -> None:
    reservoir = Reservoir(8, np.random.default_rng(0))
    for first in (0, 4, 8):
        reservoir.add(*numbered(first))
    images, labels = reservoir.sample(200)
    assert len(reservoir) == 8
    assert set(labels) == set(range(4, 12))
    assert np.array_equal(images[:, 0, 0, 0], labels)


def test_the_reservoir_mirrors_half_and_never_what_it_keeps() -> None:
    ramp = np.tile(np.arange(4, dtype=np.uint8)[None, None, :, None], (1, 4, 1, 3))
    reservoir = Reservoir(4, np.random.default_rng(0))
    reservoir.add(ramp, np.zeros(1, np.int64))
    for _ in range(3):
        images, _ = reservoir.sample(100)
        assert 30 < np.sum(images[:, 0, 0, 0] == 3) < 70


def test_a_new_size_starts_the_reservoir_afresh() -> None:
    reservoir = Reservoir(8, np.random.default_rng(0))
    reservoir.add(*numbered(0))
    reservoir.add(*numbered(4, side=6))
    assert len(reservoir) == 4
    assert reservoir.sample(3)[0].shape == (3, 6, 6, 3)


def test_scaling_is_the_one_of_mobilenet_v2() -> None:
    assert scaled(np.array([[0, 255]], np.uint8)).tolist() == [[-1.0, 1.0]]
    assert scaled(np.array([51], np.uint8))[0] == pytest.approx(-0.6)


def test_weights_need_the_ending_keras_needs(tmp_path: Path) -> None:
    with pytest.raises(AutograderError, match=r"weights\.h5"):
        pretrain(tmp_path / "base.h5", steps=1)


def test_a_run_is_not_resumed_with_another_seed(tmp_path: Path) -> None:
    (tmp_path / "progress.json").write_text('{"seed": 3, "planned_steps": 10, "steps": 5}')
    with pytest.raises(AutograderError, match="seed 3") as problem:
        pretrain(tmp_path / "base.weights.h5", steps=10, seed=4, work=tmp_path)
    assert "--no-resume" in problem.value.next_step


def test_the_share_of_a_run_ends_at_one() -> None:
    assert Progress(seed=0, planned_steps=20, steps=10).share == 0.5
    assert Progress(seed=0, planned_steps=20, steps=30).share == 1.0


@pytest.mark.long
def test_a_run_stops_resumes_exactly_and_its_weights_load_by_argument(tmp_path: Path) -> None:
    import keras

    def base() -> keras.Model:
        return keras.applications.MobileNetV2(input_shape=(96, 96, 3), alpha=0.35, include_top=False, weights=str(out))

    out, work = tmp_path / "out" / "base.weights.h5", tmp_path / "work"
    assert pretrain(out, steps=3, seed=5, work=work) == out
    first, record = base().get_weights(), json.loads(record_path(out).read_text())
    assert record["steps"] == 3
    assert record["images"] == 3 * BATCH
    assert record["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert record["source_classes"] == list(SOURCE_CLASSES)
    assert {"tensorflow", "keras", "numpy", "pillow"} <= set(record["versions"])
    assert out.stat().st_size < 4e6

    pretrain(out, steps=3, seed=5, work=work)
    assert all(np.array_equal(a, b) for a, b in zip(first, base().get_weights(), strict=True))

    pretrain(out, steps=5, seed=5, work=work)
    assert json.loads(record_path(out).read_text())["steps"] == 5
    assert not all(np.array_equal(a, b) for a, b in zip(first, base().get_weights(), strict=True))
    assert sorted(path.name for path in out.parent.iterdir()) == ["base.json", "base.weights.h5"]


def test_the_shipped_weights_are_those_of_their_record() -> None:
    record = json.loads(record_path(WEIGHTS).read_text())
    assert record["sha256"] == hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    assert record["source_classes"] == list(SOURCE_CLASSES)
    assert record["source_validation_accuracy"] > 0.8
    assert WEIGHTS.stat().st_size < 4e6


@pytest.mark.slow
def test_the_shipped_weights_do_what_the_record_says_and_serve_the_targets() -> None:
    measured = probe(WEIGHTS, repeats=2)
    assert measured.frozen_40 > 0.78
    assert measured.frozen_10 < measured.frozen_40
    assert measured.divided_by_255 < measured.frozen_40
    assert measured.untrained < 0.5


def test_the_probe_scales_like_pretraining() -> None:
    images = np.arange(256, dtype=np.uint8)
    assert np.array_equal(to_range(images), scaled(images))
