"""Plans are Python files beside the graders: ``calibration.py`` of an assignment, with its plan named ``PLAN``."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from autograder.assurance.calibration.plan import CalibrationPlan
from autograder.course import Assignment, course_folder, load_course
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.errors import CourseError


def known_plans() -> tuple[Assignment, ...]:
    """The assignments of the course that have a plan."""
    return tuple(assignment for assignment in load_course().assignments if plan_file(assignment).is_file())


def plan_file(assignment: Assignment) -> Path:
    """Where the plan of an assignment lies, if it has one."""
    return course_folder().files(assignment.name).calibration


def plan_for(assignment: Assignment, profile: Profile = DRAWN) -> CalibrationPlan:
    """The plan of an assignment.

    Args:
        assignment: which one.
        profile: its pictures; for photos, ``calibration_photos.py`` may change the plan with ``plan_on(plan, facts)``.

    Raises:
        CourseError: it has none.
    """
    file = plan_file(assignment)
    if not file.is_file():
        known = ", ".join(known.short for known in known_plans())
        raise CourseError(
            f"There is nothing to calibrate for {assignment.short}.",
            f"Choose one of: {known}." if known else f"Describe what to measure in {file}.",
        )
    plan = getattr(load_plan_file(file), "PLAN", None)
    if not isinstance(plan, CalibrationPlan):
        raise CourseError(f"{file} has no plan.", "Name a CalibrationPlan in it PLAN.")
    changed = course_folder().files(assignment.name).plan_on_photos
    if profile.data is None or not changed.is_file():
        return plan
    adapted: CalibrationPlan = load_plan_file(changed).plan_on(plan, profile.facts)
    return adapted


def load_plan_file(file: Path) -> ModuleType:
    """The module in a plan's file, once for each file.

    Its name follows from the assignment's, so that a process which has loaded it, too, can unpickle recipes that are
    defined in it.
    """
    name = f"{file.stem}_of_{file.parent.name}"
    loaded = sys.modules.get(name)
    if loaded is not None and loaded.__file__ == str(file):
        return loaded
    spec = spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
