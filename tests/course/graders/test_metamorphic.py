"""What must not change a verdict: another draw of the grader's questions, other names, other types, other lengths."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.checks import Pictures
from autograder.course import CourseFolder
from tests.course.graders.local import failures, submission_of
from tests.course.loading import load_grader, load_part

HW4 = "hw4_overfitting"
READER = r"^def (generalization_gap|best_epoch|diagnose)\("
DIAGNOSING = ("4.1", "4.2", "4.3")
DIAGNOSES = (
    "rate too high",
    "noisy validation",
    "underfitting",
    "overfitting",
    "validation above training",
    "good fit",
)


class Lab:
    """As much of ``lab`` as the answers to these tasks need."""

    DIAGNOSES = DIAGNOSES

    @staticmethod
    def textbook_curves():
        """None: what people try their functions on is not what is tested."""
        return {}


def work_of(case: Case, reference: dict):
    """The functions of a case that read histories, those of the reference where it has none of its own.

    With the cells before them: those hold what the functions import and call.
    """
    work = dict(reference)
    cells = re.split(r"^# %%.*$", case.patch, flags=re.M)[1:]
    last = max(place for place, cell in enumerate(cells) if re.search(READER, cell, re.M))
    for cell in cells[: last + 1]:
        exec(cell, work)
    return work


@pytest.fixture(scope="module")
def reference(repository):
    """The answers of the reference, from its master."""
    master = CourseFolder(repository).files(HW4).notebook.read_text()
    work = {"np": np, "lab": Lab}
    for name in ("generalization_gap", "best_epoch", "diagnose"):
        body = re.search(rf"^def {name}\(.*?# END SOLUTION", master, re.M | re.S)
        exec(body[0], work)
    return work


def verdict(work, seed: int):
    """Check → mistake, where the grader draws its histories from ``seed``."""
    pictures = np.random.default_rng(seed).integers(0, 256, (50, 2, 2, 3)).astype("uint8")
    hidden = Pictures(pictures, np.arange(50) % 5, ("bear", "cat", "dog", "fox", "rabbit"))
    found = failures(load_grader(HW4), DIAGNOSING, {"submission": submission_of(work), "hidden": hidden})
    return {number: feedback.mistake for number, feedback in found.items()}


READERS = [case for case in load_cases(HW4) if re.search(READER, case.patch, re.M)]
LUCKY = {"falling_loss_counts_as_jump"}  # whether it fails at overfitting, too, depends on the draw
seeds = st.integers(0, 2**32 - 1)
few_examples = settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("case", READERS, ids=lambda case: case.name)
def test_another_draw_of_histories_leaves_the_verdict_as_it_is(reference, case):
    work = work_of(case, reference)
    expected = {number for number in case.fails if number.startswith(DIAGNOSING)}

    @few_examples
    @given(seed=seeds)
    def check(seed):
        found = verdict(work, seed)
        assert set(found) >= expected if case.name in LUCKY else set(found) == expected
        if case.mistake:
            assert case.mistake in found.values()

    check()


@few_examples
@given(seed=seeds)
def test_no_draw_of_histories_is_too_hard_for_the_reference(reference, seed):
    assert verdict(reference, seed) == {}


def same(value):
    return value


#: Other ways to write the same value.
TYPES = {
    "generalization_gap": (np.float32, np.float64, np.asarray, same),
    "best_epoch": (float, np.int32, np.asarray, same),
    "diagnose": (str.upper, lambda text: text.replace(" ", "_"), lambda text: f" {text} ", same),
}


@few_examples
@given(data=st.data())
def test_other_types_and_spellings_are_the_same_answer(reference, data):
    wrapped = dict(reference)
    for name, ways in TYPES.items():
        way = data.draw(st.sampled_from(ways))
        wrapped[name] = lambda history, name=name, way=way: way(reference[name](history))
    assert verdict(wrapped, 1) == {}


@few_examples
@given(seed=seeds, factor=st.integers(2, 4))
def test_a_history_that_is_watched_more_often_keeps_its_diagnosis(reference, seed, factor):
    histories = load_part(HW4, "histories")
    for number, family in enumerate(histories.FAMILIES.values()):
        short = histories.Member(family, seed % 2**31 + number, 14)
        long = histories.Member(family, short.seed, 14 * factor)
        assert reference["diagnose"](short.history()) == reference["diagnose"](long.history()) == family.diagnosis.value
