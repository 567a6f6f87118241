"""Which modules of this package some entry points and a hidden grader can import, told from their source alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import autograder
from autograder.engine.kit import helper_modules
from autograder.errors import CourseError

PACKAGE = Path(autograder.__file__).parent


def imported_modules(entry_points: Iterable[str], grader: Path, package: Path = PACKAGE) -> dict[str, Path]:
    """Modules and their files: the entry points, and whatever they or the grader import, anywhere in their code.

    With a module comes the TOML file of its name, if there is one: it reads that.

    Args:
        entry_points: names of modules.
        grader: the hidden pytest module; its helper modules are looked at as well.
        package: the folder of the package, for tests.

    Raises:
        CourseError: one of them is missing.
    """
    found: dict[str, Path] = {}
    own = (grader, *helper_modules(grader))
    waiting = [*entry_points, *(name for path in own for name in _imported(path, "", package))]
    while waiting:
        name = waiting.pop()
        if name in found or name.partition(".")[0] != package.name:
            continue
        if (path := _file_of(name, package)) is None:
            raise CourseError(
                f"Grading with {grader.name} imports {name}, which does not exist.", "Restore it from git."
            )
        found[name] = path
        if (table := path.with_suffix(".toml")).is_file():
            found[f"{name}.toml"] = table
        waiting += [name.rpartition(".")[0], *_imported(path, name, package)]
    return found


def _imported(path: Path, module: str, package: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    parent = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for level, origin, names in _import_statements(path.read_bytes(), str(path)):
        above = parent.rsplit(".", level - 1)[0] if level else ""
        base = ".".join(part for part in (above, origin) if part)
        yield base
        # Of "from base import name" only the files can tell whether the name is a module.
        yield from (full for name in names if _file_of(full := f"{base}.{name}", package))


@lru_cache(maxsize=1000)
def _import_statements(source: bytes, name: str) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """How many levels up, from where, and which names, of each import; parsing takes nearly all the time."""
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for node in ast.walk(ast.parse(source, name)):
        match node:
            case ast.Import(names=names):
                found += [(0, alias.name, ()) for alias in names]
            case ast.ImportFrom(module=origin, names=names, level=level):
                found.append((level, origin or "", tuple(alias.name for alias in names)))
    return tuple(found)


def _file_of(module: str, package: Path) -> Path | None:
    path = package.parent.joinpath(*module.split("."))
    return next((file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()), None)
