from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks import CheckFailed, require_unchanged
from tests.course.graders.local import submission_of

LABELS = np.array([3, 1, 3])
IS_THREE = np.array([1, 0, 1])


def _turned_in_place(labels: Any) -> Any:
    labels[:] = labels == 3
    return labels


@pytest.mark.parametrize("honest", [lambda labels: (labels == 3).astype(int), lambda labels: [x == 3 for x in labels]])
def test_who_leaves_arguments_alone_is_left_alone(honest: Any) -> None:
    require_unchanged(submission_of({"f": honest}), "f", (LABELS,), IS_THREE, argument="labels")


@pytest.mark.parametrize(
    ("name", "spoils", "arguments", "right", "said"),
    [
        ("pops", lambda values: values.pop(), ([1, 2, 3],), 3, "the number 3 and then the number 2"),
        ("is its argument", _turned_in_place, (LABELS,), IS_THREE, "other answers than for a new one"),
        ("ends", lambda values: values.pop() if len(values) > 1 else None, ([1, 2],), 2, "then None"),
    ],
)
def test_who_changes_them_learns_it(name: str, spoils: Any, arguments: Any, right: Any, said: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        require_unchanged(submission_of({"f": spoils}), "f", arguments, right, argument="values")
    assert said in failed.value.feedback.observed
    assert failed.value.feedback.mistake == "argument changed"
