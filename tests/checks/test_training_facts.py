"""What is said about a training goes by what was noted of it, and says nothing where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.checks import Pictures, StudentModel, learned_from_all, not_leaked, rate_used
from autograder.checks.histories import StudentHistory
from autograder.exchange.models import ModelRecord, Training
from autograder.exchange.models.pictures_shown import signatures
from autograder.exchange.models.records import attach
from tests.checks.stating import stated

PICTURES = np.random.default_rng(1).integers(0, 256, (10, 16, 16, 3)).astype("float32")
VALIDATION = Pictures(PICTURES[4:], np.arange(6) % 2, ("cat", "dog"))


class Stand:
    """Takes the place of a Keras model, of which only the record counts here."""


def shown(*places: int) -> tuple[StudentModel, Stand]:
    """A model that was trained on these pictures, in this order."""
    stand: Any = Stand()
    attach(stand, ModelRecord(None, None, (), shown=signatures(PICTURES[list(places)])))
    return StudentModel(stand, "`model`"), stand


def history(training: Training) -> StudentHistory:
    return StudentHistory({}, "`history_1`", training=training)


@pytest.mark.parametrize(
    ("places", "pictures", "all_told", "before", "since"),
    [
        ((0, 1, 2, 3), 4, 0, 0, 0),
        ((0, 1, 5, 6), 4, 2, 2, 0),
        ((0, 1, 5, 6), 3, 2, 1, 1),
        ((0, 1, 5, 6), 0, 2, 0, 2),
        ((0, 1, 5, 6), None, 2, 2, 0),
    ],
)
def test_validation_pictures_count_for_the_training_that_showed_them(
    places: tuple[int, ...], pictures: int | None, all_told: int, before: int, since: int
) -> None:
    model, _stand = shown(*places)
    first = history(Training(pictures=pictures))
    for count, fact in (
        (all_told, not_leaked),
        (before, partial(not_leaked, until=first)),
        (since, partial(not_leaked, since=first)),
    ):
        feedback = stated(fact, model, VALIDATION)
        assert (feedback is not None) == bool(count)
        assert feedback is None or f"{count} pictures" in feedback.observed


def training(*places: int) -> Pictures:
    return Pictures(PICTURES[list(places)], np.arange(len(places)) % 2, ("cat", "dog"))


@pytest.mark.parametrize(
    ("given", "all_of_them", "enough"),
    [
        (range(10), range(10), True),
        (range(9), range(10), True),  # a smaller last batch is left out
        (range(8), range(10), False),
        ((0, 1, 2, 3), (0, 1, 2, 3) * 2, True),  # each is in the training set twice
        ((0, 1, 2), (0, 1, 2, 3) * 2, False),
    ],
)
def test_a_training_set_is_whole_as_far_as_pictures_differ(
    given: Sequence[int], all_of_them: Sequence[int], enough: bool
) -> None:
    model, _stand = shown(*given)
    feedback = stated(learned_from_all, model, training(*all_of_them))
    assert (feedback is None) == enough
    assert feedback is None or f"given {len(given)} of them" in feedback.observed


def test_where_nothing_was_noted_nobody_is_accused_of_few_pictures() -> None:
    stand: Any = Stand()
    attach(stand, ModelRecord(None, None, ()))
    assert stated(learned_from_all, StudentModel(stand, "`model`"), training(*range(10))) is None


@pytest.mark.parametrize(
    ("rate", "used", "right"),
    [
        (0.01, (0.01,), True),
        (0.01, (float(np.float32(0.01)),), True),
        (0.01, (0.1, 0.01, 0.001), True),
        (0.01, (), True),
        (0.01, (0.001,), False),
        (0.01, (0.1, 0.001), False),
    ],
)
def test_a_rate_that_is_stated_is_one_that_was_used(rate: float, used: tuple[float, ...], right: bool) -> None:
    feedback = stated(rate_used, rate, "`head_rate`", history(Training(used)))
    assert (feedback is None) == right
    assert feedback is None or " and ".join(f"{one:.3g}" for one in used) in feedback.observed


@pytest.mark.parametrize(
    ("given", "right", "told"),
    [(6, True, False), (5, False, False), (60, True, False), (None, True, True)],
)
def test_a_training_had_all_pictures_as_far_as_is_known(given: int | None, right: bool, told: bool) -> None:
    remarks: list[str] = []
    feedback = stated(learned_from_all, history(Training(given=given)), VALIDATION, remarks.append)
    assert (feedback is None) is right
    assert feedback is None or "given 5 of them" in feedback.observed
    assert bool(remarks) is told
    assert not told or "could not be confirmed" in remarks[0]
