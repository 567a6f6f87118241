"""Submissions as different people write them: valid ones are accepted, wrong ones fail where they are wrong.

``tests/submissions/<assignment>/`` holds ``valid/*.py`` and ``wrong/*.py``, patches of the reference that state what
differs (see ``autograder.submissions.patching``). A wrong one starts with ``# fails: 2.1.1 2.3.2``, the checks that
have to fail, and ``# says: ...``, words that one of their messages has to hold. ``quick.py``, where there is one, goes
on top of every patch to shorten the training, and names the tasks whose checks then mean nothing; a patch that needs
the whole training says ``# whole``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.course import load_course
from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from autograder.results import Status
from autograder.submissions.patching import patch_notebook

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parent / "submissions"


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as shared:
        yield shared


@pytest.fixture(scope="module")
def solution_of(tmp_path_factory):
    made = {}

    def solution_of(name: str) -> Path:
        if name not in made:
            made[name] = build_notebooks(load_course().find(name), tmp_path_factory.mktemp(name)).solution
        return made[name]

    return solution_of


@pytest.fixture
def run(zygote, solution_of, tmp_path):
    def run(patch: Path):
        name = patch.parent.parent.name
        text = patch.read_text()
        quick = patch.parent.parent / "quick.py"
        left_out: tuple[str, ...] = ()
        if quick.exists() and not _header(text, "whole"):
            left_out = tuple(f"{task}." for task in _header(quick.read_text(), "leaves out")[0].split())
            text += "\n" + quick.read_text()
        notebook = patch_notebook(solution_of(name), text, tmp_path / f"{name}.ipynb")
        report = grade(notebook, local_kit(load_course().find(name)), zygote=zygote)
        assert not report.faults, report.faults
        assert report.outcomes, report.notes
        return [o for o in report.outcomes if not o.check.number.startswith(left_out or ("-",))]

    return run


def _header(text: str, key: str) -> list[str]:
    """The values of the comment lines ``# key: value``."""
    return re.findall(rf"^# {key}:? ?(.*)$", text, re.M)


def patches(kind: str) -> list[Path]:
    found = sorted(CORPUS.glob(f"*/{kind}/*.py"))
    assert found
    return found


def _id(path: Path) -> str:
    return f"{path.parent.parent.name.split('_')[0]}-{path.stem}"


@pytest.mark.parametrize("patch", patches("valid"), ids=_id)
def test_valid_answers_are_accepted(run, patch):
    wrong = [(o.check.number, o.status, o.feedback) for o in run(patch) if o.status is not Status.PASSED]
    assert not wrong


@pytest.mark.parametrize("patch", patches("wrong"), ids=_id)
def test_wrong_answers_fail_where_they_are_wrong(run, patch):
    text = patch.read_text()
    (expected,), (says,) = _header(text, "fails"), _header(text, "says")
    outcomes = run(patch)
    failed = [o for o in outcomes if o.status is Status.FAILED]
    assert [o.check.number for o in failed] == expected.split(), [(o.check.number, o.feedback) for o in failed]
    assert any(says in o.feedback for o in failed), [o.feedback for o in failed]
    assert all(len(o.feedback.split()) <= 160 for o in outcomes)
    rest = [o for o in outcomes if o.status not in (Status.FAILED, Status.PASSED, Status.SKIPPED)]
    assert not rest
