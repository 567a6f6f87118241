"""Deriving and grading the mutants of an assignment, several at a time."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from autograder.authoring.build import Notebooks, build_notebooks
from autograder.authoring.kit import local_kit
from autograder.corpus.cases import Shortened, shortened_training
from autograder.corpus.run import grade_notebooks
from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.mutation.judging import Fate, argument_for, load_arguments
from autograder.mutation.mutants import Mutant, derive, write_mutant
from autograder.mutation.operators import OPERATORS, Operator
from autograder.submissions.patching import patch_notebook

SEED = 5  # of the sample, so that the same limit always takes the same mutants


def find_operators(names: Sequence[str]) -> tuple[Operator, ...]:
    """Operators by their names; all of them where no name is given.

    Raises:
        AutograderError: there is no operator of such a name.
    """
    known = {operator.name: operator for operator in OPERATORS}
    for name in names:
        if name not in known:
            raise AutograderError(f"There is no operator {name!r}.", f"Known: {', '.join(known)}.")
    return tuple(known[name] for name in names) if names else OPERATORS


def sample(mutants: Sequence[Mutant], limit: int | None) -> list[Mutant]:
    """``limit`` of the mutants, drawn by chance that is the same each time, in their order; all without a limit."""
    if limit is None or limit >= len(mutants):
        return list(mutants)
    return [mutants[place] for place in sorted(random.Random(SEED).sample(range(len(mutants)), limit))]


def mutate(
    assignment: Assignment,
    *,
    operators: Sequence[Operator] = OPERATORS,
    limit: int | None = None,
    jobs: int | None = None,
    on_start: Callable[[int], None] = lambda count: None,
) -> Iterator[Fate]:
    """Derive mutants of the reference and grade them; they come in the order in which they are through.

    The training is shortened as for the corpus. A mutant that is not noticed then, and not argued for, is graded once
    more with the whole training; so is one in a cell that the short training replaces.

    Args:
        assignment: which.
        operators: what to try.
        limit: how many mutants, drawn from all; by default all.
        jobs: how many are graded at a time; by default one for each processor.
        on_start: told how many mutants there are.

    Raises:
        AutograderError: the assignment cannot be built.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-mutation-") as name:
        folder = Path(name)
        notebooks = build_notebooks(assignment, folder / "reference")
        mutants = sample(derive(notebooks, operators), limit)
        on_start(len(mutants))
        yield from _Trial(assignment, notebooks, folder, jobs).fates(mutants)


class _Trial:
    """All mutants of one assignment before its graders."""

    def __init__(self, assignment: Assignment, notebooks: Notebooks, folder: Path, jobs: int | None) -> None:
        self.assignment = assignment
        self.notebooks = notebooks
        self.folder = folder
        self.jobs = jobs
        self.arguments = load_arguments(assignment.name)

    def fates(self, mutants: Sequence[Mutant]) -> Iterator[Fate]:
        shortened = shortened_training(self.assignment.name)
        replaced = replaced_cells(self.notebooks.solution, shortened.patch, self.folder / "replaced.ipynb")
        again = [mutant for mutant in mutants if mutant.cell in replaced]
        for fate in self._grade([mutant for mutant in mutants if mutant.cell not in replaced], shortened):
            if fate.killed or fate.argument or not shortened.left_out:
                yield fate
            else:
                again.append(fate.mutant)
        yield from self._grade(again, Shortened())

    def _grade(self, mutants: Sequence[Mutant], shortened: Shortened) -> Iterator[Fate]:
        paths = {}
        for number, mutant in enumerate(mutants):
            path = self.folder / ("short" if shortened.patch else "whole") / str(number) / self.notebooks.student.name
            write_mutant(self.notebooks.solution, mutant, path)
            paths[str(number)] = patch_notebook(path, shortened.patch, path)
        for key, report in grade_notebooks(local_kit(self.assignment), paths, self.folder, jobs=self.jobs):
            mutant = mutants[int(key)]
            yield Fate(mutant, report, shortened.left_out, argument_for(mutant, self.arguments))


def replaced_cells(solution: Path, patch: str, out: Path) -> frozenset[str]:
    """Ids of the cells of ``solution`` that a patch, written to ``out``, replaces or removes."""
    import nbformat

    before, after = (
        {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
        for path in (solution, patch_notebook(solution, patch, out))
    )
    return frozenset(key for key, source in before.items() if after.get(key) != source)
