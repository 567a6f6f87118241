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
        judged: told the code of each choice that is judged.
        who: the student, as the notebook says it; empty where it does not.
    """

    def __init__(
        self,
        questions: QuestionFile,
        remark: Callable[[str], None] = lambda text: None,
        judged: Callable[[str], None] = lambda code: None,
        who: str = "",
    ) -> None:
        self._questions = {question.id: question for question in questions.question}
        self._remark = remark
        self._judged = judged
        self._who = who

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
        question = self._question(task)
        if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip(" .")):
            raise NotAnswered(f"`{question.variable}`")
        choice = question.chosen(answer, self._who) if isinstance(answer, str) else None
        if choice is None:
            raise CheckFailed(self._no_choice(question, answer))
        self._judged(choice.code)
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

    def variable(self, task: str) -> str:
        """The name in the notebook that holds the answer to a question.

        Raises:
            CourseError: there is no such question.
        """
        return self._question(task).variable

    def _question(self, task: str) -> Question:
        question = self._questions.get(task)
        if question is None:
            known = ", ".join(self._questions) or "none"
            raise CourseError(f"There is no question {task!r}.", f"Add it to questions.toml. Known: {known}.")
        return question

    def _no_choice(self, question: Question, answer: Any) -> Feedback:
        codes = ", ".join(sorted(f'`"{code}"`' for code in question.codes_for(self._who).values()))
        return Feedback(
            expected=f"`{question.variable}` is the code of one choice: {codes}.",
            observed=f"`{question.variable}` is {in_words(answer)}.",
            why="From the code the grader knows which answer you mean.",
            next_step=f'Run the cell with `lab.question("{question.id}")`, and copy the code of your choice in quotes.',
        )
