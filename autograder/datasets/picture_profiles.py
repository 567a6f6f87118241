"""What an assignment runs on: the drawn pictures with our base weights, or photos with those of ImageNet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import course_folder
from autograder.course.folder import EFFECTS, THRESHOLDS
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.datasets.description import Description, Facts
    from autograder.datasets.photos.store import DataSet

DOODLES = "doodles"
PHOTOS = "photos"
#: Stands in ``settings.json`` for the weights that Keras fetches.
IMAGENET = "imagenet"


@dataclass(frozen=True)
class Profile:
    """What an assignment runs on.

    Attributes:
        data: imported photos; None for the drawn pictures.
    """

    data: DataSet | None = None

    @property
    def name(self) -> str:
        """For people and in file names: ``"doodles"``, or what the data set is called."""
        return self.data.name if self.data else DOODLES

    @property
    def description(self) -> Description:
        """What is said about the pictures: classes, nouns, licence.

        Raises:
            CourseError: the file that says so is damaged.
        """
        from autograder.datasets import description, doodles

        if self.data is None:
            return description.read_description(Path(doodles.__file__).with_name(description.NAME))
        return self.data.description()

    @property
    def facts(self) -> Facts:
        """Description and counts.

        Raises:
            CourseError: the description is damaged.
            OSError, ValueError: the pictures cannot be read.
        """
        import numpy as np

        from autograder.datasets.description import Facts

        said = self.description
        with np.load(self.images_file, allow_pickle=False) as arrays:
            train, validation = (len(arrays[part]) // len(said.classes) for part in ("y_train", "y_val"))
        if self.data is None:
            return Facts(said, train, validation, hidden=100)
        with np.load(self.data.hidden, allow_pickle=False) as arrays:
            return Facts(said, train, validation, hidden=len(arrays["y"]) // len(said.classes))

    @property
    def settings_file(self) -> Path:
        """The helper package's ``settings.json``, or for photos what is different in it; with the public goals."""
        return self.data.settings if self.data else course_folder().lab / "settings.json"

    @property
    def images_file(self) -> Path:
        """The students' arrays."""
        return self.data.students if self.data else course_folder().lab / "data" / self.images

    @property
    def images(self) -> str:
        """Name of the students' arrays in ``lab/data``."""
        return str(self._settings["images"])

    @property
    def weights(self) -> str:
        """Name of the base weights in ``lab/data``, or ``"imagenet"``."""
        return str(self._settings["weights"])

    @property
    def alpha(self) -> float:
        """Width multiplier of the base."""
        return self.description.alpha if self.data else float(self._settings["alpha"])

    @property
    def choices(self) -> dict[str, Any]:
        """What an instructor has chosen for photos and thresholds depend on; nothing for the drawings."""
        return {"alpha": self.alpha, "positive": self.description.positive} if self.data else {}

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width, channels."""
        height, width, channels = self._settings["image_shape"]
        return height, width, channels

    def weights_file(self) -> Path:
        """The base weights on this machine, fetched into Keras's cache if need be; for photos always the same file.

        Raises:
            AutograderError: they are not there, and there is no network; or they are not those of the first use.
        """
        from autograder.datasets.keras_cache import imagenet_url
        from autograder.datasets.pretrained_weights import recorded_weights

        if self.data is None or self.weights != IMAGENET:
            return course_folder().lab / "data" / self.weights
        return recorded_weights(imagenet_url(self.alpha, self.image_shape[0]), self.data.pretrained)

    def thresholds_file(self, assignment: str) -> Path:
        """Where the calibrated limits of an assignment's hidden grader lie.

        Args:
            assignment: its whole name.
        """
        if self.data is None:
            return course_folder().files(assignment).thresholds
        return self.data.graders / assignment / THRESHOLDS

    def effects_file(self, assignment: str) -> Path:
        """Where it is kept which of the effects that a notebook claims photos show; for the drawings there is no such
        file.

        Args:
            assignment: its whole name.
        """
        return self.thresholds_file(assignment).with_name(EFFECTS)

    def measured_file(self, assignment: str) -> Path:
        """Where the results of an assignment's calibration are kept: in the course for drawn pictures, else beside the
        photos.

        Args:
            assignment: its whole name.
        """
        if self.data is None:
            return course_folder().files(assignment).measured
        return self.data.calibration / f"{assignment}.json"

    @property
    def _settings(self) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self.settings_file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise AutograderError(
                f"The settings {self.settings_file} cannot be read: {problem}.",
                "Import the photos again." if self.data else "Restore that file from git.",
            ) from problem
        return content


DRAWN = Profile()


def find_profile(name: str, data: str | None = None) -> Profile:
    """A profile by its name.

    Args:
        name: ``"doodles"``, ``"photos"``, or an imported data set's name.
        data: the data set; by default the only one that was imported.

    Raises:
        AutograderError: there is no such data set, or ``data`` is needed to choose one.
    """
    from autograder.datasets.photos.store import data_sets, find_data_set

    if name == DOODLES and data is None:
        return DRAWN
    if data is not None or name not in (DOODLES, PHOTOS):
        return Profile(find_data_set(data if data is not None else name))
    known = data_sets()
    if len(known) == 1:
        return Profile(known[0])
    if known:
        names = ", ".join(data_set.name for data_set in known)
        raise AutograderError(f"Several data sets were imported: {names}.", "Choose one with --data NAME.")
    raise AutograderError(
        "No photos were imported so far.",
        "Run autograder data import FOLDER, or autograder data fetch flowers.",
    )


def chosen_profile(course: Course, name: str | None = None, data: str | None = None) -> Profile:
    """What the command line asks for, or else the course file.

    Raises:
        AutograderError: see :func:`find_profile`.
    """
    if name is None and data is None:
        return find_profile(course.profile, course.data or None)
    return find_profile(name or PHOTOS, data)
