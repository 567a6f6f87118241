"""The zip that students receive."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from autograder.authoring.libraries import student_requirements
from autograder.authoring.setup import with_checksum
from autograder.datasets.pretrained_weights import Pretrained
from autograder.errors import CourseError

_README = """\
1. Unzip this file into a folder of its own. Keep the notebook and the folders `lab` and `tests` together.
2. Install once: python -m pip install -r requirements.txt
3. Start in that folder: jupyter lab {notebook}
"""
_FETCHED = """\

The first run downloads the weights of the base model and needs a network for that; later runs do not.
"""
_WHAT = """\
Keras fetches them once, from {url}
The file's SHA-256 is {sha256}.
"""
_CREDITS = """\

The pictures: {title}, from {source}
Licence: {licence}
"""
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def write_student_zip(
    notebook: Path, tests: Path | None, lab: Path, target: Path, fetched: Pretrained | None = None
) -> Path:
    """Pack a student notebook, its public checks and ``lab`` with its data; the same input gives the same bytes.

    Args:
        notebook: the student notebook.
        tests: the folder of public checks, or None.
        lab: the folder of the ``lab`` package, data included.
        target: the zip to write.
        fetched: the weights that Keras fetches, if they are known.

    Returns:
        ``target``.

    Raises:
        CourseError: ``lab`` or a data file that its settings name is missing.
    """
    readme = _README.format(notebook=notebook.name)
    if _require_data(lab) or fetched is not None:
        readme += _FETCHED + (_WHAT.format(**asdict(fetched)) if fetched is not None else "")
    members = {
        "README.txt": (readme + _credits(lab)).encode(),
        "requirements.txt": student_requirements().encode(),
        **_files_below(lab, "lab"),
    }
    if tests is not None:
        members |= _files_below(tests, "tests")
    members[notebook.name] = with_checksum(notebook.read_bytes(), members)
    write_zip(target, members)
    return target


def _require_data(lab: Path) -> bool:
    """Whether Keras has to fetch the weights, since all that the settings name is there otherwise."""
    try:
        settings = json.loads((lab / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CourseError(
            f"The settings of the helper package in {lab} cannot be read: {problem}.", "Restore that folder from git."
        ) from problem
    names = [settings["images"], *([settings["weights"]] if settings["weights"].endswith(".h5") else [])]
    for name in names:
        if not (lab / "data" / name).is_file():
            raise CourseError(
                f"The students' data file {lab / 'data' / name} is missing.", "Restore it from git, or make it again."
            )
    return len(names) == 1


def _credits(lab: Path) -> str:
    """Where published photos come from, as their licence wants it told."""
    about = json.loads((lab / "settings.json").read_text(encoding="utf-8")).get("dataset", {})
    return _CREDITS.format(**about) if about.get("source") and about.get("licence") else ""


def _files_below(folder: Path, name: str) -> dict[str, bytes]:
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _LEFT_OUT & set(path.relative_to(folder).parts)
    }


def write_zip(target: Path, members: Mapping[str, bytes]) -> None:
    """Write a zip whose bytes depend on ``members`` alone: sorted names, fixed dates and permissions."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # so that the permissions below mean something on any machine
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, members[name])
