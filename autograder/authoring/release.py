"""One command's worth: everything that is handed out or uploaded for an assignment."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.build import build_handout, refresh_assignments
from autograder.authoring.kit import local_kit
from autograder.authoring.lab_files import refresh_lab_files
from autograder.authoring.wording import wording_for
from autograder.course import Assignment
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.gradescope.package import write_gradescope_zip


@dataclass(frozen=True)
class Release:
    """Finished files of one assignment.

    Attributes:
        student_zip: for students.
        solution: the notebook with the answers, for staff.
        gradescope_zip: to upload as Gradescope's autograder.
    """

    student_zip: Path
    solution: Path
    gradescope_zip: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return self.student_zip, self.solution, self.gradescope_zip

    def stub(self, folder: Path) -> Path:
        """The student notebook as students receive it, unpacked into ``folder``."""
        with zipfile.ZipFile(self.student_zip) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".ipynb"))
            return Path(archive.extract(name, folder))


def release(
    assignment: Assignment,
    dist: Path,
    *,
    profile: Profile = DRAWN,
    refresh: bool = False,
    on_step: Callable[[str], None] = lambda text: None,
) -> Release:
    """Build an assignment into ``dist/<name>/``.

    Args:
        assignment: which one.
        dist: made if missing; files of an earlier build are replaced.
        profile: its pictures and base weights.
        refresh: also renew the committed copy in ``assignments/``; what ``lab`` has of it is renewed in any case.
        on_step: told what begins.

    Raises:
        AutograderError: something that is needed is missing or wrong.
    """
    folder = dist / assignment.name
    refresh_lab_files(assignment)  # always: they go into both zips from there
    on_step("preparing the hidden images")
    kit = local_kit(assignment, profile)
    handout = build_handout(
        assignment,
        folder,
        lab=kit.materials / "lab",
        fetched=kit.fetched,
        wording=wording_for(assignment, profile),
        progress=on_step,
    )
    if refresh:
        on_step("renewing assignments/")
        refresh_assignments([assignment])
    on_step("packing the Gradescope zip")
    gradescope_zip = write_gradescope_zip(kit, folder / "gradescope.zip")
    return Release(handout.student_zip, handout.solution, gradescope_zip)
