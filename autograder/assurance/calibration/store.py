"""Finished measurements, kept line by line so that an interrupted calibration loses and repeats nothing."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from autograder.assurance.calibration.material import Material
from autograder.assurance.calibration.recipes import Recipe, Scores

#: The modules that decide what a recipe measures.
_MEASURING = ("bench.py", "recipes.py")


@dataclass(frozen=True)
class Record:
    """One recipe under one seed.

    Attributes:
        name: of the measurement, for people.
        key: see :func:`key_of`.
        weights: see :func:`weights_of`.
        seed: which.
        scores: what was measured.
        seconds: how long it took.
    """

    name: str
    key: str
    weights: str
    seed: int
    scores: Scores
    seconds: float

    def as_line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)


def key_of(recipe: Recipe, material: Material) -> str:
    """A digest of everything but weights and seed that decides a measurement: recipe, pictures and code."""
    code = _code_digest(_sources(type(recipe)))
    return hashlib.sha256(f"{recipe!r} {material.digest} {code}".encode()).hexdigest()[:16]


def weights_of(recipe: Recipe, material: Material) -> str:
    """SHA-256 of the base's weights, or nothing where the recipe starts from random ones."""
    return material.weights_sha256 if getattr(recipe, "pretrained", True) else ""


def _sources(recipe: type) -> tuple[Path, ...]:
    """The files that decide what a recipe measures: those that all share, and where it and what it inherits from are
    defined."""
    shared = [Path(__file__).with_name(name) for name in _MEASURING]
    own = [Path(inspect.getfile(kind)) for kind in recipe.__mro__ if kind is not object]
    return tuple(dict.fromkeys([*shared, *own]))


@cache
def _code_digest(files: tuple[Path, ...]) -> str:
    essences = [essence(file.read_text(encoding="utf-8")) for file in files]
    return hashlib.sha256("\n".join(essences).encode()).hexdigest()


def essence(source: str) -> str:
    """Python source in one layout without comments, docstrings, imports and the plan.

    A plan's recipes are in their keys, and a module that moves measures what it did.
    """
    tree = _WithoutImports().visit(ast.parse(source))
    tree.body = [node for node in tree.body if not _is_plan(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


class _WithoutImports(ast.NodeTransformer):
    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None


def _is_plan(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "PLAN" for t in node.targets)


class MeasurementStore:
    """Records in a file of JSON lines, and others that are known already.

    Args:
        path: the file; made when something is added.
        known: records from elsewhere, such as committed results.
        forget: keys of what is to be measured again.
    """

    def __init__(self, path: Path, known: Iterable[Record] = (), forget: Collection[str] = ()) -> None:
        self.path = path
        self._records = {
            (record.key, record.weights, record.seed): record
            for record in (*known, *_read(path))
            if record.key not in forget
        }

    def find(self, key: str, weights: str, seed: int) -> Record | None:
        """What was measured, or None."""
        return self._records.get((key, weights, seed))

    def add(self, record: Record) -> None:
        """Keep a record; it is on disk when this returns."""
        self._records[record.key, record.weights, record.seed] = record
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" + record.as_line())  # the newline first: a line cut off by a crash spoils only itself
            file.flush()
            os.fsync(file.fileno())


def _read(path: Path) -> Sequence[Record]:
    """The records of a file; a line that was cut off by a crash is left out, and so is one of another version."""
    records = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            records.append(Record(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return records
