"""The page that one student reads, in a real browser: every state of a check, on screens of three sizes."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.reports.page import results_page
from autograder.results import Check, Isolation, Outcome, Rank, Report, Status
from tests.reports.screens import BEYOND_THE_EDGE, IN_A_BROWSER, SCREENS, photograph

pytestmark = IN_A_BROWSER

FAILED = (
    "**Expected:** pixels between -1 and 1 where they reach the base, as `preprocess_input` makes them.\n\n"
    "**Observed:** `build_model(5)` passes them on between 0 and 1, by `Rescaling(scale=0.00392156862745098)`.\n\n"
    "**Why it matters:** the base was trained on that range; elsewhere its features are not those it learned.\n\n"
    "**Next step:** put `keras.layers.Rescaling(1 / 127.5, offset=-1)` in front of the base, and train again."
)
LONG = "`history_of_the_second_phase_with_a_name_that_never_ends_" + "x" * 90 + "` is not defined."


def everything() -> Report:
    """A report in which everything occurs that a page can show."""
    outcomes = [
        Outcome(Check("2.1.1", "The base is MobileNetV2 without its top, with its pretrained weights", 6),
                Status.PASSED, 6, "The base is right."),
        Outcome(Check("2.2.1", "Pixels reach the base in the range it was trained on", 8), Status.FAILED, 0, FAILED),
        Outcome(Check("2.2.2", "The loss fits the head", 8), Status.FAILED, 5, FAILED,
                corrected="Corrected by your instructor: 5 of 8 points instead of 0. Reason: accepted after a talk"),
        Outcome(Check("2.3.1", "The head trains", 10), Status.SKIPPED, 0, "This waits for 2.2.2. Fix that first."),
        Outcome(Check("2.4.1", "Two phases", 10), Status.UNANSWERED, 0, "Not answered yet: `model` is still the stub."),
        Outcome(Check("2.5", "Why is that so?", 4), Status.WAITING, 0,
                "A person reads this answer. It has not been marked yet."),
        Outcome(Check("2.6.1", "The histories", 4), Status.ERROR, 0, LONG),
    ]  # fmt: skip
    return Report(
        "alice.ipynb", "hw2_build_head", outcomes,
        notes=["Cell 4 was skipped: `%pip install torch` has no effect where notebooks are graded.", LONG],
        isolation=Isolation(("own user", "Landlock", "seccomp", "resource limits", "network namespace"), isolated=True),
        seconds=41, peak_memory_mb=655, deducted=2, late="**Late by 1 day and 2 hours:** 2 points were deducted.",
        leaderboard=[Rank("Accuracy on hidden images", 0.8731), Rank("Parameters", 412_345)],
        extra=1, corrections=["Your instructor added 1 point. Reason: found an error in the task"],
        curved=14, curve="**Curve: 10 points became 14.** The rule: 4 are added; it never gives more than full marks.",
    )  # fmt: skip


PAGES = {
    "one": [("alice.ipynb", everything())],
    "several": [
        ("alice.ipynb", everything()),
        ("bob_with_a_very_long_name_of_a_file_that_goes_on_and_on_and_on.ipynb", Report("b", "hw2", error="A PDF.")),
    ],
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "width", "height"), SCREENS)
@pytest.mark.parametrize("which", PAGES)
def test_it_fits_the_screen(
    browser: Any, tmp_path: Any, which: str, device: str, width: int, height: int, scheme: str
) -> None:
    file = tmp_path / "index.html"
    file.write_text(results_page("hw2: Build the head", PAGES[which]), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(file.as_uri())
    photograph(page, f"feedback-{which}-{device}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND_THE_EDGE) == []
    marks = page.locator(".mark").all_inner_texts()
    assert {"✓", "✗", "→", "◷", "!"} <= set(marks)
    assert page.locator("details[open]").count() == 6  # all but what passed
    context.close()
    assert problems == []
