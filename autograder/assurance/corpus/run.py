"""Grading the corpus of an assignment, several submissions at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.assurance.corpus.judging import Judged
from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.classes.pool import LocalPool
from autograder.classes.worker import GradingTask
from autograder.course import Assignment
from autograder.engine.kit import GradingKit
from autograder.engine.machine import processors
from autograder.results import Report
from autograder.submissions.patching import patch_notebook


def grade_corpus(
    assignment: Assignment, *, cases: Sequence[Case] | None = None, jobs: int | None = None
) -> Iterator[Judged]:
    """Grade cases of an assignment, by default all; they come in the order in which they are through.

    Args:
        assignment: which.
        cases: of this assignment.
        jobs: how many at a time; by default one for each processor.

    Raises:
        AutograderError: the assignment cannot be built, or its corpus is missing.
        ValueError: a patch does not fit the reference.
    """
    chosen = load_cases(assignment.name) if cases is None else cases
    with tempfile.TemporaryDirectory(prefix="autograder-corpus-") as name:
        folder = Path(name)
        reference = build_notebooks(assignment, folder / "reference").solution
        notebooks = {
            str(number): patch_notebook(reference, case.patch, folder / str(number) / f"{assignment.name}.ipynb")
            for number, case in enumerate(chosen)
        }
        for key, report in grade_notebooks(local_kit(assignment), notebooks, folder, jobs=jobs):
            yield Judged(chosen[int(key)], report)


def grade_notebooks(
    kit: GradingKit, notebooks: Mapping[str, Path], folder: Path, *, jobs: int | None = None
) -> Iterator[tuple[str, Report]]:
    """Grade notebooks by their keys, several at a time; they come in the order in which they are through.

    Args:
        kit: grader, hidden data and materials.
        notebooks: where they are, by keys of the caller's.
        folder: for temporary files, above the notebooks or elsewhere.
        jobs: how many at a time; by default one for each processor.
    """
    if not notebooks:
        return
    folder.chmod(0o711)  # a submission's own user goes through it to its box
    jobs = min(jobs or processors(), len(notebooks))
    threads = max(1, processors() // jobs)
    tasks = [GradingTask(key, path) for key, path in notebooks.items()]
    for done in LocalPool(kit, jobs, threads, folder / "scratch").run(tasks):
        yield done.result.digest, done.result.report
