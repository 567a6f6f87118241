"""User ids that nobody uses, and becoming one."""

from __future__ import annotations

import os
import random
from pathlib import Path

import psutil

from autograder.portable import LINUX
from autograder.sandbox import linux
from autograder.sandbox.linux import Capability, Option

#: systemd's range for dynamic users: no distribution gives these to anyone for good.
FREE_UIDS = range(61184, 65520)
_NEEDED = {Capability.SETUID, Capability.SETGID, Capability.CHOWN}


def problem() -> str | None:
    """Why another user's identity cannot be taken here, or None if it can."""
    if not LINUX:
        return linux.ON_LINUX_ONLY
    if os.geteuid() != 0:
        return "this is not root"
    if not linux.capabilities() >= _NEEDED:
        return "this is root without the right to change users"
    if not _mapped():
        return "this container has no spare user ids"
    return None


def free_uid() -> int:
    """A random user id under which nothing runs.

    Raises:
        OSError: there is none.
    """
    taken = {process.info["uids"].real for process in psutil.process_iter(["uids"]) if process.info["uids"]}
    free = _mapped() - taken
    if not free:
        raise OSError("every spare user id is in use")
    return random.SystemRandom().choice(sorted(free))


def running_as(uid: int) -> list[int]:
    """Process ids of everything that runs under a user id."""
    return [process.pid for process in psutil.process_iter(["uids"]) if uid in (process.info["uids"] or ())]


def become(uid: int, gid: int, kept: frozenset[Capability] = frozenset()) -> None:
    """Change to an unprivileged user for ever.

    Args:
        uid: real, effective and saved user id.
        gid: the only group.
        kept: capabilities to hold on to (until another program is started).

    Raises:
        OSError: the kernel refuses it.
    """
    drop_bounds()
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    linux.prctl(Option.SET_KEEPCAPS, 1)
    os.setresuid(uid, uid, uid)
    linux.keep_capabilities(kept)
    # The kernel has hidden /proc/self from the new user, for the sake of programs that hold secrets; this one
    # holds none.
    linux.prctl(Option.SET_DUMPABLE, 1)


def drop_bounds() -> None:
    """Give up the capabilities that programs started by root would get back, if that is permitted."""
    if Capability.SETPCAP not in linux.capabilities():
        return
    for bit in range(64):
        try:
            linux.prctl(Option.CAPBSET_READ, bit)
        except OSError:
            return  # the kernel has no more of them
        linux.prctl(Option.CAPBSET_DROP, bit)


def _mapped() -> set[int]:
    """Those of the spare ids that this user namespace has."""
    lines = Path("/proc/self/uid_map").read_text().splitlines()
    spans = [range(int(first), int(first) + int(count)) for first, _, count in map(str.split, lines)]
    return {uid for uid in FREE_UIDS if any(uid in span for span in spans)}
