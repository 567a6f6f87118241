"""A worker as its parent sees it: started, told what to do, listened to, ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress

from autograder.classes.worker import GRADING_TASK, REPLY, WORKER_SETUP, GradingTask, Reply, WorkerSetup
from autograder.sandbox.box import remove_tree

END_SECONDS = 20.0
COMMAND = (sys.executable, "-m", "autograder.classes.worker")


class WorkerProcess:
    """A process that runs :mod:`autograder.classes.worker`.

    Args:
        setup: the assignment, and where temporary files go.
        command: what to run, for tests.
    """

    def __init__(self, setup: WorkerSetup, command: Sequence[str] = COMMAND) -> None:
        self.setup = setup
        self.task: GradingTask | None = None
        self._since = 0.0
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process runs
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )
        self._partial = b""
        self._send(WORKER_SETUP.dump_json(setup))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def busy_s(self) -> float:
        """Seconds since it was given its present task."""
        return time.monotonic() - self._since if self.task else 0.0

    def fileno(self) -> int:
        """To wait for what it says."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def give(self, task: GradingTask) -> None:
        """Let it grade a submission."""
        self.task, self._since = task, time.monotonic()
        self._send(GRADING_TASK.dump_json(task))

    def receive(self) -> Reply | None:
        """Read what there is to read; the reply if it is complete.

        Raises:
            EOFError: the process has ended.
        """
        chunk = os.read(self.fileno(), 1 << 20)
        if not chunk:
            raise EOFError
        self._partial += chunk
        if not self._partial.endswith(b"\n"):
            return None
        reply, self._partial, self.task = REPLY.validate_json(self._partial), b"", None
        return reply

    def wait_for_reply(self) -> Reply:
        """Wait until the task is done.

        Raises:
            EOFError: the process has ended.
        """
        while (reply := self.receive()) is None:
            pass
        return reply

    def how_it_ended(self) -> str:
        """A few words for staff about a process that has ended."""
        code = self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        last = f" ({lines[-1][:300]})" if lines else ""
        return f"signal {-code}{last}" if code < 0 else f"exit status {code}{last}"

    def ask_to_end(self) -> None:
        """Let it end; what it is grading is given up."""
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def end(self) -> None:
        """End it, gently if it lets us, and remove what it has left."""
        self.ask_to_end()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaints.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        remove_tree(self.setup.scratch)

    def kill(self) -> None:
        """End it at once; :meth:`receive` then says so."""
        self._process.kill()

    def _send(self, line: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # that it has ended is seen where replies are read
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()
