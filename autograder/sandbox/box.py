"""A place of its own for one submission: a fresh folder, its environment variables, and its removal."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PARTS = ("home", "tmp", "mpl", "ipython", "keras", "work")
#: Settings of Keras and TensorFlow. Names, never a beginning of names: other programs' secrets begin with TF_, too.
FRAMEWORK_SETTINGS = (
    "KERAS_BACKEND",
    "TF_CPP_MIN_LOG_LEVEL",
    "TF_DETERMINISTIC_OPS",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
)
#: Of the supervisor's own environment a submission sees these and no others.
_PASSED_ON = ("TZ", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "PYTHONHASHSEED", *FRAMEWORK_SETTINGS)
#: Windows programs do not start without these.
WINDOWS_NEEDS = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS")


_PREFIX = "autograder-"
_PASSABLE = 0o711


def _unused_path() -> Path:
    """In a folder of our own, which others may pass through but neither list nor change."""
    return Path(tempfile.gettempdir()).resolve() / f"{_PREFIX}{secrets.token_hex(8)}" / secrets.token_hex(8)


@dataclass(frozen=True)
class Box:
    """The folder, as a context manager: made on entry, removed on exit with whatever is in it by then.

    End everything that runs in it before leaving: :func:`autograder.sandbox.sweep`.
    """

    root: Path = field(default_factory=_unused_path)

    @property
    def home(self) -> Path:
        """``HOME``."""
        return self.root / "home"

    @property
    def tmp(self) -> Path:
        """``TMPDIR``."""
        return self.root / "tmp"

    @property
    def work(self) -> Path:
        """The current folder of the submission."""
        return self.root / "work"

    def __enter__(self) -> Box:
        if not self.root.parent.exists():
            self.root.parent.mkdir(mode=0o700)
            self.root.parent.chmod(_PASSABLE)
        self.root.mkdir(mode=0o700)
        for part in _PARTS:
            (self.root / part).mkdir(mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        remove_tree(self.root)
        if self.root.parent.name.startswith(_PREFIX):
            with suppress(OSError):
                self.root.parent.rmdir()

    def renew(self) -> None:
        """Empty it. Nothing may be running in there any more."""
        remove_tree(self.root)
        self.__enter__()


def environment(box: Box, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """All environment variables of a submission: its own folders, what libraries need, no secret of ours."""
    names = _PASSED_ON + (WINDOWS_NEEDS if sys.platform == "win32" else ())
    passed_on = {name: value for name, value in os.environ.items() if name in names}
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "USER": "student",
        "LOGNAME": "student",
        "MPLBACKEND": "Agg",
        "HDF5_USE_FILE_LOCKING": "FALSE",  # no file may be locked
        **passed_on,
        "HOME": str(box.home),
        "TMPDIR": str(box.tmp),
        "MPLCONFIGDIR": str(box.root / "mpl"),
        "IPYTHONDIR": str(box.root / "ipython"),
        "KERAS_HOME": str(box.root / "keras"),
        **(extra or {}),
    }


def hand_over(box: Box, uid: int, gid: int) -> None:
    """Give the box, with all that the supervisor has put in it, to another user.

    Raises:
        OSError: the system refuses it.
    """
    for folder, folders, files in os.walk(box.root):
        for name in (*folders, *files):
            os.chown(os.path.join(folder, name), uid, gid, follow_symlinks=False)  # noqa: PTH118
    os.chown(box.root, uid, gid, follow_symlinks=False)


def remove_tree(root: Path) -> None:
    """Remove a folder made by somebody hostile: closed folders, links to elsewhere, names too deep for any
    path.

    Works on one level at a time: folders inside folders are first moved up to ``root`` itself, so that no
    path and no recursion grows. Nothing may be running in there any more. What cannot be removed is left.
    """
    if root.is_symlink():  # the owner of a box in /tmp may put something else in its place
        root.unlink()
        return
    if sys.platform == "win32":
        shutil.rmtree(root, ignore_errors=True)
        return
    _open_up(root)
    moved = 0
    while True:
        folders = _empty(root)
        if not folders:
            break
        before = moved
        for folder in folders:
            for inner in _empty(folder):
                with suppress(OSError):
                    inner.rename(root / f".removing-{secrets.token_hex(8)}")
                    moved += 1
            with suppress(OSError):
                folder.rmdir()
        if moved == before and all(folder.exists() for folder in folders):
            break
    with suppress(OSError):
        root.rmdir()


def _empty(folder: Path) -> list[Path]:
    """Remove the files of a folder and open up its sub-folders; returns these."""
    folders = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    _open_up(path)
                    folders.append(path)
                else:
                    path.unlink()
    return folders


def _open_up(folder: Path) -> None:
    """Give oneself access again to a folder (never through a link: nobody is there to swap it)."""
    with suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            folder.chmod(0o700)
