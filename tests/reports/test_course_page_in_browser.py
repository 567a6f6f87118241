"""The report over a course in a real browser, on screens of three sizes, in light and dark."""

from __future__ import annotations

from datetime import datetime

import pytest

from autograder.classes.course_results import course_results
from autograder.reports.course_page import course_page
from tests.reports.invented_course import invented_course
from tests.reports.screens import BEYOND_THE_EDGE, IN_A_BROWSER, SCREENS, photograph

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    results = course_results(invented_course(folder))
    (folder / "course.html").write_text(course_page(results, datetime(2024, 5, 6), {}), encoding="utf-8")
    return folder / "course.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "width", "height"), SCREENS)
def test_it_fits_the_screen(browser, page_file, device, width, height, scheme):
    context = browser.new_context(offline=True, viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(page_file.as_uri())
    page.locator("details.wrong summary").first.click()
    photograph(page, f"course-{device}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND_THE_EDGE) == []
    page.get_by_role("searchbox").fill("nothing after it")
    assert int(page.locator("output").inner_text()) > 3
    context.close()
    assert problems == []
