"""The layers that can stand between a submission and everything else, and which of them this machine has."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from enum import Enum

from autograder.errors import AutograderError
from autograder.portable import LINUX
from autograder.sandbox import identity, landlock, linux, seccomp, walls

_CLONE_NEWIPC, _CLONE_NEWNET = 0x08000000, 0x40000000


class Layer(str, Enum):
    """One layer; the value is its name for people. (The separate process is always there.)"""

    USER = "own user"
    PERMISSIONS = "closed file permissions"
    NAMESPACE = "network namespace"
    LANDLOCK = "Landlock"
    SECCOMP = "seccomp"
    LIMITS = "resource limits"


class SandboxError(AutograderError):
    """A layer that was promised could not be put up, or does not hold."""

    def __init__(self, layer: Layer | None, message: str) -> None:
        super().__init__(message, "Nothing was run. See which layers work here with autograder doctor.")
        self.layer = layer


def available() -> dict[Layer, str | None]:
    """Every layer with None where it can be used here, or else the reason why not, in words."""
    user = identity.problem()
    return {
        Layer.USER: user,
        Layer.PERMISSIONS: user and "file permissions keep out other users only, and there is no own user",
        Layer.NAMESPACE: _namespace_problem(),
        Layer.LANDLOCK: landlock.problem(),
        Layer.SECCOMP: seccomp.problem(),
        Layer.LIMITS: walls.problem(),
    }


def leave_network() -> None:
    """Move the calling thread to a network namespace without any network, and an IPC namespace of its own.

    Raises:
        OSError: the kernel refuses it.
    """
    linux.unshare(_CLONE_NEWNET | _CLONE_NEWIPC)


def _namespace_problem() -> str | None:
    if not LINUX:
        return linux.ON_LINUX_ONLY
    if linux.Capability.SYS_ADMIN not in linux.capabilities():
        return "making one needs root with the capability to administer the system"
    # A container may forbid it all the same. Namespaces belong to threads, so one that ends at once can try.
    return _in_passing(leave_network)


def _in_passing(action: Callable[[], None]) -> str | None:
    problems: list[str] = []

    def attempt() -> None:
        try:
            action()
        except OSError as error:
            problems.append(f"the system forbids it ({os.strerror(error.errno or 0)})")

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return problems[0] if problems else None
