from __future__ import annotations

import pytest

from autograder.checks import Speedometer


@pytest.mark.slow
def test_looks_are_timed_each_time_it_is_read() -> None:
    speed = Speedometer((32, 32, 3), 0.35)
    assert 0 < speed.read() < 1
    speed.read()
    assert len(speed.readings) == 2
