"""Grade on this machine: a few worker processes, each with TensorFlow imported once."""

from __future__ import annotations

import secrets
import selectors
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder import sandbox
from autograder.classes.process import COMMAND, WorkerProcess
from autograder.classes.store import Result
from autograder.classes.worker import GradingTask, Reply, WorkerSetup
from autograder.engine.kit import GradingKit
from autograder.engine.launch import START_SECONDS
from autograder.results import UNGRADED, Report

TRIES = 2


@dataclass(frozen=True)
class GradedTask:
    """One submission is through.

    Attributes:
        result: what became of it.
        tries: how often it was tried; more than once means that a worker crashed.
    """

    result: Result
    tries: int = 1


class Grading(Protocol):
    """Something that grades many submissions: this machine, or a cluster."""

    def run(self, tasks: Iterable[GradingTask]) -> Iterator[GradedTask]:
        """Grade, in any order; leaving the iterator early ends all workers."""
        ...


def finished(reply: Reply, tries: int = 1) -> GradedTask:
    """A task that was graded."""
    assert reply.report is not None
    report = Report.from_json(reply.report)
    report.faults = list(reply.faults)
    return GradedTask(Result(reply.digest, report, reply.cells, reply.efforts), tries)


def given_up(digest: str, assignment: str, problem: str, tries: int = TRIES) -> GradedTask:
    """A task at which grading itself failed too often."""
    report = Report(digest, assignment, error=UNGRADED, faults=[f"Tried {tries} times. {problem}"])
    return GradedTask(Result(digest, report, crashed=True), tries)


class LocalPool:
    """Worker processes on this machine.

    Args:
        kit: the assignment.
        jobs: how many.
        threads: of TensorFlow, for each.
        scratch: folder for their temporary files.
        command: what a worker runs, for tests.
    """

    def __init__(
        self, kit: GradingKit, jobs: int, threads: int, scratch: Path, command: Sequence[str] = COMMAND
    ) -> None:
        self.kit = kit
        self.jobs = jobs
        self.threads = threads
        self.scratch = scratch
        self.command = command
        # Longer than a submission may take by its own limits, so only a worker that hangs is ended.
        self.limit_s = kit.assignment.limits.submission_seconds * 2 + START_SECONDS + 300

    def run(self, tasks: Iterable[GradingTask]) -> Iterator[GradedTask]:
        """Grade every task; one whose worker crashes is tried once more, on a new worker."""
        sandbox.become_subreaper()  # to find what a crashed worker leaves behind
        crew = _Crew(self, iter(tasks))
        try:
            for _ in range(self.jobs):
                crew.employ(None)
            while crew.busy:
                yield from crew.listen()
        finally:
            crew.dismiss()

    def worker(self) -> WorkerProcess:
        """A new worker."""
        setup = WorkerSetup(self.kit, self.threads, self.scratch / f"worker-{secrets.token_hex(4)}")
        return WorkerProcess(setup, self.command)


class _Crew:
    """The workers of one run, and what they still have to do."""

    def __init__(self, pool: LocalPool, tasks: Iterator[GradingTask]) -> None:
        self.pool = pool
        self.tasks = tasks
        self.again: list[GradingTask] = []
        self.tries: Counter[str] = Counter()
        self.workers: list[WorkerProcess] = []
        self.selector = selectors.DefaultSelector()

    @property
    def busy(self) -> bool:
        return any(worker.task for worker in self.workers)

    def employ(self, worker: WorkerProcess | None) -> None:
        """Give a worker, or else a new one, the next task, if there is one."""
        task = self.again.pop() if self.again else next(self.tasks, None)
        if task is None:
            return
        if worker is None:
            worker = self.pool.worker()
            self.workers.append(worker)
            self.selector.register(worker, selectors.EVENT_READ, worker)
        self.tries[task.digest] += 1
        worker.give(task)

    def listen(self) -> Iterator[GradedTask]:
        """Wait a little for replies, and keep everyone at work."""
        for worker in self.workers:
            if worker.busy_s > self.pool.limit_s:
                worker.kill()
        for key, _ in self.selector.select(1.0):
            found: WorkerProcess = key.data
            task = found.task
            reply = _heard(found)
            if reply is None:
                continue
            if reply.problem:  # a fresh worker: whatever was wrong with this one is gone with it
                self._bury(found)
            if task is not None:
                yield from self._through(task, reply)
            self.employ(None if reply.problem else found)

    def _through(self, task: GradingTask, reply: Reply) -> Iterator[GradedTask]:
        tries = self.tries[task.digest]
        if reply.problem and tries < TRIES:
            self.again.append(task)
            return
        del self.tries[task.digest]
        yield (
            given_up(task.digest, self.pool.kit.assignment.name, reply.problem, tries)
            if reply.problem
            else finished(reply, tries)
        )

    def _bury(self, worker: WorkerProcess) -> None:
        self.selector.unregister(worker)
        self.workers.remove(worker)
        worker.end()
        sandbox.sweep(worker.pid, spare=[other.pid for other in self.workers])

    def dismiss(self) -> None:
        """End everyone, all at the same time."""
        for worker in self.workers:
            worker.ask_to_end()
        for worker in self.workers:
            worker.end()
        self.selector.close()


def _heard(worker: WorkerProcess) -> Reply | None:
    """What a worker says, also by ending; None while it has not finished its sentence."""
    try:
        return worker.receive()
    except EOFError:
        return Reply("", problem=f"The worker ended: {worker.how_it_ended()}.")
    except ValueError:
        return Reply("", problem="The worker sent something that is not a reply.")
