"""Answers in students' own words: found in their code, which is only read, and shown in their reports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from autograder.course.concept_questions import WrittenQuestion
from autograder.results import Check, Outcome, Report, Status
from autograder.texts import clean

#: A comment on an answer, where whoever marked it wrote nothing.
UNSAID = "Your answer was read."
_NAME = "Answer in your own words"
_WAITS = "A person reads this answer. It has not been marked yet."
_BLANK = " .\n\t"


def add_answers(report: Report, asked: Sequence[WrittenQuestion], cells: Iterable[str]) -> None:
    """Put the questions that a person marks on a report; marks come later, as corrections."""
    if report.error:
        return
    cells = tuple(cells)
    for question in asked:
        check = Check(question.id, _NAME, question.points)
        if answer_in(cells, question.variable):
            report.outcomes.append(Outcome(check, Status.WAITING, 0.0, _WAITS))
        else:
            text = f"Not answered yet: `{question.variable}` is still the stub."
            report.outcomes.append(Outcome(check, Status.UNANSWERED, 0.0, text))


def answer_in(cells: Iterable[str], variable: str) -> str:
    """What a notebook's code says the answer is, or nothing where the stub is left; the code is only read.

    Args:
        cells: code, in order; the last answer counts.
        variable: that holds it.
    """
    found = ""
    for source in cells:
        if variable in source:
            for text in _values(source, variable):
                found = "" if text is None else text
    text = clean(found).strip()
    return text if text.strip(_BLANK) else ""


def _values(source: str, variable: str) -> Iterator[str | None]:
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if match := re.search(rf"^{re.escape(variable)}\s*=\s*(?P<rest>.+)", source, re.MULTILINE | re.DOTALL):
            yield match["rest"].strip().strip("\"'")
        return
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case _:
                continue
        if any(isinstance(target, ast.Name) and target.id == variable for target in targets):
            yield _text(value)


def _text(node: ast.expr) -> str | None:
    """The text of an expression: of its strings, wherever they are; None for the stub."""
    if isinstance(node, ast.Constant) and (node.value is ... or node.value is None):
        return None
    strings = list(_strings(node))
    return "".join(strings) if strings else ast.unparse(node)


def _strings(node: ast.AST) -> Iterator[str]:
    """The strings of an expression in their order; what an f-string computes is shown as it is written."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.FormattedValue():
            yield f"{{{ast.unparse(node.value)}}}"
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _strings(child)
