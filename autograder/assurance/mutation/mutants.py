"""Mutants of a reference: the answers of its solution notebook, each changed in one place."""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assurance.mutation.operators import OPERATORS, Operator
from autograder.authoring.build import Notebooks
from autograder.authoring.master import METADATA_KEY


@dataclass(frozen=True)
class Mutant:
    """A solution cell that is wrong in one place.

    Attributes:
        task: the number of the task that the cell answers.
        cell: its id in the notebook.
        operator: name of what made it.
        source: of the whole cell.
        change: the lines that differ, those of the reference with ``- `` in front, the others with ``+ ``.
    """

    task: str
    cell: str
    operator: str
    source: str
    change: str


def derive(notebooks: Notebooks, operators: Sequence[Operator] = OPERATORS) -> list[Mutant]:
    """All mutants of an assignment, in the order of the notebook.

    What students are handed anyway is left as it is: only lines that the solution has and the stub does not have are
    changed.
    """
    import nbformat

    given = sources(notebooks.student)
    mutants = []
    for cell in nbformat.read(notebooks.solution, as_version=4).cells:
        task = cell.metadata.get(METADATA_KEY, {}).get("task")
        if task:
            answer = answer_lines(cell.source, given.get(cell.id, ""))
            for operator, source, change in mutations(cell.source, answer, operators):
                mutants.append(Mutant(task, cell.id, operator, source, change))
    return mutants


def answer_lines(solution: str, given: str) -> frozenset[int]:
    """Numbers, from 1, of the lines that are the author's answer and not in the stub."""
    matcher = difflib.SequenceMatcher(None, given.splitlines(), solution.splitlines(), autojunk=False)
    return frozenset(
        number + 1
        for kind, _, _, start, end in matcher.get_opcodes()
        if kind in ("insert", "replace")
        for number in range(start, end)
    )


def mutations(
    source: str, lines: frozenset[int], operators: Sequence[Operator] = OPERATORS
) -> Iterator[tuple[str, str, str]]:
    """``(operator, source, change)`` for each mutant of a cell; none is like the reference or like an earlier one.

    Args:
        source: of the cell.
        lines: where it may be changed.
        operators: what to try.
    """
    tree = ast.parse(source)
    reference = ast.unparse(tree)
    seen = {reference}
    for operator in operators:
        for place, node in enumerate(ast.walk(tree)):
            if not _within(node, lines):
                continue
            for variant in operator.variants(node):
                mutated = _compilable(_replaced(tree, place, variant))
                if mutated and mutated not in seen:
                    seen.add(mutated)
                    yield operator.name, mutated, change_of(reference, mutated)


def _within(node: ast.AST, lines: frozenset[int]) -> bool:
    """Whether a node belongs to the answer; a function does when its last line does, for it is looked at as a whole."""
    if isinstance(node, ast.comprehension):
        return node.iter.lineno in lines
    if isinstance(node, ast.Slice):
        return node.lineno in lines
    line = node.end_lineno if isinstance(node, ast.FunctionDef) else getattr(node, "lineno", None)
    return line in lines


def _replaced(tree: ast.Module, place: int, variant: ast.AST) -> ast.Module:
    """A copy of ``tree`` with ``variant`` for the node that comes at ``place`` when one walks it."""
    changed = copy.deepcopy(tree)
    target = next(node for number, node in enumerate(ast.walk(changed)) if number == place)

    class Replacing(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            if node is target:
                return variant
            found: ast.AST = self.generic_visit(node)
            return found

    replaced = Replacing().visit(changed)
    assert isinstance(replaced, ast.Module)
    return ast.fix_missing_locations(replaced)


def _compilable(tree: ast.Module) -> str:
    """The source of a tree; empty where Python would not take it."""
    try:
        source = ast.unparse(tree)
        compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return ""
    return source


def change_of(reference: str, mutated: str) -> str:
    """The lines that differ, without their indentation."""
    lines = list(difflib.unified_diff(reference.splitlines(), mutated.splitlines(), n=0, lineterm=""))[2:]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines if line[0] in "+-")


def write_mutant(solution: Path, mutant: Mutant, out: Path) -> Path:
    """Write the solution notebook with the mutant's cell to ``out``."""
    return _write(solution, lambda cell: mutant.source if cell.id == mutant.cell else cell.source, out)


def keep_answers(solution: Path, student: Path, task: str, out: Path) -> Path:
    """Write the solution notebook to ``out`` with the answers to one task, and of all others the functions alone.

    What the others do besides, such as training, is left as in the stub.
    """
    given = sources(student)

    def kept(cell: Any) -> str:
        if cell.metadata.get(METADATA_KEY, {}).get("task", task) == task:
            return str(cell.source)
        return with_functions(given.get(cell.id, ""), cell.source)

    return _write(solution, kept, out)


def sources(notebook: Path) -> dict[str, str]:
    """The sources of a notebook's cells, by their ids."""
    import nbformat

    return {cell.id: cell.source for cell in nbformat.read(notebook, as_version=4).cells}


def _write(solution: Path, source_of: Callable[[Any], str], out: Path) -> Path:
    import nbformat

    notebook = nbformat.read(solution, as_version=4)
    for cell in notebook.cells:
        cell.source = source_of(cell)
    out.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, out)
    return out


def with_functions(given: str, solution: str) -> str:
    """A cell with the functions of the solution, and all else as it was given."""
    functions, others = (
        [statement for statement in ast.parse(source).body if isinstance(statement, ast.FunctionDef) is wanted]
        for source, wanted in ((solution, True), (given, False))
    )
    return ast.unparse(ast.Module(functions + others, []))
