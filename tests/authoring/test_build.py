"""With the real otter assign, on a master so small that it takes a second."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import assign, build_handout, build_notebooks, refresh_assignments, stale_files
from autograder.authoring.assign import _summary
from autograder.course import Assignment, CourseFolder, load_course
from autograder.errors import CourseError


def test_a_master_is_split(course: CourseFolder, tiny: Assignment, tmp_path: Path) -> None:
    steps: list[str] = []
    built = build_notebooks(tiny, tmp_path / "out", course=course, progress=steps.append)
    student, solution = (nbformat.read(path, as_version=4) for path in (built.student, built.solution))
    stub = next(cell for cell in student.cells if cell.id == "task-9-1")
    assert stub.source.endswith("    return ...")
    assert next(cell for cell in student.cells if cell.id == "task-9-1-2").source == "favourite_number = ..."
    answer = next(cell for cell in solution.cells if cell.id == "task-9-1")
    assert answer.source.endswith("    twice_the_number = number * 2\n    return twice_the_number")
    assert [cell.id for cell in student.cells] == [cell.id for cell in solution.cells]
    assert built.tests is not None
    assert "Twice as much." in (built.tests / "9.1.py").read_text()
    assert len(steps) == 3


def test_building_twice_gives_the_same_bytes(course: CourseFolder, tiny: Assignment, tmp_path: Path) -> None:
    one, two = (build_handout(tiny, tmp_path / name, course=course) for name in ("one", "two"))
    assert one.student_zip.read_bytes() == two.student_zip.read_bytes()
    assert one.solution.read_bytes() == two.solution.read_bytes()
    with zipfile.ZipFile(one.student_zip) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert str(tmp_path).encode() not in everything


def test_stale_copies_are_found_and_refreshed(course: CourseFolder, tiny: Assignment) -> None:
    committed = course.files(tiny.name).handed_out
    assert refresh_assignments([tiny], course=course) == [committed / "hw9_tiny.ipynb", committed / "tests" / "9.1.py"]
    assert stale_files(tiny, course=course) == []

    master = course.files(tiny.name).notebook
    master.write_text(master.read_text().replace("# # Tiny", "# # Tinier"))
    (committed / "tests" / "9.9.py").write_text("of a task that is gone\n")
    assert stale_files(tiny, course=course) == [committed / "hw9_tiny.ipynb", committed / "tests" / "9.9.py"]

    refresh_assignments([tiny], course=course)
    assert stale_files(tiny, course=course) == []


def test_otters_complaint_is_passed_on(course: CourseFolder, tiny: Assignment, tmp_path: Path) -> None:
    master = course.files(tiny.name).notebook
    master.write_text(master.read_text().replace("# # END QUESTION", "# # END TESTS"))
    with pytest.raises(
        CourseError,
        match=r"failed on hw9_tiny: .*tests.*Fix .* in solutions/hw9_tiny/notebook\.py",
    ):
        build_notebooks(tiny, tmp_path, course=course)


def _hang(arguments: Sequence[str], folder: Path, log: Path) -> None:
    time.sleep(60)


def test_a_hanging_otter_is_given_up(
    course: CourseFolder, tiny: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assign, "_run_otter", _hang)
    monkeypatch.setattr(assign, "_SECONDS", 0.5)
    with pytest.raises(CourseError, match="did not finish"):
        build_notebooks(tiny, tmp_path, course=course)


def test_the_end_of_a_traceback_is_its_summary() -> None:
    traceback = 'Traceback (most recent call last):\n  File "x.py", line 3\n    boom()\n    ^^^~~\n'
    output = traceback + "ValueError: no\n  such thing\n"
    assert _summary(output) == "ValueError: no such thing"
    assert _summary("/usr/bin/python: No module named otter\n") == "/usr/bin/python: No module named otter"
    assert _summary("") == "it gave no reason."


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_the_committed_student_files_are_fresh(repository: Path, assignment: Assignment) -> None:
    stale = [str(path.relative_to(repository)) for path in stale_files(assignment, course=CourseFolder(repository))]
    assert not stale, f"run: autograder build {assignment.short} --refresh"
