"""No message is dead: each one that a grader has words for is said to some submission of the corpus, or in a test."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.checks import CheckFailed, Feedback, Scored
from autograder.checks.judging import running
from autograder.checks.messages import PARTS, Messages, messages_beside
from autograder.course import course_folder
from tests.course.loading import load_grader

HW4 = "hw4_overfitting"
GRADER = load_grader(HW4)
HISTORIES = GRADER.histories
Diagnosis, FAMILIES = HISTORIES.Diagnosis, HISTORIES.FAMILIES.values()
LEAST = 5  # characters of a message that have to be in what a case asks for


def messages_of(name: str) -> Messages:
    return messages_beside(Path(course_folder().files(name).grader))


def keys(messages: Messages) -> Iterator[tuple[str, str]]:
    return ((place, key) for place, group in messages.own.items() for key in group.mistakes)


def fragments(messages: Messages, place: str, key: str) -> list[str]:
    """What stands between the fields of a message: its own words, its check's or fact's, and those that all share."""
    groups = [messages.own[place], *messages.shared.values()]
    words: list[Any] = [messages.own[place], *(group.mistakes[key] for group in groups if key in group.mistakes)]
    texts = [text for one in words for part in PARTS if (text := getattr(one, part))]
    literals = [literal.strip() for text in texts for literal, *_ in string.Formatter().parse(text)]
    return [literal for literal in literals if len(literal) >= LEAST]


def asked_for(case: Case, messages: Messages, place: str, key: str) -> bool:
    """Whether a case of the corpus has to be told this."""
    is_check = place[0].isdigit()
    here = place in case.fails if is_check else bool(case.fails)
    return here and any(case.says in text or text in case.says for text in fragments(messages, place, key))


def told_in_4_3(truth: Any, family: Any, called: str) -> Feedback | None:
    """What a student reads whose function gives another answer for one family."""
    diagnosed = [
        (member, called if one is family else one.diagnosis.value)
        for one in FAMILIES
        for member in HISTORIES.members(one, GRADER.PER_FAMILY, 5)
    ]
    number = {diagnosis: f"4.3.{place}" for place, diagnosis in enumerate(Diagnosis, start=1)}[truth]
    with running(number, messages_of(HW4)):
        try:
            GRADER._told_from_others(truth, diagnosed)
        except CheckFailed as problem:
            return problem.feedback
    return None


def families_called(key: str) -> Iterator[tuple[Any, str]]:
    """Families, and a wrong name for each, to which a message of ``[mistaken]`` may belong."""
    first, _, called = key.partition(" called ")
    names = [diagnosis.value for diagnosis in Diagnosis]
    for family in FAMILIES:
        for name in [called] if called in names else names:
            kind = family.name.replace("_", " ")
            if name != family.diagnosis.value and first in (kind, family.diagnosis.value, key):
                yield family, name


def said_in_4_3(key: str) -> bool:
    wanted = messages_of(HW4).own["mistaken"].mistakes[key]
    for family, name in families_called(key):
        feedback = told_in_4_3(family.diagnosis, family, name)
        if feedback and feedback.why == wanted.why:
            return True
    return False


#: In tests of their own: below, or elsewhere where it says so.
ELSEWHERE = {
    (HW4, "4.8.3", "large gap"),
    (HW4, "good_enough", "overfitting"),
}


@pytest.mark.parametrize("name", ["hw2_build_head", HW4])
def test_each_message_is_said_to_somebody(name: str) -> None:
    messages, cases = messages_of(name), [case for case in load_cases(name) if not case.valid]
    dead = [
        f"{place}, {key}"
        for place, key in keys(messages)
        if place != "mistaken"
        and (name, place, key) not in ELSEWHERE
        and not any(asked_for(case, messages, place, key) for case in cases)
    ]
    assert dead == []


@pytest.mark.parametrize("key", messages_of(HW4).own["mistaken"].mistakes)
def test_each_message_about_a_diagnosis_is_said(key: str) -> None:
    assert said_in_4_3(key)


def test_a_model_that_is_right_in_training_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = {"few": Scored(1.0, 0.05), "hidden": Scored(0.3, 4.0)}
    model = SimpleNamespace(score=scores.__getitem__, shown=lambda pictures: 0)
    monkeypatch.setattr(GRADER, "_repaired", lambda submission, hidden: model)
    for fact in ("not_leaked", "own_history"):
        monkeypatch.setattr(GRADER, fact, lambda *args: None)
    work = SimpleNamespace(history=lambda name: None)
    pictures = SimpleNamespace(train=None, validation=None)
    with pytest.raises(CheckFailed) as failed:
        GRADER.test_accuracy(work, "hidden", pictures, "few", lambda text: None)
    assert failed.value.feedback.mistake == "overfitting"
    assert "classifies 30.0% of them correctly, and 100% of its training pictures" in failed.value.feedback.observed


def test_a_model_that_has_learned_little_gets_nothing_for_its_small_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same is said as about its accuracy, so it is said once."""
    scores = {"few": Scored(0.4, 1.3), "hidden": Scored(0.35, 1.4)}
    model = SimpleNamespace(score=scores.__getitem__)
    monkeypatch.setattr(GRADER, "_repaired", lambda submission, hidden: model)
    with pytest.raises(CheckFailed) as gap:
        GRADER.test_small_gap(None, "hidden", "few", lambda text: None)
    with pytest.raises(CheckFailed) as accuracy, running("4.8.2", messages_of(HW4)):
        GRADER._good_enough(model, "hidden", "few")
    assert gap.value.feedback == accuracy.value.feedback
    assert gap.value.feedback.mistake == "underfitting"


def test_the_gap_of_a_model_that_is_good_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most models with such a gap have too high a loss as well."""
    scores = {"few": Scored(1.0, 0.05), "hidden": Scored(0.7, 1.2)}
    model = SimpleNamespace(score=scores.__getitem__)
    monkeypatch.setattr(GRADER, "_repaired", lambda submission, hidden: model)
    with pytest.raises(CheckFailed) as failed:
        GRADER.test_small_gap(None, "hidden", "few", lambda text: None)
    assert "It is 0.05 on the training pictures and 1.20 on new ones." in failed.value.feedback.observed
