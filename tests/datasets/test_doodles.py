"""The generator: deterministic, balanced, apart, quick, and colour alone gives nothing away."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autograder.datasets.doodles.palette import BLACK
from autograder.datasets.doodles.pen import Pen, Warp
from autograder.datasets.doodles.probe import softmax_regression
from autograder.datasets.doodles.scene import SOURCE_CLASSES, TARGET_CLASSES, render
from autograder.datasets.doodles.sets import (
    DIFFICULTY,
    PUBLIC_SEED,
    draw_set,
    hidden_set,
    student_sets,
    write_hidden,
    write_student_arrays,
)
from autograder.datasets.doodles.sheets import contact_sheet
from autograder.datasets.doodles.traits import between
from autograder.errors import AutograderError

REPOSITORY = Path(__file__).resolve().parents[2]
ALL_CLASSES = SOURCE_CLASSES + TARGET_CLASSES


def digests(images: np.ndarray) -> set[str]:
    return {hashlib.sha256(image.tobytes()).hexdigest() for image in images}


def test_the_targets_are_the_courses_five_and_no_source_is_among_them() -> None:
    assert TARGET_CLASSES == ("cat", "dog", "rabbit", "bear", "fox")
    assert 30 <= len(SOURCE_CLASSES) <= 45
    assert len(set(ALL_CLASSES)) == len(ALL_CLASSES)


@pytest.mark.parametrize("name", ALL_CLASSES)
def test_every_class_draws_the_same_bytes_twice_and_another_picture_for_another_index(name: str) -> None:
    first, again, other = render(name, 3, 0), render(name, 3, 0), render(name, 3, 1)
    assert first.shape == (96, 96, 3)
    assert first.dtype == np.uint8
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("name", ALL_CLASSES)
def test_a_clean_picture_uses_the_range_and_shows_something(name: str) -> None:
    images = np.stack([render(name, 1, index, difficulty=0) for index in range(6)]).astype(np.float64)
    assert all(image.std() > 12 for image in images)
    assert images.max() > 200
    assert images.min() < 60


def test_seed_class_index_and_stream_each_change_the_picture() -> None:
    pictures = [
        render("cat", 1, 0),
        render("cat", 2, 0),
        render("cat", 1, 1),
        render("cat", 1, 0, stream=1),
        render("dog", 1, 0),
    ]
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_another_process_draws_the_same_bytes() -> None:
    code = (
        "import hashlib; from autograder.datasets.doodles.scene import render;"
        "pictures = [render(name, 7, 2).tobytes() for name in ('fox', 'cow', 'snail')];"
        "print(hashlib.sha256(b''.join(pictures)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    here = hashlib.sha256(b"".join(render(name, 7, 2).tobytes() for name in ("fox", "cow", "snail"))).hexdigest()
    assert there.stdout.strip() == here


def test_drawing_is_quick() -> None:
    start = time.process_time()
    for index in range(100):
        render(ALL_CLASSES[index % len(ALL_CLASSES)], 0, index)
    assert (time.process_time() - start) / 100 < 0.02  # about 0.002 on an idle core; this one may be shared


def test_a_smaller_picture_is_the_same_scene() -> None:
    large, small = render("pig", 1, 1, difficulty=0), render("pig", 1, 1, difficulty=0, size=64)
    assert small.shape == (64, 64, 3)
    shrunk = np.asarray(Image.fromarray(large).resize((64, 64), Image.Resampling.BOX), dtype=np.float64)
    assert np.abs(shrunk - small).mean() < 8


def test_an_unknown_class_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("unicorn", 0, 0)


def test_sets_are_balanced_and_shuffled() -> None:
    images, labels = draw_set(5, 6, stream=4)
    assert images.shape == (30, 96, 96, 3)
    assert np.bincount(labels).tolist() == [6] * 5
    assert np.any(np.diff(labels) < 0)


def test_labels_name_the_animal_drawn() -> None:
    images, labels = draw_set(5, 2, stream=4)
    for image, label in zip(images, labels, strict=True):
        drawn = [render(TARGET_CLASSES[label], 5, index, stream=4, difficulty=DIFFICULTY) for index in range(2)]
        assert any(np.array_equal(image, picture) for picture in drawn)


@pytest.mark.parametrize(("seed", "per_class"), [(-1, 5), (1, 0)])
def test_a_set_that_cannot_be_is_refused_with_a_next_step(seed: int, per_class: int) -> None:
    with pytest.raises(AutograderError) as problem:
        draw_set(seed, per_class, stream=4)
    assert problem.value.next_step


def test_no_hidden_image_is_ever_a_students_image_even_with_the_same_seed() -> None:
    sets = student_sets(seed=11, per_class=8)
    students = digests(sets["x_train"]) | digests(sets["x_val"])
    assert len(students) == 80, "an image appears twice"
    for seed in (11, 12):
        hidden, _ = hidden_set(seed, per_class=8)
        assert len(digests(hidden)) == 40
        assert not students & digests(hidden)


@pytest.mark.slow
def test_the_full_hidden_set_shares_no_image_with_what_students_receive() -> None:
    sets = student_sets()
    students = digests(sets["x_train"]) | digests(sets["x_val"])
    hidden, labels = hidden_set(PUBLIC_SEED)
    assert len(students) == 400
    assert np.bincount(labels).tolist() == [100] * 5
    assert not students & digests(hidden)


@pytest.mark.slow
def test_students_arrays_are_small_without_pickle_and_the_committed_ones_are_these(tmp_path: Path) -> None:
    path = write_student_arrays(tmp_path / "doodles.npz")
    assert path.stat().st_size < 12e6
    with np.load(path, allow_pickle=False) as fresh:
        assert set(fresh.files) == {"x_train", "y_train", "x_val", "y_val", "class_names"}
        assert fresh["x_train"].shape == fresh["x_val"].shape == (200, 96, 96, 3)
        assert fresh["x_train"].dtype == np.uint8
        assert np.bincount(fresh["y_train"]).tolist() == np.bincount(fresh["y_val"]).tolist() == [40] * 5
        assert tuple(fresh["class_names"]) == TARGET_CLASSES
        with np.load(REPOSITORY / "assignments/lab/data/doodles.npz", allow_pickle=False) as committed:
            for name in fresh.files:
                assert same(committed[name], fresh[name]), name


def same(first: np.ndarray, second: np.ndarray) -> bool:
    """Equal, but for the last bit of a few pixels: another processor may round a corner the other way."""
    if first.dtype != np.uint8:
        return np.array_equal(first, second)
    return first.shape == second.shape and float(np.mean(first != second)) < 0.001


def test_the_hidden_file_has_images_labels_and_names(tmp_path: Path) -> None:
    with np.load(write_hidden(tmp_path / "hidden" / "h.npz", seed=9, per_class=3), allow_pickle=False) as file:
        x, y = hidden_set(9, per_class=3)
        assert np.array_equal(file["x"], x)
        assert np.array_equal(file["y"], y)
        assert tuple(file["class_names"]) == TARGET_CLASSES
    assert [path.name for path in (tmp_path / "hidden").iterdir()] == ["h.npz"]


def test_colour_does_not_give_the_class_away() -> None:
    """A classifier that sees only how much of each colour there is does little better than chance (0.2)."""

    def histograms(images: np.ndarray) -> np.ndarray:
        bins = (images // 64).astype(np.int64) @ np.array([16, 4, 1])
        return np.stack([np.bincount(each.ravel(), minlength=64) for each in bins]).astype(np.float32) / 9216

    x, y = draw_set(1, 60, stream=5)
    x_test, y_test = draw_set(2, 60, stream=5)
    classify = softmax_regression(histograms(x) * 4, y, steps=400, rate=0.05)
    assert float(np.mean(classify(histograms(x_test) * 4) == y_test)) < 0.4


def test_the_linear_classifier_learns_what_is_linear() -> None:
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((3, 8)).astype(np.float32) * 3
    y = np.arange(90) % 3
    x = centres[y] + rng.standard_normal((90, 8)).astype(np.float32)
    classify = softmax_regression(x[:60], y[:60], rate=0.05)
    assert float(np.mean(classify(x[60:]) == y[60:])) > 0.9


def test_a_contact_sheet_has_a_row_per_class(tmp_path: Path) -> None:
    path = contact_sheet(["cat", "fox"], tmp_path / "new" / "sheet.png", columns=3, difficulty=0)
    with Image.open(path) as sheet:
        assert sheet.size == (3 * 96, 2 * 96)
        first = np.asarray(sheet)[:96, :96]
    assert np.array_equal(first, render("cat", 0, 0, difficulty=0))


def test_a_mirrored_pen_draws_the_mirror_image() -> None:
    def picture(mirror: bool) -> np.ndarray:
        image = Image.new("RGB", (101, 101))
        from PIL import ImageDraw

        still = Warp(np.random.default_rng(0), 101, 0.0)
        pen = Pen(ImageDraw.Draw(image), 50 + 50j, 40, BLACK, 0, still).at(mirror=mirror)
        pen.at(0.4 + 0.2j, 0.5, turn=0.7).oval(0.2, 0.8, 0.3, (255, 255, 255))
        return np.asarray(image)[..., 0].astype(np.float64)

    plain, mirrored = picture(False), picture(True)
    assert plain.sum() > 0
    assert np.mean(plain[:, ::-1] != mirrored) < 0.01
    assert np.mean(plain != mirrored) > 0.02


def test_between_stays_inside() -> None:
    rng = np.random.default_rng(0)
    drawn = [between(rng, (0.2, 0.4)) for _ in range(200)]
    assert 0.2 <= min(drawn) < 0.22
    assert 0.38 < max(drawn) <= 0.4
