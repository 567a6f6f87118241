"""One worker: a process with a warm zygote that grades what it is told, one submission after another.

Run as ``python -m autograder.classes.worker`` with JSON lines on its standard input: first a :class:`WorkerSetup`, then
one :class:`GradingTask` after another. Each gets one :class:`Reply` on the standard output. When the input ends, also
while something is being graded, the worker ends what it has started, removes its temporary files, and ends.
"""

from __future__ import annotations

import _thread
import os
import queue
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, BinaryIO

from pydantic import TypeAdapter

from autograder.engine.kit import GradingKit
from autograder.errors import AutograderError, SubmissionError
from autograder.portable import ALARMS
from autograder.results import Report
from autograder.sandbox.box import remove_tree
from autograder.submissions.archive import shown
from autograder.submissions.check_log import Effort, read_efforts

if TYPE_CHECKING:
    from autograder.engine.launch import Zygote


@dataclass(frozen=True)
class WorkerSetup:
    """What every submission of a run has in common.

    Attributes:
        kit: the assignment.
        threads: of TensorFlow.
        scratch: folder for temporary files, this worker's alone; removed at the end.
    """

    kit: GradingKit
    threads: int
    scratch: Path


@dataclass(frozen=True)
class GradingTask:
    """One submission to grade, known by its digest."""

    digest: str
    path: Path


@dataclass(frozen=True)
class Reply:
    """What became of a task: a report as JSON, or why grading itself failed."""

    digest: str
    report: dict[str, Any] | None = None
    faults: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    efforts: tuple[Effort, ...] = ()
    problem: str = ""


WORKER_SETUP: TypeAdapter[WorkerSetup] = TypeAdapter(WorkerSetup)
GRADING_TASK: TypeAdapter[GradingTask] = TypeAdapter(GradingTask)
REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
#: Grades the submission in a file.
Grade = Callable[[Path, "Zygote"], Report]
MakeGrade = Callable[[WorkerSetup], Grade]


def main(make_grade: MakeGrade | None = None) -> None:
    """Serve until the input ends.

    Args:
        make_grade: makes what grades; by default nothing but :func:`autograder.engine.supervisor.grade`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it then closes our input
    signal.signal(signal.SIGTERM, _leave)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed must not look like an answer
    setup = WORKER_SETUP.validate_json(sys.stdin.buffer.readline())
    setup.scratch.mkdir(parents=True, exist_ok=True)
    setup.scratch.chmod(0o711)  # a submission's own user goes through it to its box
    tempfile.tempdir = os.environ["TMPDIR"] = str(setup.scratch)
    try:
        _serve(setup, (make_grade or _plain_grade)(setup), _lines(sys.stdin.buffer), answers)
    except BrokenPipeError:  # nobody is there any more
        os.dup2(2, answers.fileno())
    finally:
        remove_tree(setup.scratch)


def _plain_grade(setup: WorkerSetup) -> Grade:
    from autograder.engine.supervisor import grade

    return lambda path, zygote: grade(path, setup.kit, zygote=zygote, threads=setup.threads)


def _serve(setup: WorkerSetup, grade: Grade, tasks: queue.SimpleQueue[bytes], answers: BinaryIO) -> None:
    from autograder.engine.launch import Zygote

    with Zygote() as zygote:
        while True:
            if not (line := tasks.get()):
                return
            reply = _graded(GRADING_TASK.validate_json(line), setup, grade, zygote)
            answers.write(REPLY.dump_json(reply) + b"\n")
            answers.flush()


def _graded(task: GradingTask, setup: WorkerSetup, grade: Grade, zygote: Zygote) -> Reply:
    try:
        report = grade(task.path, zygote)
    except AutograderError as problem:
        return Reply(task.digest, problem=str(problem))
    report.submission = task.digest
    report.error = _without_name(report.error, task.path)
    cells = _cells(task.path, setup.kit.assignment.name)
    return Reply(task.digest, report.as_json(), tuple(report.faults), cells, read_efforts(task.path))


def _without_name(error: str, path: Path) -> str:
    """What was said of a file, without its name: others who handed in the same bytes under other names read it, too."""
    name = shown(path.name)
    return f"The file{error.removeprefix(name)}" if error.startswith(name) else error


def _cells(path: Path, expected: str) -> tuple[str, ...]:
    from autograder.submissions.notebook import load_submission

    try:
        return tuple(cell.source for cell in load_submission(path, expected).cells)
    except SubmissionError:
        return ()


def _lines(file: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Lines as they come; when they end, the main thread is told to leave whatever it is at."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in file:
            lines.put(line)
        if ALARMS:  # it wakes a main thread that waits, too
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            lines.put(b"")
            _thread.interrupt_main(signal.SIGTERM)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _leave(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


if __name__ == "__main__":
    main()
