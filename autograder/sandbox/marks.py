"""By what the processes of a submission are known, whoever has adopted them: for when their supervisor is gone."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import identity
from autograder.sandbox.box import Box
from autograder.sandbox.processes import is_alive, kill_user

_SECONDS = 5.0


@dataclass(frozen=True)
class Mark:
    """What a submission cannot get rid of.

    Attributes:
        box: its folder.
        uid: the user that it alone is, or None.
        namespace: number of the user namespace that it alone lives in, or None.
    """

    box: Path
    uid: int | None = None
    namespace: int | None = None

    @classmethod
    def of(cls, pid: int, box: Path, uid: int | None) -> Mark:
        """The mark of a process that is already sandboxed."""
        own = _namespace("self")
        found = _namespace(pid)
        return cls(box, uid, found if found != own else None)

    def end(self) -> None:
        """End everything that bears the mark, and remove its box; for when the supervisor is gone.

        Without an own user and an own namespace nothing can be told from other programs, and nothing is ended.
        """
        end = time.monotonic() + _SECONDS
        while (found := self._bearers()) and time.monotonic() < end:
            if self.uid is not None:
                kill_user(self.uid)
            for pid in found:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        Box(self.box).__exit__()

    def _bearers(self) -> list[int]:
        if self.uid is not None:
            return [pid for pid in identity.running_as(self.uid) if is_alive(pid)]
        if self.namespace is None:
            return []
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208
        return [pid for pid in pids if _namespace(pid) == self.namespace and is_alive(pid)]


def _namespace(pid: int | str) -> int | None:
    """The user namespace of a process that one may look at."""
    try:
        return Path(f"/proc/{pid}/ns/user").stat().st_ino
    except OSError:
        return None
