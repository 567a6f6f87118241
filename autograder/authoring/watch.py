"""While an instructor edits: build and verify again what has changed, with TensorFlow kept warm."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import Enum
from pathlib import Path

import autograder
from autograder.authoring.kit import local_kit
from autograder.authoring.master import master_path
from autograder.authoring.verify import Built, Verification, build, judge
from autograder.course import Assignment, CourseFolder, course_folder, load_course
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.engine.kit import GradingKit
from autograder.engine.launch import Zygote
from autograder.errors import AutograderError

POLL_SECONDS = 0.5
#: Of the package, what graders and the processes that run them are made of.
_ENGINE = ("checks", "engine", "exchange", "sandbox", "submissions")

Times = dict[Path, int]


class Part(str, Enum):
    """What can change, and how much has to be done then; the value is for people."""

    HANDOUT = "what students receive"  # build, and judge
    GRADER = "the grader"  # judge
    ENGINE = "the engine"  # import TensorFlow anew, and judge


def parts_of(kit: GradingKit, course: CourseFolder) -> dict[Part, Times]:
    """Every file that matters, with its time of change."""
    package = Path(autograder.__file__).parent
    files = course.files(kit.assignment.name)
    handout = [master_path(kit.assignment, course), course.file, files.questions, files.hints, files.public_checks]
    handout += [path for path in course.lab.rglob("*") if path.suffix not in (".pyc", ".partial")]
    grader = [files.grader, *kit.grader_files]
    engine = [path for name in _ENGINE for path in (package / name).rglob("*") if path.suffix in (".py", ".toml")]
    return {
        part: _times(paths) for part, paths in ((Part.HANDOUT, handout), (Part.GRADER, grader), (Part.ENGINE, engine))
    }


def _times(paths: list[Path]) -> Times:
    times = {}
    for path in paths:
        try:
            if path.is_file():
                times[path] = path.stat().st_mtime_ns
        except OSError:  # an editor is just replacing it
            continue
    return times


def watch(
    assignment: Assignment,
    profile: Profile = DRAWN,
    *,
    on_step: Callable[[str], None] = lambda text: None,
    pause: Callable[[], None] = lambda: time.sleep(POLL_SECONDS),
) -> Iterator[Verification | AutograderError]:
    """Verify an assignment now, and again whenever something of it changes; never ends by itself.

    Args:
        assignment: which one.
        profile: its pictures and base weights.
        on_step: told what begins, and what has changed.
        pause: waits a little between two looks.

    Yields:
        A verdict, or why there is none: a file that is half edited does not end the watch.
    """
    course = course_folder()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-watch-")))
        zygote = Zygote()
        stack.callback(lambda: zygote.close())
        built: Built | None = None
        seen: dict[Part, Times] = {}
        number = 0
        while True:
            kit = local_kit(assignment, profile)
            now = parts_of(kit, course)
            changed = {part for part in Part if now[part] != seen.get(part)}
            if not changed:
                pause()
                continue
            if seen:
                on_step("changed: " + ", ".join(part.value for part in Part if part in changed))
            try:
                if seen and Part.ENGINE in changed:
                    zygote.close()
                    zygote = Zygote()
                seen = now
                if built is None or Part.HANDOUT in changed:
                    number, built = number + 1, None
                    assignment = load_course().find(assignment.name)
                    kit = local_kit(assignment, profile)
                    built = build(kit, folder / str(number), on_step=on_step)
                yield judge(kit, built, zygote, on_step=on_step)
            except AutograderError as problem:
                yield problem
