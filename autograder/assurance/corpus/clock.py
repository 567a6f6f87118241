"""What a hidden grader reads of the time, which a recording can give back only in part."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

from autograder.classes.digests import engine
from autograder.engine.kit import GradingKit, helper_modules

#: Names that stand for the time of the machine that grades.
_CLOCKS = frozenset({"Speedometer", "time", "datetime", "timeit", "perf_counter", "monotonic", "process_time"})
_SECONDS = "seconds"
#: Where ``Submission.seconds`` is made, and where it is compared with a limit that a grader may give.
_ON_REQUEST = frozenset({"autograder.checks.submission", "autograder.checks.functions"})


class Clock(Enum):
    """What is read."""

    NONE = "no time"
    ANSWERS = "how long answers take"
    MACHINE = "how fast the machine is at the moment"


def clock_of(kit: GradingKit) -> Clock:
    """What the grader of a kit reads of the time."""
    own = (kit.grader, *helper_modules(kit.grader))
    if _CLOCKS & _names(own):
        return Clock.MACHINE
    modules = [(name, path) for name, path in engine(kit) if path.suffix == ".py"]
    checks = [path for name, path in modules if name.startswith("autograder.checks.") and name not in _ON_REQUEST]
    return Clock.ANSWERS if _SECONDS in _names([*own, *checks]) else Clock.NONE


def _names(paths: Iterable[Path]) -> frozenset[str]:
    """Modules, attributes, imported names, and arguments that are given by name."""
    return frozenset(
        name for path in paths for node in ast.walk(ast.parse(path.read_bytes(), str(path))) for name in _names_of(node)
    )


def _names_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name):
            yield name
        case ast.keyword(arg=str(name)):
            yield name
        case ast.Import(names=aliases):
            yield from (alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(module=module, names=aliases):
            yield (module or "").partition(".")[0]
            yield from (alias.name for alias in aliases)
