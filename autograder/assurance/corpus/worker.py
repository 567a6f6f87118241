"""A worker that records what submissions of the corpus answer, and grades by the recording where there is one.

Only ``verify --corpus`` starts it: students' work is graded by :mod:`autograder.classes.worker`, which knows of no
recordings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.assurance.corpus.clock import Clock, clock_of
from autograder.assurance.corpus.kept import Kept, kept_file
from autograder.assurance.corpus.keys import Keys
from autograder.assurance.corpus.recording import Diverged, Recorder, Recording, Replayer
from autograder.classes.worker import WorkerSetup, main
from autograder.engine.answering import Answering
from autograder.engine.jobs import StudentJob
from autograder.engine.kit import GradingKit
from autograder.engine.launch import Zygote
from autograder.engine.student_process import StudentProcess
from autograder.engine.supervisor import grade
from autograder.results import Report


@dataclass
class RecordedGrading:
    """Grades submissions of one assignment, by recordings if possible.

    Args:
        kit: the assignment.
        threads: of TensorFlow.
        kept: where recordings are.
    """

    kit: GradingKit
    threads: int
    kept: Kept

    def __post_init__(self) -> None:
        self._clock = clock_of(self.kit)
        self._keys = Keys(self.kit, self.threads)

    def __call__(self, path: Path, zygote: Zygote) -> Report:
        """The report on the submission in a file.

        Raises:
            AutograderError: the machine or the installation is at fault, not the submission.
        """
        if self._clock is Clock.MACHINE:
            return grade(path, self.kit, zygote=zygote, threads=self.threads)
        key = self._keys.recording(path)
        if (recording := self.kept.recording(key)) is not None:
            try:
                return self._replay(path, zygote, recording)
            except Diverged:
                pass
        return self._record(path, zygote, key)

    def _replay(self, path: Path, zygote: Zygote, recording: Recording) -> Report:
        replayer = Replayer(recording, self.kept.piece, in_time=self._clock is Clock.ANSWERS)
        return grade(path, self.kit, zygote=zygote, threads=self.threads, answering=lambda *_: replayer)

    def _record(self, path: Path, zygote: Zygote, key: str) -> Report:
        tape = _Tape()
        report = grade(path, self.kit, zygote=zygote, threads=self.threads, answering=tape.answering)
        recorder = tape.recorder
        if recorder is not None and recorder.recording is not None and self._keys.unchanged():
            self.kept.keep_recording(key, recorder.recording, recorder.pieces)
        else:
            self.kept.forget_recording(key)
        return report


@dataclass
class _Tape:
    """Holds the recorder that one grading makes; none where there was nothing to run."""

    recorder: Recorder | None = field(default=None)

    def answering(self, zygote: Zygote, job: StudentJob, deadline: float, on_cell: Callable[[int], None]) -> Answering:
        self.recorder = Recorder(StudentProcess(zygote, job, deadline, on_cell))
        return self.recorder


def make_grading(setup: WorkerSetup) -> RecordedGrading:
    """What grades, in a worker."""
    return RecordedGrading(setup.kit, setup.threads, Kept(kept_file()))


if __name__ == "__main__":
    main(make_grading)
