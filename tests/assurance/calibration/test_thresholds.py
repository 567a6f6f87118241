"""Where a threshold is placed, and how sure one can be of it."""

from __future__ import annotations

import math
import random
from statistics import NormalDist

import pytest

from autograder.assurance.calibration.thresholds import (
    MOST_FAILING,
    MOST_PASSING,
    Contender,
    Forecast,
    Scale,
    percent,
    place,
    t_cdf,
)


@pytest.mark.parametrize(
    ("t", "freedom", "chance"),
    # Upper tails from the printed tables of Student's distribution.
    [(6.314, 1, 0.95), (2.920, 2, 0.95), (1.833, 9, 0.95), (4.297, 9, 0.999), (4.144, 10, 0.999), (3.396, 29, 0.999)],
)
def test_t_agrees_with_the_printed_tables(t, freedom, chance):
    assert t_cdf(t, freedom) == pytest.approx(chance, abs=2e-5)
    assert t_cdf(-t, freedom) == pytest.approx(1 - chance, abs=2e-5)


def test_t_comes_close_to_the_normal_distribution():
    assert t_cdf(-3.0, 2000) == pytest.approx(NormalDist().cdf(-3.0), rel=0.02)
    assert t_cdf(0.0, 7) == 0.5


def test_t_needs_a_spread():
    with pytest.raises(ValueError, match="two values"):
        t_cdf(1.0, 0)


def test_equal_runs_still_have_the_spread_of_a_draw():
    forecast = Forecast.of([0.8] * 10, 500)
    assert forecast.spread == pytest.approx(1 / math.sqrt(500 * 0.8 * 0.2), rel=0.01)
    assert 0.4 < forecast.chance_below(0.8) < 0.5


def test_a_threshold_counts_whole_pictures():
    forecast = Forecast.of([0.5, 0.52, 0.48], 500)
    assert forecast.chance_below(0.5001) == forecast.chance_below(0.502)  # both ask for 251 pictures
    assert forecast.chance_below(0.500) < forecast.chance_below(0.502)


def test_forecasts_are_right_as_often_as_they_say():
    rng = random.Random(1)
    below = 0
    for _ in range(4000):
        *seen, following = (sum(rng.random() < 0.8 for _ in range(100)) / 100 for _ in range(8))
        below += Forecast.of(seen, 100).chance_below(following) < 0.1
    assert 0.05 < below / 4000 < 0.12  # the floor of the spread errs on the safe side


def _contender(name: str, mean: float, right: bool = False, seen_by: str = "") -> Contender:
    wobble = (-0.02, -0.01, 0.0, 0.0, 0.01, 0.02) * 3
    return Contender(name, right, seen_by, Forecast.of([mean + w for w in wobble], 500))


def test_placed_between_right_and_wrong_with_both_chances_kept():
    right, wrong = _contender("right", 0.85, right=True), _contender("wrong", 0.5)
    placed = place([right, wrong])
    assert 0.5 < placed.lowest < placed.value < placed.highest < 0.85
    assert placed.chance_of_error(right) < MOST_FAILING
    assert placed.chance_of_error(wrong) < MOST_PASSING
    assert placed.decided_by(wrong) == "accuracy"
    assert not placed.unseen


def test_the_bounds_are_tight():
    right, wrong = _contender("right", 0.85, right=True), _contender("wrong", 0.5)
    placed = place([right, wrong])
    assert right.forecast.chance_below(placed.highest + 0.01) >= MOST_FAILING
    assert 1 - wrong.forecast.chance_below(placed.lowest - 0.01) >= MOST_PASSING


def test_the_worst_of_the_right_ways_counts():
    best = place([_contender("a", 0.85, right=True), _contender("wrong", 0.3)])
    both = place([_contender("a", 0.85, right=True), _contender("b", 0.75, right=True), _contender("wrong", 0.3)])
    assert both.highest < best.highest


def test_a_wrong_way_that_is_as_good_is_left_to_its_own_check():
    contenders = [
        _contender("right", 0.85, right=True),
        _contender("seen", 0.84, seen_by="2.2.2"),
        _contender("unseen", 0.86),
        _contender("bad", 0.4),
    ]
    placed = place(contenders)
    assert placed.overlapping == ("seen", "unseen")
    assert [placed.decided_by(c) for c in contenders[1:]] == ["2.2.2", "nothing", "accuracy"]
    assert placed.unseen == ("unseen",)
    assert placed.value < placed.highest


def test_differences_are_placed_on_their_own_scale():
    def forecast(mean: float) -> Forecast:
        return Forecast.of([mean + wobble for wobble in (-0.02, 0.0, 0.02) * 4], 500, Scale.DIFFERENCE)

    right, wrong = Contender("right", True, "", forecast(0.05)), Contender("wrong", False, "", forecast(-0.2))
    placed = place([right, wrong])
    assert -0.16 < placed.value < 0.0
    assert placed.chance_of_error(right) < MOST_FAILING
    assert placed.chance_of_error(wrong) < MOST_PASSING
    assert placed.decided_by(wrong) == "difference"


def test_with_no_wrong_way_to_tell_the_limit_is_as_high_as_is_safe():
    placed = place([_contender("right", 0.85, right=True), _contender("seen", 0.86, seen_by="1.1")])
    assert placed.value == placed.highest


def test_the_file_shows_chances_and_margins():
    content = place([_contender("right", 0.85, right=True), _contender("wrong", 0.5)]).as_json()
    assert content["right"]["right"]["chance_of_failing"] < MOST_FAILING
    assert content["wrong"]["wrong"]["chance_of_passing"] < MOST_PASSING
    assert content["margins"]["below_highest"] > 0
    assert content["margins"]["above_lowest"] > 0


@pytest.mark.parametrize(
    ("chance", "text"), [(0.0313, "3.1 %"), (0.0002, "0.02 %"), (1e-9, "under 0.001 %"), (0.999, "over 99 %")]
)
def test_chances_for_people(chance, text):
    assert percent(chance) == text
