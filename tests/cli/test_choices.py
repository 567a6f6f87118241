"""Questions with choices on the command line: codes of one's own are judged, and names are compared."""

from __future__ import annotations

import json

import pytest

from autograder import sandbox
from autograder.course.concept_questions import own_codes
from tests.classes.conftest import write_class
from tests.cli.graded_classes import scores
from tests.engine.toy import write_notebook

ASKED = """\
[[question]]
id = "9.5"
question = "Why is the sky blue?"
right = "k7"
[[question.choices]]
code = "w2"
text = "Because the sea is blue."
explanation = "It is the other way round."
[[question.choices]]
code = "k7"
text = "Because air scatters blue light."
explanation = "The shorter the waves, the more they are scattered."
"""
GRADER = """\
from autograder.checks import points


@points(2, "9.5.1 The sky")
def test_sky(submission, questions):
    questions.judge("9.5", submission.value("answer_9_5"))
"""


@pytest.mark.slow
def test_whoever_grades_at_home_takes_nothing_off(run, kit, tmp_path):
    """There is nobody who tells what was answered before, so each file stands for itself."""
    if not any(problem is None for problem in sandbox.available().values()):
        pytest.skip("nothing isolates here")
    questions = kit.grader.with_name("questions.toml")
    questions.write_text(ASKED)
    kit.grader.write_text(GRADER)
    object.__setattr__(kit, "questions", questions)
    (kit.materials / "lab" / "__init__.py").write_text("def me(name): ...\n")
    own = own_codes("Ada@x.org", "9.5", ("w2", "k7"))
    files = [
        write_notebook(tmp_path / f"{number}.ipynb", ['import lab\nlab.me("ada@x.org")', f'answer_9_5 = "{code}"'])
        for number, code in enumerate((own["w2"], own["k7"], "k7"))
    ]
    told = run("grade", *files, "--assignment", "hw9", "--json")
    reports = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert [report["score"] for report in reports] == [0, 2, 2]
    assert [report["tests"][0]["answer"] for report in reports] == ["w2", "k7", "k7"]
    assert {report["me"] for report in reports} == {"ada@x.org"}


@pytest.mark.slow
def test_somebody_elses_name_is_told_in_a_class(run, kit, tmp_path):
    texts = {"ada": "graded PP\nme: bob@x.org", "bob": "graded PP\nme: bob@x.org", "cy": "graded PP\nme: cy@y.org"}
    (tmp_path / "list.csv").write_text("Username,Email\nada,ada@x.org\nbob,bob@x.org\ncy,\n")
    folder, out = write_class(tmp_path / "class", texts), tmp_path / "out"
    run("grade", folder, "--assignment", "hw9", "--out", out, "--roster", tmp_path / "list.csv")
    pages = {page.parent.name: page.read_text() for page in out.glob("students/*/index.html")}
    assert set(pages) == {"ada", "bob", "cy"}
    assert [name for name, page in pages.items() if "is not how the course page knows you" in page] == ["ada"]
    assert scores(out) == {"ada": "3", "bob": "3", "cy": "3"}
