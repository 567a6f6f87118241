"""Plans name things that exist, and say the same of them everywhere."""

from __future__ import annotations

import pytest

from autograder.assurance.calibration.plan import Strategy
from autograder.assurance.calibration.plan_files import known_plans, load_plan_file, plan_for
from autograder.assurance.calibration.recipes import HeadTraining
from autograder.course import course_folder, load_course
from autograder.errors import CourseError


def _plan_of(short):
    return plan_for(load_course().find(short))


@pytest.fixture(params=known_plans(), ids=lambda assignment: assignment.short)
def assignment(request):
    return request.param


@pytest.fixture
def plan(assignment):
    return plan_for(assignment)


def test_what_effects_need_is_measured(plan):
    assert {need for effect in plan.effects for need in effect.needs} <= set(plan.recipes)


def test_names_do_not_clash(plan):
    for limit in plan.limits:
        assert limit.strategies[0].right
        recipes = {strategy.name: strategy.recipe for strategy in plan.strategies}
        assert all(strategy.recipe == recipes[strategy.name] for strategy in limit.strategies), "one name, two recipes"
    assert not {strategy.name for strategy in plan.strategies} & set(plan.recipes)
    names = [limit.name for limit in plan.limits]
    assert len(set(names)) == len(names)


def test_the_checks_that_see_wrong_strategies_exist(assignment, plan):
    grader = course_folder().files(assignment.name).grader.read_text(encoding="utf-8")
    assert all(f'"{s.seen_by} ' in grader for s in plan.strategies if s.seen_by)


def test_the_reference_of_hw2_trains_as_the_solution_does(repository):
    solution = (repository / "solutions" / "hw2_build_head" / "notebook.py").read_text(encoding="utf-8")
    reference = _plan_of("hw2").strategies[0].recipe
    for text in (
        f"learning_rate={reference.rate})",
        f"epochs={reference.epochs},",
        f"Dropout({reference.dropout})",
        "optimizers.Adam(",
        "from_logits=True",
    ):
        assert text in solution


def test_the_references_of_hw1_train_as_the_solution_does(repository):
    solution = (repository / "solutions" / "hw1_why_transfer" / "notebook.py").read_text(encoding="utf-8")
    networks = (repository / "assignments" / "lab" / "networks.py").read_text(encoding="utf-8")
    race = next(s.recipe for s in _plan_of("hw1").strategies if s.name == "the race")
    for recipe in (race.better, race.worse):
        assert f"\nEPOCHS = {recipe.epochs}\nBATCH_SIZE = {recipe.batch}\n" in solution
        assert f"_RATE = {recipe.rate}\n" in networks
    assert f"Dropout({race.better.dropout})" in networks
    assert f"_OPTIMIZER_MOMENTUM = {race.worse.momentum}\n" in networks


@pytest.fixture
def other_course(tmp_path, monkeypatch):
    """A course of one assignment without a plan; gives the folder of that assignment."""
    folder = tmp_path / "solutions" / "hw77_other"
    folder.mkdir(parents=True)
    (tmp_path / "solutions" / "course.toml").write_text(
        '[course]\ntitle = "Other"\n\n[[assignment]]\nname = "hw77_other"\ntitle = "Something"\nminutes = 1\n'
    )
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path))
    return folder


def test_an_assignment_without_a_plan_is_refused(other_course):
    assert known_plans() == ()
    with pytest.raises(CourseError, match=r"nothing to calibrate for hw77\. Describe what to measure in /.*\.py"):
        _plan_of("hw77")


def test_a_plan_is_found_once_it_is_there(other_course):
    (other_course / "calibration.py").write_text("PLAN = 3\n")
    assert [assignment.short for assignment in known_plans()] == ["hw77"]
    with pytest.raises(CourseError, match=r"calibration\.py has no plan"):
        _plan_of("hw77")


def test_a_file_that_fails_is_not_half_loaded(other_course):
    file = other_course / "calibration.py"
    file.write_text("PLAN = 1 / 0\n")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            load_plan_file(file)


def test_each_course_has_its_own_plan_of_an_assignment(tmp_path):
    files = [tmp_path / course / "hw77_other" / "calibration.py" for course in ("one", "two")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text("def where():\n    return __file__\n")
    for file in (*files, *files):
        assert load_plan_file(file).where() == str(file)
    assert load_plan_file(files[1]) is load_plan_file(files[1])


def test_only_heads_on_stored_features_are_repeated_more_often():
    cheap = {s.name for s in _plan_of("hw2").strategies if s.cheap}
    assert "reference" in cheap
    assert not {"weights=None", "not frozen", "from scratch"} & cheap
    assert not Strategy("x", HeadTraining(augmented=True)).cheap
