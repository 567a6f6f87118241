"""Concept questions: what is asked, and the choices. Which one is right, the grader says after you hand in."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import textwrap
from dataclasses import dataclass

from lab.files import HOME

_WIDTH = 88
_student = ""


@dataclass(frozen=True)
class Question:
    """A question and its choices.

    Attributes:
        task: the number of the task that asks it, such as ``"1.5"``.
        text: what is asked.
        choices: text of each choice by its code, in the order in which they are shown; none where the answer is
            written in one's own words.
        points: that such an answer can get.
    """

    task: str
    text: str
    choices: dict[str, str]
    points: float = 0

    @property
    def variable(self) -> str:
        """Where the answer goes."""
        return f"answer_{self.task.replace('.', '_')}"

    def __repr__(self) -> str:
        lines = textwrap.wrap(f"Question {self.task}: {self.text}", _WIDTH)
        for code, text in self.choices.items():
            lines += textwrap.wrap(text, _WIDTH, initial_indent=f"  {code}  ", subsequent_indent="      ")
        if not self.choices:
            lines += textwrap.wrap(self._reader, _WIDTH)
            return "\n".join([*lines, f'Write your answer between the quotes: {self.variable} = """..."""'])
        return "\n".join([*lines, f'Write the code of your choice, in quotes: {self.variable} = "..."'])

    @property
    def _reader(self) -> str:
        points = f"It can give {self.points:g} points." if self.points else "It gives no points."
        return f"A person reads your answer, not the grader. {points}"

    def _repr_html_(self) -> str:
        # No colours of its own but a middle grey: it has to be legible on light and on dark pages.
        choices = "".join(
            f'<li style="margin: 0.4em 0; padding-left: 3em; text-indent: -3em"><code style="display: inline-block; '
            f'width: 3em; text-indent: 0; font-weight: bold">{code}</code>{_as_html(text)}</li>'
            for code, text in self.choices.items()
        )
        if self.choices:
            how = (
                f'<ul role="list" style="list-style: none; margin: 0; padding: 0">{choices}</ul>'
                f"<p>Write the code of your choice, in quotes: <code>{self.variable} = &quot;...&quot;</code></p>"
            )
        else:
            how = (
                f"<p>{self._reader} Write it between the quotes: "
                f"<code>{self.variable} = &quot;&quot;&quot;...&quot;&quot;&quot;</code></p>"
            )
        return (
            f'<div role="group" aria-label="Question {html.escape(self.task)}" style="border-left: 5px solid #888888; '
            f'padding: 0.3em 0.9em; max-width: 48em"><p><strong>Question {html.escape(self.task)}.</strong> '
            f"{_as_html(self.text)}</p>{how}</div>"
        )


def student(name: str) -> None:
    """Say who you are, e.g. by your student number: from now on the choices come in an order of your own.

    Codes stay the same, whatever the order is.
    """
    global _student
    _student = name


def question(task: str, student: str | None = None) -> None:
    """Show a question and its choices, e.g. ``question("1.5")``.

    Args:
        task: the number of the task.
        student: decides about the order of the choices; by default what :func:`student` was told, or else the
            environment variable ``LAB_STUDENT``, or else the name of your account on a JupyterHub.
    """
    from IPython.display import display

    found = find_question(task, student)
    if found is None:
        print(f"There is no question {task!r}. Unzip the whole student.zip again, and restart the notebook.")
        return
    display({"text/html": found._repr_html_(), "text/plain": repr(found)}, raw=True)


def find_question(task: str, student: str | None = None) -> Question | None:
    """The question of a task, or None; for ``student`` see :func:`question`."""
    file = HOME / "question_texts" / f"hw{task.split('.')[0]}.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if task not in known:
        return None
    if known[task].get("written"):
        return Question(task, known[task]["question"], {}, known[task]["points"])
    choices: dict[str, str] = known[task]["choices"]
    who = _who() if student is None else student
    if known[task]["shuffle"] and who.strip():
        choices = dict(sorted(choices.items(), key=lambda choice: _place(who, task, choice[0])))
    return Question(task, known[task]["question"], choices)


def _who() -> str:
    return _student or os.environ.get("LAB_STUDENT") or os.environ.get("JUPYTERHUB_USER") or ""


def _place(who: str, task: str, code: str) -> str:
    """Sorting by this shuffles: the same for the same student, on every machine."""
    return hashlib.sha256(f"{who.strip().casefold()}\n{task}\n{code}".encode()).hexdigest()


def _as_html(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
