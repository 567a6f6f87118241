"""Namespaces of a submission's own, in which it is counted apart and does not even see what is hidden.

Courtesies rather than layers: where the system grants none, the layers stand all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from autograder.portable import LINUX
from autograder.sandbox import linux

_CLONE_NEWUSER, _CLONE_NEWNS = 0x10000000, 0x00020000
_COVERS = ".covers"


def live_apart(secrets: Iterable[Path], box: Path) -> bool:
    """Move the calling process, which is not root's, into a user namespace; in it, what is hidden is covered.

    The kernel then counts the threads of this process, and of what it starts, apart from the user's others. Otherwise
    who starts all it may keeps those beside it from starting any. Not every system lets ordinary users make a user
    namespace. The user stays the same in it.

    Args:
        secrets: files and folders to cover, where that is possible.
        box: the submission's folder.

    Returns:
        Whether it is counted apart now.
    """
    uid, gid = os.geteuid(), os.getegid()
    if not LINUX or uid == 0:
        return False
    try:
        linux.unshare(_CLONE_NEWUSER)
    except OSError:
        return False
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    cover(secrets, box)
    linux.keep_capabilities(frozenset())
    linux.prctl(linux.Option.SET_DUMPABLE, 1)  # or the supervisor could not weigh it
    return True


def cover(secrets: Iterable[Path], box: Path) -> None:
    """Have the calling process, and what it starts, find closed and empty things where secrets lie.

    Landlock keeps files from being opened, not from being looked at: their size, and when they were made and last read.

    Args:
        secrets: files and folders; as many are covered as can be.
        box: the submission's folder, where what covers them is made.
    """
    with suppress(OSError):
        linux.unshare(_CLONE_NEWNS)
        linux.mount_privately()
        covers = box / _COVERS
        covers.mkdir(exist_ok=True)
        file, folder = covers / "file", covers / "folder"
        file.touch(mode=0o000)
        folder.mkdir(mode=0o500, exist_ok=True)  # empty; what is in a box has to be countable
        for secret in secrets:
            with suppress(OSError):
                linux.mount_over(secret.resolve(), folder if secret.is_dir() else file)
