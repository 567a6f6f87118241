"""What students have beside their notebook, made for a profile."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from pathlib import Path

from autograder.authoring.wording import Wording, wording_for
from autograder.course import Assignment, course_folder, load_course
from autograder.datasets.picture_profiles import Profile

_LEFT_OUT = ("__pycache__", ".ipynb_checkpoints", ".OTTER_LOG")


def materials_for(profile: Profile) -> Path:
    """A folder with ``lab`` and the notebooks: the course's own, or a copy of it with the profile's photos.

    A copy lies in a folder for temporary files, where a submission's user can read it, and goes when this process does.

    Raises:
        AutograderError: the profile's settings cannot be read.
        OSError: its photos cannot be.
    """
    own = course_folder().assignments
    if profile.data is None:
        return own
    folder = Path(tempfile.mkdtemp(prefix="autograder-materials-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    copy = folder / "assignments"
    shutil.copytree(own, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT, "data"))
    data = copy / "lab" / "data"
    data.mkdir()
    for recorded in _recorded(own / "lab" / "data"):
        shutil.copyfile(recorded, data / recorded.name)
    shutil.copyfile(profile.images_file, data / profile.images)
    if profile.data.licence.is_file():
        shutil.copyfile(profile.data.licence, data / "LICENSE.txt")
    settings = json.loads((copy / "lab" / "settings.json").read_text(encoding="utf-8"))
    settings |= json.loads(profile.settings_file.read_text(encoding="utf-8"))
    settings["alpha"] = profile.alpha
    settings["dataset"] = profile.description.for_lab(profile.facts.ladder)
    settings["budget"]["trainable_parameters"] = last_blocks(profile.alpha)
    (copy / "lab" / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    for assignment in load_course().assignments:
        _reword(copy, assignment, wording_for(assignment, profile))
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def _recorded(data: Path) -> list[Path]:
    """Training runs that notebooks show on any pictures; a description of the drawings' base is none."""
    return [path for path in data.glob("*.json") if not path.with_suffix(".weights.h5").exists()]


def _reword(copy: Path, assignment: Assignment, wording: Wording) -> None:
    """The notebook, hints and questions of an assignment as they read on the profile's photos."""
    import nbformat

    if not wording.replacements:
        return
    for folder in ("hint_texts", "question_texts"):
        file = copy / "lab" / folder / f"{assignment.short}.json"
        if file.is_file():
            content = wording.texts(json.loads(file.read_text(encoding="utf-8")))
            file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    file = copy / assignment.name / f"{assignment.name}.ipynb"
    if file.is_file():
        notebook = nbformat.read(file, as_version=4)
        wording.notebook(notebook)
        nbformat.write(notebook, file)
    for file in (copy / assignment.name).glob("tests/*.py"):
        file.write_text(wording.text(file.read_text(encoding="utf-8")), encoding="utf-8")


def last_blocks(alpha: float) -> int:
    """The parameters of MobileNetV2's last two blocks, its last convolution and a small head, rounded up."""
    narrow, wide, last = _channels(160 * alpha), _channels(320 * alpha), _channels(1280 * max(1.0, alpha))
    inside = 6 * narrow
    block_15 = inside * (narrow + 9 + narrow)
    block_16 = inside * (narrow + 9 + wide)
    return -(-(block_15 + block_16 + wide * last + last + 1) // 10_000) * 10_000


def _channels(wanted: float) -> int:
    """Keras makes them multiples of eight, and no more than a tenth smaller than wanted."""
    rounded = max(8, int(wanted + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * wanted else rounded
