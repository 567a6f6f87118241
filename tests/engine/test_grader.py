"""The grader's pytest plugin, as the oldest pytest that we declare wants it."""

from __future__ import annotations

from unittest.mock import Mock

from autograder.engine.grader import Reporter


def test_plugins_are_told_apart_by_what_they_are():
    one, other = (Reporter(Mock(), Mock()) for _ in range(2))
    assert len({one, other}) == 2
