"""From a master notebook to everything on the students' side of an assignment."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.assign import otter_assign
from autograder.authoring.handout import write_student_zip
from autograder.authoring.master import master_path, read_master
from autograder.authoring.normalise import normalise, tidy_solution, write_notebook
from autograder.authoring.setup import add_setup
from autograder.authoring.wording import AS_WRITTEN, Wording
from autograder.course import Assignment, CourseFolder, course_folder
from autograder.datasets.pretrained_weights import Pretrained
from autograder.errors import CourseError

#: Called with a few words whenever a step begins.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Notebooks:
    """What a master was split into.

    Attributes:
        student: the notebook with stubs; its file name is the assignment's.
        solution: the same notebook with the answers.
        tests: the folder of public checks that ``grader.check`` reads, or None when they are in the notebook.
    """

    student: Path
    solution: Path
    tests: Path | None


@dataclass(frozen=True)
class Handout:
    """Finished files on the students' side.

    Attributes:
        student_zip: what students unpack and open.
        solution: the notebook with the answers, for staff.
    """

    student_zip: Path
    solution: Path


def _silent(_: str) -> None:
    pass


def build_notebooks(
    assignment: Assignment,
    out: Path,
    *,
    course: CourseFolder | None = None,
    wording: Wording = AS_WRITTEN,
    progress: Progress = _silent,
) -> Notebooks:
    """Split an assignment's master with otter assign, and write byte-stable notebooks below ``out``.

    Args:
        assignment: which one.
        out: an empty or missing folder; gets ``student/<name>.ipynb``, ``student/tests/`` and ``solution.ipynb``.
        course: whose master; by default the one that we work on.
        wording: how its texts read on the pictures in use.
        progress: told about each step.

    Raises:
        CourseError: the master is missing or broken, or otter assign failed.
    """
    import nbformat

    progress("reading the master notebook")
    master = read_master(master_path(assignment, course))
    name = f"{assignment.name}.ipynb"
    with tempfile.TemporaryDirectory(prefix="autograder-assign-") as folder:
        source, result = Path(folder) / "master" / name, Path(folder) / "result"
        write_notebook(master, source)
        progress("splitting it with otter assign")
        otter_assign(source, result)
        progress("writing the notebooks")
        student = normalise(nbformat.read(result / "student" / name, as_version=4), assignment.name)
        solution = normalise(nbformat.read(result / "autograder" / name, as_version=4), assignment.name)
        for cell in solution.cells:
            cell.source = tidy_solution(cell.source)
        for notebook in (student, solution):
            add_setup(notebook, assignment.student_zip_url)
            wording.notebook(notebook)
        write_notebook(student, out / "student" / name)
        write_notebook(solution, out / "solution.ipynb")
        tests = _copy_tests(result / "student" / "tests", out / "student" / "tests", wording)
    return Notebooks(out / "student" / name, out / "solution.ipynb", tests)


def _copy_tests(source: Path, target: Path, wording: Wording) -> Path | None:
    files = sorted(source.glob("*.py"))
    if not files:
        return None
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        lines = [line.rstrip() for line in file.read_text(encoding="utf-8").splitlines()]
        text = wording.text("\n".join(lines).strip("\n") + "\n")
        (target / file.name).write_text(text, encoding="utf-8", newline="\n")
    return target


def build_handout(
    assignment: Assignment,
    out: Path,
    *,
    course: CourseFolder | None = None,
    lab: Path | None = None,
    fetched: Pretrained | None = None,
    wording: Wording = AS_WRITTEN,
    progress: Progress = _silent,
) -> Handout:
    """Write ``out/student.zip`` and ``out/solution.ipynb``.

    Args:
        assignment: which one.
        out: a folder; made if missing.
        course: whose master and ``lab``; by default the one that we work on.
        lab: the folder of the ``lab`` package with its data, if not the course's own.
        fetched: the weights that Keras fetches on a student's machine, if it has to.
        wording: how its texts read on the pictures in use.
        progress: told about each step.

    Raises:
        CourseError: the master or lab's data are missing, or otter assign failed.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as folder:
        notebooks = build_notebooks(assignment, Path(folder), course=course, wording=wording, progress=progress)
        progress("packing the student zip")
        out.mkdir(parents=True, exist_ok=True)
        student_zip = write_student_zip(
            notebooks.student,
            notebooks.tests,
            lab or (course or course_folder()).lab,
            out / "student.zip",
            fetched,
        )
        solution = Path(shutil.copyfile(notebooks.solution, out / "solution.ipynb"))
    return Handout(student_zip, solution)


def refresh_assignments(
    assignments: Iterable[Assignment], *, course: CourseFolder | None = None, progress: Progress = _silent
) -> list[Path]:
    """Bring the committed student copies in ``assignments/`` up to date with their masters.

    Returns:
        The files that were written or deleted.

    Raises:
        CourseError: a master is missing or broken, or otter assign failed.
    """
    course = course or course_folder()
    changed = []
    for assignment in assignments:
        committed = course.files(assignment.name).handed_out
        for path, content in _differences(assignment, course, progress).items():
            target = committed / path
            if content is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            changed.append(target)
    return changed


def stale_files(assignment: Assignment, *, course: CourseFolder | None = None) -> list[Path]:
    """The committed files of ``assignment`` that differ from what its master gives now, are missing, or are too many.

    Raises:
        CourseError: the master is missing or broken, or otter assign failed.
    """
    course = course or course_folder()
    committed = course.files(assignment.name).handed_out
    return [committed / path for path in _differences(assignment, course, _silent)]


def _differences(assignment: Assignment, course: CourseFolder, progress: Progress) -> dict[Path, bytes | None]:
    """What to write (or, where None, delete) so that the committed copy is fresh; paths are relative to it."""
    with tempfile.TemporaryDirectory(prefix="autograder-build-") as folder:
        notebooks = build_notebooks(assignment, Path(folder), course=course, progress=progress)
        fresh = _contents(notebooks.student.parent)
    old = _contents(course.files(assignment.name).handed_out)
    if not fresh:
        raise CourseError(f"Nothing was built for {assignment.name}.", "Look at its master notebook.")
    return {path: fresh.get(path) for path in sorted(fresh | old) if fresh.get(path) != old.get(path)}


def _contents(folder: Path) -> dict[Path, bytes]:
    """The notebook and the public checks below ``folder``; what Jupyter and otter leave behind does not count."""
    files = [*folder.glob("*.ipynb"), *folder.glob("tests/*.py")]
    return {path.relative_to(folder): path.read_bytes() for path in files}
