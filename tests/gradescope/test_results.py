"""A report as ``results.json``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from autograder.gradescope.results_json import MAX_OUTPUT, MAX_TEST_OUTPUT, failure, to_gradescope
from autograder.reports.page import results_page
from autograder.results import Check, Isolation, Outcome, Report, Status
from tests.gradescope.schema import Results

PASSED = Outcome(Check("2.1", "The base is frozen", 3), Status.PASSED, 3.0, "Well done.")
FAILED = Outcome(Check("2.2", "The head fits", 0.1 + 0.2), Status.FAILED, 0.0, "**Expected:** `Dense(5)`")


def report(*outcomes: Outcome, **more: Any) -> Report:
    isolation = Isolation(("separate process", "own user"), isolated=True)
    return Report("x.ipynb", "hw2_build_head", list(outcomes), isolation=isolation, seconds=12.3, **more)


def test_a_graded_submission() -> None:
    content = to_gradescope(report(PASSED, FAILED, notes=["A cell\n was skipped."]))
    results = Results.model_validate(content)
    assert results.score == 3
    assert results.execution_time == 13
    assert results.output == "**1 of 2 checks passed.**\n\nNotes, which cost nothing:\n\n- A cell was skipped."
    assert [(t.number, t.name, t.status, t.score, t.max_score) for t in results.tests] == [
        ("2.1", "The base is frozen", "passed", 3, 3),
        ("2.2", "The head fits", "failed", 0, 0.3),
    ]
    assert results.tests[1].output == "**Expected:** `Dense(5)`"
    assert {t.output_format for t in results.tests} == {"md"}


def test_what_is_not_answered_is_told_apart_from_what_is_wrong() -> None:
    stubs = [Outcome(Check(f"2.{n}", "Later", 1), Status.UNANSWERED, 0.0, "Not answered yet: `f`.") for n in (3, 4)]
    content = to_gradescope(report(PASSED, FAILED, *stubs))
    assert content["output"] == "**1 of 4 checks passed.** 2 are not answered yet."
    assert [test["status"] for test in content["extra_data"]["tests"]] == ["passed", "failed"] + ["unanswered"] * 2
    assert content["tests"][2]["output"].startswith("Not answered yet")
    one = to_gradescope(report(PASSED, stubs[0]))
    assert one["output"] == "**1 of 2 checks passed.** 1 is not answered yet."
    page = results_page("x", [("x.ipynb", report(PASSED, FAILED, *stubs))])
    assert "2 of 4 checks not answered yet" in page


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.PASSED, Status.WAITING)])
def test_everything_else_is_failed(status: Status) -> None:
    (test,) = Results.model_validate(to_gradescope(report(Outcome(PASSED.check, status, 0.0, "why")))).tests
    assert (test.status, test.score, test.output) == ("failed", 0, "why")


def test_what_waits_for_a_person_has_no_colour() -> None:
    (test,) = Results.model_validate(to_gradescope(report(Outcome(PASSED.check, Status.WAITING, 0.0, "why")))).tests
    assert (test.status, test.score, test.output) == (None, 0, "why")


def test_nothing_is_hidden_from_students_but_what_is_printed() -> None:
    """One hidden test would hide the student's total."""
    content = to_gradescope(report(PASSED, FAILED))
    assert content["visibility"] == "visible"
    assert {test["visibility"] for test in content["tests"]} == {"visible"}
    assert content["stdout_visibility"] == "hidden"


def test_faults_are_for_staff_only() -> None:
    assert "Traceback" not in json.dumps(to_gradescope(report(PASSED, faults=["Traceback of the hidden grader"])))


def test_an_ungradable_submission() -> None:
    results = Results.model_validate(to_gradescope(report(error="No file was handed in. Hand one in.")))
    assert (results.score, results.tests) == (0, [])
    assert results.output == "**Your submission could not be graded.**\n\nNo file was handed in. Hand one in."


def test_a_failure_of_the_autograder() -> None:
    results = Results.model_validate(failure("It failed."))
    assert (results.score, results.output, results.extra_data) == (0, "It failed.", {})


def test_long_texts_are_cut() -> None:
    long = Outcome(Check("1", "n" * 999, 1), Status.FAILED, 0.0, "x" * 100_000)
    content = to_gradescope(report(long, notes=["y" * 100_000]))
    assert len(content["tests"][0]["output"]) < MAX_TEST_OUTPUT + 30
    assert content["tests"][0]["output"].endswith("(cut here)")
    assert len(content["output"]) < MAX_OUTPUT + 30
    assert len(json.dumps(content)) < 40_000


def test_terminal_colours_and_halves_of_characters_are_taken_out() -> None:
    odd = Outcome(Check("1", "n", 1), Status.FAILED, 0.0, "a\x1b[31mred\x1b[0m\x00\x07\n\tb\ud800")
    assert to_gradescope(report(odd))["tests"][0]["output"] == "ared\n\tb?"


def test_the_report_can_be_made_again() -> None:
    """The demo and batch reports read it from ``extra_data``."""
    original = report(PASSED, Outcome(Check("2.2", "The head fits", 2), Status.SKIPPED, 0.0, "why"), notes=["n"])
    again = Report.from_json(json.loads(json.dumps(to_gradescope(original)))["extra_data"])
    assert again == original


@given(
    st.lists(
        st.builds(
            Outcome,
            st.builds(Check, st.text(), st.text(), st.floats()),
            st.sampled_from(Status),
            st.floats(),
            st.text(),
        ),
        max_size=3,
    ),
    st.lists(st.text(), max_size=3),
    st.floats(),
)
def test_any_report_is_valid_json_in_the_schema(outcomes: list[Outcome], notes: list[str], seconds: float) -> None:
    content = to_gradescope(Report("x", "y", outcomes, notes=notes, seconds=seconds))
    content["score"] = abs(content["score"])  # that scores are not negative is the grader's business
    Results.model_validate(json.loads(json.dumps(content, allow_nan=False)))


@pytest.mark.parametrize(
    "wrong", [{}, {"score": float("nan")}, {"score": 1, "visibility": "open"}, {"tests": [{"state": 1}]}, {"tests": []}]
)
def test_the_schema_refuses_what_is_wrong(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Results.model_validate(wrong)
