"""What a history does not tell of its training: its rate, what the model had been shown, and what came of it.

As with the pictures themselves, this is noted on the student's side: it speaks against a mistake only.
"""

from __future__ import annotations

import functools
import hashlib
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exchange.models.pictures_shown import count_noted, count_since_compiled
from autograder.exchange.models.records import Training

MOST_RATES = 100  # noted of one model
MOST_TRAININGS = 1_000  # noted in all


@dataclass(frozen=True)
class _Ended:
    """How a training ended.

    Attributes:
        weights: digests of those that it trained.
        made_of: numbers of the trainings that they come from, this one's among them.
        traced: there are no others: it began with an untrained head, or with weights whose trainings are known.
    """

    weights: frozenset[bytes]
    made_of: frozenset[int]
    traced: bool


_ended: dict[int, _Ended] = {}
_UNKNOWN = Training()
_rates: weakref.WeakKeyDictionary[Any, list[float]] = weakref.WeakKeyDictionary()
_trainings: weakref.WeakKeyDictionary[Any, Training] = weakref.WeakKeyDictionary()


def note_trainings() -> None:
    """From now on, note what no history tells of each ``fit``; to be called after ``note_pictures``."""
    import keras

    keras.Model.fit = _noting(keras.Model.fit)


def training_of(history: Any) -> Training:
    """What was noted when the ``fit`` that returned this had ended."""
    try:
        return _trainings.get(history, _UNKNOWN)
    except TypeError:  # it is not what `fit` returned
        return _UNKNOWN


def trainings_of(model: Any) -> tuple[int, ...]:
    """The numbers of the trainings that a model's weights come from; none where there may be others, too.

    It does not matter which object was trained: a copy with the same weights comes from the same trainings. Those that
    went on from one of them count as well: who trains epoch by epoch, and puts the best weights back, keeps the history
    of a later one.
    """
    with suppress(Exception):  # nothing that is odd about a weight may keep the model from being sent
        digests = _digests(model.weights)
        sources = _sources(digests)
        if any(one.traced and one.weights <= digests for one in sources):
            own = frozenset[int]().union(*(one.made_of for one in sources))
            return tuple(number for number, one in _ended.items() if one.made_of & own)
    return ()


def _noting(fit: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(fit)
    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        began, before = _rates_now(self), _before(self)
        history = fit(self, *args, **kwargs)
        with suppress(Exception):  # nothing that is odd about what came back may stop the cell
            # A callback may set another rate before the first step.
            began += [float(value) for value in history.history.get("learning_rate", ())[:1]]
            rates = _rates.setdefault(self, [])
            rates += began[: MOST_RATES - len(rates)]
            number = _note_end(self, *before)
            _trainings[history] = Training(tuple(rates), count_noted(self), count_since_compiled(self), number)
        return history

    return noting


def _before(model: Any) -> tuple[frozenset[int], bool]:
    """From which trainings the weights come that are to be trained now, and whether there can be no others.

    Biases tell: each is new, that is 0, or one with which a training ended of which that is known.
    """
    made_of: frozenset[int] = frozenset()
    with suppress(Exception):
        sources = _sources(_digests(model.trainable_weights))
        made_of = made_of.union(*(one.made_of for one in sources))
        known = frozenset[bytes]().union(*(one.weights for one in sources if one.traced))
        biases = [weight for weight in model.trainable_weights if weight.name == "bias"]
        return made_of, bool(biases) and all(_digests([one]) <= known for one in biases)
    return made_of, False


def _note_end(model: Any, made_of: frozenset[int], traced: bool) -> int:
    """Note how a training has ended; returns its number, 0 for one too many."""
    number = len(_ended) + 1
    if number > MOST_TRAININGS:
        return 0
    _ended[number] = _Ended(_digests(model.trainable_weights), made_of | {number}, traced)
    return number


def _sources(digests: frozenset[bytes]) -> list[_Ended]:
    return [one for one in _ended.values() if one.weights & digests]


def _digests(weights: Iterable[Any]) -> frozenset[bytes]:
    """Of those that are not all 0, which tell nothing."""
    values = (one.numpy() for one in weights)
    return frozenset(hashlib.blake2b(one.tobytes(), digest_size=16).digest() for one in values if np.any(one))


def _rates_now(model: Any) -> list[float]:
    with suppress(Exception):
        return [float(np.asarray(model.optimizer.learning_rate))]
    return []
