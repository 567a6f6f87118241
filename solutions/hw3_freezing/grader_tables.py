"""Tables of layers for hw3's task of counting parameters: that of the text, a small one, and others drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product

Table = Sequence[tuple[str, str, int]]

NORM = "BatchNormalization"
TABLE: Table = (
    ("conv_a", "Conv2D", 432),
    ("conv_a_bn", NORM, 64),
    ("conv_b", "Conv2D", 1152),
    ("conv_b_bn", NORM, 128),
    ("conv_c", "Conv2D", 2048),
    ("conv_c_bn", NORM, 256),
    ("dense", "Dense", 325),
)
#: So small that feedback can show it.
SMALL: Table = (("conv", "Conv2D", 432), ("norm", NORM, 64), ("dense", "Dense", 85))


def networks() -> Iterator[tuple[Table, str | None]]:
    """Each network is another one, so that who changes its table spoils nothing, with the first unfrozen layer.

    Neither the head nor the layer before it is known by its kind: some have two dense layers, and some have none.
    """
    rng = random.Random(3)
    for blocks, start in product((3, 5, 8), ("layer_0", "layer_2", "layer_2_norm", None)):
        rows = []
        for number in range(blocks):
            channels = rng.randrange(8, 65, 8)
            kind = rng.choice(("Conv2D", "DepthwiseConv2D"))
            rows += [(f"layer_{number}", kind, channels * rng.randrange(9, 300))]
            rows += [(f"layer_{number}_norm", NORM, 4 * channels)]
        last, head = "Dense" if blocks == 5 else "Conv2D", "Conv2D" if blocks == 8 else "Dense"
        yield [*rows, ("features", last, rng.randrange(1000, 5000)), ("scores", head, rng.randrange(100, 2000))], start
