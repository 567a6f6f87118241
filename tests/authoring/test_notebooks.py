"""The real notebooks in real Jupyter kernels: the stub asks for answers, the solution passes its checks."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring import Handout, Secrets, build_handout, master_path, secrets_in_zip
from autograder.course import Assignment, CourseFolder, load_course
from autograder.datasets import doodles
from autograder.submissions.check_log import read_efforts

pytestmark = pytest.mark.slow
ASSIGNMENTS = load_course().assignments
each_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda one: one.short, scope="module")


def _each_day(count: int) -> Iterator[Any]:
    """Each assignment has its days; on the others, running its notebook is for .ci/run --all."""
    today = date.today().toordinal()
    due = {(today + later) % len(ASSIGNMENTS) for later in range(count)}
    for number, assignment in enumerate(ASSIGNMENTS):
        yield pytest.param(assignment, marks=() if number in due else pytest.mark.long, id=assignment.short)


@pytest.fixture(scope="module")
def handout(assignment: Assignment, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Handout:
    return build_handout(assignment, tmp_path_factory.mktemp("dist"), course=CourseFolder(repository))


def _run(handout: Handout, folder: Path, notebook: Path | None = None) -> list[tuple[str, str]]:
    """Unpack the student zip, run its notebook or another in its place, and return ``(cell id, output)`` pairs.

    Warnings and other noise on the standard error are a fault, from whatever library they come.
    """
    with zipfile.ZipFile(handout.student_zip) as archive:
        archive.extractall(folder)
    target = next(folder.glob("*.ipynb"))
    if notebook is not None:
        shutil.copyfile(notebook, target)
    content = nbformat.read(target, as_version=4)
    NotebookClient(content, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    noise = [
        f"{cell.id}: {output.text}"
        for cell in content.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stderr"
    ]
    assert noise == []
    return [
        (cell.id, output.get("text") or output.get("data", {}).get("text/plain", ""))
        for cell in content.cells
        for output in cell.get("outputs", ())
    ]


def _checks(outputs: list[tuple[str, str]]) -> dict[str, str]:
    return {cell: text for cell, text in outputs if cell.startswith("check-")}


@pytest.mark.parametrize("assignment", list(_each_day(2)), scope="module")
def test_the_stub_runs_through_and_asks_for_answers(handout: Handout, tmp_path: Path) -> None:
    checks = _checks(_run(handout, tmp_path))
    assert checks
    for text in checks.values():
        assert re.match(r"Task [\d.]+: ○ not answered yet", text)


@pytest.mark.parametrize("assignment", list(_each_day(1)), scope="module")
def test_the_solution_passes_every_check(handout: Handout, tmp_path: Path) -> None:
    outputs = _run(handout, tmp_path, handout.solution)
    checks = _checks(outputs)
    assert checks
    for text in checks.values():
        assert re.match(r"Task [\d.]+: ✓ passed", text)
    everything = "\n".join(text for _, text in outputs)
    assert "Not answered yet" not in everything
    assert "Warning" not in everything
    assert "Not saved yet" not in everything
    assert f"All {len(checks)} checks pass." in everything
    exported = list(tmp_path.glob("*.zip"))
    assert len(exported) == 1
    with zipfile.ZipFile(exported[0]) as archive:
        assert next(tmp_path.glob("*.ipynb")).name in archive.namelist()
        assert ".OTTER_LOG" not in archive.namelist()  # it holds pickles
    efforts = read_efforts(exported[0])
    assert {f"check-{effort.task.replace('.', '-')}" for effort in efforts if effort.passed} == set(checks)


@each_assignment
def test_the_zip_holds_no_solution_and_no_grader(handout: Handout, assignment: Assignment, repository: Path) -> None:
    course = CourseFolder(repository)
    private = (course.files(assignment.name).grader, *Path(doodles.__file__).parent.glob("*.py"))
    assert secrets_in_zip(handout.student_zip, Secrets(master_path(assignment, course), private)) == []
