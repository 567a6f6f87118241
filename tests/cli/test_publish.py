"""Publishing a course: a repository that students pull without conflicts, whatever they have changed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.authoring.addresses import Repository
from autograder.authoring.libraries import student_requirements
from autograder.authoring.setup import content_digest
from autograder.cli.app import app
from autograder.course import CourseFolder
from autograder.course.folder import VARIABLE
from autograder.errors import AutograderError
from tests.authoring.conftest import MASTER, write_course

pytestmark = pytest.mark.slow  # otter is imported once

GITHUB = "https://github.com/me/transfer"
NOTEBOOK = "hw9_tiny/hw9_tiny.ipynb"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    monkeypatch.setenv(VARIABLE, "")  # --course sets it for good
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Staff")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "staff@example.org")
    made = write_course(tmp_path / "course")
    np.savez(made.lab / "data" / "images.npz", x=np.zeros((2, 4, 4, 3), "uint8"))
    made.files("hw9_tiny").grader.write_text("def test_it(submission):\n    assert submission.call('double', 2) == 4\n")
    return made


def publish(course: CourseFolder, folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(
        app, ["publish", str(folder), *arguments, "--course", str(course.root)], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def cells(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


# ---------------------------------------------------------------- what is in it


@pytest.fixture
def published(course: CourseFolder, tmp_path: Path) -> Path:
    publish(course, tmp_path / "out", "--repository", f"{GITHUB}.git", "--hub", "https://hub.test/")
    return tmp_path / "out"


def test_it_holds_what_students_receive_and_nothing_else(published: Path) -> None:
    files = git(published, "ls-files").split()
    assert [name for name in files if name.startswith("hw9_tiny/")] == [
        "hw9_tiny/README.txt",
        "hw9_tiny/hw9_tiny.ipynb",
        "hw9_tiny/lab/__init__.py",
        "hw9_tiny/lab/data/base.h5",
        "hw9_tiny/lab/data/images.npz",
        "hw9_tiny/lab/settings.json",
        "hw9_tiny/requirements.txt",
        "hw9_tiny/tests/9.1.py",
    ]
    assert {".devcontainer/devcontainer.json", "requirements.txt", "runtime.txt", "README.md"} <= set(files)
    everything = "".join(path.read_text(errors="replace") for path in published.rglob("*") if path.is_file())
    assert "twice_the_number" not in everything  # of the solution
    assert "def test_it" not in everything  # of the grader


def test_environments_install_what_students_are_told_to(published: Path) -> None:
    assert json.loads((published / ".devcontainer" / "devcontainer.json").read_text())["postCreateCommand"] == (
        "pip install -r requirements.txt"
    )
    assert (published / "requirements.txt").read_text() == student_requirements()
    assert (published / "hw9_tiny" / "requirements.txt").read_text() == student_requirements()
    assert "pip install -r requirements.txt\n" in (published / "README.md").read_text()
    assert "pip install -r requirements.txt\n" in (published / "hw9_tiny" / "README.txt").read_text()


def test_each_notebook_begins_with_colabs_badge(published: Path) -> None:
    badge, title, *_ = cells(published / NOTEBOOK)
    assert badge.startswith("[![Open in Colab](")
    assert badge.endswith(f"(https://colab.research.google.com/github/me/transfer/blob/main/{NOTEBOOK})")
    assert title == "# Tiny"


def test_in_colab_a_notebook_fetches_its_own_zip(published: Path) -> None:
    setup = next(source for source in cells(published / NOTEBOOK) if "def _set_up" in source)
    address = re.search(r'address="([^"]+)"', setup)
    checksum = re.search(r'checksum="(\w+)"', setup)
    assert address
    assert checksum
    start = "https://raw.githubusercontent.com/me/transfer/main/"
    with zipfile.ZipFile(published / address[1].removeprefix(start)) as archive:
        assert content_digest({name: archive.read(name) for name in archive.namelist()}) == checksum[1]


def test_the_link_opens_the_notebook_on_the_hub(course: CourseFolder, published: Path) -> None:
    told = publish(course, published)  # address and hub are known from the first time
    (link,) = re.findall(r"https://hub\.test/hub/user-redirect/git-pull\?\S+", told)
    asked = parse_qs(urlsplit(link).query)
    assert asked == {"repo": [GITHUB], "branch": ["main"], "urlpath": [f"lab/tree/transfer/{NOTEBOOK}"]}
    assert link in (published / "README.md").read_text()


def test_without_a_change_nothing_is_committed(course: CourseFolder, published: Path) -> None:
    assert "Nothing has changed" in publish(course, published)
    assert git(published, "log", "--format=%an %s").splitlines() == ["Staff Publish hw9"]


# ---------------------------------------------------------------- pulling it


def pull_by_commands(address: str, folder: Path) -> None:
    """What nbgitpuller does: clone, or commit the student's changes and merge, preferring theirs."""
    if not folder.exists():
        git(folder.parent, "clone", "--depth", "1", "--branch", "main", "--", address, str(folder))
        return
    git(folder, "fetch")
    for name in filter(None, git(folder, "ls-files", "--deleted", "-z").split("\0")):
        git(folder, "checkout", "origin/main", "--", name)
    git(folder, "reset", "--mixed")
    if subprocess.run(["git", "diff-files", "--quiet"], cwd=folder, check=False).returncode:
        git(folder, "commit", "-am", "Automatic commit by nbgitpuller", "--allow-empty")
    git(folder, "merge", "-Xours", "origin/main")


def pull_by_nbgitpuller(address: str, folder: Path) -> None:
    pytest.importorskip("nbgitpuller")
    # In a process of its own: it leaves files open.
    command = [sys.executable, "-m", "nbgitpuller.pull", address, "main", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("pull", [pull_by_commands, pull_by_nbgitpuller])
def test_it_is_pulled_without_conflicts(course: CourseFolder, tmp_path: Path, pull) -> None:  # type: ignore[no-untyped-def]
    remote, out = tmp_path / "remote.git", tmp_path / "out"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", str(remote))
    address = remote.as_uri()
    told = publish(course, out, "--repository", address)
    assert "they need a repository on GitHub" in " ".join(told.split())
    push = re.search(r"Next: git -C \S+ (push .*)", told)
    assert push
    git(out, *push[1].split())
    ada, bo = tmp_path / "ada", tmp_path / "bo"
    for student in (ada, bo):
        pull(address, student)
    notebook = ada / NOTEBOOK
    answered = (
        notebook.read_text().replace("return ...", "return 2 * number").replace('"outputs": []', '"outputs": [ ]')
    )
    notebook.write_text(answered)
    (ada / "hw9_tiny" / "mine.txt").write_text("x")

    # Next week: the same line of the notebook is another one, a helper is gone, and another is new.
    master = course.files("hw9_tiny").notebook
    master.write_text(MASTER.replace("return ...", "return None").replace("# Tiny", "# Tiny, mended"))
    np.savez(course.lab / "data" / "images.npz", x=np.ones((2, 4, 4, 3), "uint8"))
    others = (course.lab / "data" / "images.npz").read_bytes()
    (course.lab / "new.py").write_text("new = 1\n")
    publish(course, out)
    git(out, *push[1].split())
    for student in (ada, bo):
        pull(address, student)
        assert git(student, "ls-files", "--unmerged") == ""
        assert (student / "hw9_tiny" / "lab" / "data" / "images.npz").read_bytes() == others
        assert (student / "hw9_tiny" / "lab" / "new.py").exists()
    assert notebook.read_text() == answered  # hers as a whole, not a mixture of two
    assert "# Tiny, mended" in cells(bo / NOTEBOOK)
    notebook.unlink()
    pull(address, ada)
    assert "# Tiny, mended" in cells(notebook)  # afresh, as the README says


# ---------------------------------------------------------------- what is refused


def test_an_address_is_needed(course: CourseFolder, tmp_path: Path) -> None:
    with pytest.raises(AutograderError, match="add --repository"):
        publish(course, tmp_path / "out")


def test_an_empty_clone_knows_its_address(course: CourseFolder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    git(out, "init", "--quiet", "--initial-branch", "main")
    git(out, "remote", "add", "origin", "git@github.com:me/transfer.git")
    assert "repo=https%3A%2F%2Fgithub.com%2Fme%2Ftransfer&" in publish(course, out)


def test_other_folders_are_left_alone(course: CourseFolder, tmp_path: Path) -> None:
    with pytest.raises(AutograderError, match="is not a git repository"):
        publish(course, course.root, "--repository", GITHUB)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    (other / "README.md").write_text("mine")
    with pytest.raises(AutograderError, match="not committed"):
        publish(course, other, "--repository", GITHUB)
    git(other, "add", "--all")
    git(other, "commit", "--quiet", "-m", "mine")
    with pytest.raises(AutograderError, match="did not write"):
        publish(course, other, "--repository", GITHUB)
    assert {path.name for path in other.iterdir()} == {".git", "README.md"}


def test_a_secret_is_never_published(course: CourseFolder, tmp_path: Path) -> None:
    shutil.copy(course.files("hw9_tiny").notebook, course.lab / "leaked.py")
    with pytest.raises(AutograderError, match=r"hw9 is not published: lab/leaked\.py holds a line of the solution"):
        publish(course, tmp_path / "out", "--repository", GITHUB)
    assert git(tmp_path / "out", "ls-files") == ""


@pytest.mark.parametrize(
    ("address", "found", "github"),
    [
        ("https://github.com/me/course.git", "https://github.com/me/course", "me/course"),
        ("git@github.com:me/my.course.git", "https://github.com/me/my.course", "me/my.course"),
        ("https://me:token@github.com/me/course", "https://github.com/me/course", "me/course"),
        ("https://me:token@git.uni.test/me/course/", "https://git.uni.test/me/course", ""),
    ],
)
def test_addresses(address: str, found: str, github: str) -> None:
    repository = Repository.at(address)
    assert (repository.address, repository.github) == (found, github)
    assert repository.folder == found.rsplit("/", 1)[1]
