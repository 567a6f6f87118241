"""Every command in README.md and the documentation: the command line knows it, and it does what it says.

What takes long for hw2 is run as it stands but for the name of the assignment: a small one, made by ``autograder new``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from PIL import Image

from autograder.cli.app import app
from tests.docs.commands import Command, commands_in, documented

REPOSITORY = Path(__file__).resolve().parents[2]
COMMANDS = documented(REPOSITORY)
#: Running text speaks about these without giving a line to type.
SPOKEN_OF = {"autograder grade", "autograder verify", "autograder calibrate", "autograder mark", "autograder publish"}
OURS = [command for command in COMMANDS if command.program == "autograder" and command.text not in SPOKEN_OF]
UsageError: Any = typer.BadParameter.__base__  # Typer brings its own Click along, or not, depending on its version

#: What is not run here, because it takes a network, another machine or an hour, and the test that does it.
ELSEWHERE = {
    r"python3 -m venv \.venv": ".ci/run",
    r"\.venv/bin/pip install -q -e .*": ".ci/run",
    r"source \.venv/bin/activate": ".ci/run",
    r"(\.venv/bin/)?autograder demo": ".ci/run",
    r"\.venv/bin/python -m pytest -n 2": ".ci/run",
    r"\.venv/bin/pip install -r requirements\.txt": "tests/course/jupyter/test_in_jupyterlab.py",
    r"\.venv/bin/jupyter lab": "tests/course/jupyter/test_in_jupyterlab.py",
    r"pip install -q -e '\.\[docs\]'": ".ci/run",  # as a part of what tests need
    r"git -C for-students push .*": "tests/cli/test_publish.py",
    r"mkdocs build .*": "tests/docs/test_site.py",
    r"dask .*": "tests/classes/test_cluster.py",
    r"'?TLS=.*": "tests/classes/test_cluster.py",
    r"autograder grade .* --dask .*": "tests/classes/test_cluster.py",
    r"autograder mark .*": "tests/cli/test_mark.py",
    r"autograder new .* --base .*": "tests/authoring/test_new.py",
    r"autograder verify hw7 --corpus": "tests/authoring/test_new.py",
    r"autograder publish .*": "tests/cli/test_publish.py",
    r"autograder report .* --out .*": "tests/cli/test_report.py",
    r"autograder grade .* --roster .*": "tests/cli/test_class_commands.py",
    r"autograder grade .* --deadline .*": "tests/cli/test_attempts_and_deadlines.py",
    r"autograder correct .*": "tests/cli/test_correct.py",
    r"autograder data fetch .*": "tests/datasets/photos/test_fetching.py",
    # MobileNetV2's weights come over the network.
    r"autograder (build|verify) .*--data .*": "tests/datasets/test_picture_profiles.py",
    r"autograder calibrate .*": "tests/assurance/calibration/test_run.py",
    r"autograder pretrain .*": "tests/datasets/test_pretraining.py",
    r"autograder mutate .*": "tests/assurance/mutation/test_run.py",
    r"autograder verify --hostile.*": "tests/assurance/hostile/test_settings.py",
}


def parse(words: tuple[str, ...]) -> Any:
    """Parse a command line as the program does, up to the point where it would begin.

    Raises:
        UsageError: there is no such command or option, or something is missing or of the wrong kind.
    """
    command, context, rest = typer.main.get_command(app), None, list(words)
    while True:
        context = command.make_context("autograder", rest, parent=context)
        if not hasattr(command, "resolve_command"):
            return context
        left = [*getattr(context, "_protected_args", ()), *context.args]
        _, command, rest = command.resolve_command(context, left)


def test_commands_are_found() -> None:
    assert len(OURS) > 40
    assert {command.page for command in OURS} >= {"README.md", "docs/instructors.md", "docs/authoring.md"}
    page = "`autograder doctor` and `other thing`\n```sh\nx && .venv/bin/autograder build hw2 # why\n```\n"
    assert [command.text for command in commands_in(page, "p")] == [
        "x",
        ".venv/bin/autograder build hw2",
        "autograder doctor",
    ]


@pytest.mark.parametrize("command", OURS, ids=lambda command: f"{command.page}: {command.text}")
def test_the_command_line_knows_it(command: Command) -> None:
    parse(command.words[1:])


@pytest.mark.parametrize(
    "text", ["grade x.ipynb", "build --colour", "bild hw2", "calibrate hw2 --runs many", "data fletch x", "report"]
)
def test_it_would_not_parse_anything(text: str) -> None:
    with pytest.raises(UsageError):
        parse(tuple(text.split()))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command.page}: {command.text}")
def test_it_is_run_here_or_elsewhere(command: Command) -> None:
    assert command.program == "autograder" or _elsewhere(command), f"no test runs {command.text!r}"
    assert (REPOSITORY / (_elsewhere(command) or "README.md")).is_file()


def _elsewhere(command: Command) -> str:
    return next((test for pattern, test in ELSEWHERE.items() if re.fullmatch(pattern, command.text)), "")


def lines_to_run() -> Iterator[tuple[str, ...]]:
    """What is run here, each line once: first the assignment that stands for hw2 is made."""
    seen: set[tuple[str, ...]] = set()
    first = [("new", "hw6_my_task"), ("build", "hw6")]
    for words in [*first, *(_for_a_small_one(command) for command in OURS if not _elsewhere(command))]:
        if words not in seen:
            seen.add(words)
            yield words


def _for_a_small_one(command: Command) -> tuple[str, ...]:
    words = [re.sub(r"\bhw2(_build_head)?\b", lambda found: "hw6_my_task" if found[1] else "hw6", word)
             for word in command.words[1:]]  # fmt: skip
    return (*words, "--once") if words[0] == "watch" else tuple(words)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which commands may write, with the files that the documentation speaks of."""
    # Not by asking git: CI tests a copy without its history.
    ours_alone = shutil.ignore_patterns(".git", *(REPOSITORY / ".gitignore").read_text().replace("/", "").split())
    folder = shutil.copytree(REPOSITORY, tmp_path_factory.mktemp("copy") / "checkout", ignore=ours_alone)
    for data_set in ("pets", "FOLDER"):
        _photos(folder / data_set)
    return folder


def _photos(folder: Path) -> None:
    chance = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (folder / name).mkdir(parents=True)
        for number in range(28):
            rough = chance.integers(0, 256, (6, 6, 3), dtype="uint8")
            Image.fromarray(rough).resize((120, 100)).save(folder / name / f"{number}.jpg")


def _submissions(checkout: Path) -> None:
    """Alice has answered everything, Bob nothing; and both in one class, as Moodle gives it."""
    built = checkout / "dist" / "hw6_my_task"
    shutil.copy(built / "solution.ipynb", checkout / "alice.ipynb")
    with zipfile.ZipFile(built / "student.zip") as archive:
        name = next(name for name in archive.namelist() if name.endswith(".ipynb"))
        stub = archive.read(name)
    with zipfile.ZipFile(checkout / "bob.zip", "w") as archive:
        archive.writestr("hw6_my_task.ipynb", stub)
    with zipfile.ZipFile(checkout / "submissions.zip", "w") as archive:
        solution = (checkout / "alice.ipynb").read_bytes()
        archive.writestr("Alice Able_1_assignsubmission_file_/hw6_my_task.ipynb", solution)
        archive.writestr("Bob Best_2_assignsubmission_file_/hw6_my_task.ipynb", stub)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_lines_work_as_they_stand(checkout: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "AUTOGRADER_HOME": str(tmp_path / "home"), "COLUMNS": "120", "NO_COLOR": "1"}
    failed = []
    for words in lines_to_run():
        if words[0] == "grade" and not (checkout / "alice.ipynb").exists():
            _submissions(checkout)
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *words],
            cwd=checkout,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0 or "Traceback" in done.stderr:
            failed.append(
                f"autograder {' '.join(words)}: status {done.returncode}\n{done.stdout[-800:]}\n{done.stderr[-800:]}"
            )
    assert not failed, "\n\n".join(failed)
    for left in ("dist/hw6_my_task/gradescope.zip", "graded/alice/index.html", "graded/report.html", "sheets/cat.png"):
        assert (checkout / left).is_file(), left
