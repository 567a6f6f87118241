"""Prove an assignment before it is handed out."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.build import Handout, build_handout, stale_files
from autograder.authoring.kit import local_kit, secrets_of
from autograder.authoring.lab_files import stale_lab_files
from autograder.authoring.leaks import secrets_in_zip
from autograder.authoring.master import master_path, read_master, task_points
from autograder.authoring.release import Release
from autograder.authoring.wording import AS_WRITTEN, Wording, wording_for
from autograder.course import Assignment, course_folder
from autograder.course.concept_questions import load_questions
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.engine.kit import GradingKit
from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from autograder.portable import LINUX
from autograder.results import Report

STUB_SHARE = 0.1  # of the points, at most, for a notebook that nobody has touched


@dataclass(frozen=True)
class Claim:
    """Something that has to be true before an assignment is handed out."""

    text: str
    fine: bool
    detail: str


@dataclass(frozen=True)
class Verification:
    """What became of all claims about one assignment."""

    assignment: str
    claims: tuple[Claim, ...]
    pictures: str = ""

    @property
    def fine(self) -> bool:
        """Whether all of them hold."""
        return all(claim.fine for claim in self.claims)

    def as_json(self) -> dict[str, Any]:
        """The object that ``autograder verify --json`` prints."""
        return {
            "assignment": self.assignment,
            "pictures": self.pictures,
            "fine": self.fine,
            "claims": [asdict(claim) for claim in self.claims],
        }


def verify_assignment(
    assignment: Assignment, profile: Profile = DRAWN, *, on_step: Callable[[str], None] = lambda text: None
) -> Verification:
    """Build ``assignment``, grade its solution and its stub, and look for secrets in the student zip.

    Args:
        assignment: which one.
        profile: its pictures and base weights.
        on_step: told what begins.

    Raises:
        AutograderError: it cannot be built or graded at all.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-verify-") as name, Zygote() as zygote:
        kit = local_kit(assignment, profile)
        built = build(kit, Path(name), wording=wording_for(assignment, profile), on_step=on_step)
        return judge(kit, built, zygote, on_step=on_step)


@dataclass(frozen=True)
class Built:
    """An assignment, built to be verified.

    Attributes:
        handout: for students, and the solution.
        stub: the student notebook.
        stale: committed files that are not as they are built.
    """

    handout: Handout
    stub: Path
    stale: tuple[Path, ...]


def build(
    kit: GradingKit,
    folder: Path,
    *,
    wording: Wording = AS_WRITTEN,
    on_step: Callable[[str], None] = lambda text: None,
) -> Built:
    """Build an assignment into ``folder``.

    Raises:
        AutograderError: it cannot be built.
    """
    handout = build_handout(
        kit.assignment, folder, lab=kit.materials / "lab", fetched=kit.fetched, wording=wording, progress=on_step
    )
    course = course_folder()
    stale = (*stale_files(kit.assignment, course=course), *stale_lab_files(kit.assignment, course=course))
    return Built(handout, Release(handout.student_zip, handout.solution, folder).stub(folder), stale)


def judge(
    kit: GradingKit, built: Built, zygote: Zygote, *, on_step: Callable[[str], None] = lambda text: None
) -> Verification:
    """Grade the solution and the stub, and look for secrets in the student zip.

    Raises:
        AutograderError: grading does not work at all.
    """
    assignment, stale = kit.assignment, built.stale
    on_step("looking for secrets in the student zip")
    leaks = secrets_in_zip(built.handout.student_zip, secrets_of(kit))
    promised = task_points(read_master(master_path(assignment)))
    written = load_questions(kit.questions).written if kit.questions else ()
    on_step("grading the solution")
    solution = grade(built.handout.solution, kit, zygote=zygote)
    on_step("grading the stub")
    stub = grade(built.stub, kit, zygote=zygote)
    return Verification(
        assignment.name,
        (
            _claim_of_solution(solution),
            _claim_of_stub(stub),
            _claim_of_points(assignment, promised, solution, {one.id: one.points for one in written}),
            Claim("the student zip holds no secret", not leaks, " ".join(leaks) or "none found"),
            Claim(
                "the committed student files are fresh",
                not stale,
                f"run autograder build {assignment.short} --refresh" if stale else "as built",
            ),
            _claim_of_isolation(solution),
        ),
        kit.pictures,
    )


def _claim_of_solution(report: Report) -> Claim:
    full = bool(report.outcomes) and report.score == report.max_score
    detail = f"{report.score:g} of {report.max_score:g} in {report.seconds:.0f} s, {report.peak_memory_mb:.0f} MB"
    return Claim("the solution gets full marks", full, detail if full else f"{detail}; {report.first_feedback}")


def _claim_of_isolation(report: Report) -> Claim:
    if LINUX:
        return Claim("grading was isolated", report.isolation.isolated, str(report.isolation))
    detail = f"{report.isolation}; autograder container grades on Linux"
    return Claim("grading was as isolated as this system allows", True, detail)


def _claim_of_points(
    assignment: Assignment, promised: Mapping[str, float], report: Report, by_hand: Mapping[str, float]
) -> Claim:
    """Course file, notebook, grader and questions speak of the same points, and of the same checks."""
    given = dict(by_hand)
    for task, (_, most) in report.points_by_task.items():
        given[task] = given.get(task, 0.0) + most
    wrong = [
        f"task {task}: {promised.get(task, 0):g} in the notebook, {given.get(task, 0):g} in the grader"
        for task in sorted(promised.keys() | given.keys())
        if not math.isclose(promised.get(task, 0), given.get(task, 0))
    ]
    if not math.isclose(report.max_score, assignment.points):
        wrong.append(f"{assignment.points:g} in course.toml, {report.max_score:g} in the grader")
    numbers = [outcome.check.number for outcome in report.outcomes]
    wrong += [
        f"visibility_of names {start}, and no check is called so"
        for start in assignment.visibility_of
        if not any(f"{number}.".startswith(f"{start}.") for number in numbers)
    ]
    return Claim("points agree everywhere", not wrong, "; ".join(wrong) or f"{assignment.points:g} in all")


def _claim_of_stub(report: Report) -> Claim:
    low = bool(report.outcomes) and report.score <= STUB_SHARE * report.max_score
    return Claim("the untouched stub gets at most 10 %", low, f"{report.score:g} of {report.max_score:g}")
