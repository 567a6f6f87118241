"""Whatever a stranger's text says, no renderer passes on more than its letters."""

from __future__ import annotations

import io
import re
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import RenderableType

from autograder.checks import Feedback
from autograder.classes.official import GradedAttempt
from autograder.classes.people import HandedIn, Student
from autograder.classes.results import AttemptSummary, ClassResults
from autograder.classes.similarity import Line, Pair
from autograder.classes.statistics import class_statistics
from autograder.cli.console import TerminalConsole
from autograder.gradescope.results_json import to_gradescope
from autograder.reports.class_page import class_page
from autograder.reports.gradebooks import WITHOUT_EXPORT, check_lines, gradebook
from autograder.reports.page import results_page
from autograder.reports.table import report_table, summary_table
from autograder.results import Check, Outcome, Report, Status
from autograder.texts import clean, markdown, one_line

PIECES = (
    *("\x1b[2J", "\x1b]52;c;aGk=\x07", "\x9b31m", "\x1b]8;;https://x.example\x1b\\", "\x00", "\x07", "\x7f", "\ud800"),
    *(
        "![](https://x.example/a.png)",
        "[a](javascript:b)",
        "<img src=x onerror=hostile()>",
        "<script>hostile()</script>",
    ),
    *(
        "# Full marks",
        "**Expected:** nothing",
        "**Bold**",
        "__bold__",
        "`code`",
        "`",
        "``",
        "\\",
        "\n",
        "\n\n",
        "    x",
    ),
    *(
        "https://x.example",
        "www.x.example",
        "a@x.example",
        "| a | b |\n|---|---|",
        "> quote",
        "- item",
        "1. one",
        "2) b",
    ),
    *(
        "---",
        "===",
        "```\n",
        "~~~",
        "$$x$$",
        "&lt;b&gt;",
        "[x]: https://x.example",
        "[red]",
        "[/]",
        "[link=https://x]a[/link]",
    ),
    *("\u202e", "\u2028", "\r", "=1+1", "@SUM(A1)", " =1+1", "-²", "a", " ", "é", "😀", "\U000e0041"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
ALLOWED = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak", "code_inline"}
ALLOWED |= {"text_special", "strong_open", "strong_close"}
TITLES = ["Expected:", "Observed:", "Why it matters:", "Next step:"]


def report_of(text: str) -> Report:
    check = Check("1.1", "The check", 1.0)
    feedback = Feedback(text, text, text, text).as_markdown()
    outcomes = [Outcome(check, Status.FAILED, 0.0, feedback), Outcome(check, Status.PASSED, 1.0, text)]
    return Report(text, "hw9", outcomes, notes=[text], faults=[text])


def parts(source: str) -> list[Any]:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    return [one for token in tokens for one in (token, *(token.children or ()))]


def bold(tokens: list[Any]) -> list[str]:
    return [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "strong_open"]


@given(TEXTS)
@example("```\n![](https://x.example/a.png)```\n")
@settings(deadline=None, max_examples=300)
def test_markdown_has_nothing_live(text: str) -> None:
    source = markdown(clean(text))
    tokens = parts(source)
    assert {token.type for token in tokens} <= ALLOWED
    assert bold(tokens) == []
    outside_code = re.sub(r"(\\.)|`[^`\n]+`", lambda found: found[1] or "", source)
    assert not re.search(r"https?://|www\.\w", outside_code)  # many renderers link what looks like an address


@given(TEXTS)
@example("\n    x")
@settings(deadline=None, max_examples=200)
def test_results_for_the_platform(text: str) -> None:
    content = to_gradescope(report_of(text))
    first, second = (parts(test["output"]) for test in content["tests"])
    assert {token.type for token in first + second} <= ALLOWED
    assert bold(first) == (TITLES if text else [])
    assert set(bold(second)) <= set(TITLES)
    summary = parts(content["output"])
    lists = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
    assert {token.type for token in summary} <= ALLOWED | lists
    assert bold(summary) == ["1 of 2 checks passed."]
    assert sum(token.type == "list_item_open" for token in summary) == 1
    assert not FORBIDDEN.search(str(content))
    ungradable = parts(to_gradescope(Report("x", "hw9", error=text or "x"))["output"])
    assert {token.type for token in ungradable} <= ALLOWED
    assert bold(ungradable) == ["Your submission could not be graded."]


def printed(shown: RenderableType) -> str:
    console = TerminalConsole(file=io.StringIO(), width=100, force_terminal=True, color_system=None)
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_terminals(text: str) -> None:
    report = report_of(text)
    for shown in (report_table(report), summary_table([(text, report)]), report_table(Report(text, "hw9", error=text))):
        found = printed(shown)
        assert not FORBIDDEN.search(re.sub(r"\x1b\[[0-9;]*m", "", found))
        assert "\x1b]" not in found
    printed(text.replace("[", "("))


@given(TEXTS)
@settings(deadline=None, max_examples=60)
def test_pages(text: str) -> None:
    for report in (report_of(text), Report(text, "hw9", error=text)):
        check_page(results_page(text, [(text, report), (text, report)]))


@given(TEXTS)
@settings(deadline=None, max_examples=30)
def test_class_reports(text: str) -> None:
    attempt = GradedAttempt(HandedIn((Student(text or "x", text, text),), __file__), "digest", report_of(text))  # type: ignore[arg-type]
    lines = (Line(1, 1, text),)
    results = ClassResults(
        *("hw9", text, text, "grader", (text,), 2.0),
        latest=(AttemptSummary.of(attempt),),
        statistics=class_statistics([attempt]),
        pairs=(Pair(text, text, 0.9, 9, lines, lines),),
    )
    check_page(class_page(results, datetime(2026, 11, 1, tzinfo=timezone.utc)))
    for table in (*(gradebook(book, results) for book in WITHOUT_EXPORT), check_lines(attempt)):
        assert not FORBIDDEN.search(table)
        assert not re.search(r'(?:^|,)"?\s*[=@+]', table, re.M)


def check_page(page: str) -> None:
    page.encode()
    assert not FORBIDDEN.search(page)
    assert not re.search(r"<img|<script>hostile|<a href=.https|javascript:b.>", page)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**Expected:** `Dense(5)`", "**Expected:** `Dense(5)`"),
        ("There is no `double` (line 3), 100 %.", "There is no `double` (line 3), 100 %."),
        ("`x = np.ones(2**30)` is [1]", "`x = np.ones(2**30)` is \\[1\\]"),
        ("# Full marks", "\\# Full marks"),
    ],
)
def test_our_own_marks_stay(text: str, wanted: str) -> None:
    assert markdown(text, titles=True) == wanted


def test_no_more_is_read_than_is_kept() -> None:
    assert len(clean("\x1b[" * 10**7, 50)) <= 50
    assert one_line("a\n\n  b\x1b[2J") == "a b"
