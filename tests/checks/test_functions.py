"""What is said about a student's function: the rule that it follows, an example, and what it does to its arguments."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checks import CheckFailed, Feedback, NotAnswered, expect_number, judge_function
from autograder.checks.functions import answers_alike, arguments_kept, call_of
from autograder.checks.judging import running
from autograder.checks.messages import Messages, messages_beside
from tests.course.graders.local import submission_of

LABELS = np.array([3, 1, 3])
CASES = [([float(number) for number in range(length)],) for length in (8, 3, 5)]
WRONG = {"sum": sum, "last": lambda values: values[-1], "rounded": lambda values: round(float(np.mean(values)))}


@pytest.fixture
def words(tmp_path: Any) -> Messages:
    told = "".join(f'["1.1"."{name}"]\nobserved = "{{call}} gives {{answer}}."\n' for name in (*WRONG, "other"))
    slow = '["1.1"."too slow"]\nobserved = "{took:.1f}"\n'
    general = '["1.1"]\nexpected = "The mean."\nwhy = "w"\nnext_step = "n"\n'
    (tmp_path / "messages.toml").write_text(general + told + slow)
    return messages_beside(tmp_path / "grader.py")


def verdict(words: Messages, function: Callable[..., Any], **more: Any) -> Feedback | None:
    try:
        with running("1.1", words):
            judge_function(
                submission_of({"mean": function}),
                "mean",
                CASES,
                right=np.mean,
                mistakes=WRONG,
                otherwise="other",
                answer=expect_number,
                **more,
            )
    except CheckFailed as problem:
        return problem.feedback
    return None


@pytest.mark.parametrize("right", [np.mean, lambda values: round(sum(values) / len(values), 4)])
def test_a_right_function_is_left_alone(words: Messages, right: Any) -> None:
    assert verdict(words, right) is None


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("sum", sum),
        ("last", lambda values: values[-1]),
        ("other", lambda values: 77.0),
        ("other", lambda values: np.mean(values) if len(values) < 8 else 0.0),  # nearly right, and no rule explains it
    ],
)
def test_the_rule_behind_wrong_answers_is_named(words: Messages, mistake: str, function: Any) -> None:
    feedback = verdict(words, function)
    assert feedback is not None
    assert feedback.mistake == mistake
    assert feedback.expected == "The mean."


def test_the_shortest_example_is_shown(words: Messages) -> None:
    feedback = verdict(words, sum)
    assert feedback is not None
    assert feedback.observed == "`mean([0.0, 1.0, 2.0])` gives 3."


def test_an_answer_of_another_kind(words: Messages) -> None:
    feedback = verdict(words, lambda values: "2")
    assert feedback is not None
    assert "is a number" in feedback.expected


def test_an_exception_is_told_as_it_is(words: Messages) -> None:
    feedback = verdict(words, lambda values: 1 / 0)
    assert feedback is not None
    assert "ZeroDivisionError" in feedback.observed


def test_a_stub_is_not_answered(words: Messages) -> None:
    with pytest.raises(NotAnswered):
        verdict(words, lambda values: ...)


def test_who_needs_too_long(words: Messages) -> None:
    feedback = verdict(words, np.mean, seconds=1e-9)
    assert feedback is not None
    assert feedback.mistake == "too slow"


def test_who_says_something_else_the_second_time() -> None:
    answers = itertools.chain([3.0], itertools.repeat(4.0))
    with pytest.raises(CheckFailed) as failed:
        answers_alike(submission_of({"f": lambda number: next(answers)}), "f", (3,), 3.0)
    assert "3 and then 4" in failed.value.feedback.observed
    assert failed.value.feedback.mistake == ""


def test_who_says_the_same_in_other_words_is_left_alone(words: Messages) -> None:
    with running("1.1", words):
        judge_function(
            submission_of({"sign": lambda number: "  Plus "}),
            "sign",
            [(3,), (4,)],
            right=lambda number: "plus",
            answer=lambda value, call: value.strip().lower(),
        )


def test_arguments_that_are_too_long_are_left_out_and_the_others_shown() -> None:
    assert call_of("f", ([1, 2], "a")) == "`f([1, 2], 'a')`"
    assert call_of("f", (list(range(99)), "a")) == "`f(…, 'a')`"


def _turned_in_place(labels: Any) -> Any:
    labels[:] = labels == 3
    return labels


def _sorted_and_put_back(values: list[int]) -> int:
    before = values.copy()
    values.sort()
    values[:] = before
    return 3


@pytest.mark.parametrize(
    ("honest", "argument"),
    [
        (lambda labels: (labels == 3).astype(int), LABELS),
        (lambda labels: labels, LABELS),
        (lambda values: sorted(values)[-1], [3, 1]),
        (_sorted_and_put_back, [3, 1]),
        (lambda history: history.update(loss=np.array(history.pop("loss"))), {"loss": [1.0, np.nan], "epoch": (1, 2)}),
    ],
)
def test_who_leaves_arguments_alone_is_left_alone(honest: Any, argument: Any) -> None:
    arguments_kept(submission_of({"f": honest}), "f", [(argument,)], ["values"])


@pytest.mark.parametrize(
    ("name", "spoils", "argument", "said"),
    [
        ("pops", lambda values: values.pop(), [1, 2, 3], "After `f([1, 2, 3])`, `values` is [1, 2]."),
        ("sorts", lambda values: values.sort(), [2, 1], "After `f([2, 1])`, `values` is [1, 2]."),
        ("is its argument", _turned_in_place, LABELS, "`values` is no longer what it was"),
        ("adds", lambda history: history.setdefault("best", 2), {"loss": [1.0]}, "'best': 2}"),
        ("long", lambda values: values.pop(), list(range(99)), "After `f(…)`, `values` is no longer what it was."),
        ("inside", lambda pairs: pairs[0].append(1), ([1], [2]), "`values` is no longer what it was"),
    ],
)
def test_who_changes_them_learns_it(name: str, spoils: Any, argument: Any, said: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        arguments_kept(submission_of({"f": spoils}), "f", [(argument,)], ["values"])
    assert said in failed.value.feedback.observed
    assert "leaves `values` unchanged" in failed.value.feedback.expected
    assert failed.value.feedback.mistake == "argument changed"


def test_a_change_is_seen_in_whichever_case_it_happens(words: Messages) -> None:
    """One that sorts where there is anything to sort, and whose answers are right all the same."""

    def highest(x: list[int]) -> int:
        if len(x) > 1:
            x.sort()
        return x[-1]

    submission = submission_of({"highest": highest})
    with pytest.raises(CheckFailed) as failed:
        judge_function(submission, "highest", [([4],), ([1, 2],), ([3, 2],)], right=lambda values: max(values))
    assert "After `highest([3, 2])`, `values` is [2, 3]" in failed.value.feedback.observed
    judge_function(submission, "highest", [([5, 2],)], right=lambda values: max(values))  # said once


def test_two_cases_that_are_alike_have_arguments_of_their_own(words: Messages) -> None:
    with pytest.raises(CheckFailed) as failed:
        judge_function(
            submission_of({"last": lambda x: x.pop()}), "last", [([1, 2],), ([1, 2],)], right=lambda values: values[-1]
        )
    assert failed.value.feedback.mistake == "argument changed"
