"""The Dockerfile for Gradescope's manual Docker configuration: it fits the zip, and a linter finds nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.gradescope.package import BASE_IMAGE, dockerfile


def instructions(text: str) -> list[list[str]]:
    """Each instruction in words, without comments."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [line.split() for line in "\n".join(lines).replace("\\\n", " ").splitlines()]


def lint(text: str) -> str:
    beside = Path(sys.executable).with_name("hadolint")
    program = str(beside) if beside.is_file() else shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed")
    return subprocess.run([program, "--no-color", "-"], input=text, capture_output=True, text=True, check=False).stdout


def test_the_zip_holds_it_and_what_it_needs(archive: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        text = zipped.read("Dockerfile").decode()
        names = zipped.namelist()
    assert text == dockerfile("hw9_toy")
    assert "--tag USER/hw9_toy ." in text
    assert [words[0] for words in instructions(text)] == ["FROM", "COPY", "RUN"]
    source = "/autograder/source/"
    used = {word.removeprefix(source) for words in instructions(text) for word in words if word.startswith(source)}
    assert used == {"setup.sh", "run_autograder"}
    assert used <= set(names)


def test_the_base_is_the_platforms_and_its_release_is_fixed() -> None:
    repository, _, tag = BASE_IMAGE.partition(":")
    assert repository == "gradescope/autograder-base"
    assert tag not in ("", "latest")
    assert instructions(dockerfile("hw2_x"))[0] == ["FROM", BASE_IMAGE]


def test_the_linter_finds_nothing() -> None:
    assert lint(dockerfile("hw2_build_head")) == ""


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (BASE_IMAGE, "gradescope/autograder-base:latest", "DL3007"),
        ("COPY .", "ADD .", "DL3020"),
        ("apt-get clean", "cd /tmp", "DL3003"),
    ],
)
def test_the_linter_finds_mistakes(old: str, new: str, rule: str) -> None:
    assert rule in lint(dockerfile("hw2_build_head").replace(old, new))
