"""The untrusted process: shut itself in, run the notebook's cells, answer requests with data.

Nothing here is trusted by anyone: the student's code shares this process and may rewrite all of it. The time limits
are the polite ones, which let the other cells and checks go on; the supervisor enforces its own.
"""

from __future__ import annotations

import importlib
import random
import shutil
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from autograder import sandbox
from autograder.engine.calling import called_each
from autograder.engine.causes import Stopped, described, is_of_legacy_keras, missing_name, name_of, names_made
from autograder.engine.colab import forget_colab
from autograder.engine.jobs import StudentJob, decode_job
from autograder.engine.keeping import Keeper, Kept
from autograder.engine.libraries import hide_other_libraries
from autograder.engine.machine import Thrift
from autograder.engine.shell import make_shell
from autograder.engine.stubs import is_stub
from autograder.engine.tf_settings import set_up_tensorflow
from autograder.engine.weights_cache import read_weights_once
from autograder.exchange.frames import Channel, Frame, Handle, WireError
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
from autograder.exchange.models import Unsupported, export_history, export_model, note_pictures, note_trainings
from autograder.interrupts import interrupted_after
from autograder.submissions.notebook import Cell


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
        self.unmade: dict[str, Stopped] = {}  # the cell that would have made a name
        self.legacy: Stopped | None = None  # the first cell that failed over the old Keras
        self.followers: dict[Stopped, list[Cell]] = {}  # cells that stopped for want of what another would have made
        sys.path[:0] = [str(job.materials), ""]  # the notebook's own folder, as in Jupyter
        _configure(job)
        self.thrift = Thrift(job.plan.walls.memory_mb)
        self.thrift.keep_watch()
        self._collect_before_tracing()
        self.shell = make_shell(self.note)
        self.keeper = Keeper(job.keep, job.helpers, self.shell.user_ns, self._answer_now)
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
            if self.keeper.is_due(cell.index):
                self._keep_names(cell)
        self._note_followers()
        self.channel.send(encode_event(NotebookDone(notes=self.notes)))
        while True:
            request = decode_request(self.channel.receive())
            self.channel.send(self._frame(request))
            self.thrift.between()

    def _frame(self, request: Request) -> Frame:
        try:
            if isinstance(request, ValueRequest) and (kept := self.keeper.answer(request.name, request.task)):
                return kept
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
        except Exception as problem:  # whatever objects of the student's own raise when they are looked at
            return encode_answer(
                Refused.because(
                    f"The result of `{request.name}` cannot be read: {described(problem, self.job.plan.walls)}",
                    "The grader rebuilds your result from data, in a process of its own.",
                    "Return exactly what the task describes.",
                )
            )

    def _keep_names(self, cell: Cell) -> None:
        with (
            suppress(BaseException),
            interrupted_after(self.job.limits.call_seconds, TimeLimit),
        ):  # objects of a student's may do anything
            self.keeper.keep(cell.index)

    def _answer_now(self, value: Any, kept: Kept) -> Frame | None:
        """What a value would be answered with now, to be kept; None for what cannot cross or follows a model."""
        import keras

        if isinstance(value, keras.Model):
            if not value.built:  # to take it apart would build it
                return None
            if kept.handle < 0:
                self.kept.append(kept)
                kept.handle = len(self.kept) - 1
        follows = False

        def take_apart(part: Any) -> tuple[str, Any] | None:
            nonlocal follows
            follows = follows or isinstance(part, keras.Variable)
            return self._take_apart(part)

        try:
            answer = encode_answer(Given(ok=value, handle=kept.handle), take_apart)
        except Exception:  # whoever asks for it later learns why
            return None
        return None if follows else answer

    def _run(self, cell: Cell, seconds: float) -> None:
        self._place = cell.place
        forget_colab()
        importlib.invalidate_caches()  # a cell may import what the one before it has just written
        try:
            with interrupted_after(seconds, TimeLimit):
                result = self.shell.run_cell(cell.source)
            problem = result.error_before_exec or result.error_in_exec
        except TimeLimit as error:
            problem = error
        except BaseException as error:  # a cell may raise anything, and the next cells still count
            problem = error
        if isinstance(problem, TimeLimit):
            self._stopped(cell, f"was stopped after {seconds:.0f} seconds.")
        elif isinstance(problem, SystemExit):
            self._stopped(cell, "called sys.exit() or exit(); the cells after it were run all the same.")
        elif problem is not None and (root := self._root(problem)):
            self.followers.setdefault(root, []).append(cell)
            self._remember_unmade([cell], root)
        elif problem is not None:
            stopped = self._stopped(cell, f"raised {described(problem, self.job.plan.walls)}")
            self.legacy = stopped if is_of_legacy_keras(problem) else self.legacy
        _close_figures()

    def _stopped(self, cell: Cell, became: str) -> Stopped:
        self.note(f"{_title(cell)} {became}")
        stopped = Stopped(_title(cell), became, names_made(self._as_python(cell)))
        self._remember_unmade([cell], stopped)
        return stopped

    def _root(self, problem: BaseException) -> Stopped | None:
        """The cell that is to blame for an error, if it is about a name that another one would have made."""
        if is_of_legacy_keras(problem):
            return self.legacy
        name = missing_name(problem)
        return self.unmade.get(name) if name not in self.shell.user_ns else None

    def _remember_unmade(self, cells: Sequence[Cell], became: str | Stopped) -> None:
        """So that whoever misses a name learns why it is missing."""
        for cell in cells:
            names = names_made(self._as_python(cell))
            stopped = Stopped(_title(cell), became, names) if isinstance(became, str) else became
            self.unmade.update(dict.fromkeys(names, stopped))

    def _as_python(self, cell: Cell) -> str:
        try:
            return str(self.shell.transform_cell(cell.source))
        except Exception:  # IPython raises several kinds for what is not Python
            return ""

    def _note_followers(self) -> None:
        for root, cells in self.followers.items():
            numbers = ", ".join(cell.place for cell in cells[:12]) + (" and others" if len(cells) > 12 else "")
            self.note(f"These stopped as well, because they need what {root.inside} would have created: {numbers}.")

    def _answer(self, request: Request) -> Answer:
        name = request.name
        namespace = self.shell.user_ns
        if name not in namespace and (stopped := self.unmade.get(name)):
            return stopped.explains_absence(name, namespace)
        if name not in namespace:
            return Refused.because(
                f"There is no `{name}` in your notebook.{self._near(name)}",
                "The grader finds your work by the names that the task gives.",
                f"Check that a cell defines `{name}`, spelled like in the task, and runs without error.",
            )
        if isinstance(request, ValueRequest):
            return self._keep(self.keeper.value(name, request.task))
        target = self.keeper.function(name)
        if is_stub(target):
            return Unanswered(unanswered=True)
        if not callable(target):
            return Refused.because(
                f"`{name}` is not a function but an object of type {name_of(target)}.",
                "The grader calls it.",
                f"Do not assign anything else to the name `{name}` after defining the function.",
            )
        if isinstance(request, CallEachRequest):
            return self._guarded(name, lambda: called_each(target, request.rows, request.instead, namespace))
        arguments = [self._live(value) for value in request.args]
        named = {key: self._live(value) for key, value in request.kwargs.items()}
        answer = self._guarded(name, lambda: target(*arguments, **named))
        if request.stays and isinstance(answer, Given) and answer.handle >= 0:
            return answer.model_copy(update={"ok": None})
        return answer

    def _guarded(self, name: str, work: Callable[[], Any]) -> Answer:
        _seed(self.job.seed)
        try:
            with interrupted_after(self.job.limits.call_seconds, TimeLimit), self.keeper.as_then(name):
                return self._keep(work())
        except TimeLimit:
            return Refused.because(
                f"`{name}(…)` was stopped after {self.job.limits.call_seconds:.0f} seconds.",
                "Every call has a time limit so that one endless loop does not cost you the other checks.",
                f"Look in `{name}` for a loop that never ends, or for training that belongs in a cell of its own.",
            )
        except SystemExit:
            return Refused.because(
                f"`{name}(…)` called sys.exit().", "That ends the program instead of giving a result.", "Use `return`."
            )
        except BaseException as problem:
            if root := self._root(problem):
                return root.explains(self.shell.user_ns)
            return Refused.because(
                f"`{name}(…)` raised {described(problem, self.job.plan.walls)}",
                "A call that raises an error gives no result to check.",
                f"Run `{name}` in a new cell with the arguments that the task describes, and fix that line.",
            )

    def _keep(self, value: Any) -> Given:
        import keras

        if not isinstance(value, keras.Model):
            return Given(ok=value, handle=-1)
        self.kept.append(value)
        return Given(ok=value, handle=len(self.kept) - 1)

    def _live(self, value: Any) -> Any:
        known = self.kept[value.number] if isinstance(value, Handle) else value
        return known.as_it_was(self._answer_now) if isinstance(known, Kept) else known

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

    def _name_cells(self) -> None:
        """Make tracebacks say ``<cell 7>`` and show its lines."""
        self._place = "cell 1"
        self.shell.compile.get_code_name = lambda *_: f"<{self._place}>"


def _title(cell: Cell) -> str:
    """Its place, as a sentence begins with it."""
    return f"{cell.place[0].upper()}{cell.place[1:]}"


def _configure(job: StudentJob) -> None:
    set_up_tensorflow(job.threads)
    note_pictures()
    note_trainings()
    read_weights_once()
    hide_other_libraries()
    link = Path("lab")  # notebooks may open lab/data/... by a relative path
    if not link.exists():
        try:
            link.symlink_to(job.materials / "lab")
        except OSError:  # on Windows that takes a right of its own
            shutil.copytree(job.materials / "lab", link)
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
