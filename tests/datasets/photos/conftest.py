"""Folders of made-up photos: blurred noise, of which no two are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

KERAS_HOME = Path(__file__).resolve().parents[3] / "shared" / "keras_home"

needs_keras_home = pytest.mark.skipif(
    not KERAS_HOME.is_dir(), reason="../shared/keras_home, with photos and the weights of ImageNet, is not here"
)


def picture(seed: int, size: tuple[int, int] = (120, 100), mode: str = "RGB") -> Image.Image:
    """A picture of blots that depend on the seed alone."""
    blots = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(blots).resize(size, Image.Resampling.BICUBIC).convert(mode)


def save(path: Path, seed: int, **options: Any) -> Path:
    """A picture in a file of whatever kind its name asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(seed).save(path, **options)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for data sets, with a fixed secret."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "secret-seed").write_text("20240607")
    monkeypatch.setenv("AUTOGRADER_HOME", str(folder))
    return folder


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[[Mapping[str, int]], Path]:
    """A folder of photos: class → how many."""

    def make(counts: Mapping[str, int]) -> Path:
        folder = tmp_path / "pets"
        seeds = _numbers()
        for name, count in counts.items():
            for number in range(count):
                save(folder / name / f"{number:03}.png", next(seeds))
        return folder

    return make


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number
