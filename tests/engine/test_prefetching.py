"""Requests that are sent before the grader asks for them."""

from __future__ import annotations

from autograder.checks import Submission
from autograder.engine.prefetching import Prefetcher
from autograder.exchange.frames import Frame
from autograder.exchange.messages import (
    Given,
    Refused,
    ValueRequest,
    decode_answer,
    decode_request,
    encode_answer,
    encode_request,
)


class Student:
    """Answers each request with its name, except that ``bad`` goes wrong."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, request: Frame, name: str) -> Frame:
        assert decode_request(request).name == name
        self.asked.append(name)
        if name == "bad":
            return encode_answer(Refused.because("", "", ""))
        return encode_answer(Given(ok=name, handle=-1))


def value(name: str) -> ValueRequest:
    return ValueRequest(name=name)


def answer(prefetcher: Prefetcher, name: str) -> object:
    """The result that is answered; None where there is none."""
    said = decode_answer(prefetcher.answer(encode_request(value(name)), name), lambda kind, data: data)
    return said.ok if isinstance(said, Given) else None


def test_the_next_of_a_plan_is_asked_when_the_one_before_it_is_handed_over() -> None:
    student = Student()
    with Prefetcher(student.ask, looks_ahead=True) as prefetcher:
        prefetcher.plan([value("a"), value("b"), value("c")])
        assert answer(prefetcher, "a") == "a"
        assert answer(prefetcher, "other") == "other"
        assert answer(prefetcher, "b") == "b"
    assert student.asked[:3] == ["a", "b", "other"]  # c may be under way when the grader is done


def test_each_request_of_a_plan_is_asked_once() -> None:
    student = Student()
    with Prefetcher(student.ask, looks_ahead=True) as prefetcher:
        prefetcher.plan([value("a"), value("a")])
        assert [answer(prefetcher, "a"), answer(prefetcher, "a"), answer(prefetcher, "b")] == ["a", "a", "b"]
    assert student.asked == ["a", "a", "b"]


def test_a_plan_ends_where_a_request_goes_wrong() -> None:
    student = Student()
    with Prefetcher(student.ask, looks_ahead=True) as prefetcher:
        prefetcher.plan([value("bad"), value("a"), value("b")])
        assert answer(prefetcher, "bad") is None
        assert answer(prefetcher, "b") == "b"
    assert student.asked == ["bad", "b"]


def test_nothing_is_asked_ahead_on_one_processor() -> None:
    student = Student()
    with Prefetcher(student.ask, looks_ahead=False) as prefetcher:
        prefetcher.plan([value("a"), value("b")])
        assert answer(prefetcher, "b") == "b"
    assert student.asked == ["b"]


def test_what_a_grader_announces_is_what_it_asks_for_later() -> None:
    student = Student()
    with Prefetcher(student.ask, looks_ahead=True) as prefetcher:
        submission = Submission(
            lambda request: prefetcher.answer(request, decode_request(request).name),
            lambda kind, data: data,
            prefetcher.plan,
        )
        submission.announce(("build_model", 7), "model")
        submission.call("build_model", 7)
        submission.value("model")
    assert student.asked == ["build_model", "model"]
