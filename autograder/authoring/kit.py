"""A course's files as a grading kit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from autograder.authoring.leaks import Secrets
from autograder.authoring.master import master_path
from autograder.authoring.materials import materials_for
from autograder.authoring.wording import Wording, toml_of, wording_for
from autograder.course import Assignment, course_folder
from autograder.course.base_model import IMAGENET
from autograder.course.concept_questions import QuestionFile, load_questions
from autograder.course.folder import MESSAGES
from autograder.course.toml_files import read_toml
from autograder.datasets import doodles
from autograder.datasets.hidden_pictures import hidden_file
from autograder.datasets.keras_cache import published
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.datasets.pretrained_weights import recorded_weights
from autograder.engine.kit import GradingKit, helper_files
from autograder.errors import CourseError


def local_kit(assignment: Assignment, profile: Profile = DRAWN) -> GradingKit:
    """What grading ``assignment`` on the instructor's machine needs; draws the hidden images on first use.

    Args:
        assignment: which one.
        profile: its pictures and base weights.

    Raises:
        CourseError: the hidden grader is missing, or has no thresholds for these photos yet.
        AutograderError: the base weights cannot be fetched.
    """
    files = course_folder().files(assignment.name)
    if not files.grader.is_file():
        raise CourseError(f"The hidden grader {files.grader} is missing.", "Restore it from git, or write it.")
    questions = files.questions if files.questions.is_file() else None
    own = base_weights(assignment)
    if profile.data is None:
        return GradingKit(assignment, files.grader, hidden_file(), materials_for(profile), questions, own)
    wording = wording_for(assignment, profile)
    grader = _beside_thresholds(files.grader, assignment, profile, wording)
    return GradingKit(
        assignment.model_copy(update={"title": wording.text(assignment.title)}),
        grader,
        profile.data.hidden,
        materials_for(profile),
        _reworded(questions, grader, wording) if questions and wording.replacements else questions,
        own if assignment.base else profile.weights_file(),
    )


def base_weights(assignment: Assignment) -> Path | None:
    """The weights of the network that an assignment names, where Keras fetches them; None where they come with ``lab``.

    Raises:
        AutograderError: they cannot be fetched, or are not those of the first use; or the file in ``lab`` is missing.
    """
    base, course = assignment.base, course_folder()
    if base is None:
        return None
    if base.weights == IMAGENET:
        return recorded_weights(published(base.network), course.files(assignment.name).pretrained)
    if not (path := course.lab / "data" / base.weights).is_file():
        raise CourseError(
            f"The base weights {path} of {assignment.short} are missing.",
            f"Put them there, or write another file's name into the entry of {assignment.short} in {course.file}.",
        )
    return None


def secrets_of(kit: GradingKit) -> Secrets:
    """What students must not receive of an assignment."""
    graders = (path for path in kit.grader_files if path.suffix != ".json")  # numbers say nothing
    private = (*sorted(Path(doodles.__file__).parent.glob("*.py")), *graders)
    asked = load_questions(kit.questions) if kit.questions else QuestionFile()
    return Secrets(master_path(kit.assignment), private, (kit.hidden,), asked.question, asked.written)


def _reworded(questions: Path, grader: Path, wording: Wording) -> Path:
    """A copy of the questions, beside the grader, as they read on these photos."""
    asked = load_questions(questions)
    content = QuestionFile.model_validate(wording.texts(asked.model_dump(mode="json")))
    return _write(grader.with_name("questions.json"), content.model_dump_json(indent=1))


def _write(path: Path, text: str) -> Path:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
    return path


def _beside_thresholds(grader: Path, assignment: Assignment, profile: Profile, wording: Wording) -> Path:
    """A copy of a hidden grader beside its thresholds for these photos, since a grader reads those next to it."""
    thresholds = profile.thresholds_file(assignment.name)
    if lacks_thresholds(assignment, profile):
        raise CourseError(
            f"The thresholds of {assignment.short} for the photos {profile.name} were measured with another base, "
            "or for another class to spot, than dataset.toml names now."
            if thresholds.exists()
            else f"{assignment.short} has no thresholds for the photos {profile.name} yet.",
            f"Run autograder calibrate {assignment.short} --profile {profile.name} (autograder build does it, too).",
        )
    thresholds.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    words = grader.with_name(MESSAGES)
    if words.is_file():
        _write(thresholds.with_name(MESSAGES), toml_of(wording.texts(read_toml(words))))
    for path in (*helper_files(grader), grader):
        copy = thresholds.with_name(path.name)
        partial = copy.with_suffix(".partial")
        shutil.copyfile(path, partial)
        partial.replace(copy)
    return copy


def lacks_thresholds(assignment: Assignment, profile: Profile) -> bool:
    """Whether an assignment that needs thresholds has none for these pictures, or for photos only such as were measured
    with another base or for another class to spot."""
    if not course_folder().files(assignment.name).thresholds.exists():
        return False
    file = profile.thresholds_file(assignment.name)
    if not file.exists():
        return True
    if profile.data is None:
        return False
    try:
        placed = json.loads(file.read_text(encoding="utf-8")).values()
        origins = [limit.get("calibration", {}) for limit in placed]
    except (OSError, ValueError, AttributeError):
        return False  # whoever reads it says that it is damaged
    now = profile.choices
    before = {"alpha": 1.0, "positive": now["positive"]}  # of thresholds that do not say it
    return any({name: origin.get(name, before[name]) for name in now} != now for origin in origins)
