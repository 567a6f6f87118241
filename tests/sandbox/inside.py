"""Run a function in a real forked process, shut in or not, and bring back what it returns."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from autograder import sandbox
from autograder.course import Limits
from autograder.portable import LINUX
from autograder.sandbox import Layer, linux
from autograder.sandbox.linux import Option

NOBODY = 65000  # an ordinary user for tests that start as root
EVERY_LAYER = frozenset(Layer)


@dataclass(frozen=True)
class Setting:
    """A way of shutting in.

    Attributes:
        name: as shown by pytest.
        layers: those that are not switched off.
        as_root: the supervisor is root (None: whoever runs the tests).
        private_python: this Python lies where another user cannot read it.
    """

    name: str
    layers: frozenset[Layer]
    as_root: bool | None = None
    private_python: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def disabled(self) -> frozenset[Layer]:
        return EVERY_LAYER - self.layers

    def why_not(self) -> str:
        """Why this setting cannot be tried here, or nothing."""
        if self.as_root and os.geteuid() != 0:
            return "needs root"
        for layer, problem in sandbox.available().items():
            if layer in self.layers and problem and self is not EVERYTHING:
                return f"no {layer.value}: {problem}"
        return ""


OWN_USER = Setting("own user alone", frozenset({Layer.USER, Layer.PERMISSIONS, Layer.LIMITS}), as_root=True)
SAME_USER = frozenset({Layer.LANDLOCK, Layer.SECCOMP, Layer.LIMITS})
LANDLOCK = Setting("Landlock without root", SAME_USER, as_root=False)
ROOT_STAYS = Setting("root without its rights", SAME_USER, as_root=True)
PRIVATE_PYTHON = Setting("private Python", EVERY_LAYER, as_root=True, private_python=True)
EVERYTHING = Setting("everything", EVERY_LAYER)
NOTHING = Setting("nothing", frozenset())
NOTHING_WITHOUT_ROOT = Setting("nothing without root", frozenset(), as_root=False)
GUARDED = (OWN_USER, LANDLOCK, ROOT_STAYS, PRIVATE_PYTHON, EVERYTHING)


def settings(*chosen: Setting) -> pytest.MarkDecorator:
    """Run a test in each of these settings."""
    return pytest.mark.parametrize("setting", chosen, indirect=True, ids=str)


def forked(action: Callable[[], Any], *, uid: int | None = None, seconds: float = 60) -> Any:
    """What ``action`` returns (JSON) in a forked process that may first become another user.

    Raises:
        RuntimeError: it raised; the message is its traceback.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:

        def become_and_act() -> Any:
            _become(uid)
            return action()

        _answer(writer, become_and_act)
    os.close(writer)
    try:
        return _result(reader, seconds)
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _become(uid: int | None) -> None:
    if os.geteuid() != 0:
        return
    os.setgroups([NOBODY])  # a privilege to be lost
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        if LINUX:
            linux.prctl(Option.SET_DUMPABLE, 1)  # as a process that had always been this user's


def confined(
    setting: Setting,
    action: Callable[[], Any],
    *,
    box: sandbox.Box,
    secrets: Iterable[Path] = (),
    readable: Iterable[Path] = (),
    limits: Limits | None = None,
    seconds: float = 60,
) -> Any:
    """What ``action`` returns in a process that is shut in.

    Raises:
        RuntimeError: it raised; the message is its traceback.
    """

    return supervised(
        setting,
        action,
        lambda student: student.result(seconds),
        box=box,
        secrets=secrets,
        readable=readable,
        limits=limits,
    )


def supervised(
    setting: Setting,
    action: Callable[[], Any],
    supervise: Callable[[Student], Any],
    *,
    box: sandbox.Box,
    secrets: Iterable[Path] = (),
    readable: Iterable[Path] = (),
    limits: Limits | None = None,
    **walls: int,
) -> Any:
    """What ``supervise`` returns in a supervisor process of its own, whose student does ``action``.

    Raises:
        RuntimeError: it raised; the message is its traceback.
    """

    def run() -> Any:
        sandbox.become_subreaper()
        plan = sandbox.make_plan(
            box=box,
            readable=readable,
            secrets=secrets,
            limits=limits or Limits(),
            disabled=setting.disabled,
        )
        student = Student(replace(plan, walls=replace(plan.walls, **walls)), action)
        try:
            return supervise(student)
        finally:
            student.end()

    return forked(run, uid=NOBODY if setting.as_root is False else None, seconds=100)


class Student:
    """A forked, shut-in child of the calling process."""

    def __init__(self, plan: sandbox.Plan, action: Callable[[], Any]) -> None:
        self.plan = plan
        self._reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:

            def enter_and_act() -> Any:
                sandbox.enter(plan, keep=(writer,))
                return action()

            _answer(writer, enter_and_act)
        os.close(writer)

    def result(self, seconds: float = 60) -> Any:
        """What it returned."""
        return _result(self._reader, seconds)

    def end(self) -> tuple[sandbox.Stray, ...]:
        """Sweep it away; what else was there is returned."""
        strays = sandbox.sweep(self.pid, uid=self.plan.uid)
        with suppress(ChildProcessError):  # waited for before
            os.waitpid(self.pid, 0)
        return strays


def attempt(action: Callable[[], Any]) -> str:
    """``"done"``, or the name of the error."""
    try:
        action()
    except BaseException as problem:  # whatever it is, it is the answer
        return type(problem).__name__
    return "done"


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _answer(writer: int, action: Callable[[], Any]) -> None:
    try:
        # pytest's capture and hooks are the parent's business.
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
        try:
            text = json.dumps({"value": action()})
        except BaseException:
            text = json.dumps({"error": traceback.format_exc()})
        os.write(writer, text.encode())
    finally:
        os._exit(0)


def _result(reader: int, seconds: float) -> Any:
    end = time.monotonic() + seconds
    received = b""
    while True:
        readable, _, _ = select.select([reader], [], [], max(0.0, end - time.monotonic()))
        if not readable:
            raise RuntimeError("no answer in time")
        part = os.read(reader, 65536)
        received += part
        try:
            answer = json.loads(received)
        except ValueError:
            if not part:
                raise RuntimeError(f"it died after {received!r}") from None
            continue
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]
