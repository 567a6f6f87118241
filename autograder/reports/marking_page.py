"""The page on which a person marks the written answers of a class: one self-contained HTML file, without names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from autograder.classes.marking import WrittenTask
from autograder.reports.environment import page_environment


def marking_page(title: str, key: str, tasks: Sequence[WrittenTask]) -> str:
    """HTML with the answers side by side.

    Args:
        title: of the assignment.
        key: of this class, under which the browser keeps marks until they are downloaded.
        tasks: the questions with their answers.
    """
    return page_environment().get_template("marking.html").render(title=title, data=_as_data(title, key, tasks))


def _as_data(title: str, key: str, tasks: Sequence[WrittenTask]) -> Markup:
    data: dict[str, Any] = {
        "title": title,
        "key": key,
        "tasks": [
            {
                "id": task.question.id,
                "question": task.question.question,
                "points": task.question.points,
                "rubric": task.question.rubric,
                "unanswered": task.unanswered,
                "answers": [
                    {
                        "code": answer.code,
                        "text": answer.text,
                        "points": answer.points,
                        "comment": answer.comment,
                        "changed": answer.changed,
                    }
                    for answer in task.answers
                ],
            }
            for task in tasks
        ],
    }
    # Students' texts must not end the element that they are in; JSON may write < in another way.
    return Markup(json.dumps(data).replace("<", "\\u003c"))
