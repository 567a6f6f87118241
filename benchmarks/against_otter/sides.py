"""The sides of the comparison: how each grades, or runs, one notebook and a class of copies."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.course import load_course
from benchmarks.against_otter.peer.package import write_peer

Command = list[str]
OURS, OTTER, FLOOR, PLAIN = "this project", "otter run", "floor", "plain nbclient"
#: What only some of the sides would run: public checks, the table of tasks, the export, trials left out while grading.
LEFT_OUT = ("grader.check(", "grader.export(", "lab.status(")
SKIPPED = "skip-while-grading"


@dataclass(frozen=True)
class Scene:
    """One assignment, laid out for all sides.

    Attributes:
        short: such as ``hw2``.
        folder: holds the notebooks and ``lab``; sides run in it.
        peer: what ``otter run`` takes.
    """

    short: str
    folder: Path
    peer: Path

    def notebook(self, number: int = 0) -> Path:
        """The reference; by a number above 0, a copy of it."""
        path = self.folder / (f"class/student{number}.ipynb" if number else "submission.ipynb")
        if not path.exists():
            notebook = nbformat.read(self.notebook(), as_version=4)
            notebook.cells.append(nbformat.v4.new_code_cell(f"owner = {number}", id="owner"))
            path.parent.mkdir(exist_ok=True)
            nbformat.write(notebook, path)
        return path


def lay_out(short: str, folder: Path) -> Scene:
    """Build the reference and the peer's zip in ``folder``."""
    assignment = load_course().find(short)
    kit = local_kit(assignment)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    notebook = nbformat.read(build_notebooks(assignment, folder / "built").solution, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not _left_out(cell)]
    nbformat.write(notebook, folder / "submission.ipynb")
    shutil.copytree(kit.materials / "lab", folder / "lab", ignore=shutil.ignore_patterns("__pycache__"))
    return Scene(short, folder, write_peer(short, kit.materials, kit.hidden, folder / "peer"))


def _left_out(cell: nbformat.NotebookNode) -> bool:
    if cell.cell_type != "code":
        return False
    return SKIPPED in cell.metadata.get("tags", ()) or any(text in cell.source for text in LEFT_OUT)


@dataclass(frozen=True)
class Side:
    """One way to treat submissions.

    Attributes:
        name: for the table.
        one: the command for the reference.
        several: the command for copies, by how many there are and how many run at a time.
        is_floor: whether it prints the seconds of each run without imports.
    """

    name: str
    one: Callable[[Scene], Command]
    several: Callable[[Scene, int, int], Command]
    is_floor: bool = False


def _ours(scene: Scene) -> Command:
    return [*_tool("autograder"), "grade", str(scene.notebook()), "--assignment", scene.short, "--json"]


def _our_class(scene: Scene, students: int, jobs: int) -> Command:
    folder = scene.folder / f"class{students}"
    folder.mkdir(exist_ok=True)
    for number in range(1, students + 1):
        shutil.copy(scene.notebook(number), folder)
    shutil.rmtree(scene.folder / "graded", ignore_errors=True)
    out = ["--out", str(scene.folder / "graded"), "--jobs", str(jobs)]
    return [*_tool("autograder"), "grade", str(folder), "--assignment", scene.short, *out]


def _otter(scene: Scene) -> Command:
    out = scene.folder / "otter-out"
    out.mkdir(exist_ok=True)
    return [*_tool("otter"), "run", "-a", str(scene.peer), "-o", str(out), "--no-logo", str(scene.notebook())]


def _floor(scene: Scene, runs: int = 1) -> Command:
    return [sys.executable, "-m", "benchmarks.against_otter.floor", str(scene.notebook()), str(runs)]


def _plain(scene: Scene) -> Command:
    return [sys.executable, "-m", "benchmarks.against_otter.plain", str(scene.notebook())]


def _side_by_side(command: Callable[[Scene], Command]) -> Callable[[Scene, int, int], Command]:
    """So many processes at a time, each a whole command of its own."""

    def several(scene: Scene, students: int, jobs: int) -> Command:
        name = str(scene.notebook())
        lines = [shlex.join([str(scene.notebook(n)) if part == name else part for part in command(scene)])
                 for n in range(1, students + 1)]  # fmt: skip
        file = scene.folder / "commands"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return ["xargs", "-a", str(file), "-P", str(jobs), "-d", "\\n", "-n", "1", "sh", "-c", 'eval "$1"', "sh"]

    return several


def _floor_class(scene: Scene, students: int, jobs: int) -> Command:
    each = shlex.join(_floor(scene, students // jobs))
    return ["sh", "-c", " & ".join([each] * jobs) + " & wait"]


def _tool(name: str) -> Command:
    return [str(Path(sys.executable).with_name(name))]


SIDES = (
    Side(OURS, _ours, _our_class),
    Side(OTTER, _otter, _side_by_side(_otter)),
    Side(FLOOR, _floor, _floor_class, is_floor=True),
    Side(PLAIN, _plain, _side_by_side(_plain)),
)
