"""A notebook can import here what it can import in Gradescope's image, and nothing else that happens to be installed.

That is for a submission to have the same points in both. Libraries themselves import what they like, and in the image
there is nothing to hide: the lock stays outside, and only what it names is installed.
"""

from __future__ import annotations

import importlib.machinery
import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType

import autograder

_LOCK = Path(autograder.__file__).with_name("gradescope") / "requirements.txt"
_PIN = re.compile(r"^([\w.-]+)==", re.MULTILINE)


@cache
def libraries_of_the_image() -> frozenset[str]:
    """The packages that the lock names; none where there is no lock.

    To be called once before a process is sandboxed, since it cannot read the lock afterwards.
    """
    try:
        return frozenset(map(_normalised, _PIN.findall(_LOCK.read_text(encoding="utf-8"))))
    except OSError:
        return frozenset()


def hide_other_libraries() -> None:
    """Let the notebook in the working directory not find what the image does not have."""
    there = libraries_of_the_image()
    if not there:
        return
    own = f"{Path.cwd()}/"

    class Libraries(importlib.machinery.PathFinder):
        @classmethod
        def find_spec(
            cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
        ) -> importlib.machinery.ModuleSpec | None:
            spec = super().find_spec(fullname, path, target)
            if spec is None or path is not None or not _asked_by(own):
                return spec
            owner = _owner(spec)
            return None if owner and owner not in there else spec

    places = [number for number, finder in enumerate(sys.meta_path) if finder is importlib.machinery.PathFinder]
    for number in places:
        sys.meta_path[number] = Libraries


def _asked_by(own: str) -> bool:
    """Whether the import stands in a cell, or in a file that the notebook has written."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(("importlib", "_frozen_importlib")):
        frame = frame.f_back
    file = frame.f_code.co_filename if frame is not None else ""
    return file.startswith(("<", own))


def _owner(spec: importlib.machinery.ModuleSpec) -> str:
    """The package that brought a module, or nothing where none did."""
    places = list(spec.submodule_search_locations or ()) or [spec.origin or ""]
    file = Path(places[0])
    if file.parent.name not in ("site-packages", "dist-packages"):
        return ""
    return _owner_in(file.parent, file.name)


@cache
def _owner_in(folder: Path, name: str) -> str:
    begins = re.compile(rf"^{re.escape(name)}[/,]", re.MULTILINE)
    for record in folder.glob("*.dist-info/RECORD"):
        try:
            if begins.search(record.read_text(encoding="utf-8")):
                return _normalised(record.parent.name.partition("-")[0])
        except (OSError, ValueError):
            continue
    return ""


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
