"""Decide, before anything untrusted runs, how a submission will be sandboxed, and how much that is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Limits
from autograder.results import Isolation
from autograder.sandbox import identity, linux
from autograder.sandbox.box import Box, environment
from autograder.sandbox.files import (
    bundled_secrets,
    closed_to,
    first_closed_folder,
    first_out_of_reach,
    interpreter_sample,
)
from autograder.sandbox.layers import Layer, available
from autograder.sandbox.linux import Capability
from autograder.sandbox.walls import Walls, make_walls


@dataclass(frozen=True)
class Plan:
    """How one submission is sandboxed; plain data, so that it can be sent to the process it is for.

    Attributes:
        box: its folder.
        readable: files and folders it may read besides Python and the system's libraries.
        secrets: files and folders that must be unreadable to it.
        uid: the user it becomes, or None to stay who it is.
        gid: its only group, likewise.
        reads_everything: it needs root's right to read, because this Python lies in a private folder;
            Landlock then decides alone.
        walls: limits set by the kernel and by the watchdog.
        layers: what is put up; each of them, or the run does not start.
        environment: all of its environment variables.
        isolation: what that is worth, for the report.
    """

    box: Box
    readable: tuple[Path, ...]
    secrets: tuple[Path, ...]
    uid: int | None
    gid: int | None
    reads_everything: bool
    walls: Walls
    layers: frozenset[Layer]
    environment: dict[str, str]
    isolation: Isolation

    def can_read(self, secret: Path) -> bool:
        """Whether the planned layers leave a path readable. (The child tries it before it runs anything.)"""
        if self.uid is not None and not self.reads_everything and closed_to(self.uid, secret, self.gid):
            return False
        # To a program of the same user, named sockets of the user's other programs are a way around Landlock.
        other_doors = self.uid is None and Layer.SECCOMP not in self.layers
        return Layer.LANDLOCK not in self.layers or other_doors


def make_plan(
    *,
    box: Box,
    readable: Iterable[Path],
    secrets: Iterable[Path],
    limits: Limits,
    disabled: frozenset[Layer] = frozenset(),
    extra_environment: Mapping[str, str] | None = None,
) -> Plan:
    """Choose the layers that this machine has.

    As root the submission gets a user id that nobody has. If that user could not read this Python (say, in
    ``/root``), it keeps root's right to read as long as Landlock and seccomp stand around it; if they do not,
    it stays root without root's rights, and the plan says that it isolates nothing.

    Args:
        box: already made.
        readable: files and folders it may read besides Python and the system's libraries.
        secrets: files and folders that must be unreadable to it; the hidden graders that come with the package are
            added.
        limits: of the assignment.
        disabled: layers to leave out, for tests of the others.
        extra_environment: further environment variables, such as ``KERAS_HOME`` with fetched weights.

    Raises:
        OSError: every spare user id is in use.
    """
    readable, secrets = tuple(readable), tuple(secrets)
    reasons = {layer: "it was switched off" if layer in disabled else problem for layer, problem in available().items()}
    layers = {layer for layer, reason in reasons.items() if reason is None}
    uid, reads_everything = None, False
    if Layer.USER in layers:
        uid = identity.free_uid()
        obstacle = first_out_of_reach(uid, (*interpreter_sample(), *readable)) or first_closed_folder(uid, box.root)
        reads_everything = obstacle is not None and _may_read_everything(layers)
        if obstacle is not None and not reads_everything:
            uid = None
            reasons[Layer.USER] = f"another user than root could not read {obstacle}"
            layers.discard(Layer.USER)
    secrets = (*secrets, *bundled_secrets(close=uid is not None))
    if uid is None or reads_everything or not all(closed_to(uid, secret) for secret in secrets):
        layers.discard(Layer.PERMISSIONS)

    plan = Plan(
        box=box,
        readable=readable,
        secrets=secrets,
        uid=uid,
        gid=uid,
        reads_everything=reads_everything,
        walls=make_walls(limits.memory_mb, limits.submission_seconds, own_user=uid is not None),
        layers=frozenset(layers),
        environment=environment(box, extra_environment),
        isolation=Isolation(),
    )
    exposed = [secret for secret in secrets if plan.can_read(secret)]
    return replace(plan, isolation=_worth(layers, exposed, reasons))


def _may_read_everything(layers: set[Layer]) -> bool:
    walls = {Layer.LANDLOCK, Layer.SECCOMP} <= layers
    return walls and Capability.DAC_READ_SEARCH in linux.capabilities()


def _worth(layers: set[Layer], exposed: list[Path], reasons: Mapping[Layer, str | None]) -> Isolation:
    names = ("separate process", *(layer.value for layer in Layer if layer in layers))
    if not exposed:
        return Isolation(names, isolated=True)
    why = "; ".join(
        f"no {layer.value} ({reasons[layer]})"
        for layer in (Layer.USER, Layer.LANDLOCK, Layer.SECCOMP)
        if layer not in layers
    )
    if Layer.USER in layers and Layer.PERMISSIONS not in layers:
        why = f"its file permissions let other users in; {why}"
    return Isolation(names, isolated=False, missing=f"A submission could read {exposed[0]}: {why}.")
