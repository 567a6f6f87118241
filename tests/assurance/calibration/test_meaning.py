"""A limit that means nothing on some pictures stops a build, with figures and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.assurance.calibration.meaning import leave_out, left_out, placed_limits, require_meaning
from autograder.assurance.calibration.plan_files import known_plans
from autograder.assurance.calibration.table import limits_table
from autograder.authoring import requirements
from autograder.cli.app import app
from autograder.course import course_folder, load_course
from autograder.datasets.keras_cache import MODELS, cached, imagenet_url
from autograder.datasets.photos.importing import import_photos
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.engine.rubric import left_out_beside
from autograder.errors import AutograderError
from tests.datasets.photos.conftest import home, make_folder  # noqa: F401 - fixtures

HW1 = load_course().find("hw1")


@pytest.fixture
def photos(make_folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:  # noqa: F811
    """Photos of two classes, on which hw1 has the limits that it has on the drawings."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    weights = cached(imagenet_url(1.0, 96), MODELS)
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    profile = Profile(import_photos(make_folder({"cats": 30, "dogs": 30}))[0])
    place(profile)
    return profile


def place(profile: Profile, **changes: dict[str, object]) -> None:
    """Limits as on the drawings, higher where guessing gets half of the pictures right; some of them changed."""
    content = json.loads(course_folder().files(HW1.name).thresholds.read_text())
    content["accuracy"]["threshold"], content["few_examples"]["threshold"] = 0.7, 0.6
    for name, change in changes.items():
        content[name] = {**content[name], **change}
    file = profile.thresholds_file(HW1.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))


@pytest.mark.parametrize("assignment", known_plans(), ids=lambda assignment: assignment.short)
def test_limits_on_the_drawings_mean_something(assignment) -> None:
    limits = require_meaning(assignment, DRAWN)
    grader = course_folder().files(assignment.name).grader.read_text(encoding="utf-8")
    numbers = re.findall(r'"(\d\.\d\.\d) ', grader)
    assert limits
    assert {one.limit.check for one in limits} <= set(numbers)


def test_limits_that_mean_something_are_fine(photos: Profile) -> None:
    assert [one.limit.name for one in require_meaning(HW1, photos)] == ["accuracy", "lead", "few_examples"]


@pytest.mark.parametrize(
    ("changes", "check", "reason"),
    [
        (
            {"accuracy": {"threshold": 0.2}},
            "1.1.5",
            r"1\.1\.5 \(accuracy\): the limit would be 20%, and 55% is the least that says anything "
            r"\(guessing reaches 50%\)",
        ),
        (
            {"lead": {"threshold": -0.48}},
            "1.1.5",
            r"1\.1\.5 \(lead\): the limit would be -0\.48, and 0\.05 is the least that says anything\.",
        ),
        (
            {
                "few_examples": {
                    "wrong": {"memorised": {"runs": 5, "mean": 0.9, "chance_of_passing": 0.9, "decided_by": "nothing"}},
                }
            },
            "1.4.2",
            r"the wrong strategy “memorised” passes in 90 % of runs, and nothing else finds it",
        ),
        (
            {
                "few_examples": {
                    "right": {"5 per class": {"runs": 5, "mean": 0.61, "chance_of_failing": 0.02}},
                }
            },
            "1.4.2",
            r"the reference reaches 61% and would fail in 2 % of runs",
        ),
    ],
)
def test_one_that_means_nothing_stops_the_build(changes, check: str, reason: str, photos: Profile) -> None:
    place(photos, **changes)
    with pytest.raises(AutograderError, match=reason) as caught:
        require_meaning(HW1, photos)
    assert f"autograder build hw1 --data pets --without {check}." in caught.value.next_step
    leave_out([HW1], photos, [check])
    assert check not in {one.limit.check for one in require_meaning(HW1, photos)}


def test_what_a_check_that_is_left_out_would_have_found_is_not_found(photos: Profile) -> None:
    wrong = {"lucky": {"runs": 5, "mean": 0.9, "chance_of_passing": 0.9, "decided_by": "1.1.5"}}
    place(photos, few_examples={"wrong": wrong})
    require_meaning(HW1, photos)
    leave_out([HW1], photos, ["1.1.5"])
    with pytest.raises(AutograderError, match=r"1\.4\.2 \(few_examples\).*lucky") as caught:
        require_meaning(HW1, photos)
    assert "--without 1.1.5 --without 1.4.2" in caught.value.next_step


def test_what_is_left_out_is_remembered_beside_the_grader(photos: Profile) -> None:
    leave_out([HW1], photos, ["1.4.2", "1.1.5"])
    assert left_out(HW1, photos) == {"1.1.5", "1.4.2"}
    assert left_out_beside(photos.thresholds_file(HW1.name).with_name("grader.py")) == {"1.1.5", "1.4.2"}
    leave_out([HW1], photos, [])
    assert left_out(HW1, photos) == frozenset()


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (False, r"The check 1\.2\.1 has no limit that depends on the pictures.*These can be: 1\.1\.5, 1\.4\.2"),
        (True, "On the drawings every check has a meaning"),
    ],
)
def test_some_checks_cannot_be_left_out(drawn: bool, message: str, photos: Profile) -> None:
    with pytest.raises(AutograderError, match=message):
        leave_out([HW1], DRAWN if drawn else photos, ["1.2.1"])


def test_the_table_says_what_each_check_asks_for(photos: Profile) -> None:
    console = Console(width=150)
    with console.capture() as captured:
        console.print(limits_table("hw1", placed_limits(HW1, photos), {"1.4.2"}))
    text = captured.get()
    for part in ("accuracy: at least 70%", "84%, room 14%", "rate 0.00001: 0.062 %", "one epoch: found by 1.1.1"):
        assert part in text
    assert "Not asked for: 1.4.2" in text


def test_the_command_stops_before_it_builds(photos: Profile, tmp_path: Path) -> None:
    place(photos, lead={"threshold": -0.48})
    done = CliRunner().invoke(app, ["build", "hw1", "--data", "pets", "--out", str(tmp_path / "dist")])
    assert isinstance(done.exception, AutograderError)
    assert "(lead): the limit would be -0.48" in done.exception.message
    assert not (tmp_path / "dist").exists()


def test_what_a_build_needs_is_looked_at_first(photos: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements.require_ready([HW1], photos)
    assert photos.data is not None
    photos.data.pool.rename(photos.data.pool.with_suffix(".away"))
    with pytest.raises(AutograderError, match="The photos pets are not complete") as caught:
        requirements.require_ready([HW1], photos)
    assert "--out pets --replace" in caught.value.next_step
    photos.data.pool.with_suffix(".away").rename(photos.data.pool)
    photos.data.description_file.write_text("title = 3")
    with pytest.raises(AutograderError, match=r"dataset\.toml, line 1"):
        requirements.require_ready([HW1], photos)
