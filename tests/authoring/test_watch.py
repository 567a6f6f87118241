"""Watching: what has changed is done again, and nothing else; a half-edited file does not end it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from autograder.authoring import watch as module
from autograder.authoring.watch import Part, parts_of, watch
from autograder.course import CourseFolder
from autograder.errors import CourseError
from tests.engine.toy import toy_kit


@dataclass
class FakeZygote:
    made: list[FakeZygote]

    def __post_init__(self) -> None:
        self.closed = False
        self.made.append(self)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A checkout with one assignment, where building and judging only write down that they happened."""
    kit = toy_kit(tmp_path / "kit")
    course = CourseFolder(tmp_path / "course")
    files = {
        Part.HANDOUT: course.files("hw9_toy").notebook,
        Part.GRADER: kit.grader,
        Part.ENGINE: tmp_path / "package" / "checks" / "base.py",
    }
    course.lab.mkdir(parents=True)
    for path in files.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    done: list[str] = []
    zygotes: list[FakeZygote] = []

    class Course:
        def find(self, name):
            return kit.assignment

    def judge(kit, built, zygote, on_step):
        assert not zygote.closed
        done.append("judged")
        return f"verdict {len(done)}"

    def build(kit, folder, on_step):
        done.append("built")
        if files[Part.HANDOUT].read_text() == "broken":
            raise CourseError("The master is broken.")
        return "built"

    monkeypatch.setattr(module, "course_folder", lambda: course)
    monkeypatch.setattr(module, "local_kit", lambda assignment, profile: kit)
    monkeypatch.setattr(module, "load_course", Course)
    monkeypatch.setattr(module, "judge", judge)
    monkeypatch.setattr(module, "build", build)
    monkeypatch.setattr(module, "Zygote", lambda: FakeZygote(zygotes))
    monkeypatch.setattr(module.autograder, "__file__", str(tmp_path / "package" / "__init__.py"))
    return kit, files, done, zygotes, course


def test_only_what_changed_is_done_again(world):
    kit, files, done, zygotes, _ = world
    edits = iter([Part.GRADER, Part.HANDOUT, Part.ENGINE])
    pauses = []

    def pause():
        pauses.append(1)
        if len(pauses) % 2:  # nothing has changed: nothing is done
            return
        part = next(edits)
        files[part].write_text(files[part].read_text() + "1")

    verdicts = watch(kit.assignment, pause=pause)
    next(verdicts)
    assert done == ["built", "judged"]
    next(verdicts)
    assert done[2:] == ["judged"]
    next(verdicts)
    assert done[3:] == ["built", "judged"]
    assert len(zygotes) == 1
    next(verdicts)
    assert done[5:] == ["judged"]
    assert [zygote.closed for zygote in zygotes] == [True, False]
    verdicts.close()
    assert all(zygote.closed for zygote in zygotes)


def test_a_broken_master_is_told_and_the_watch_goes_on(world):
    kit, files, done, *_ = world
    files[Part.HANDOUT].write_text("broken")
    verdicts = watch(kit.assignment, pause=lambda: files[Part.HANDOUT].write_text("whole again"))
    assert isinstance(next(verdicts), CourseError)
    assert next(verdicts) == "verdict 3"
    assert done == ["built", "built", "judged"]
    verdicts.close()


def test_thresholds_belong_to_the_grader(world):
    kit, *_, course = world
    thresholds = kit.grader.with_name("thresholds.json")
    thresholds.write_text("{}")
    assert thresholds in parts_of(kit, course)[Part.GRADER]


@pytest.mark.parametrize("name", ["hints.toml", "questions.toml", "public_checks.py"])
def test_what_is_built_into_lab_belongs_to_the_handout(world, name):
    """Each of them can come, change and go while we watch."""
    kit, _, done, _, course = world
    path = course.files("hw9_toy").folder / name
    steps = iter([lambda: path.write_text("1"), lambda: path.write_text("12"), path.unlink])
    verdicts = watch(kit.assignment, pause=lambda: next(steps)())
    for count in range(1, 5):
        next(verdicts)
        assert done == ["built", "judged"] * count
    verdicts.close()
