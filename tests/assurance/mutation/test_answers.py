"""Every mutant of an answer is noticed by the assignment's real checks, or argued for.

These are the tasks whose answers can be judged without the long trainings; ``autograder mutate`` takes all tasks.
"""

from __future__ import annotations

from functools import cache

import pytest

from autograder.assurance.mutation.judging import argument_for, load_arguments
from autograder.assurance.mutation.mutants import derive
from autograder.assurance.mutation.run import replaced_cells, sample
from autograder.course import load_course
from autograder.submissions.patching import patch_notebook
from tests.assurance.mutation.reference import judged, split

#: Tasks whose answers are plain functions; all of their mutants are judged.
PURE = {
    "hw1": ("1.2", "1.3", "1.5"),
    "hw2": ("2.3", "2.4"),
    "hw3": ("3.2", "3.8"),
    "hw4": ("4.1", "4.2", "4.3", "4.4", "4.10"),
    "hw5": ("5.1", "5.2"),
}
#: Tasks whose answers build models, or train tiny ones; a sample of their mutants is judged.
BUILDING = {
    "hw2": ("2.1", "2.2", "2.5"),
    "hw3": ("3.1", "3.3"),
    "hw4": ("4.7",),
    "hw5": ("5.3",),
}
SAMPLE = 6
#: What these do shows in the long trainings alone.
OF_TRAINING = ("overdo", "change rate")


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    return cache(lambda short: split(short, tmp_path_factory.mktemp(short)))


def survivors(short, own, tasks, limit=None, left_out=()):
    """Mutants that no check notices, and of how many."""
    made = [mutant for mutant in derive(own) if mutant.task in tasks and mutant.operator not in left_out]
    mutants = sample(made, limit)
    return [mutant for mutant in mutants if not judged(short, own.solution, tasks, mutant)], len(mutants)


def unexplained(short, found):
    arguments = load_arguments(load_course().find(short).name)
    return "\n\n".join(f"{m.task} {m.operator}\n{m.change}" for m in found if not argument_for(m, arguments))


@pytest.mark.parametrize("short", PURE)
def test_plain_functions_of_the_reference_pass(notebooks, short):
    assert judged(short, notebooks(short).solution, PURE[short]) == {}


@pytest.mark.parametrize("short", [pytest.param(s, marks=pytest.mark.slow) if s == "hw4" else s for s in PURE])
def test_every_wrong_plain_function_is_noticed(notebooks, short):
    found, count = survivors(short, notebooks(short), PURE[short])
    assert not unexplained(short, found)
    assert count >= 10
    assert len(found) <= 0.1 * count


@pytest.mark.slow
@pytest.mark.parametrize("short", BUILDING)
def test_models_of_the_reference_pass(notebooks, short):
    assert judged(short, notebooks(short).solution, BUILDING[short]) == {}


@pytest.mark.slow
@pytest.mark.parametrize("short", [s if s == "hw2" else pytest.param(s, marks=pytest.mark.long) for s in BUILDING])
def test_wrong_models_are_noticed(notebooks, short):
    found, _ = survivors(short, notebooks(short), BUILDING[short], SAMPLE, left_out=OF_TRAINING)
    assert not unexplained(short, found)


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_every_argument_is_about_a_mutant(notebooks, assignment):
    mutants = derive(notebooks(assignment.short))
    for argument in load_arguments(assignment.name):
        assert any(argument.fits(mutant) for mutant in mutants), argument


def test_cells_that_the_short_training_replaces_are_known(notebooks, tmp_path):
    patch = "# %%\nrepaired, repaired_history = ..., ..."
    solution = notebooks("hw4").solution
    assert replaced_cells(solution, patch_notebook(solution, patch, tmp_path / "x.ipynb")) == {"task-4-8-2"}
