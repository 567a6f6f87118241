"""How long a calibration will still take."""

from __future__ import annotations

from autograder.cli.console import TimeLeft


def test_time_left_follows_from_what_was_done_since_the_start() -> None:
    times = iter([100.0, 220.0])
    left = TimeLeft(lambda: next(times))
    assert left(0.4) == "", "what an earlier run has measured took no time now"
    assert left(0.4) == ""
    assert left(0.6) == ", about 4 min 00 s left"
    assert left(1.0) == ""


def test_minutes_and_hours() -> None:
    times = iter([0.0, 60.0])
    left = TimeLeft(lambda: next(times))
    assert left(0.0) == ""
    assert left(0.01) == ", about 1 h 39 min left"
