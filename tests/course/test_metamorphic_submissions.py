"""Whole submissions that differ in nothing that counts: each gets the verdict of the one that it is made from."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assurance.corpus.cases import Case, counts, load_cases, shortened_training
from autograder.assurance.corpus.run import grade_notebooks
from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.authoring.master import METADATA_KEY
from autograder.course import load_course
from autograder.results import Status
from autograder.submissions.patching import patch_notebook

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(3600)]

#: A wrong submission of each assignment, to see that a disguise does not hide a mistake either.
WRONG = {"hw2_build_head": "flattened", "hw4_overfitting": "any_gap"}
Change = Callable[[Any], None]


def another_seed(notebook: Any, seed: int = 987654) -> None:
    """The seed that the notebook sets."""
    for cell in notebook.cells:
        cell.source = re.sub(r"set_random_seed\(\d+\)", f"set_random_seed({seed})", cell.source)


def other_order(notebook: Any) -> None:
    """Functions come first and in reverse; a cell that only defines functions depends on no other when it is run."""
    cells = notebook.cells
    start = 1 + next(place for place, cell in enumerate(cells) if "import keras" in cell.source)
    functions = [cell for cell in cells if METADATA_KEY in cell.metadata and _only_defines(cell.source)]
    assert len(functions) > 2
    notebook.cells = [
        *cells[:start],
        *reversed(functions),
        *(cell for cell in cells[start:] if not any(cell is function for function in functions)),
    ]


def _only_defines(source: str) -> bool:
    lines = [line for line in source.splitlines() if line and line[0] not in " )#"]
    return all(line.startswith(("def ", "import ", "from ")) for line in lines)


def layers_that_do_nothing(notebook: Any) -> None:
    """One before the base and one after pooling."""
    for cell in notebook.cells:
        cell.source = re.sub(
            r"^( +)x = keras\.layers\.GlobalAveragePooling2D\(\)\(x\)$",
            r'\1x = keras.layers.GlobalAveragePooling2D()(x)\n\1x = keras.layers.Activation("linear")(x)\n'
            r"\1x = keras.layers.Dropout(0)(x)",
            cell.source,
            flags=re.M,
        )


def other_names(notebook: Any) -> None:
    """Of layers, and of the variables in functions."""
    for cell in notebook.cells:
        cell.source = cell.source.replace("GlobalAveragePooling2D()", 'GlobalAveragePooling2D(name="squeeze")')
        cell.source = re.sub(r"Dense\((num_classes|len\(few\.class_names\))", r'Dense(\1, name="verdict"', cell.source)
        cell.source = re.sub(r"\b(second_half|jumps_up|stopping|biases)\b", r"my_\1", cell.source)


CHANGES = (another_seed, other_order, layers_that_do_nothing, other_names)


@pytest.fixture(scope="module", params=WRONG)
def graded(request, tmp_path_factory):
    """(which, change) → what each check says."""
    assignment = load_course().find(request.param)
    folder: Path = tmp_path_factory.mktemp("metamorphic")
    reference = build_notebooks(assignment, folder / "built").solution
    short = shortened_training(assignment.name)
    wrong = next(case for case in load_cases(assignment.name) if case.name == WRONG[assignment.name] and not case.valid)
    whole = Case(assignment.name, "reference", valid=True, patch=short.patch)
    paths = {}
    for case in (whole, wrong):
        plain = patch_notebook(reference, case.patch, folder / f"{case.name}.ipynb")
        for change in (None, *CHANGES):
            notebook = nbformat.read(plain, as_version=4)
            before = [cell.source for cell in notebook.cells]
            if change:
                change(notebook)
                assert case.valid is False or [cell.source for cell in notebook.cells] != before
            key = f"{case.name} {change.__name__ if change else ''}".strip()
            paths[key] = folder / key.replace(" ", "-") / f"{assignment.name}.ipynb"
            paths[key].parent.mkdir()
            nbformat.write(notebook, paths[key])
    found = {}
    for key, report in grade_notebooks(local_kit(assignment), paths, folder):
        assert not report.faults, report.faults
        found[key] = {
            outcome.check.number: (outcome.status, outcome.mistake)
            for outcome in report.outcomes
            if counts(outcome.check.number, short.left_out)
        }
    return found, wrong


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_right_one_stays_right(graded, change):
    found, _ = graded
    assert {status for status, _ in found["reference"].values()} == {Status.PASSED}
    assert found[f"reference {change.__name__}"] == found["reference"]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_wrong_one_stays_wrong_in_the_same_way(graded, change):
    found, wrong = graded
    assert {number for number, (status, _) in found[wrong.name].items() if status is Status.FAILED} == set(wrong.fails)
    assert found[f"{wrong.name} {change.__name__}"] == found[wrong.name]
