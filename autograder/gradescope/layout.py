"""What lies where in the zip, which Gradescope unpacks to ``/autograder/source``.

::

    setup.sh           run once, when the image is built
    run_autograder     run for each submission
    Dockerfile         makes the same image with Docker, for those who build it themselves
    requirements.txt   locked, with hashes
    assignment.json    the assignment and its limits
    engine/autograder  what grading needs of this package
    graders/           the hidden pytest module with what it reads, and questions.json with answers
    hidden/            the images that were never handed out
    materials/         ``lab`` and the notebook as students have them
    pretrained.json    where Keras fetches the base weights, for photos and for "imagenet": setup.sh does it beforehand
"""

from __future__ import annotations

from pathlib import Path

from autograder.course import Assignment
from autograder.datasets.pretrained_weights import read_pretrained
from autograder.engine.kit import GradingKit

ASSIGNMENT = "assignment.json"
DOCKERFILE = "Dockerfile"
ENGINE = "engine"
GRADERS = "graders"
GRADER = "grader.py"
QUESTIONS = "graders/questions.json"
HIDDEN = "hidden/hidden.npz"
MATERIALS = "materials"
PRETRAINED = "pretrained.json"
SCRIPTS = ("setup.sh", "run_autograder")
LOCK = "requirements.txt"


def kit_in(source: Path, materials: Path) -> GradingKit:
    """The grading kit of an unpacked zip.

    Args:
        source: where the zip was unpacked; closed to students.
        materials: a copy of its materials that students may read.

    Raises:
        OSError, ValueError: the zip is damaged.
        AutograderError: the base weights are another file than the one that was recorded.
    """
    assignment = Assignment.model_validate_json((source / ASSIGNMENT).read_bytes())
    questions = source / QUESTIONS
    pretrained = read_pretrained(source / PRETRAINED)
    return GradingKit(
        assignment=assignment,
        grader=source / GRADERS / GRADER,
        hidden=source / HIDDEN,
        materials=materials,
        questions=questions if questions.is_file() else None,
        pretrained=pretrained.checked_path() if pretrained else None,
    )
