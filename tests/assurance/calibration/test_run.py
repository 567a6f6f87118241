"""A calibration measures each thing once, survives an interruption, and what is committed agrees with itself."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace

import numpy as np
import pytest

from autograder.assurance.calibration import run
from autograder.assurance.calibration.effects import Effect, Goal, Over
from autograder.assurance.calibration.material import load_material
from autograder.assurance.calibration.plan import CalibrationPlan, Limit, Strategy
from autograder.assurance.calibration.plan_files import known_plans, plan_for
from autograder.assurance.calibration.plot import plot
from autograder.assurance.calibration.store import key_of
from autograder.assurance.calibration.table import calibration_table
from autograder.assurance.calibration.thresholds import MOST_FAILING, MOST_PASSING, Scale
from autograder.course import course_folder
from autograder.datasets.picture_profiles import DRAWN
from autograder.errors import AutograderError, CourseError


@dataclass(frozen=True)
class Fixed:
    """A recipe that costs nothing and counts how often it is measured."""

    accuracy: float
    effort: float = 1.0

    measured = 0

    def measure(self, bench, seed):
        type(self).measured += 1
        return {"hidden": self.accuracy + 0.002 * (seed % 5), "validation": 0.5, "train": 1.0}


def _five_hundred(seed):
    return np.zeros((500, 1, 1, 3), np.uint8), np.zeros(500, np.int64)


def _gap(scores):
    return scores["train"] - scores["hidden"]


@pytest.fixture
def plan(monkeypatch, tmp_path, material):
    """A plan of two measurements, for the only assignment of a course in a temporary folder."""
    good, bad = Fixed(0.85), Fixed(0.4)
    effect = Effect(
        "lead",
        "good beats bad",
        ("good", "bad"),
        (Goal("lead", lambda scores: scores["good"]["hidden"] - scores["bad"]["hidden"], Over.EVERY, least=0.3),),
    )
    strategies = (Strategy("reference", good, right=True), Strategy("wrong", bad))
    chosen = CalibrationPlan(
        limits=(
            Limit("accuracy", strategies),
            Limit("gap", strategies[:1], _gap, scale=Scale.DIFFERENCE, most=True, task="9.1"),
        ),
        effects=(effect,),
        recipes={"good": good, "bad": bad},
    )
    lab = tmp_path / "assignments" / "lab"
    lab.mkdir(parents=True)
    (lab / "settings.json").write_text('{"alpha": 0.35, "goals": {"2.6": 0.7}}')
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "course.toml").write_text(
        '[course]\ntitle = "Nine"\n\n[[assignment]]\nname = "hw9_nine"\ntitle = "Nine"\nminutes = 1\n'
    )
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    monkeypatch.setattr(run, "plan_for", lambda assignment, profile=None: chosen)
    monkeypatch.setattr(run, "load_material", lambda profile: replace(material, draw_hidden=_five_hundred))
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Fixed, "measured", 0)
    return chosen


def test_a_recipe_under_two_names_is_measured_once_per_seed(plan):
    found = run.calibrate("hw9", runs=3)
    assert Fixed.measured == 6
    assert found.summary() == {
        "assignment": "hw9",
        "profile": "doodles",
        "runs": 3,
        "effects": 1,
        "outside_targets": 0,
        "outside": [],
    }


def test_whole_and_short_names_mean_the_same(plan):
    assert run.calibrate("hw9_nine", runs=2).as_json() == run.calibrate("hw9", runs=2).as_json()


def test_an_assignment_that_is_not_there_is_refused(plan):
    with pytest.raises(CourseError, match="no assignment 'hw77'"):
        run.calibrate("hw77")


def test_an_interrupted_calibration_goes_on_where_it_stopped(plan):
    seen = []

    def stop_at_third(progress):
        seen.append(progress)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.calibrate("hw9", runs=3, on_progress=stop_at_third)
    assert Fixed.measured == 2
    run.calibrate("hw9", runs=3)
    assert Fixed.measured == 6
    run.calibrate("hw9", runs=4)
    assert Fixed.measured == 8
    run.calibrate("hw9", runs=3, fresh=True)
    assert Fixed.measured == 14


def test_committed_results_need_no_cache(plan, monkeypatch, tmp_path):
    found = run.calibrate("hw9", runs=3)
    run.write_results(found)
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path / "another home"))
    assert run.calibrate("hw9", runs=3).digest == found.digest
    assert Fixed.measured == 6


def test_what_is_only_looked_up_is_not_measured(plan):
    run.calibrate("hw9", runs=3)
    found = run.calibrate("hw9", runs=3, only_known=True)
    assert found.summary()["effects"] == 1
    with pytest.raises(AutograderError, match="Of 8 measurements of hw9 for 4 seeds, 2 are missing") as problem:
        run.calibrate("hw9", runs=4, only_known=True)
    assert "autograder calibrate hw9 --runs 4" in problem.value.next_step
    assert Fixed.measured == 6


def test_progress_runs_from_none_to_all(plan):
    seen = []
    run.calibrate("hw9", runs=2, on_progress=seen.append)
    shares = [progress.share for progress in seen]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert (seen[0].name, seen[0].seed) == ("good", 0)


def test_a_missed_target_is_counted(plan, monkeypatch):
    worse = replace(plan, recipes={"good": Fixed(0.6), "bad": Fixed(0.4)})
    monkeypatch.setattr(run, "plan_for", lambda assignment, profile=None: worse)
    found = run.calibrate("hw9", runs=2)
    assert found.summary()["outside_targets"] == 1
    assert found.summary()["outside"] == ["lead"]


def test_results_read_back_are_the_same(plan, tmp_path):
    found = run.calibrate("hw9", runs=6)
    measured = run.write_results(found)
    again = run.load_results(measured)
    assert again == found
    beside_grader, settings = run.write_thresholds(found)
    assert [measured.name, beside_grader.name] == ["measured.json", "thresholds.json"]
    assert measured.parent == beside_grader.parent == tmp_path / "solutions" / "hw9_nine"
    written = json.loads(beside_grader.read_text(encoding="utf-8"))
    assert written == run.threshold_json(again)
    assert written["accuracy"]["calibration"] == {"results": "measured.json", "digest": found.digest}
    goals = json.loads(settings.read_text(encoding="utf-8"))["goals"]
    assert goals == {"2.6": 0.7, "9.1": written["gap"]["threshold"]}


def test_a_limit_to_stay_below_is_above_what_right_ways_reach(plan):
    found = run.calibrate("hw9", runs=6)
    gap = plan.limits[1]
    values = found.values(gap, "reference")
    assert found.passes(gap) == (6, 6)
    content = run.threshold_json(found)["gap"]
    assert max(values) < content["threshold"] < max(values) + 0.1
    assert content["right"]["reference"]["mean"] == pytest.approx(sum(values) / 6, abs=1e-4)


def test_one_run_is_refused(plan):
    with pytest.raises(AutograderError, match="no spread"):
        run.calibrate("hw9", runs=1)


def test_a_profile_that_is_not_there_is_refused():
    with pytest.raises(AutograderError, match="no data set 'oil paintings'"):
        run.calibrate("hw2", profile="oil paintings")


def test_missing_weights_are_named(tmp_path):
    (tmp_path / "settings.json").write_text('{"weights": "none.h5", "images": "none.npz", "alpha": 0.35}')
    with pytest.raises(AutograderError, match=r"none\.h5 cannot be read"):
        load_material(lab=tmp_path)


def test_table_and_plot_show_effect_and_threshold(plan, tmp_path):
    from rich.console import Console

    found = run.calibrate("hw9", runs=6)
    shown = io.StringIO()
    Console(width=200, file=shown).print(calibration_table(found))
    text = shown.getvalue()
    assert "good beats bad" in text
    assert f"accuracy: at least {found.threshold(plan.limits[0]).value:.0%}" in text
    assert "6 of 6 runs" in text
    assert plot(found, tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_too_few_runs_still_show_the_effects(plan):
    from rich.console import Console

    found = run.calibrate("hw9", runs=2)
    with pytest.raises(AutograderError, match="more runs"):
        run.write_thresholds(found)
    shown = io.StringIO()
    Console(width=200, file=shown).print(calibration_table(found))
    assert "good beats bad" in shown.getvalue()
    assert "more runs" in shown.getvalue()


# What is committed.

COMMITTED = sorted(course_folder().solutions.glob("*/measured.json"))


@pytest.fixture(params=COMMITTED, ids=lambda path: path.parent.name)
def committed(request):
    return run.load_results(request.param)


def test_something_is_committed():
    assert COMMITTED


def test_results_lie_with_their_assignment(committed):
    assert DRAWN.measured_file(committed.assignment.name) in COMMITTED
    assert DRAWN.name == committed.profile


def test_results_were_measured_with_these_weights(committed):
    assert committed.weights == load_material(committed.profile).weights_sha256, "run autograder calibrate again"


def test_results_were_measured_with_this_code_and_these_pictures(committed):
    material = load_material(committed.profile)
    for strategy in committed.plan.strategies:
        assert committed.keys[strategy.name] == key_of(strategy.recipe, material), "run autograder calibrate again"


def test_no_measurement_is_missing(committed, monkeypatch, tmp_path):
    """Of as many seeds as the results claim; only what is committed counts."""
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path))
    found = run.calibrate(committed.assignment.name, runs=committed.runs, only_known=True)
    assert found.digest == committed.digest


def test_results_agree_with_their_own_measurements(committed):
    stored = json.loads(DRAWN.measured_file(committed.assignment.name).read_text(encoding="utf-8"))
    assert stored["digest"] == committed.digest
    assert {name: stored[name] for name in committed.summary()} == committed.summary()


def test_the_graders_thresholds_come_out_of_the_results(committed):
    written = json.loads(DRAWN.thresholds_file(committed.assignment.name).read_text(encoding="utf-8"))
    assert written == run.threshold_json(committed), "write the thresholds anew: autograder calibrate"


def test_right_ways_pass_and_wrong_ones_are_seen(committed):
    for limit in committed.plan.limits:
        threshold = committed.threshold(limit)
        assert not threshold.unseen
        for contender in threshold.contenders:
            if contender.right:
                assert threshold.chance_of_error(contender) < MOST_FAILING
            elif contender.name not in threshold.overlapping:
                assert threshold.chance_of_error(contender) < MOST_PASSING


def test_the_reference_passed_every_run(committed):
    for limit in committed.plan.limits:
        passed, tried = committed.passes(limit)
        assert passed == tried >= committed.runs


@pytest.mark.parametrize("assignment", known_plans(), ids=lambda assignment: assignment.short)
def test_a_threshold_is_calibrated_or_says_that_it_is_not(assignment):
    limits = json.loads(DRAWN.thresholds_file(assignment.name).read_text(encoding="utf-8"))
    assert set(limits) == {limit.name for limit in plan_for(assignment).limits}
    calibrated = DRAWN.measured_file(assignment.name).exists()
    assert all(limit.get("provisional", False) is not calibrated for limit in limits.values())
