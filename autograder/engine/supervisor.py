"""The trusted parent: grades one submission from file to report, whatever the submission does."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import sandbox
from autograder.engine.answering import Answering, MakeAnswering
from autograder.engine.jobs import GraderJob, Role, StudentJob, encode_job
from autograder.engine.kit import GradingKit
from autograder.engine.launch import Zygote
from autograder.engine.machine import memory_limit_mb, processors
from autograder.engine.prefetching import Prefetcher
from autograder.engine.student_process import Ended, StudentProcess
from autograder.errors import AutograderError, SubmissionError
from autograder.exchange.frames import Channel, Frame, WireError
from autograder.exchange.messages import (
    CheckDone,
    FaultFound,
    GraderDone,
    PlanAnnounced,
    RankPublished,
    Relayed,
    RubricAnnounced,
    StillnessOver,
    StillnessWanted,
    decode_from_grader,
    encode_stillness,
)
from autograder.results import GRADERS_FAULT, Check, Outcome, Report, Status
from autograder.submissions.keeping import what_to_keep
from autograder.submissions.names import name_in
from autograder.submissions.notebook import Cell, StudentNotebook, load_submission
from autograder.submissions.restoring import refuse_foreign, restore
from autograder.submissions.skipping import handed_out_cells, left_out, tagged_cells
from autograder.submissions.tasks import asked_for_anew, tasks_of
from autograder.texts import clean, one_line

SEED = 20240
GRADER_SECONDS = 120  # for one check, without the student's share
GRADER_MB = 1024  # at least, for the hidden checks; in a small container there is less anyway
RESERVED_MB = 150  # of a small container, for the supervisor and what the zygote holds alone


@dataclass(frozen=True)
class GradingProgress:
    """Where a run is: a phase in words, and how much of it is done (0 to 1)."""

    phase: str
    done: float


OnProgress = Callable[[GradingProgress], None]


def grade(
    path: Path,
    kit: GradingKit,
    *,
    zygote: Zygote | None = None,
    disabled: frozenset[sandbox.Layer] = frozenset(),
    threads: int | None = None,
    on_progress: OnProgress = lambda progress: None,
    answering: MakeAnswering = StudentProcess,
) -> Report:
    """Grade one submission.

    Args:
        path: a notebook, script, zip or folder.
        kit: the assignment.
        zygote: one to share between submissions; by default a fresh one.
        disabled: isolation layers to leave out, for tests of the others.
        threads: of TensorFlow; by default as many as there are processors.
        on_progress: called as the run goes on.
        answering: makes what answers for the submission; students' own are always run.

    Returns:
        A report, also for submissions from which nothing can be graded (``report.error`` then says why).

    Raises:
        AutograderError: the machine or the installation is at fault, not the submission.
    """
    started = time.monotonic()
    report = Report(one_line(str(path)), kit.assignment.name, pictures=one_line(kit.pictures))
    try:
        submission = load_submission(path, kit.assignment.name)
        report.notes += submission.notes
        with ExitStack() as stack:
            own = zygote or stack.enter_context(Zygote())
            granted = threads or processors()
            Grading(submission, kit, own, report, started, disabled, granted, on_progress, answering).run(stack)
    except SubmissionError as problem:
        report.error = clean(str(problem))
    report.notes = [one_line(note) for note in report.notes]
    report.seconds = time.monotonic() - started
    return report


class Grading:
    """One submission on its way from file to report."""

    def __init__(
        self,
        submission: StudentNotebook,
        kit: GradingKit,
        zygote: Zygote,
        report: Report,
        started: float,
        disabled: frozenset[sandbox.Layer],
        threads: int,
        on_progress: OnProgress,
        answering: MakeAnswering,
    ) -> None:
        self.submission = submission
        self.kit = kit
        self.zygote = zygote
        self.report = report
        self.disabled = disabled
        self.threads = threads
        self.on_progress = on_progress
        self.answering = answering
        self.who = name_in(submission.cells)
        self.limits = _fit(kit)
        self.deadline = started + self.limits.submission_seconds
        self.rubric: list[Check] = []
        self.faults: list[str] = []

    def run(self, stack: ExitStack) -> None:
        """Run the notebook, then the hidden checks; always leaves a complete report."""
        self.report.me = one_line(self.who, 80)
        self.on_progress(GradingProgress("starting TensorFlow", 0.0))
        self._offer_weights()
        self.zygote.wait()
        # The time that importing TensorFlow took is not the student's.
        self.deadline = time.monotonic() + self.limits.submission_seconds
        box = stack.enter_context(sandbox.Box())
        plan = sandbox.make_plan(
            box=box,
            readable=(self.kit.materials, self.zygote.keras_home),
            secrets=self.kit.secrets,
            limits=self.limits,
            disabled=self.disabled,
        )
        self.report.isolation = plan.isolation
        handed_out = handed_out_cells(self.kit.handed_out, self.kit.assignment.name)
        cells, skip = self._cells(handed_out)
        tasks = tasks_of(handed_out)
        job = StudentJob(
            cells=cells,
            skip=skip,
            materials=self.kit.materials,
            plan=plan,
            limits=self.limits,
            seed=SEED,
            threads=self.threads,
            keep=what_to_keep(cells, tasks),
            helpers={name: task.number for task in tasks for name in task.helpers},
        )
        student = self.answering(self.zygote, job, self.deadline, self._cell_started)
        stack.callback(student.end)
        with suppress(Ended):  # every check then says so, one by one
            student.start()
        self._check(student, asked_for_anew(tasks))
        student.end()
        self.report.notes += student.notes
        self.report.peak_memory_mb = student.peak_memory_mb
        self._complete()

    def _cells(self, handed_out: Sequence[Cell]) -> tuple[tuple[Cell, ...], tuple[int, ...]]:
        """The cells to run, with those put back that are gone; and the indices of those that are left out all the same.

        Both go by the notebook as it was handed out; the student is told.
        """
        refuse_foreign(self.submission.cells, handed_out, self.kit.assignment.short)
        tagged = tagged_cells(handed_out)
        skipped = left_out(self.submission.cells, tagged)
        found = restore(self.submission.cells, handed_out, tagged)
        self.report.notes += [
            f"{cell.place.capitalize()} was not run while grading: it takes long, and nothing in it is graded."
            for cell in skipped
        ]
        self.report.notes += found.notes
        return found.cells, tuple(cell.index for cell in skipped)

    def _offer_weights(self) -> None:
        if self.kit.pretrained is None:
            return
        try:
            self.zygote.offer_weights(self.kit.pretrained)
        except OSError as problem:
            raise AutograderError(
                f"The base weights {self.kit.pretrained} cannot be read: {problem.strerror}.",
                "Build the assignment again; on Gradescope, look at the log of the image build.",
            ) from problem

    def _cell_started(self, index: int) -> None:
        total = max(1, len(self.submission.cells))
        self.on_progress(GradingProgress(f"running cell {index + 1}", 0.7 * index / total))

    def _check(self, student: Answering, anew: Mapping[str, tuple[str, ...]]) -> None:
        child, channel = self.zygote.fork(Role.GRADER)
        job = GraderJob(
            grader=self.kit.grader,
            hidden=self.kit.hidden,
            materials=self.kit.materials,
            threads=self.threads,
            memory_mb=max(GRADER_MB, self.limits.memory_mb),
            questions=self.kit.questions,
            who=self.who,
            anew=anew,
            assignment=self.kit.assignment.short,
            base=self.kit.assignment.base,
            pretrained=self.kit.pretrained if self.kit.assignment.base else None,
        )
        try:
            channel.send(encode_job(job))
            with Prefetcher(student.ask, looks_ahead=self.threads > 1) as prefetcher:
                self._serve(channel, student, prefetcher)
        except (WireError, TimeoutError) as problem:
            self.faults.append(f"The grader process ended early: {problem}")
        finally:
            channel.close()
            sandbox.kill(child.pid)
            child.wait()

    def _serve(self, channel: Channel, student: Answering, prefetcher: Prefetcher) -> None:
        """Relay the grader's requests and collect its outcomes until it says it is done."""
        while True:
            match decode_from_grader(_receive(channel, GRADER_SECONDS)):
                case Relayed(frame=request, name=name):
                    channel.send(prefetcher.answer(request, name))
                case PlanAnnounced(requests=requests):
                    prefetcher.plan(requests)
                case StillnessWanted():
                    prefetcher.hold_still(student.hold_still)
                    channel.send(encode_stillness(kept=True))
                case StillnessOver():
                    channel.send(encode_stillness(kept=student.go_on()))
                case RubricAnnounced(checks=checks):
                    self.rubric = checks
                case CheckDone(outcome=outcome):
                    self.report.outcomes.append(outcome)
                    share = len(self.report.outcomes) / max(1, len(self.rubric))
                    self.on_progress(GradingProgress("checking", 0.7 + 0.3 * share))
                case RankPublished(rank=rank):
                    self.report.publish(rank)
                case FaultFound(text=text):
                    self.faults.append(text)
                case GraderDone():
                    return

    def _complete(self) -> None:
        """Every check of the rubric is on the report, once, in order."""
        if not self.rubric:
            detail = self.faults[-1].strip().splitlines()[-1] if self.faults else self.zygote.last_complaint()
            raise AutograderError(
                f"The hidden grader {self.kit.grader.name} could not be run: {detail}.",
                f"Run python -m py_compile {self.kit.grader} and autograder verify {self.kit.assignment.short}.",
            )
        found = {outcome.check.number: outcome for outcome in self.report.outcomes}
        self.report.outcomes = [
            found.get(check.number) or Outcome(check, Status.ERROR, 0.0, GRADERS_FAULT) for check in self.rubric
        ]
        self.report.faults = self.faults


def _receive(channel: Channel, seconds: float) -> Frame:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (frame := channel.wait(1.0)) is not None:
            return frame
    raise WireError(f"no word from it for {seconds:.0f} seconds")


def _fit(kit: GradingKit) -> Any:
    """The assignment's limits, lowered to what the container has."""
    limits = kit.assignment.limits
    room = int(memory_limit_mb()) - RESERVED_MB
    return limits if room >= limits.memory_mb else limits.model_copy(update={"memory_mb": max(256, room)})
