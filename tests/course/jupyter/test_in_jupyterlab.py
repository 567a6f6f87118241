"""From the student zip to full marks in a real JupyterLab and a real browser, the way a student goes.

Needs Playwright for Python and Debian's Chromium; skipped where either is missing. One assignment is worked through in
an ordinary run of the tests, the others with ``pytest -m jupyter``, which takes some minutes each. With the environment
variable ``SCREENSHOTS`` set to a folder, pictures of all pages are left there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.authoring import Handout, build_handout
from autograder.course import Assignment, CourseFolder, load_course
from tests.course.jupyter.server import clean_home, fresh_environment, jupyterlab

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ALWAYS = "hw2"
pytest.importorskip("playwright")
pytest.importorskip("jupyterlab")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
ASSIGNMENTS = [
    pytest.param(one, id=one.short, marks=pytest.mark.jupyter if one.short != ALWAYS else pytest.mark.long)
    for one in load_course().assignments
]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fresh_environment(tmp_path_factory.mktemp("environment"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return clean_home(tmp_path / "home")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


def unpacked(handout: Handout, folder: Path) -> Path:
    """The notebook of the student zip, unpacked into ``folder``."""
    with zipfile.ZipFile(handout.student_zip) as archive:
        archive.extractall(folder)
    return next(folder.glob("*.ipynb"))


def noise(notebook: Any) -> list[str]:
    """What cells wrote to the standard error, and errors."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    written = [output.text for output in outputs if output.get("name") == "stderr"]
    return written + [output.ename for output in outputs if output.output_type == "error"]


def html(notebook: Any) -> str:
    return "\n".join(
        "".join(output.get("data", {}).get("text/html", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    )


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_from_the_zip_to_full_marks(
    assignment: Assignment,
    repository: Path,
    python: Path,
    environment: dict[str, str],
    browser: Any,
    tmp_path: Path,
) -> None:
    from tests.course.jupyter.page import NotebookPage

    pictures = Path(os.environ.get("SCREENSHOTS", tmp_path / "pictures"))
    handout = build_handout(assignment, tmp_path / "dist", course=CourseFolder(repository))
    file = unpacked(handout, tmp_path / "work")
    solution = nbformat.read(handout.solution, as_version=4)
    checks = sum(cell.id.startswith("check-") for cell in solution.cells)
    with jupyterlab(python, file.parent, environment) as address:
        page = browser.new_page(viewport={"width": 1150, "height": 1000})
        page.goto(address.format(file.name))
        notebook = NotebookPage(page, file)

        # Nothing is answered yet, and nothing breaks.
        notebook.run_all()
        assert len(notebook.texts(r"Task [\d.]+: ○ not answered yet\.")) == checks
        assert len(notebook.texts("○ not answered yet")) == checks  # the table of lab.status()
        assert noise(notebook.save()) == []
        notebook.screenshots(pictures, f"{assignment.short}-stub")

        # Work through it, save, and run everything once more.
        answers = {n: cell.source for n, cell in enumerate(solution.cells) if cell.id.startswith("task-")}
        for number, source in answers.items():
            notebook.write(number, source)
        saved = notebook.save()
        assert {number: saved.cells[number].source for number in answers} == answers
        notebook.restart_and_run_all()
        assert len(notebook.texts(r"Task [\d.]+: ✓ passed\.")) == checks
        done = notebook.save()
        assert noise(done) == []
        assert html(done).count("<img src=") >= 1
        assert "Not answered yet" not in str(done.cells)
        assert "Not saved yet" not in str(done.cells)
        notebook.screenshots(pictures, f"{assignment.short}-done")

        # Who changes something and forgets to save is told when the zip is made.
        number = next(iter(answers))
        notebook.write(number, "# A last thought\n" + answers[number])
        notebook.run(number)
        notebook.run(len(solution.cells) - 1)
        assert "Not saved yet: 1 cell differs" in notebook.cells.last.inner_text()
        notebook.save()
        notebook.run(len(solution.cells) - 1)
        assert "Not saved yet" not in notebook.cells.last.inner_text()
        done = notebook.save()
        page.close()

    # The last cell has made a zip of what was saved.
    submission = max(file.parent.glob(f"{file.stem}_*.zip"), key=lambda path: path.stat().st_mtime)
    assert submission.name in html(done)
    graded = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", submission, "--assignment", assignment.short, "--json"],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert graded.returncode == 0, graded.stderr
    report = json.loads(graded.stdout)
    lost = {test["number"]: test["output"] for test in report["tests"] if test["status"] != "passed"}
    assert lost == {}
    assert report["score"] == report["max_score"] > 0


def test_the_stub_runs_in_nbconvert(
    repository: Path, python: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    handout = build_handout(load_course().find(ALWAYS), tmp_path / "dist", course=CourseFolder(repository))
    file = unpacked(handout, tmp_path / "work")
    command = [python, "-m", "nbconvert", "--execute", "--to", "html", "--output", "page", file.name]
    done = subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = (file.parent / "page.html").read_text(encoding="utf-8")
    told = re.findall(r"<strong>Task [\d.]+: ([^<]+)\.</strong>", page)
    assert set(told) == {"○ not answered yet"}
    assert "Traceback" not in page
    assert 'data-mime-type="application/vnd.jupyter.stderr"' not in page  # its style sheet writes it otherwise
