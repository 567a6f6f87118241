"""Concept questions as instructors write them: ``questions.toml`` of an assignment, validated on load.

Students receive a question and its choices, never which one is right nor why. A question may also be answered in one's
own words, for a person to read; students never receive its rubric.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeFloat,
    StringConstraints,
    ValidationError,
    model_validator,
)

from autograder.course.toml_files import Misplaced, load_toml
from autograder.errors import CourseError


def _in_one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


# Together they have to stay within what a student reads: about 160 words.
Text = Annotated[str, BeforeValidator(_in_one_line), StringConstraints(min_length=1, max_length=250)]
Explanation = Annotated[str, BeforeValidator(_in_one_line), StringConstraints(min_length=1, max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Strict):
    """One answer that can be chosen.

    Attributes:
        code: what students write; it never changes, and says nothing about being right.
        text: the answer.
        explanation: why it is right or wrong, for a student who chose it; read after grading only.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9]$")
    text: Text
    explanation: Explanation


class Question(_Strict):
    """A question with one right choice.

    Attributes:
        id: the task that asks it, such as ``"1.5"``.
        question: what is asked.
        choices: in the order in which they are written; students see another one unless ``shuffle`` is off.
        right: the code of the right choice.
        shuffle: whether the order may change; not for choices such as "all of these".
    """

    id: str = Field(pattern=r"^\d+\.\d+$")
    question: Explanation
    right: str
    shuffle: bool = True
    choices: tuple[Choice, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _consistent(self) -> Question:
        codes = [choice.code for choice in self.choices]
        texts = [as_compared(choice.text) for choice in self.choices]
        if len(set(codes)) < len(codes) or len(set(texts)) < len(texts):
            raise ValueError(f"two choices of question {self.id} have the same code or text")
        if self.right not in codes:
            raise Misplaced(f"{self.right!r} is not the code of a choice of question {self.id}", "right")
        return self

    @property
    def variable(self) -> str:
        """Where a student writes the answer, such as ``"answer_1_5"``."""
        return f"answer_{self.id.replace('.', '_')}"

    def codes_for(self, who: str) -> dict[str, str]:
        """The code that a student sees for each choice, by the code in the file."""
        codes = [choice.code for choice in self.choices]
        return own_codes(who, self.id, codes) if who.strip() else {code: code for code in codes}

    def chosen(self, answer: str, who: str = "") -> Choice | None:
        """The choice that an answer names by its code or its whole text, however it is written.

        Args:
            answer: what the student wrote.
            who: the student, whose own codes count as well.
        """
        wanted, own = as_compared(answer), self.codes_for(who)
        return next(
            (one for one in self.choices if wanted in (one.code, own[one.code], as_compared(one.text))),
            None,
        )

    def public(self, attempts: int = 0) -> dict[str, Any]:
        """What students may see; unless the order matters, it is not the one in which the choices were written.

        Args:
            attempts: how many different answers have a verdict before the due date; 0 for any number.
        """
        shown = sorted(self.choices, key=lambda choice: choice.code) if self.shuffle else self.choices
        return {
            "question": self.question,
            "choices": {choice.code: choice.text for choice in shown},
            "shuffle": self.shuffle,
            "attempts": attempts,
        }


class WrittenQuestion(_Strict):
    """A question that is answered in words and marked by a person.

    Attributes:
        id: the task that asks it, such as ``"4.9"``.
        manual: always true; it tells these questions from those with choices.
        points: that can be given, besides those of the hidden checks.
        question: what is asked.
        rubric: what to look for, a line each; for the person who marks.
    """

    id: str = Field(pattern=r"^\d+\.\d+$")
    manual: Literal[True]
    points: NonNegativeFloat = 0
    question: Explanation
    rubric: tuple[Text, ...] = ()

    @property
    def variable(self) -> str:
        """Where a student writes the answer, such as ``"answer_4_9"``."""
        return f"answer_{self.id.replace('.', '_')}"

    def public(self) -> dict[str, Any]:
        """What students may see."""
        return {"question": self.question, "written": True, "points": self.points}


class QuestionFile(_Strict):
    """All questions of a file: in TOML each is a ``[[question]]``, and those for a person have ``manual = true``."""

    question: tuple[Question, ...] = ()
    written: tuple[WrittenQuestion, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, data: Any) -> Any:
        entries = data.get("question") if isinstance(data, dict) else None
        if not isinstance(entries, (list, tuple)):
            return data
        written: list[WrittenQuestion] = []
        for position, entry in enumerate(entries):
            if not isinstance(entry, dict) or "manual" not in entry:
                if written:
                    raise Misplaced("a question with choices comes after one with manual = true", "question", position)
                continue
            try:
                written.append(WrittenQuestion.model_validate(entry))
            except ValidationError as problem:
                first = problem.errors()[0]
                raise Misplaced(first["msg"], "question", position, *first["loc"]) from problem
        if not written:
            return data
        choices = [entry for entry in entries if not (isinstance(entry, dict) and "manual" in entry)]
        return {**data, "question": choices, "written": [*data.get("written", ()), *written]}

    @model_validator(mode="after")
    def _each_once(self) -> QuestionFile:
        ids = [*(question.id for question in self.question), *(question.id for question in self.written)]
        for position, name in enumerate(ids):
            if name in ids[:position]:
                raise Misplaced(f"there is another question {name}", "question", position, "id")
        return self


def as_compared(text: str) -> str:
    """Text without what may differ between two ways to write the same answer."""
    return "".join(text.split()).strip("\"'`.").casefold()


def own_codes(who: str, task: str, codes: Iterable[str]) -> dict[str, str]:
    """A student's own code for each choice of a question, as ``lab`` shows it; ``lab.questions`` has the same rule."""
    found: dict[str, str] = {}
    for code in sorted(codes):
        turn = 0
        while (own := _own_code(f"{who.strip().casefold()}\n{task}\n{code}\n{turn}")) in found.values():
            turn += 1
        found[code] = own
    return found


def _own_code(seed: str) -> str:
    """Three characters, one more than codes in the file have; none that looks like another."""
    first, second, third, *_ = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    letters, digits = "abcdefghkmnpqrstuvwxyz", "23456789"
    return letters[first % 22] + digits[second % 8] + letters[third % 22]


def load_questions(path: Path) -> QuestionFile:
    """Read the instructor's TOML file, or the JSON file that the Gradescope zip holds instead.

    Raises:
        CourseError: it cannot be read, or is not what it should be; the message names key and line.
    """
    if path.suffix == ".toml":
        return load_toml(path, QuestionFile)
    try:
        return QuestionFile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as problem:
        raise CourseError(f"The questions in {path} cannot be read: {problem}.", "Build the zip again.") from problem
