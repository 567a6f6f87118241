"""The class report in a real browser: no errors, no network, tables that sort and filter, on a phone and in the dark.

Needs Playwright for Python and Debian's Chromium; skipped where either is missing.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from autograder.classes.people import HandedIn, Student
from autograder.classes.results import class_results
from autograder.classes.store import ClassStore, Result
from autograder.cli.class_files import write_class_page
from autograder.results import Check, Isolation, Outcome, Report, Status
from autograder.submissions.check_log import Effort
from tests.classes.test_similarity import OWN, RENAMED, STUB
from tests.reports.screens import BEYOND_THE_EDGE, IN_A_BROWSER, SCREENS, photograph

pytestmark = IN_A_BROWSER

CHECKS = [
    Check("2.1", "The base is MobileNetV2 without its top, pretrained", 1),
    Check("2.2", "Pixels reach the base in the range it was trained on", 2),
    Check("2.3", "The head's activation fits its loss", 3),
    Check("2.4", "The base is frozen, the head is not", 2),
    Check("2.5", "The rate is the one that was asked for", 1),
    Check("2.10", "The model reaches the goal on images never handed out", 3),
]
MISTAKES = ["another network", "scaled twice", "logits as probabilities", "not frozen", "rate ignored", ""]
STUDENTS = 120


def a_report(chance: random.Random) -> Report:
    report = Report("x", "hw2_build_head", seconds=chance.gauss(24, 5), peak_memory_mb=chance.gauss(640, 25))
    report.isolation = Isolation(("user", "landlock"), isolated=True)
    if chance.random() < 0.04:
        report.error = "'notes.pdf' is a PDF. Hand in the notebook itself, the file that ends in .ipynb."
        return report
    skill = chance.gauss(0.75, 0.3)
    for place, check in enumerate(CHECKS):
        passed = chance.random() < skill + 0.15 - 0.05 * place
        status = Status.PASSED if passed else chance.choice([Status.FAILED] * 4 + [Status.SKIPPED, Status.UNANSWERED])
        mistake = MISTAKES[place] if status is Status.FAILED else ""
        feedback = "" if passed else f"**Observed:** what {mistake or 'nobody'} looks like, with a tail of words."
        report.outcomes.append(Outcome(check, status, check.max_score if passed else 0.0, feedback, mistake))
    return report


def some_efforts(place: int) -> tuple[Effort, ...]:
    """What tasks took one student; every third has left the log out."""
    chance = random.Random(place)
    if place % 3 == 0:
        return ()
    tasks = zip(CHECKS, (4, 9, 22, 12, 5, 31), strict=True)
    return tuple(
        Effort(
            check.task, chance.randint(1, 2 + minutes // 4), minutes * chance.uniform(0.4, 2.2), chance.random() < 0.9
        )
        for check, minutes in tasks
    )


def invented_class(folder: Path) -> Path:
    """The report about a class of some size, with two who wrote the same; also for the documentation."""
    chance = random.Random(4)
    with ClassStore(folder, create=True) as store:
        people = [HandedIn((Student(str(1000 + n), f"{['Zoë', 'Ada', 'Bo'][n % 3]} Student {n:03}"),), Path("x"))
                  for n in range(STUDENTS)]  # fmt: skip
        store.set_class((person, f"d{place}") for place, person in enumerate(people))
        for place in range(STUDENTS):
            cells = {5: tuple(OWN), 9: tuple(RENAMED)}.get(place, ("x = 1",))
            store.keep(Result(f"d{place}", a_report(chance), cells, some_efforts(place)), "g")
        import json

        for name, value in {
            "grader": "g",
            "assignment": "hw2_build_head",
            "title": "Build a head",
            "platform": "Canvas",
            "handed_out": json.dumps(STUB),
            "remarks": json.dumps(["Not treated as submissions: 'notes.txt'."]),
        }.items():
            store.set_fact(name, value)
        return write_class_page(class_results(store), folder)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return invented_class(tmp_path_factory.mktemp("class"))


@pytest.fixture
def visit(browser, page_file):
    """Open the report offline; what it complains of or asks for is a failure."""
    contexts = []

    def open_it(*, width: int = 1200, height: int = 900, scheme: str = "light"):
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=2
        )
        contexts.append(context)
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:")) else problems.append(request.url),
        )
        page.goto(page_file.as_uri())
        page.problems = problems
        return page

    yield open_it
    for context in contexts:
        context.close()


def column(page, table: str, number: int) -> list[str]:
    return page.locator(f"#{table} tbody tr:visible td:nth-child({number})").all_inner_texts()


def test_no_complaint_and_everything_is_there(visit):
    page = visit()
    assert page.problems == []
    assert page.locator("#students-table tbody tr").count() == STUDENTS
    assert page.locator("svg rect.bar").count() == 10
    assert page.locator("#checks-table tbody tr").count() == len(CHECKS)
    assert page.locator("#mistakes-table tbody tr").count() == 5
    assert "not a verdict" in page.locator("#alike").inner_text()
    assert page.locator("details.pair").count() == 1
    assert page.locator("#stuck-table tbody tr").count() == len(CHECKS)
    assert "From 80 of 120 submissions" in page.locator("#stuck").inner_text()


def test_tables_sort_by_number_and_by_text(visit):
    page = visit()
    page.get_by_role("button", name="Score").click()
    scores = [float(text) for text in column(page, "students-table", 3) if text != "–"]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 3
    page.get_by_role("button", name="Score").click()
    rising = [float(text) for text in column(page, "students-table", 3) if text != "–"]
    assert rising == sorted(scores)
    page.locator("#students-table").get_by_role("button", name="Name").click()
    names = [name.lower() for name in column(page, "students-table", 1)]
    assert names == sorted(names)
    page.locator("#stuck-table").get_by_role("button", name="Minutes", exact=True).click()
    minutes = [float(text) for text in column(page, "stuck-table", 5)]
    assert minutes == sorted(minutes, reverse=True)
    assert len(set(minutes)) > 3
    page.get_by_role("button", name="Check", exact=True).click()
    assert [text.split()[0] for text in column(page, "checks-table", 1)] == [check.number for check in CHECKS]
    assert page.problems == []


def test_the_filter_narrows_and_counts(visit):
    page = visit()
    page.get_by_role("searchbox").fill("zoë 00")
    names = column(page, "students-table", 1)
    assert 0 < len(names) < STUDENTS
    assert all("Zoë" in name and "00" in name for name in names)
    assert page.locator("output").inner_text() == str(len(names))
    page.get_by_role("searchbox").fill("")
    assert len(column(page, "students-table", 1)) == STUDENTS


def test_a_check_opens_to_its_wrong_answers(visit):
    page = visit(width=360)
    check = page.locator("#checks-table details.wrong").nth(1)
    assert not check.locator("li").first.is_visible()
    check.locator("summary").click()
    assert "what scaled twice looks like" in check.locator("li").first.inner_text()
    assert page.locator("#checks-table tbody td:visible").nth(1).evaluate("cell => cell.dataset.label") == "Pass rate"


def test_a_pair_shows_lines_side_by_side(visit):
    page = visit()
    page.locator("details.pair summary").click()
    left, right = page.locator("details.pair .sides > div").all()
    assert "squeezed" in left.inner_text()
    assert "little" in right.inner_text()
    assert left.bounding_box()["y"] == right.bounding_box()["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "width", "height"), SCREENS)
def test_it_fits_the_screen_in_light_and_dark(visit, device, width, height, scheme):
    page = visit(width=width, height=height, scheme=scheme)
    page.locator("details.pair summary").click()
    page.locator("details.wrong summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND_THE_EDGE) == []
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    ink, paper = (sum(map(int, colour[4:-1].split(","))) for colour in colours)
    assert (ink > paper) == (scheme == "dark")
    assert abs(ink - paper) > 400
    photograph(page, f"class-{device}-{scheme}")
    assert page.problems == []
