"""Looking into Keras models."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lab.answers import answered

if TYPE_CHECKING:
    import numpy as np

_OF_MOBILENET = re.compile(r"(Conv1|bn_Conv1|expanded_conv_\w+|block_\d+_\w+|Conv_1|Conv_1_bn)$")


def describe(model: Any) -> None:
    """Print a model's input and output shapes, and how many of its parameters training may change."""
    if not answered(model):
        return
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    print(f"input:      {_shape(model.input_shape)}")
    print(f"output:     {_shape(model.output_shape)}")
    print(f"parameters: {model.count_params():,}, of which {trainable:,} can be trained")


def _shape(shape: tuple[int | None, ...]) -> str:
    return f"({', '.join('batch' if length is None else str(length) for length in shape)})"


def layers(model: Any) -> Iterator[Any]:
    """All layers of a model, including those of models inside it."""
    for layer in getattr(model, "layers", ()):
        yield layer
        yield from layers(layer)


def base_layers(model: Any) -> list[Any]:
    """The layers of MobileNetV2 that hold weights, wherever they are in the model; recognised by their names."""
    return [layer for layer in layers(model) if layer.weights and _OF_MOBILENET.match(layer.name)]


def layer_sizes(model: Any) -> list[tuple[Any, tuple[str, str, int]]]:
    """The layers of a model that have parameters, from the input on, including those of models inside it.

    Returns:
        Each layer with ``(name, kind, number of its parameters)``; a kind is e.g. ``"Conv2D"``.
    """
    found = [layer for layer in layers(model) if layer.weights and not getattr(layer, "layers", ())]
    return [(layer, (layer.name, type(layer).__name__, layer.count_params())) for layer in found]


def layer_table(model: Any) -> list[tuple[str, str, int]]:
    """One row ``(name, kind, number of parameters)`` for each layer that has parameters, from the input on."""
    return [row for _, row in layer_sizes(model)]


def trainable_size(layer: Any) -> int:
    """How many parameters of a layer training may change, according to the weights themselves.

    A model that contains the layer trains these, whatever the flag of a model in between says.
    """
    return sum(math.prod(weight.shape) for weight in layer.weights if weight.trainable)


def accuracy(model: Any, images: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    """The share of pictures whose highest score is that of their class; between 0 and 1."""
    import numpy as np

    guesses = np.asarray(model.predict(images, verbose=0)).argmax(axis=-1)
    return float(np.mean(guesses == labels))


def loss(model: Any, images: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    """The cross-entropy of a model with one output per class: low when the right class gets a high probability.

    It is the mean of −log of the probability given to the right class, without what weight decay adds.

    Args:
        model: gives probabilities or logits, ``(n, classes)``.
        images: ``(n, height, width, 3)``, pixels from 0 to 255.
        labels: class numbers, ``(n,)``.

    Returns:
        0 for a model that is always right and certain of it; 1.6 for one that guesses among five classes.
    """
    import numpy as np

    outputs = np.asarray(model.predict(images, verbose=0), dtype="float64")
    if not ((outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-3)):
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        outputs = powers / powers.sum(axis=1, keepdims=True)
    return float(-np.log(np.clip(outputs[np.arange(len(labels)), labels], 1e-7, 1)).mean())


def entering(model: Any, layer_name: str, pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """What reaches the layer called ``layer_name`` when ``pictures`` go through the model.

    Args:
        model: a Keras model; the layer may be in a model inside it.
        layer_name: e.g. ``"Conv1"``, the first convolution of MobileNetV2.
        pictures: ``(n, height, width, 3)``.

    Returns:
        The array that reaches the layer, or None if no layer has that name or nothing reaches it.
    """
    import numpy as np

    found = next((layer for layer in layers(model) if layer.name == layer_name), None)
    if found is None:
        return None
    seen: list[np.ndarray[Any, Any]] = []
    original = found.call

    def listen(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(np.asarray(inputs))
        return original(inputs, *args, **kwargs)

    found.call = listen
    try:
        model(pictures, training=False)
    finally:
        found.call = original
    return seen[0] if seen else None
