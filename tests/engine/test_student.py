"""What the student's process does with arguments before it calls a function."""

from __future__ import annotations

import numpy as np

from autograder.engine.student import _sharing


def test_equal_arguments_of_several_calls_are_one_object():
    first, second, other = _sharing([[{"loss": [0.5, 0.4]}, 1], [{"loss": [0.5, 0.4]}, 2], [{"loss": [0.5]}, 1]])
    assert first[0] is second[0]
    assert other[0] is not first[0]
    assert (first[1], second[1], other[1]) == (1, 2, 1)


def test_arrays_are_shared_by_their_content():
    one, same, other = _sharing([[np.arange(3)], [np.arange(3)], [np.arange(3.0)]])
    assert one[0] is same[0]
    assert other[0].dtype != one[0].dtype
