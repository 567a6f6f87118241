"""How a submission went: outcomes of checks, and the report that holds them.

What a check *is* (:class:`Check`) is kept apart from how it *went* (:class:`Outcome`). Everything here is
plain data; the renderers in :mod:`autograder.reports` are pure functions of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

#: What a student reads where a check could not be run.
GRADERS_FAULT = "This check could not be run: a fault in the grader, not in your work. Please tell the course staff."

#: What a student reads where a submission could not be graded at all, and not for its own fault.
UNGRADED = (
    "Your submission could not be graded: a fault in the grading program, not in your work. "
    "Please tell the course staff."
)

MOST_RANKS = 10
LONGEST_RANK_NAME = 40

_NOT = " (NOT isolated)"


class Status(str, Enum):
    """How one check went."""

    PASSED = "passed"
    FAILED = "failed"
    UNANSWERED = "unanswered"  # the stub is still there
    SKIPPED = "skipped"  # waits for another check
    WAITING = "waiting"  # for a person who marks it, or for the due date
    ERROR = "error"  # the grader's own fault, never the student's


@dataclass(frozen=True)
class Check:
    """One line of the rubric, e.g. ``Check("2.3", "The head matches its loss", 3)``."""

    number: str
    name: str
    max_score: float

    @property
    def task(self) -> str:
        """The number of the task that it belongs to: ``2.3`` for ``2.3.1``."""
        return ".".join(self.number.split(".")[:2])


@dataclass(frozen=True)
class Outcome:
    """How one check went for one submission.

    ``feedback`` is Markdown for the student; ``mistake`` names the misconception in the catalogue, if it is known.
    ``corrected`` says that an instructor gave other points than the grader, and why; it is plain text. ``answer`` is
    the code of the choice that was judged, where a check is about a question with choices, and not which one is right.
    """

    check: Check
    status: Status
    score: float
    feedback: str = ""
    mistake: str = ""
    corrected: str = ""
    answer: str = ""


class Order(str, Enum):
    """Which values come first on a leaderboard; written as Gradescope writes it."""

    HIGHEST_FIRST = "desc"
    LOWEST_FIRST = "asc"


@dataclass(frozen=True)
class Rank:
    """One number that a submission puts on the leaderboard of its class.

    Raises:
        ValueError: the name is empty or longer than 40 characters, or the value is not finite.
    """

    name: str
    value: float
    order: Order = Order.HIGHEST_FIRST

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= LONGEST_RANK_NAME or not math.isfinite(self.value):
            raise ValueError(f"{self.name[:60]!r} with the value {self.value} cannot be put on a leaderboard")


@dataclass(frozen=True)
class Isolation:
    """The layers that stood between the student's code and the graders.

    ``isolated`` is true only when those layers were enough to keep hidden files unreadable; ``missing`` says in
    one sentence what was not.
    """

    layers: tuple[str, ...] = ()
    isolated: bool = False
    missing: str = ""

    def __str__(self) -> str:
        names = " + ".join(self.layers) or "none"
        return names if self.isolated else names + _NOT

    @classmethod
    def parse(cls, text: str) -> Isolation:
        """The inverse of ``str``."""
        names = text.removesuffix(_NOT)
        return cls(tuple(names.split(" + ")) if names != "none" else (), isolated=not text.endswith(_NOT))


@dataclass
class Report:
    """How one submission went as a whole.

    ``error`` is set when nothing could be graded (it then explains why, for the student); ``notes`` are remarks that
    cost nothing (a skipped ``%pip`` line, a cell that raised). ``deducted`` are points for being late, and ``late``
    says how many and why. ``faults`` are the grader's own, with tracebacks, for staff only.
    ``leaderboard`` is what classmates may see; :meth:`publish` keeps it short. ``me`` is who the notebook says that its
    writer is, if it does. ``pictures`` is what people call the pictures that it was graded on.

    What an instructor decided comes on top: ``extra`` points besides the checks, ``settled`` points that stand for the
    whole submission whatever else is said, ``excused`` where nothing is to be counted; ``corrections`` tell the student
    what was decided and why. ``curved`` are the points after the course's curve, and ``curve`` says how they came
    about.
    """

    submission: str
    assignment: str
    outcomes: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str = ""
    isolation: Isolation = field(default_factory=Isolation)
    seconds: float = 0.0
    peak_memory_mb: float = 0.0
    deducted: float = 0.0
    late: str = ""
    faults: list[str] = field(default_factory=list)
    leaderboard: list[Rank] = field(default_factory=list)
    extra: float = 0.0
    settled: float | None = None
    excused: bool = False
    corrections: list[str] = field(default_factory=list)
    curved: float | None = None
    curve: str = ""
    me: str = ""
    pictures: str = ""

    def publish(self, rank: Rank) -> None:
        """Put a number on the leaderboard: it replaces one of the same name; after ten names, others are left out."""
        for place, known in enumerate(self.leaderboard):
            if known.name == rank.name:
                self.leaderboard[place] = rank
                return
        if len(self.leaderboard) < MOST_RANKS:
            self.leaderboard.append(rank)

    @property
    def status(self) -> str:
        """``"graded"``, or ``"ungradable"`` when no check could run."""
        return "ungradable" if self.error else "graded"

    @property
    def counts(self) -> bool:
        """Whether there are points to count: it was graded, or an instructor settled them, and it is not excused."""
        return not self.excused and (self.settled is not None or not self.error)

    @property
    def score(self) -> float:
        """Points that count: after all that was corrected, deducted and curved; never below zero."""
        if self.settled is not None:
            return self.settled
        return self.before_curve if self.curved is None else self.curved

    @property
    def before_curve(self) -> float:
        """Points reached, with extra points, after what was deducted; never below zero."""
        if not self.extra and not self.deducted:
            return self.earned
        return max(0.0, self.earned + self.extra - self.deducted)

    @property
    def points_by_task(self) -> dict[str, tuple[float, float]]:
        """For each task the points that its checks brought, and those that could be reached."""
        found: dict[str, tuple[float, float]] = {}
        for outcome in self.outcomes:
            reached, most = found.get(outcome.check.task, (0.0, 0.0))
            found[outcome.check.task] = (reached + outcome.score, most + outcome.check.max_score)
        return found

    @property
    def earned(self) -> float:
        """Points reached in the checks."""
        return sum(outcome.score for outcome in self.outcomes)

    @property
    def max_score(self) -> float:
        """Points that could be reached."""
        return sum(outcome.check.max_score for outcome in self.outcomes)

    @property
    def unanswered(self) -> int:
        """How many checks found nothing but the stub."""
        return sum(outcome.status is Status.UNANSWERED for outcome in self.outcomes)

    @property
    def first_feedback(self) -> str:
        """The first thing a student would read: why nothing was graded, or the first check that did not pass."""
        if self.error:
            return self.error
        failed: Outcome | None = next((o for o in self.outcomes if o.status is Status.FAILED), None)
        fine = (Status.PASSED, Status.WAITING)
        failed = failed or next((o for o in self.outcomes if o.status not in fine), None)
        if failed is None:
            return "Everything passed."
        lines = [line for line in plain(failed.feedback).splitlines() if line]
        observed = [line.partition(": ")[2] for line in lines if line.startswith("Observed: ")]
        return f"{failed.check.number}: {(observed or lines or [failed.corrected])[0]}"

    def as_json(self) -> dict[str, Any]:
        """The object that ``autograder grade --json`` prints, one a line."""
        return {
            "submission": self.submission,
            "assignment": self.assignment,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "isolation": str(self.isolation),
            "seconds": round(self.seconds, 2),
            "peak_memory_mb": round(self.peak_memory_mb, 1),
            "error": self.error,
            "notes": self.notes,
            "deducted": self.deducted,
            "late": self.late,
            "extra": self.extra,
            "settled": self.settled,
            "excused": self.excused,
            "corrections": self.corrections,
            "curved": self.curved,
            "curve": self.curve,
            "me": self.me,
            "pictures": self.pictures,
            "tests": [
                {
                    "number": outcome.check.number,
                    "name": outcome.check.name,
                    "score": outcome.score,
                    "max_score": outcome.check.max_score,
                    "status": outcome.status.value,
                    "output": outcome.feedback,
                    "mistake": outcome.mistake,
                    "corrected": outcome.corrected,
                    "answer": outcome.answer,
                }
                for outcome in self.outcomes
            ],
            "leaderboard": [
                {"name": rank.name, "value": rank.value, "order": rank.order.value} for rank in self.leaderboard
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """The report that :meth:`as_json` made ``data`` of (faults are not part of it).

        Raises:
            KeyError, ValueError: ``data`` is something else.
        """
        outcomes = [
            Outcome(
                Check(test["number"], test["name"], test["max_score"]),
                Status(test["status"]),
                test["score"],
                test["output"],
                test.get("mistake", ""),
                test.get("corrected", ""),
                test.get("answer", ""),
            )
            for test in data["tests"]
        ]
        return cls(
            submission=data["submission"],
            assignment=data["assignment"],
            outcomes=outcomes,
            notes=data["notes"],
            error=data["error"],
            isolation=Isolation.parse(data["isolation"]),
            seconds=data["seconds"],
            peak_memory_mb=data["peak_memory_mb"],
            deducted=data.get("deducted", 0.0),
            late=data.get("late", ""),
            extra=data.get("extra", 0.0),
            settled=data.get("settled"),
            excused=data.get("excused", False),
            corrections=data.get("corrections", []),
            curved=data.get("curved"),
            curve=data.get("curve", ""),
            me=data.get("me", ""),
            pictures=data.get("pictures", ""),
            leaderboard=[
                Rank(rank["name"], rank["value"], Order(rank["order"])) for rank in data.get("leaderboard", ())
            ],
        )


def plain(markdown: str) -> str:
    """Feedback without its Markdown marks."""
    return markdown.replace("**", "").replace("\n\n", "\n").replace("`", "")
