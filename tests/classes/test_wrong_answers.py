"""The most frequent wrong answers to each check, without a hint at whose they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classes.official import GradedAttempt
from autograder.classes.people import HandedIn, Student
from autograder.classes.wrong_answers import WrongAnswer, WrongAnswers, anonymous, observed
from autograder.results import Check, Outcome, Report, Status

CHECK = Check("1.1", "The gap", 2)
ADA = Student("s123456", "Ada Lovelace", "ada@example.org")


def failed(text: str, *, status: Status = Status.FAILED, mistake: str = "", student: Student = ADA) -> GradedAttempt:
    outcome = Outcome(CHECK, status, 0, f"**Expected:** x\n\n**Observed:** {text}\n\n**Next step:** y", mistake)
    return GradedAttempt(HandedIn((student,), Path("a")), "d", Report("x", "hw9_toy", [outcome]))


def most_frequent(*attempts: GradedAttempt) -> tuple[WrongAnswer, ...]:
    answers = WrongAnswers()
    for attempt in attempts:
        answers.add(attempt)
    return answers.most_frequent("1.1")


def test_three_are_shown_the_most_frequent_first() -> None:
    texts = ["one", "two", "two", "three", "three", "three", "four", "four", "four", "four"]
    assert most_frequent(*map(failed, texts)) == (
        WrongAnswer("four", 4),
        WrongAnswer("three", 3),
        WrongAnswer("two", 2),
    )


def test_answers_that_differ_in_numbers_alone_are_one() -> None:
    found = most_frequent(*map(failed, ["It gives 0.41.", "It gives -3e-05.", "It gives 0.41.", "It is a list."]))
    assert found == (WrongAnswer("It gives 0.41.", 3), WrongAnswer("It is a list.", 1))


def test_the_same_words_about_two_mistakes_are_two_answers() -> None:
    assert len(most_frequent(failed("It is 1.", mistake="a"), failed("It is 2.", mistake="b"))) == 2


@pytest.mark.parametrize("status", [Status.PASSED, Status.UNANSWERED, Status.SKIPPED, Status.ERROR])
def test_only_what_failed_is_an_answer(status: Status) -> None:
    assert most_frequent(failed("x", status=status)) == ()


def test_what_is_shown_is_what_was_observed() -> None:
    assert observed(failed("`a` is **3**.").report.outcomes[0]) == "a is 3."
    assert observed(Outcome(CHECK, Status.FAILED, 0, "No titles.\n\nMore.")) == "No titles."
    assert observed(Outcome(CHECK, Status.FAILED, 0)) == ""
    assert len(observed(failed("long " * 200).report.outcomes[0])) == 300


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`author` is 'Ada Lovelace'", "`author` is '… …'"),
        ("ada_lovelace is missing", "…_… is missing"),
        ("No adaptation took place", "No adaptation took place"),
        ("/home/ada77/hw2/x.h5 is missing", "/home/…/hw2/x.h5 is missing"),
        ("C:\\Users\\bob\\x is missing", "C:\\Users\\…\\x is missing"),
        ("'bo.ek@uni.example' and s123456", "'…' and …"),
        ("the shape is (3, 3)", "the shape is (3, 3)"),
    ],
)
def test_nobody_is_named(text: str, shown: str) -> None:
    assert anonymous(text, [ADA]) == shown


def test_short_names_and_ids_are_words_of_everybody() -> None:
    assert anonymous("Is 3 of 3 in a list", [Student("3", "Is Of")]) == "Is 3 of 3 in a list"
