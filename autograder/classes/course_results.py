"""All assignments of a course together: who drops off where, which tasks go together, and what is hardest."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classes.official import GradedAttempt
from autograder.classes.people import Student
from autograder.classes.statistics import Item, class_statistics, correlation, in_order
from autograder.classes.store import FILE, ClassStore
from autograder.errors import AutograderError
from autograder.results import Outcome, Report, Status

HARDEST = 15
STRONGEST = 10


@dataclass(frozen=True)
class CourseTask:
    """A task of an assignment.

    Attributes:
        assignment: short name, such as ``"hw2"``.
        number: such as ``"2.3"``.
        name: of its first check.
    """

    assignment: str
    number: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class AssignmentSummary:
    """One assignment among the others.

    Attributes:
        short: its name, such as ``"hw2"``.
        title: for people.
        folder: of the graded class.
        handed_in: students who handed in.
        ungradable: of these, those whose work could not be graded.
        mean: share of the points, 0 to 1; None where nothing was graded.
        median: likewise.
        last_for: students who handed in nothing after it, although there was something; None for the last one.
        stopped_at: tasks from which on everything was left unanswered, with the number of students.
        pictures: what people call the pictures that it was graded on; empty where that was not kept.
    """

    short: str
    title: str
    folder: Path
    handed_in: int
    ungradable: int
    mean: float | None
    median: float | None
    last_for: int | None = None
    stopped_at: tuple[tuple[str, int], ...] = ()
    pictures: str = ""


@dataclass(frozen=True)
class Participant:
    """A student over the whole course.

    Attributes:
        label: name, or the platform's id.
        shares: of the points of each assignment, 0 to 1; None where nothing was handed in or could be graded.
        handed_in: for each assignment, whether they did.
    """

    label: str
    shares: tuple[float | None, ...]
    handed_in: tuple[bool, ...]

    @property
    def last(self) -> int:
        """Place of the last assignment that they handed in."""
        return max(place for place, there in enumerate(self.handed_in) if there)

    @property
    def stopped(self) -> bool:
        """Whether they handed in nothing after some assignment."""
        return self.last < len(self.handed_in) - 1

    @property
    def mean(self) -> float | None:
        """Of the shares that there are."""
        known = [share for share in self.shares if share is not None]
        return statistics.fmean(known) if known else None


@dataclass(frozen=True)
class TaskPair:
    """How far those who do well in one task do well in another, over students who handed in both."""

    first: CourseTask
    second: CourseTask
    correlation: float
    students: int


@dataclass(frozen=True)
class HardCheck:
    """A check, and which assignment it belongs to."""

    assignment: str
    item: Item


@dataclass(frozen=True)
class CourseResults:
    """Everything that the report about a course says."""

    assignments: tuple[AssignmentSummary, ...]
    participants: tuple[Participant, ...]
    tasks: tuple[CourseTask, ...]
    pairs: tuple[TaskPair, ...]  # every pair of tasks whose correlation is defined
    hardest: tuple[HardCheck, ...]

    @property
    def pictures(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What people call the pictures in use, each with the assignments that were graded on them."""
        known: dict[str, list[str]] = {}
        for one in self.assignments:
            if one.pictures:
                known.setdefault(one.pictures, []).append(one.short)
        return tuple((name, tuple(shorts)) for name, shorts in known.items())

    @property
    def strongest(self) -> tuple[TaskPair, ...]:
        """Of the pairs from different assignments, those that go together most."""
        apart = [pair for pair in self.pairs if pair.first.assignment != pair.second.assignment]
        return tuple(sorted(apart, key=lambda pair: -pair.correlation)[:STRONGEST])

    @property
    def opposed(self) -> tuple[TaskPair, ...]:
        """Pairs of which those who do well in one do less well in the other, most clearly so first."""
        negative = [pair for pair in self.pairs if pair.correlation < 0]
        return tuple(sorted(negative, key=lambda pair: pair.correlation)[:STRONGEST])


@dataclass
class _Class:
    """What is kept of one assignment until all are read."""

    name: str
    title: str
    folder: Path
    pictures: str = ""
    shares: dict[str, float | None] = field(default_factory=dict)  # by student
    tasks: dict[str, dict[CourseTask, float]] = field(default_factory=dict)  # by student
    stopped: Counter[str] = field(default_factory=Counter)
    items: Sequence[Item] = ()

    @property
    def short(self) -> str:
        return self.name.partition("_")[0]


def class_folders(folders: Sequence[Path]) -> list[Path]:
    """The folders of graded classes: those that were named, or those in a folder that was.

    A folder with neither stays as it was named; whoever opens it says what it lacks.
    """
    found: list[Path] = []
    for folder in folders:
        inner = [] if (folder / FILE).is_file() else sorted(path.parent for path in folder.glob(f"*/{FILE}"))
        found += inner or [folder]
    return list(dict.fromkeys(found))


def course_results(folders: Iterable[Path]) -> CourseResults:
    """The official results of several classes, taken together; one report at a time is held in memory.

    Students are the same where the platform's id or the e-mail address is.

    Raises:
        AutograderError: a folder holds no graded class, or two hold the same assignment.
    """
    people = _People()
    classes: list[_Class] = []
    for folder in folders:
        with ClassStore(folder) as store:
            found = _read(store, folder, people)
        if known := next((one for one in classes if one.name == found.name), None):
            raise AutograderError(
                f"{known.folder} and {folder} both hold {found.name}.", "Name one folder for each assignment."
            )
        classes.append(found)
    classes.sort(key=lambda one: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", one.name)])
    participants = tuple(_participants(classes, people))
    tasks = tuple(dict.fromkeys(task for one in classes for task in _in_order(one)))
    checks = [HardCheck(one.short, item) for one in classes for item in one.items if item.check.max_score]
    return CourseResults(
        assignments=tuple(_summary(one, place, participants) for place, one in enumerate(classes)),
        participants=participants,
        tasks=tasks,
        pairs=tuple(_pairs(tasks, classes)),
        hardest=tuple(sorted(checks, key=lambda check: check.item.difficulty)[:HARDEST]),
    )


class _People:
    """Tells who is the same in several classes."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}
        self.labels: dict[str, str] = {}

    def key(self, student: Student) -> str:
        signs = [f"id {student.id}", *([f"mail {student.email.casefold()}"] if student.email else [])]
        key = next((self._keys[sign] for sign in signs if sign in self._keys), signs[0])
        for sign in signs:
            self._keys.setdefault(sign, key)
        if key not in self.labels or student.name:
            self.labels[key] = str(student)
        return key


def _read(store: ClassStore, folder: Path, people: _People) -> _Class:
    name = store.fact("assignment")
    found = _Class(name, store.fact("title") or name, folder, store.fact("pictures"))

    def counted() -> Iterator[GradedAttempt]:
        for attempt in store.graded(store.fact("grader")):
            if attempt.handed_in.counts and attempt.handed_in.attempt:
                _enter(found, attempt, people)
                yield attempt

    found.items = class_statistics(counted()).items
    return found


def _enter(found: _Class, attempt: GradedAttempt, people: _People) -> None:
    report = attempt.report
    share = report.score / report.max_score if report.max_score and report.counts else None
    tasks = {} if report.error else _shares(found.short, report)
    if not report.error and (task := _stopped_at(report.outcomes)):
        found.stopped[task] += len(attempt.handed_in.students)
    for student in attempt.handed_in.students:
        key = people.key(student)
        found.shares[key] = share
        found.tasks[key] = tasks


def _shares(assignment: str, report: Report) -> dict[CourseTask, float]:
    """The share of the points of each task."""
    names: dict[str, str] = {}
    for outcome in report.outcomes:
        names.setdefault(outcome.check.task, outcome.check.name)
    return {
        CourseTask(assignment, task, names[task]): reached / most
        for task, (reached, most) in report.points_by_task.items()
        if most
    }


def _stopped_at(outcomes: Iterable[Outcome]) -> str:
    """The task from which on nothing is answered, or nothing where the last one is."""
    answered: dict[str, bool] = {}
    for outcome in outcomes:
        task = outcome.check.task
        blank = outcome.status in (Status.UNANSWERED, Status.SKIPPED)
        answered[task] = answered.get(task, False) or not blank
    first = ""
    for task in sorted(answered, key=in_order, reverse=True):
        if answered[task]:
            break
        first = task
    return first


def _in_order(one: _Class) -> list[CourseTask]:
    tasks = dict.fromkeys(task for found in one.tasks.values() for task in found)
    return sorted(tasks, key=lambda task: in_order(task.number))


def _participants(classes: Sequence[_Class], people: _People) -> Iterator[Participant]:
    keys = dict.fromkeys(key for one in classes for key in one.shares)
    for key in sorted(keys, key=lambda key: people.labels[key].casefold()):
        shares = tuple(one.shares.get(key) for one in classes)
        yield Participant(people.labels[key], shares, tuple(key in one.shares for one in classes))


def _summary(one: _Class, place: int, participants: Sequence[Participant]) -> AssignmentSummary:
    graded = [share for share in one.shares.values() if share is not None]
    stopped = sum(person.stopped and person.last == place for person in participants)
    return AssignmentSummary(
        short=one.short,
        title=one.title,
        folder=one.folder,
        handed_in=len(one.shares),
        ungradable=len(one.shares) - len(graded),
        mean=statistics.fmean(graded) if graded else None,
        median=statistics.median(graded) if graded else None,
        last_for=stopped if participants and place < len(participants[0].handed_in) - 1 else None,
        stopped_at=tuple(one.stopped.most_common(3)),
        pictures=one.pictures,
    )


def _pairs(tasks: Sequence[CourseTask], classes: Sequence[_Class]) -> Iterator[TaskPair]:
    columns: Mapping[CourseTask, dict[str, float]] = {task: {} for task in tasks}
    for one in classes:
        for key, found in one.tasks.items():
            for task, share in found.items():
                columns[task][key] = share
    for place, first in enumerate(tasks):
        for second in tasks[place + 1 :]:
            both = sorted(columns[first].keys() & columns[second].keys())
            value = correlation([columns[first][key] for key in both], [columns[second][key] for key in both])
            if value is not None:
                yield TaskPair(first, second, value, len(both))
