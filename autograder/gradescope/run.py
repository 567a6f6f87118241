"""Grade the one submission that Gradescope has laid out, and leave ``results.json``, whatever happens.

``run_autograder`` starts this as ``python -m autograder.gradescope.run``.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.course import Assignment, Visibility
from autograder.course.attempts import EarlierAnswers
from autograder.course.identity import KnownAs
from autograder.course.lateness import LatePolicy, SubmissionTimes
from autograder.engine.kit import GradingKit
from autograder.gradescope.layout import MATERIALS, kit_in
from autograder.gradescope.results_json import failure, to_gradescope
from autograder.results import Report, Status

START_SECONDS = 90  # granted on top of the assignment's own limit, for importing TensorFlow and writing results
_MAX_METADATA_BYTES = 20_000_000
_BROKEN = (
    "**The autograder itself failed. This says nothing about your work, which was not graded.**\n\n"
    "Please tell the course staff; they can see the cause in the log of this submission."
)
_STOPPED = (
    "**Grading was stopped because it took longer than the platform allows.**\n\n"
    "Make your notebook faster: train each model once, and for no more epochs than the task asks for. "
    "If it is fast on your machine, tell the course staff."
)


class Stopped(BaseException):
    """The platform wants this to end, or it has run for too long."""


@dataclass(frozen=True)
class Place:
    """The platform's folders; ``root`` is ``/autograder`` except in tests."""

    root: Path

    @property
    def source(self) -> Path:
        """The unpacked zip."""
        return self.root / "source"

    @property
    def submission(self) -> Path:
        """What the student handed in."""
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        """What the platform says about the submission."""
        return self.root / "submission_metadata.json"

    @property
    def results(self) -> Path:
        """What the platform reads afterwards."""
        return self.root / "results" / "results.json"


def main() -> int:
    """Grade, and write results; the status is 0 whenever there are results."""
    place = Place(Path(os.environ.get("AUTOGRADER_ROOT", "/autograder")))
    try:
        with _stoppable():
            content = _graded(place)
    except Stopped:
        traceback.print_exc()
        content = failure(_STOPPED)
    except BaseException:  # whatever it is: a student must not be left without an explanation
        traceback.print_exc()
        content = failure(_BROKEN)
    write_results(place.results, content)
    return 0


def _graded(place: Place) -> dict[str, Any]:
    from autograder.engine.supervisor import grade

    def grade_in_time(submission: Path, kit: GradingKit) -> Report:
        signal.alarm(int(kit.assignment.limits.submission_seconds) + START_SECONDS)
        return grade(submission, kit)

    return grade_in(place, grade_in_time)[1]


def grade_in(place: Place, grade: Callable[[Path, GradingKit], Report]) -> tuple[Report, dict[str, Any]]:
    """Grade what lies in the platform's folders.

    Args:
        place: these.
        grade: does it.

    Returns:
        The report, and the content of ``results.json``.
    """
    with _readable_copy(place.source / MATERIALS) as materials:
        kit = kit_in(place.source, materials)
        report = grade(place.submission, kit)
    metadata = read_metadata(place.metadata)
    report.submission = f"submission {metadata.get('id', 'without a number')}"
    _apply_earlier_answers(report, kit.assignment, metadata)
    if remark := KnownAs.from_gradescope(metadata).remark(report.me):
        report.notes.append(remark)
    _apply_late_policy(report, kit.assignment.late, metadata)
    if kit.assignment.curve:
        kit.assignment.curve.apply(report)
    _tell_staff(report, metadata)
    return report, to_gradescope(report, kit.assignment)


def _apply_earlier_answers(report: Report, assignment: Assignment, metadata: dict[str, Any]) -> None:
    def is_shown(number: str) -> bool:
        return assignment.visibility_of_check(number) is Visibility.VISIBLE

    if not any(outcome.answer for outcome in report.outcomes):
        return
    earlier = EarlierAnswers.from_gradescope(metadata)
    earlier.apply(report, assignment.attempts_at_choices, datetime.now(timezone.utc), is_shown)
    held_back = [outcome.check.number for outcome in report.outcomes if outcome.status is Status.WAITING]
    if held_back:
        print(f"Held back: {', '.join(held_back)}. Have it graded again after {earlier.wait}.")
    if earlier.wait is None:
        print("The platform names no due date, so no verdict on an answer to a question can be held back.")


def _apply_late_policy(report: Report, policy: LatePolicy | None, metadata: dict[str, Any]) -> None:
    if policy is None or report.error:
        return
    times = SubmissionTimes.from_gradescope(metadata)
    if times is None:
        print("The platform names no due date or no time of submission, so the late policy was not applied.")
        return
    report.deducted = policy.deduction(times.late_by, report.earned)
    report.late = policy.in_words(times.late_by, report.earned)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the platform's SIGTERM, and the alarm, into one exception; both are ignored from then on."""

    def stop(number: int, frame: FrameType | None) -> None:
        ignore()
        raise Stopped(signal.Signals(number).name)

    def ignore() -> None:
        signal.alarm(0)
        for number in (signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)

    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, stop)
    try:
        yield
    finally:
        ignore()


@contextmanager
def _readable_copy(materials: Path) -> Iterator[Path]:
    """A fresh copy that the student's process can read; the zip's own lies in a folder that it cannot enter."""
    with tempfile.TemporaryDirectory(prefix="autograder-materials-") as folder:
        copy = Path(shutil.copytree(materials, Path(folder, "materials")))
        for path in (Path(folder), copy, *copy.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield copy


def read_metadata(path: Path) -> dict[str, Any]:
    """The platform's ``submission_metadata.json``, or nothing where it is missing or not what is documented."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MAX_METADATA_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _tell_staff(report: Report, metadata: dict[str, Any]) -> None:
    """Print what students need not see; the platform shows the output to staff only."""
    print(
        f"{report.submission}: {report.score:g} of {report.max_score:g} points, {report.seconds:.0f} s, "
        f"{report.peak_memory_mb:.0f} MB, isolation: {report.isolation}, pictures: {report.pictures}"
    )
    if not report.isolation.isolated and not report.error:
        print(f"WARNING: this run was not isolated. {report.isolation.missing}")
    assignment = metadata.get("assignment")
    total = assignment.get("total_points") if isinstance(assignment, dict) else None
    try:
        differs = not report.error and total is not None and float(total) != report.max_score
    except (TypeError, ValueError):
        differs = False
    if differs:
        print(f"WARNING: the assignment is worth {total} points on Gradescope, and {report.max_score:g} in the grader.")
    for fault in report.faults:
        print(f"FAULT IN THE GRADER:\n{fault}")


def write_results(path: Path, content: dict[str, Any]) -> None:
    """Replace ``path`` in one step by a new file, which follows no link and is never half written.

    Raises:
        OSError: the folder cannot be written to.
        ValueError: ``content`` holds NaN or infinity.
    """
    text = json.dumps(content, indent=1, allow_nan=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".results-{secrets.token_hex(8)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


if __name__ == "__main__":
    sys.exit(main())
