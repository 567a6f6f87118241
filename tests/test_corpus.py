"""Submissions as different people write them: valid ones are accepted, wrong ones fail where they are wrong."""

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

CORPUS = Path(__file__).parent / "submissions" / "hw2_build_head"
TRAINING = "2.6"  # one epoch is enough for every other check, and saves the corpus most of its time
ONE_EPOCH = """
# %%
model = compile_model(build_model(len(data.class_names)))
history = model.fit(data.x_train, data.y_train, epochs=1, verbose=0)
"""


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as shared:
        yield shared


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return build_notebooks(load_course().find("hw2"), tmp_path_factory.mktemp("hw2")).solution


@pytest.fixture
def run(zygote, solution, tmp_path):
    def run(patch: Path):
        notebook = patch_notebook(solution, patch.read_text() + ONE_EPOCH, tmp_path / "hw2_build_head.ipynb")
        report = grade(notebook, local_kit(load_course().find("hw2")), zygote=zygote)
        assert not report.faults, report.faults
        return [o for o in report.outcomes if not o.check.number.startswith(TRAINING)]

    return run


def patches(kind: str) -> list[Path]:
    found = sorted((CORPUS / kind).glob("*.py"))
    assert found
    return found


@pytest.mark.parametrize("patch", patches("valid"), ids=lambda path: path.stem)
def test_valid_answers_are_accepted(run, patch):
    wrong = [(o.check.number, o.status, o.feedback) for o in run(patch) if o.status is not Status.PASSED]
    assert not wrong


@pytest.mark.parametrize("patch", patches("wrong"), ids=lambda path: path.stem)
def test_wrong_answers_fail_where_they_are_wrong(run, patch):
    text = patch.read_text()
    expected = re.search(r"^# fails: (.*)$", text, re.M)[1].split()
    says = re.search(r"^# says: (.*)$", text, re.M)[1]
    outcomes = run(patch)
    failed = [o for o in outcomes if o.status is Status.FAILED]
    assert [o.check.number for o in failed] == expected, [(o.check.number, o.feedback) for o in failed]
    assert any(says in o.feedback for o in failed), [o.feedback for o in failed]
    assert all(len(o.feedback.split()) <= 160 for o in outcomes)
    rest = [o for o in outcomes if o.status not in (Status.FAILED, Status.PASSED, Status.SKIPPED)]
    assert not rest
