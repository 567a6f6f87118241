"""The untrusted process: shut itself in, run the notebook's cells, answer requests with data.

Nothing here is trusted by anyone: the student's code shares this process and may rewrite all of it. The time limits
are the polite ones, which let the other cells and checks go on; the supervisor enforces its own.
"""

from __future__ import annotations

import ast
import errno
import random
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from autograder import sandbox
from autograder.engine.jobs import StudentJob, decode_job
from autograder.engine.machine import Thrift
from autograder.engine.shell import make_shell, prepare
from autograder.engine.tf_settings import set_up_tensorflow
from autograder.engine.weights_cache import read_weights_once
from autograder.exchange.frames import Channel, Frame, Handle, WireError, share_equal
from autograder.exchange.messages import (
    Answer,
    CallEachRequest,
    CellStarted,
    Given,
    NotebookDone,
    NotShutIn,
    Refused,
    Request,
    Unanswered,
    ValueRequest,
    decode_request,
    encode_answer,
    encode_event,
)
from autograder.exchange.models import Unsupported, export_history, export_model, note_pictures
from autograder.submissions.notebook import Cell
from autograder.texts import one_line

# How the names of the student's code begin.
_OWN = ("<cell ", "<line ", "<the restored cell ", "<the original of cell ")


class TimeLimit(BaseException):
    """Raised by the alarm; not an ``Exception``, so that ``except Exception`` does not swallow it."""


def main(sock: socket.socket) -> None:
    """Live as the student's process until the supervisor hangs up."""
    channel = Channel(sock)
    job = decode_job(StudentJob, channel.receive())
    try:
        sandbox.enter(job.plan, keep=(sock.fileno(),))
    except sandbox.SandboxError as problem:
        channel.send(encode_event(NotShutIn(text=str(problem))))
        return
    NotebookSession(channel, job).live()


class NotebookSession:
    """The notebook's namespace and the requests to it."""

    def __init__(self, channel: Channel, job: StudentJob) -> None:
        self.channel = channel
        self.job = job
        self.notes: list[str] = []
        self.kept: list[Any] = []  # objects that the grader may hand back by number
        self.trees: dict[str, ast.FunctionDef] = {}
        self.unmade: dict[str, str] = {}  # what became of the cell that would have made a name
        sys.path.insert(0, str(job.materials))
        _configure(job)
        self.thrift = Thrift(job.plan.walls.memory_mb)
        self.thrift.keep_watch()
        self._collect_before_tracing()
        self.shell = make_shell(self.note)
        self._name_cells()

    def _collect_before_tracing(self) -> None:
        """A model that is compiled again leaves a graph of some 50 MB behind, which Python would collect much later."""
        import keras

        make = keras.Model.make_train_function

        def make_train_function(model: Any, force: bool = False) -> Any:
            if force or model.train_function is None:
                self.thrift.between()
            return make(model, force)

        keras.Model.make_train_function = make_train_function

    def note(self, text: str) -> None:
        """Keep a remark for the student, once."""
        if text not in self.notes and len(self.notes) < 30:
            self.notes.append(text)

    def live(self) -> None:
        """Run the cells, say so, and answer requests."""
        end = time.monotonic() + self.job.limits.notebook_seconds
        for number, cell in enumerate(self.job.cells):
            self._remember_functions(cell)
            remaining = end - time.monotonic()
            if remaining < 1:
                self.note(
                    f"The notebook took longer than {self.job.limits.notebook_seconds:.0f} seconds in all; "
                    f"the cells from {cell.place} on were not run."
                )
                self._remember_unmade(self.job.cells[number:], "was not run, since time was up.")
                break
            if cell.index not in self.job.skip:
                self.channel.send(encode_event(CellStarted(index=cell.index)))
                self.channel.receive()  # or the cell before would be blamed for what this one takes
                self._run(cell, min(remaining, self.job.limits.cell_seconds))
                self.thrift.between()
        self.channel.send(encode_event(NotebookDone(notes=self.notes)))
        while True:
            request = decode_request(self.channel.receive())
            self.channel.send(self._frame(request))
            self.thrift.between()

    def _frame(self, request: Request) -> Frame:
        try:
            return encode_answer(self._answer(request), self._take_apart)
        except Unsupported as problem:
            return encode_answer(
                Refused.because(problem.message, "The grader rebuilds your model from data.", problem.next_step)
            )
        except WireError as problem:
            text = f"The result of `{request.name}` cannot be sent to the grader. {problem}"
            return encode_answer(
                Refused.because(text, "Results travel to the grader as data.", "Return something smaller.")
            )

    def _run(self, cell: Cell, seconds: float) -> None:
        self._place = cell.place
        try:
            with self._alarm(seconds):
                result = self.shell.run_cell(prepare(cell.source, self.note))
            problem = result.error_before_exec or result.error_in_exec
        except TimeLimit as error:
            problem = error
        except BaseException as error:  # a cell may raise anything, and the next cells still count
            problem = error
        became = ""
        if isinstance(problem, TimeLimit):
            became = f"was stopped after {seconds:.0f} seconds."
        elif isinstance(problem, SystemExit):
            became = "called sys.exit(); the cells after it were run all the same."
        elif problem is not None:
            became = f"raised {_short(problem)}{_where(problem)}{_limit(problem, self.job.plan.walls)}"
        if became:
            self.note(f"{_title(cell)} {became}")
            self._remember_unmade([cell], became)
        _close_figures()

    def _remember_unmade(self, cells: Sequence[Cell], became: str) -> None:
        """So that whoever misses a name learns why it is missing."""
        for cell in cells:
            for name in _names_made(cell.source):
                self.unmade[name] = f"{_title(cell)}, which would have made it, {became}"

    def _answer(self, request: Request) -> Answer:
        name = request.name
        namespace = self.shell.user_ns
        if name not in namespace and name in self.unmade:
            return Refused.because(
                f"There is no `{name}` in your notebook. {self.unmade[name]}",
                "The grader runs all cells once, from the top, and finds your work by the names that they make.",
                "Restart the kernel, run all cells, and mend that one until it comes to its end in time.",
            )
        if name not in namespace:
            return Refused.because(
                f"There is no `{name}` in your notebook.{self._near(name)}",
                "The grader finds your work by the names that the task gives.",
                f"Check that a cell defines `{name}`, spelled like in the task, and runs without error.",
            )
        target = namespace[name]
        if isinstance(request, ValueRequest):
            return self._keep(target)
        if self._is_stub(name):
            return Unanswered(unanswered=True)
        if not callable(target):
            return Refused.because(
                f"`{name}` is not a function but an object of type {_name_of(target)}.",
                "The grader calls it.",
                f"Do not assign anything else to the name `{name}` after defining the function.",
            )
        if isinstance(request, CallEachRequest):
            rows = share_equal(request.rows)
            return self._guarded(name, lambda: [target(*row) for row in rows])
        arguments = [self._live(value) for value in request.args]
        named = {key: self._live(value) for key, value in request.kwargs.items()}
        return self._guarded(name, lambda: target(*arguments, **named))

    def _guarded(self, name: str, work: Callable[[], Any]) -> Answer:
        _seed(self.job.seed)
        try:
            with self._alarm(self.job.limits.call_seconds):
                return self._keep(work())
        except TimeLimit:
            return Refused.because(
                f"`{name}(…)` was stopped after {self.job.limits.call_seconds:.0f} seconds.",
                "Every call has a time limit so that one endless loop does not cost you the other checks.",
                f"Look in `{name}` for a loop that never ends, or for training that belongs into its own cell.",
            )
        except SystemExit:
            return Refused.because(
                f"`{name}(…)` called sys.exit().", "That ends the program instead of giving a result.", "Use `return`."
            )
        except BaseException as problem:
            return Refused.because(
                f"`{name}(…)` raised {_short(problem)}{_where(problem)}{_limit(problem, self.job.plan.walls)}",
                "A call that raises an error gives no result to check.",
                f"Run `{name}` in a new cell with the arguments that the task describes, and mend that line.",
            )

    def _keep(self, value: Any) -> Given:
        import keras

        if not isinstance(value, keras.Model):
            return Given(ok=value, handle=-1)
        self.kept.append(value)
        return Given(ok=value, handle=len(self.kept) - 1)

    def _live(self, value: Any) -> Any:
        return self.kept[value.number] if isinstance(value, Handle) else value

    def _take_apart(self, value: Any) -> tuple[str, Any] | None:
        import keras
        import tensorflow as tf

        if isinstance(value, keras.Model):
            return "model", export_model(value)
        if isinstance(value, keras.callbacks.History):
            return "history", export_history(value)
        if isinstance(value, keras.Variable | tf.Tensor | tf.Variable):
            return "value", np.asarray(value)
        if isinstance(value, tf.TensorShape):
            return "value", tuple(value.as_list()) if value.rank is not None else None
        return None

    def _near(self, name: str) -> str:
        import difflib

        names = [key for key in self.shell.user_ns if isinstance(key, str) and not key.startswith("_")]
        close = difflib.get_close_matches(name, names, n=1, cutoff=0.7)
        return f" There is a `{close[0]}`." if close else ""

    def _remember_functions(self, cell: Cell) -> None:
        for node in _statements(cell.source):
            if isinstance(node, ast.FunctionDef):
                self.trees[node.name] = node

    def _is_stub(self, name: str) -> bool:
        """Whether the function's body is still nothing but a docstring, comments and ``...``."""
        node = self.trees.get(name)
        return node is not None and all(_says_nothing(statement) for statement in node.body)

    def _name_cells(self) -> None:
        """Make tracebacks say ``<cell 7>`` and show its lines."""
        self._place = "cell 1"
        self.shell.compile.get_code_name = lambda *_: f"<{self._place}>"

    @contextmanager
    def _alarm(self, seconds: float) -> Iterator[None]:
        def ring(*_: Any) -> None:
            raise TimeLimit

        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _title(cell: Cell) -> str:
    """Its place, as a sentence begins with it."""
    return f"{cell.place[0].upper()}{cell.place[1:]}"


def _statements(source: str) -> list[ast.stmt]:
    """The statements of a cell; none where it has magics, or is broken."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _names_made(source: str) -> set[str]:
    """Functions and variables that a cell makes at its top level."""
    made = set()
    for statement in _statements(source):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            made.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            made |= {
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return made


def _says_nothing(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring, ``pass``, ``...``, ``return``, ``return ...`` or ``name = ...``."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None):
            return True
        case ast.Return(value=ast.Constant(value=constant)) | ast.Assign(value=ast.Constant(value=constant)):
            return constant is ...
    return False


def _configure(job: StudentJob) -> None:
    set_up_tensorflow(job.threads)
    note_pictures()
    read_weights_once()
    link = Path("lab")  # notebooks may open lab/data/... by a relative path
    if not link.is_symlink():
        link.symlink_to(job.materials / "lab")
    _seed(job.seed)


def _seed(seed: int) -> None:
    import keras

    random.seed(seed)
    keras.utils.set_random_seed(seed)


def _close_figures() -> None:
    import matplotlib.pyplot as plt

    try:
        plt.close("all")
    except Exception:
        return


def _short(problem: BaseException) -> str:
    try:
        text = " ".join(str.split(one_line(str(problem), 10_000)))
    except BaseException:
        text = ""
    if len(text) > 240:
        text = text[:237] + "..."
    name = _name_of(problem)
    return f"{name}: {text}" if text else name


def _name_of(value: Any) -> str:
    """The name of its class, also where a metaclass of the student's has something else to say."""
    return one_line(type.__dict__["__name__"].__get__(type(value)), 100)


def _line_of(frame: traceback.FrameSummary) -> str:
    """``"cell 7, line 3"``, or ``"line 42"`` of a script without cells, where a place is the line it begins in."""
    place, line = frame.filename.strip("<>"), frame.lineno or 1
    begins = place.removeprefix("line ")
    return f"line {int(begins) + line - 1}" if begins.isdecimal() else f"{place}, line {line}"


def _limit(problem: BaseException, walls: sandbox.Walls) -> str:
    """The limit that an error comes from, if it is one that the kernel keeps."""
    number = problem.errno if isinstance(problem, OSError) else None
    match problem:
        case MemoryError():
            return f" A submission may use {walls.memory_mb} MB of memory."
        case OSError() if number == errno.EFBIG:
            return f" A file may have {walls.file_mb} MB."
        case OSError() if number == errno.EMFILE:
            return f" A process may have {walls.open_files} files open."
        case OSError() | RuntimeError() if number == errno.EAGAIN or "start new thread" in _short(problem):
            return f" A submission may have {walls.processes} processes, and some more threads."
    return ""


def _where(problem: BaseException) -> str:
    """The innermost line of the student's own that was running, e.g. `` (cell 7, line 3: `x = 1/0`)``."""
    try:
        if isinstance(problem, SyntaxError) and problem.lineno:
            return f" (line {problem.lineno})."
        frames = [f for f in traceback.extract_tb(problem.__traceback__) if f.filename.startswith(_OWN)]
        if frames:
            last = frames[-1]
            return f" ({_line_of(last)}: `{(last.line or '').strip()[:100]}`)."
    except BaseException:
        return "."
    return "."
