"""Deriving and grading the mutants of an assignment, several at a time."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assurance.corpus.cases import counts, shortened_training
from autograder.assurance.corpus.run import grade_notebooks
from autograder.assurance.mutation.judging import Fate, argument_for, load_arguments
from autograder.assurance.mutation.mutants import Mutant, derive, keep_answers, sources, write_mutant
from autograder.assurance.mutation.operators import OPERATORS, Operator
from autograder.authoring.build import Notebooks, build_notebooks
from autograder.authoring.kit import local_kit
from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.results import Status
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
    tasks: Sequence[str] = (),
    limit: int | None = None,
    jobs: int | None = None,
    on_start: Callable[[int], None] = lambda count: None,
) -> Iterator[Fate]:
    """Derive mutants of the reference and grade them; they come in the order in which they are through.

    First each task's answers stand alone, with no more than the functions of the others: the checks that the reference
    passes so are enough for most mutants. What they do not notice is graded in the whole notebook, with the training
    shortened as for the corpus. What is not noticed then, and not argued for, is graded once more with the whole
    training; so is a mutant in a cell that the short training replaces.

    Args:
        assignment: which.
        operators: what to try.
        tasks: numbers of those whose answers are changed; by default all.
        limit: how many mutants, drawn from all; by default all.
        jobs: how many are graded at a time; by default one for each processor.
        on_start: told how many mutants there are.

    Raises:
        AutograderError: the assignment cannot be built, or nothing in it can be changed so.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-mutation-") as name:
        folder = Path(name)
        notebooks = build_notebooks(assignment, folder / "reference")
        mutants = sample(_in_tasks(derive(notebooks, operators), tasks), limit)
        on_start(len(mutants))
        yield from _Trial(assignment, notebooks, folder, jobs).fates(mutants)


def _in_tasks(mutants: Sequence[Mutant], tasks: Sequence[str]) -> list[Mutant]:
    known = dict.fromkeys(mutant.task for mutant in mutants)
    for task in tasks:
        if task not in known:
            raise AutograderError(f"There are no mutants of task {task!r}.", f"There are some of {', '.join(known)}.")
    return [mutant for mutant in mutants if not tasks or mutant.task in tasks]


@dataclass(frozen=True)
class _Ground:
    """What the cells of mutants are put into.

    Attributes:
        notebook: the reference, or as much of it as is needed.
        left_out: checks that mean nothing then.
    """

    notebook: Path
    left_out: tuple[str, ...] = ()


class _Trial:
    """All mutants of one assignment before its graders."""

    def __init__(self, assignment: Assignment, notebooks: Notebooks, folder: Path, jobs: int | None) -> None:
        self.assignment = assignment
        self.folder = folder
        self.jobs = jobs
        self.arguments = load_arguments(assignment.name)
        shortened = shortened_training(assignment.name)
        self.student = notebooks.student
        self.whole = _Ground(notebooks.solution)
        short = patch_notebook(notebooks.solution, shortened.patch, folder / "short.ipynb")
        self.short = _Ground(short, shortened.left_out)

    def fates(self, mutants: Sequence[Mutant]) -> Iterator[Fate]:
        replaced = replaced_cells(self.whole.notebook, self.short.notebook)
        again = [mutant for mutant in mutants if mutant.cell in replaced]
        first = [mutant for mutant in mutants if mutant.cell not in replaced]
        alone = self._alone(dict.fromkeys(mutant.task for mutant in first))
        then = [mutant for mutant in first if mutant.task not in alone]
        for fate in self._grade([(mutant, alone[mutant.task]) for mutant in first if mutant.task in alone]):
            if fate.killed:
                yield fate
            else:
                then.append(fate.mutant)
        for fate in self._grade([(mutant, self.short) for mutant in then]):
            if fate.killed or fate.argument or not self.short.left_out:
                yield fate
            else:
                again.append(fate.mutant)
        yield from self._grade([(mutant, self.whole) for mutant in again])

    def _alone(self, tasks: Iterable[str]) -> dict[str, _Ground]:
        """The reference as it is for the mutants of a task, by tasks, where some of its checks pass even so.

        Most of the time goes into training, and most functions can be judged without that of other tasks.
        """
        paths = {
            task: keep_answers(
                self.short.notebook, self.student, task, self.folder / "alone" / task / self.student.name
            )
            for task in tasks
        }
        grounds = {}
        for task, report in grade_notebooks(local_kit(self.assignment), paths, self.folder, jobs=self.jobs):
            passed = {outcome.check.number for outcome in report.outcomes if outcome.status is Status.PASSED}
            own = {number for number in passed if counts(number, self.short.left_out) and not counts(number, (task,))}
            if own and not report.error and not report.faults:
                numbers = {outcome.check.number for outcome in report.outcomes}
                grounds[task] = _Ground(paths[task], left_out=tuple(sorted(numbers - own)))
        return grounds

    def _grade(self, pairs: Sequence[tuple[Mutant, _Ground]]) -> Iterator[Fate]:
        if not pairs:
            return
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            paths = {
                str(number): write_mutant(ground.notebook, mutant, Path(name) / str(number) / self.student.name)
                for number, (mutant, ground) in enumerate(pairs)
            }
            for key, report in grade_notebooks(local_kit(self.assignment), paths, Path(name), jobs=self.jobs):
                mutant, ground = pairs[int(key)]
                yield Fate(mutant, report, ground.left_out, argument_for(mutant, self.arguments))


def replaced_cells(before: Path, after: Path) -> frozenset[str]:
    """Ids of the cells of a notebook that are others, or none, in another one that was made from it."""
    new = sources(after)
    return frozenset(key for key, source in sources(before).items() if new.get(key) != source)
