"""Near-duplicates are found, and sets are balanced and share nothing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autograder.datasets.photos.duplicates import group_near_duplicates
from autograder.datasets.photos.reading import read_photo
from autograder.datasets.photos.splitting import Sizes, choose_sizes, redraw_hidden, split_class, take_hidden
from autograder.errors import AutograderError
from tests.datasets.photos.conftest import picture


def read(image: Image.Image, tmp_path: Path, **options: object) -> np.ndarray:
    buffer = io.BytesIO()
    image.save(buffer, **options)
    (tmp_path / "x").write_bytes(buffer.getvalue())
    return read_photo(tmp_path / "x").pixels


def test_other_sizes_and_qualities_are_the_same_photo(tmp_path: Path) -> None:
    large = picture(1, (600, 500))
    pictures = [
        read(large, tmp_path, format="PNG"),
        read(picture(2, (600, 500)), tmp_path, format="PNG"),
        read(large.resize((240, 200)), tmp_path, format="JPEG", quality=30),
        read(large.crop((6, 6, 594, 494)), tmp_path, format="JPEG"),
        read(picture(3, (600, 500)), tmp_path, format="PNG"),
    ]
    assert group_near_duplicates(np.stack(pictures)).tolist() == [0, 1, 0, 0, 4]


def test_things_on_white_paper_are_different(tmp_path: Path) -> None:
    pictures = []
    for place in range(6):
        paper = Image.new("RGB", (200, 200), "white")
        paper.paste((40 * place, 90, 120), (30 + 15 * place, 70, 80 + 15 * place, 130))
        pictures.append(read(paper, tmp_path, format="PNG"))
    assert group_near_duplicates(np.stack(pictures)).tolist() == list(range(6))


def test_unrelated_pictures_are_not_grouped() -> None:
    pictures = np.stack([np.asarray(picture(seed, (96, 96))) for seed in range(400)])
    assert (group_near_duplicates(pictures) == np.arange(400)).all()


@pytest.mark.parametrize(
    ("smallest", "classes", "sizes"),
    [
        (180, 5, Sizes(40, 40, 100)),
        (1500, 2, Sizes(40, 40, 100)),
        (100, 3, Sizes(22, 22, 56)),
        (28, 2, Sizes(8, 8, 12)),
        (300, 10, Sizes(40, 40, 50)),
    ],
)
def test_sizes_follow_the_smallest_class(smallest: int, classes: int, sizes: Sizes) -> None:
    counts = {"small": smallest} | {f"large {number}": 5000 for number in range(classes - 1)}
    assert choose_sizes(counts) == sizes


def test_too_small_a_class_is_named() -> None:
    with pytest.raises(AutograderError, match="The class fox has 27 usable photos"):
        choose_sizes({"cat": 100, "fox": 27})


@pytest.mark.parametrize("seed", range(5))
def test_groups_stay_together_and_sets_are_full(seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 90, 140)
    sizes = Sizes(22, 22, 40)
    split = split_class(groups, sizes, (seed,))
    assert (len(split.train), len(split.validation)) == (22, 22)
    assert len(split.pool) >= 40
    parts = [{int(groups[index]) for index in part} for part in (split.train, split.validation, split.pool)]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]


def test_a_class_of_copies_is_refused() -> None:
    with pytest.raises(AutograderError, match="near-duplicates: 1 different"):
        split_class([0] * 100, Sizes(22, 22, 56), (1,))


def test_hidden_sets_are_balanced_draws() -> None:
    labels = np.repeat([0, 1], [150, 100])
    taken = take_hidden(labels, 100, (1,))
    assert np.bincount(labels[taken]).tolist() == [100, 100]
    assert len(set(taken.tolist())) == 200
    assert not (taken == take_hidden(labels, 100, (2,))).all()
    again = redraw_hidden(labels, 100, (1,))
    assert np.bincount(labels[again]).tolist() == [100, 100]
    assert len(set(again[labels[again] == 0].tolist())) == 100  # enough to draw without replacement
    assert len(set(again[labels[again] == 1].tolist())) < 100
