"""The student's process as the supervisor sees it: started, listened to, bounded, ended and started again.

The limits here are the hard ones. The student's process has gentler alarms of its own that go off first and let the
rest of the notebook go on; they fail when the code is deaf to them, and then this one ends the process.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

from pydantic import TypeAdapter

from autograder import sandbox
from autograder.engine.jobs import Role, StudentJob
from autograder.engine.launch import Zygote
from autograder.engine.wire import Channel, Closed, Frame, WireError, decode, encode

GRACE_SECONDS = 5.0  # between the student's own alarm and the hard end
SAMPLE_SECONDS = 0.1
RESTARTS = 3
HEADER_GLIMPSE = 200_000  # events from the student are small; anything larger is not one


class Ending(Enum):
    """Why a student's process is no more."""

    DIED = "ended itself"
    TIME = "took too long"
    MEMORY = "used too much memory"
    DISK = "wrote too many files"
    NONSENSE = "sent something that is not a message"
    BUDGET = "used up the time for the whole submission"


class Ended(Exception):
    """The student's process has been ended."""

    def __init__(self, ending: Ending, detail: str) -> None:
        super().__init__(detail)
        self.ending = ending
        self.detail = detail


@dataclass
class Watched:
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
    peak_memory_mb: float = 0.0

    def __post_init__(self) -> None:
        self._channel: Channel | None = None
        self._pid = 0
        self._restarts = 0
        self._ready_after = 0.0
        self._fatal: dict[str, Frame] = {}  # what ended the process is not tried again
        self._gone: Ended | None = None

    def start(self) -> None:
        """Run the notebook to its end, without the cells that end the process.

        Raises:
            Ended: even so, it cannot be brought to its end.
        """
        while True:
            cell = -1
            started = time.monotonic()
            try:
                self._fork()
                for event in self._events():
                    if event.get("event") == "ready":
                        self.notes += [str(note)[:400] for note in event.get("notes", [])[:30] if note not in self.notes]
                        self._ready_after = time.monotonic() - started
                        return
                    cell = int(event.get("index", -1))
                    self.on_cell(cell)
            except Ended as end:
                self._skip_or_give_up(cell, end)

    def ask(self, request: Frame, name: str) -> Frame:
        """Relay one request and return the answer; what ends the process becomes an answer too."""
        if name in self._fatal:
            return self._fatal[name]
        try:
            if self._channel is None:
                self._revive()
            assert self._channel is not None
            limit = self.job.limits.call_seconds + GRACE_SECONDS
            self._channel.sock.settimeout(limit)
            self._channel.send(request)
            return self._next_frame(time.monotonic() + limit, f"`{name}`")
        except (Closed, TimeoutError):
            end = Ended(Ending.DIED, f"`{name}` ended the Python process.")
        except Ended as problem:
            end = problem
        self.end()
        self._fatal[name] = _as_answer(end)
        return self._fatal[name]

    def end(self) -> None:
        """Kill the process and everything it started."""
        if self._pid:
            sandbox.sweep(self._pid, uid=self.job.plan.uid, spare=(self.zygote.pid,))
        if self._channel is not None:
            self._channel.close()
        self._channel, self._pid = None, 0

    def sample(self) -> None:
        """Measure memory and disk.

        Raises:
            Ended: one of them is over its limit.
        """
        if not self._pid:
            return
        used = sandbox.memory_mb(self._pid)
        self.peak_memory_mb = max(self.peak_memory_mb, used)
        if used > self.job.limits.memory_mb:
            raise Ended(Ending.MEMORY, f"used more than {self.job.limits.memory_mb} MB of memory")

    def _fork(self) -> None:
        self._pid, self._channel = self.zygote.fork(Role.STUDENT)
        self._channel.send(Frame(TypeAdapter(StudentJob).dump_json(self.job), b""))

    def _events(self):  # type: ignore[no-untyped-def]
        limits = self.job.limits
        end_of_notebook = time.monotonic() + limits.notebook_seconds + 2 * GRACE_SECONDS + 30
        while True:
            deadline = min(time.monotonic() + limits.cell_seconds + GRACE_SECONDS, end_of_notebook)
            frame = self._next_frame(deadline, "the cell")
            yield self._read_event(frame)

    def _read_event(self, frame: Frame) -> dict[str, object]:
        try:
            event = decode(frame) if len(frame.header) < HEADER_GLIMPSE and not frame.payload else None
        except WireError:
            event = None
        if not isinstance(event, dict):
            raise Ended(Ending.NONSENSE, "sent something that is not a message")
        return event

    def _next_frame(self, deadline: float, what: str) -> Frame:
        assert self._channel is not None
        while True:
            now = time.monotonic()
            if now > self.deadline:
                raise Ended(Ending.BUDGET, "The time for the whole submission was used up.")
            if now > deadline:
                raise Ended(Ending.TIME, f"{what} took too long and did not react to being stopped")
            readable, _, _ = select.select([self._channel], [], [], SAMPLE_SECONDS)
            try:
                if readable and (frame := self._channel.poll()) is not None:
                    return frame
                self.sample()
            except Closed:
                raise self._how_it_died(what) from None
            except WireError as problem:
                raise Ended(Ending.NONSENSE, str(problem)) from None
            if not readable and not _alive(self._pid):
                raise self._how_it_died(what)

    def _how_it_died(self, what: str) -> Ended:
        return Ended(Ending.DIED, f"{what} ended the Python process (os._exit, a crash, or the system was out of memory)")

    def _skip_or_give_up(self, cell: int, end: Ended) -> None:
        self.end()
        hopeless = end.ending is Ending.BUDGET or cell < 0 or self._restarts >= RESTARTS
        if hopeless or cell in self.job.skip:
            self._gone = end
            raise end
        self._restarts += 1
        self.notes.append(f"Cell {cell + 1} was left out: it {_plainly(end)}. The other cells were run without it.")
        self.job = replace(self.job, skip=(*self.job.skip, cell))

    def _revive(self) -> None:
        """Start again after a call ended the process, if there is time enough."""
        if self._gone is not None:
            raise self._gone
        left = self.deadline - time.monotonic()
        if self._restarts >= RESTARTS or left < 1.5 * self._ready_after + GRACE_SECONDS:
            raise Ended(Ending.BUDGET, "An earlier check ended your program, and there was no time left to run it again.")
        self._restarts += 1
        self.start()


def _alive(pid: int) -> bool:
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def _plainly(end: Ended) -> str:
    return {
        Ending.DIED: "ended the Python process (os._exit, exit() or a crash)",
        Ending.TIME: "did not end in time and could not be interrupted",
        Ending.MEMORY: end.detail,
        Ending.DISK: end.detail,
    }.get(end.ending, end.ending.value)


def _as_answer(end: Ended) -> Frame:
    step = {
        Ending.TIME: "Look for a loop that never ends, or work that belongs into a cell of its own.",
        Ending.MEMORY: "Look for an array that is far larger than the data, or keep fewer copies.",
        Ending.DISK: "Do not write large files in your answer.",
        Ending.BUDGET: "Make the notebook faster: train for fewer epochs, and train each model once.",
        Ending.NONSENSE: "Return exactly what the task describes.",
    }.get(end.ending, "Remove calls such as os._exit() or exit(), and run the function in a fresh notebook.")
    why = "When the program ends, there is no result left to check; the other checks go on in a new one."
    return encode({"error": {"observed": end.detail, "why": why, "next_step": step}})
