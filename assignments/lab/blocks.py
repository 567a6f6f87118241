"""Inside MobileNetV2: one of its blocks as a picture, and how many weights it has."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from lab.plots import _INK, _figure, _show
from lab.settings import ALPHA, IMAGE_SHAPE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FEW, _MANY = "#0072B2", "#D55E00"
#: The block that is shown: its input is added to its output.
BLOCK = "block_14"


class Block(NamedTuple):
    """An inverted residual block.

    Attributes:
        narrow: maps that come in, and that go out.
        wide: maps in between.
        side: of the depthwise kernel.
    """

    narrow: int
    wide: int
    side: int

    @property
    def weights(self) -> dict[str, int]:
        """How many each of the three convolutions has; they have no biases."""
        return {
            "expand": self.narrow * self.wide,
            "depthwise": self.side**2 * self.wide,
            "project": self.wide * self.narrow,
        }


def read_block(name: str = BLOCK) -> Block:
    """A block of the base with its real sizes."""
    import keras

    network = keras.applications.MobileNetV2(IMAGE_SHAPE, ALPHA, include_top=False, weights=None)
    side, _, wide, _ = network.get_layer(f"{name}_depthwise").kernel.shape
    return Block(narrow=network.get_layer(f"{name}_project").filters, wide=int(wide), side=int(side))


def show_block() -> None:
    """Draw a block of the base: how maps are expanded, filtered one by one, and projected back."""
    block = read_block()
    figure = _figure(11, 4.4)
    axes = figure.subplots()
    axes.set(xlim=(-0.6, 21.8), ylim=(-1.4, 7.3), aspect="equal")
    axes.set_axis_off()
    places = (1.0, 7.4, 13.8, 20.2)
    kinds = ((block.narrow, 3, _FEW), (block.wide, 7, _MANY), (block.wide, 7, _MANY), (block.narrow, 3, _FEW))
    for x, (maps, drawn, colour) in zip(places, kinds, strict=True):
        _stack(axes, x, drawn, colour)
        axes.text(x, 0.6, f"{maps} maps", ha="center", fontsize=12, color=_INK)
    steps = (
        ("1 × 1 convolution", "expand: each new map\nmixes all maps, at one position"),
        (f"{block.side} × {block.side} depthwise", "each map has\na filter of its own"),
        ("1 × 1 convolution", "project: mixes all maps\ninto a few"),
    )
    for (left, right), (name, words) in zip(pairwise(places), steps, strict=True):
        middle = (left + right) / 2
        _arrow(axes, (left + 1.5, 2.7), (right - 1.5, 2.7))
        axes.text(middle, 3.2, name, ha="center", fontsize=11, weight="bold", color=_INK)
        axes.text(middle, -0.2, words, ha="center", va="top", fontsize=10, color=_INK)
    _arrow(axes, (places[0], 4.6), (places[-1], 4.6), bend=-0.22)
    axes.text(10.6, 6.9, "residual connection: what came in is added to what comes out", ha="center", color=_INK)
    _show(
        figure,
        f"An inverted residual block, from left to right: {block.narrow} maps; a 1 by 1 convolution expands them to "
        f"{block.wide}; a depthwise {block.side} by {block.side} convolution filters each of the {block.wide} maps on "
        f"its own; a 1 by 1 convolution projects them to {block.narrow} maps. An arrow leads around all three: what "
        "came in is added to what comes out.",
    )


def check_count(count: Any) -> None:
    """Compare your count of the weights in the block with the right one; nothing is graded.

    Args:
        count: the weights of its three convolutions together.
    """
    if count is ...:
        print("Write down your count first.")
        return
    block = read_block()
    total = sum(block.weights.values())
    parts = " + ".join(f"{weights:,} ({name})" for name, weights in block.weights.items())
    ordinary = block.side**2 * block.wide**2
    verdict = "Right" if count == total else f"Not quite: you have {count:,}" if isinstance(count, int) else "Not quite"
    print(f"{verdict}. {parts} = {total:,}.")
    print(
        f"An ordinary {block.side} × {block.side} convolution on {block.wide} maps would have {ordinary:,} weights, "
        f"{ordinary / block.weights['depthwise']:.0f} times as many as the depthwise one."
    )


def _stack(axes: Axes, x: float, drawn: int, colour: str) -> None:
    """Some feature maps, one behind the other."""
    from matplotlib.patches import Rectangle

    for number in range(drawn):
        shift = 0.16 * (drawn - 1) / 2 - 0.16 * number
        corner = (x - 0.9 + shift, 1.8 + shift)
        axes.add_patch(
            Rectangle(corner, 1.8, 1.8, facecolor="white", edgecolor=colour, linewidth=1.6, zorder=2 + number)
        )


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], bend: float = 0.0) -> None:
    style = {"arrowstyle": "-|>", "color": _INK, "linewidth": 1.5, "connectionstyle": f"arc3,rad={bend}"}
    axes.annotate("", xy=end, xytext=start, arrowprops=style)
