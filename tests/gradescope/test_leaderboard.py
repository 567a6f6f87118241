"""Numbers that a grader publishes, on their way to the leaderboard."""

from __future__ import annotations

import json
import math

import pytest

from autograder.gradescope.results_json import to_gradescope
from autograder.reports.page import results_page
from autograder.results import LONGEST_RANK_NAME, MOST_RANKS, Order, Rank, Report
from tests.gradescope.schema import Results

SECONDS = Rank("Training seconds", 31.0, Order.LOWEST_FIRST)
ACCURACY = Rank("Balanced accuracy", 0.87)


@pytest.fixture
def report() -> Report:
    return Report("x.ipynb", "hw5_capstone", leaderboard=[ACCURACY, SECONDS])


def test_gradescope_gets_name_value_and_order(report: Report) -> None:
    ranks = Results.model_validate(to_gradescope(report)).leaderboard
    assert [(rank.name, rank.value, rank.order) for rank in ranks] == [
        ("Balanced accuracy", 0.87, "desc"),
        ("Training seconds", 31, "asc"),
    ]


def test_without_numbers_there_is_no_leaderboard() -> None:
    assert "leaderboard" not in to_gradescope(Report("x.ipynb", "hw2_build_head"))


def test_it_survives_being_written_down(report: Report) -> None:
    assert Report.from_json(json.loads(json.dumps(to_gradescope(report)))["extra_data"]) == report


def test_a_report_from_before_there_was_one_can_be_read(report: Report) -> None:
    old = {key: value for key, value in report.as_json().items() if key != "leaderboard"}
    assert Report.from_json(old).leaderboard == []


def test_a_name_is_there_once_with_its_last_value(report: Report) -> None:
    report.publish(Rank("Balanced accuracy", 0.5))
    assert report.leaderboard == [Rank("Balanced accuracy", 0.5), SECONDS]


def test_only_so_many_names_are_kept(report: Report) -> None:
    for number in range(3 * MOST_RANKS):
        report.publish(Rank(f"number {number}", number))
    assert len(report.leaderboard) == MOST_RANKS
    assert report.leaderboard[:2] == [ACCURACY, SECONDS]


@pytest.mark.parametrize(
    ("name", "value"), [("", 1.0), ("n" * (LONGEST_RANK_NAME + 1), 1.0), ("n", math.nan), ("n", math.inf)]
)
def test_what_no_leaderboard_can_show_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="cannot be put on a leaderboard"):
        Rank(name, value)


def test_the_page_shows_it_and_runs_no_markup(report: Report) -> None:
    report.publish(Rank("<b>bold</b>", 204113))
    page = results_page("Results", [("x", report)])
    assert '<th scope="row">Balanced accuracy</th><td class="number">0.87</td>' in page
    assert "&lt;b&gt;bold" in page
    assert "204,113" in page
