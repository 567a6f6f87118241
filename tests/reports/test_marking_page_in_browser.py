"""Marking written answers in a real browser: by keyboard, without names, kept until they are downloaded."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.classes.marking import WrittenAnswer, WrittenTask
from autograder.course.concept_questions import WrittenQuestion
from autograder.reports.marking_page import marking_page
from tests.reports.screens import BEYOND_THE_EDGE, IN_A_BROWSER, SCREENS, photograph

pytestmark = IN_A_BROWSER

QUESTION = WrittenQuestion(id="4.9", manual=True, points=5, question="Why?", rubric=("Says why.",))
ANSWERS = (
    WrittenAnswer("aaaaaaaa", "</script><script>document.title = 'Hacked'</script>\n\nSecond paragraph."),
    WrittenAnswer("bbbbbbbb", "A_word_without_end_" * 20, 3, "Say more.", changed=True),
    WrittenAnswer("cccccccc", "Because."),
)


@pytest.fixture
def visit(browser, tmp_path):
    (tmp_path / "written.html").write_text(
        marking_page("Toy", "key", [WrittenTask(QUESTION, ANSWERS, 2)]), encoding="utf-8"
    )
    contexts = []

    def open_it(width: int = 1400, height: int = 900, scheme: str = "light"):
        context = browser.new_context(offline=True, viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto((tmp_path / "written.html").as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()


def downloaded(page, folder: Path) -> list[list[str]]:
    with page.expect_download() as found:
        page.keyboard.press("s")
    found.value.save_as(folder / "marks.csv")
    with (folder / "marks.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_two_at_a_time_by_keyboard(visit, tmp_path):
    page = visit()
    assert page.locator(".answer").count() == 2
    assert page.title() == "Toy: written answers"
    assert "1 of 3 marked; 2 left it blank." in page.locator("#counts").inner_text()
    page.keyboard.press("4")
    page.keyboard.press("c")
    page.keyboard.type('Well said, "Tom" 5 times.')
    page.keyboard.press("Escape")
    page.keyboard.press("9")  # more than there is
    page.keyboard.press("u")
    assert page.locator(".answer.current .said").inner_text() == "Because."
    page.keyboard.press("0")
    assert "3 of 3 marked" in page.locator("#counts").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "handed in again" in page.locator(".answer.current").inner_text()
    page.keyboard.press("x")
    assert "2 of 3 marked" in page.locator("#counts").inner_text()
    assert downloaded(page, tmp_path) == [
        ["task", "code", "points", "comment"],
        ["4.9", "aaaaaaaa", "4", 'Well said, "Tom" 5 times.'],
        ["4.9", "cccccccc", "0", ""],
    ]
    page.reload()
    assert "2 of 3 marked" in page.locator("#counts").inner_text()  # nothing is lost
    assert page.problems == []


def test_points_beyond_what_there_are_do_not_count(visit, tmp_path):
    page = visit()
    page.locator(".points").first.fill("7")
    assert "1 of 3 marked" in page.locator("#counts").inner_text()
    page.locator(".points").first.fill("2.5")
    page.keyboard.press("Escape")
    assert downloaded(page, tmp_path)[1] == ["4.9", "aaaaaaaa", "2.5", ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "width", "height"), SCREENS)
def test_it_fits_the_screen(visit, device, width, height, scheme):
    page = visit(width, height, scheme)
    page.keyboard.press("ArrowRight")
    photograph(page, f"marking-{device}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND_THE_EDGE) == []
    assert page.locator(".answer:visible").count() == (1 if device == "phone" else 2)
    assert page.problems == []
