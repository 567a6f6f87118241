"""What the cells of a task left behind, kept in the student's process until the grader asks.

Values are kept as they would travel then, so that whatever changes them later changes nothing; functions are kept
themselves. Like all that happens in that process, this is trusted by nobody.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.engine.stubs import is_stub
from autograder.exchange.frames import Frame, decode
from autograder.exchange.models import rebuild_model
from autograder.submissions.keeping import Keep, kept_after

MOST_BYTES = 96 * 2**20  # of all that is kept as it would travel; a model has 10 to 20
_ABSENT = object()

#: The answer that a value gives now; None where it cannot be kept, or has to follow what it refers to.
Encode = Callable[[Any, "Kept"], "Frame | None"]


@dataclass
class Kept:
    """What a name meant once its task was done.

    Attributes:
        keep: which.
        answer: what goes to the grader when it asks for the value; None where the object itself has to be asked.
        handle: the number by which the grader may hand it back, or -1.
    """

    keep: Keep
    answer: Frame | None = None
    handle: int = -1

    def __post_init__(self) -> None:
        self._object: Callable[[], Any] = lambda: None

    def hold(self, value: Any) -> None:
        """Keep the object, too. A model is kept only as long as the notebook does: it takes much memory."""
        self._object = weakref.ref(value) if _is_large(value) else lambda: value

    @property
    def object(self) -> Any:
        """The object, which may have changed since; None where it is gone."""
        return self._object()

    def as_it_was(self, encode: Encode) -> Any:
        """A model as it was: the object if it has not changed since, or else a new one made from what was kept."""
        import keras

        value = self.object
        if isinstance(value, keras.Model) and encode(value, self) == self.answer:
            return value
        assert self.answer is not None
        return decode(self.answer, lambda kind, data: rebuild_model(data) if kind == "model" else data)["ok"]


class Keeper:
    """Keeps names of a notebook.

    Args:
        keeps: what is to be kept, and when.
        helpers: functions that came with the notebook, and the number of the task that each belongs to.
        namespace: the notebook's.
        encode: as in :data:`Encode`.
    """

    def __init__(
        self, keeps: Iterable[Keep], helpers: Mapping[str, str], namespace: MutableMapping[str, Any], encode: Encode
    ) -> None:
        self._after = kept_after(keeps)
        self._helpers = helpers
        self._namespace = namespace
        self._encode = encode
        self._kept: list[Kept] = []
        self._size = 0

    def is_due(self, cell: int) -> bool:
        """Whether something is to be kept after this cell."""
        return cell in self._after

    def keep(self, cell: int) -> None:
        """Keep what is due after this cell; a name that is not answered yet is left for later cells."""
        for due in self._after.get(cell, ()):
            value = self._namespace.get(due.name, ...)
            if value is not ...:
                self._kept.append(self._made(due, value))

    def answer(self, name: str, task: str = "") -> Frame | None:
        """The answer to a request for a value.

        Args:
            name: of the variable.
            task: the number of the task that it was made in, or else the last one that makes it.
        """
        kept = self._find(name, task)
        return kept.answer if kept else None

    def value(self, name: str, task: str = "") -> Any:
        """The variable that answers such a request where there is no answer yet: the one kept, or what it is now.

        Raises:
            KeyError: there is none.
        """
        kept = self._find(name, task)
        earlier = kept.object if kept else None
        return self._namespace[name] if earlier is None or _is_large(earlier) else earlier

    def _find(self, name: str, task: str) -> Kept | None:
        fitting = (kept for kept in self._kept if kept.keep.name == name)
        return next((kept for kept in fitting if (task in kept.keep.tasks if task else kept.keep.newest)), None)

    def function(self, name: str) -> Any:
        """What a name calls: its last meaning, or the one kept where the last is no function or does nothing.

        Raises:
            KeyError: there is none.
        """
        kept = self._find(name, "")
        earlier, now = kept.object if kept else None, self._namespace.get(name)
        if _is_function(earlier) and not is_stub(earlier) and (not _is_function(now) or is_stub(now)):
            return earlier
        return self._namespace[name]

    @contextmanager
    def as_then(self, function: str) -> Iterator[None]:
        """Inside, a function finds its own task's variables as they were when that task was done.

        It also finds the functions of all tasks, where their names have come to mean something else.
        """
        tasks = {self._helpers.get(function, "")}
        tasks |= {task for kept in self._kept if kept.keep.name == function for task in kept.keep.tasks}
        then: dict[str, Any] = {}
        for kept in self._kept:
            value, name = kept.object, kept.keep.name
            now = then.get(name, self._namespace.get(name, _ABSENT))
            own = value is not None and not tasks.isdisjoint(kept.keep.tasks)
            if not _is_function(now) if _is_function(value) else own:
                then[name] = value
        with replaced(self._namespace, then):
            yield

    def _made(self, due: Keep, value: Any) -> Kept:
        kept = Kept(due)
        kept.hold(value)
        if not _is_function(value):
            kept.answer = self._encode(value, kept)
            self._size += len(kept.answer.payload) if kept.answer else 0
            if self._size > MOST_BYTES:
                kept.answer = None
        return kept


@contextmanager
def replaced(namespace: MutableMapping[str, Any], values: Mapping[str, Any]) -> Iterator[None]:
    """Inside, some names have other values."""
    before = {name: namespace.get(name, _ABSENT) for name in values}
    namespace.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is _ABSENT:
                namespace.pop(name, None)
            else:
                namespace[name] = value


def _is_function(value: Any) -> bool:
    """Whether it may be an answer that is to be called; models can be called, too."""
    import keras

    return callable(value) and not isinstance(value, keras.Model | keras.layers.Layer)


def _is_large(value: Any) -> bool:
    """Whether it takes much memory, or refers to what does."""
    import keras

    return isinstance(value, keras.Model | keras.callbacks.History)
