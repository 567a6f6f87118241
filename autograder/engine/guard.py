"""Watches a submission's process from its first moment to its last, whatever the supervisor is waiting for."""

from __future__ import annotations

import os
import threading
import time

from autograder import sandbox

SAMPLE_SECONDS = 0.1
_COURTESY_SECONDS = 1.0
_NICENESS = 5  # that a submission starts with


class Guard:
    """A thread that looks at one process, with all that it has started, and ends it when it takes too much.

    The supervisor waits for frames of the submission, and for those of the grader; memory can be taken at any time.

    Args:
        plan: how the process was sandboxed, with its limits.
        pid: of the process.
        spare: children of the calling process that are not the submission's.
        shared_out: whether the kernel shares out the processors between submissions.
        threads: of TensorFlow; so many, and as many as there are processors, may run at once.
    """

    def __init__(
        self, plan: sandbox.Plan, pid: int, *, spare: tuple[int, ...], shared_out: bool = True, threads: int = 1
    ) -> None:
        self._plan = plan
        self._pid = pid
        self._spare = spare
        self._watchdog = sandbox.Watchdog(plan, pid, spare=spare)
        self._allowed = 0 if shared_out else threads + (os.cpu_count() or 1)
        self._courtesy_due = 0.0
        self._excess: sandbox.Excess | None = None
        self._problem: Exception | None = None
        self._looking = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="guard", daemon=True)
        self._thread.start()

    @property
    def peak_memory_mb(self) -> float:
        """The most that was seen so far."""
        return self._watchdog.peak_memory_mb

    @property
    def excess(self) -> sandbox.Excess | None:
        """Why the process was ended, if it was."""
        if self._problem is not None:
            raise self._problem  # nobody watches: nothing untrusted goes on then
        return self._excess

    def look(self) -> sandbox.Excess | None:
        """Measure everything now; returns what is over its limit, if anything."""
        self._look(thorough=True)
        return self.excess

    def stop(self) -> None:
        """Watch no longer; before the process is waited for, whose number may be another's afterwards."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            try:
                self._look()
                self._keep_courteous()
            except Exception as problem:
                self._problem = problem
            if self._excess is not None or self._problem is not None:
                sandbox.sweep(self._pid, uid=self._plan.uid, spare=self._spare)
                return

    def _keep_courteous(self) -> None:
        if self._allowed and time.monotonic() > self._courtesy_due:
            self._courtesy_due = time.monotonic() + _COURTESY_SECONDS
            family = sandbox.household(self._pid, uid=self._plan.uid, spare=self._spare)
            sandbox.give_way(family, self._allowed, _NICENESS)

    def _look(self, *, thorough: bool = False) -> None:
        with self._looking:
            if self._excess is None:
                self._excess = self._watchdog.check(thorough=thorough)
