"""The sandboxes that the attacks are tried against, and how a process enters one."""

from __future__ import annotations

import os
import stat
import subprocess
import tempfile
from enum import Enum
from pathlib import Path

from autograder import sandbox
from autograder.errors import AutograderError
from autograder.sandbox import Layer, identity, linux
from autograder.sandbox.files import PACKAGE, interpreter_trees

_CLONE_NEWNS = 0x00020000
_MOUNT = "mount"


class Setting(str, Enum):
    """What the machine grants; the value is its name for people."""

    EVERYTHING = "root, every layer"
    NO_ROOT = "no root"
    NO_LANDLOCK = "Gradescope, no Landlock"
    OPEN = "no layer at all"

    @property
    def as_root(self) -> bool:
        """Whether the supervisor is root."""
        return self in (Setting.EVERYTHING, Setting.NO_LANDLOCK)

    @property
    def on_platform(self) -> bool:
        """Whether submissions are graded as ``run_autograder`` does it, from the folders of the platform."""
        return self is Setting.NO_LANDLOCK

    @property
    def disabled(self) -> frozenset[Layer]:
        """Layers that are left out.

        Without Landlock means an older kernel, or a container as platforms have them: no namespaces there either.
        """
        match self:
            case Setting.NO_LANDLOCK:
                return frozenset({Layer.LANDLOCK, Layer.NAMESPACE})
            case Setting.OPEN:
                return frozenset(Layer)
        return frozenset()

    def why_not(self) -> str:
        """Why it cannot be had here, or nothing."""
        missing = sandbox.available()
        needed = {
            Setting.EVERYTHING: (Layer.USER, Layer.LANDLOCK, Layer.SECCOMP),
            Setting.NO_ROOT: (Layer.LANDLOCK, Layer.SECCOMP),
            Setting.NO_LANDLOCK: (Layer.USER, Layer.SECCOMP),
            Setting.OPEN: (),
        }[self]
        return next((f"no {layer.value}: {missing[layer]}" for layer in needed if missing[layer]), "")


#: Those in which nothing may succeed.
DEFENDED = (Setting.EVERYTHING, Setting.NO_ROOT, Setting.NO_LANDLOCK)


def adopt(setting: Setting, place: Path) -> None:
    """Bring the calling process, which must have one thread, into a setting, for ever.

    Args:
        setting: which.
        place: folder that is to belong to the supervisor.

    Raises:
        AutograderError: this machine does not let it.
    """
    if os.geteuid() != 0:
        return
    _show_python()
    if not setting.as_root:
        uid = identity.free_uid()
        os.chown(place, uid, uid)
        identity.become(uid, uid)


def _show_python() -> None:
    """Make this Python readable for other users, for this process and its children only.

    Where it lies in a private folder such as ``/root``, that folder is covered by an empty one in which nothing else
    can be seen.
    """
    trees = {*interpreter_trees(), PACKAGE.parent}
    covers = {folder for tree in trees if (folder := _closed_folder_above(tree))}
    if not covers:
        return
    try:
        linux.unshare(_CLONE_NEWNS)
        _mount("--make-rprivate", "/")
        for cover in covers:
            _cover(cover, [tree for tree in trees if cover in tree.parents])
    except (OSError, subprocess.CalledProcessError) as problem:
        raise AutograderError(
            f"This Python is in a folder that is closed to other users, {min(covers)}, and it could not be shown "
            f"to them: {problem}.",
            "Install the package with a Python that every user can read, such as the system's.",
        ) from problem


def _closed_folder_above(tree: Path) -> Path | None:
    """The uppermost folder on the way that other users may not enter."""
    return next((path for path in reversed(tree.parents) if not path.stat().st_mode & stat.S_IXOTH), None)


def _cover(folder: Path, kept: list[Path]) -> None:
    with tempfile.TemporaryDirectory(prefix="autograder-mounts-") as name:
        places = {tree: Path(name, str(number)) for number, tree in enumerate(kept)}
        for tree, place in places.items():
            place.mkdir()
            _mount("--bind", tree, place)
        _mount("-t", "tmpfs", "-o", "mode=755,size=1m", "tmpfs", folder)
        for tree, place in places.items():
            tree.mkdir(parents=True)
            _mount("--move", place, tree)


def _mount(*arguments: str | Path) -> None:
    subprocess.run([_MOUNT, *arguments], check=True, capture_output=True)
