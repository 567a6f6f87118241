"""Networks of ``keras.applications`` without their top, as graphs: what a student's model is compared with.

The graphs of some are in ``networks.toml``, which ``python -m autograder.checks.networks`` writes; those of all others
are taken from Keras when they are first needed, which takes a second or more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import RootModel

from autograder.checks.preprocessing import Scaling, module_of
from autograder.course.toml_files import load_toml
from autograder.exchange.models import layer_order as structure
from autograder.exchange.models.fresh_weights import fresh_weights

if TYPE_CHECKING:
    import keras

    from autograder.course.base_model import BaseModelEntry

PICTURES = -1  # stands among a node's inputs for what goes into the network
_TABLE = Path(__file__).with_suffix(".toml")
_IN_THE_TABLE = ("MobileNetV2", "ResNet50", "EfficientNetB0", "MobileNetV3Small", "DenseNet121", "VGG16")
CONVOLUTIONS = frozenset(("Conv2D", "DepthwiseConv2D", "SeparableConv2D"))
NORMS = frozenset(("BatchNormalization", "Normalization"))
_WITH_WEIGHTS = CONVOLUTIONS | NORMS | {"Dense", "LayerNormalization"}


@dataclass(frozen=True)
class Node:
    """A layer or plain operation, without its width: networks come in several.

    Attributes:
        kind: its class.
        size: of its window, with the step: ``"3x3/2x2"``; empty where it has none.
        name: as Keras names it; those that Keras numbers differ from model to model.
        inputs: positions of the nodes that it takes from, or :data:`PICTURES`.
    """

    kind: str
    size: str
    name: str
    inputs: tuple[int, ...]

    @property
    def has_weights(self) -> bool:
        """Whether its kind has some."""
        return self.kind in _WITH_WEIGHTS


@dataclass(frozen=True, eq=False)
class Graph:
    """A network.

    Attributes:
        nodes: in the order in which Keras runs them.
        left_out: the factor and the offset of the rescaling that the network usually starts with, and this one does
            not: whoever builds it has to scale.
    """

    nodes: tuple[Node, ...]
    left_out: tuple[float, float] | None = None


@dataclass(frozen=True)
class Network:
    """What an assignment starts from.

    Attributes:
        name: as in ``keras.applications``.
        scaling: how pixels have to reach it.
        arguments: with what the notebook calls it to have it pretrained, in words.
    """

    name: str
    scaling: Scaling
    arguments: str

    def __str__(self) -> str:
        return self.name

    @property
    def preprocess(self) -> str:
        """What ``keras.applications`` calls the function that prepares pixels for it."""
        return f"keras.applications.{module_of(self.name)}.preprocess_input"

    @classmethod
    def declared(cls, entry: BaseModelEntry | None, assignment: str = "") -> Network:
        """The network of an assignment's entry; MobileNetV2 where it has none.

        Args:
            entry: ``[assignment.base]``.
            assignment: its short name.
        """
        if entry is None:
            return MOBILENET_V2
        arguments = f'`lab.base_weights("{assignment}")` as its `weights`'
        return cls(entry.network, Scaling[entry.scaling.name], arguments)


MOBILENET_V2 = Network(
    "MobileNetV2", Scaling.SYMMETRIC, "`lab.WEIGHTS` as its `weights`, and `lab.ALPHA` as its `alpha`"
)


@lru_cache(maxsize=4)
def graphs_of(network: str) -> tuple[Graph, ...]:
    """The graphs that ``keras.applications`` makes of a network without its top.

    Args:
        network: such as ``"EfficientNetB0"``.

    Raises:
        LookupError: there is no such network.
    """
    known = _read_table().get(network)
    graph = Graph(tuple(map(_parsed, known.split("\n")))) if known else built_graph(network)
    return tuple(_variants(network, graph))


def built_graph(network: str) -> Graph:
    """The graph of a network, by having Keras build it.

    Raises:
        LookupError: there is no such network.
    """
    import keras

    function = getattr(keras.applications, network, None)
    if not callable(function):
        raise LookupError(f"keras.applications has no {network}.")
    with fresh_weights(_of_one_number):
        return graph_in(function(include_top=False, weights=None, input_shape=(224, 224, 3)))


def graph_in(model: keras.Model) -> Graph:
    """The graph of a functional model of one input; no models are nested in it."""
    import keras

    made: dict[int, int] = {}
    nodes: list[Node] = []
    for operation in structure.operations(model):
        call = structure.calls(operation)[0]
        if isinstance(operation, keras.layers.InputLayer):
            made[id(call.output_tensors[0])] = PICTURES
            continue
        made[id(call.output_tensors[0])] = len(nodes)
        inputs = tuple(made[id(tensor)] for tensor in call.input_tensors)
        nodes.append(Node(*kind_of(operation), operation.name, inputs))
    return Graph(tuple(nodes))


def kind_of(operation: Any) -> tuple[str, str]:
    """Class and window of a layer or operation: what it has in common with the same one of another width."""
    sizes = (getattr(operation, name, None) for name in ("kernel_size", "pool_size", "strides"))
    shown = ("x".join(map(str, size if isinstance(size, tuple) else (size, size))) for size in sizes if size)
    return type(operation).__name__, "/".join(shown)


def _variants(network: str, graph: Graph) -> Iterator[Graph]:
    """The graph, and what options of Keras make of it."""
    yield graph
    nodes = graph.nodes
    kinds = [node.kind for node in nodes]
    if "Normalization" in kinds:  # EfficientNet has one layer more with the weights of ImageNet
        place = kinds.index("Normalization")
        later = (replace(one, inputs=tuple(i + (i >= place) for i in one.inputs)) for one in nodes[place + 1 :])
        yield Graph((*nodes[: place + 1], Node("Rescaling", "", "rescaling", (place,)), *later))
    elif network.startswith("MobileNetV3"):  # with include_preprocessing=False
        others = tuple(replace(one, inputs=tuple(i - 1 for i in one.inputs)) for one in nodes[1:])
        yield Graph(others, left_out=(1 / 127.5, -1.0))


def _of_one_number(layer: Any, shape: Any) -> Any:
    """Kernels of a single number take no time and no memory."""
    return (1,) * len(shape) if isinstance(shape, tuple | list) and len(shape) > 1 else shape


class _Table(RootModel[dict[str, str]]):
    """The lines of each network by its name."""


@lru_cache(maxsize=1)
def _read_table() -> dict[str, str]:
    return {name: text.strip() for name, text in load_toml(_TABLE, _Table).root.items()}


def _parsed(line: str) -> Node:
    kind, size, name, inputs = line.split()
    return Node(kind, size.replace("-", ""), name, tuple(map(int, inputs.split(","))))


def _told(node: Node) -> str:
    return f"{node.kind} {node.size or '-'} {node.name} {','.join(map(str, node.inputs))}"


def table() -> str:
    """What ``networks.toml`` holds: a line for each node, with kind, window, name and inputs."""
    head = "# Networks of keras.applications without their top; written by python -m autograder.checks.networks.\n"
    parts = []
    for name in _IN_THE_TABLE:
        lines = "\n".join(map(_told, built_graph(name).nodes))
        # Keras numbers these anew in each process.
        lines = re.sub(r"\b(add|multiply|rescaling|normalization|activation|re_lu|zero_padding2d)_\d+ ", r"\1 ", lines)
        parts.append(f'\n{name} = """\n{lines}\n"""\n')
    return head + "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(f"{_TABLE}: {_TABLE.write_text(table(), encoding='utf-8'):,} characters\n")
