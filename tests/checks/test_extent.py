"""What is trained of a base, against "everything from this layer on"."""

from __future__ import annotations

import pytest

from autograder.checks.freezing import Extent, Reach, judge_extent

LAYERS = ("Conv1", "bn_Conv1", "block_1_expand", "block_1_expand_BN", "block_2_expand", "block_2_expand_BN", "Conv_1")
START = "block_2_expand"


@pytest.mark.parametrize(
    ("trained", "reach", "missing", "surplus"),
    [
        ({"block_2_expand", "Conv_1"}, Reach.RIGHT, (), ()),
        ({"block_2_expand", "block_2_expand_BN", "Conv_1", "bn_Conv1"}, Reach.RIGHT, (), ()),
        (set(), Reach.NOTHING, ("block_2_expand", "Conv_1"), ()),
        ({"block_2_expand_BN"}, Reach.NOTHING, ("block_2_expand", "Conv_1"), ()),
        ({"Conv_1"}, Reach.TOO_LITTLE, ("block_2_expand",), ()),
        ({"Conv1", "block_2_expand", "Conv_1"}, Reach.TOO_MUCH, (), ("Conv1",)),
        (
            {"Conv1", "block_1_expand"},
            Reach.REVERSED,
            ("block_2_expand", "Conv_1"),
            ("Conv1", "block_1_expand"),
        ),
        ({"Conv1", "Conv_1"}, Reach.REVERSED, ("block_2_expand",), ("Conv1",)),
    ],
)
def test_what_is_trained(trained: set[str], reach: Reach, missing: tuple[str, ...], surplus: tuple[str, ...]) -> None:
    assert judge_extent(LAYERS, trained, START) == Extent(reach, 2, missing, surplus)


def test_the_start_has_to_be_a_layer() -> None:
    with pytest.raises(ValueError, match="block_9"):
        judge_extent(LAYERS, set(), "block_9")
