"""Which mutants the graders notice, and the arguments for those that they need not notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from autograder.assurance.corpus.cases import counts
from autograder.assurance.mutation.mutants import Mutant
from autograder.course import CourseFolder, course_folder
from autograder.course.toml_files import load_toml
from autograder.results import Outcome, Report, Status


class Argument(BaseModel):
    """Why some mutants are right answers, too.

    Attributes:
        task: the task whose answer they change.
        change: a regular expression; it is found in the lines that differ.
        operator: the name of the operator that makes them; any, where it is empty.
        reason: the argument, for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    change: str
    operator: str = ""
    reason: str

    @field_validator("change")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as problem:
            raise ValueError(f"this is no regular expression: {problem}") from problem
        return value

    def fits(self, mutant: Mutant) -> bool:
        """Whether it is about this mutant."""
        return (
            mutant.task == self.task
            and self.operator in ("", mutant.operator)
            and re.search(self.change, mutant.change) is not None
        )


class _Arguments(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    equivalent: tuple[Argument, ...] = ()


def load_arguments(assignment: str, course: CourseFolder | None = None) -> tuple[Argument, ...]:
    """The arguments in ``equivalents.toml`` of an assignment's corpus; none where there is no such file.

    Args:
        assignment: full name.
        course: by default the one that we work on.

    Raises:
        CourseError: the file is not as it should be.
    """
    path = (course or course_folder()).files(assignment).equivalents
    return load_toml(path, _Arguments).equivalent if path.exists() else ()


def argument_for(mutant: Mutant, arguments: Sequence[Argument]) -> Argument | None:
    """The first argument that is about a mutant."""
    return next((argument for argument in arguments if argument.fits(mutant)), None)


@dataclass(frozen=True)
class Fate:
    """What became of a mutant.

    Attributes:
        mutant: which.
        report: of the latest grading.
        left_out: checks that meant nothing in it, because the training was shortened.
        argument: why it may survive, where somebody has argued so.
    """

    mutant: Mutant
    report: Report
    left_out: tuple[str, ...] = ()
    argument: Argument | None = None

    @cached_property
    def noticed(self) -> tuple[Outcome, ...]:
        """The checks that it does not pass."""
        return tuple(
            outcome
            for outcome in self.report.outcomes
            if outcome.status is not Status.PASSED and counts(outcome.check.number, self.left_out)
        )

    @property
    def faulty(self) -> bool:
        """Whether the grader has a fault, which says nothing about the mutant."""
        return bool(self.report.faults) or any(outcome.status is Status.ERROR for outcome in self.noticed)

    @property
    def killed(self) -> bool:
        """Whether the graders notice that it is wrong."""
        return not self.faulty and bool(self.report.error or self.noticed)

    @property
    def killer(self) -> str:
        """The number of the check that says so; empty where it could not be graded at all."""
        first = sorted(self.noticed, key=lambda outcome: outcome.status is not Status.FAILED)
        return first[0].check.number if first else ""


def totals(fates: Iterable[Fate]) -> dict[str, Any]:
    """What ``autograder mutate --json`` prints last.

    The score is, as is usual for mutants, the share of killed ones among those that are no right answers.
    """
    everything = list(fates)
    survivors = [fate for fate in everything if not fate.killed]
    explained = sum(fate.argument is not None for fate in survivors)
    killed, wrong = len(everything) - len(survivors), len(everything) - explained
    return {
        "mutants": len(everything),
        "killed": killed,
        "survivors": len(survivors),
        "explained": explained,
        "faulty": sum(fate.faulty for fate in survivors),
        "score": round(killed / wrong, 3) if wrong else 1.0,
    }
