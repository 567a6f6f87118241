"""Grading the corpus of an assignment, several submissions at a time.

Only what a change can have altered is judged again. A verdict is kept by the digest of all that it comes from. Where
nothing has changed but the grader's side (hidden checks, thresholds, messages, ``autograder.checks``), the grader is
given the recorded answers of the submission, as long as it asks for the very same; see
:mod:`autograder.assurance.corpus.recording`. Only verdicts that are right, and the recordings of those, are kept:
otherwise the machine may have been to blame.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.assurance.corpus.clock import Clock, clock_of
from autograder.assurance.corpus.judging import Judged, Source
from autograder.assurance.corpus.kept import Kept, kept_file
from autograder.assurance.corpus.keys import Keys
from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.classes.pool import LocalPool
from autograder.classes.worker import GradingTask
from autograder.course import Assignment
from autograder.engine.kit import GradingKit
from autograder.engine.machine import processors
from autograder.results import Report
from autograder.submissions.patching import patch_notebook

COMMAND = (sys.executable, "-m", "autograder.assurance.corpus.worker")


def grade_corpus(
    assignment: Assignment, *, cases: Sequence[Case] | None = None, jobs: int | None = None, everything: bool = False
) -> Iterator[Judged]:
    """Grade cases of an assignment, by default all; they come in the order in which they are through.

    Args:
        assignment: which.
        cases: of this assignment.
        jobs: how many at a time; by default one for each processor.
        everything: whether nothing that was kept is used.

    Raises:
        AutograderError: the assignment cannot be built, or its corpus is missing.
        ValueError: a patch does not fit the reference.
    """
    chosen = load_cases(assignment.name) if cases is None else cases
    with tempfile.TemporaryDirectory(prefix="autograder-corpus-") as name, Kept(kept_file()) as kept:
        folder = Path(name)
        folder.chmod(0o711)  # a submission's own user goes through it to its box
        reference = build_notebooks(assignment, folder / "reference").solution
        notebooks = [
            (case, patch_notebook(reference, case.patch, folder / str(number) / f"{assignment.name}.ipynb"))
            for number, case in enumerate(chosen)
        ]
        yield from judge(local_kit(assignment), notebooks, folder, kept, jobs=jobs, everything=everything)


def judge(
    kit: GradingKit,
    notebooks: Sequence[tuple[Case, Path]],
    folder: Path,
    kept: Kept,
    *,
    jobs: int | None = None,
    everything: bool = False,
) -> Iterator[Judged]:
    """Judge cases by their notebooks: those first whose verdict is kept.

    Args:
        kit: grader, hidden data and materials.
        notebooks: of the cases.
        folder: for temporary files.
        kept: verdicts and recordings.
        jobs: how many at a time; by default one for each processor.
        everything: whether nothing that was kept is used.
    """
    jobs = jobs or processors()
    threads = max(1, processors() // jobs)  # also for a single case: with more, its numbers would be others
    keys = Keys(kit, threads)
    waiting: dict[str, tuple[Case, Path]] = {}
    for number, (case, path) in enumerate(notebooks):
        if everything:
            kept.forget_recording(keys.recording(path))
        elif (report := kept.verdict(keys.verdict(path))) is not None:
            judged = Judged(case, report, Source.KEPT)
            if judged.right:  # or else what is expected of it has changed, and it is looked at again
                yield judged
                continue
        waiting[str(number)] = case, path
    can_replay = clock_of(kit) is not Clock.MACHINE
    before = {key: kept.number(keys.recording(path)) for key, (_, path) in waiting.items() if can_replay}
    tasks = [GradingTask(key, path) for key, (_, path) in waiting.items()]
    if not tasks:
        return
    for done in LocalPool(kit, min(jobs, len(tasks)), threads, folder / "scratch", COMMAND).run(tasks):
        key = done.result.digest
        case, path = waiting[key]
        known = before.get(key)
        replayed = known is not None and kept.number(keys.recording(path)) == known
        judged = Judged(case, done.result.report, Source.REPLAYED if replayed else Source.RUN)
        if judged.right and keys.unchanged():
            kept.keep_verdict(keys.verdict(path), judged.report)
        elif not replayed:
            kept.forget_recording(keys.recording(path))
        yield judged


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
