"""Which files of a folder are photos of which class, by names alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.datasets.description import LONGEST_NAME
from autograder.errors import AutograderError

#: Names of pictures, also of kinds that cannot be read here, so that these are reported instead of passed over.
SUFFIXES = frozenset(
    f".{ending}"
    for ending in (
        *("jpg", "jpeg", "jpe", "jfif", "mpo", "png", "gif", "webp", "avif", "heic", "heif"),
        *("bmp", "tif", "tiff", "pbm", "pgm", "pnm", "ppm"),
    )
)
#: More classes are more than a notebook of the course can show.
MOST_CLASSES = 20
#: Invisible, but a part of words in Persian and of many emoji.
_JOINERS = frozenset("\u200c\u200d")
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass
class Found:
    """What a folder holds.

    Attributes:
        classes: class name → files that look like photos, sorted by name; class names are sorted, too.
        hidden: files and folders that are hidden, or that systems leave behind.
        others: files that are no pictures by their names, and folders inside classes.
    """

    classes: dict[str, list[Path]] = field(default_factory=dict)
    hidden: int = 0
    others: int = 0


def find_photos(folder: Path) -> Found:
    """Look for one sub-folder per class.

    Folders that are split already (``train/cats``, ``validation/cats`` …) are put together again.

    Raises:
        AutograderError: there is no such folder, it cannot be read, it has fewer than two classes or more than 20,
            or a class has a name that cannot be shown.
    """
    if not folder.is_dir():
        raise AutograderError(f"There is no folder {folder}.", "Name a folder that has one sub-folder for each class.")
    found = Found()
    try:
        for root in _roots(folder):
            _collect(root, found)
    except OSError as problem:
        raise AutograderError(
            f"{problem.filename} cannot be read: {problem.strerror}.", "Make it readable for yourself."
        ) from problem
    found.classes = {name: found.classes[name] for name in sorted(found.classes) if found.classes[name]}
    if not found.classes:
        raise AutograderError(
            f"{folder} has no sub-folder with photos in it.",
            "Make one sub-folder for each class, named like the class.",
        )
    if len(found.classes) == 1:
        (only,) = found.classes
        raise AutograderError(
            f"{folder} has photos of one class only ({only}), and there is no other class to tell it from.",
            "Add a sub-folder with photos of another class.",
        )
    if len(found.classes) > MOST_CLASSES:
        raise AutograderError(
            f"{folder} has {len(found.classes)} classes, and {MOST_CLASSES} are the most.",
            "Leave some of them out, or put similar ones into one sub-folder.",
        )
    for name in found.classes:
        _require_showable(name)
    return found


def _require_showable(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise AutograderError(
            f"The class {name[:30]}… has a name of {len(name)} characters, and {LONGEST_NAME} are the most.",
            "Give its sub-folder a shorter name.",
        )
    if not all(sign.isprintable() or sign in _JOINERS for sign in name):
        shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
        raise AutograderError(
            f"The name of the class {shown} contains an invisible character, which would garble tables.",
            "Type the name of its sub-folder anew, in letters, digits and blanks.",
        )


def _roots(folder: Path) -> list[Path]:
    """The folders that hold the classes: several where the data are split already, else the folder itself."""
    parts = _folders(folder)
    names = [{_name(path) for path in _folders(part)} for part in parts]
    split = len(parts) > 1 and all(len(inner) > 1 for inner in names) and all(inner == names[0] for inner in names)
    return parts if split else [folder]


def _collect(root: Path, found: Found) -> None:
    for entry in sorted(root.iterdir()):
        if _is_hidden(entry):
            found.hidden += 1
        elif entry.is_dir():
            _collect_class(sorted(entry.iterdir()), found.classes.setdefault(_name(entry), []), found)
        else:
            found.others += 1


def _collect_class(entries: Iterable[Path], photos: list[Path], found: Found) -> None:
    for entry in entries:
        if _is_hidden(entry):
            found.hidden += 1
        elif entry.suffix.lower() in SUFFIXES and entry.is_file():  # a pipe called x.jpg is no file
            photos.append(entry)
        else:
            found.others += 1


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not _is_hidden(path))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.name.lower() in _OF_SYSTEMS


def _name(path: Path) -> str:
    """Systems write accented letters in two ways; here they are one. Bytes that are no text become question marks."""
    readable = path.name.encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFC", readable).split())
