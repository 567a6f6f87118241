"""A course file that is wrong is explained, with the key and its line."""

from __future__ import annotations

import pytest

from autograder.checks import MOBILENET_V2, Network, Scaling
from autograder.checks.preprocessing import PREPARATIONS
from autograder.course import BaseModelEntry, PixelRange, load_course
from autograder.errors import CourseError


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[course\n", "not valid TOML"),
        ('[course]\ntitle = "T"\nspeed = 3\n', "line 3: course.speed: there is no such key"),
        (
            '[course]\ntitle = "T"\n[[assignment]]\nname = "hw1_a"\ntitle = "A"\nminutes = -1\n',
            "line 6: assignment.0.minutes",
        ),
        (
            '[course]\ntitle = "T"\n[[assignment]]\nname = "first"\ntitle = "A"\nminutes = 1\n',
            "line 4: assignment.0.name",
        ),
    ],
)
def test_a_wrong_course_file_is_explained_with_its_line(tmp_path, text, told):
    path = tmp_path / "course.toml"
    path.write_text(text)
    with pytest.raises(CourseError) as caught:
        load_course(path)
    assert told in str(caught.value)


BASE = '[assignment.base]\nnetwork = "{}"\nweights = "{}"\nscaling = "{}"\n'
WITH_BASE = f'[course]\ntitle = "T"\n[[assignment]]\nname = "hw1_a"\ntitle = "A"\nminutes = 1\n{BASE}'


def test_an_entry_declares_its_base(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text(WITH_BASE.format("ResNet50", "imagenet", "caffe"))
    base = load_course(path).find("hw1").base
    assert base == BaseModelEntry(network="ResNet50", weights="imagenet", scaling=PixelRange.CAFFE)
    assert Network.declared(base, "hw1").scaling is Scaling.CAFFE
    assert 'lab.base_weights("hw1")' in Network.declared(base, "hw1").arguments
    assert Network.declared(None) is MOBILENET_V2
    assert all(Scaling[one.name] in PREPARATIONS for one in PixelRange)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("resnet50", "imagenet", "caffe"), "line 8: assignment.0.base.network"),
        (("ResNet50", "../secret.h5", "caffe"), "line 9: assignment.0.base.weights"),
        (("ResNet50", "imagenet", "-1 to 2"), "line 10: assignment.0.base.scaling"),
    ],
)
def test_a_base_that_cannot_be_is_explained(tmp_path, values, told):
    path = tmp_path / "course.toml"
    path.write_text(WITH_BASE.format(*values))
    with pytest.raises(CourseError, match=told):
        load_course(path)


def test_a_missing_course_file_is_explained(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        load_course(tmp_path / "course.toml")
