"""Concept questions and their choices. After you hand in, the grader says which one is right."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from lab.files import HOME

_WIDTH = 88
_me = ""


@dataclass(frozen=True)
class Question:
    """A question and its choices.

    Attributes:
        task: the number of the task that asks it, such as ``"1.5"``.
        text: what is asked.
        choices: text of each choice by its code, in the order in which they are shown; none if the answer is
            free text.
        points: for a free-text answer.
        rule: what to know before an answer is changed.
        codes: as they are for everybody.
    """

    task: str
    text: str
    choices: dict[str, str]
    points: float = 0
    rule: str = ""
    codes: tuple[str, ...] = ()

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
        lines.append(f'Write the code of the choice you pick, in quotes: {self.variable} = "..."')
        return "\n".join([*lines, *textwrap.wrap(self.rule, _WIDTH)])

    @property
    def _reader(self) -> str:
        points = f"It is worth up to {self.points:g} points." if self.points else "It is worth no points."
        return f"A person reads your answer, not the grader. {points}"

    def _repr_html_(self) -> str:
        # No colours except a medium grey: it has to be legible on light and on dark pages.
        choices = "".join(
            f'<li style="margin: 0.4em 0; padding-left: 3em; text-indent: -3em"><code style="display: inline-block; '
            f'width: 3em; text-indent: 0; font-weight: bold">{code}</code>{_as_html(text)}</li>'
            for code, text in self.choices.items()
        )
        if self.choices:
            how = (
                f'<ul role="list" style="list-style: none; margin: 0; padding: 0">{choices}</ul>'
                "<p>Write the code of the choice you pick, in quotes: "
                f"<code>{self.variable} = &quot;...&quot;</code></p>"
                + (f"<p>{html.escape(self.rule)}</p>" if self.rule else "")
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


def me(name: str) -> None:
    """Say who you are: from now on the choices have codes, and an order, of your own.

    Args:
        name: your e-mail address, as the course page knows it. Write it in quotes where you call this: the grader reads
            it there, and knows your codes by it. With an empty text, nothing changes.
    """
    global _me
    _me = name.strip()


def question(task: str, student: str | None = None) -> None:
    """Show a question and its choices, e.g. ``question("1.5")``.

    Args:
        task: the number of the task.
        student: decides about the order of the choices; by default what :func:`me` was told, or else the environment
            variable ``LAB_STUDENT``, or else the name of your account on a JupyterHub. About their codes, only
            :func:`me` does.
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
    own = own_codes(_me, task, choices) if _me else {code: code for code in choices}
    shown = {own[code]: text for code, text in choices.items()}
    rule = rule_in_words(known[task].get("attempts", 0))
    return Question(task, known[task]["question"], shown, rule=rule, codes=tuple(choices))


def own_codes(who: str, task: str, codes: Iterable[str]) -> dict[str, str]:
    """A student's own code for each choice of a question; the grader has the same rule."""
    found: dict[str, str] = {}
    for code in sorted(codes):
        turn = 0
        while (own := _own_code(f"{who.strip().casefold()}\n{task}\n{code}\n{turn}")) in found.values():
            turn += 1
        found[code] = own
    return found


def _own_code(seed: str) -> str:
    first, second, third, *_ = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    letters, digits = "abcdefghkmnpqrstuvwxyz", "23456789"
    return letters[first % 22] + digits[second % 8] + letters[third % 22]


def rule_in_words(attempts: int) -> str:
    """What to know before an answer is changed.

    Args:
        attempts: how many different answers get their verdict at once; 0 for any number.
    """
    if not attempts:
        return ""
    more = {1: "", 2: " A second one can get half of them."}.get(
        attempts, f" Each of the next {attempts - 1} can get half of them."
    )
    return (
        f"If you hand in on Gradescope: your first answer can get full points.{more} Whether a further one is right, "
        "for half of the points, you learn only after the due date. The same answer again does not count."
    )


def _who() -> str:
    return _me or os.environ.get("LAB_STUDENT") or os.environ.get("JUPYTERHUB_USER") or ""


def _place(who: str, task: str, code: str) -> str:
    """Sorting by this shuffles: the same for the same student, on every machine."""
    return hashlib.sha256(f"{who.strip().casefold()}\n{task}\n{code}".encode()).hexdigest()


def _as_html(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
