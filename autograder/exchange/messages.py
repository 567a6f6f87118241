"""All that the supervisor, the student's process and the grader's process say to each other once they are at work.

The grader's process asks, the supervisor relays, the student's process answers; both tell the supervisor how far they
are. Here each message has its type, and is encoded and decoded in one place. The supervisor reads no more of what it
relays than :func:`decode_from_grader` and :func:`went_well` do: a stranger's answer is decoded by the grader's process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from autograder.exchange.frames import (
    Frame,
    PutTogether,
    TakeApart,
    WireError,
    decode,
    encode,
    entries,
    nothing_special,
)
from autograder.results import Check, Outcome, Rank
from autograder.texts import clean, one_line

EVENT_LIMIT = 200_000  # bytes of what the student's process says unasked
LONGEST_TEXT = 2_000  # of a message from there, in characters

_T = TypeVar("_T")


def _cleaned(text: Any) -> Any:
    return one_line(text, LONGEST_TEXT) if isinstance(text, str) else text


#: A text that a stranger may have written: cleaned when it is sent, and again, which counts, when it is received.
Told = Annotated[str, BeforeValidator(_cleaned)]


# --- what the grader asks of the student's process


class ValueRequest(BaseModel):
    """The value of a variable is wanted.

    Attributes:
        task: the number of the task that left it behind; empty where no other task makes a variable of this name.
    """

    ask: Literal["value"] = "value"
    name: str
    task: str = ""


class CallRequest(BaseModel):
    """What a function returns for these arguments is wanted.

    Attributes:
        stays: a model that it returns stays there, since it is only to be handed to another function.
    """

    ask: Literal["call"] = "call"
    name: str
    args: list[Any]
    kwargs: dict[str, Any]
    stays: bool = False


class CallEachRequest(BaseModel):
    """What a function returns for each row of arguments is wanted, as :class:`EachGiven`.

    Attributes:
        instead: what other functions of the notebook give meanwhile, by their names: a value for each row.
    """

    ask: Literal["call each"] = "call each"
    name: str
    rows: list[list[Any]]
    instead: dict[str, list[Any]] = {}


Request = Annotated[ValueRequest | CallRequest | CallEachRequest, Field(discriminator="ask")]
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)


def encode_request(request: Request, take_apart: TakeApart = nothing_special) -> Frame:
    """A request as it travels.

    Args:
        request: what is asked.
        take_apart: as in :func:`autograder.exchange.frames.encode`.

    Raises:
        WireError: it is too large.
    """
    return encode(dict(request), take_apart)


def decode_request(frame: Frame) -> Request:
    """What was asked.

    Raises:
        WireError: the frame holds no request.
    """
    return _validated(_REQUEST, decode(frame), "The request is not well formed.")


# --- what the student's process answers


class Given(BaseModel):
    """There is a result.

    Attributes:
        ok: the result.
        handle: by which it may be handed back, or -1.
    """

    model_config = ConfigDict(strict=True)

    ok: Any
    handle: int


class EachGiven(BaseModel):
    """The result of a :class:`CallEachRequest`.

    Attributes:
        results: one for each row.
        changed: rows whose arguments were others after the call, each with its place, as they were then.
    """

    model_config = ConfigDict(strict=True)

    results: list[Any]
    changed: list[tuple[NonNegativeInt, list[Any]]]


class Unanswered(BaseModel):
    """What was asked for is still the stub."""

    model_config = ConfigDict(strict=True)

    unanswered: Literal[True]


class Problem(BaseModel):
    """Why there is no result, in words for the student."""

    model_config = ConfigDict(strict=True)

    observed: Told
    why: Told
    next_step: Told
    expected: Told = ""  # what was asked for can be used, unless the reason lies elsewhere


class Refused(BaseModel):
    """There is no result."""

    model_config = ConfigDict(strict=True)

    error: Problem

    @classmethod
    def because(cls, observed: str, why: str, next_step: str, expected: str = "") -> Refused:
        """An answer that says so in words."""
        return cls(error=Problem(observed=observed, why=why, next_step=next_step, expected=expected))


Answer = Annotated[Given | Unanswered | Refused, Field(union_mode="left_to_right")]
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def encode_answer(answer: Answer, take_apart: TakeApart = nothing_special) -> Frame:
    """An answer as it travels.

    Args:
        answer: to a request.
        take_apart: as in :func:`autograder.exchange.frames.encode`.

    Raises:
        WireError: the result is too large, or nested too deeply.
    """
    if isinstance(answer, Refused):
        return encode({"error": answer.error.model_dump(exclude_defaults=True)}, take_apart)
    # Not model_dump, which would look into the result: what it is, only encode may ask.
    return encode(dict(answer), take_apart)


def decode_answer(frame: Frame, put_together: PutTogether) -> Answer:
    """What a stranger has answered.

    Args:
        frame: as received.
        put_together: as in :func:`autograder.exchange.frames.decode`.

    Raises:
        WireError: the frame holds no answer. Exceptions of ``put_together`` pass through.
    """
    return _validated(_ANSWER, decode(frame, put_together), "The answer is not well formed.")


def went_well(answer: Frame) -> bool:
    """Whether an answer says that there is a result, which is not looked at."""
    try:
        return "ok" in entries(answer)
    except WireError:
        return False


# --- what the grader's process tells the supervisor


class PlanAnnounced(BaseModel):
    """These requests will come in any case, in this order."""

    event: Literal["plan"] = "plan"
    requests: list[Request]


class RubricAnnounced(BaseModel):
    """These checks will be run."""

    event: Literal["rubric"] = "rubric"
    checks: list[Check]


class CheckDone(BaseModel):
    """A check has come to its end; its feedback may quote the submission."""

    event: Literal["outcome"] = "outcome"
    outcome: Outcome

    @field_validator("outcome")
    @classmethod
    def _clean(cls, outcome: Outcome) -> Outcome:
        return replace(outcome, feedback=clean(outcome.feedback))


class RankPublished(BaseModel):
    """A number goes on the leaderboard."""

    event: Literal["rank"] = "rank"
    rank: Rank


class StillnessWanted(BaseModel):
    """The student's processes are to stop; answered once they have, by :func:`encode_stillness`."""

    event: Literal["still"] = "still"


class StillnessOver(BaseModel):
    """They may go on; answered likewise, with whether they had stopped all the time."""

    event: Literal["go on"] = "go on"


class FaultFound(BaseModel):
    """The grader itself went wrong; the text is for the staff."""

    event: Literal["fault"] = "fault"
    text: Annotated[str, BeforeValidator(lambda text: clean(text) if isinstance(text, str) else text)]


class GraderDone(BaseModel):
    """All checks have been run; ``code`` is pytest's."""

    event: Literal["end"] = "end"
    code: int


GraderEvent = (
    PlanAnnounced
    | RubricAnnounced
    | CheckDone
    | RankPublished
    | StillnessWanted
    | StillnessOver
    | FaultFound
    | GraderDone
)
_GRADER_EVENT: TypeAdapter[GraderEvent] = TypeAdapter(Annotated[GraderEvent, Field(discriminator="event")])


@dataclass(frozen=True)
class Relayed:
    """A request on its way to the student's process, of which no more is read than the name that it is about."""

    frame: Frame
    name: str


def decode_from_grader(frame: Frame) -> Relayed | GraderEvent:
    """What the grader's process tells the supervisor, or asks of the student's.

    Raises:
        WireError: the frame holds neither.
    """
    match entries(frame):
        case {"ask": str(), "name": str(name)}:
            return Relayed(frame, name)
    return _validated(_GRADER_EVENT, decode(frame), "The event is not well formed.")


def encode_stillness(*, kept: bool) -> Frame:
    """The supervisor's answer to :class:`StillnessWanted` and :class:`StillnessOver`."""
    return encode({"kept": kept})


def decode_stillness(frame: Frame) -> bool:
    """Whether the student's processes have kept still.

    Raises:
        WireError: the frame does not say.
    """
    match decode(frame):
        case {"kept": bool(kept)}:
            return kept
    raise WireError("The answer is not well formed.")


# --- what the student's process tells the supervisor


class CellStarted(BaseModel):
    """A cell is about to run."""

    event: Literal["cell"] = "cell"
    index: NonNegativeInt


def encode_go_ahead() -> Frame:
    """The supervisor's answer to :class:`CellStarted`: what earlier cells have taken is measured, and it may run."""
    return encode({"go": "ahead"})


class NotebookDone(BaseModel):
    """All cells have run; requests are answered from now on."""

    event: Literal["ready"] = "ready"
    notes: list[Told]


class NotShutIn(BaseModel):
    """A layer of isolation failed, and none of the student's code has run."""

    event: Literal["not shut in"] = "not shut in"
    text: Told


StudentEvent = CellStarted | NotebookDone | NotShutIn
_STUDENT_EVENT: TypeAdapter[StudentEvent] = TypeAdapter(Annotated[StudentEvent, Field(discriminator="event")])


def decode_student_event(frame: Frame) -> StudentEvent:
    """What the student's process says unasked.

    Raises:
        WireError: the frame holds no such event, or is larger than one ever is.
    """
    if frame.payload or len(frame.header) > EVENT_LIMIT:
        raise WireError("An event is never that large.")
    return _validated(_STUDENT_EVENT, decode(frame), "The event is not well formed.")


def encode_event(event: GraderEvent | StudentEvent) -> Frame:
    """An event as it travels."""
    if isinstance(event, PlanAnnounced):  # whose arguments are any values, as those of a request
        return encode({"event": event.event, "requests": [dict(request) for request in event.requests]})
    return encode(event.model_dump(mode="json"))


def _validated(adapter: TypeAdapter[_T], content: Any, complaint: str) -> _T:
    try:
        return adapter.validate_python(content)
    except ValidationError as problem:
        raise WireError(complaint) from problem
