"""Models that one of the student's functions makes for another one are not sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.checks import CheckFailed, Submission, staying
from autograder.engine.supervisor import grade
from autograder.exchange.frames import Frame, Handle, decode, encode
from autograder.results import Status
from tests.engine.toy import toy_kit, write_notebook

GRADER = """
from autograder.checks import points, require, staying

@points(1, "T.1 A model that stays")
def test_stays(submission):
    submission.announce(staying("make"))
    model = submission.made_by("make")
    got = submission.call("name_of", model)
    require(got == "unsendable", expected="its name", observed=f"{got}", why="w", next_step="n")
"""
#: Its model cannot be sent, as the grader knows no such layer; so it would be noticed if it were.
NOTEBOOK = """
import keras

class Own(keras.layers.Layer):
    def call(self, x):
        return x

def make():
    return keras.Sequential([keras.Input((2,)), Own()], name="unsendable")

def name_of(model):
    return model.name
"""


class Student:
    """Gives the same answer to each request, and remembers the requests."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[Any] = []
        self.submission = Submission(self.ask, self.put_together)

    def ask(self, request: Frame) -> Frame:
        self.asked.append(decode(request))
        return encode(self.answer)

    @staticmethod
    def put_together(kind: str, data: Any) -> Any:
        raise AssertionError("nothing was to be put together")


def test_what_is_handed_on_is_its_number() -> None:
    student = Student({"ok": None, "handle": 3})
    model = student.submission.made_by("load_base")
    student.submission.call("freeze", model, 1)
    first, second = student.asked
    assert (first["name"], first["stays"]) == ("load_base", True)
    assert (second["args"], second["stays"]) == ([Handle(3), 1], False)


def test_it_is_announced_as_it_is_asked_for() -> None:
    announced: list[Any] = []
    student = Student({"ok": None, "handle": 0})
    submission = Submission(student.ask, student.put_together, announced.extend)
    submission.announce(staying("load_base"), "model")
    submission.made_by("load_base")
    assert dict(announced[0]) == student.asked[0]
    assert [request.name for request in announced] == ["load_base", "model"]


@pytest.mark.parametrize("value", [None, 7, "a model"])
def test_anything_else_is_no_model(value: Any) -> None:
    with pytest.raises(CheckFailed, match="load_base"):
        Student({"ok": value, "handle": -1}).submission.made_by("load_base")


def test_none_is_not_taken_for_a_model_that_stays() -> None:
    student = Student({"ok": None, "handle": 3})
    student.submission.made_by("load_base")
    student.submission.call("f", None)
    assert student.asked[1]["args"] == [None]


@pytest.mark.slow
def test_it_never_leaves_the_students_process(tmp_path: Path) -> None:
    kit = toy_kit(tmp_path)
    kit.grader.write_text(GRADER)
    report = grade(write_notebook(tmp_path / "hw9.ipynb", [NOTEBOOK]), kit)
    assert [outcome.status for outcome in report.outcomes] == [Status.PASSED], report
