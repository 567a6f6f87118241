"""Where attacks happen: the platform's folders, secrets, neighbours and listeners, all of which are watched."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from autograder.assurance.hostile import toy
from autograder.assurance.hostile.attacks import Undefended
from autograder.datasets.keras_cache import MODELS
from autograder.engine.kit import GradingKit
from autograder.gradescope.layout import ASSIGNMENT as ASSIGNMENT_FILE
from autograder.gradescope.layout import GRADER, GRADERS, HIDDEN, MATERIALS
from autograder.gradescope.run import Place
from autograder.sandbox import linux
from autograder.sandbox.box import remove_tree

#: Where anybody may leave something.
SHARED = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
_SIGNALS = (
    signal.SIGTERM,
    signal.SIGINT,
    signal.SIGHUP,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGCONT,
)
_CLOSED, _OPEN = 0o750, 0o755
_RESULTS = "results.json"
_METADATA = {"id": 7, "created_at": "2025-01-02T03:04:05Z", "assignment": {"total_points": toy.ASSIGNMENT.points}}
#: Names of secrets in the instructor's environment; Terraform's begin as TensorFlow's settings do.
_SECRETS = ("AUTOGRADER_SECRET", "TF_VAR_db_password", "TF_TOKEN_app_terraform_io", "KERAS_TOKEN", "PYTHON_TOKEN")

#: What every hostile notebook starts with. Whatever an attack has found or done is told by raising an error, since
#: that is shown to the student.
_PREAMBLE = '''
import errno as _errno
import re as _re

import lab as _lab

class K:
    """What a well-informed attacker knows."""
    LAB = _lab.__path__[0]
{known}

_tried = []

def attempt(kind, action):
    """Do it; the kind of deed and the system's answer are noted. Returns the result, or None."""
    try:
        result = action()
    except BaseException as problem:
        name = _errno.errorcode.get(getattr(problem, "errno", None) or 0, type(problem).__name__)
        _tried.append(f"{{kind}}:{{name}}")
        return None
    _tried.append(f"{{kind}}:done")
    return result

def tell(*found):
    """Put the marker, if it is in what was found, into an error message."""
    text = " ".join(item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in found)
    marks = sorted(set(_re.findall("HIDDEN-[0-9a-f]{{32}}", text)))
    raise RuntimeError(f"FOUND {{marks}} TRIED {{' '.join(sorted(set(_tried)))}}")

def boast(deed, done=True):
    """Say that something was done that should not be possible, if it was."""
    raise RuntimeError(f"{{K.BOAST if done else 'FAILED'}} {{deed}} TRIED {{' '.join(sorted(set(_tried)))}}")
'''


@dataclass(frozen=True)
class Fingerprint:
    """Everything that must stay as it is: files by path, processes, and what was left where anybody may write."""

    files: dict[str, tuple[object, ...]]
    processes: dict[int, tuple[str, ...]]
    litter: frozenset[str]


class Arena:
    """Folders and processes to attack; all of it belongs to the calling process's user.

    Args:
        root: folder to fill, open for other users to pass through.
        undefended: where the attacks take place, if that is where nothing stops them. Some then spare the processes
            without which nothing could be measured.

    Attributes:
        marker: what must not be told; it lies in the hidden files, in another process's memory and environment, and
            in this process's environment.
        reached: what was received by those who listen.
        signals: what signals came to this process.
    """

    def __init__(self, root: Path, undefended: Undefended | None = None) -> None:
        self.root = root
        self.undefended = undefended
        self.marker = f"HIDDEN-{secrets.token_hex(16)}"
        self.token = f"hostile-{secrets.token_hex(6)}"
        self.reached: list[str] = []
        self.signals: list[int] = []
        self.zygote: int | None = None
        self.keras_home: Path | None = None
        for name in _SECRETS:
            os.environ[name] = self.marker
        self._listen()
        self._segment = SharedSegment(self.marker.encode())
        for number in _SIGNALS:
            signal.signal(number, self._note_signal)
        self.restore()

    # Files

    @property
    def place(self) -> Place:
        """The platform's folders."""
        return Place(self.root / "image")

    @property
    def materials(self) -> Path:
        """What students may read."""
        return self.root / "materials"

    @property
    def weights(self) -> Path:
        """Base weights, as fetched in set-up."""
        return self.place.source / "base.h5"

    @property
    def private(self) -> Path:
        """A folder of the supervisor's own."""
        return self.root / "private"

    @property
    def canary(self) -> Path:
        """Made by code that runs where none of the submission's should: the file holds its process id."""
        return self.root / "canaries" / "canary"

    @property
    def neighbour(self) -> Path:
        """Another student's submission, with the right answer."""
        return self.root / "class" / "neighbour.ipynb"

    @property
    def download(self) -> Path:
        """Submissions that are graded together."""
        return self._together / "download"

    @property
    def graded(self) -> Path:
        """What is written when they have been."""
        return self._together / "graded"

    @property
    def _together(self) -> Path:
        return self.root / "together"

    def stage(self) -> Path:
        """Make ready for many submissions; returns the folder to lay them into, which is not there yet."""
        self._write(self._together / _RESULTS, "the instructor's own")
        self._write(self.kit().handed_out, toy.notebook("...").decode())
        self.graded.mkdir()
        self._together.chmod(_CLOSED)
        return self.download

    def clear_stage(self) -> None:
        """Remove what :meth:`stage` has made, and what was laid there."""
        remove_tree(self._together)
        remove_tree(self.kit().handed_out.parent)

    def calm(self) -> None:
        """Forget what earlier attacks have achieved."""
        self.canary.unlink(missing_ok=True)
        self.reached.clear()
        self.signals.clear()

    def restore(self) -> None:
        """Make everything anew."""
        for entry in self.root.iterdir():
            if entry.is_dir() and entry.name not in ("tmp", "open", "page"):
                remove_tree(entry)
        source = self.place.source
        self._write(source / ASSIGNMENT_FILE, toy.ASSIGNMENT.model_dump_json())
        self._write(self.place.metadata, json.dumps(_METADATA))
        self._write(
            source / GRADERS / GRADER, toy.GRADER.format(marker=self.marker, think=toy.THINK, budget=toy.BUDGET)
        )
        self._write(self.materials / "lab" / "__init__.py", "NUMBER = 40\n")
        self._write(self.materials / "lab" / "data.txt", "for everybody")
        shutil.copytree(self.materials, source / MATERIALS)
        hidden = source / HIDDEN
        hidden.parent.mkdir()
        classes = ["a", "b", self.marker]
        np.savez(hidden, x=np.zeros((3, 2, 2, 3), np.uint8), y=np.arange(3), class_names=classes)
        self._write(self.weights, "weights")
        self._write(self.private / "secret.txt", self.marker)
        self._write(self.root / "home" / ".bashrc", "# nothing\n")
        self._write(self.neighbour, toy.notebook(toy.RIGHT).decode())
        self._write(self.root / "open" / "theirs.txt", "do not touch")
        for folder in (self.place.submission, self.place.results.parent, self.canary.parent):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.root, self.place.root, self.materials, self.root / "home", self.root / "open"):
            folder.chmod(_OPEN)
        # As run_autograder closes them.
        for folder in (source, self.place.results.parent, self.private, self.neighbour.parent, self.canary.parent):
            folder.chmod(_CLOSED)

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def kit(self) -> GradingKit:
        """The toy assignment as it lies here."""
        source = self.place.source
        grader = source / GRADERS / GRADER
        return GradingKit(toy.ASSIGNMENT, grader, source / HIDDEN, self.materials, pretrained=self.weights)

    def hand_in(self, files: dict[str, bytes]) -> None:
        """Put these files, and no others, into the platform's folder of the submission."""
        remove_tree(self.place.submission)
        self.place.submission.mkdir()
        for name, data in files.items():
            path = self.place.submission / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.place.submission.chmod(_OPEN)

    # Processes

    @cached_property
    def bystander(self) -> subprocess.Popen[bytes]:
        """A process of the same user as the supervisor, with the secret in its environment and in an open file."""
        with (self.private / "secret.txt").open("rb") as secret:
            return subprocess.Popen(["/bin/sleep", "3600"], env={"SECRET": self.marker}, stdin=secret)

    def close(self) -> None:
        """End what was started here."""
        self.bystander.kill()
        self.bystander.wait()
        for listener in self._listeners:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self._segment.close()
        self.sweep_litter()

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals.append(number)

    def _listen(self) -> None:
        named = self.root / "open" / "socket"
        named.parent.mkdir(exist_ok=True)
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        unix, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        unix.bind(os.fspath(named))
        named.chmod(0o777)
        abstract.bind(f"\0{self.token}")
        for one in (unix, abstract):
            one.listen()
        self._listeners = {"tcp": tcp, "udp": udp, "unix": unix, "abstract": abstract}.values()
        self._ports = {"TCP": tcp.getsockname()[1], "UDP": udp.getsockname()[1]}
        for name, listener in {"tcp": tcp, "unix": unix, "abstract": abstract}.items():
            threading.Thread(target=self._accept, args=(name, listener), daemon=True).start()
        threading.Thread(target=self._hear, args=(udp,), daemon=True).start()

    def _accept(self, name: str, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.reached.append(name)
                with connection, suppress(OSError):
                    connection.settimeout(2)
                    connection.recv(1000)  # a connection that is closed with something unread loses the answer, too
                    connection.sendall(f"HTTP/1.0 200 OK\r\n\r\n{toy.RIGHT}\n".encode())

    def _hear(self, udp: socket.socket) -> None:
        with suppress(OSError):
            while True:
                udp.recv(1000)
                self.reached.append("udp")

    # What an attacker knows, and what is watched

    def preamble(self) -> str:
        """The first cell of a hostile notebook."""
        source = self.place.source
        keras_home = self.keras_home or self.root / "keras"
        known: dict[str, Any] = {
            "GRADER": str(source / GRADERS / GRADER),
            "HIDDEN": str(source / HIDDEN),
            "SOURCE": str(source),
            "RESULTS": str(self.place.results),
            "KERAS_HOME": str(keras_home),
            "WEIGHTS": str(keras_home / MODELS / self.weights.name),
            "NEIGHBOUR": str(self.neighbour),
            "HOME": str(self.root / "home"),
            "PRIVATE": str(self.private),
            "OPEN": str(self.root / "open"),
            "CANARY": str(self.canary),
            "SHARED": [str(folder) for folder in SHARED],
            "TOKEN": self.token,
            "BOAST": self.boast,
            "SUPERVISOR": os.getpid(),
            "ZYGOTE": self.zygote or os.getpid(),
            "BYSTANDER": self.bystander.pid,
            "UNIX": str(self.root / "open" / "socket"),
            "ABSTRACT": self.token,
            "SEGMENT": self._segment.number,
            "MEMORY_MB": toy.MEMORY_MB,
            "NAIVE": self.undefended is Undefended.NAIVE,
            "OPEN_SETTING": self.undefended is Undefended.OPEN,
            **self._ports,
        }
        return _PREAMBLE.format(known="\n".join(f"    {name} = {value!r}" for name, value in known.items()))

    @property
    def boast(self) -> str:
        """What an attack that succeeds says, by its own account."""
        return f"BOAST-{self.token}"

    def fingerprint(self) -> Fingerprint:
        """All that is watched, as it is now."""
        watched = [self.root / name for name in ("image", "materials", "private", "home", "class", "open")]
        watched += [self.keras_home] if self.keras_home else []
        watched += [self._together / _RESULTS] if self._together.exists() else []
        skipped = {self.place.submission, self.place.results.parent}
        files = {str(path): _state(path) for top in watched for path in (top, *_below(top, skipped))}
        pids = [os.getpid(), self.bystander.pid, *([self.zygote] if self.zygote else [])]
        return Fingerprint(files, {pid: _process(pid) for pid in pids}, frozenset(self._litter()))

    def _litter(self) -> Iterator[str]:
        for folder in SHARED:
            with suppress(OSError):
                yield from (str(path) for path in folder.iterdir() if self.token in path.name)
        # Boxes are made, and must be gone again, where temporary files are.
        yield from (str(path) for path in (self.root / "tmp").glob("autograder-*"))

    def sweep_litter(self) -> None:
        """Remove what attacks have left where anybody may write."""
        for name in self._litter():
            path = Path(name)
            if path == self.keras_home:
                continue
            with suppress(OSError):
                if path.is_dir() and not path.is_symlink():
                    remove_tree(path)
                else:
                    path.unlink()


class SharedSegment:
    """A System V memory segment that holds a secret; those of one user can be attached by number."""

    _SIZE = 4096

    def __init__(self, content: bytes) -> None:
        self._libc = ctypes.CDLL(None)
        self._libc.shmat.restype = ctypes.c_void_p
        self.number: int = self._libc.shmget(0, self._SIZE, 0o1600)
        address = self._libc.shmat(self.number, None, 0)
        ctypes.memmove(address, content, len(content))
        self._libc.shmdt(ctypes.c_void_p(address))

    def close(self) -> None:
        """Remove it."""
        self._libc.shmctl(self.number, 0, None)


def _below(top: Path, skipped: set[Path]) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if Path(folder, name) not in skipped]
        yield from (Path(folder, name) for name in (*folders, *names))


def _state(path: Path) -> tuple[object, ...]:
    try:
        found = path.lstat()
        kind = stat.S_IFMT(found.st_mode)
        content = ""
        if kind == stat.S_IFREG:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        elif kind == stat.S_IFLNK:
            content = str(path.readlink())
        changed = found.st_mtime_ns if kind == stat.S_IFREG else 0
        return (found.st_mode, found.st_uid, found.st_ino, changed, content)
    except OSError as problem:
        return (type(problem).__name__,)


def _process(pid: int) -> tuple[str, ...]:
    """Whether a process is stopped or gone, its priority and its limits."""
    try:
        fields = linux.stat_fields(Path(f"/proc/{pid}"))
        state = fields[0] if fields[0] in "TtZX" else "alive"
        return (state, *fields[15:17], Path(f"/proc/{pid}/limits").read_text())
    except OSError:
        return ("gone",)
