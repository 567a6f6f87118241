"""A grader and a student's work in one process, without walls: for work of our own, many times a second."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import Any

import pytest

from autograder.checks import MOBILENET_V2, CheckFailed, Feedback, Network, NotAnswered, Submission
from autograder.engine.calling import called_each
from autograder.exchange.frames import Frame, Handle, decode, encode
from autograder.exchange.models import (
    UnsafeModel,
    Unsupported,
    export_history,
    export_model,
    rebuild_history,
    rebuild_model,
)

STUB = Feedback("an answer", "the stub", "", "")


def submission_of(work: dict[str, Any], network: Network = MOBILENET_V2) -> Submission:
    """Functions and values by their names, as a grader sees them: only data crosses, here, too."""

    kept: list[Any] = []  # models, which the grader may hand back by number

    def live(value: Any) -> Any:
        return kept[value.number] if isinstance(value, Handle) else value

    def ask(frame: Frame) -> Frame:
        request = decode(frame)
        target = work.get(request["name"])
        try:
            if request["ask"] == "value":
                answer = target
            elif request["ask"] == "call":
                arguments = [live(value) for value in request["args"]]
                answer = target(*arguments, **{key: live(value) for key, value in request["kwargs"].items()})
            else:
                namespace = getattr(target, "__globals__", {})
                answer = called_each(target, request["rows"], request["instead"], namespace)
            number = -1
            if _is_model(answer):
                kept.append(answer)
                number = len(kept) - 1
            return encode({"ok": answer, "handle": number}, _take_apart)
        except (Exception, Unsupported) as problem:
            return encode({"error": {"observed": f"{type(problem).__name__}: {problem}", "why": "w", "next_step": "n"}})

    return Submission(ask, _put_together, network=network)


def _is_model(value: Any) -> bool:
    import keras

    return isinstance(value, keras.Model)


def _take_apart(value: Any) -> tuple[str, Any] | None:
    import keras

    if isinstance(value, keras.callbacks.History):
        return "history", export_history(value)
    return ("model", export_model(value)) if _is_model(value) else None


def _put_together(kind: str, data: Any) -> Any:
    return {"model": rebuild_model, "history": rebuild_history}[kind](data)


def failures(
    grader: ModuleType, tasks: Collection[str], fixtures: dict[str, Any], *, all_of_them: bool = True
) -> dict[str, Feedback]:
    """What the checks of some tasks say where they fail, by their numbers; one cause has one message.

    Args:
        grader: a hidden grader, as a module.
        tasks: the beginning of the checks' numbers, such as ``"4.1"``.
        fixtures: what checks ask for by name, with ``submission``; the module's own are added.
        all_of_them: else only the first.
    """
    found: dict[str, Feedback] = {}
    failed: set[str] = set()
    given = {"remark": lambda text: None, **fixtures}
    for number, mark, check in checks(grader):
        if not any(f"{number}.".startswith(f"{task}.") for task in tasks):
            continue
        if mark.kwargs["after"] in failed:
            failed.add(number)
            continue
        try:
            check(*(_fixture(grader, name, given) for name in inspect.signature(check).parameters))
        except (CheckFailed, NotAnswered, UnsafeModel) as problem:
            told = problem.feedback if isinstance(problem, CheckFailed) else STUB
            if not failed.intersection(mark.kwargs["explained_by"]) and told not in found.values():
                found[number] = told
            failed.add(number)
            if not all_of_them:
                break
    return found


def checks(grader: ModuleType) -> Iterator[tuple[str, pytest.Mark, Callable[..., None]]]:
    """The checks of a grader, with their numbers and marks, in their order."""
    for value in vars(grader).values():
        for mark in getattr(value, "pytestmark", ()):
            if mark.name == "check":
                yield mark.args[0].number, mark, value


def _fixture(grader: ModuleType, name: str, given: dict[str, Any]) -> Any:
    if name not in given:
        make = getattr(grader, name)
        make = getattr(make, "_fixture_function", None) or make.__wrapped__  # pytest before 8.4 has the latter
        given[name] = make(*(_fixture(grader, other, given) for other in inspect.signature(make).parameters))
    return given[name]
