"""``autograder correct``: what an instructor decided is in every output, and lasts."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import pytest

from autograder.classes.people import HandedIn, Lateness, Student
from autograder.classes.store import ClassStore
from autograder.course.lateness import LatePolicy
from autograder.errors import AutograderError
from tests.classes.conftest import write_class
from tests.cli.graded_classes import ADA, CLASS, command, make, rows, scores

WHY = ("--why", "accepted after a talk")


@pytest.fixture
def out(tmp_path):
    return make(tmp_path / "out")


def page(out, key):
    return (out / "students" / key / "index.html").read_text()


def test_a_check_is_corrected_in_every_output(out):
    told = command("correct", out, "Bo Ek", "--check", "T.2", "--points", 1.5, *WHY)
    assert "Bo Ek: T.2: 1.5 points" in told
    assert "7: 1 → 2.5" in told
    assert "Bo Ek handed in together with Cy Young, whose points stay." in told
    assert scores(out) == {"00042": "3", "7": "2.5", "8": "1", "9": ""}
    said = "Corrected by your instructor: 1.5 of 2 points instead of 0. Reason: accepted after a talk"
    assert said in rows(out / "grades.csv")[1]["corrections"]
    assert [row["Toy"] for row in rows(out / "grades_canvas.csv")] == ["3", "3", "2.5", "1", ""]
    assert [row["score"] for row in rows(out / "checks.csv") if row["corrected"]] == ["1.5"]
    assert said in page(out, "7-own")
    (folder,) = [path for path in (out / "students").iterdir() if path.name == "7-own"]
    results = json.loads((folder / "results.json").read_text())
    assert results["score"] == 2.5
    assert said in results["tests"][1]["output"]
    assert "<b>Bo Ek</b>: T.2: 1.5 points." in (out / "report.html").read_text()
    assert "accepted after a talk" in (out / "report.html").read_text()


def test_a_check_without_points_is_passed(out):
    command("correct", out, "7", "8", "--check", "T.2", *WHY)
    assert scores(out)["7"] == scores(out)["8"] == "3"
    assert {row["status"] for row in rows(out / "checks.csv") if row["id"] in "78"} == {"passed"}


def test_extra_points_add_up_and_others_take_each_others_place(out):
    command("correct", out, ADA.email, "--extra", 2, "--why", "found an error in the task")
    command("correct", out, ADA.id, "--extra", -0.5, "--why", "but late to class")
    assert scores(out)["00042"] == "4.5"
    assert "added 2 points. Reason: found an error in the task" in page(out, "00042")
    for points in (1, 0):
        command("correct", out, ADA.id, "--check", "T.2", "--points", points, *WHY)
    assert scores(out)["00042"] == "2.5"


def test_for_the_whole_class_unless_something_else_was_decided(out):
    command("correct", out, "7", "--check", "T.2", "--points", 0.5, *WHY)
    command("correct", out, "--everyone", "--check", "T.2", "--why", "the task was unclear")
    assert scores(out) == {"00042": "3", "7": "1.5", "8": "3", "9": ""}


def test_points_for_what_could_not_be_graded(out):
    with pytest.raises(AutograderError, match="there is no check to correct"):
        command("correct", out, "9", "--check", "T.2", *WHY)
    command("correct", out, "9", "--points", 2, "--why", "graded on paper")
    assert scores(out)["9"] == "2"
    assert "settled the points for this submission: 2. Reason: graded on paper" in page(out, "9")
    assert "This is not a notebook" in page(out, "9")


def test_an_excuse(out):
    command("correct", out, "7", "--excuse", "--why", "was ill")
    found = rows(out / "grades.csv")[1]
    assert (found["score"], found["status"]) == ("", "excused")
    assert [row["Toy"] for row in rows(out / "grades_canvas.csv")] == ["3", "3", "EX", "1", ""]
    assert "excused you: this assignment does not count for you. Reason: was ill" in page(out, "7-own")
    assert "<dt>not graded</dt><dd>1</dd>" in (out / "report.html").read_text()


def test_who_handed_in_nothing_can_be_excused_if_the_list_knows_them(tmp_path):
    out = make(tmp_path / "out")
    with pytest.raises(AutograderError, match="no 'Flo' in this class"):
        command("correct", out, "Flo", "--excuse", *WHY)
    with ClassStore(out) as store:
        store.set_roster([("list.csv", b'Student,ID\n"Ray, Flo",77\n"Ek, Bo",7\n')])
    command("correct", out, "Ray, Flo", "--excuse", *WHY)
    (flo,) = [row for row in rows(out / "grades.csv") if row["id"] == "77"]
    assert (flo["name"], flo["attempt"], flo["score"], flo["status"]) == ("Ray, Flo", "", "", "excused")
    assert "Nothing was handed in." in page(out, "77")
    assert "<dt>handed in</dt><dd>3</dd>" in (out / "report.html").read_text()


def test_a_late_day_is_forgiven(tmp_path):
    policy = LatePolicy(points_per_day=1).model_dump_json()
    late = HandedIn((Student("1", "Ed"),), CLASS[0][0].path, late=Lateness())
    out = make(tmp_path / "out", [(late, "graded PP")], late_policy=policy)
    assert scores(out) == {"1": "2"}
    command("correct", out, "Ed", "--forgive-days", 1, *WHY)
    assert scores(out) == {"1": "3"}
    assert "forgiven 1 day late. Reason: accepted after a talk" in page(out, "1")


def test_undo_brings_back_what_was_and_forgets_nothing(out):
    before = scores(out)
    command("correct", out, "7", "--check", "T.2", *WHY)
    command("correct", out, "7", "--extra", 5, *WHY)
    assert "7: +5 points" not in command("correct", out, "7", "--check", "T.2", "--undo")
    assert scores(out)["7"] == "6"
    assert "Undone: Bo Ek: +5 points" in command("correct", out, "7", "--undo")
    assert scores(out) == before
    assert not (out / "corrections.csv").exists()
    assert command("correct", out) == "Nothing was corrected."
    with pytest.raises(AutograderError, match="Nothing was corrected about Bo Ek"):
        command("correct", out, "7", "--undo")
    with sqlite3.connect(out / "class.sqlite") as file:
        assert file.execute("SELECT count(*), count(undone) FROM correction").fetchone() == (2, 2)
    file.close()


def test_many_at_once_and_the_same_again(out, tmp_path):
    table = tmp_path / "many.csv"
    table.write_text(
        "Student;Check;Points;Extra;Excuse;Why\n7;T.2;1,5;;;half\n"
        "Ada Lovelace;;;2;;a bonus\n;;;;;\n9;;;;yes;ill\neveryone;T.1;full;;;unclear\n"
    )
    told = command("correct", out, "--from", table)
    assert scores(out) == {"00042": "5", "7": "2.5", "8": "1", "9": ""}
    assert told.count("→") == 2
    kept = (out / "corrections.csv").read_text()
    assert "Nothing is new." in command("correct", out, "--from", out / "corrections.csv")
    assert (out / "corrections.csv").read_text() == kept
    listed = [json.loads(line) for line in command("correct", out, "--json").replace("} {", "}\n{").splitlines()]
    assert [(item["student"], item["kind"], item["value"]) for item in listed] == [
        ("7", "check", 1.5),
        ("00042", "extra", 2),
        ("9", "excuse", None),
        ("*", "check", None),
    ]
    other = make(tmp_path / "other")  # what was written for one class can be taken over to another
    command("correct", other, "--from", out / "corrections.csv")
    assert scores(other) == scores(out)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nobody,T.2,1,,why", "row 3: There is no 'nobody'"),
        ("7,T.2,many,,why", "row 3: 'many' is not a number"),
        ("7,T.2,1,,", "row 3: A correction needs a reason"),
        ("7,,,,why", "row 3: nothing is corrected"),
        ("7,T.9,1,,why", "no check 'T.9'"),
        ("7,T.2,3,,why", "which is less than 3"),
        ("7,T.2,-1,,why", "points cannot be -1"),
    ],
)
def test_of_a_table_with_a_mistake_nothing_is_kept(row, message, out, tmp_path):
    table = tmp_path / "many.csv"
    table.write_text(f"student,check,points,extra,why\n7,T.2,1,,fine\n{row}\n")
    with pytest.raises(AutograderError, match=message):
        command("correct", out, "--from", table)
    assert command("correct", out) == "Nothing was corrected."


def test_what_makes_no_sense_is_refused(out):
    for arguments, message in (
        (("7", "--check", "T.2"), "needs a reason"),
        (("--check", "T.2", *WHY), "whose points"),
        (("Bo", "--excuse", *WHY), r"Like it: Bo Ek \(7\)"),
    ):
        with pytest.raises(AutograderError, match=message):
            command("correct", out, *arguments)


def test_an_edited_gradebook_is_noticed_and_kept(out):
    path = out / "grades.csv"
    text = path.read_text()
    assert "by hand" not in command("correct", out, ADA.id, "--extra", 1, *WHY)
    edited = path.read_text().replace("7,Bo Ek,,1,1,", "7,Bo Ek,,1,2.5,")
    assert edited != text
    path.write_text(edited)
    told = command("correct", out, ADA.id, "--extra", 1, "--why", "once more")
    assert "grades.csv was edited by hand (7: 1 → 2.5). It is kept as grades.edited.csv" in told
    assert (out / "grades.edited.csv").read_text() == edited
    assert scores(out)["7"] == "1"
    path.write_text("mine\n")
    assert "kept as grades.edited-2.csv" in command("correct", out, ADA.id, "--undo")


def test_a_gradebook_that_a_spreadsheet_wrote_in_its_own_way_is_not_edited(out):
    path = out / "grades.csv"
    table = list(csv.reader(io.StringIO(path.read_text())))
    own = io.StringIO()
    csv.writer(own, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    path.write_text("\ufeff" + own.getvalue())
    assert "by hand" not in command("correct", out, ADA.id, "--extra", 1, *WHY)
    assert [item.name for item in out.glob("*edited*")] == []


def test_a_run_that_ended_early_is_taken_for_nobodys_edits(out, monkeypatch):
    def full(*_: object) -> str:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("autograder.cli.class_files.checks_head", full)
        with pytest.raises(OSError, match="No space left"):
            command("correct", out, ADA.id, "--extra", 1, *WHY)
    assert scores(out)["00042"] == "4"
    assert "by hand" not in command("correct", out, ADA.id, "--extra", 2, *WHY)
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []  # nothing half written is left


@pytest.mark.slow
def test_corrections_survive_grading_again_regrading_and_another_attempt(run, kit, tmp_path):
    folder = write_class(tmp_path / "class", {"ada": "graded PF", "bo": "graded PP"})
    out = tmp_path / "out"
    grade = ("grade", folder, "--assignment", "hw9", "--out", out, "--jobs", 1)
    run(*grade)
    command("correct", out, "ada", "--check", "T.2", "--points", 1.5, *WHY)
    assert "still apply" not in run(*grade, "--again")
    assert scores(out) == {"ada": "2.5", "bo": "3"}
    kit.grader.write_text(kit.grader.read_text() + "\n# strict\n")
    run("regrade", out, "--write")
    assert scores(out) == {"ada": "1.5", "bo": "2"}
    (folder / "ada.py").write_text("graded FF")
    told = " ".join(run(*grade).split())
    assert "corrections still apply: ada (T.2: 1.5 points)" in told
    assert scores(out)["ada"] == "1.5"
    assert "accepted after a talk" in page(out, "ada")


def test_a_store_of_the_version_before_is_taken_over_and_a_newer_one_is_not_touched(out):
    file = sqlite3.connect(out / "class.sqlite")
    for table in ("correction", "roster", "written"):
        file.execute(f"DROP TABLE {table}")
    file.execute("UPDATE fact SET value = '1' WHERE name = 'version'")
    file.commit()
    file.close()
    command("correct", out, "7", "--check", "T.2", *WHY)
    assert scores(out)["7"] == "3"

    file = sqlite3.connect(out / "class.sqlite")
    file.execute("UPDATE fact SET value = '3' WHERE name = 'version'")
    file.commit()
    file.close()
    with pytest.raises(AutograderError, match="newer version"):
        command("correct", out, "7", "--undo")
    file = sqlite3.connect(out / "class.sqlite")
    assert file.execute("SELECT count(*) FROM correction WHERE undone IS NULL").fetchone() == (1,)
    file.close()


def test_an_upgrade_of_the_store_keeps_corrections(out, monkeypatch):
    command("correct", out, "7", "--check", "T.2", *WHY)
    monkeypatch.setattr("autograder.classes.store._VERSION", 3)
    assert command("correct", out) == "Bo Ek: T.2: full points. accepted after a talk"
    command("correct", out, ADA.id, "--extra", 1, *WHY)
    assert scores(out) == {"00042": "4", "7": "3", "8": "1", "9": ""}
