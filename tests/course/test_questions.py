"""Concept questions: the instructors' file, what students see of it, and how answers are judged."""

from __future__ import annotations

import importlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from autograder import sandbox
from autograder.authoring import Secrets, secrets_in_zip
from autograder.authoring.lab_files import questions_of, refresh_lab_files, stale_lab_files
from autograder.checks import CheckFailed, NotAnswered
from autograder.checks.questions import Questions
from autograder.course import Assignment, CourseFolder, load_course
from autograder.course.concept_questions import QuestionFile, load_questions, own_codes
from autograder.engine.kit import GradingKit
from autograder.engine.supervisor import grade
from autograder.errors import CourseError
from autograder.gradescope.layout import kit_in
from autograder.gradescope.package import write_gradescope_zip
from autograder.results import Status
from autograder.submissions.names import name_in
from autograder.submissions.notebook import Cell
from tests.engine.toy import toy_kit, write_notebook

ASKED = """\
[[question]]
id = "9.5"
question = '''
Why is the sky
"blue" in `sky.png`?'''
right = "k7"
[[question.choices]]
code = "w2"
text = "Because the sea is blue."
explanation = "EXPLAINED-w2: it is the other way round."
[[question.choices]]
code = "k7"
text = "Because air scatters <blue> light."
explanation = "EXPLAINED-k7: the shorter the waves, the more they are scattered."
[[question.choices]]
code = "b4"
text = "Because it is painted."
explanation = "EXPLAINED-b4: nobody painted it."

[[question]]
id = "8.1"
question = "Which?"
right = "a1"
shuffle = false
[[question.choices]]
code = "z9"
text = "This one."
explanation = "ELSEWHERE-z9"
[[question.choices]]
code = "a1"
text = "All of these."
explanation = "ELSEWHERE-a1"
"""
OWN = own_codes("ada@x.org", "9.5", ("w2", "k7", "b4"))
ASSIGNMENT = Assignment(name="hw9_toy", title="Toy", minutes=1)
OTHER = Assignment(name="hw8_toy", title="Another", minutes=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An instructors' file."""
    path = tmp_path / "questions.toml"
    path.write_text(ASKED)
    return path


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    """A course with nothing but questions: of two assignments, one each."""
    folder = CourseFolder(tmp_path / "course")
    first, second = ASKED.split("\n\n")
    for assignment, text in ((ASSIGNMENT, first), (OTHER, second)):
        path = folder.files(assignment.name).questions
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return folder


@pytest.fixture
def lab(repository: Path, course: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The students' package with the texts of the questions above."""
    for assignment in (ASSIGNMENT, OTHER):
        refresh_lab_files(assignment, course=course)
    monkeypatch.syspath_prepend(str(repository / "assignments"))
    found = importlib.import_module("lab")
    monkeypatch.setattr("lab.questions.HOME", course.lab)
    monkeypatch.setattr("lab.questions._me", "")
    for name in ("LAB_STUDENT", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)
    yield found
    assert "autograder.course.concept_questions" not in vars(sys.modules["lab.questions"])


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('right = "k7"', 'right = "k8"', r"line 6: question\.0\.right: 'k8' is not the code of a choice"),
        ('right = "k7"', "", r"line 1: question\.0\.right: this key is missing"),
        ('right = "a1"', 'rigth = "a1"', r"line 20: question\.1\.right: this key is missing"),
        ("shuffle = false", "shuffle = 3", r"line 24: question\.1\.shuffle"),
        ("shuffle = false", 'colour = "red"', r"line 24: question\.1\.colour"),
        ('code = "b4"', 'code = "w2"', r"line 1: question\.0: two choices of question 9\.5 have the same code"),
        ('code = "b4"', 'code = "right"', r"line 16: question\.0\.choices\.2\.code"),
        ('"Because it is painted."', '"because the sea is  blue"', "the same code or text"),
        ('"ELSEWHERE-a1"', '""', r"line 32: question\.1\.choices\.1\.explanation"),
        ('"ELSEWHERE-a1"', f'"{"x" * 501}"', r"line 32: question\.1\.choices\.1\.explanation"),
        ('id = "8.1"', 'id = "9.5"', r"line 21: question\.1\.id: there is another question 9\.5"),
        ('id = "8.1"', 'id = "eight"', r"line 21: question\.1\.id"),
        ('id = "8.1"', "id = 8.1", r"line 21: question\.1\.id"),
        ('id = "8.1"', 'id = "8.1', "not valid TOML: .*line 21"),
    ],
)
def test_a_wrong_file_is_explained_with_key_and_line(file: Path, old: str, new: str, told: str) -> None:
    assert old in ASKED
    file.write_text(ASKED.replace(old, new, 1))
    with pytest.raises(CourseError, match=told):
        load_questions(file)


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_the_courses_own_questions_fit_their_assignments(repository: Path, assignment: Assignment) -> None:
    for question in questions_of(assignment, CourseFolder(repository)).question:
        assert f"hw{question.id.partition('.')[0]}" == assignment.short
        hints = repository / "assignments" / "lab" / "hint_texts" / f"{assignment.short}.json"
        if hints.exists():  # that each task has hints is tested with the notebooks
            assert question.id in json.loads(hints.read_text(encoding="utf-8"))
        judge = Questions(QuestionFile(question=(question,))).judge
        for choice in question.choices:
            if choice.code != question.right:
                with pytest.raises(CheckFailed) as caught:
                    judge(question.id, choice.code)
                assert len(caught.value.feedback.as_markdown().split()) <= 160


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_each_question_is_shown_and_judged(repository: Path, assignment: Assignment) -> None:
    course = CourseFolder(repository)
    files = course.files(assignment.name)
    asked = questions_of(assignment, course)
    chosen, written = ({question.id for question in found} for found in (asked.question, asked.written))
    for pattern, known, path in (
        (r"""lab\.question\(["']([\d.]+)["']""", chosen | written, files.notebook),
        (r"""check_written\(["']([\d.]+)["']""", written, files.notebook),
        (r"""concept_question\(__file__, \d+, ["'](\d+\.\d+)\.1 """, chosen, files.grader),
    ):
        assert set(re.findall(pattern, path.read_text(encoding="utf-8"))) == known


def test_two_assignments_have_a_question_for_a_person_without_points(repository: Path) -> None:
    written = {one.short: questions_of(one, CourseFolder(repository)).written for one in load_course().assignments}
    assert {short: [one.points for one in found] for short, found in written.items() if found} == {
        "hw4": [0],
        "hw5": [0],
    }
    assert all(one.rubric for found in written.values() for one in found)


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_the_committed_texts_are_fresh(repository: Path, assignment: Assignment) -> None:
    assert not stale_lab_files(assignment, course=CourseFolder(repository)), f"run: autograder build {assignment.short}"


WRITTEN = """\

[[question]]
id = "9.6"
manual = true
points = 4
question = "Why is that so?"
rubric = ["Says that SHORT WAVES scatter more."]
"""


def test_a_question_for_a_person(course: CourseFolder) -> None:
    path = course.files(ASSIGNMENT.name).questions
    path.write_text(ASKED.split("\n\n")[0] + WRITTEN)
    found = load_questions(path)
    (written,) = found.written
    assert (written.id, written.points, written.variable) == ("9.6", 4, "answer_9_6")
    assert [question.id for question in found.question] == ["9.5"]
    assert QuestionFile.model_validate_json(found.model_dump_json()) == found
    refresh_lab_files(ASSIGNMENT, course=course)
    shown = (course.lab / "question_texts" / "hw9.json").read_text()
    assert json.loads(shown)["9.6"] == {"question": "Why is that so?", "written": True, "points": 4}
    assert "SHORT WAVES" not in shown


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points = 4", "points = -1", r"line 37: question\.2\.points"),
        ("manual = true", "manual = false", r"line 36: question\.2\.manual"),
        ("manual = true", 'manual = true\nright = "k7"', r"line 37: question\.2\.right"),
        ('id = "9.6"', 'id = "9.5"', "there is another question 9.5"),
    ],
)
def test_a_wrong_question_for_a_person_is_explained(file: Path, old: str, new: str, told: str) -> None:
    file.write_text(ASKED + WRITTEN.replace(old, new))
    with pytest.raises(CourseError, match=told):
        load_questions(file)


def test_questions_for_a_person_come_last(file: Path) -> None:
    file.write_text(WRITTEN + ASKED)
    with pytest.raises(CourseError, match=r"line 8: question\.1: a question with choices comes after one with manual"):
        load_questions(file)


# ---------------------------------------------------------------- what students see


def test_a_question_for_a_person_is_shown(lab: ModuleType, course: CourseFolder) -> None:
    path = course.files(ASSIGNMENT.name).questions
    path.write_text(path.read_text() + WRITTEN)
    refresh_lab_files(ASSIGNMENT, course=course)
    found = lab.questions.find_question("9.6")
    assert "A person reads your answer, not the grader. It is worth up to 4 points." in repr(found)
    assert 'answer_9_6 = """..."""' in repr(found)
    assert "<code>answer_9_6 = &quot;&quot;&quot;...&quot;&quot;&quot;</code>" in found._repr_html_()


@pytest.mark.parametrize("answer", [None, ..., "", " ...\n"])
def test_without_an_answer_a_person_has_nothing_to_read(lab: ModuleType, answer: object) -> None:
    checks = importlib.import_module("lab.checks.questions")
    with pytest.raises(lab.NotAnsweredYet, match="three quotes"):
        checks.check_written("9.6", answer)
    with pytest.raises(lab.TryAgain, match="not a string"):
        checks.check_written("9.6", 3)
    checks.check_written("9.6", "So.")


def test_texts_are_refreshed_and_hold_no_answers(course: CourseFolder) -> None:
    path = course.lab / "question_texts" / "hw9.json"
    assert stale_lab_files(ASSIGNMENT, course=course) == [path]
    assert refresh_lab_files(ASSIGNMENT, course=course) == [path]
    assert stale_lab_files(ASSIGNMENT, course=course) == []
    assert refresh_lab_files(ASSIGNMENT, course=course) == []
    assert json.loads(path.read_text()) == {
        "9.5": {
            "question": 'Why is the sky "blue" in `sky.png`?',
            "choices": {
                "b4": "Because it is painted.",
                "k7": "Because air scatters <blue> light.",
                "w2": "Because the sea is blue.",
            },
            "shuffle": True,
            "attempts": 2,
        }
    }
    course.files(ASSIGNMENT.name).questions.write_text("")
    assert refresh_lab_files(ASSIGNMENT, course=course) == [path]
    assert not path.exists()


def test_a_question_is_shown(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    lab.question("9.5")
    (bundle,) = shown
    assert 'Question 9.5: Why is the sky "blue" in `sky.png`?' in bundle["text/plain"]
    assert 'answer_9_5 = "..."' in bundle["text/plain"]
    page = bundle["text/html"]
    assert "<code>sky.png</code>" in page
    assert "&lt;blue&gt;" in page
    assert 'aria-label="Question 9.5"' in page
    assert set(re.findall(r"(?<!border-left: 5px solid )#[0-9a-f]{3,6}|background|(?<!-)color:", page)) == set()


def test_an_unknown_question_is_told(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lab.question("9.9")
    lab.question("7.1")
    assert "no question '9.9'" in capsys.readouterr().out


def _order(lab: ModuleType, task: str, student: str | None = None) -> list[str]:
    found = importlib.import_module("lab.questions").find_question(task, student)
    return list(found.codes)


def test_each_student_has_an_order(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _order(lab, "9.5") == ["b4", "k7", "w2"]
    mine = {str(number): tuple(_order(lab, "9.5", str(number))) for number in range(60)}
    assert len(set(mine.values())) == 6
    assert _order(lab, "9.5", " 17 ") == list(mine["17"])
    assert _order(lab, "8.1", "17") == ["z9", "a1"], "its order matters"
    assert _order(lab, "9.5", "ada") == ["w2", "k7", "b4"], "the same on every machine"
    monkeypatch.setenv("LAB_STUDENT", "17")
    assert _order(lab, "9.5") == list(mine["17"])
    lab.me("18")
    assert _order(lab, "9.5") == list(mine["18"])


def test_codes_of_ones_own(lab: ModuleType, file: Path) -> None:
    """They are as the grader knows them, for whoever wrote a name; everybody's codes and the texts hold as well."""
    find, check = lab.questions.find_question, importlib.import_module("lab.checks.questions").check_choice
    question = load_questions(file).question[0]
    seen = set()
    for number in range(40):
        who = f"student{number}@x.org"
        lab.me(f" {who.upper()} ")
        codes = list(find("9.5").choices)
        assert set(codes) == set(question.codes_for(who).values())
        assert all(re.fullmatch("[a-z][2-9][a-z]", code) for code in codes)
        seen.update(codes)
        texts = dict(find("9.5").choices)
        for answer in (*codes, *texts.values(), "k7", codes[0].upper()):
            check("9.5", answer)
            chosen = question.chosen(answer, who)
            assert chosen is not None
            assert texts.get(answer, chosen.text) == chosen.text
    assert len(seen) > 90, "120 codes, hardly any of them twice"
    with pytest.raises(lab.TryAgain, match=r"The\s+codes\s+are"):
        check("9.5", next(code for code in sorted(seen) if code not in codes))
    lab.me("")
    assert list(find("9.5").choices) == ["b4", "k7", "w2"]


def test_codes_of_ones_own_differ_within_a_question() -> None:
    codes = [f"{letter}{digit}" for letter in "abcdefghijkl" for digit in range(10)]
    for number in range(20):
        assert len(set(own_codes(f"student {number}", "9.5", codes).values())) == len(codes)


@pytest.mark.parametrize(
    ("attempts", "told"),
    [
        (0, ""),
        (1, "your first answer can get full points. Whether a further one is right"),
        (2, "your first answer can get full points. A second one can get half of them. Whether"),
        (4, "your first answer can get full points. Each of the next 3 can get half of them. Whether"),
    ],
)
def test_what_another_answer_costs_is_said_beforehand(
    lab: ModuleType, course: CourseFolder, attempts: int, told: str
) -> None:
    refresh_lab_files(ASSIGNMENT.model_copy(update={"attempts_at_choices": attempts}), course=course)
    found = lab.questions.find_question("9.5")
    for shown in (" ".join(repr(found).split()), found._repr_html_()):
        assert told in shown
        assert ("Gradescope" in shown) is bool(attempts)


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (["import lab", 'lab.me("ada@x.org")'], "ada@x.org"),
        (["lab.me(name=' Ada ')"], " Ada "),
        (["from lab import me\nme('a')\nme('')", "x = 1"], "a"),
        (["%time\nlab.me('a')", "if x:\n    lab.me('b')"], "b"),
        (["lab.me('')"], ""),
        (["# lab.me('a')", "name('b')", "lab.me(WHO)", "lab.me('c'"], ""),
        (["lab.me('\\ud800')"], "?"),
        (["lab.me('a')" + " " * 400_000, "lab.me('b')"], ""),
    ],
)
def test_the_name_is_read_off_the_code(cells: list[str], name: str) -> None:
    assert name_in([Cell(number, source) for number, source in enumerate(cells)]) == name


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("k7", ""),
        ("b4", ""),
        (" B 4", ""),
        ("because the sea is blue", ""),
        (..., "NotAnsweredYet: .*no answer yet"),
        (None, "NotAnsweredYet"),
        (" ", "NotAnsweredYet"),
        ("...", "NotAnsweredYet"),
        ("x1", 'TryAgain: .*not one of the choices.*"b4", "k7", "w2"'),
        ("", "NotAnsweredYet"),
        (7, "TryAgain: .*not a string"),
        (["k7"], "TryAgain: .*not a string"),
    ],
)
def test_the_public_check_never_says_whether_it_is_right(lab: ModuleType, answer: object, told: str) -> None:
    check_choice = importlib.import_module("lab.checks.questions").check_choice
    try:
        check_choice("9.5", answer)
        said = ""
    except (lab.NotAnsweredYet, lab.TryAgain) as problem:
        said = f"{type(problem).__name__}: {' '.join(str(problem).split())}"
    assert re.search(told, said) if told else not said


# ---------------------------------------------------------------- judging


@pytest.mark.parametrize("answer", ["k7", "K7", " k 7\n", '"k7"', "because AIR scatters <blue> light"])
def test_the_right_choice_passes_and_is_explained(file: Path, answer: str) -> None:
    remarks: list[str] = []
    Questions(load_questions(file), remarks.append).judge("9.5", answer)
    assert remarks == ["EXPLAINED-k7: the shorter the waves, the more they are scattered."]


@pytest.mark.parametrize("answer", ["w2", " W2", "Because the sea is blue."])
def test_a_wrong_choice_fails_with_its_own_explanation(file: Path, answer: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        Questions(load_questions(file)).judge("9.5", answer)
    text = caught.value.feedback.as_markdown()
    assert "You chose: Because the sea is blue." in text
    assert "EXPLAINED-w2" in text
    assert 'lab.hint("9.5")' in text
    assert "k7" not in text
    assert "scatters" not in text


def test_a_code_of_ones_own_is_judged(file: Path) -> None:
    questions, judged = load_questions(file), list[str]()
    own = questions.question[0].codes_for("ada@x.org")
    Questions(questions, judged=judged.append, who="Ada@x.org ").judge("9.5", own["k7"])
    with pytest.raises(CheckFailed, match="You chose: Because the sea is blue"):
        Questions(questions, judged=judged.append, who="ada@x.org").judge("9.5", own["w2"])
    with pytest.raises(CheckFailed) as caught:
        Questions(questions, judged=judged.append, who="bob@x.org").judge("9.5", own["k7"])
    assert judged == ["k7", "w2"]
    text = caught.value.feedback.as_markdown()
    assert all(f'`"{code}"`' in text for code in questions.question[0].codes_for("bob@x.org").values())
    assert "EXPLAINED" not in text


@pytest.mark.parametrize("answer", ["x1", "k", "k7 or w2", 7, True, ["k7"], {"k7"}, 0.5, "x" * 10_000])
def test_what_is_no_choice_fails_without_telling(file: Path, answer: object) -> None:
    with pytest.raises(CheckFailed) as caught:
        Questions(load_questions(file)).judge("9.5", answer)
    text = caught.value.feedback.as_markdown()
    assert '`"b4"`, `"k7"`, `"w2"`' in text
    assert "EXPLAINED" not in text
    assert len(text) < 700


@pytest.mark.parametrize("answer", [..., None, "", " ", "..."])
def test_no_answer_is_not_a_wrong_one(file: Path, answer: object) -> None:
    with pytest.raises(NotAnswered, match="answer_9_5"):
        Questions(load_questions(file)).judge("9.5", answer)


def test_a_question_that_is_not_there_is_the_staffs_to_mend(file: Path) -> None:
    with pytest.raises(CourseError, match=r"no question '9\.7'"):
        Questions(load_questions(file)).judge("9.7", "k7")


# ---------------------------------------------------------------- where the answers go, and where not


@pytest.fixture
def kit(tmp_path: Path, file: Path) -> GradingKit:
    """A toy assignment that asks a question; the file of questions is as closed as its grader."""
    toy = toy_kit(tmp_path / "toy")
    closed = toy.grader.with_name("questions.toml")
    of_another = toy.grader.parent.with_name("hw8_toy") / "questions.toml"
    of_another.parent.mkdir()
    for path, text in zip((closed, of_another), ASKED.split("\n\n"), strict=True):
        path.write_text(text)
    toy.grader.write_text(
        "from autograder.checks import points\n\n\n"
        '@points(2, "T.1 The sky", passed="Well thought.")\n'
        "def test_sky(submission, questions):\n"
        '    questions.judge("9.5", submission.value("answer_9_5"))\n'
    )
    return GradingKit(ASSIGNMENT, toy.grader, toy.hidden, toy.materials, closed)


def test_only_the_assignments_questions_go_to_gradescope(kit: GradingKit, tmp_path: Path) -> None:
    source = tmp_path / "source"
    with zipfile.ZipFile(write_gradescope_zip(kit, tmp_path / "x.zip")) as archive:
        archive.extractall(source)
    holders = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and b"EXPLAINED" in path.read_bytes()
    }
    assert holders == {"graders/questions.json"}
    assert not [path for path in source.rglob("*") if path.is_file() and b"ELSEWHERE" in path.read_bytes()]
    again = kit_in(source, source / "materials")
    assert again.questions in again.secrets
    assert again.questions is not None
    assert load_questions(again.questions) == load_questions(kit.questions or Path())


def test_an_assignment_without_questions_has_no_such_file(tmp_path: Path, file: Path) -> None:
    file.write_text("# None yet.\n")
    toy = toy_kit(tmp_path / "toy")
    kit = GradingKit(ASSIGNMENT, toy.grader, toy.hidden, toy.materials, file)
    with zipfile.ZipFile(write_gradescope_zip(kit, tmp_path / "x.zip")) as archive:
        archive.extractall(tmp_path / "source")
    assert kit_in(tmp_path / "source", tmp_path / "source" / "materials").questions is None


def test_a_damaged_file_in_the_zip_is_told(tmp_path: Path) -> None:
    (tmp_path / "questions.json").write_text('{"question": 3}')
    with pytest.raises(CourseError, match="cannot be read"):
        load_questions(tmp_path / "questions.json")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("lab/question_texts/hw9.json", '{"9.5": {"choices": {"k7": "x"}}}', ""),
        ("lab/question_texts/hw9.json", '{"9.5": {"right": "k7"}}', "which choice of question 9.5 is right"),
        ("hw9.ipynb", '{"cells": [{"source": ["answer_9_5 = \\"k7\\""]}]}', "which choice of question 9.5 is right"),
        ("hw9.ipynb", '{"cells": [{"source": ["answer_9_5 = ..."]}]}', ""),
        ("lab/x.py", "ANSWERS = {'9.5': 'k7'}", "which choice of question 9.5 is right"),
        ("lab/x.py", "ANSWERS = {'19.5': 'k7', '9.5': 'b4'}", ""),
        ("lab/x.txt", "explained-w2:\n EXPLAINED-w2: it is\n the other way round.", "explains choice w2"),
    ],
)
def test_a_leak_is_found(tmp_path: Path, file: Path, name: str, content: str, told: str) -> None:
    (tmp_path / "master.py").write_text("")
    with zipfile.ZipFile(tmp_path / "student.zip", "w") as archive:
        archive.writestr(name, content)
    secrets = Secrets(tmp_path / "master.py", questions=load_questions(file).question)
    found = secrets_in_zip(tmp_path / "student.zip", secrets)
    assert len(found) == bool(told)
    assert told in " ".join(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "status", "said"),
    [
        ('answer_9_5 = "K7"', Status.PASSED, "Well thought. EXPLAINED-k7"),
        ('answer_9_5 = "w2"', Status.FAILED, "EXPLAINED-w2"),
        (f'print or me("ada@x.org")\nanswer_9_5 = "{OWN["k7"]}"', Status.PASSED, "EXPLAINED-k7"),
        ("answer_9_5 = ...", Status.UNANSWERED, "Not answered yet"),
        (
            "try:\n    answer_9_5 = open(PATH).read()\nexcept OSError:\n    answer_9_5 = 'closed'",
            Status.FAILED,
            "closed",
        ),
    ],
)
def test_graded_from_end_to_end(kit: GradingKit, tmp_path: Path, cell: str, status: Status, said: str) -> None:
    if not any(problem is None for problem in sandbox.available().values()):
        pytest.skip("nothing isolates here")
    notebook = write_notebook(tmp_path / "hw9_toy.ipynb", [cell.replace("PATH", repr(str(kit.questions)))])
    report = grade(notebook, kit)
    assert not report.faults
    assert [outcome.status for outcome in report.outcomes] == [status]
    assert said in report.outcomes[0].feedback
    assert report.outcomes[0].answer == ("" if status is Status.UNANSWERED or said == "closed" else said[-2:])
    assert report.me == ("ada@x.org" if "ada" in cell else "")
