"""What the texts say about ``training=False`` and frozen BatchNormalization is true of the installed Keras."""

from __future__ import annotations

import pytest

from tests.course import moving_statistics


@pytest.mark.slow
def test_the_flag_decides_under_fit_and_the_argument_in_an_own_forward_pass() -> None:
    assert moving_statistics.found() == moving_statistics.expected()
