"""Google Colab without pretending: what a notebook imports from it is there and does nothing.

``google.colab`` appears only when it is imported, so that a notebook which asks whether it runs there is told no.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

NAME = "google.colab"
DRIVE = "/content"
_NOTE = "Google Colab's own functions do nothing while grading."
_NO_FOLDER = f"There is no {DRIVE} while grading; the notebook stayed in its own folder."


class _Nothing:
    """May be called, asked for attributes and items, looped over and entered; nothing comes of it."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._note(_NOTE)
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __str__(self) -> str:
        return ""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *problem: object) -> None: ...


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._nothing = _Nothing(note)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != NAME and not fullname.startswith(f"{NAME}."):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: types.ModuleType) -> None:
        def returning(value: Any) -> Callable[..., Any]:
            def do_nothing(*args: Any, **kwargs: Any) -> Any:
                self._note(_NOTE)
                return value

            return do_nothing

        def attribute(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return self._nothing

        namespace = module.__dict__
        namespace["__getattr__"] = attribute
        match module.__name__.removeprefix(NAME):
            case "":
                for part in ("auth", "drive", "files", "output", "patches", "userdata"):
                    namespace[part] = importlib.import_module(f"{NAME}.{part}")
            case ".drive":
                namespace.update(mount=returning(None), flush_and_unmount=returning(None))
            case ".files":
                namespace.update(upload=returning({"nothing was uploaded": b""}), download=returning(None))
            case ".userdata":
                namespace.update(get=returning(""))
            case ".patches":
                namespace.update(cv2_imshow=returning(None))


def offer_colab(note: Callable[[str], None]) -> None:
    """Let ``google.colab`` be imported, and pass over changes to folders that only it has."""
    if "google" not in sys.modules:  # else it is the one that protobuf lives in
        try:
            importlib.import_module("google")
        except ImportError:
            google = types.ModuleType("google")
            google.__path__ = []
            sys.modules["google"] = google
    sys.meta_path.insert(0, _Finder(note))
    change = os.chdir

    def chdir(path: Any) -> None:
        if _is_in_drive(path):
            note(_NO_FOLDER)
        else:
            change(path)

    os.chdir = chdir


def forget_colab() -> None:
    """Let a later cell that asks whether this is Colab be told no again, though an earlier one imported it."""
    for name in [name for name in sys.modules if name == NAME or name.startswith(f"{NAME}.")]:
        del sys.modules[name]
    vars(sys.modules.get("google", types)).pop("colab", None)


def _is_in_drive(path: Any) -> bool:
    try:
        text = os.fspath(path)
    except TypeError:
        return False
    inside = isinstance(text, str) and (text == DRIVE or text.startswith(f"{DRIVE}/"))
    return inside and not Path(text).is_dir()
