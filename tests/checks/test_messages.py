"""Words by check and mistake: which ones are said, and what is said about a file that is not what it should be."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest

from autograder.checks import CheckFailed, fact, fail, noted, points, require
from autograder.checks.messages import messages_beside
from autograder.errors import CourseError
from autograder.gradescope.package import write_gradescope_zip
from tests.engine.toy import toy_kit

FILE = """
["9.1.1"]
passed = "Well done."
remark = "It has {count:,} of them."
expected = "A small number."
["9.1.1".large]
observed = "It is {number:.1f}."
why = "Small numbers
  are easy."
next_step = "Divide it."
["9.1.1"."another type"]
next_step = "Ask Mira."
[ready]
expected = "It is ready."
why = "Otherwise it waits."
[ready.late]
mistake = "too late"
observed = "It takes {seconds} seconds."
next_step = "Start sooner."
""".replace("\n  ", " ")


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    path = tmp_path / "hw9_sample" / "grader.py"
    path.parent.mkdir()
    path.write_text("")
    path.with_name("messages.toml").write_text(FILE)
    return path


def said(grader: Path, check: str, of: str, mistake: str, **fields: object) -> tuple[str, ...]:
    return dataclasses.astuple(messages_beside(grader).feedback(check, of, mistake, fields))


def test_a_mistake_takes_from_its_group_what_it_does_not_say(grader: Path) -> None:
    own = ("A small number.", "It is 3.0.", "Small numbers are easy.", "Divide it.", "large")
    assert said(grader, "9.1.1", "", "large", number=3) == own


def test_words_of_a_fact_are_the_same_in_every_check(grader: Path) -> None:
    wanted = ("It is ready.", "It takes 5 seconds.", "Otherwise it waits.", "Start sooner.", "too late")
    assert said(grader, "9.1.1", "ready", "late", seconds=5) == wanted
    assert said(grader, "9.1.2", "ready", "late", seconds=5) == wanted


def test_a_name_of_a_mistake_may_have_fields(grader: Path) -> None:
    with grader.with_name("messages.toml").open("a") as file:
        file.write('[ready.early]\nmistake = "no {mark}"\nobserved = "It is early."\nnext_step = "Wait."\n')
    assert said(grader, "9.1.1", "ready", "early", mark="gold")[-1] == "no gold"
    template = messages_beside(grader).template("9.1.1", "ready", "early")
    assert template is not None
    assert template.fields == {"mark"}


def test_a_check_says_a_part_of_a_shared_message_in_its_own_words(grader: Path) -> None:
    fields = {"what": "`x`", "wanted": "a number", "value": "None"}
    usual = said(grader, "9.1.2", "right_type", "another type", **fields)
    own = said(grader, "9.1.1", "right_type", "another type", **fields)
    assert usual[:3] == own[:3] == ("`x` is a number.", "`x` is None.", usual[2])
    assert own[3:] == ("Ask Mira.", "")


def test_a_grader_without_a_file_has_the_shared_words(tmp_path: Path) -> None:
    messages = messages_beside(tmp_path / "grader.py")
    assert messages.template("1.1", "no_top", "include_top") is not None
    assert messages.passed("1.1") == ""


@pytest.mark.parametrize(
    ("check", "mistake", "fields", "told"),
    [
        ("9.1.1", "huge", {}, r'no expected, observed, why, next_step for \["9\.1\.1"\."huge"\]'),
        ("9.1.2", "large", {"number": 1}, "no expected"),
        ("9.1.1", "large", {}, "do not fit what the check found: 'number'"),
        ("9.1.1", "large", {"number": "many"}, "do not fit"),
    ],
)
def test_missing_words_are_a_fault_of_the_grader(
    grader: Path, check: str, mistake: str, fields: dict[str, object], told: str
) -> None:
    with pytest.raises(CourseError, match=told):
        said(grader, check, "", mistake, **fields)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('["9.1.1".large]\nexpcted = "x"', r"messages\.toml, line 2: 9\.1\.1\.large\.expcted: there is no such key"),
        ('["9.1.1"]\nexpcted = "x"', r"line 2: 9\.1\.1\.expcted"),
        ('["9.1.1"]\nexpected = ""', r"line 2: 9\.1\.1\.expected"),
        ('["9.1.1"]\nexpected = "{model.weights}"', r"\{model\.weights\} is no field; .* such as \{count\}"),
        ('["9.1.1"]\nexpected = "{0}"', r"\{0\} is no field"),
        ('["9.1.1"]\nexpected = "{count!r}"', r"\{count\} is no field"),
        ('["9.1.1"]\nexpected = "{count"', r"line 2: 9\.1\.1\.expected: expected '}' before end of string"),
        ("[", r"messages\.toml is not valid TOML"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "messages.toml").write_text(content)
    with pytest.raises(CourseError, match=told):
        messages_beside(tmp_path / "grader.py")


def test_words_are_secret_and_go_into_the_zip(grader: Path, tmp_path: Path) -> None:
    kit = dataclasses.replace(toy_kit(tmp_path / "toy"), grader=grader)
    assert grader.with_name("messages.toml") in kit.secrets
    with zipfile.ZipFile(write_gradescope_zip(kit, tmp_path / "x.zip")) as zipped:
        names = set(zipped.namelist())
    assert {"graders/messages.toml", "engine/autograder/checks/messages.toml"} <= names


GRADER = """
from autograder.checks import fact, noted, points, require

@fact
def _ready(seconds):
    require(seconds < 1, "late", seconds=seconds)

@points(1, "9.1.1 It is ready")
def test_ready(seconds):
    _ready(seconds)
    require(seconds < 0.5, "large", number=seconds)
    return noted(count=seconds)
"""


def test_a_check_says_what_stands_beside_it(grader: Path) -> None:
    names: dict[str, object] = {}
    exec(compile(GRADER, str(grader), "exec"), names)
    check = names["test_ready"]
    assert callable(check)
    assert check.pytestmark[0].kwargs["passed"] == "Well done."  # type: ignore[attr-defined]
    assert check(0) == "It has 0 of them."
    for seconds, mistake in ((5, "too late"), (0.7, "large")):
        with pytest.raises(CheckFailed) as failed:
            check(seconds)
        assert failed.value.feedback.mistake == mistake


def test_a_fact_speaks_in_a_fixture_too(grader: Path) -> None:
    names: dict[str, object] = {}
    exec(compile(GRADER, str(grader), "exec"), names)
    ready = names["_ready"]
    assert callable(ready)
    with pytest.raises(CheckFailed) as failed:
        ready(5)
    assert failed.value.feedback.observed == "It takes 5 seconds."


def test_words_in_the_grader_itself() -> None:
    with pytest.raises(CheckFailed) as failed:
        require(False, expected="a", observed="b", why="c", next_step="d", mistake="e")
    assert dataclasses.astuple(failed.value.feedback) == ("a", "b", "c", "d", "e")
    require(True, "never looked up")


def test_nothing_fails_where_nothing_is_judged() -> None:
    for speak in (lambda: fail("late"), lambda: noted(count=1)):
        with pytest.raises(LookupError, match="only checks and facts can fail"):
            speak()


def test_a_fact_inside_a_fact_has_its_own_words() -> None:
    @fact
    def right_type() -> None:
        fail("another type", what="`x`", wanted="a number", value="None")

    @fact
    def no_top() -> None:
        right_type()

    @points(1, "1.1 A check")
    def check() -> None:
        no_top()

    with pytest.raises(CheckFailed) as failed:
        check()
    assert failed.value.feedback.expected == "`x` is a number."
