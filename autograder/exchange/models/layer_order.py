"""The layers of a model in an order that both sides of the line agree on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

#: Names of the models that a layer lies in, from the outside in, and its own.
LayerPath = tuple[str, ...]


def walk(model: keras.Model) -> Iterator[tuple[LayerPath, Any]]:
    """Every layer below ``model`` in pre-order: a nested model comes before the layers that it holds."""
    import keras

    for layer in model.layers:
        yield (layer.name,), layer
        if isinstance(layer, keras.Model):
            for path, inner in walk(layer):
                yield (layer.name, *path), inner


def leaves(model: keras.Model) -> Iterator[tuple[LayerPath, Any]]:
    """The layers of :func:`walk` that are not models themselves."""
    import keras

    for path, layer in walk(model):
        if not isinstance(layer, keras.Model):
            yield path, layer


def weights(model: keras.Model) -> Iterator[tuple[LayerPath, Any]]:
    """Every weight below ``model``, once each, with the path of the layer that holds it first."""
    seen: set[int] = set()
    for path, layer in leaves(model):
        for weight in layer.weights:
            if id(weight) not in seen:
                seen.add(id(weight))
                yield path, weight


def derive_from_weights(model: keras.Model) -> None:
    """Some layers compute with values that they once derived from their weights, such as an adapted Normalization."""
    for layer in model._flatten_layers(include_self=False):  # also those in no graph
        if callable(finalize := getattr(layer, "finalize_state", None)):
            finalize()


def operations(model: keras.Model) -> list[Any]:
    """The layers and plain operations of one model, without looking into nested ones, in the order they
    run.
    """
    return list(getattr(model, "operations", model.layers))


def calls(operation: Any) -> list[Any]:
    """The recorded symbolic calls of a layer or operation, with ``arguments``, ``input_tensors``,
    ``output_tensors``.
    """
    return list(operation._inbound_nodes)
