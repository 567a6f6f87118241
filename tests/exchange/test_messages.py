"""What the three processes say to each other: every message comes back as it was, and nothing else is taken for one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from autograder.exchange.frames import Frame, Handle, WireError, decode, encode
from autograder.exchange.messages import (
    EVENT_LIMIT,
    CallEachRequest,
    CallRequest,
    CellStarted,
    CheckDone,
    FaultFound,
    Given,
    GraderDone,
    NotebookDone,
    NotShutIn,
    PlanAnnounced,
    RankPublished,
    Refused,
    Relayed,
    RubricAnnounced,
    Unanswered,
    ValueRequest,
    decode_answer,
    decode_from_grader,
    decode_request,
    decode_student_event,
    encode_answer,
    encode_event,
    encode_request,
    went_well,
)
from autograder.results import Check, Order, Outcome, Rank, Status

CHECK = Check("1.2", "The head", 3.0)

REQUESTS = [
    ValueRequest(name="model"),
    CallRequest(name="f", args=[(1, 2), {3}], kwargs={"ask": ...}),
    CallEachRequest(name="f", rows=[[1], ["a"]]),
]
GRADER_EVENTS = [
    PlanAnnounced(requests=REQUESTS),
    RubricAnnounced(checks=[CHECK, Check("1.3", "é", 0.5)]),
    CheckDone(outcome=Outcome(CHECK, Status.SKIPPED, 0.0, "**a** \ud800", "mistake")),
    RankPublished(rank=Rank("Accuracy", 0.9, Order.LOWEST_FIRST)),
    FaultFound(text="Traceback"),
    GraderDone(code=1),
]
STUDENT_EVENTS = [CellStarted(index=3), NotebookDone(notes=["a", "lone \ud800"]), NotShutIn(text="why")]


def together(kind: str, data: object) -> object:
    return kind, data


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.ask)
def test_requests_come_back(request_):
    assert decode_request(encode_request(request_)) == request_


@pytest.mark.parametrize("event", GRADER_EVENTS, ids=lambda event: event.event)
def test_events_of_the_grader_come_back(event):
    assert decode_from_grader(encode_event(event)) == event


@pytest.mark.parametrize("event", STUDENT_EVENTS, ids=lambda event: event.event)
def test_events_of_the_student_come_back(event):
    assert decode_student_event(encode_event(event)) == event


@pytest.mark.parametrize(
    "answer",
    [
        Given(ok={"error": (1, ...)}, handle=2),
        Given(ok=None, handle=-1),
        Unanswered(unanswered=True),
        Refused.because("lone \ud800", "b", "c"),
    ],
)
def test_answers_come_back(answer):
    assert decode_answer(encode_answer(answer), together) == answer


def test_what_is_announced_is_byte_for_byte_what_is_asked_later():
    asked = [CallRequest(name="f", args=[np.arange(3), (1,), Handle(2)], kwargs={"x": {1, 2}}), ValueRequest(name="a")]
    plan = decode_from_grader(encode_event(PlanAnnounced(requests=asked)))
    assert isinstance(plan, PlanAnnounced)
    assert [encode_request(one) for one in plan.requests] == [encode_request(one) for one in asked]


def test_values_are_sent_as_they_are():
    """Nothing but the wire format looks into what the student or the grader gives."""

    class Ours:
        pass

    ours = Ours()

    def take_apart(value: object) -> tuple[str, object] | Handle | None:
        return Handle(5) if value is ours else None

    request = decode_request(encode_request(CallRequest(name="f", args=[ours], kwargs={"k": ours}), take_apart))
    assert isinstance(request, CallRequest)
    assert (request.args, request.kwargs) == ([Handle(5)], {"k": Handle(5)})
    model = ValueRequest(name="a pydantic model of the student's own")
    assert decode(encode_answer(Given(ok=model, handle=-1)))["ok"].type_name == "ValueRequest"


def test_the_name_is_read_and_the_rest_is_left_alone():
    frame = encode_request(CallRequest(name="f", args=[np.zeros(4)], kwargs={}))
    damaged = Frame(frame.header, b"")
    with pytest.raises(WireError):
        decode(damaged)
    assert decode_from_grader(damaged) == Relayed(damaged, "f")
    answer = encode_answer(Given(ok=np.zeros(4), handle=-1))
    assert went_well(Frame(answer.header, b""))


@pytest.mark.parametrize(
    "answer",
    [
        encode_answer(Refused.because("a", "b", "c")),
        encode_answer(Unanswered(unanswered=True)),
        encode(["ok"]),
        encode("ok"),
        Frame(b"", b""),
        Frame(b'{"body": {"items": 3}}', b""),
        Frame(b'{"body": {"items": ["ok!"]}}', b""),
        Frame(b"[" * 100_000, b""),
        Frame(b'{"body": {"items": [["ok", [' + b"0," * 1_000_001 + b"0]]]}}", b""),
    ],
)
def test_no_other_answer_went_well(answer):
    assert not went_well(answer)


RUBBISH = [
    None,
    [],
    {},
    {"ok": 1},
    {"ok": 1, "handle": "1"},
    {"ok": 1, "handle": 1.0},
    {"unanswered": False},
    {"error": {"observed": 1, "why": "b", "next_step": "c"}},
    {"error": {"observed": "a", "why": "b"}},
    {"ask": "value", "name": 3},
    {"ask": "call", "name": {}, "args": [], "kwargs": {}},
    {"event": "cell"},
    {"event": "cell", "index": -1},
    {"event": "ready", "notes": "a"},
    {"event": "outcome", "outcome": {"check": {}}},
    {"event": ["cell"], "index": 1},
]


@pytest.mark.parametrize("content", RUBBISH, ids=json.dumps)
def test_nothing_else_is_taken_for_a_message(content):
    frame = encode(content)
    for read in (
        decode_request,
        decode_from_grader,
        decode_student_event,
        lambda frame: decode_answer(frame, together),
    ):
        with pytest.raises(WireError):
            read(frame)


def test_a_request_of_another_kind_is_relayed_and_refused_where_it_is_read():
    frame = encode({"ask": "other", "name": "x"})
    assert decode_from_grader(frame) == Relayed(frame, "x")
    with pytest.raises(WireError):
        decode_request(frame)


def test_a_stranger_cannot_say_unasked_what_is_large():
    with pytest.raises(WireError, match="large"):
        decode_student_event(encode({"event": "ready", "notes": ["x" * EVENT_LIMIT]}))
    cell = encode_event(CellStarted(index=1))
    with pytest.raises(WireError, match="large"):
        decode_student_event(Frame(cell.header, b"1"))


def test_what_came_of_a_result_is_the_first_thing_that_counts():
    forged = encode({"ok": 1, "handle": -1, "unanswered": True, "error": {"observed": "", "why": "", "next_step": ""}})
    assert decode_answer(forged, together) == Given(ok=1, handle=-1)


def test_messages_travel_as_they_always_did():
    """Byte for byte: what is written by hand elsewhere, such as an attack on the channel, stays a true copy."""
    assert encode_event(CellStarted(index=0)) == encode({"event": "cell", "index": 0})
    assert encode_request(CallRequest(name="f", args=[1], kwargs={"b": 2})) == encode(
        {"ask": "call", "name": "f", "args": [1], "kwargs": {"b": 2}, "stays": False}
    )
    assert encode_answer(Unanswered(unanswered=True)) == encode({"unanswered": True})
    assert encode_answer(Given(ok=(1,), handle=-1)) == encode({"ok": (1,), "handle": -1})
    assert encode_answer(Refused.because("a", "b", "c")) == encode(
        {"error": {"observed": "a", "why": "b", "next_step": "c"}}
    )
    outcome = {"check": {"number": "1.2", "name": "The head", "max_score": 3.0}, "status": "passed", "score": 3.0}
    said = {"feedback": "x", "mistake": "", "corrected": "", "answer": "k7"}
    assert encode_event(CheckDone(outcome=Outcome(CHECK, Status.PASSED, 3.0, "x", answer="k7"))) == encode(
        {"event": "outcome", "outcome": {**outcome, **said}}
    )
