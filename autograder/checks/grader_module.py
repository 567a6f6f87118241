"""What a hidden grader's module is made of: graded checks, a leaderboard, and modules of its own beside it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import ParamSpec, Protocol, TypeVar

import pytest
from pydantic import BaseModel

from autograder.checks.judging import running
from autograder.checks.messages import messages_beside
from autograder.checks.questions import Questions
from autograder.checks.submission import Submission
from autograder.course.folder import THRESHOLDS
from autograder.course.toml_files import load_toml
from autograder.results import Check, Order

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=BaseModel)


def points(
    max_score: float,
    title: str,
    *,
    after: str = "",
    explained_by: tuple[str, ...] = (),
    passed: str = "",
    grader: str = "",
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a pytest function a check worth ``max_score`` points.

    What students read stands in the grader's ``messages.toml``, under the check's number.

    Args:
        max_score: points for passing.
        title: number and name, e.g. ``"2.3 The head matches its loss"``.
        after: number of the check that has to pass first; when it does not, this one is skipped and says so, so
            that one cause yields one message.
        explained_by: numbers of earlier checks whose failing would explain this one's. It is run all the same; when
            it fails, too, it points at the first of those instead of at itself.
        passed: what to tell a student who passes, where no file says it.
        grader: the grader's ``__file__``, if the function is not written there.

    Raises:
        CourseError: the file is not what it should be.
    """
    number, _, name = title.partition(" ")

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        messages = messages_beside(Path(grader or function.__code__.co_filename))

        @wraps(function)
        def check(*args: P.args, **kwargs: P.kwargs) -> R:
            with running(number, messages):
                return function(*args, **kwargs)

        marked = pytest.mark.check(
            Check(number, name, max_score),
            after=after,
            explained_by=explained_by,
            passed=passed or messages.passed(number),
        )
        return marked(check)

    return mark


def concept_question(grader: str, max_score: float, title: str) -> Callable[[Submission, Questions], None]:
    """A check of the answer to one question of ``questions.toml``.

    Args:
        grader: the grader's ``__file__``.
        max_score: points for the best answer.
        title: number and name; number ``1.5.1`` is about question ``1.5``.
    """
    task = title.partition(" ")[0].rpartition(".")[0]

    def check(submission: Submission, questions: Questions) -> None:
        questions.judge(task, submission.value(questions.variable(task)))

    return points(max_score, title, grader=grader)(check)


def calibrated(grader: str) -> dict[str, float]:
    """The thresholds that calibration has placed beside a grader, by their names.

    Args:
        grader: the grader's ``__file__``.
    """
    placed = json.loads(Path(grader).with_name(THRESHOLDS).read_text(encoding="utf-8"))
    return {name: float(entry["threshold"]) for name, entry in placed.items()}


class Leaderboard(Protocol):
    """What the fixture ``leaderboard`` is."""

    def __call__(self, name: str, value: float, order: Order = ...) -> None:
        """Publish a number.

        Raises:
            ValueError: see :class:`autograder.results.Rank`.
        """


def load_helper(grader: str, name: str) -> ModuleType:
    """Import ``grader_<name>.py`` for ``grader.py``: it travels with the grader and is as secret as it is.

    A plain import would not do: a grader belongs to no package.

    Args:
        grader: the grader's ``__file__``.
        name: what follows the grader's own name.

    Raises:
        ImportError: there is no such module, or it cannot be imported.
    """
    own = Path(grader)
    path = own.with_name(f"{own.stem}_{name}.py")
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ImportError(f"There is no {path.name} beside {own.name}.")
    module = module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def load_data(module: str, model: type[M]) -> M:
    """Read ``grader_<name>.toml`` for ``grader_<name>.py``: it is as secret as the grader, and travels with it.

    Args:
        module: the ``__file__`` of the grader's module that uses the data.
        model: what the file holds; its field names are the file's keys.

    Raises:
        CourseError: the file is missing, is not TOML, or does not fit the model.
    """
    return load_toml(Path(module).with_suffix(".toml"), model)
