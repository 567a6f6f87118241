"""What is measured on: the pictures and base weights of a profile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import course_folder
from autograder.datasets.keras_cache import file_sha256
from autograder.datasets.picture_profiles import Profile, find_profile
from autograder.errors import AutograderError

#: Images (n, height, width, 3) uint8 and their labels (n,).
Labelled = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Material:
    """Pictures, and the base that is to know them.

    Attributes:
        profile: its name.
        weights: what ``weights=`` of MobileNetV2 takes.
        alpha: what ``alpha=`` takes.
        train: what students train on.
        validation: what students validate on.
        draw_hidden: hidden pictures as an instructor with this secret seed has them.
        weights_sha256: of the weights file, or the name that Keras knows.
        digest: of the pictures, those drawn included.
    """

    profile: str
    weights: str
    alpha: float
    train: Labelled
    validation: Labelled
    draw_hidden: Callable[[int], Labelled]
    weights_sha256: str
    digest: str

    @property
    def classes(self) -> int:
        """How many classes the pictures have."""
        return int(self.train[1].max()) + 1

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width, channels."""
        _, height, width, channels = self.train[0].shape
        return height, width, channels


def load_material(profile: str = "doodles", lab: Path | None = None) -> Material:
    """Read a profile.

    Args:
        profile: its name, or that of an imported data set.
        lab: for drawn pictures, the students' helper package with its ``data``; by default the checkout's.

    Raises:
        AutograderError: there is no such profile, or a file of it is missing and cannot be fetched.
    """
    found = find_profile(profile)
    try:
        return _drawn(lab or course_folder().lab) if found.data is None else _imported(found)
    except OSError as problem:
        raise AutograderError(
            f"{problem.filename} cannot be read: {problem.strerror}.",
            "Import the photos again."
            if found.data
            else "Take a complete checkout of the course, or make the file with autograder pretrain.",
        ) from problem


def _drawn(lab: Path) -> Material:
    from autograder.datasets.doodles.sets import hidden_set

    settings = json.loads((lab / "settings.json").read_text(encoding="utf-8"))
    weights, pictures = (lab / "data" / str(settings[key]) for key in ("weights", "images"))
    weights_sha256, pictures_sha256 = file_sha256(weights), file_sha256(pictures)
    train, validation = _students(pictures)
    return Material(
        profile="doodles",
        weights=str(weights),
        alpha=float(settings["alpha"]),
        train=train,
        validation=validation,
        draw_hidden=hidden_set,
        weights_sha256=weights_sha256,
        digest=hashlib.sha256(f"{pictures_sha256} {_sample_sha256(hidden_set)}".encode()).hexdigest(),
    )


def _imported(profile: Profile) -> Material:
    """Photos; hidden sets are drawn from those that were never handed out."""
    from autograder.datasets.photos.splitting import redraw_hidden

    assert profile.data is not None
    said = profile.description
    positive = said.names.index(said.positive)
    train, validation = ((x, _positive_first(y, positive)) for x, y in _students(profile.images_file))
    with np.load(profile.data.pool, allow_pickle=False) as arrays:
        x, y = arrays["x"], _positive_first(arrays["y"], positive)
    with np.load(profile.data.hidden, allow_pickle=False) as arrays:
        per_class = len(arrays["y"]) // len(arrays["class_names"])

    def draw(seed: int) -> Labelled:
        chosen = redraw_hidden(y, per_class, (seed,))
        return x[chosen], y[chosen]

    digests = " ".join(file_sha256(path) for path in (profile.images_file, profile.data.pool, profile.data.hidden))
    return Material(
        profile=profile.name,
        weights=str(profile.weights_file()),
        alpha=profile.alpha,
        train=train,
        validation=validation,
        draw_hidden=draw,
        weights_sha256=file_sha256(profile.weights_file()),
        digest=_digest_of_choices(digests, positive, profile.alpha),
    )


def _digest_of_choices(digests: str, positive: int, alpha: float) -> str:
    """Of the files and of what an instructor has chosen; the usual choices leave no trace, so that what was measured
    before they could be made stays valid."""
    chosen = [str(positive)] * bool(positive) + [f"alpha {alpha}"] * (alpha != 1.0)
    return hashlib.sha256(" ".join([digests, *chosen]).encode()).hexdigest()


def _positive_first(labels: Any, positive: int) -> Any:
    """Labels in which the class of the yes-or-no question is number 0, as it is on the drawings."""
    numbers = np.arange(max(int(labels.max()), positive) + 1)
    numbers[[0, positive]] = numbers[[positive, 0]]
    return numbers[labels]


def _students(path: Path) -> tuple[Labelled, Labelled]:
    with np.load(path, allow_pickle=False) as arrays:
        train, validation = ((arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "val"))
    return train, validation


def _sample_sha256(draw: Callable[..., Any]) -> str:
    """What the generator draws rather than how it is written: tidying its source keeps measurements valid."""
    images, labels = draw(0, per_class=4)
    return hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()
