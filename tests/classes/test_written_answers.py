"""Answers in students' own words are found in their code, which is never run."""

from __future__ import annotations

import pytest

from autograder.classes.written_answers import add_answers, answer_in
from autograder.course.concept_questions import WrittenQuestion
from autograder.results import Check, Outcome, Report, Status

QUESTION = WrittenQuestion(id="4.9", manual=True, points=5, question="Why?", rubric=("Because.",))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('answer_4_9 = """\nLine one.\n\nLine "two".\n"""', 'Line one.\n\nLine "two".'),
        ("answer_4_9 = ('It ' 'is ' + 'so.')", "It is so."),
        ("answer_4_9: str = 'Typed.'", "Typed."),
        ("x = answer_4_9 = 'Both.'", "Both."),
        ("gap = 0.4\nanswer_4_9 = f'The gap is {gap:.2f}.'", "The gap is {gap}."),
        ("import textwrap\nanswer_4_9 = textwrap.dedent('''\n  In.\n''')", "In."),
        ("answer_4_9 = ['First.', ' Second.']", "First. Second."),
        ("answer_4_9 = 42", "42"),
        ("%matplotlib inline\n!ls\nanswer_4_9 = 'With magics.'", "With magics."),
        ("answer_4_9 = Tom, your model is bad", "Tom, your model is bad"),
        ('answer_4_9 = "Open at the end.', "Open at the end."),
        ("answer_4_9 = 'a\x1b[31m\u202ered'", "ared"),
        ("answer_4_9 = ...", ""),
        ("answer_4_9 = None", ""),
        ("answer_4_9 = '...'", ""),
        ("answer_4_9 = ' '", ""),
        ("answer_4_90 = 'another'", ""),
        ("print(answer_4_9)", ""),
        ("def f():\n    answer_4_9 = 'inside'", ""),
    ],
)
def test_what_is_found(source: str, text: str) -> None:
    assert answer_in(["x = 1", source, "y = 2"], "answer_4_9") == text


def test_the_last_answer_counts() -> None:
    assert answer_in(["answer_4_9 = 'Old.'", "answer_4_9 = 'New.'"], "answer_4_9") == "New."
    assert answer_in(["answer_4_9 = 'Old.'", "answer_4_9 = ..."], "answer_4_9") == ""
    assert answer_in([], "answer_4_9") == ""


def test_the_code_is_not_run() -> None:
    assert answer_in(["answer_4_9 = 'x' + exit('y')"], "answer_4_9") == "xy"
    assert answer_in(["answer_4_9 = " + "(" * 5_000 + "'x'" + ")" * 5_000], "answer_4_9")  # too deep for a parser


def test_a_report_says_that_it_waits_or_is_blank() -> None:
    report = Report("x", "hw4_toy", [Outcome(Check("4.1", "A", 10), Status.PASSED, 10)])
    add_answers(report, [QUESTION], ["answer_4_9 = 'So.'"])
    assert [(one.check.number, one.status, one.score) for one in report.outcomes][1:] == [("4.9", Status.WAITING, 0)]
    assert (report.score, report.max_score, report.first_feedback) == (10, 15, "Everything passed.")
    blank = Report("x", "hw4_toy")
    add_answers(blank, [QUESTION], ["answer_4_9 = ..."])
    assert blank.outcomes[0].status is Status.UNANSWERED
    assert "answer_4_9" in blank.outcomes[0].feedback
    ungradable = Report("x", "hw4_toy", error="This is not a notebook.")
    add_answers(ungradable, [QUESTION], ["answer_4_9 = 'So.'"])
    assert ungradable.outcomes == []
