"""A course file that is wrong is explained, with the key and its line."""

from __future__ import annotations

import pytest

from autograder.course import load_course
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


def test_a_missing_course_file_is_explained(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        load_course(tmp_path / "course.toml")
