"""Get processes for students and graders."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from autograder.datasets.keras_cache import MODELS
from autograder.engine.children import Child
from autograder.engine.forking import Forking
from autograder.engine.jobs import Role
from autograder.engine.machine import memory_limit_mb
from autograder.engine.spawning import Spawning
from autograder.errors import AutograderError
from autograder.exchange.frames import Channel
from autograder.portable import LINUX, VARIABLE
from autograder.sandbox import Mark
from autograder.sandbox.box import FRAMEWORK_SETTINGS, WINDOWS_NEEDS

_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "MPLCONFIGDIR",
    "OMP_NUM_THREADS",
    "LC_ALL",
    "LC_CTYPE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONPYCACHEPREFIX",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONNOUSERSITE",
    "PYTHONUTF8",
    "PYTHONWARNINGS",
    VARIABLE,
    *WINDOWS_NEEDS,
    *FRAMEWORK_SETTINGS,
)
_PLENTY_MB = 1500  # Gradescope's containers have 768 MB, or 1.5 GB and more
START_SECONDS = 180  # importing TensorFlow from a cold disk on half a processor


class Zygote:
    """Where the processes for submissions and graders come from. One serves any number, one after another.

    On Linux they are forked from a process that has TensorFlow imported; elsewhere each is started by itself.

    Attributes:
        keras_home: Keras's cache in the processes, empty at first.
    """

    def __init__(self) -> None:
        self.keras_home = _make_keras_home()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process runs
        way = Forking if LINUX else Spawning
        self._way: Forking | Spawning = way({**_environment(), "KERAS_HOME": str(self.keras_home)}, self._complaints)

    @property
    def pid(self) -> int:
        """Process id of what children are forked from, 0 if they are not."""
        return self._way.pid

    def wait(self) -> None:
        """Wait until TensorFlow is imported.

        Raises:
            AutograderError: it could not be.
        """
        if not self._way.wait(START_SECONDS):
            complaint = self.last_complaint()
            self.close()
            raise AutograderError(
                f"TensorFlow could not be imported by the grading engine: {complaint}.",
                f"Run {sys.executable} -c 'import tensorflow' and autograder doctor to see why.",
            )

    def fork(self, role: Role) -> tuple[Child, Channel]:
        """A new child of this process, and the channel to it.

        Raises:
            AutograderError: the helper process is gone.
        """
        self.wait()
        try:
            child, sock = self._way.child(role)
        except OSError as problem:
            raise AutograderError(
                "The grading engine's helper process ended unexpectedly.", "Run the command again."
            ) from problem
        return child, Channel(sock)

    def remember(self, mark: Mark | None) -> None:
        """Tell by what the submission is known that is graded now, if any: that ends if this process is killed."""
        self._way.remember(mark)

    def offer_weights(self, weights: Path) -> None:
        """Put a file into Keras's cache, so that children find it there by its name.

        Raises:
            OSError: it cannot be read.
        """
        target = self.keras_home / MODELS / weights.name
        if not target.exists():
            shutil.copyfile(weights, target)
            target.chmod(0o644)

    def last_complaint(self) -> str:
        """The last line that the zygote or a grader process wrote to its standard error."""
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it did not answer"

    def close(self) -> None:
        """End it."""
        self._complaints.close()
        self._way.close()
        shutil.rmtree(self.keras_home, ignore_errors=True)

    def __enter__(self) -> Zygote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make_keras_home() -> Path:
    """A cache of its own for Keras, which reads ``KERAS_HOME`` when it is imported and never again.

    Keras passes over a cache that it may not write to. So the folder says that everyone may, and the one below, where
    it looks for weights, that only we may. What a submission puts beside it is its own and is removed after it.
    """
    home = Path(tempfile.mkdtemp(prefix="autograder-keras-"))
    home.chmod(0o1777)
    (home / MODELS).mkdir()
    (home / MODELS).chmod(0o755)
    return home


def _environment() -> dict[str, str]:
    """What TensorFlow and Python need of the supervisor's environment, and none of its secrets."""
    passed_on = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
    return {
        **passed_on,
        "PYTHONHASHSEED": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # As the students' helper package has it: the same numbers everywhere; and 100 MB less at a width of 1.
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        "HDF5_USE_FILE_LOCKING": "FALSE",  # or whoever locks a file of weights would have our reading of it fail
        **_allocator(memory_limit_mb()),
    }


def _allocator(memory_mb: float) -> dict[str, str]:
    """glibc's settings in so much memory.

    Where there is room, freed tensors are kept for the next ones, in pages of 2 MB (from glibc 2.35 on). In a small
    container they go back to the system at once: an assignment's cells then take 41 s in place of 29 s (one
    thread), and 617 MB in place of 659 MB. Without those 40 MB, the largest assignment does not fit.
    """
    one_heap = {"MALLOC_ARENA_MAX": "1"}  # for all threads: 50 MB less than with one for each
    if memory_mb < _PLENTY_MB:
        return {**one_heap, "MALLOC_MMAP_THRESHOLD_": str(128 * 2**10)}
    return {
        **one_heap,
        "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
        "MALLOC_TRIM_THRESHOLD_": str(128 * 2**20),
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    }
