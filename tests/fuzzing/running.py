"""Feed many inputs to one reader."""

from __future__ import annotations

import math

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzzing.targets import Target

#: Inputs for each number that Hypothesis chooses, which takes it longer than feeding an input.
RUN = 50


def fuzz(target: Target, inputs: int) -> int:
    """Feed a reader; returns how many inputs it has had.

    Raises:
        BaseException: whatever is no proper refusal: a crash, a hang, something forbidden. The seed is printed.
    """
    fed = 0
    runs = settings(
        max_examples=math.ceil(inputs / RUN),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @runs
    @given(st.integers(0, 2**48))
    def feed(first: int) -> None:
        nonlocal fed
        for seed in range(first, first + RUN):
            try:
                target.feed(target.make(seed))
            except BaseException:
                print(f"{target.name}: seed {seed}")
                raise
            fed += 1

    feed()
    return fed
