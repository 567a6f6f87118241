"""Whether the limits in the file beside a grader mean something on these pictures, before a build relies on them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assurance.calibration.plan import Limit
from autograder.assurance.calibration.plan_files import plan_file, plan_for
from autograder.assurance.calibration.thresholds import MOST_FAILING, Scale, percent
from autograder.course import Assignment, course_folder
from autograder.course.folder import LEFT_OUT
from autograder.datasets.picture_profiles import Profile
from autograder.errors import AutograderError

#: An accuracy has to be asked for that is better than guessing by this much.
MARGIN = 0.05
NOTHING = "nothing"


@dataclass(frozen=True)
class Doubt:
    """A limit that means nothing.

    Attributes:
        check: number of the hidden check that reads it.
        limit: its name.
        reason: why, with figures.
    """

    check: str
    limit: str
    reason: str


@dataclass(frozen=True)
class PlacedLimit:
    """A limit as it was placed on some pictures.

    Attributes:
        limit: what the plan says of it.
        entry: what the file beside the grader says of it.
    """

    limit: Limit
    entry: Mapping[str, Any]

    @property
    def value(self) -> float:
        """What the check compares with."""
        return float(self.entry["threshold"])

    @property
    def reference(self) -> tuple[float, float]:
        """What the reference reaches, and its chance of failing."""
        row = next(iter(self.entry["right"].values()))
        return float(row["mean"]), float(row["chance_of_failing"])

    @property
    def wrong(self) -> dict[str, tuple[float, str]]:
        """Of each wrong strategy the chance of passing, and what decides about it."""
        rows = self.entry["wrong"].items()
        return {name: (float(row["chance_of_passing"]), str(row["decided_by"])) for name, row in rows}

    def doubts(self, classes: int, left_out: Collection[str]) -> list[Doubt]:
        """What makes it mean nothing, if anything does.

        Args:
            classes: how many the pictures have.
            left_out: checks that are not asked for; they decide about no strategy.
        """
        limit, text, found = self.limit, self.limit.scale.text, []
        guessing = 1 / classes
        floor = limit.floor
        if floor is None and limit.scale is Scale.SHARE and not limit.most:
            floor = guessing + MARGIN
        if floor is not None and self.value < floor - 1e-9:
            by_guessing = f" (guessing reaches {text(guessing)})" if limit.floor is None else ""
            least = f"{text(floor)} is the least that says anything{by_guessing}"
            found.append(f"the limit would be {text(self.value)}, and {least}")
        passing = {
            name: chance for name, (chance, decides) in self.wrong.items() if decides == NOTHING or decides in left_out
        }
        if passing:
            name, chance = max(passing.items(), key=lambda item: item[1])
            found.append(f"the wrong strategy “{name}” passes in {percent(chance)} of runs, and nothing else finds it")
        mean, failing = self.reference
        if failing > MOST_FAILING:
            found.append(f"the reference reaches {text(mean)} and would fail in {percent(failing)} of runs")
        return [Doubt(limit.check, limit.name, reason) for reason in found]


def placed_limits(assignment: Assignment, profile: Profile) -> tuple[PlacedLimit, ...]:
    """The limits of an assignment on some pictures; none where nothing is calibrated.

    Raises:
        AutograderError: the file of thresholds is damaged.
    """
    file = profile.thresholds_file(assignment.name)
    if not plan_file(assignment).is_file() or not file.is_file():
        return ()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        limits = plan_for(assignment, profile).limits
        return tuple(PlacedLimit(limit, content[limit.name]) for limit in limits if limit.name in content)
    except (OSError, ValueError) as problem:
        raise AutograderError(
            f"{file} cannot be read: {problem}.", f"Run autograder calibrate {assignment.short} again."
        ) from problem


def left_out(assignment: Assignment, profile: Profile) -> frozenset[str]:
    """Numbers of the checks that are not asked for on these pictures."""
    file = _file(assignment, profile)
    return frozenset(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else frozenset()


def leave_out(assignments: Sequence[Assignment], profile: Profile, numbers: Collection[str]) -> None:
    """Remember which checks are not asked for on these pictures, in place of what was said earlier.

    Args:
        assignments: whose checks they are.
        profile: the pictures; photos.
        numbers: of checks, such as ``1.1.5``.

    Raises:
        AutograderError: the pictures are the drawings, or a number is not that of a check with a limit.
    """
    if profile.data is None:
        raise AutograderError(
            "On the drawings every check has a meaning, so none can be left out.", "Build without --without."
        )
    known = {
        one.name: {limit.check for limit in plan_for(one).limits if limit.check}
        for one in assignments
        if plan_file(one).is_file()
    }
    unknown = set(numbers).difference(*known.values())
    if unknown:
        all_known = ", ".join(sorted(set().union(*known.values())))
        raise AutograderError(
            f"The check {min(unknown)} has no limit that depends on the pictures, and cannot be left out.",
            f"These can be: {all_known}." if all_known else "Build without --without.",
        )
    for assignment in assignments:
        chosen = sorted(set(numbers) & known.get(assignment.name, set()))
        file = _file(assignment, profile)
        if chosen:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.write_text(json.dumps(chosen) + "\n", encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


def leave_out_absent(assignment: Assignment, profile: Profile, before: Collection[str], now: Collection[str]) -> None:
    """Leave out the checks that ask for what these photos do not show, until somebody says ``--without``.

    Args:
        assignment: whose checks they are.
        profile: the photos.
        before: numbers of those that were left out for that reason by an earlier calibration.
        now: numbers of those that are to be left out.
    """
    leave_out([assignment], profile, (left_out(assignment, profile) - set(before)) | set(now))


def require_meaning(assignment: Assignment, profile: Profile) -> tuple[PlacedLimit, ...]:
    """Insist that every limit of the checks that are asked for means something; gives these limits.

    Raises:
        AutograderError: one does not; the message says which check, the figures, and what to do.
    """
    without = left_out(assignment, profile)
    limits = tuple(one for one in placed_limits(assignment, profile) if one.limit.check not in without)
    classes = len(profile.description.classes)
    found = [doubt for one in limits for doubt in one.doubts(classes, without)]
    if not found:
        return limits
    checks = sorted({doubt.check for doubt in found if doubt.check})
    reasons = "; ".join(f"{doubt.check} ({doubt.limit}): {doubt.reason}".lstrip() for doubt in found)
    name = profile.name
    options = " ".join(f"--without {check}" for check in sorted({*checks, *without}))
    raise AutograderError(
        f"{assignment.short} asks for what the pictures {name} cannot show. {reasons}.",
        f"Import more photos or other classes and calibrate again, or leave out "
        f"{'this check' if len(checks) == 1 else 'these checks'}: "
        f"autograder build {assignment.short} --data {name} {options}."
        if profile.data
        else f"Calibrate again with more runs: autograder calibrate {assignment.short} --runs 30.",
    )


def _file(assignment: Assignment, profile: Profile) -> Path:
    if profile.data is None:
        return course_folder().files(assignment.name).folder / LEFT_OUT
    return profile.data.graders / assignment.name / LEFT_OUT
