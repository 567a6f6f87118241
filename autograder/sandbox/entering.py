"""Shut the calling process in, for ever."""

from __future__ import annotations

import ctypes
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from autograder.portable import LINUX
from autograder.sandbox import files, identity, landlock, linux, namespaces, seccomp, walls
from autograder.sandbox.box import hand_over
from autograder.sandbox.layers import Layer, SandboxError, leave_network
from autograder.sandbox.linux import Capability, Option
from autograder.sandbox.plan import Plan

_ENV_START = 47  # of the fields of /proc/PID/stat that follow the program's name, see proc(5)
_NICENESS = 5  # enough for the watchdog to get its turn beside a fork bomb


def enter(plan: Plan, keep: Collection[int] = ()) -> None:
    """Shut the calling process in as planned. There is no way back.

    Call it in a freshly forked process, before any other thread runs and after the process has been handed to
    the parent with which it is to die.

    Args:
        plan: what :func:`autograder.sandbox.make_plan` decided.
        keep: file descriptors that stay open; 0, 1 and 2 are put on the null device unless they are among
            them.

    Raises:
        SandboxError: a planned layer could not be put up or does not hold. Nothing untrusted must run then.
    """
    if LINUX and len(list(Path("/proc/self/task").iterdir())) != 1:
        raise SandboxError(None, "The process has several threads, and a sandbox only covers one.")
    rules = files.rules(plan.box.root, plan.readable, plan.secrets) if Layer.LANDLOCK in plan.layers else []
    _give_way()
    _close_descriptors(keep)
    _leave_terminal()
    _change_environment(plan)

    # Order: what needs root's rights first, what takes away system calls last.
    if Layer.LIMITS in plan.layers:
        apart = plan.uid is None and namespaces.live_apart(plan.secrets, plan.box.root)
        _put_up(Layer.LIMITS, lambda: walls.put_up(plan.walls, counted_apart=apart))
    if Layer.NAMESPACE in plan.layers:
        _put_up(Layer.NAMESPACE, leave_network)
        namespaces.cover(plan.secrets, plan.box.root)
    if Layer.USER in plan.layers:
        _put_up(Layer.USER, lambda: _become(plan))
    elif LINUX:
        _put_up(Layer.USER, lambda: _stay_without_rights(plan))
    os.chdir(plan.box.work)
    die_with_parent()  # a change of user has reset it until here
    if LINUX:
        linux.prctl(Option.SET_NO_NEW_PRIVS, 1)
    if Layer.LANDLOCK in plan.layers:
        _put_up(Layer.LANDLOCK, lambda: landlock.restrict(rules))
    if Layer.SECCOMP in plan.layers:
        _put_up(Layer.SECCOMP, lambda: seccomp.restrict(_policy(plan)))
    _try_out(plan)


def die_with_parent() -> None:
    """Have the kernel end the calling process when its parent ends. Whoever is gone by now is not noticed."""
    if LINUX:
        linux.prctl(Option.SET_PDEATHSIG, signal.SIGKILL)


def _put_up(layer: Layer, action: Callable[[], None]) -> None:
    try:
        action()
    except (OSError, ValueError) as problem:
        raise SandboxError(layer, f"The layer {layer.value!r} could not be put up: {problem}.") from problem


def _give_way() -> None:
    """Be the last to get the processor and the first to go when memory is short: courtesies, not layers."""
    with suppress(OSError, AttributeError):
        os.nice(_NICENESS)
    walls.be_first_to_go()


def _close_descriptors(keep: Collection[int]) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        if standard not in keep:
            os.dup2(null, standard)
    top = 3
    for kept in sorted({descriptor for descriptor in keep if descriptor >= 3}):
        os.closerange(top, kept)
        top = kept + 1
    os.closerange(top, _highest_descriptor() + 1)


def _highest_descriptor() -> int:
    with suppress(OSError):
        return max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    return 4096


def _leave_terminal() -> None:
    if sys.platform != "win32" and os.getsid(0) != os.getpid():
        os.setsid()
    os.umask(0o077)


def _change_environment(plan: Plan) -> None:
    os.environ.clear()
    _wipe_initial_environment()
    os.environ.update(plan.environment)
    tempfile.tempdir = None


def _wipe_initial_environment() -> None:
    """Overwrite the variables the program was started with, which ``/proc/self/environ`` goes on telling."""
    if not LINUX:
        return
    fields = linux.stat_fields(Path("/proc/self"))
    start, end = (int(field) for field in fields[_ENV_START : _ENV_START + 2])
    if 0 < start < end:
        ctypes.memset(start, 0, end - start)


def _become(plan: Plan) -> None:
    if plan.uid is None or plan.gid is None:
        raise ValueError("the plan names no user")
    hand_over(plan.box, plan.uid, plan.gid)
    kept = frozenset({Capability.DAC_READ_SEARCH}) if plan.reads_everything else frozenset()
    identity.become(plan.uid, plan.gid, kept)


def _stay_without_rights(plan: Plan) -> None:
    # A test that switches every layer off wants to see what a submission could do then.
    if plan.layers:
        identity.drop_bounds()
        linux.keep_capabilities(frozenset())


def _policy(plan: Plan) -> seccomp.Policy:
    own_user = Layer.USER in plan.layers
    return seccomp.Policy(
        own_user=own_user,
        signals_scoped=Layer.LANDLOCK in plan.layers and landlock.scopes_signals(),
        # The kernel counts nobody's processes who is root, not even without root's rights.
        processes=own_user or os.geteuid() != 0,
    )


def _try_out(plan: Plan) -> None:
    """Knock at every door that is promised to be shut."""
    if plan.uid is not None and {*os.getresuid(), *os.getresgid()} != {plan.uid, plan.gid}:
        raise SandboxError(Layer.USER, "The process did not become another user.")
    for secret in plan.secrets if plan.isolation.isolated else ():
        found = next((path for path in _all_in(secret) if _opens(path)), None)
        if found is not None:
            raise SandboxError(None, f"{found} can be read in spite of {plan.isolation}.")


def _all_in(path: Path) -> Iterator[Path]:
    yield path
    for folder, _, names in os.walk(path):  # which, unlike Path.rglob, passes over what it may not enter
        yield from (Path(folder, name) for name in names)


def _opens(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return not stat.S_ISDIR(os.fstat(descriptor).st_mode)
    finally:
        os.close(descriptor)
