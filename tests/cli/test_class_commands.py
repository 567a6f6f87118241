"""The commands about a class, from one end to the other, with workers that need no TensorFlow."""

from __future__ import annotations

import json
import zipfile

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.errors import AutograderError
from tests.classes.conftest import write_class


@pytest.fixture
def folder(tmp_path):
    return write_class(tmp_path / "class", {"ada": "graded PP", "bo_attempt1": "graded FF", "bo_attempt2": "graded FP"})


def grades(out):
    return [line.split(",")[:5] for line in (out / "grades.csv").read_text().splitlines()[1:]]


def test_a_class_is_graded_reported_and_regraded(run, folder, kit, tmp_path):
    out = tmp_path / "out"
    assert '"graded_now": 2' in run("grade", folder, "--assignment", "hw9", "--out", out, "--jobs", 1, "--json")
    assert grades(out) == [["ada", "", "", "1", "3"], ["bo", "", "", "2", "2"]]
    assert (out / "students" / "ada" / "results.json").is_file()
    assert '"graded_now": 0' in run("grade", folder, "--assignment", "hw9", "--out", out, "--json")
    assert '"graded_now": 2' in run("grade", folder, "--assignment", "hw9", "--out", out, "--json", "--again")

    (out / "report.html").unlink()
    assert "report.html" in run("report", out)
    assert "Toy" in (out / "report.html").read_text()

    assert "has not changed" in run("regrade", out)
    kit.grader.write_text(kit.grader.read_text() + "\n# strict\n")
    before = (out / "grades.csv").read_text()
    told = [json.loads(line) for line in run("regrade", out, "--json").splitlines() if line.startswith("{")]
    assert told == [{"students": ["ada"], "attempt": 1, "before": 3, "after": 2, "checks": ["T.1 passed → failed"]}]
    assert (out / "grades.csv").read_text() == before  # nothing is written so far
    assert "1 of 2 submissions change: 0 gain points, 1 lose points" in run("regrade", out)
    run("regrade", out, "--write")
    assert grades(out)[0] == ["ada", "", "", "1", "2"]
    assert "has not changed" in run("regrade", out)


def test_checks_open_to_the_most_frequent_wrong_answers(run, tmp_path):
    folder = write_class(
        tmp_path / "class", {"Grace Hopper": "graded PF", "Alan Kay": "graded PF #", "ada": "graded PP"}
    )
    run("grade", folder, "--assignment", "hw9", "--out", tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text()
    _, _, opened = page.partition('<details class="wrong"><summary><b>T.2</b>')
    assert '<span class="times">2 ×</span> <span class="said">something else</span>' in opened
    assert '<details class="wrong"><summary><b>T.1</b>' not in page  # everybody passes it


def test_what_is_found_and_what_is_graded_are_explained(run, tmp_path):
    texts = {
        "ada": "graded PP",
        "bo": "graded PP",
        "cy": "graded PF",
        "di_attempt1": "graded FF",
        "di_attempt2": "graded FP",
    }
    told = run("grade", write_class(tmp_path / "class", texts), "--assignment", "hw9", "--out", tmp_path / "out")
    assert "4 submissions from a folder of notebooks; 1 earlier attempts are left out (--all-attempts" in told
    assert "4 submissions were found, and 3 graded: 1 have the same content as another, byte for byte." in told
    assert [row[0] for row in grades(tmp_path / "out")] == ["ada", "bo", "cy", "di"]
    other = write_class(tmp_path / "other", {"ada": "graded PP", "bo": "graded PF"})
    assert "were found" not in run("grade", other, "--assignment", "hw9", "--out", tmp_path / "more")


def test_all_attempts(run, folder, tmp_path):
    out = tmp_path / "out"
    assert '"submissions": 3' in run("grade", folder, "--assignment", "hw9", "--out", out, "--json", "--all-attempts")
    assert sorted(path.name for path in (out / "students").iterdir()) == ["ada", "bo", "bo.attempt-1"]
    assert len(grades(out)) == 2  # only the latest attempt counts


def test_a_canvas_zip(run, tmp_path):
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lovelaceada_42_100_mine.py", "graded PF")
    run("grade", path, "--assignment", "hw9", "--out", tmp_path / "out")
    assert "lovelaceada,42,,,,1" in (tmp_path / "out" / "grades_canvas.csv").read_text()


def test_a_class_needs_a_folder_for_results(run, folder):
    with pytest.raises(AutograderError, match="Add --out"):
        run("grade", folder, "--assignment", "hw9")


def test_one_folder_holds_one_assignment(run, folder, tmp_path, store):
    store.set_fact("assignment", "hw8_other")
    store.close()
    with pytest.raises(AutograderError, match="holds results of hw8_other"):
        run("grade", folder, "--assignment", "hw9", "--out", tmp_path / "out")


def test_a_crash_is_told_by_the_status(run, tmp_path):
    folder = write_class(tmp_path / "class", {"ada": "crash"})
    arguments = ["grade", str(folder), "--assignment", "hw9", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "not in your work" in (tmp_path / "out" / "students" / "ada" / "index.html").read_text()


def test_who_may_be_missing_is_told_by_the_status(run, tmp_path):
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doejane_LATE_42_100_mine.py", "graded PF")
        archive.writestr("xuli_43_text.html", "ungradable")
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID\n"Doe, Jane",42\n"Ray, Bob",44\n')
    arguments = ["grade", path, "--assignment", "hw9", "--out", tmp_path / "out", "--roster", roster]
    result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 1
    told = " ".join(result.output.split())
    assert "Look: In the download, but not on the list of students: 'xuli (43)'." in told
    assert "Note: On the list of students, but handed in nothing: 'Ray, Bob'." in told
    assert "Note: Late according to the platform: Doe, Jane." in told
    assert sorted(row[0] for row in grades(tmp_path / "out")) == ["42", "43"]
    roster.write_text('Student,ID\n"Doe, Jane",42\n"Xu, Li",43\n')
    run(*arguments)


def test_a_class_without_a_single_row_fails(run, tmp_path):
    folder = tmp_path / "class"
    (folder / "ada").mkdir(parents=True)
    (folder / "ada" / "notes.txt").write_text("x")
    (folder / "bo").mkdir()
    (folder / "bo" / "notes.txt").write_text("x")
    arguments = ["grade", str(folder), "--assignment", "hw9", "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, arguments, catch_exceptions=False).exit_code == 1
