"""On photos every text fits them, in any number of classes with any names; on the drawings nothing changes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.master import master_path, read_master
from autograder.authoring.materials import last_blocks
from autograder.authoring.wording import AS_WRITTEN, Wording, read_wording, toml_of, wording_for
from autograder.course import Assignment, CourseFolder, course_folder, load_course
from autograder.course.concept_questions import QuestionFile, load_questions
from autograder.course.toml_files import read_toml
from autograder.datasets.description import BaseKnows, Facts, describe
from autograder.datasets.measured_effects import MeasuredEffect, Presence, by_name
from autograder.datasets.picture_profiles import DRAWN
from autograder.errors import CourseError

ASSIGNMENTS = [one for one in load_course().assignments if course_folder().files(one.name).on_photos.is_file()]
FLOWERS = describe(
    "Flowers",
    ("daisy", "dandelion", "roses", "sunflowers", "tulips"),
    thing=("flower", "flowers"),
    positive="tulips",
    base_knows=BaseKnows.SOME,
)
SETS = {
    "flowers": Facts(FLOWERS, 40, 40, 100),
    "cats and dogs": Facts(describe("Cats and dogs", ("cats", "dogs"), base_knows=BaseKnows.ALL), 40, 40, 100),
    "odd names": Facts(
        describe("Odd", ('"owl\'s" \\ {nest}', "חתול", "guinea_pig"), positive="guinea_pig"),
        train=8,
        validation=8,
        hidden=12,
    ),
    "twenty": Facts(describe("Twenty", [f"kind {number}" for number in range(20)]), 11, 11, 25),
}
#: Of these the texts may speak on any pictures: breeds of dogs, runs on the drawings, what there is to read.
FINE = (
    "a hundred breeds of dogs",
    "drawings of five animals",
    "photos of cats and dogs",
    "recognise animals far better",
)
DRAWN_NOUNS = re.compile(r"\b(?:cats?|dogs?|rabbits?|bears?|fox(?:es)?|animals?|shelter|doors?)\b", re.IGNORECASE)
FIELDS = re.compile(r"\{[a-z_]+(?::[^}]*)?\}")


@cache
def cells_of(master: Path) -> tuple[tuple[str, str], ...]:
    return tuple((cell.cell_type, cell.source) for cell in read_master(master).cells)


def master_cells(assignment: Assignment) -> tuple[tuple[str, str], ...]:
    return cells_of(master_path(assignment))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def instructors_texts(assignment: Assignment) -> list[str]:
    """Those of messages, hints and questions."""
    files = course_folder().files(assignment.name)
    found = [files.folder / name for name in ("messages.toml", "hints.toml", "questions.toml")]
    return [text for file in found if file.is_file() for text in texts(read_toml(file))]


def wording(assignment: Assignment, facts: Facts) -> Wording:
    return read_wording(course_folder().files(assignment.name).on_photos, facts)


by_short = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.short)
by_set = pytest.mark.parametrize("facts", SETS.values(), ids=SETS)


def test_all_assignments_of_the_course_can_speak_of_photos() -> None:
    assert len(ASSIGNMENTS) == 5


@by_short
def test_on_the_drawings_nothing_changes(assignment: Assignment) -> None:
    assert wording_for(assignment, DRAWN) is AS_WRITTEN
    assert AS_WRITTEN.texts({"a": ["a cat"]}) == {"a": ["a cat"]}


@by_short
def test_every_replacement_is_needed(assignment: Assignment) -> None:
    found = wording(assignment, SETS["flowers"])
    for text in (*(source for _, source in master_cells(assignment)), *instructors_texts(assignment)):
        found.text(text)
    assert not set(found.replacements) - found.used, "the passage is worded otherwise now: change photos.toml, too"


@by_short
def test_no_animal_of_the_drawings_is_left(assignment: Assignment) -> None:
    found = wording(assignment, SETS["flowers"])
    for text in (*(source for _, source in master_cells(assignment)), *instructors_texts(assignment)):
        new = " ".join(found.text(text).split())
        for fine in FINE:
            new = new.replace(fine, "")
        assert not DRAWN_NOUNS.search(new), new


@by_set
@by_short
def test_code_stays_code(assignment: Assignment, facts: Facts) -> None:
    found = wording(assignment, facts)
    for kind, source in master_cells(assignment):
        if kind == "code":
            ast.parse(found.text(source))


@by_set
@by_short
def test_messages_keep_their_fields_and_questions_stay_valid(assignment: Assignment, facts: Facts) -> None:
    found, files = wording(assignment, facts), course_folder().files(assignment.name)
    for text in texts(read_toml(files.folder / "messages.toml")):
        assert FIELDS.findall(found.text(text)) == FIELDS.findall(text)
    if files.questions.is_file():
        QuestionFile.model_validate(found.texts(load_questions(files.questions).model_dump(mode="json")))


@by_short
def test_messages_are_written_as_they_are_read(assignment: Assignment, tmp_path: Path) -> None:
    content = read_toml(course_folder().files(assignment.name).folder / "messages.toml")
    (tmp_path / "messages.toml").write_text(toml_of(content), encoding="utf-8")
    assert read_toml(tmp_path / "messages.toml") == content


def test_numbers_and_nouns_are_those_of_the_photos() -> None:
    found = wording(load_course().find("hw5"), SETS["flowers"])
    assert found.text(
        "One picture in five shows a cat. A door that never opens is right for four pictures in five: an\n"
        "accuracy of 80 %, and not one happy cat. Plain accuracy hides what happens to the rare class."
    ).startswith("One picture in five shows a tulip. A gate that never opens")
    assert found.text("cats_train = is_cat(labels, 'x')  # A cat") == "tulips_train = is_tulip(labels, 'x')  # A tulip"
    assert found.text('names.index("cat")') == 'names.index("tulips")'
    assert found.text("concatenate") == "concatenate"


def test_what_takes_a_passages_place_is_not_replaced_again(tmp_path: Path) -> None:
    (tmp_path / "photos.toml").write_text('[words]\ncat = "{{ wanted.one }}"\ndoor = "cat"\n')
    found = read_wording(tmp_path / "photos.toml", Facts(describe("x", ("doors", "cats")), 8, 8, 12))
    assert found.text("Cat, door, Door") == "Door, cat, Cat"


@pytest.mark.parametrize(
    ("text", "message"), [("[words]\ncat = '{{ nothing }}'", "'nothing' is undefined"), ("x = 1", "x")]
)
def test_a_damaged_file_is_said_clearly(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "photos.toml").write_text(text)
    with pytest.raises(CourseError, match=message):
        read_wording(tmp_path / "photos.toml", SETS["flowers"])


def test_the_ladder_of_training_sets() -> None:
    said = describe("x", ("a", "b"))
    ladders = [Facts(said, train, 8, 12).ladder for train in (8, 11, 22, 40)]
    assert ladders == [(1, 2, 4, 8), (1, 2, 5, 11), (2, 5, 11, 22), (5, 10, 20, 40)]


def test_the_budget_is_that_of_the_last_two_blocks() -> None:
    assert last_blocks(0.35) == 250_000  # what the drawings' settings say
    assert last_blocks(1.0) == 1_200_000


@by_short
@pytest.mark.parametrize("presence", Presence)
def test_texts_say_what_was_measured(assignment: Assignment, presence: Presence) -> None:
    """Only for claims that a calibration judges; a name that no claim has would never be measured."""
    files = course_folder().files(assignment.name)
    named = set(re.findall(r"\beffects\.(\w+)", files.on_photos.read_text(encoding="utf-8")))
    claimed = set(re.findall(r'Claim\(\s*"(\w+)"', files.plan_on_photos.read_text(encoding="utf-8")))
    assert named <= claimed
    facts = SETS["flowers"]
    measured = by_name(
        MeasuredEffect(name=name, presence=presence, mean=0.123, low=0.077, high=0.169, runs=15) for name in claimed
    )
    new = read_wording(files.on_photos, facts, measured)
    sources = [source for _, source in master_cells(assignment)]
    told = " ".join(" ".join(map(new.text, sources)).split())
    figures = "12 percentage points on average in 15 trainings (95 % confidence interval: 8 to 17)"
    assert (figures in told) is bool(named and presence is not Presence.UNKNOWN)
    assert "{%" not in told


def test_a_course_without_such_files_stays_as_it_is(tmp_path: Path) -> None:
    assert not CourseFolder(tmp_path).files("hw9_x").on_photos.is_file()
