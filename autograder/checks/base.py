"""Find a network of ``keras.applications`` in a model by its graph, whether it is nested or the graph is laid open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.checks.networks import CONVOLUTIONS, MOBILENET_V2, PICTURES, Graph, Network, Node, graphs_of, kind_of
from autograder.exchange.models import layer_order as structure

if TYPE_CHECKING:
    import keras

TOP = frozenset(("predictions", "logits"))
TOP_WIDTH = 1000  # classes of ImageNet
#: Of a base that was cut off, so much has to be there and to have its names, or else it is a network of another kind.
_LEAST_NODES = 3
_SAME_NAMES = 0.8
#: After it there may be so many convolutions more, or this share of its own; a larger network has many more.
_MOST_AFTER, _SHARE_AFTER = 3, 0.25

_NORM_NAME = re.compile(r"(.+_)?bn(_.+)?|(.+_)?(batch_)?normalization(_\d+)?", re.IGNORECASE)


def is_norm_name(name: str) -> bool:
    """Whether a layer of the base normalises, by its name."""
    return _NORM_NAME.fullmatch(name) is not None


@dataclass(frozen=True, eq=False)
class BaseInfo:
    """A pretrained network found inside a model.

    Attributes:
        network: which one.
        graph: how Keras builds it.
        nodes: the nodes of that graph that are there, apart from plain operations, in network order.
        layers: what they are in the model.
        path: names of the nested models it lies in; ``()`` in a flat graph.
        input_shape: ``(rows, columns, channels)`` of what reaches its first layer; None stands for any size.
        has_top: the 1000-class layer of ``include_top=True`` is there.
        complete: all of it is there; False for a base that was cut off earlier.
    """

    network: Network
    graph: Graph
    nodes: tuple[Node, ...]
    layers: tuple[Any, ...]
    path: tuple[str, ...]
    input_shape: tuple[int | None, ...]
    has_top: bool
    complete: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its layers in network order."""
        return tuple(layer.name for layer in self.layers)

    @property
    def nested(self) -> bool:
        """Whether it is a model inside the model."""
        return bool(self.path)

    @property
    def first(self) -> Any:
        """Its first layer."""
        return self.layers[0]


def flat_operations(model: keras.Model) -> Iterator[tuple[structure.LayerPath, Any]]:
    """Layers and plain operations of a model in the order they run, nested models replaced by what they
    hold.
    """
    import keras

    for operation in structure.operations(model):
        if isinstance(operation, keras.Model):
            for path, inner in flat_operations(operation):
                yield (operation.name, *path), inner
        elif not isinstance(operation, keras.layers.InputLayer):
            yield (operation.name,), operation


def find_base(model: keras.Model, network: Network = MOBILENET_V2) -> BaseInfo | None:
    """The base in ``model``, or None when there is none.

    Args:
        model: a student's.
        network: which one to look for; its width does not matter.
    """
    import keras

    groups: dict[tuple[str, ...], list[Any]] = {}
    for path, operation in flat_operations(model):
        groups.setdefault(path[:-1], []).append(operation)
    best: tuple[Graph, tuple[str, ...], dict[int, _Call]] | None = None
    for path, operations in groups.items():
        calls = _calls(operations)
        for graph in graphs_of(network.name):
            found = _largest_match(graph, calls)
            if _is_base(graph, found, operations) and (best is None or len(found) > len(best[2])):
                best = graph, path, found
    if best is None:
        return None
    graph, path, found = best
    matched = [(graph.nodes[place], call) for place, call in sorted(found.items())]
    layers = [(node, call.operation) for node, call in matched if isinstance(call.operation, keras.Layer)]
    return BaseInfo(
        network=network,
        graph=graph,
        nodes=tuple(node for node, _ in layers),
        layers=tuple(layer for _, layer in layers),
        path=path,
        input_shape=tuple(matched[0][1].inputs[0].shape[1:]),
        has_top=_has_top(model),
        complete=len(found) == len(graph.nodes),
    )


def largest_inside(model: keras.Model, network: Network = MOBILENET_V2) -> BaseInfo | None:
    """The largest model in ``model``, as if it were the base that is asked for, whatever network it is.

    Args:
        model: a student's.
        network: which one is asked for.
    """
    import keras

    inside = [operation for operation in structure.operations(model) if isinstance(operation, keras.Model)]
    if not inside:
        return None
    largest = max(inside, key=lambda one: one.count_params())
    layers = [layer for _, layer in flat_operations(largest) if isinstance(layer, keras.layers.Layer)]
    if not any(layer.weights for layer in layers):
        return None
    shape = tuple(largest.inputs[0].shape[1:])
    return BaseInfo(network, Graph(()), (), tuple(layers), (largest.name,), shape, has_top=False, complete=False)


@dataclass(frozen=True)
class _Call:
    """A layer or operation at one of the places where a model calls it."""

    operation: Any
    kind: tuple[str, str]
    inputs: tuple[Any, ...]
    output: Any


_Calls = dict[tuple[int, ...], list[_Call]]  # by what they take


def _calls(operations: list[Any]) -> _Calls:
    found: _Calls = {}
    for operation in operations:
        kind = kind_of(operation)
        for call in structure.calls(operation):
            if call.input_tensors and call.output_tensors:
                inputs = tuple(call.input_tensors)
                key = tuple(id(tensor) for tensor in inputs)
                found.setdefault(key, []).append(_Call(operation, kind, inputs, call.output_tensors[0]))
    return found


def _largest_match(graph: Graph, calls: _Calls) -> dict[int, _Call]:
    """What is where in the graph, from the place on where most of it fits."""
    first = graph.nodes[0]
    starts = [
        source
        for (source, *others), group in calls.items()
        if not others and any(call.kind == (first.kind, first.size) for call in group)
    ]
    return max((_match(graph, calls, source) for source in starts), key=len, default={})


def _match(graph: Graph, calls: _Calls, source: int) -> dict[int, _Call]:
    """Follow the graph from where the pictures come in, as far as the model has the same layers."""
    made = {PICTURES: source}
    found: dict[int, _Call] = {}
    used: set[int] = set()
    for place, node in enumerate(graph.nodes):
        if not all(needed in made for needed in node.inputs):
            continue
        fitting = [
            call
            for call in calls.get(tuple(made[needed] for needed in node.inputs), ())
            if call.kind == (node.kind, node.size) and id(call.output) not in used
        ]
        if fitting:
            call = next((call for call in fitting if call.operation.name == node.name), fitting[0])
            found[place], made[place] = call, id(call.output)
            used.add(id(call.output))
    return found


def _is_base(graph: Graph, found: dict[int, _Call], operations: list[Any]) -> bool:
    """Whether what was found is all of the network, or a part that ends early; no other network begins like it."""
    if len(found) == len(graph.nodes):
        return True
    weighty = [(graph.nodes[place], call) for place, call in found.items() if graph.nodes[place].has_weights]
    named = [node.name == call.operation.name for node, call in weighty]  # Keras numbers many of the others
    if len(found) < _LEAST_NODES or sum(named) < _SAME_NAMES * len(named):
        return False
    total, own = (
        sum(type(operation).__name__ in CONVOLUTIONS for operation in those)
        for those in (operations, [call.operation for call in found.values()])
    )
    return total - own <= max(_MOST_AFTER, _SHARE_AFTER * own)


def head_operations(model: keras.Model, base: BaseInfo | None) -> list[Any]:
    """The layers and operations that run after the base, in order; all of the model's when there is no
    base.
    """
    operations = [operation for _, operation in flat_operations(model)]
    if base is None:
        return operations
    inside = {id(layer) for layer in base.layers}
    last = max(index for index, operation in enumerate(operations) if id(operation) in inside)
    return operations[last + 1 :]


def _has_top(model: keras.Model) -> bool:
    """Whether a layer with one of the names of ImageNet's top has its 1000 units, or another one of its kind follows.

    A last layer that a student called ``predictions`` is their own head.
    """
    import keras

    operations = [operation for _, operation in flat_operations(model)]
    dense = [operation for operation in operations if isinstance(operation, keras.layers.Dense)]
    convolutions = [operation for operation in operations if isinstance(operation, keras.layers.Conv2D)]
    return any(
        layer.name.lower() in TOP and (layer.units == TOP_WIDTH or layer is not dense[-1]) for layer in dense
    ) or any(layer.name.lower() in TOP and layer.filters == TOP_WIDTH for layer in convolutions)
