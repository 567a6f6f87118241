"""The 35 misconceptions: each has a name of its own in the graders, and a case of the corpus that shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import autograder.checks
from autograder.assurance.corpus.cases import load_cases
from autograder.assurance.corpus.judging import Judged
from autograder.checks import MetricProblem, Problem
from autograder.checks.messages import Messages, messages_beside
from autograder.checks.misconceptions import MISCONCEPTIONS, NUMBERS
from autograder.course import course_folder, load_course
from autograder.results import Check, Outcome, Report, Status

CASES = [case for assignment in load_course().assignments for case in load_cases(assignment.name)]
#: A misconception's number → short names of the assignments in which it can occur and is named.
WHERE = {
    1: "hw2 hw4 hw5",
    2: "hw2 hw4 hw5",
    3: "hw2 hw4 hw5",
    4: "hw3 hw5",
    5: "hw3",
    6: "hw3",
    7: "hw1 hw2 hw3 hw5",
    8: "hw3",
    9: "hw2 hw3 hw5",
    10: "hw2 hw3",
    11: "hw2",
    12: "hw2 hw4 hw5",
    13: "hw2 hw3 hw4 hw5",
    14: "hw5",
    15: "hw5",
    16: "hw2 hw5",
    17: "hw5",
    18: "hw2 hw3 hw4 hw5",
    19: "hw2 hw5",
    20: "hw2",
    21: "hw1 hw2 hw5",
    22: "hw2 hw4 hw5",
    23: "hw1 hw2 hw3 hw4 hw5",
    24: "hw4",
    26: "hw4",
    27: "hw4",
    28: "hw4",
    29: "hw4",
    30: "hw4",
    31: "hw4",
    32: "hw4",
    33: "hw3",
    34: "hw3",
    35: "hw2 hw5",
}
PLACES = [(number, where) for number, places in WHERE.items() for where in places.split()]


def short(case):
    return case.assignment.partition("_")[0]


def names_in(text: str) -> set[str]:
    return {n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_all_35_are_there_once():
    assert [mistake.number for mistake in MISCONCEPTIONS] == list(range(1, 36))
    assert len(NUMBERS) == sum(len(mistake.names) for mistake in MISCONCEPTIONS)


@pytest.mark.parametrize("mistake", MISCONCEPTIONS, ids=lambda mistake: str(mistake.number))
def test_a_mistake_has_names_and_places_or_a_reason_why_not(mistake):
    assert bool(mistake.names) == (mistake.number in WHERE)
    assert mistake.names or mistake.remark


def test_every_name_is_given_by_a_check():
    problems = {problem.name.lower() for kind in (Problem, MetricProblem) for problem in kind}
    shared = Path(autograder.checks.__file__).parent
    sources = [*course_folder().solutions.glob("*/grader*.py"), shared / "feedback.py"]
    graders = course_folder().solutions.glob("*/grader.py")
    words = [group for path in graders for group in all_groups(messages_beside(path))]
    told = {words.mistake or key for group in words for key, words in group.mistakes.items()}
    assert set(NUMBERS) <= problems.union(told, *(names_in(path.read_text()) for path in sources))


def all_groups(messages: Messages):
    return [*messages.own.values(), *messages.shared.values()]


@pytest.mark.parametrize(("number", "where"), PLACES, ids=[f"{number}-{where}" for number, where in PLACES])
def test_every_mistake_has_a_case_wherever_it_can_occur(number, where):
    assert any(short(case) == where and NUMBERS.get(case.mistake) == number for case in CASES)


def test_cases_name_mistakes_only_where_the_catalogue_expects_them():
    for case in CASES:
        if case.mistake in NUMBERS:
            assert short(case) in WHERE[NUMBERS[case.mistake]].split(), f"{case.title}: {case.mistake}"


def test_a_mistake_that_nobody_made_is_misnamed():
    """So that ``verify --corpus`` sees a mistake that is named for another."""
    case = next(case for case in CASES if case.mistake == "flatten")

    def judged(*mistakes):
        outcomes = [
            Outcome(Check(f"9.{number}", "a check", 1), Status.FAILED, 0.0, case.says, mistake)
            for number, mistake in enumerate(mistakes)
        ]
        return Judged(case, Report("x", case.assignment, outcomes=outcomes))

    assert not judged("flatten").misnamed
    assert not judged("flatten", "particular to one task").misnamed
    assert judged("flatten", "weights=None").misnamed
    assert "weights=None" in judged("flatten", "weights=None").complaint
    assert judged("weights=None").misnamed
