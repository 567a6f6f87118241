"""References and their mutants, run and judged in this process: for answers whose tasks train little or nothing."""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Collection
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from autograder.assurance.mutation.mutants import Mutant
from autograder.authoring.build import Notebooks
from autograder.authoring.kit import local_kit
from autograder.authoring.master import METADATA_KEY, master_path, read_master
from autograder.authoring.normalise import normalise, tidy_solution
from autograder.checks import HandedOut, Pictures
from autograder.checks.drift import pretrained_file
from autograder.course import course_folder, load_course
from tests.course.graders.local import failures, submission_of
from tests.course.loading import load_grader


def split(short: str, folder: Path) -> Notebooks:
    """The notebooks of an assignment as otter would split them, in a fraction of the time."""
    assignment = load_course().find(short)
    solution = normalise(read_master(master_path(assignment)), assignment.name)
    # Checks are in cells of their own in a master; and so are configurations of them, which are mere texts.
    solution.cells = [cell for cell in solution.cells if cell.cell_type == "code" and not _is_test(cell.source)]
    for cell in solution.cells:
        cell.source = tidy_solution(cell.source)
    path = folder / "solution.ipynb"
    nbformat.write(solution, path)
    return Notebooks(course_folder().files(assignment.name).handed_out_notebook, path, None)


def _is_test(source: str) -> bool:
    return "BEGIN TEST CONFIG" in source or source.startswith("grader")


@cache
def _cells(solution: Path) -> tuple[tuple[str, str, str], ...]:
    """Id, task ("" where it is none) and source of each cell."""
    cells = nbformat.read(solution, as_version=4).cells
    return tuple((cell.id, cell.metadata.get(METADATA_KEY, {}).get("task", ""), cell.source) for cell in cells)


def work_of(solution: Path, tasks: Collection[str], mutant: Mutant | None = None) -> dict[str, Any]:
    """The names that a notebook binds, if only what it is given and the answers to some tasks are run."""
    work = dict(_given(solution))
    for cell, task, source in _cells(solution):
        if task in tasks:
            try:
                exec(compile(mutant.source if mutant and mutant.cell == cell else source, cell, "exec"), work)
            except Exception:
                if not mutant:
                    raise
    return work


@cache
def _given(solution: Path) -> dict[str, Any]:
    """What a notebook is given: imports, functions, and the loading of data; nothing is shown or trained."""
    work: dict[str, Any] = {}
    for cell, task, source in _cells(solution):
        if not task:
            needed = [statement for statement in ast.parse(source).body if _is_needed(statement)]
            exec(compile(ast.Module(needed, []), cell, "exec"), work)
    return work


def _is_needed(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef():
            return True
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="load_data" | "load_few") | ast.Name(id="len"))):
            return True
    return False


@cache
def _fixtures(short: str) -> dict[str, Any]:
    kit = local_kit(load_course().find(short))
    sys.path.insert(0, str(kit.materials))
    return {
        "hidden": Pictures.load(kit.hidden),
        "weights": pretrained_file(kit.materials),
        "materials": kit.materials,
        "handed_out": HandedOut(kit.materials / "lab"),
    }


def judged(short: str, solution: Path, tasks: Collection[str], mutant: Mutant | None = None) -> dict[str, str]:
    """What the real checks of some tasks say about their answers: number → mistake.

    One of the answers may be a mutant's. Its own task is then judged first, and the first complaint is enough.
    """
    import keras

    fixtures = dict(_fixtures(short))
    keras.utils.set_random_seed(0)
    with redirect_stdout(io.StringIO()):
        submission = submission_of(work_of(solution, tasks, mutant))
    grader = load_grader(load_course().find(short).name)
    found: dict[str, str] = {}
    for task in sorted(tasks, key=lambda task: mutant is not None and task != mutant.task):
        told = failures(grader, [task], {"submission": submission, **fixtures}, all_of_them=mutant is None)
        found |= {number: feedback.mistake for number, feedback in told.items()}
        if mutant and found:
            break
    return found
