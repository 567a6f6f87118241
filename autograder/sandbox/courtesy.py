"""Where no cgroup shares out the processors: the more a submission runs at once, the less each of it counts."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from autograder.portable import LINUX
from autograder.sandbox import linux

_LEAST = 19
#: By how much the share of a thread falls with each step of niceness, see sched(7).
_STEP = 1.25


def give_way(pids: Iterable[int], allowed: int, start: int) -> int:
    """Make processes so nice that their running threads together get what ``allowed`` ones would; it stays so.

    Args:
        pids: the processes.
        allowed: how many threads may run at once without that.
        start: their niceness otherwise.

    Returns:
        The niceness that they have now, at least.
    """
    if not LINUX:
        return start
    pids = tuple(pids)
    threads = [thread for pid in pids for thread in _threads(pid)]
    running = sum(state == "R" for _, state, _ in threads)
    if running <= allowed:
        return start
    wanted = min(_LEAST, start + math.ceil(math.log(running / allowed, _STEP)))
    for number, _, niceness in threads:
        if niceness < wanted:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, number, wanted)
    for pid in pids:
        # Where the kernel schedules sessions as groups, what counts beside other programs is the group's niceness.
        with suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text(str(wanted))
    return wanted


def _threads(pid: int) -> list[tuple[int, str, int]]:
    """Number, state and niceness of each thread."""
    found = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                fields = linux.stat_fields(thread)
                found.append((int(thread.name), fields[0], int(fields[16])))
    return found
