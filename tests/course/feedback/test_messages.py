"""Every message that a student can see: short, easy to read, in words that were introduced, and with a next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course.feedback.messages import Kind, Message, all_messages
from tests.course.feedback.readability import reading_ease, says_what_to_do, words
from tests.course.feedback.terms import introduced, jargon

REPOSITORY = Path(__file__).resolve().parents[3]
MESSAGES = all_messages(REPOSITORY)
LONGEST = 160  # words
#: The lower end of Flesch's "plain English". Lower values come from long sentences and stacked nouns; a text about
#: probabilities and validation can keep to it, as all of these do.
EASE = 60
FEWEST = 12  # words, below which the formula says nothing
#: Whole messages. The others are parts of one, or too short for the formula.
WHOLE = (Kind.FEEDBACK, Kind.PUBLIC, Kind.HINT, Kind.EXPLANATION, Kind.REFUSAL, Kind.NOTE)


def of(*kinds: Kind) -> list[Message]:
    return [message for message in MESSAGES if message.kind in kinds]


def test_messages_are_found() -> None:
    """A reader that overlooks half of them would make the other tests easy."""
    least = {
        Kind.FEEDBACK: 140,
        Kind.PUBLIC: 140,
        Kind.HINT: 80,
        Kind.EXPLANATION: 20,
        Kind.PRAISE: 70,
        Kind.REFUSAL: 30,
    }
    for kind, number in least.items():
        assert len(of(kind)) >= number, kind
    texts = "\n".join(message.text for message in MESSAGES)
    for text in (
        "Freeze the whole base, not single layers, before `load_base` returns it.",  # a keyword argument
        "7 layers of the base can still be trained.",  # a value
        "Give the last layer one unit for each class.",  # a table
        "Python counts from 0, epochs are counted from 1. Add the difference.",  # a variable
        "is a PDF.",  # a file that cannot be read
    ):
        assert text in texts


@pytest.mark.parametrize("kind", Kind)
def test_short(kind: Kind) -> None:
    assert [str(message) for message in of(kind) if len(message.text.split()) > LONGEST] == []


@pytest.mark.parametrize("kind", WHOLE)
def test_easy_to_read(kind: Kind) -> None:
    hard = [
        f"{reading_ease(message.text):.0f} {message}"
        for message in of(kind)
        if len(words(message.text)) >= FEWEST and reading_ease(message.text) < EASE
    ]
    assert hard == []


def test_easy_on_the_whole() -> None:
    found = sorted(reading_ease(message.text) for message in of(*WHOLE))
    assert found[len(found) // 2] >= 75


@pytest.mark.parametrize("kind", [Kind.FEEDBACK, Kind.PUBLIC, Kind.REFUSAL])
def test_says_what_to_do_next(kind: Kind) -> None:
    silent = [
        str(message)
        for message in of(kind)
        if message.step is not None and not says_what_to_do(message.step or message.text)
    ]
    assert silent == []


@pytest.mark.parametrize("short", ["hw1", "hw2", "hw3", "hw4", "hw5"])
def test_no_term_before_its_notebook(short: str) -> None:
    known = introduced(REPOSITORY, short)
    teaching = of(Kind.FEEDBACK, Kind.PUBLIC, Kind.HINT, Kind.EXPLANATION, Kind.PRAISE, Kind.TEXT)
    strange = [
        f"{', '.join(found)} in {message}"
        for message in teaching
        if short in message.assignments and (found := jargon(message.text, known))
    ]
    assert strange == []


class TestTheMeasures:
    """The measures themselves: they let good texts through, and no others."""

    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("The cat sat on the mat.", 110, 122),  # 116 by hand: 6 words, 1 sentence, 6 syllables
            ("Regularisation methodologies facilitate generalisation characteristics.", -400, 0),
            ("Freeze the base before you train. Then only the head learns.", 85, 110),
        ],
    )
    def test_reading_ease(self, text: str, low: float, high: float) -> None:
        assert low < reading_ease(text) < high

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("The shape is wrong.", False),
            ("The shape is (2, 3).", False),
            ("`fit` gives nothing back.", False),
            ("The shape is wrong. Use `num_classes`.", True),
            ("The shape is wrong: give one number per class.", True),
            ("Which of the two do you believe?", True),
            ("They should be frozen.", True),
        ],
    )
    def test_what_to_do(self, text: str, said: bool) -> None:
        assert says_what_to_do(text) is said

    def test_jargon(self) -> None:
        known = frozenset({"loss"})
        assert jargon("The loss takes logits.", known) == ["logit"]
        assert jargon("Tell the loss `from_logits=True`.", known) == []
        assert jargon("One more number, called bias.", known) == []
        assert "cross-entropy" in introduced(REPOSITORY, "hw2")
        assert "overfitting" not in introduced(REPOSITORY, "hw1")
