"""The official results of a class, computed from its store once; reports are made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.classes.people import HandedIn
from autograder.classes.similarity import Pair, alike
from autograder.classes.statistics import ClassStatistics, class_statistics
from autograder.classes.store import ClassStore, GradedAttempt
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
        first_feedback: the first thing to mend.
        seconds: it took.
        memory_mb: the most that the student's process had.
        crashed: whether grading itself failed.
        deducted: points, for being late.
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

    @classmethod
    def of(cls, attempt: GradedAttempt) -> AttemptSummary:
        """Of a graded attempt."""
        report = attempt.report
        return cls(
            handed_in=attempt.handed_in,
            score=None if report.error else report.score,
            max_score=report.max_score,
            passed=sum(outcome.status is Status.PASSED for outcome in report.outcomes),
            checks=len(report.outcomes),
            first_feedback=report.first_feedback,
            seconds=report.seconds,
            memory_mb=report.peak_memory_mb,
            crashed=attempt.crashed,
            deducted=report.deducted,
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
        latest: the latest attempt of each student or group; nothing else counts.
        statistics: of these attempts.
        pairs: of these attempts, those that are suspiciously alike.
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


def class_results(store: ClassStore) -> ClassResults:
    """The official results in a store; one report at a time is held in memory."""
    grader = store.fact("grader")
    max_score = 0.0
    latest: list[AttemptSummary] = []

    def counted() -> Iterator[GradedAttempt]:
        nonlocal max_score
        for attempt in store.graded(grader):
            max_score = max(max_score, attempt.report.max_score)
            if attempt.handed_in.latest:
                latest.append(AttemptSummary.of(attempt))
                yield attempt

    statistics = class_statistics(counted())
    return ClassResults(
        assignment=store.fact("assignment"),
        title=store.fact("title") or store.fact("assignment"),
        platform=store.fact("platform"),
        grader=grader,
        remarks=tuple(json.loads(store.fact("remarks", "[]"))),
        max_score=max_score,
        latest=tuple(latest),
        statistics=statistics,
        pairs=tuple(_similar_pairs(store)),
    )


def _similar_pairs(store: ClassStore) -> list[Pair]:
    handed_out = json.loads(store.fact("handed_out", "[]"))
    latest = [(item.label, digest) for item, digest in store.handed_in() if item.latest]
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
