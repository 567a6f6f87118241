"""The main job: build an assignment, lay it out as Gradescope does, grade its reference, stub and typical mistakes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.own_course import copy_course
from autograder.course import Assignment, CourseFolder, course_folder, load_course, nearest_course, working_on
from autograder.course.folder import VARIABLE
from autograder.errors import AutograderError, CourseError
from autograder.reports.page import results_page
from autograder.results import Report

if TYPE_CHECKING:
    from autograder.authoring.release import Release


_OURS = ".made-by-the-demo"


@dataclass(frozen=True)
class DemoResult:
    """What the demo leaves.

    Attributes:
        reports: label and report of each submission, the reference first, then the stub.
        zip: the zip for Gradescope.
        page: HTML page with all reports.
        course: which one it showed.
    """

    reports: list[tuple[str, Report]]
    zip: Path
    page: Path
    course: CourseFolder

    @property
    def as_expected(self) -> bool:
        """Reference full marks, stub at most a tenth, every wrong submission in between."""
        (_, reference), (_, stub), *wrong = self.reports
        return (
            reference.score == reference.max_score > 0
            and stub.score <= 0.1 * reference.max_score
            and all(0 < report.score < report.max_score for _, report in wrong)
        )


def demo_course(folder: Path) -> CourseFolder:
    """The course that we work on, or else a copy in ``folder`` of the one that comes with the package.

    Args:
        folder: of the demo; an earlier demo's copy there is replaced.

    Raises:
        CourseError: the copy cannot be made, or something else lies where it belongs.
    """
    if os.environ.get(VARIABLE) or nearest_course(Path.cwd()):
        return course_folder()
    copy = folder / "course"
    if (copy / _OURS).exists():
        shutil.rmtree(copy)
    if copy.exists():
        raise CourseError(
            f"{copy} was not made by the demo, and is not overwritten.", "Choose another folder with --out FOLDER."
        )
    course = copy_course(copy)
    (copy / _OURS).touch()
    return course


def run_demo(folder: Path, on_step: Callable[[str], None]) -> DemoResult:
    """Run the demo in ``folder`` (made if need be; its earlier results are replaced).

    Args:
        folder: where the zip, the results and the page are left, and the course if we are in none.
        on_step: called with what happens next, seven times.

    Raises:
        AutograderError: a step failed.
    """
    with working_on(demo_course(folder)):
        return _run(folder, on_step)


def _run(folder: Path, on_step: Callable[[str], None]) -> DemoResult:
    from autograder.authoring.release import release

    course = load_course()
    assignment = course.find(course.demo) if course.demo else course.assignments[0]
    on_step(f"building {assignment.short}")
    built = release(assignment, folder / "dist")
    reports = []
    for label, notebook in _submissions(assignment, built, folder / "submissions"):
        on_step(f"grading: {label}")
        reports.append((label, _grade_as_gradescope(built.gradescope_zip, notebook, folder / notebook.stem)))
    on_step("writing the page")
    page = folder / "index.html"
    page.write_text(results_page(f"{assignment.title}: {len(reports)} submissions", reports), encoding="utf-8")
    return DemoResult(reports, built.gradescope_zip, page, course_folder())


def _submissions(assignment: Assignment, built: Release, folder: Path) -> list[tuple[str, Path]]:
    from autograder.submissions.patching import patch_notebook

    folder.mkdir(parents=True, exist_ok=True)
    chosen = [
        ("reference solution", Path(shutil.copyfile(built.solution, folder / "reference.ipynb"))),
        ("untouched stub", built.stub(folder).rename(folder / "stub.ipynb")),
    ]
    for patch in sorted((course_folder().files(assignment.name).submissions / "demo").glob("*.py")):
        label = patch.read_text(encoding="utf-8").splitlines()[0].lstrip("# ").rstrip(".")
        chosen.append(
            (label, patch_notebook(built.solution, patch.read_text(encoding="utf-8"), folder / f"{patch.stem}.ipynb"))
        )
    return chosen


def _grade_as_gradescope(archive: Path, notebook: Path, folder: Path) -> Report:
    """Unpack the zip into ``folder/autograder`` and run its ``run_autograder`` there, with this interpreter."""
    root = (folder / "autograder").resolve()
    shutil.rmtree(root, ignore_errors=True)
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(archive) as unpacked:
        unpacked.extractall(root / "source")
    shutil.copyfile(notebook, root / "submission" / notebook.name)
    environment = {
        **os.environ,
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_PYTHON": sys.executable,
        "PYTHONPATH": str(root / "source" / "engine"),
    }
    command = ["bash", str(root / "source" / "run_autograder")]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    results = root / "results" / "results.json"
    found = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    if "extra_data" not in found:
        tail = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise AutograderError(
            f"run_autograder left no complete results for {notebook.name}: {' '.join(tail)}",
            f"Run it by hand: AUTOGRADER_ROOT={root} bash {command[1]}",
        )
    shutil.copyfile(results, folder / "results.json")
    return Report.from_json(found["extra_data"])
