"""The command line: quick to answer, and sentences instead of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course import load_course
from autograder.errors import CourseError


def run(*arguments: str, cwd=None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", *arguments]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from autograder.cli.app import app; from typer.testing import CliRunner;"
        "result = CliRunner().invoke(app, ['--help']); assert result.exit_code == 0, result.output;"
        "heavy = {'tensorflow', 'keras', 'otter', 'numpy', 'IPython', 'matplotlib', 'pydantic', 'nbformat'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command():
    text = CliRunner().invoke(app, ["--help"]).output
    for command in ("build", "grade", "verify", "demo", "doctor"):
        assert command in text


def test_an_unknown_assignment_is_explained():
    done = run("build", "hw99")
    assert done.returncode == 2
    assert "There is no assignment 'hw99'" in done.stderr
    assert "hw2" in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_of_a_course_the_installed_one_is_used(tmp_path):
    assert run("doctor", cwd=tmp_path).returncode == 0


def test_doctor_says_what_is_there():
    findings = json.loads(run("doctor", "--json").stdout)
    topics = {finding["topic"] for finding in findings}
    assert topics == {"machine", "packages", "isolation", "course"}
    assert all(finding["fine"] is not False for finding in findings if finding["topic"] in ("packages", "course"))


START = '[course]\ntitle = "T"\n[[assignment]]\n'


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
