"""Descriptions: nouns are guessed, files are read back as they were written, and mistakes in them are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course import course_folder
from autograder.datasets.description import NAME, PictureClass, describe, read_description, require_labels, written
from autograder.datasets.doodles import TARGET_CLASSES
from autograder.datasets.picture_profiles import DRAWN
from autograder.errors import CourseError


@pytest.mark.parametrize(
    ("name", "one", "many"),
    [
        ("cat", "cat", "cats"),
        ("cats", "cat", "cats"),
        ("daisy", "daisy", "daisies"),
        ("daisies", "daisy", "daisies"),
        ("toy", "toy", "toys"),
        ("foxes", "fox", "foxes"),
        ("roses", "rose", "roses"),
        ("glass", "glass", "glasses"),
        ("guinea_pig", "guinea pig", "guinea pigs"),
        ("猫", "猫", "猫"),
        ("_", "thing", "things"),
    ],
)
def test_nouns_are_guessed(name: str, one: str, many: str) -> None:
    guessed = describe("x", [name, "other"]).classes[0]
    assert (guessed.name, guessed.one, guessed.many) == (name, one, many)


@pytest.mark.parametrize(
    ("one", "many", "identifier", "identifiers"),
    [
        ("cat", "cats", "cat", "cats"),
        ("Guinea Pig", "Guinea Pigs", "guinea_pig", "guinea_pigs"),
        ("Füchsin", "Füchsinnen", "fuchsin", "fuchsinnen"),
        ("sheep", "sheep", "sheep", "all_sheep"),
        ("חתול", "חתולים", "target", "targets"),
        ("2 €", "2 €", "2", "all_2"),
    ],
)
def test_nouns_in_code(one: str, many: str, identifier: str, identifiers: str) -> None:
    found = PictureClass(name="x", one=one, many=many)
    assert (found.identifier, found.identifiers) == (identifier, identifiers)


def test_articles() -> None:
    assert [PictureClass(name="x", one=one, many=one).a for one in ("cat", "owl", "Owl")] == [
        "a cat",
        "an owl",
        "an Owl",
    ]


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    names = ['a "quoted" \\ name', "tab\\tin it", "חתולים", "\x7f"]
    said = describe("Odd names", names, source="C:\\Photos", licence="CC BY", published=True, positive="חתולים")
    said = said.model_copy(update={"alpha": 0.35})
    path = tmp_path / NAME
    path.write_text(written(said), encoding="utf-8")
    assert read_description(path) == said
    assert require_labels(said, names, path) is said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('positive = "cats"', 'positive = "cows"', r"line 9: positive: there is no class 'cows'; there are cats, dogs"),
        ('base_knows = "unknown"', 'base_knows = "maybe"', "line 12: base_knows: Input should be"),
        ('one = "cat"', 'one = ""', r"class\.0\.one: String should have at least 1 character"),
        ('title = "Pets"', 'titel = "Pets"', "title: this key is missing"),
        ('name = "dogs"', 'name = "cats"', "class: two classes have the same name"),
        (
            "alpha = 1.0",
            "alpha = 1.3",
            r"line 20: alpha: for pictures of 96 × 96 pixels Keras has weights of MobileNetV2 "
            r"with alpha 0\.35, 0\.5, 0\.75 or 1\.0, and none with 1\.3\.",
        ),
        ("alpha = 1.0", 'alpha = "wide"', "alpha: Input should be a valid number"),
        ('title = "Pets"', "title = ", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / NAME
    text = written(describe("Pets", ["cats", "dogs"]))
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        read_description(path)


def test_labels_stay_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="describes the classes dogs, cats, and the pictures have cats, dogs"):
        require_labels(describe("Pets", ["dogs", "cats"]), ["cats", "dogs"], tmp_path / NAME)


def test_the_drawings_have_one_too() -> None:
    said = DRAWN.description
    assert said.names == TARGET_CLASSES
    settings = json.loads((course_folder().lab / "settings.json").read_text(encoding="utf-8"))
    assert settings["dataset"] == said.for_lab(DRAWN.facts.ladder)
    assert settings["alpha"] == said.alpha
