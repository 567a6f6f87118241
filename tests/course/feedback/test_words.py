"""Words and graders fit together: whatever a check can say has words, and no words are left that nobody says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder.checks import Problem, Scaling
from autograder.checks.messages import PARTS, Group, messages_beside
from autograder.checks.model_facts import _SCALINGS
from autograder.checks.preprocessing import PREPARATIONS
from tests.course.feedback.words_used import LIBRARY, Said, said_by, said_by_facts

REPOSITORY = Path(__file__).resolve().parents[3]
GRADERS = [path.with_name("grader.py") for path in sorted((REPOSITORY / "solutions").glob("*/messages.toml"))]
graders = pytest.mark.parametrize("grader", GRADERS, ids=lambda path: path.parent.name)


def unfit(said: list[Said]) -> list[str]:
    """What lacks words, or has words with fields that the code does not give."""
    return [
        str(one)
        for one in said
        if one.template is None
        or set(one.template.parts) != set(PARTS)
        or (one.fields is not None and not one.template.fields <= one.fields)
    ]


def sentences(groups: Mapping[str, Group]) -> Iterator[tuple[str, str]]:
    """Every sentence of a file about a mistake, with its keys."""
    for name, group in groups.items():
        for key, words in ((name, group), *((f"{name}, {key}", words) for key, words in group.mistakes.items())):
            yield from ((f"{key}, {part}", getattr(words, part)) for part in PARTS if getattr(words, part))


def unused(groups: Mapping[str, Group], said: list[Said]) -> list[str]:
    """Sentences that nobody reads, and mistakes that nobody makes."""
    read = {text for one in said if one.template for text in one.template.parts.values()}
    made = {(place, one.mistake) for one in said for place in (one.check, one.fact)}
    dead = [f"{name}, {key}" for name, group in groups.items() for key in group.mistakes if (name, key) not in made]
    return dead + [where for where, text in sentences(groups) if text not in read]


@graders
def test_whatever_a_check_says_has_words(grader: Path) -> None:
    assert unfit(said_by(grader)) == []


@graders
def test_no_words_are_left_over(grader: Path) -> None:
    own = messages_beside(grader).own
    checks = {one.check for one in said_by(grader)}
    assert unused(own, said_by(grader)) == []
    assert {name for name, group in own.items() if group.passed} >= checks


def test_whatever_a_fact_says_has_words() -> None:
    """By itself, too, so that another grader can state it."""
    said = said_by_facts()
    assert len(said) >= 50
    assert unfit(said) == []


def test_no_shared_words_are_left_over() -> None:
    functions = {"judge_function": {"wrong answer", "too slow"}}  # where no grader has words of its own
    shared = dict(messages_beside(LIBRARY / "messages.py").shared)
    assert set(shared.pop("judge_function").mistakes) == functions["judge_function"]
    assert unused(shared, said_by_facts()) == []


def test_mistakes_that_are_looked_up_have_words() -> None:
    shared = messages_beside(LIBRARY / "messages.py").shared
    assert {problem.name.lower() for problem in Problem} - {"none"} == set(shared["loss_fits"].mistakes)
    assert set(_SCALINGS) == set(Scaling)
    ways = {
        Scaling.SYMMETRIC: "scaled",
        Scaling.RAW: "scaled_inside",
        Scaling.UNIT: "scaled_to_one",
        Scaling.CAFFE: "scaled_as_in_caffe",
        Scaling.TORCH: "scaled_as_in_torch",
    }
    assert set(ways) == set(PREPARATIONS)
    for wanted, group in ways.items():
        named = {name for found, name in _SCALINGS.items() if found is not wanted}
        assert named <= set(shared[group].mistakes), group


def test_words_can_be_filled_in() -> None:
    for said in [*said_by_facts(), *(one for grader in GRADERS for one in said_by(grader))]:
        assert said.template is not None
        feedback = said.template.filled(dict.fromkeys(said.template.fields, 7))
        assert all(getattr(feedback, part) for part in PARTS)
