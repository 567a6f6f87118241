"""Judge the answers to concept questions, and say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.answers import in_words
from autograder.checks.feedback import CheckFailed, Feedback, NotAnswered
from autograder.course.concept_questions import Question, QuestionFile
from autograder.errors import CourseError


class Questions:
    """The questions of an assignment.

    Args:
        questions: what is asked, and what is right.
        remark: told the explanation of a right choice, for the student to read.
    """

    def __init__(self, questions: QuestionFile, remark: Callable[[str], None] = lambda text: None) -> None:
        self._questions = {question.id: question for question in questions.question}
        self._remark = remark

    def judge(self, task: str, answer: Any) -> None:
        """Pass when ``answer`` is the right choice of the question; its explanation becomes a remark.

        Args:
            task: the question's id, e.g. ``"1.5"``.
            answer: what the student wrote: the code of a choice, or its whole text.

        Raises:
            NotAnswered: nothing was written yet.
            CheckFailed: it is another choice (the feedback explains why that one is wrong), or none at all.
            CourseError: there is no such question.
        """
        question = self._questions.get(task)
        if question is None:
            known = ", ".join(self._questions) or "none"
            raise CourseError(f"There is no question {task!r}.", f"Add it to questions.toml. Known: {known}.")
        if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip(" .")):
            raise NotAnswered(f"`{question.variable}`")
        choice = question.chosen(answer) if isinstance(answer, str) else None
        if choice is None:
            raise CheckFailed(_no_choice(question, answer))
        if choice.code != question.right:
            raise CheckFailed(
                Feedback(
                    expected=f"The best answer to question {task}.",
                    observed=f"You chose: {choice.text}",
                    why=choice.explanation,
                    next_step=f'Read the question again with this in mind. `lab.hint("{task}")` helps, too.',
                    mistake=f"question {task}: {choice.code}",
                )
            )
        self._remark(choice.explanation)


def _no_choice(question: Question, answer: Any) -> Feedback:
    codes = ", ".join(sorted(f'`"{choice.code}"`' for choice in question.choices))
    return Feedback(
        expected=f"`{question.variable}` is the code of one choice: {codes}.",
        observed=f"`{question.variable}` is {in_words(answer)}.",
        why="From the code the grader knows which answer you mean.",
        next_step=f'Run the cell with `lab.question("{question.id}")`, and copy the code of your choice, in quotes.',
    )
