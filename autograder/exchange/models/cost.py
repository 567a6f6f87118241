"""What a model that was built without numbers will take when it runs, as a sum over its whole graph.

Each tensor may be modest and all of them together enormous: a call in Keras's eager mode holds every one of them until
it ends, and so does a graph whose branches meet in one layer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.exchange.models import layer_order
from autograder.exchange.models.errors import UnsafeModel

if TYPE_CHECKING:
    import keras

TENSOR_LIMIT = 2**21  # values per image in one tensor; alpha 1.0 at 224 pixels has 1.2 million
#: Values per image in all tensors together: this many, or so many for each value of the image. MobileNetV2 has 134,
#: EfficientNetB0 170, ResNet50 248 and DenseNet121 333.
SUM_LIMIT = 2**21
SUM_PER_INPUT = 450
MULTIPLY_LIMIT = 4 * 10**9  # multiplications per image; ResNet50 at 224 pixels has 3.9 billion
OPEN_SIDE = 224  # stands for a side of the image that the model leaves open

_Shape = Sequence[int | None]


@dataclass(frozen=True)
class Cost:
    """Of a model, for one image.

    Attributes:
        values: in all tensors together.
        multiplications: of weights with them.
        inputs: values that go in.
    """

    values: float
    multiplications: float
    inputs: int

    def for_inputs(self, inputs: int) -> Cost:
        """With inputs of another size. What is larger may grow by more than its share, as products do."""
        share = inputs / max(1, self.inputs)
        factor = share if share <= 1 else share**2
        return Cost(self.values * factor, self.multiplications * factor, inputs)


def require_modest(model: keras.Model) -> None:
    """Refuse a model whose prediction for one image needs far more memory or time than any of this course.

    Raises:
        UnsafeModel: it does, or that cannot be told.
    """
    cost = _Costs().of_model(model)
    if cost.values > max(SUM_LIMIT, SUM_PER_INPUT * cost.inputs):
        raise UnsafeModel("The outputs of all layers together are larger than the grader can hold.")
    if cost.multiplications > MULTIPLY_LIMIT:
        raise UnsafeModel("The model needs far more computation for one image than any model of this course.")


class _Costs:
    """Adds up; a model that is called several times is looked through once."""

    def __init__(self) -> None:
        self._known: dict[int, Cost] = {}

    def of_model(self, model: Any) -> Cost:
        if id(model) not in self._known:
            inputs = sum(_size(tensor.shape) for tensor in model.inputs or ())
            values, multiplications = float(inputs), 0.0
            for part in layer_order.operations(model):
                for call in layer_order.calls(part):
                    taken = [tensor.shape for tensor in call.input_tensors]
                    given = [tensor.shape for tensor in call.output_tensors]
                    for more, times in self._of_call(part, taken, given):
                        values, multiplications = values + more, multiplications + times
            self._known[id(model)] = Cost(values, multiplications, inputs)
        return self._known[id(model)]

    def _of_call(self, part: Any, taken: list[_Shape], given: list[_Shape]) -> Iterator[tuple[float, float]]:
        """Values and multiplications of one call, with those of what lies inside."""
        _require_own_images(part)
        for shape in given:
            if _size(shape) > TENSOR_LIMIT:
                raise UnsafeModel(f"The output of {_name(part)} is larger than the grader can hold.")
            own = 0 if _holds_layers(part) else _parameters(part)
            yield _size(shape), own * math.prod(_sizes(shape)[:-1])
        if _is_model(part):
            inner = self.of_model(part).for_inputs(sum(map(_size, taken)))
            yield inner.values, inner.multiplications
        elif _holds_layers(part):
            yield from self._of_chain(part, taken)
        elif (hidden := _hidden(part, taken, given)) > TENSOR_LIMIT:
            raise UnsafeModel(f"What {_name(part)} computes on the way is larger than the grader can hold.")
        else:
            yield hidden, 0

    def _of_chain(self, part: Any, taken: list[_Shape]) -> Iterator[tuple[float, float]]:
        """The layers of a ``Pipeline``, which are in no graph."""
        shape = taken[0]
        for layer in part.layers:
            try:
                found = tuple(layer.compute_output_shape(tuple(shape)))
            except Exception as problem:  # whatever a layer raises that does not fit
                raise UnsafeModel(f"The layers of {_name(part)} do not fit together.") from problem
            yield from self._of_call(layer, [shape], [found])
            shape = found


def _require_own_images(part: Any) -> None:
    """Refuse what joins images of a batch to a longer batch: no shape tells how long it becomes."""
    axis = getattr(part, "axis", None)
    if type(part).__name__ in ("Concatenate", "Stack") and isinstance(axis, int):
        for call in layer_order.calls(part):
            # A stack has one axis more than what it is made of.
            if axis % max(1, max(len(tensor.shape) for tensor in call.output_tensors)) == 0:
                raise UnsafeModel(f"{_name(part)} joins different images of a batch.")


def _hidden(part: Any, taken: list[_Shape], given: list[_Shape]) -> int:
    """Values that a layer makes on the way to its output."""
    if getattr(part, "pad_to_aspect_ratio", False):  # first it makes a square of the longer side
        return max((max(_sizes(shape)[:2]) ** 2 * _sizes(shape)[-1] for shape in taken if len(shape) == 4), default=0)
    if type(part).__name__.startswith("SeparableConv"):
        channels = _sizes(taken[0])[-1 if part.data_format == "channels_last" else 0] * int(part.depth_multiplier)
        filters = max(1, int(part.filters))
        return channels * (_size(given[0]) // filters)
    return 0


def _holds_layers(part: Any) -> bool:
    return isinstance(getattr(part, "layers", None), Iterable)


def _is_model(part: Any) -> bool:
    import keras

    return isinstance(part, keras.Model)


def _parameters(part: Any) -> int:
    return sum(math.prod(weight.shape) for weight in getattr(part, "weights", ()))


def _size(shape: _Shape) -> int:
    """Values for one image; a batch of a known length belongs to it."""
    return math.prod(_sizes(shape)) * (shape[0] or 1 if shape else 1)


def _sizes(shape: _Shape) -> list[int]:
    return [OPEN_SIDE if size is None else size for size in shape[1:]]


def _name(part: Any) -> str:
    return str(part.name)[:60]
