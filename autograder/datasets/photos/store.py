"""Imported data sets in the instructor's home folder, each a folder that is there whole or not at all."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.datasets.description import NAME, Description, describe, read_description, require_labels, written
from autograder.datasets.hidden_pictures import home
from autograder.errors import AutograderError

_NAME = re.compile(r"\w[\w.-]{0,63}")
_RESERVED = ("doodles", "photos")


@dataclass(frozen=True)
class DataSet:
    """An imported data set.

    Attributes:
        folder: where it lies; closed to students.
    """

    folder: Path

    @property
    def name(self) -> str:
        """What people call it."""
        return self.folder.name

    @property
    def students(self) -> Path:
        """``x_train``, ``y_train``, ``x_val``, ``y_val``, ``class_names``."""
        return self.folder / "students.npz"

    @property
    def hidden(self) -> Path:
        """``x``, ``y``, ``class_names``."""
        return self.folder / "hidden.npz"

    @property
    def pool(self) -> Path:
        """``x``, ``y``: all photos that were not handed out, the hidden set among them."""
        return self.folder / "pool.npz"

    @property
    def settings(self) -> Path:
        """What is different in the helper package's ``settings.json`` for these photos, public goals included."""
        return self.folder / "settings.json"

    @property
    def pretrained(self) -> Path:
        """Which file of base weights the thresholds for these photos belong to."""
        return self.folder / "pretrained.json"

    @property
    def graders(self) -> Path:
        """A folder for each assignment: calibrated thresholds, and a copy of the hidden grader beside them."""
        return self.folder / "graders"

    @property
    def features(self) -> Path:
        """What the base makes of the photos, kept so that it is computed once."""
        return self.folder / "features.sqlite"

    @property
    def calibration(self) -> Path:
        """Results of calibrations."""
        return self.folder / "calibration"

    @property
    def description_file(self) -> Path:
        """What is said about the photos; the instructor edits it."""
        return self.folder / NAME

    @property
    def licence(self) -> Path:
        """The licence that came with the photos, if one did; students receive it, too."""
        return self.folder / "LICENSE.txt"

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes' names as they are stored with the photos, in label order."""
        with np.load(self.students, allow_pickle=False) as arrays:
            return tuple(map(str, arrays["class_names"]))

    def description(self) -> Description:
        """What is said about the photos; one that an earlier version imported gets a first description here.

        Raises:
            CourseError: the file is damaged, or is about other classes; the message names key and line.
        """
        if not self.description_file.exists():
            self.description_file.write_text(written(describe(self.name, self.labels)), encoding="utf-8")
        return require_labels(read_description(self.description_file), self.labels, self.description_file)

    def about(self) -> dict[str, Any]:
        """Where the photos came from, how they were split, and the report of their import."""
        content: dict[str, Any] = json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
        return content


def data_sets() -> list[DataSet]:
    """All that were imported, by name."""
    root = _root()
    folders = sorted(root.iterdir()) if root.exists() else []
    return [DataSet(folder) for folder in folders if _NAME.fullmatch(folder.name) and folder.is_dir()]


def find_data_set(name: str) -> DataSet:
    """The data set called ``name``.

    Raises:
        AutograderError: there is none.
    """
    known = data_sets()
    for data_set in known:
        if data_set.name == name:
            return data_set
    names = ", ".join(data_set.name for data_set in known) or "none so far"
    raise AutograderError(
        f"There is no data set {name!r} (imported: {names}).",
        "Import a folder of photos with autograder data import FOLDER, or run autograder data fetch flowers.",
    )


def imported_from(folder: Path) -> DataSet | None:
    """The data set that was made of ``folder``, if there is one."""
    source = str(folder.resolve())
    return next((data_set for data_set in data_sets() if data_set.about()["source"] == source), None)


def data_set_name(wanted: str) -> str:
    """A data set's name made of, say, a folder's: blanks become dashes.

    Raises:
        AutograderError: nothing that can be a name is left.
    """
    name = re.sub(r"[^\w.-]+", "-", wanted.strip()).strip("-.")
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise AutograderError(
            f"A data set cannot be called {wanted!r}.", "Choose a name of letters, digits and dashes with --out NAME."
        )
    return name


def write_data_set(name: str, write: Callable[[Path], None], *, replace: bool = False) -> DataSet:
    """Let ``write`` fill a fresh folder, and put it in its place when that is done.

    Args:
        name: of the data set.
        write: is given the folder; whatever it raises, an interrupt too, leaves nothing behind.
        replace: put it in the place of an existing one.

    Raises:
        AutograderError: there is one of that name and ``replace`` is not set, or the disk refuses.
    """
    target = _root() / name
    require_free(name, replace=replace)
    work = _root() / f".partial-{secrets.token_hex(4)}"
    try:
        (work / "new").mkdir(mode=0o700, parents=True)
        write(work / "new")
        if target.exists():
            target.replace(work / "old")
        (work / "new").replace(target)
    except OSError as problem:
        raise AutograderError(
            f"The data set {name} cannot be written: {problem.strerror}.", f"Make room, or look at {_root()}."
        ) from problem
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return DataSet(target)


def require_free(name: str, *, replace: bool) -> None:
    """Insist that a name can be used.

    Raises:
        AutograderError: there is a data set of that name, and it is not to be replaced.
    """
    if not replace and (_root() / name).exists():
        raise AutograderError(
            f"There is a data set {name!r} already.",
            "Choose another name with --out NAME, or replace it with --replace; its thresholds are lost then.",
        )


def _root() -> Path:
    return home() / "photos"
