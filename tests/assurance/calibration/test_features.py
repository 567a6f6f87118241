"""Features of photos are computed once, whatever asks for them, and are those that would be computed again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.assurance.calibration import features
from autograder.assurance.calibration.bench import Bench, Maps, PictureSet, PixelScaling
from autograder.assurance.calibration.features import FeatureStore, SharingBench, bench_for
from autograder.assurance.calibration.material import Material, load_material
from autograder.datasets.keras_cache import MODELS, cached, imagenet_url
from autograder.datasets.photos.importing import import_photos
from tests.datasets.photos.conftest import home, make_folder  # noqa: F401 - fixtures

Sharing = Callable[[], SharingBench]


class Eyes:
    """In place of a base: what it gives depends on all pixels."""

    outputs = (np.zeros((1, 6, 6, 3)), np.zeros((1, 3, 3, 3)))

    def predict(self, scaled: np.ndarray, **_: object) -> list[np.ndarray]:
        return [scaled.reshape(len(scaled), side, 96 // side, side, 96 // side, 3).mean(axis=(2, 4)) for side in (6, 3)]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures the base has looked at, time by time."""
    counts: list[int] = []
    see = Bench.see

    def counting(self: Bench, images: np.ndarray, scaling: PixelScaling = PixelScaling.SYMMETRIC) -> Maps:
        counts.append(len(images))
        return see(self, images, scaling)

    monkeypatch.setattr(Bench, "see", counting)
    return counts


@pytest.fixture
def sharing(material: Material, tmp_path: Path) -> Sharing:
    """Workbenches as different processes have them, with one file."""

    def make() -> SharingBench:
        made = SharingBench(material, FeatureStore(tmp_path / "features.sqlite"))
        made.__dict__["_eyes"] = Eyes()
        return made

    return make


def same(one: Maps, other: Maps) -> bool:
    return all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(one, other, strict=True))


def test_no_picture_is_seen_twice(sharing: Sharing, material: Material, seen: list[int]) -> None:
    bench = Bench(material)
    bench.__dict__["_eyes"] = Eyes()
    first = sharing().maps(PictureSet.TRAIN, 0, PixelScaling.SYMMETRIC)
    assert same(first, bench.maps(PictureSet.TRAIN, 0, PixelScaling.SYMMETRIC))
    seen.clear()
    assert same(sharing().maps(PictureSet.TRAIN, 7, PixelScaling.SYMMETRIC), first)
    assert not seen
    pictures = np.concatenate([material.train[0][3:5], material.validation[0][:4]])
    assert same(sharing().see(pictures).of(np.arange(2)), first.of(np.arange(3, 5)))
    assert seen == [4]


def test_what_differs_is_seen_anew(sharing: Sharing, material: Material, seen: list[int]) -> None:
    pictures = material.train[0][:3]
    first = sharing().see(pictures)
    for images, scaling in (
        (pictures, PixelScaling.UNIT),
        (pictures[:, :, ::-1], PixelScaling.SYMMETRIC),
        (pictures.astype(np.float32), PixelScaling.SYMMETRIC),
        (pictures.astype(np.float32), PixelScaling.SYMMETRIC),  # whatever was augmented is not kept
    ):
        found = sharing().see(images, scaling)
        assert same(found, first) is (images.dtype == np.float32)
    assert seen == [3] * 5


def test_a_picture_that_comes_twice_is_seen_once(sharing: Sharing, material: Material, seen: list[int]) -> None:
    found = sharing().see(material.train[0][[1, 2, 1]])
    assert seen == [2]
    assert same(found.of(np.array([0])), found.of(np.array([2])))


@pytest.mark.parametrize("trouble", ["damaged", "full", "closed"])
def test_without_the_file_it_only_takes_longer(
    trouble: str, sharing: Sharing, material: Material, seen: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "features.sqlite"
    if trouble == "damaged":
        path.write_bytes(b"no database, but longer than its header would be" * 40)
    elif trouble == "closed":
        path.mkdir()
    else:
        monkeypatch.setattr(features, "MOST_BYTES", -1)
        sharing().see(material.train[0][2:3])  # the first ones are kept, since there is no file yet
        seen.clear()
    pictures = material.train[0][:2]
    assert same(sharing().see(pictures), sharing().see(pictures))
    assert seen == [2, 2]


def test_photos_share_and_drawings_do_not(make_folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # noqa: F811
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    weights = cached(imagenet_url(1.0, 96), MODELS)
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    data_set, _ = import_photos(make_folder({"cats": 28, "dogs": 28}))
    found = bench_for(load_material("pets"))
    assert isinstance(found, SharingBench)
    assert found._store.path == data_set.features
    assert type(bench_for(load_material())) is Bench
