"""The official results of a class, computed from its store once; reports are made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classes.corrections import Correction
from autograder.classes.efforts import TaskEffort, task_efforts
from autograder.classes.official import GradedAttempt
from autograder.classes.people import HandedIn
from autograder.classes.similarity import Pair, alike
from autograder.classes.statistics import ClassStatistics, class_statistics
from autograder.classes.store import ClassStore
from autograder.results import Status


@dataclass(frozen=True)
class AttemptSummary:
    """How one attempt went, in brief: a large class is in memory as these.

    Attributes:
        handed_in: whose.
        score: points, or None where nothing could be graded.
        max_score: points that could be reached; 0 where there were no checks.
        passed: how many checks it passed.
        checks: how many there were.
        first_feedback: the first thing to fix.
        seconds: it took.
        memory_mb: the most that the student's process had.
        crashed: whether grading itself failed.
        deducted: points, for being late.
        excused: whether an instructor said that it is not to be counted.
        corrections: what an instructor decided about it, and why.
        curve: what the curve did to its points.
    """

    handed_in: HandedIn
    score: float | None
    max_score: float
    passed: int
    checks: int
    first_feedback: str
    seconds: float
    memory_mb: float
    crashed: bool = False
    deducted: float = 0.0
    excused: bool = False
    corrections: tuple[str, ...] = ()
    curve: str = ""

    @property
    def status(self) -> str:
        """In a word or two, how it went."""
        if self.excused:
            return "excused"
        if self.score is not None:
            return "graded"
        return "crashed" if self.crashed else "ungradable"

    @classmethod
    def of(cls, attempt: GradedAttempt) -> AttemptSummary:
        """Of a graded attempt."""
        report = attempt.report
        return cls(
            handed_in=attempt.handed_in,
            score=report.score if report.counts else None,
            max_score=report.max_score,
            passed=sum(outcome.status is Status.PASSED for outcome in report.outcomes),
            checks=len(report.outcomes),
            first_feedback=report.first_feedback,
            seconds=report.seconds,
            memory_mb=report.peak_memory_mb,
            crashed=attempt.crashed,
            deducted=report.deducted,
            excused=report.excused,
            corrections=(*(o.corrected for o in report.outcomes if o.corrected), *report.corrections),
            curve=report.curve,
        )


@dataclass(frozen=True)
class ClassResults:
    """Everything that reports about a class say.

    Attributes:
        assignment: its name.
        title: of the assignment, for people.
        platform: where the class was downloaded from.
        grader: digest of the grader whose results these are.
        remarks: about what was passed over when the class was read.
        max_score: points that could be reached.
        latest: of each student or group the attempt that counts: the latest one, unless another was to be kept.
        statistics: of these attempts.
        pairs: of these attempts, those that are suspiciously alike.
        corrections: what an instructor decided, in the order in which it was.
        efforts: what each task took, as far as logs of checks were handed in.
        logs: how many were.
        pictures: what people call the pictures that it was graded on.
    """

    assignment: str
    title: str
    platform: str
    grader: str
    remarks: tuple[str, ...]
    max_score: float
    latest: tuple[AttemptSummary, ...]
    statistics: ClassStatistics
    pairs: tuple[Pair, ...]
    corrections: tuple[Correction, ...] = ()
    efforts: tuple[TaskEffort, ...] = ()
    logs: int = 0
    pictures: str = ""


def class_results(store: ClassStore) -> ClassResults:
    """The official results in a store; one report at a time is held in memory."""
    grader = store.fact("grader")
    max_score = 0.0
    latest: list[AttemptSummary] = []
    files: dict[tuple[str, Path], str] = {}  # members of a group may have rows of their own, with one submission

    def counted() -> Iterator[GradedAttempt]:
        nonlocal max_score
        for attempt in store.graded(grader):
            max_score = max(max_score, attempt.report.max_score)
            if attempt.handed_in.counts:
                latest.append(AttemptSummary.of(attempt))
                if attempt.handed_in.attempt:
                    files.setdefault((attempt.digest, attempt.handed_in.path), attempt.handed_in.label)
                yield attempt

    statistics = class_statistics(counted())
    logs = [log for digest, _ in files if (log := store.efforts(digest))]
    return ClassResults(
        assignment=store.fact("assignment"),
        title=store.fact("title") or store.fact("assignment"),
        platform=store.fact("platform"),
        grader=grader,
        remarks=tuple(json.loads(store.fact("remarks", "[]"))),
        max_score=max_score,
        latest=tuple(latest),
        statistics=statistics,
        pairs=tuple(_similar_pairs(store, [(label, digest) for (digest, _), label in files.items()])),
        corrections=tuple(store.ledger.standing()),
        efforts=task_efforts(logs, (item.check.task for item in statistics.items)),
        logs=len(logs),
        pictures=store.fact("pictures"),
    )


def _similar_pairs(store: ClassStore, latest: Sequence[tuple[str, str]]) -> list[Pair]:
    handed_out = json.loads(store.fact("handed_out", "[]"))
    names = _told_apart([label for label, _ in latest])
    return alike(names, lambda place: store.cells(latest[place][1]), handed_out)


def _told_apart(labels: Sequence[str]) -> list[str]:
    """The same labels, numbered where two students have the same name."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label} #{seen[label]}")
    return result
