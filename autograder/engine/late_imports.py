"""Large libraries are imported by the notebooks that use them, and not by everyone.

Keras and TensorFlow look for pandas, SciPy and scikit-learn when they are imported themselves, which would cost every
submission a second and 80 MB. So they are told that nothing of the kind is there, and told better once it is needed.
"""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_LATE = ("pandas", "scipy", "sklearn")
#: What looked for pandas in vain, and is imported again once it is there.
_WANTS_PANDAS = "keras.src.trainers.data_adapters.array_slicing"
#: What is made of scikit-learn, where it is defined, in order, and where it is offered.
_WRAPPERS = tuple(f"keras.src.wrappers.{name}" for name in ("fixes", "utils", "sklearn_wrapper"))
_OFFERED = tuple(f"keras.{part}wrappers" for part in ("src.", "", "api.", "_tf_keras.keras.", "api._tf_keras.keras."))


@contextmanager
def without_large_libraries() -> Iterator[None]:
    """Import something that would take the large libraries along, and leave them out."""
    finder = _Absent()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def offer_large_libraries() -> None:
    """Let what has been imported without them know of them as soon as they are used."""
    sys.meta_path.insert(0, _Telling())
    for name in _OFFERED:
        if name in sys.modules:
            _define_when_asked(sys.modules[name])


class _Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname.partition(".")[0] in _LATE:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


class _Telling(importlib.abc.MetaPathFinder):
    """Finds pandas as Python does, and imports again what looked for it too early."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != "pandas":
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                if _WANTS_PANDAS in sys.modules:
                    importlib.reload(sys.modules[_WANTS_PANDAS])

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _define_when_asked(module: ModuleType) -> None:
    namespace = vars(module)
    names = [name for name, value in namespace.items() if isinstance(value, type)]
    for name in names:
        del namespace[name]

    def define(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}", name=name, obj=module)
        made = _made_of_sklearn()
        namespace.update({name: getattr(made, name) for name in names})
        return namespace[name]

    namespace["__getattr__"] = define


@functools.cache
def _made_of_sklearn() -> ModuleType:
    return [importlib.reload(sys.modules[name]) for name in _WRAPPERS][-1]
