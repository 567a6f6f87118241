"""Which pictures, or features of pictures, a model was trained on: what ``fit`` and ``train_on_batch`` were handed.

Weights seldom give away that a model learned from the validation pictures too; ``fit`` saw it. What it saw is noted on
the student's side, so it can speak against a mistake, and says nothing about someone who means to cheat.
"""

from __future__ import annotations

import functools
import inspect
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import GeneratorType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.exchange.models.records import record_of

if TYPE_CHECKING:
    import keras

    Array = np.ndarray[Any, Any]
    Note = Callable[[Any], None]

MOST_NOTED = 2_000  # pictures noted of one model
_SIDE = 8
_STEPS = 24  # of a standard deviation; what rounding may change is one of them
SIZE = 3 * _SIDE**2

_MOST_INPUTS = 100  # of one model

_Known = dict[bytes, None]
_noted: weakref.WeakKeyDictionary[Any, _Known] = weakref.WeakKeyDictionary()
#: The same since a model was compiled, with the optimizer that it has had since then.
_lately: weakref.WeakKeyDictionary[Any, tuple[Callable[[], Any], _Known]] = weakref.WeakKeyDictionary()


def signatures(pictures: Array) -> Array:
    """What a picture is known by, however its pixels were scaled: some of them, in standard deviations from their mean.

    Args:
        pictures: ``(n, rows, columns, 3)``, at least 8 × 8; or their features, ``(n, count)``, at least 192 each.

    Returns:
        int8 ``(n, 192)``.
    """
    if pictures.ndim == 2:
        some = np.asarray(pictures[:, np.linspace(0, pictures.shape[1] - 1, SIZE).round().astype(int)], "float64")
    else:
        rows, columns = (np.linspace(0, side - 1, _SIDE).round().astype(int) for side in pictures.shape[1:3])
        some = np.asarray(pictures[:, rows][:, :, columns], "float64").reshape(len(pictures), SIZE)
    some -= some.mean(axis=1, keepdims=True)
    spread = np.maximum(some.std(axis=1, keepdims=True), 1e-9)
    found: Array = np.clip(np.rint(some / spread * _STEPS), -127, 127).astype("int8")
    return found


def note_pictures() -> None:
    """From now on, note the pictures that ``fit`` and ``train_on_batch`` of any model are given to learn from.

    It does not matter in what form they come: arrays, a ``tf.data.Dataset``, a Keras ``PyDataset`` or a generator. What
    comes bit by bit is noted when Keras takes it. Pictures for validation are none to learn from.
    """
    import keras

    for name in ("fit", "train_on_batch"):
        setattr(keras.Model, name, _noting(getattr(keras.Model, name)))


def _noting(method: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(method)

    @functools.wraps(method)
    def noting(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:  # Keras says better what is wrong with the arguments
            return method(*args, **kwargs)
        model, x = given.arguments["self"], given.arguments.get("x")
        with _noticing(x, functools.partial(_note, weakref.ref(model)), given.arguments) as x:
            if "x" in given.arguments:
                given.arguments["x"] = x
            return method(*given.args, **given.kwargs)

    return noting


@contextmanager
def _noticing(x: Any, note: Note, given: Mapping[str, Any]) -> Iterator[Any]:
    """What is to be handed to Keras in the place of ``x``, so that what comes of it is noted."""
    import keras
    import tensorflow as tf

    if isinstance(x, GeneratorType):
        yield _passing_on(x, note)
    elif isinstance(x, keras.utils.PyDataset):
        with _overheard(x, note):
            yield x
    elif isinstance(x, tf.data.Dataset):
        yield _tapped(x, note)
    else:
        with suppress(Exception):  # whatever is wrong with it, Keras says it better
            # Keras holds the last part of an array back for validation when it is told to.
            split = 0.0 if given.get("validation_data") is not None else given.get("validation_split") or 0.0
            for array in _leaves(x):
                note(array[: int(array.shape[0] * (1 - split))])
        yield x


def _passing_on(batches: Generator[Any, None, None], note: Note) -> Iterator[Any]:
    for batch in batches:
        note(_inputs(batch))
        yield batch


@contextmanager
def _overheard(data: Any, note: Note) -> Iterator[None]:
    """Note each batch that is asked for; it stays the same object, of a class that for a while is another."""
    kind = type(data)

    def getitem(self: Any, index: int) -> Any:
        batch = kind.__getitem__(self, index)
        note(_inputs(batch))
        return batch

    with suppress(TypeError):  # a class of an unusual kind
        data.__class__ = type(kind.__name__, (kind,), {"__getitem__": getitem, "__module__": kind.__module__})
    try:
        yield
    finally:
        with suppress(TypeError):
            data.__class__ = kind


def _tapped(data: Any, note: Note) -> Any:
    """The same elements in the same order, each noted on its way."""
    import tensorflow as tf

    def see(array: Array) -> Any:
        note(array)
        return np.int8(0)

    def passing_on(*parts: Any) -> Any:
        for leaf in tf.nest.flatten(parts[0]):
            if isinstance(leaf, tf.Tensor) and leaf.shape.rank in (None, 2, 4):
                tf.numpy_function(see, [leaf], tf.int8)
        return parts if isinstance(data.element_spec, tuple) else parts[0]

    if isinstance(data.element_spec, tuple) and type(data.element_spec) is not tuple:
        return data  # what has names is not to lose them
    try:
        return data.map(passing_on)
    except Exception:  # elements of an unusual kind
        return data


def _inputs(batch: Any) -> Any:
    return batch[0] if isinstance(batch, tuple) and batch else batch


def _leaves(x: Any) -> Iterator[Any]:
    """The arrays of a model's inputs, which may be several."""
    if isinstance(x, dict):
        x = tuple(x.values())
    if isinstance(x, tuple | list) and len(x) <= _MOST_INPUTS:
        for one in x:
            yield from _leaves(one)
    elif hasattr(x, "shape"):
        yield x


def _can_be_known(shape: tuple[int, ...]) -> bool:
    is_pictures = len(shape) == 4 and shape[3] == 3 and min(shape[1:3]) >= _SIDE
    return is_pictures or (len(shape) == 2 and shape[1] >= SIZE)


def _note(model: weakref.ref[Any], x: Any) -> None:
    """Remember the pictures among a model's inputs; nothing that is wrong with them may stop a training."""
    with suppress(Exception):
        notes = _noted.setdefault(model(), {}), _since_compiled(model())
        for array in _leaves(x):
            growing = [known for known in notes if len(known) < MOST_NOTED]
            if growing and _can_be_known(tuple(array.shape)):
                found = dict.fromkeys(map(bytes, signatures(np.asarray(array))))
                for known in growing:
                    known |= found


def _since_compiled(model: Any) -> _Known:
    """What was noted of a model with its present optimizer; ``compile`` gives it another one."""
    optimizer = getattr(model, "optimizer", None)
    of, known = _lately.get(model, (None, {}))
    if of is None or of() is not optimizer:
        of, known = (weakref.ref(optimizer) if optimizer is not None else lambda: None), {}
        _lately[model] = of, known
    return known


def noted(model: keras.Model) -> Array | None:
    """The signatures of the pictures that a model was handed; None when there were none."""
    known = list(_noted.get(model) or ())[:MOST_NOTED]
    return np.frombuffer(b"".join(known), "int8").reshape(len(known), SIZE) if known else None


def count_noted(model: keras.Model) -> int:
    """How many pictures a model was handed so far, as far as they are noted."""
    return len(_noted.get(model) or ())


def count_since_compiled(model: keras.Model) -> int | None:
    """How many of them it was handed since it was last compiled; None where none of them is noted."""
    return len(_since_compiled(model)) or None


def count_shown(model: keras.Model, pictures: Array, until: int | None = None) -> int:
    """How many of these pictures a rebuilt model is known to have been trained on.

    Args:
        pictures: as :func:`signatures` takes them.
        until: only the first so many that it was trained on count; see :class:`Training`.

    Raises:
        LookupError: the model was not rebuilt from a student's data.
    """
    shown = record_of(model).shown
    if shown is None or until == 0:
        return 0
    known, asked = shown[:until].astype("int16"), signatures(pictures).astype("int16")  # differences of int8 overflow
    return sum(bool((np.abs(known - one).max(axis=1) <= 1).any()) for one in asked)
