"""What ended a cell or a call, in words for the student; and which cell is to blame where a name is missing."""

from __future__ import annotations

import ast
import errno
import os
import socket
import sys
import traceback
import urllib.error
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder import sandbox
from autograder.engine.older_versions import is_raised_by_libraries, told_of_older_versions
from autograder.exchange.messages import Refused
from autograder.submissions.parsing import names_bound
from autograder.texts import one_line

# How the names of the student's code begin.
OWN = ("<cell ", "<line ", "<the restored cell ", "<the original of cell ")
_LEGACY = "TF_USE_LEGACY_KERAS"
_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH)


@dataclass(frozen=True)
class Stopped:
    """A cell that did not come to its end.

    Attributes:
        title: its place, as a sentence begins with it, e.g. ``"Cell 7"``.
        became: what happened, e.g. ``"raised …"``, with a full stop.
        names: that it would have made.
    """

    title: str
    became: str
    names: tuple[str, ...]

    @property
    def inside(self) -> str:
        """Its place, for the middle of a sentence."""
        return f"{self.title[0].lower()}{self.title[1:]}"

    def explains_absence(self, name: str, there: Mapping[str, object]) -> Refused:
        """The answer to whoever asks for a name that is missing for this reason."""
        if name not in self.names:  # its own cell came later and stopped in turn
            return self.explains(there)
        return Refused.because(
            f"There is no `{name}` in your notebook. {self.title}, which would have made it, {self.became}",
            "The grader runs all cells once, from the top, and finds your work by the names that they make.",
            "Restart the kernel, run all cells, and fix that one until it finishes in time.",
        )

    def missing(self, there: Mapping[str, object]) -> tuple[str, ...]:
        """Those of its names that nothing has made since."""
        return tuple(name for name in self.names if name not in there)

    def explains(self, there: Mapping[str, object]) -> Refused:
        """The answer to whatever needs a name that is missing for this reason; it is the same for all of them."""
        missing = self.missing(there)
        shown = ", ".join(f"`{name}`" for name in missing[:6]) + (" and more" if len(missing) > 6 else "")
        lacking = f" What it would have created after that is missing: {shown}." if missing else ""
        return Refused.because(
            f"{self.title} {self.became}{lacking}",
            "The grader runs all cells once, from the top; when a cell stops, nothing after that line is run.",
            f"Fix {self.inside} first, then restart the kernel and run all cells.",
            expected=f"{self.title} runs to its end.",
        )


def names_made(code: str) -> tuple[str, ...]:
    """What a cell would make in the notebook's namespace, in order.

    Args:
        code: the cell as IPython has rewritten it to Python; nothing is found in what is not.
    """
    try:
        return tuple(dict.fromkeys(names_bound(ast.parse(code))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def missing_name(problem: BaseException) -> str:
    """The name that a NameError is about, or nothing."""
    name = getattr(problem, "name", None) if isinstance(problem, NameError) else None
    return name if isinstance(name, str) else ""


def described(problem: BaseException, walls: sandbox.Walls) -> str:
    """An error in one or two sentences: what it says, where, and what is behind it."""
    said, place = short(problem), where(problem)
    return f"{said if place != '.' else said.rstrip('.')}{place}{_behind(problem, walls)}"


def short(problem: BaseException) -> str:
    """The error's class and text, on one line."""
    try:
        text = " ".join(str.split(one_line(_text(problem), 10_000)))
    except BaseException:
        text = ""
    if len(text) > 240:
        text = text[:237] + "..."
    name = name_of(problem)
    return f"{name}: {text}" if text else name


def _text(problem: BaseException) -> str:
    """What an error says, without places that are told better, or are the machine's alone."""
    if isinstance(problem, SyntaxError) and isinstance(problem.msg, str):
        return problem.msg
    text = str(problem)
    return text.replace(f" ({problem.path})", "") if isinstance(problem, ImportError) else text


def name_of(value: Any) -> str:
    """The name of its class, also where a metaclass of the student's has something else to say."""
    return one_line(type.__dict__["__name__"].__get__(type(value)), 100)


def where(problem: BaseException) -> str:
    """The innermost line of the student's own that was running, e.g. `` (cell 7, line 3: `x = 1/0`)``."""
    try:
        if isinstance(problem, SyntaxError) and problem.lineno:
            file = problem.filename or ""
            if not file.startswith(OWN):
                return f" (line {problem.lineno})."
            frames = [traceback.FrameSummary(file, problem.lineno, "", line=problem.text)]
        else:
            frames = [f for f in traceback.extract_tb(problem.__traceback__) if f.filename.startswith(OWN)]
        if frames:
            last = frames[-1]
            return f" ({_line_of(last)}: `{(last.line or '').strip()[:100]}`)."
    except BaseException:
        return "."
    return "."


def _line_of(frame: traceback.FrameSummary) -> str:
    """``"cell 7, line 3"``, or ``"line 42"`` of a script without cells, where a place is the line it begins in."""
    place, line = frame.filename.strip("<>"), frame.lineno or 1
    begins = place.removeprefix("line ")
    return f"line {int(begins) + line - 1}" if begins.isdecimal() else f"{place}, line {line}"


def _behind(problem: BaseException, walls: sandbox.Walls) -> str:
    """What an error comes from, where its own text does not say."""
    try:
        return _known(problem, walls)
    except Exception:  # an error of the student's own class may do anything when it is looked at
        return ""


def _known(problem: BaseException, walls: sandbox.Walls) -> str:
    if is_of_legacy_keras(problem):
        return f" {_LEGACY} asks for Keras 2, and the course uses Keras 3: remove the line that sets it."
    if isinstance(problem, ImportError):
        return _of_import(problem)
    number = problem.errno if isinstance(problem, OSError) else None
    match problem:
        case MemoryError():
            return f" A submission may use {walls.memory_mb} MB of memory."
        case OSError() if number == errno.EFBIG:
            return f" A file may have {walls.file_mb} MB."
        case OSError() if number == errno.EMFILE:
            return f" A process may have {walls.open_files} files open."
        case OSError() | RuntimeError() if number == errno.EAGAIN or "start new thread" in short(problem):
            return f" A submission may have {walls.processes} processes, and some more threads."
    if _is_within(problem, "get_file", "urlopen", "urlretrieve") or any(_is_of_network(one) for one in _chain(problem)):
        return " There is no network while grading; what the tasks need comes with the notebook, in `lab`."
    match problem:
        case OSError() if _is_within(problem, "_make_name", "_setup_queues", "RLock", "Lock", "Semaphore"):
            return " Processes that share memory or locks cannot be started while grading; a plain loop does the same."
        case OSError() if _is_within(problem, "_execute_child"):
            return " Other programs cannot be started while grading."
        case FileNotFoundError():
            return " While grading, the only files beside the notebook are `lab` and what its own cells have written."
        case PermissionError():
            return " While grading, a notebook reads and writes its own folder only."
    if older := told_of_older_versions(problem):
        return older
    if not _is_eager() and ("eager" in str(problem) or is_raised_by_libraries(problem)):
        return (
            " Eager execution is switched off in this notebook, and Keras 3 needs it: remove the line that does that."
        )
    if not isinstance(problem, NameError) and "gpu" in where(problem).casefold():
        return " There is no graphics card while grading; a notebook has to run without one."
    return ""


def is_of_legacy_keras(problem: BaseException) -> bool:
    """Whether TensorFlow was told to use Keras 2, which is not there, and failed over it in one of its ways."""
    if not os.environ.get(_LEGACY) or not isinstance(problem, ImportError | RecursionError):
        return False
    files = (frame.filename for frame in traceback.extract_tb(problem.__traceback__))
    return "keras" in short(problem).lower() or any("lazy_loader" in name for name in files)


def _is_eager() -> bool:
    import tensorflow as tf

    return bool(tf.executing_eagerly())


def _of_import(problem: ImportError) -> str:
    name = problem.name or ""
    if older := told_of_older_versions(problem):
        return older
    package = name.partition(".")[0]
    if not isinstance(problem, ModuleNotFoundError) or not package or package in sys.modules:
        return ""
    return (
        f" `{package}` is not installed where notebooks are graded, and the tasks can be solved without it: remove "
        "the import. `requirements.txt`, which came with the notebook, lists what is installed. A module of your own "
        "is not there either; put its code into a cell."
    )


def _chain(problem: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, innermost last."""
    one: BaseException | None = problem
    for _ in range(20):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _is_of_network(problem: BaseException) -> bool:
    if isinstance(problem, urllib.error.URLError | socket.gaierror):
        return True
    return isinstance(problem, OSError) and problem.errno in _NO_NETWORK


def _is_within(problem: BaseException, *functions: str) -> bool:
    """Whether the error came out of one of these functions, or of what they call."""
    return any(frame.name in functions for frame in traceback.extract_tb(problem.__traceback__))
