"""Requests that are sent before the grader asks for them."""

from __future__ import annotations

from typing import Any

from autograder.engine.prefetching import Ahead
from autograder.exchange.frames import Frame, decode, encode
from autograder.checks import Submission


class Student:
    """Answers each request with its name, except that ``bad`` goes wrong."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, request: Frame, name: str) -> Frame:
        assert decode(request)["name"] == name
        self.asked.append(name)
        if name == "bad":
            return encode({"error": {"observed": "", "why": "", "next_step": ""}})
        return encode({"ok": name, "handle": -1})


def value(name: str) -> dict[str, Any]:
    return {"ask": "value", "name": name}


def answer(ahead: Ahead, name: str) -> Any:
    return decode(ahead.answer(encode(value(name)), name)).get("ok")


def test_the_next_of_a_plan_is_asked_when_the_one_before_it_is_handed_over() -> None:
    student = Student()
    with Ahead(student.ask, looks_ahead=True) as ahead:
        ahead.plan([value("a"), value("b"), value("c")])
        assert answer(ahead, "a") == "a"
        assert answer(ahead, "other") == "other"
        assert answer(ahead, "b") == "b"
    assert student.asked[:3] == ["a", "b", "other"]  # c may be under way when the grader is done


def test_each_request_of_a_plan_is_asked_once() -> None:
    student = Student()
    with Ahead(student.ask, looks_ahead=True) as ahead:
        ahead.plan([value("a"), value("a")])
        assert [answer(ahead, "a"), answer(ahead, "a"), answer(ahead, "b")] == ["a", "a", "b"]
    assert student.asked == ["a", "a", "b"]


def test_a_plan_ends_where_a_request_goes_wrong() -> None:
    student = Student()
    with Ahead(student.ask, looks_ahead=True) as ahead:
        ahead.plan([value("bad"), value("a"), value("b")])
        assert answer(ahead, "bad") is None
        assert answer(ahead, "b") == "b"
    assert student.asked == ["bad", "b"]


def test_nothing_is_asked_ahead_on_one_processor() -> None:
    student = Student()
    with Ahead(student.ask, looks_ahead=False) as ahead:
        ahead.plan([value("a"), value("b")])
        assert answer(ahead, "b") == "b"
    assert student.asked == ["b"]


def test_what_a_grader_announces_is_what_it_asks_for_later() -> None:
    student = Student()
    with Ahead(student.ask, looks_ahead=True) as ahead:
        submission = Submission(
            lambda request: ahead.answer(request, decode(request)["name"]), lambda kind, data: data, ahead.plan
        )
        submission.announce(("build_model", 7), "model")
        submission.call("build_model", 7)
        submission.value("model")
    assert student.asked == ["build_model", "model"]
