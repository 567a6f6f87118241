"""What students have beside their notebook, made for a profile."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from pathlib import Path

from autograder.course import course_folder
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
    shutil.copyfile(profile.images_file, data / profile.images)
    if profile.data.licence.is_file():
        shutil.copyfile(profile.data.licence, data / "LICENSE.txt")
    settings = json.loads((copy / "lab" / "settings.json").read_text(encoding="utf-8"))
    settings |= json.loads(profile.settings_file.read_text(encoding="utf-8"))
    settings["dataset"] = profile.description.for_lab()
    (copy / "lab" / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy
