"""The checks of questions: whether there is an answer, never whether it is right."""

from __future__ import annotations

from lab.answers import NotAnsweredYet, TryAgain, expect
from lab.questions import find_question


def check_choice(task: str, answer: object) -> None:
    """Check that ``answer`` is one of the choices of the question, e.g. ``check_choice("1.5", answer_1_5)``.

    Case and blanks do not matter, and the whole text of a choice will do as well.

    Raises:
        NotAnsweredYet: nothing was written yet.
        TryAgain: it is not one of the choices.
    """
    question = find_question(task)
    if question is None:
        raise TryAgain(f"There is no question {task!r}. Unzip the whole student.zip again.")
    codes = ", ".join(f'"{code}"' for code in sorted(question.choices))
    advice = f"Write the code of one choice, in quotes. The codes are {codes}."
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip(" .")):
        raise NotAnsweredYet(f"`{question.variable}` holds no answer yet. {advice} Run its cell, then this one.")
    if not isinstance(answer, str):
        raise TryAgain(f"`{question.variable}` is not a string. {advice}")
    known = {_as_compared(text) for choice in question.choices.items() for text in choice} | {*question.codes}
    expect(
        _as_compared(answer) in known,
        f"`{question.variable}` is {answer[:40]!r}, which is not one of the choices. {advice}",
    )


def check_written(task: str, answer: object) -> None:
    """Check that there is a text for a person to read, e.g. ``check_written("4.9", answer_4_9)``.

    Raises:
        NotAnsweredYet: nothing was written yet.
        TryAgain: it is not text.
    """
    name = f"answer_{task.replace('.', '_')}"
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip(" .\n")):
        raise NotAnsweredYet(
            f"`{name}` holds no answer yet. Write it between three quotes, run the cell, then this one."
        )
    expect(
        isinstance(answer, str), f'`{name}` is not a string. Put three quotes before and after it: {name} = """..."""'
    )


def _as_compared(text: str) -> str:
    return "".join(text.split()).strip("\"'`.").casefold()
