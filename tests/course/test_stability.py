"""The verdict on a right submission does not depend on chance: each reference, trained from ten other seeds."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.assurance.corpus.run import grade_notebooks
from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.course import load_course
from autograder.results import Status
from tests.course.test_metamorphic_submissions import another_seed

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(3600)]

SEEDS = range(1000, 1010)


@pytest.mark.parametrize("short", [assignment.short for assignment in load_course().assignments])
def test_a_reference_gets_full_marks_whatever_the_seed(short: str, tmp_path: Path) -> None:
    assignment = load_course().find(short)
    reference = build_notebooks(assignment, tmp_path / "built").solution
    paths = {f"seed {seed}": with_seed(reference, seed, tmp_path / str(seed) / reference.name) for seed in SEEDS}
    missed = {}
    for key, report in grade_notebooks(local_kit(assignment), paths, tmp_path):
        missed[key] = [outcome for outcome in report.outcomes if outcome.status is not Status.PASSED]
        print(key, report.score, [f"{o.check.number}: {o.feedback}" for o in missed[key]], flush=True)
        assert not report.faults
    assert len(missed) == len(SEEDS)
    assert not any(missed.values()), missed


def with_seed(reference: Path, seed: int, path: Path) -> Path:
    """A copy of a notebook that sets another seed wherever it sets one."""
    notebook = nbformat.read(reference, as_version=4)
    before = [cell.source for cell in notebook.cells]
    another_seed(notebook, seed)
    assert [cell.source for cell in notebook.cells] != before
    path.parent.mkdir()
    nbformat.write(notebook, path)
    return path
