"""The whole interface between a hidden grader and the student's work: ask for a value, or call a function."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from autograder.checks.answers import expect_model, in_words
from autograder.checks.feedback import CheckFailed, Feedback, NotAnswered, explain_error
from autograder.checks.histories import UNKNOWN, StudentHistory, curves_of, is_history
from autograder.checks.networks import MOBILENET_V2, Network
from autograder.checks.student_models import StudentModel
from autograder.exchange.deadline import TookTooLong, at_most
from autograder.exchange.frames import Frame, Handle, PutTogether, WireError
from autograder.exchange.messages import (
    CallEachRequest,
    CallRequest,
    EachGiven,
    Given,
    Problem,
    Refused,
    Request,
    Unanswered,
    ValueRequest,
    decode_answer,
    encode_request,
)

READING_SECONDS = 60.0  # of the processor, for one answer; the largest model takes some

#: Sends a request frame to the student's process and returns its answer.
Ask = Callable[[Frame], Frame]
#: Announces requests that will be made.
Announce = Callable[[Sequence[Request]], None]
#: The number of the task that is checked, where it is one of several that make a variable of this name anew.
TaskOf = Callable[[str], str]
#: Stops the student's processes or lets them go on; returns whether they have kept still.
Hush = Callable[[bool], bool]


@dataclass
class Still:
    """A time in which the student's processes are stopped; ``kept`` says, afterwards, whether they were."""

    kept: bool = True


@dataclass(frozen=True, eq=False)
class RemoteModel:
    """A model that stays with the student's process; it can be handed to the student's functions, and nothing else.

    Attributes:
        name: as feedback calls it.
        handle: by which the other side knows it.
    """

    name: str
    handle: Handle


class Submission:
    """A student's work, seen from the grader's side of the line.

    What comes back is data: JSON values, numpy arrays, and Keras models rebuilt here. Anything that goes wrong on
    the other side fails the check with a message about exactly that.

    Attributes:
        seconds: wall-clock time that the other side took for the latest answer, by this side's clock. Nothing is known
            about an answer that was announced.
        changed: rows of the latest :meth:`call_each` whose arguments the function has changed, by their places, as they
            were after the call.
        reproached: functions of which a check has said that they change their arguments, which costs points once.
    """

    def __init__(
        self,
        ask: Ask,
        put_together: PutTogether,
        announce: Announce = lambda requests: None,
        hush: Hush = lambda still: True,
        task_of: TaskOf = lambda name: "",
        network: Network = MOBILENET_V2,
    ) -> None:
        self.seconds = 0.0
        self.changed: dict[int, list[Any]] = {}
        self.reproached: set[str] = set()
        self._ask = ask
        self._put_together = put_together
        self._announce = announce
        self._hush = hush
        self._task_of = task_of
        self._network = network
        self._handles: list[tuple[Any, Handle]] = []
        self._models: dict[bytes, StudentModel] = {}
        self._failed: dict[bytes, Exception] = {}  # asking again would cost the time again, and bring no more

    def announce(self, *wanted: str | tuple[Any, ...] | CallRequest) -> None:
        """Say what the checks will ask for in any case, in this order, so that the other side can get ahead.

        Args:
            wanted: a variable's name, the name of a function with its arguments, ``("build_model", 7)``, or the call of
                one whose model stays there, ``staying("load_base")``.
        """
        self._announce([_requested(one) for one in wanted])

    @contextmanager
    def still(self) -> Iterator[Still]:
        """Inside, the student's processes are stopped: nothing of them disturbs what is measured. Ask nothing there."""
        time_of_quiet = Still()
        self._hush(True)
        try:
            yield time_of_quiet
        finally:
            time_of_quiet.kept = self._hush(False)

    def value(self, name: str) -> Any:
        """The value of the student's variable ``name``, as the cells of its task left it behind.

        Where several tasks make a variable of this name, it is that of the task whose check is run. Such a value must
        not be kept from one task's checks for another's.

        Raises:
            NotAnswered: it is still ``...``.
            CheckFailed: there is no such name, or its value cannot cross.
        """
        return self._request(name, f"`{name}`", self._of_value(name))

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """The result of calling the student's function ``name`` over there.

        A model that an earlier call returned may be passed on: the student's function then gets its own object.

        Raises:
            NotAnswered: the function is still the stub.
            CheckFailed: there is no such function, it raised, took too long, or returned something that cannot cross.
        """
        return self._request(name, f"`{name}(…)`", _of_call(name, *args, **kwargs))

    def model(self, name: str) -> StudentModel:
        """The student's model ``name``, as the cells of its task left it behind; asked for once.

        Raises:
            NotAnswered, CheckFailed: as :meth:`value`, and where it is no model.
        """
        return self._model(self._of_value(name), f"`{name}`", lambda: self.value(name))

    def built_by(self, name: str, /, *args: Any, **kwargs: Any) -> StudentModel:
        """The model that the student's function ``name`` returns; with the same arguments it is called once.

        Args:
            name: of the function.
            args: of the call; models may be among them.
            kwargs: likewise.

        Raises:
            NotAnswered, CheckFailed: as :meth:`call`, and where it is no model.
        """
        sent = [value.keras if isinstance(value, StudentModel) else value for value in args]
        models = StudentModel | RemoteModel
        shown = [value.name.strip("`") if isinstance(value, models) else repr(value) for value in args]
        shown += [f"{key}={value!r}" for key, value in kwargs.items()]
        request = _of_call(name, *sent, **kwargs)
        return self._model(request, f"`{name}({', '.join(shown)})`", lambda: self.call(name, *sent, **kwargs))

    def made_by(self, name: str, /, *args: Any) -> RemoteModel:
        """A model that the student's function ``name`` makes for another one; no time is lost on sending it.

        Args:
            name: of the function, which is called each time.
            args: of the call; models may be among them.

        Raises:
            NotAnswered, CheckFailed: as :meth:`call`, and where it is no model.
        """
        shown = f"`{name}(…)`"
        made = self._request(name, shown, staying(name, *args))
        return made if isinstance(made, RemoteModel) else expect_model(made, shown)

    def _of_value(self, name: str) -> ValueRequest:
        return ValueRequest(name=name, task=self._task_of(name))

    def _model(self, request: Request, shown: str, ask: Callable[[], Any]) -> StudentModel:
        key = encode_request(request, self._as_handle).to_bytes()
        if key not in self._models:
            self._models[key] = StudentModel(expect_model(ask(), shown), shown, self._network)
        return self._models[key]

    def history(self, name: str) -> StudentHistory:
        """The record of a training that the student keeps as ``name``; without curves where it is none.

        Raises:
            NotAnswered, CheckFailed: as :meth:`value`.
        """
        value = self.value(name)
        kind = "" if is_history(value) else in_words(value)
        return StudentHistory(curves_of(value), f"`{name}`", kind, getattr(value, "training", UNKNOWN))

    def call_each(
        self, name: str, rows: Iterable[tuple[Any, ...]], instead: Mapping[str, Sequence[Any]] | None = None
    ) -> list[Any]:
        """The results of calling the student's function ``name`` once for each tuple of arguments, in order.

        All of them share one request and one call's time limit, so that hundreds of quick calls cost little.

        Args:
            name: of the function.
            rows: the arguments of each call.
            instead: what other functions of the student's give meanwhile, by their names: a value for each row. So a
                function can be judged by itself where another one, which it calls, is wrong.

        Raises:
            NotAnswered: the function is still the stub, or returned ``...``.
            CheckFailed: as :meth:`call`, for the first call that goes wrong.
        """
        asked = [list(row) for row in rows]
        shown = f"`{name}(…)`"
        given = {other: list(values) for other, values in (instead or {}).items()}
        value = self._request(name, shown, CallEachRequest(name=name, rows=asked, instead=given))
        try:
            answer = EachGiven.model_validate(value)
        except ValidationError:
            raise CheckFailed(_cannot_cross(shown, "Some results are missing.")) from None
        if len(answer.results) != len(asked):
            raise CheckFailed(_cannot_cross(shown, "Some results are missing."))
        if any(result is ... for result in answer.results):
            raise NotAnswered(shown)
        self.changed = {place: row for place, row in answer.changed if place < len(asked)}
        return answer.results

    def _request(self, name: str, shown: str, request: Request) -> Any:
        frame = encode_request(request, self._as_handle)
        key = frame.to_bytes()
        if key in self._failed:
            raise self._failed[key]
        try:
            start = time.perf_counter()
            answer = self._ask(frame)
            self.seconds = time.perf_counter() - start
            return self._read(answer, shown, stays=isinstance(request, CallRequest) and request.stays)
        except (CheckFailed, NotAnswered) as problem:
            self._failed[key] = problem
            raise

    def _read(self, frame: Frame, shown: str, *, stays: bool) -> Any:
        try:
            with at_most(READING_SECONDS):
                answer = decode_answer(frame, self._put_together)
        except TookTooLong:
            raise CheckFailed(_cannot_cross(shown, "Putting it together takes too long.")) from None
        except WireError as problem:
            raise CheckFailed(_cannot_cross(shown, str(problem))) from problem
        match answer:
            case Unanswered():
                raise NotAnswered(shown)
            case Refused(error=why):
                raise CheckFailed(_unusable(shown, why))
            case Given(ok=value, handle=number):
                if value is ...:
                    raise NotAnswered(shown)
                if number >= 0 and stays:
                    return RemoteModel(shown, Handle(number))
                if number >= 0:
                    self._handles.append((value, Handle(number)))
                return value

    def _as_handle(self, value: Any) -> Handle | None:
        if isinstance(value, RemoteModel):
            return value.handle
        for known, handle in self._handles:
            if known is value:
                return handle
        return None


def staying(name: str, /, *args: Any) -> CallRequest:
    """The call of a function whose model stays there, as :meth:`Submission.made_by` makes it."""
    return CallRequest(name=name, args=list(args), kwargs={}, stays=True)


def _requested(wanted: str | tuple[Any, ...] | CallRequest) -> Request:
    if isinstance(wanted, CallRequest):
        return wanted
    return ValueRequest(name=wanted) if isinstance(wanted, str) else _of_call(*wanted)


def _of_call(name: str, /, *args: Any, **kwargs: Any) -> CallRequest:
    return CallRequest(name=name, args=list(args), kwargs=kwargs)


def _unusable(shown: str, problem: Problem) -> Feedback:
    expected = problem.expected or f"{shown} can be used by the grader."
    known = explain_error(problem.observed)
    if known is not None:
        return Feedback(expected, problem.observed, known.why, known.next_step, known.mistake)
    return Feedback(expected, problem.observed, problem.why, problem.next_step)


def _cannot_cross(shown: str, problem: str) -> Feedback:
    return Feedback(
        expected=f"{shown} gives plain values, numpy arrays or a Keras model.",
        observed=f"The result of {shown} could not be read. {problem}",
        why="The grader rebuilds your result from data, in a process of its own.",
        next_step="Return exactly what the task describes, and nothing larger.",
    )
