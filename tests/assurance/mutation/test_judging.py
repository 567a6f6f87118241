"""Fates of mutants, arguments for equivalent ones, and the report."""

from __future__ import annotations

import pytest
from rich.console import Console

from autograder.assurance.corpus.cases import cases_folder, shortened_training
from autograder.assurance.mutation.judging import Argument, Fate, argument_for, load_arguments, totals
from autograder.assurance.mutation.mutants import Mutant
from autograder.assurance.mutation.operators import OPERATORS
from autograder.assurance.mutation.run import find_operators, sample
from autograder.assurance.mutation.table import mutation_table
from autograder.course import CourseFolder, load_course
from autograder.errors import AutograderError, CourseError
from autograder.results import Check, Outcome, Report, Status

MUTANT = Mutant("2.1", "task-2-1", "flip flag", "x = f(a=True)", "- x = f(a=False)\n+ x = f(a=True)")
ARGUMENT = Argument(task="2.1", change=r"\+ x = f\(a=True\)", reason="a changes nothing")


def report(*statuses, **others):
    outcomes = [Outcome(Check(f"2.{n}", "a check", 1), status, 0.0) for n, status in enumerate(statuses, 1)]
    return Report("x", "hw1_x", outcomes=outcomes, **others)


P, F, S, E = Status.PASSED, Status.FAILED, Status.SKIPPED, Status.ERROR


def test_one_check_that_does_not_pass_kills():
    assert not Fate(MUTANT, report(P, P)).killed
    assert Fate(MUTANT, report(P, F)).killed
    assert Fate(MUTANT, report(P, Status.UNANSWERED)).killed
    assert Fate(MUTANT, report(error="The file cannot be read.")).killed


def test_the_killer_is_a_check_that_fails():
    assert Fate(MUTANT, report(S, P, F)).killer == "2.3"
    assert Fate(MUTANT, report(P, S)).killer == "2.2"
    assert Fate(MUTANT, report(error="The file cannot be read.")).killer == ""


def test_checks_that_mean_nothing_do_not_kill():
    assert not Fate(MUTANT, report(P, F), left_out=("2.2",)).killed


def test_a_fault_of_the_grader_kills_nothing():
    for faulty in (report(P, E), report(P, F, faults=["boom"])):
        fate = Fate(MUTANT, faulty)
        assert fate.faulty
        assert not fate.killed


def test_totals():
    fates = [Fate(MUTANT, report(F)), Fate(MUTANT, report(P)), Fate(MUTANT, report(P), argument=ARGUMENT)]
    assert totals(fates) == {"mutants": 3, "killed": 1, "survivors": 2, "explained": 1, "faulty": 0, "score": 0.5}
    assert totals(fates[2:])["score"] == 1.0


def test_an_argument_is_about_mutants_of_its_task_and_operator():
    other = ARGUMENT.model_copy(update={"task": "2.2"})
    assert argument_for(MUTANT, [other, ARGUMENT]) is ARGUMENT
    assert argument_for(MUTANT, [other]) is None
    assert not ARGUMENT.model_copy(update={"operator": "threshold"}).fits(MUTANT)
    assert not ARGUMENT.model_copy(update={"change": r"a=False\)$"}).fits(MUTANT)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[equivalent]]\ntask = "1.1"\nchange = "("\nreason = "x"', "no regular expression"),
        ('[[equivalent]]\ntask = "1.1"\nchange = "a"', "missing"),
        ('[[equivalent]]\ntask = "1.1"\nchange = "a"\nreason = "x"\nmutant = 1', "no such key"),
    ],
)
def test_a_bad_file_of_arguments_is_explained(tmp_path, text, problem):
    course = CourseFolder(tmp_path)
    path = course.files("hw1_x").equivalents
    path.parent.mkdir(parents=True)
    assert load_arguments("hw1_x", course) == ()
    path.write_text(text)
    with pytest.raises(CourseError, match=problem):
        load_arguments("hw1_x", course)


def test_a_sample_is_the_same_each_time():
    many = [Mutant("1", "c", "flip flag", str(number), "") for number in range(50)]
    few = sample(many, 10)
    assert len(few) == 10
    assert few == sample(many, 10)
    assert few == sorted(few, key=many.index)
    assert sample(many, None) == sample(many, 99) == many


def test_operators_are_found_by_name():
    assert find_operators([]) == OPERATORS
    assert [operator.name for operator in find_operators(["threshold"])] == ["threshold"]
    with pytest.raises(AutograderError, match="no operator 'x'"):
        find_operators(["x"])


def test_the_report_counts_and_shows_survivors():
    console = Console(record=True, width=120)
    fates = [Fate(MUTANT, report(P, F)), Fate(MUTANT, report(P)), Fate(MUTANT, report(P), argument=ARGUMENT)]
    console.print(mutation_table(fates))
    text = console.export_text()
    assert "flip flag" in text
    assert "2.2" in text
    assert text.count("+ x = f(a=True)") == 2
    assert "a changes nothing" in text
    assert "no argument says" in text


def test_the_training_of_an_assignment_may_be_shortened(tmp_path):
    course = CourseFolder(tmp_path)
    folder = cases_folder("hw1_x", course)
    folder.mkdir(parents=True)
    assert shortened_training("hw1_x", course).patch == ""
    (folder / "quick.py").write_text("# leaves out: 1.1 1.2.3\n# %%\nepochs = 1")
    assert shortened_training("hw1_x", course).left_out == ("1.1", "1.2.3")


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_arguments_can_be_read(assignment):
    assert all(argument.reason for argument in load_arguments(assignment.name))
