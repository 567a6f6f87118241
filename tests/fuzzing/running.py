"""Feed many inputs to one reader."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzzing.targets import Target


def fuzz(target: Target, inputs: int) -> int:
    """Feed a reader; returns how many inputs it has had.

    Raises:
        BaseException: whatever is no proper refusal: a crash, a hang, something forbidden. Hypothesis tells the input.
    """
    fed = 0
    quick = settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @quick
    @given(st.integers(0, 2**48))
    def feed(seed: int) -> None:
        nonlocal fed
        fed += 1
        target.feed(target.make(seed))

    feed()
    return fed
