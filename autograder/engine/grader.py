"""The trusted process: run the hidden pytest module and report each check as it ends.

It never runs the student's code. What it knows of the submission it asks for through the supervisor, as data.
"""

from __future__ import annotations

import os
import socket
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import (
    CheckFailed,
    Feedback,
    HandedOut,
    Leaderboard,
    Network,
    NotAnswered,
    Pictures,
    Questions,
    Submission,
    UnsafeModel,
    pretrained_file,
)
from autograder.course.concept_questions import QuestionFile, load_questions
from autograder.engine.jobs import GraderJob, decode_job
from autograder.engine.machine import Thrift, memory_limit_mb
from autograder.engine.rubric import counted, left_out_beside
from autograder.engine.tf_settings import set_up_tensorflow
from autograder.exchange.frames import Channel, Frame
from autograder.exchange.messages import (
    CheckDone,
    FaultFound,
    GraderDone,
    GraderEvent,
    PlanAnnounced,
    RankPublished,
    Request,
    RubricAnnounced,
    StillnessOver,
    StillnessWanted,
    decode_stillness,
    encode_event,
)
from autograder.exchange.models import NotCarriedOver, rebuild_history, rebuild_model
from autograder.results import GRADERS_FAULT, Check, Order, Outcome, Rank, Status
from autograder.sandbox import bound_memory, die_with_parent


def main(sock: socket.socket) -> None:
    """Run every check of the job, then hang up."""
    channel = Channel(sock)
    job = decode_job(GraderJob, channel.receive())
    die_with_parent()  # which sent the job, so it is the supervisor by now
    bound_memory(job.memory_mb)
    _configure(job)
    reporter = Reporter(channel, job)
    reporter.thrift.keep_watch()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what else is installed must not change order or outcome
    options = [
        "-p",
        "no:cacheprovider",
        "-p",
        "no:terminal",
        "--override-ini=addopts=",
        "--rootdir",
        str(job.grader.parent),
    ]
    options += ["-c", os.devnull, "--noconftest", "--import-mode=importlib", "--capture=no"]
    code = pytest.main([*options, str(job.grader)], plugins=[reporter])
    channel.send(encode_event(GraderDone(code=int(code))))


@dataclass(eq=False)  # pytest keeps plugins in a dictionary, so they have to be told apart by what they are
class Reporter:
    """A pytest plugin: the fixtures that checks use, and what became of each check."""

    channel: Channel
    job: GraderJob

    def __post_init__(self) -> None:
        self.task = ""  # whose check is run
        self.rubric: dict[str, Check] = {}
        self.passed: dict[str, bool] = {}
        self.remarks: dict[str, str] = {}
        self.answers: dict[str, str] = {}  # codes of choices, by check
        self.told: dict[Feedback, str] = {}  # what was said already, and at which check
        self.thrift = Thrift(memory_limit_mb() / 4)  # the rest is for the submission and what both were forked from

    @pytest.fixture(scope="session")
    def submission(self) -> Submission:
        """The student's work."""
        network = Network.declared(self.job.base, self.job.assignment)
        return Submission(self._ask, _put_together, self._announce, self._hush, self._task_of, network)

    @pytest.fixture(scope="session")
    def hidden(self) -> Pictures:
        """Images that were never handed out."""
        return Pictures.load(self.job.hidden)

    @pytest.fixture(scope="session")
    def handed_out(self) -> HandedOut:
        """The images that students have, for training and for validation."""
        return HandedOut(self.job.materials / "lab")

    @pytest.fixture(scope="session")
    def materials(self) -> Any:
        """The folder with ``lab`` as students have it."""
        return self.job.materials

    @pytest.fixture(scope="session")
    def weights(self) -> Path:
        """The file of pretrained weights that the base is compared with."""
        if self.job.base is None:
            return pretrained_file(self.job.materials)
        return self.job.pretrained or self.job.materials / "lab" / "data" / self.job.base.weights

    @pytest.fixture
    def remark(self, request: pytest.FixtureRequest) -> Callable[[str], None]:
        """Call it with a sentence that a student who passes is to read as well, such as what was measured."""

        def remember(text: str) -> None:
            self.remarks[request.node.nodeid] = text

        return remember

    @pytest.fixture(scope="session")
    def question_file(self) -> QuestionFile:
        """What is asked, and what is right."""
        return load_questions(self.job.questions) if self.job.questions else QuestionFile()

    @pytest.fixture
    def questions(
        self, question_file: QuestionFile, remark: Callable[[str], None], request: pytest.FixtureRequest
    ) -> Questions:
        """The concept questions; a right answer is explained to the student as a remark."""

        def judged(code: str) -> None:
            self.answers[request.node.nodeid] = code

        return Questions(question_file, remark, judged, self.job.who)

    @pytest.fixture(scope="session")
    def leaderboard(self) -> Leaderboard:
        """Call it with a name, a number and which values come first: classmates see it. Round what hidden data gave."""

        def publish(name: str, value: float, order: Order = Order.HIGHEST_FIRST) -> None:
            self._tell(RankPublished(rank=Rank(name, value, order)))

        return publish

    def _task_of(self, name: str) -> str:
        return self.task if self.task in self.job.anew.get(name, ()) else ""

    def _ask(self, request: Frame) -> Frame:
        self.channel.send(request)
        return self.channel.receive()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the marker of :func:`autograder.checks.points`."""
        config.addinivalue_line("markers", "check(check, after, explained_by, passed): a graded check")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A grader module that cannot be imported is for the staff to fix."""
        if report.failed:
            self._tell(FaultFound(text=str(report.longrepr)[-4000:]))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Announce the rubric, so that a grader that dies still leaves every check on the report."""
        left_out = left_out_beside(self.job.grader)
        self.passed |= dict.fromkeys(left_out, True)  # so that nothing waits for them
        self.rubric = counted([_check(item) for item in items], left_out)
        items[:] = [item for item in items if _check(item).number in self.rubric]
        self._tell(RubricAnnounced(checks=list(self.rubric.values())))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Run one check, unless the one it waits for did not pass."""
        self.task = _check(item).task
        wanted = _marker(item).kwargs["after"]
        if wanted and not self.passed.get(wanted, False):
            self._outcome(
                item, Status.SKIPPED, f"This check waits for check {wanted}: it is graded once that one passes."
            )
            item.add_marker(pytest.mark.skip(reason="it waits"))
        result = yield
        self.thrift.between()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Turn what a check raised into an outcome."""
        problem = call.excinfo.value if call.excinfo else None
        match problem:
            case pytest.skip.Exception():
                pass
            case CheckFailed() if causes := self._causes(item):
                text = f"Fix check {causes[0]} first: it is the likely reason why this one does not pass yet."
                self._outcome(item, Status.SKIPPED, text)
            case CheckFailed() if earlier := self.told.get(problem.feedback):
                self._outcome(item, Status.SKIPPED, f"Fix check {earlier} first: this one fails for the same reason.")
            case CheckFailed():
                self.told[problem.feedback] = _check(item).number
                self._outcome(item, Status.FAILED, problem.feedback.as_markdown(), problem.feedback.mistake)
            case NotAnswered():
                self._outcome(item, Status.UNANSWERED, f"Not answered yet: {problem.what} is still the stub.")
            case NotCarriedOver():
                self._outcome(item, Status.FAILED, _other_model(problem).as_markdown())
            case UnsafeModel():
                self._outcome(item, Status.FAILED, _unusable_model(problem).as_markdown())
            case None if call.when == "call":
                texts = (_marker(item).kwargs["passed"], self.remarks.get(item.nodeid, ""))
                self._outcome(item, Status.PASSED, " ".join(text for text in texts if text))
            case BaseException():
                self._tell(FaultFound(text="".join(traceback.format_exception(problem))[-4000:]))
                self._outcome(item, Status.ERROR, GRADERS_FAULT)
        return (yield)

    def _causes(self, item: pytest.Item) -> list[str]:
        return [number for number in _marker(item).kwargs["explained_by"] if not self.passed.get(number, True)]

    def _outcome(self, item: pytest.Item, status: Status, feedback: str, mistake: str = "") -> None:
        check = self.rubric[_check(item).number]
        self.passed[check.number] = status is Status.PASSED
        score = check.max_score if status is Status.PASSED else 0.0
        answer = self.answers.get(item.nodeid, "")
        self._tell(CheckDone(outcome=Outcome(check, status, score, feedback, mistake, answer=answer)))

    def _hush(self, still: bool) -> bool:
        self._tell(StillnessWanted() if still else StillnessOver())
        return decode_stillness(self.channel.receive())

    def _announce(self, requests: Sequence[Request]) -> None:
        self._tell(PlanAnnounced(requests=list(requests)))

    def _tell(self, event: GraderEvent) -> None:
        self.channel.send(encode_event(event))


def _marker(item: pytest.Item) -> pytest.Mark:
    marker = item.get_closest_marker("check")
    if marker is None:
        raise pytest.UsageError(f"{item.name} has no @points(...)")
    return marker


def _check(item: pytest.Item) -> Check:
    check = _marker(item).args[0]
    assert isinstance(check, Check)
    return check


def _put_together(kind: str, data: Any) -> Any:
    match kind:
        case "model":
            return rebuild_model(data)
        case "history":
            return rebuild_history(data)
        case "value":
            return data
    raise UnsafeModel(f"An object of the unknown kind {kind!r} was sent.")


def _other_model(problem: NotCarriedOver) -> Feedback:
    return Feedback(
        expected="A model that gives the same outputs when it is rebuilt.",
        observed=str(problem),
        why="Judging another model than yours would be wrong, so this check does not judge it.",
        next_step="Change no layer's methods or attributes after it was made; if you did not, tell your instructor.",
    )


def _unusable_model(problem: UnsafeModel) -> Feedback:
    return Feedback(
        expected="A model made of Keras's own layers.",
        observed=str(problem),
        why="The grader rebuilds your model from its description, and uses only parts that it knows.",
        next_step="Use the layers that the task names.",
    )


def _configure(job: GraderJob) -> None:
    import keras

    set_up_tensorflow(job.threads)
    keras.config.disable_traceback_filtering()  # nobody reads them here, and each layer is made a little sooner
    keras.utils.set_random_seed(0)
