"""The 35 misconceptions: each has a name of its own in the graders, and a case of the corpus that shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import autograder.graders
import autograder.checks
from autograder.assurance.corpus.cases import load_cases
from autograder.assurance.corpus.judging import Judged
from autograder.course import load_course
from autograder.checks.mistakes import MISTAKES, NUMBERS
from autograder.checks.losses import MetricProblem, Problem
from autograder.results import Check, Outcome, Report, Status

CASES = [case for assignment in load_course().assignments for case in load_cases(assignment.name)]
WHERE = [(mistake, short) for mistake in MISTAKES for short in mistake.where]


def short(case):
    return case.assignment.partition("_")[0]


def names_in(text: str) -> set[str]:
    return {n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_all_35_are_there_once():
    assert [mistake.number for mistake in MISTAKES] == list(range(1, 36))
    assert len(NUMBERS) == sum(len(mistake.names) for mistake in MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: str(mistake.number))
def test_a_mistake_has_names_and_places_or_a_reason_why_not(mistake):
    assert bool(mistake.names) == bool(mistake.where)
    assert mistake.names or mistake.remark


def test_every_name_is_given_by_a_check():
    problems = {problem.name.lower() for kind in (Problem, MetricProblem) for problem in kind}
    shared = Path(autograder.checks.__file__).parent
    sources = [*Path(autograder.graders.__file__).parent.glob("*.py"), shared / "explained.py", shared / "raised.py"]
    assert set(NUMBERS) <= problems.union(*(names_in(path.read_text()) for path in sources))


@pytest.mark.parametrize(("mistake", "where"), WHERE, ids=[f"{m.number}-{short}" for m, short in WHERE])
def test_every_mistake_has_a_case_wherever_it_can_occur(mistake, where):
    assert any(short(case) == where and NUMBERS.get(case.mistake) == mistake.number for case in CASES)


def test_cases_name_mistakes_only_where_the_catalogue_expects_them():
    where = {mistake.number: mistake.where for mistake in MISTAKES}
    for case in CASES:
        if case.mistake in NUMBERS:
            assert short(case) in where[NUMBERS[case.mistake]], f"{case.title}: {case.mistake}"


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
