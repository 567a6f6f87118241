"""``autograder mark``: written answers of a class are marked without names, and marks last."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from autograder.classes.people import HandedIn, Student
from autograder.classes.store import ClassStore, Result
from autograder.cli.class_files import write_outputs
from autograder.course.concept_questions import QuestionFile, WrittenQuestion
from autograder.errors import AutograderError
from tests.classes.fake_worker import report_of
from tests.cli.graded_classes import command, rows, scores

ASKED = QuestionFile(
    written=(WrittenQuestion(id="9.7", manual=True, points=4, question="Why is that so?", rubric=("Says why.",)),)
)
ADA = Student("00042", "Ada Lovelace", "ada@example.org")
BO, CY, DI, EK = Student("7", "Bo Ek"), Student("8", "Cy Young"), Student("9", "Di Li"), Student("10", "Ek Oh")
WROTE = {
    "d0": "answer_9_7 = 'I, Ada Lovelace (00042), say: <b>because</b>.'",
    "d1": 'answer_9_7 = """We say so.\n\nBoth of us."""',
    "d2": "answer_9_7 = ...",
    "d3": "x = 1",
}


def enter(store: ClassStore, **digests: str) -> None:
    """Ada alone, Bo and Cy together, Di with the stub, Ek with something that cannot be graded."""
    people = {"d0": (ADA,), "d1": (BO, CY), "d2": (DI,), "d3": (EK,)}
    store.set_class((HandedIn(who, Path("x")), digests.get(digest, digest)) for digest, who in people.items())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with ClassStore(tmp_path / "out", create=True) as store:
        enter(store)
        for digest, source in WROTE.items():
            text = "ungradable" if digest == "d3" else "graded PP"
            store.keep(Result(digest, report_of(text, digest), ("import lab", source)), "g1")
        for name, value in {"assignment": "hw9_toy", "title": "Toy", "grader": "g1"}.items():
            store.set_fact(name, value)
        store.set_questions(ASKED)
        write_outputs(store, tmp_path / "out")
    return tmp_path / "out"


def answers(out: Path) -> dict[str, dict[str, Any]]:
    """What the page shows, by text."""
    command("mark", out)
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', (out / "written.html").read_text())
    assert data
    (task,) = json.loads(data[1])["tasks"]
    assert (task["question"], task["rubric"], task["points"]) == ("Why is that so?", ["Says why."], 4)
    return {answer["text"]: answer for answer in task["answers"]}


def marks(folder: Path, *lines: str) -> Path:
    path = folder / "marks.csv"
    path.write_text("\n".join(["task,code,points,comment", *lines]) + "\n")
    return path


def page(out: Path, key: str) -> str:
    return unescape((out / "students" / key / "index.html").read_text())


SAYS, GROUP = "I, … … (…), say: <b>because</b>.", "We say so.\n\nBoth of us."


def test_answers_come_without_names(out: Path) -> None:
    found = answers(out)
    assert set(found) == {SAYS, GROUP}
    text = (out / "written.html").read_text()
    for name in ("Lovelace", "00042", "Young", "Bo Ek"):
        assert name not in text
    assert "<b>because" not in text  # as it was written, it would end elements of the page
    assert "9.7: 2 answers, 0 of them marked" in command("mark", out)


def test_what_nobody_has_read_says_so(out: Path) -> None:
    assert "A person reads this answer. It has not been marked yet." in page(out, "00042")
    assert "3 of 7 points" in page(out, "00042")
    assert "Not answered yet: answer_9_7 is still the stub." in re.sub("</?code>", "", page(out, "9"))
    assert {row["status"] for row in rows(out / "checks.csv") if row["number"] == "9.7"} == {"waiting", "unanswered"}


def test_marks_are_in_every_output_and_last(out: Path, tmp_path: Path) -> None:
    found = answers(out)
    table = marks(tmp_path, f"9.7,{found[SAYS]['code']},4,", f'9.7,{found[GROUP]["code"]},"1,5",Say who.')
    assert "3 marks, of which 3 are new. 9.7: 2 answers, 2 of them marked" in command("mark", out, "--from", table)
    assert scores(out) == {"00042": "7", "7": "4.5", "8": "4.5", "9": "3", "10": ""}
    assert "Marked by your instructor: 4 of 4 points. Your answer was read." in page(out, "00042")
    for member in ("7-own", "8-own"):
        assert "Marked by your instructor: 1.5 of 4 points. Say who." in page(out, member)
    status = {row["id"]: row["status"] for row in rows(out / "checks.csv") if row["number"] == "9.7"}
    assert status == {"00042": "passed", "7": "failed", "8": "failed", "9": "unanswered"}
    assert "of which 0 are new" in command("mark", out, "--from", table)
    again = answers(out)
    assert (again[SAYS]["points"], again[SAYS]["comment"]) == (4, "")
    assert (again[GROUP]["points"], again[GROUP]["comment"]) == (1.5, "Say who.")
    assert "Bo Ek: 9.7: 1.5 points. Say who." in command("correct", out)  # where all decisions are listed
    command("correct", out, "7", "--check", "9.7", "--points", 3, "--why", "after a talk")
    assert scores(out)["7"] == "6"
    assert scores(out)["8"] == "4.5"


def test_work_that_is_handed_in_again_is_pointed_out(out: Path, tmp_path: Path) -> None:
    found = answers(out)
    table = marks(tmp_path, f"9.7,{found[SAYS]['code']},2,Good.")
    command("mark", out, "--from", table)
    with ClassStore(out) as store:
        store.keep(Result("d9", report_of("graded PP", "d9"), ("answer_9_7 = 'Otherwise.'",)), "g1")
        enter(store, d0="d9")
    again = answers(out)["Otherwise."]
    assert (again["points"], again["changed"]) == (2, True)
    assert "0 marks, of which 0 are new. 1 more are about work that has been handed in again since" in command(
        "mark", out, "--from", table
    )
    assert scores(out)["00042"] == "5"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("9.7,{code},5,", "row 2: '5' is not a mark for task 9.7"),
        ("9.7,{code},-1,", "row 2: '-1' is not a mark for task 9.7"),
        ("9.7,{code},,Hm", "row 2: '' is not a mark for task 9.7"),
        ("9.7,{code},nan,", "row 2: 'nan' is not a mark for task 9.7"),
        ("9.8,{code},1,", "row 2: there is no written task '9.8'"),
    ],
)
def test_a_table_that_makes_no_sense_changes_nothing(out: Path, tmp_path: Path, line: str, told: str) -> None:
    before = (out / "grades.csv").read_text()
    code = answers(out)[GROUP]["code"]
    with pytest.raises(AutograderError, match=re.escape(told)):
        command("mark", out, "--from", marks(tmp_path, line.format(code=code)))
    assert (out / "grades.csv").read_text() == before


def test_other_tables_are_refused(out: Path, tmp_path: Path) -> None:
    with pytest.raises(AutograderError, match="cannot be read"):
        command("mark", out, "--from", tmp_path / "none.csv")
    with pytest.raises(AutograderError, match="lacks the column task"):
        command("mark", out, "--from", out / "grades.csv")


def test_a_class_without_such_a_question(out: Path) -> None:
    with ClassStore(out) as store:
        store.set_questions(QuestionFile())
    with pytest.raises(AutograderError, match="Nothing of hw9_toy is marked by hand"):
        command("mark", out)


def test_the_questions_come_with_grading(run, kit, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from tests.classes.conftest import write_class

    questions = kit.grader.with_name("questions.json")
    questions.write_text(ASKED.model_dump_json())
    object.__setattr__(kit, "questions", questions)
    folder = write_class(tmp_path / "class", {"ada": "graded PP\nanswer_9_7 = 'So.'", "bo": "graded PP"})
    out = tmp_path / "out"
    run("grade", folder, "--assignment", "hw9", "--out", out)
    assert list(answers(out)) == ["So."]
    assert scores(out) == {"ada": "3", "bo": "3"}
