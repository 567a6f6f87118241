"""A git repository with the folders that students receive.

It is made so that nbgitpuller never meets a conflict: history only grows, no notebook is ever taken away, and git never
merges two versions of a notebook line by line. Whoever has begun one keeps theirs; others get the new one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.authoring.addresses import Repository
from autograder.authoring.build import build_handout
from autograder.authoring.git import Git
from autograder.authoring.kit import local_kit, secrets_of
from autograder.authoring.lab_files import refresh_lab_files
from autograder.authoring.leaks import secrets_in_zip
from autograder.authoring.libraries import student_requirements
from autograder.authoring.setup import DIGEST, content_digest
from autograder.authoring.wording import wording_for
from autograder.course import Assignment, Course
from autograder.datasets.picture_profiles import DRAWN, Profile
from autograder.errors import AutograderError, CourseError

RECORD = ".published.json"
ZIPS = "zips"
_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_TEMPLATES = {
    "README.md": "README.md",
    "devcontainer.json": ".devcontainer/devcontainer.json",
    "requirements.txt": "requirements.txt",
    "runtime.txt": "runtime.txt",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
}


@dataclass(frozen=True)
class Published:
    """What stands in the repository.

    Attributes:
        repository: where students find it.
        hub: address of the JupyterHub, if it is known.
        names: of all assignments in it, in their order.
        changed: whether there was anything to commit.
    """

    repository: Repository
    hub: str
    names: tuple[str, ...]
    changed: bool

    @property
    def links(self) -> dict[str, str]:
        """For each assignment, the link with which nbgitpuller fetches everything and opens the notebook."""
        return {name: self.repository.pull(notebook_path(name), self.hub) for name in self.names}


@dataclass(frozen=True)
class _Record:
    """What publishing leaves for the next time."""

    repository: str
    branch: str
    hub: str = ""
    names: tuple[str, ...] = ()


def notebook_path(name: str) -> str:
    """Where an assignment's notebook is in the repository."""
    return f"{name}/{name}.ipynb"


def publish(
    folder: Path,
    course: Course,
    assignments: Sequence[Assignment],
    *,
    address: str = "",
    branch: str = "",
    hub: str = "",
    profile: Profile = DRAWN,
    on_step: Callable[[str], None] = lambda text: None,
) -> Published:
    """Bring a repository up to date and commit; nothing is pushed.

    Args:
        folder: missing or empty, an empty clone, or what was published before.
        course: for titles and the order.
        assignments: that are published now; others that are in the repository stay.
        address: of the repository, for students; by default as before, or that of its remote ``origin``.
        branch: of it; by default as before, or ``main``.
        hub: address of a JupyterHub; by default as before.
        profile: its pictures and base weights.
        on_step: told what begins.

    Raises:
        AutograderError: the folder is something else or has changes of its own, no address is known, or a student would
            receive something secret.
    """
    git = Git(folder)
    record = _open(git, branch)
    repository, hub = _repository(git, record, address, branch), hub or record.hub
    names = {*record.names, *(assignment.name for assignment in assignments)}
    ordered = tuple(one.name for one in course.assignments if one.name in names)
    gone = tuple(sorted(names - set(ordered)))  # from the course, but students may have begun them
    with tempfile.TemporaryDirectory(prefix="autograder-publish-") as work:
        built = []
        for assignment in assignments:  # all of them before anything is written
            on_step(f"{assignment.short}: building")
            built.append(_student_zip(assignment, repository, profile, Path(work)))
        for assignment, student_zip in zip(assignments, built, strict=True):
            _write_assignment(folder, student_zip, assignment, repository)
    record = _Record(repository.address, repository.branch, hub, (*ordered, *gone))
    _write_around(folder, course, record, repository)
    changed = _commit(git, assignments)
    return Published(repository, hub, ordered, changed)


def _open(git: Git, branch: str) -> _Record:
    folder = git.folder
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        folder.mkdir(parents=True, exist_ok=True)
        git.run("init", "--quiet", "--initial-branch", branch or "main")
    elif not git.is_repository:
        raise AutograderError(
            f"{folder} is not a git repository.", "Name a new folder, or a clone of an empty repository."
        )
    if git.run("status", "--porcelain"):
        raise AutograderError(
            f"{folder} has changes that are not committed.", f"Look at git -C {folder} status; commit or undo them."
        )
    record = _read_record(folder)
    if record is None and git.ask("ls-files"):
        raise AutograderError(
            f"{folder} holds something that autograder publish did not write.",
            "Name a new folder, or a clone of an empty repository.",
        )
    return record or _Record("", "")


def _read_record(folder: Path) -> _Record | None:
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return _Record(found["repository"], found["branch"], found["hub"], tuple(found["names"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as problem:
        raise AutograderError(
            f"{folder / RECORD} is damaged.", f"Run git -C {folder} checkout -- {RECORD}."
        ) from problem


def _repository(git: Git, record: _Record, address: str, branch: str) -> Repository:
    remote = git.ask("remote", "get-url", "origin")
    known = address or record.repository or remote
    if not known:
        raise AutograderError(
            "The address of the repository is not known.",
            "Make an empty public repository, and add --repository https://github.com/YOU/COURSE.",
        )
    if not remote:
        git.run("remote", "add", "origin", known)
    return Repository.at(known, branch or record.branch or git.ask("branch", "--show-current") or "main")


def _student_zip(assignment: Assignment, repository: Repository, profile: Profile, work: Path) -> Path:
    """The student zip, whose notebook finds this very zip again when Colab opens it.

    Raises:
        CourseError: there is something secret in it.
    """
    if repository.github:
        address = repository.raw(f"{ZIPS}/{assignment.name}-{DIGEST}.zip")
        assignment = assignment.model_copy(update={"student_zip_url": address})
    refresh_lab_files(assignment)
    kit = local_kit(assignment, profile)
    built = build_handout(
        assignment,
        work / assignment.name,
        lab=kit.materials / "lab",
        fetched=kit.fetched,
        wording=wording_for(assignment, profile),
    ).student_zip
    if leaks := secrets_in_zip(built, secrets_of(kit)):
        raise CourseError(
            f"{assignment.short} is not published: {leaks[0]}", f"Run autograder verify {assignment.short}."
        )
    return built


def _write_assignment(folder: Path, student_zip: Path, assignment: Assignment, repository: Repository) -> None:
    target = folder / assignment.name
    for old in (target / "lab", target / "tests"):
        shutil.rmtree(old, ignore_errors=True)
    with zipfile.ZipFile(student_zip) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    digest = content_digest(members)
    members[f"{assignment.name}.ipynb"] = _with_badge(members[f"{assignment.name}.ipynb"], assignment, repository)
    for name, content in members.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if repository.github:  # earlier ones stay: notebooks in somebody's Drive ask for them
        zips = folder / ZIPS
        zips.mkdir(exist_ok=True)
        shutil.copyfile(student_zip, zips / f"{assignment.name}-{digest[:16]}.zip")


def _with_badge(notebook: bytes, assignment: Assignment, repository: Repository) -> bytes:
    """A notebook that begins with the badge of Google Colab, as Colab itself writes it."""
    if not repository.github:
        return notebook
    link = repository.colab(notebook_path(assignment.name))
    content = json.loads(notebook)
    badge = {
        "cell_type": "markdown",
        "id": "view-in-github",
        "metadata": {"colab_type": "text", "id": "view-in-github"},
        "source": [f"[![Open in Colab]({_BADGE})]({link})"],
    }
    content["cells"].insert(0, badge)
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode()


def _write_around(folder: Path, course: Course, record: _Record, repository: Repository) -> None:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("autograder.authoring", "templates/published")
    environment = Environment(
        loader=loader, undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False, trim_blocks=True
    )
    environment.filters["json"] = json.dumps
    words: Mapping[str, object] = {
        "course": course,
        "assignments": [one for one in course.assignments if one.name in record.names],
        "repository": repository,
        "hub": record.hub,
        "path": notebook_path,
        "requirements": student_requirements(),
        "badge": _BADGE,
    }
    for template, path in _TEMPLATES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(environment.get_template(f"{template}.jinja").render(words), encoding="utf-8", newline="\n")
    (folder / RECORD).write_text(f"{json.dumps(asdict(record), indent=1)}\n", encoding="utf-8", newline="\n")


def _commit(git: Git, assignments: Sequence[Assignment]) -> bool:
    git.run("-c", "core.excludesFile=/dev/null", "add", "--all")  # nobody's own rules leave out data
    if not git.run("status", "--porcelain"):
        return False
    if not git.has_name:
        git.run("reset", "--quiet")
        raise AutograderError(
            "git does not know who you are.",
            'Run git config --global user.name "NAME" and git config --global user.email ADDRESS.',
        )
    git.run("commit", "--quiet", "--message", f"Publish {', '.join(one.short for one in assignments)}")
    return True
