from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.checks import Speedometer
from autograder.checks.submission import Still


@pytest.mark.slow
def test_looks_are_timed_each_time_it_is_read() -> None:
    speed = Speedometer((32, 32, 3), 0.35)
    assert 0 < speed.read() < 1
    speed.read()
    assert len(speed.readings) == 2
    assert speed.seconds == min(speed.readings)


def test_a_reading_in_which_the_submission_ran_is_made_again() -> None:
    kept = [False, True, True]

    @contextmanager
    def still() -> Iterator[Still]:
        period = Still()
        yield period
        period.kept = kept.pop(0)

    speed = Speedometer((32, 32, 3), 0.35, still)
    speed.read()
    assert kept == [True]
    assert len(speed.readings) == 1
