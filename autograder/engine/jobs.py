"""What the supervisor tells its two children to do: plain data, sent as JSON over their own sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from autograder.course import BaseModelEntry, Limits
from autograder.exchange.frames import Frame
from autograder.sandbox import Mark, Plan
from autograder.submissions.keeping import Keep
from autograder.submissions.notebook import Cell


class Role(bytes, Enum):
    """What a freshly forked process becomes."""

    STUDENT = b"s"
    GRADER = b"g"


@dataclass(frozen=True)
class StudentJob:
    """Run these cells, then answer requests.

    Attributes:
        cells: code cells in order.
        skip: indices of cells that are not run: they ended an earlier process, or are not to be run while grading.
        materials: read-only folder with ``lab``, put first on ``sys.path``.
        plan: how the process is sandboxed.
        limits: its time limits.
        seed: for Python, numpy and Keras, before the first cell and before each call.
        threads: of TensorFlow.
        keep: names that count as they are after some cell.
        helpers: functions that came with the notebook, and the number of the task that each belongs to.
    """

    cells: tuple[Cell, ...]
    skip: tuple[int, ...]
    materials: Path
    plan: Plan
    limits: Limits
    seed: int
    threads: int
    keep: tuple[Keep, ...] = ()
    helpers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GraderJob:
    """Run the hidden grader.

    Attributes:
        grader: the pytest module.
        hidden: ``hidden.npz``.
        materials: as the student has them; the pretrained weights are read from there.
        threads: of TensorFlow.
        memory_mb: MiB that it may take besides what it is forked with.
        questions: the file of concept questions, if there is one.
        who: who the notebook says that its writer is, if it does.
        anew: variables that more than one task makes anew, with the numbers of those tasks.
        assignment: its short name.
        base: the network that it starts from, where it names one.
        pretrained: that network's weights, where Keras fetches them.
    """

    grader: Path
    hidden: Path
    materials: Path
    threads: int
    memory_mb: int
    questions: Path | None = None
    who: str = ""
    anew: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assignment: str = ""
    base: BaseModelEntry | None = None
    pretrained: Path | None = None


#: What the zygote is told of the submission that is graded; None when there is none any more.
MARK: TypeAdapter[Mark | None] = TypeAdapter(Mark | None)

_Job = TypeVar("_Job", StudentJob, GraderJob)


def encode_job(job: StudentJob | GraderJob) -> Frame:
    """A job as it travels."""
    return Frame(TypeAdapter(type(job)).dump_json(job), b"")


def decode_job(kind: type[_Job], frame: Frame) -> _Job:
    """The job that came."""
    return TypeAdapter(kind).validate_json(frame.header)
