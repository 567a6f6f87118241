"""Keeps messages that mean nothing to students out of the notebook."""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_NOISY = "tensorflow"


def be_quiet() -> None:
    """Silence what TensorFlow and matplotlib say while they start; to be called before they are imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Weights that do not fit cause this warning a hundred times; the error that follows says it once.
    warnings.filterwarnings("ignore", message="Skipping nested container")
    # Many small models are trained one after another here, and TensorFlow would advise against it at length.
    logging.getLogger("tensorflow").addFilter(lambda record: "tf.function retracing" not in str(record.msg))
    # The first plot on a machine may have to search for fonts, and takes a moment longer.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    if _NOISY not in sys.modules and not any(isinstance(finder, _Once) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Once())


class _Once(MetaPathFinder):
    """Lets TensorFlow be imported as usual, but without what its libraries write about graphics cards.

    They write straight to the process's standard error, before any of their settings take effect.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _NOISY:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Muted(spec.loader)
        return spec


class _Muted(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = self._loader
        with _without_stderr():
            self._loader.exec_module(module)


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Nothing that is written to file descriptor 2 arrives; what Python raises does."""
    try:
        kept = os.dup(2)
    except OSError:  # there is none, as in some programs with windows
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        sys.stderr.flush()
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
