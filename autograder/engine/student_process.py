"""The student's process as the supervisor sees it: started, listened to, bounded, ended and started again.

The limits here are the hard ones. The student's process has gentler alarms of its own that go off first and let the
rest of the notebook go on; they fail when the code is deaf to them, and then this one ends the process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum

import psutil

from autograder import sandbox
from autograder.engine.children import Child
from autograder.engine.guard import SAMPLE_SECONDS, Guard
from autograder.engine.jobs import Role, StudentJob, encode_job
from autograder.engine.launch import Zygote
from autograder.errors import AutograderError
from autograder.exchange.frames import Channel, Closed, Frame, WireError
from autograder.exchange.messages import (
    CellStarted,
    NotebookDone,
    NotShutIn,
    Refused,
    StudentEvent,
    decode_student_event,
    encode_answer,
    encode_go_ahead,
)

GRACE_SECONDS = 5.0  # between the student's own alarm and the hard end
RESTARTS = 3

_NONSENSE = "wrote to the channel that the grader listens to"


class Ending(Enum):
    """Why a student's process is no more."""

    DIED = "ended itself"
    TIME = "took too long"
    CPU = "used too much processor time"
    MEMORY = "used too much memory"
    DISK = "wrote too much to the disk"
    PROCESSES = "started too many processes"
    NONSENSE = "sent something that is not a message"
    BUDGET = "used up the time for the whole submission"


class Ended(Exception):
    """The student's process has been ended."""

    def __init__(self, ending: Ending, detail: str) -> None:
        super().__init__(detail)
        self.ending = ending
        self.detail = detail


_DOCTOR = "Run autograder doctor to see what this machine can isolate."


@dataclass
class StudentProcess:
    """One submission's process, and its successors.

    Args:
        zygote: forks it.
        job: what it is to do.
        deadline: ``time.monotonic()`` at which the whole submission is over.
        on_cell: called with the index of each cell that starts.
    """

    zygote: Zygote
    job: StudentJob
    deadline: float
    on_cell: Callable[[int], None] = lambda index: None
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._channel: Channel | None = None
        self._child: Child | None = None
        self._restarts = 0
        self._ready_after = 0.0
        self._peak_memory_mb = 0.0
        self._guard: Guard | None = None
        self._stillness: sandbox.Stillness | None = None
        self._fatal: dict[str, Frame] = {}  # what ended the process is not tried again
        self._gone: Ended | None = None
        self._group: sandbox.MemoryGroup | None = None
        self._share: sandbox.ProcessorGroup | None = None

    @property
    def peak_memory_mb(self) -> float:
        """The most that was seen so far, of all processes there were."""
        return max(self._peak_memory_mb, self._guard.peak_memory_mb if self._guard is not None else 0.0)

    def start(self) -> None:
        """Run the notebook to its end, without the cells that end the process.

        Raises:
            Ended: even so, it cannot be brought to its end.
        """
        plan = self.job.plan
        while True:
            cell = -1
            started = time.monotonic()
            try:
                self._fork()
                for event in self._events():
                    match event:
                        case CellStarted(index=index):
                            if cell < 0:
                                cell = index  # what is too much already is this one's: nothing else has run
                                self.zygote.remember(sandbox.Mark.of(self._running.pid, plan.box.root, plan.uid))
                            self._heed(look=True)  # before the next cell is blamed for it
                            cell = index
                            self.on_cell(cell)
                            self._let_it_run()
                        case NotebookDone(notes=notes):
                            self._heed(look=True)
                            self.notes += [note[:600] for note in notes[:30] if note[:600] not in self.notes]
                            self._ready_after = time.monotonic() - started
                            return
                        case NotShutIn(text=text) if cell < 0:  # later it is the submission that says so
                            raise AutograderError(f"The submission could not be sandboxed: {text}", _DOCTOR)
                        case _:
                            raise Ended(Ending.NONSENSE, _NONSENSE)
            except Ended as end:
                if cell < 0 and end.ending is Ending.DIED:  # none of its code has run yet
                    complaint = self.zygote.last_complaint()
                    text = f"The process for the submission could not be started: {complaint}."
                    raise AutograderError(text, _DOCTOR) from end
                self._skip_or_give_up(cell, end)

    def ask(self, request: Frame, name: str) -> Frame:
        """Relay one request and return the answer; what ends the process becomes an answer too."""
        if name in self._fatal:
            return self._fatal[name]
        self.go_on()
        try:
            if self._channel is None:
                self._revive()
            assert self._channel is not None
            limit = self.job.limits.call_seconds + GRACE_SECONDS
            self._channel.sock.settimeout(limit)
            self._channel.send(request)
            return self._next_frame(time.monotonic() + limit, self.job.limits.call_seconds)
        except (Closed, TimeoutError):
            end = self._death()
        except Ended as problem:
            end = problem
        self.end()
        self._fatal[name] = _as_answer(end, name)
        return self._fatal[name]

    def hold_still(self) -> None:
        """Stop the process, and everything it started, until :meth:`go_on`."""
        if self._child is not None and self._stillness is None:
            self._stillness = sandbox.Stillness.begin(self._child.pid, uid=self.job.plan.uid, spare=(self.zygote.pid,))

    def go_on(self) -> bool:
        """Let it go on; returns whether it has kept still. If not, it is ended: only on purpose can that be."""
        stillness, self._stillness = self._stillness, None
        kept = stillness is None or stillness.end()
        if not kept:
            self.end()
        return kept

    def end(self) -> None:
        """Kill the process and everything it started."""
        if self._guard is not None:
            self._guard.stop()
            self._peak_memory_mb = self.peak_memory_mb
        if self._child is not None:
            sandbox.sweep(self._child.pid, uid=self.job.plan.uid, spare=(self.zygote.pid,))
            self._child.wait()
            sandbox.remove_litter(self.job.plan)
            self.zygote.remember(None)
        for group in (self._group, self._share):
            if group is not None:
                group.remove()
        self._share = None
        if self._channel is not None:
            self._channel.close()
        self._channel, self._child, self._group, self._guard, self._stillness = None, None, None, None, None

    @property
    def _running(self) -> Child:
        """The process there is now."""
        assert self._child is not None
        return self._child

    def _let_it_run(self) -> None:
        """Answer that a cell may run.

        Raises:
            Ended: nobody is there to hear it.
        """
        assert self._channel is not None
        try:
            self._channel.sock.settimeout(GRACE_SECONDS)
            self._channel.send(encode_go_ahead())
        except Closed:
            raise self._death() from None
        except TimeoutError:
            raise Ended(Ending.NONSENSE, _NONSENSE) from None

    def _heed(self, *, look: bool = False) -> None:
        """Act on what the guard has found; with ``look``, after having it measure everything now.

        Raises:
            Ended: something is over its limit.
        """
        if self._guard is not None and (excess := self._guard.look() if look else self._guard.excess) is not None:
            raise Ended(Ending[excess.resource.name], excess.detail)

    def _fork(self) -> None:
        if self._restarts:
            self.job.plan.box.renew()  # or a disk that was filled would end the successor, too
        self._child, self._channel = self.zygote.fork(Role.STUDENT)
        self._group = sandbox.MemoryGroup.make(self.job.plan.walls.memory_mb)
        self._share = sandbox.ProcessorGroup.make()
        for group in (self._group, self._share):
            if group is not None:
                with suppress(OSError):  # it is gone already, which is noticed below
                    group.add(self._child.pid)
        self._guard = Guard(
            self.job.plan,
            self._child.pid,
            spare=(self.zygote.pid,),
            shared_out=self._share is not None,
            threads=self.job.threads,
        )
        self._channel.send(encode_job(self.job))

    def _events(self) -> Iterator[StudentEvent]:
        limits = self.job.limits
        end_of_notebook = time.monotonic() + limits.notebook_seconds + 2 * GRACE_SECONDS + 30
        while True:
            deadline = min(time.monotonic() + limits.cell_seconds + GRACE_SECONDS, end_of_notebook)
            frame = self._next_frame(deadline, limits.cell_seconds)
            yield self._read_event(frame)

    def _read_event(self, frame: Frame) -> StudentEvent:
        try:
            return decode_student_event(frame)
        except WireError as problem:
            raise Ended(Ending.NONSENSE, _NONSENSE) from problem

    def _next_frame(self, deadline: float, seconds: float) -> Frame:
        """What the process says next; ``seconds`` is the limit that it has missed when ``deadline`` passes."""
        assert self._channel is not None
        while True:
            now = time.monotonic()
            if now > self.deadline:
                whole = f"{self.job.limits.submission_seconds:.0f} seconds"
                raise Ended(Ending.BUDGET, f"The time for the whole submission, {whole}, was used up.")
            if now > deadline:
                text = f"took too long (more than {seconds:.0f} seconds), and did not react to being stopped"
                raise Ended(Ending.TIME, text)
            try:
                if (frame := self._channel.wait(SAMPLE_SECONDS)) is not None:
                    return frame  # first, since it may tell which cell the guard has stopped
                self._heed()
            except Closed:
                raise self._death() from None
            except WireError:
                raise Ended(Ending.NONSENSE, _NONSENSE) from None
            if not self._running.is_alive():
                raise self._death()

    def _death(self) -> Ended:
        """How the process has ended by itself, in words; it has not been waited for yet."""
        try:
            self._heed()
        except Ended as end:
            return end
        limit = self.job.plan.walls.cpu_seconds
        if _processor_seconds(self._running.pid) >= limit - 1:
            return Ended(Ending.CPU, f"used more than {limit} seconds of processor time")
        if self._group is not None and self._group.has_killed:
            return Ended(Ending.MEMORY, self.job.plan.walls.beyond_memory)
        return Ended(Ending.DIED, f"ended the Python process ({self._running.fate()})")

    def _skip_or_give_up(self, cell: int, end: Ended) -> None:
        self.end()
        hopeless = end.ending is Ending.BUDGET or cell < 0 or self._restarts >= RESTARTS
        if hopeless or cell in self.job.skip:
            self._gone = end
            raise end
        self._restarts += 1
        place = next((known.place for known in self.job.cells if known.index == cell), f"cell {cell + 1}")
        self.notes.append(
            f"{place[0].upper()}{place[1:]} was left out: it {end.detail}. The other cells were run without it."
        )
        kept = tuple(one for one in self.job.keep if one.after != cell)  # which may have been what ended it
        self.job = replace(self.job, skip=(*self.job.skip, cell), keep=kept)

    def _revive(self) -> None:
        """Start again after a call ended the process, if there is time enough."""
        if self._gone is not None:
            raise self._gone
        left = self.deadline - time.monotonic()
        if self._restarts >= RESTARTS or left < 1.5 * self._ready_after + GRACE_SECONDS:
            raise Ended(
                Ending.BUDGET, "An earlier check ended your program, and there was no time left to run it again."
            )
        self._restarts += 1
        self.start()


def _processor_seconds(pid: int) -> float:
    """Processor time that a process has used, 0 where the system does not tell."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _as_answer(end: Ended, name: str) -> Frame:
    step = {
        Ending.TIME: "Look for a loop that never ends, or work that belongs in a cell of its own.",
        Ending.CPU: "Look for a loop that never ends, or train for fewer epochs.",
        Ending.MEMORY: "Look for an array that is far larger than the data, or keep fewer copies.",
        Ending.PROCESSES: "Do not start processes in your answer.",
        Ending.DISK: "Do not write large files in your answer.",
        Ending.BUDGET: "Make the notebook faster: train for fewer epochs, and train each model once.",
        Ending.NONSENSE: "Return exactly what the task describes.",
    }.get(end.ending, "Remove calls such as os._exit() or exit(), and run the function in a fresh notebook.")
    why = "When the program ends, there is no result left to check; the other checks continue in a new one."
    observed = f"`{name}` {end.detail}." if end.ending is not Ending.BUDGET else end.detail
    return encode_answer(Refused.because(observed, why, step))
