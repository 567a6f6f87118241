from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from autograder.authoring.master import master_path, read_master, task_points
from autograder.course import Assignment, CourseFolder, load_course
from autograder.course.concept_questions import load_questions
from autograder.errors import CourseError
from autograder.submissions.skipping import TAG


def test_answer_cells_know_their_task(course: CourseFolder, tiny: Assignment) -> None:
    notebook = read_master(master_path(tiny, course))
    tasks = [(cell.source.split("(")[0].split(" =")[0], cell.metadata.get("autograder")) for cell in notebook.cells]
    assert ("def double", {"task": "9.1"}) in tasks
    assert ("favourite_number", {"task": "9.1"}) in tasks
    assert [meta for source, meta in tasks if source.startswith("grader")] == [None]


def test_a_missing_master_is_named(course: CourseFolder) -> None:
    with pytest.raises(CourseError, match=r"hw8_none/notebook\.py is missing.*autograder new"):
        master_path(Assignment(name="hw8_none", title="None", minutes=1), course)


def test_a_question_without_a_name_is_refused(course: CourseFolder, tiny: Assignment) -> None:
    path = master_path(tiny, course)
    path.write_text(path.read_text().replace('# name: "9.1"\n', ""))
    with pytest.raises(CourseError, match=r"has no name.*Add a line"):
        read_master(path)


def test_what_a_question_says_of_names_goes_with_its_answer_cells(course: CourseFolder, tiny: Assignment) -> None:
    path = master_path(tiny, course)
    names = '# name: "9.1"\n# keeps: [network]\n# goes_on_with: [model, history_1]\n'
    path.write_text(path.read_text().replace('# name: "9.1"\n', names))
    notebook = read_master(path)
    said = [cell.metadata["autograder"] for cell in notebook.cells if "autograder" in cell.metadata]
    assert {"task": "9.1", "keeps": ["network"], "goes_on_with": ["model", "history_1"]} in said
    assert not any("keeps" in cell.source for cell in notebook.cells)  # otter-assign would refuse it


@pytest.mark.parametrize("line", ["keeps: network", "goes_on_with: [model history]", "goes_on_with: []", "keeps:"])
def test_a_line_without_names_is_refused(course: CourseFolder, tiny: Assignment, line: str) -> None:
    path = master_path(tiny, course)
    path.write_text(path.read_text().replace('# name: "9.1"\n', f'# name: "9.1"\n# {line}\n'))
    with pytest.raises(CourseError, match=r"Question 9\.1 in .* lists no names .*Write them in brackets"):
        read_master(path)


def test_an_answer_cell_cannot_be_left_out_while_grading(course: CourseFolder, tiny: Assignment) -> None:
    path = master_path(tiny, course)
    text = path.read_text()
    start = text.index("# BEGIN SOLUTION")
    path.write_text(text[:start] + text[start:].replace("# %%\n", f'# %% tags=["{TAG}"]\n', 1))
    with pytest.raises(CourseError, match=r"answer cell of question 9\.1 .*Remove the tag"):
        read_master(path)


def test_points_are_read_off_the_headings(course: CourseFolder, tiny: Assignment) -> None:
    assert task_points(read_master(master_path(tiny, course))) == {"9.1": 4.0}


@pytest.mark.parametrize("assignment", load_course().assignments, ids=lambda assignment: assignment.short)
def test_the_notebook_promises_the_points_that_the_grader_gives(repository: Path, assignment: Assignment) -> None:
    course = CourseFolder(repository)
    grader = ast.parse(course.files(assignment.name).grader.read_text(encoding="utf-8"))
    given: defaultdict[str, float] = defaultdict(float)
    for node in ast.walk(grader):
        match node:
            case ast.Call(
                func=ast.Name(),  # `points`, `concept_question`, or a function of the grader's own that makes checks
                args=[*_, ast.Constant(value=int() | float() as worth), ast.Constant(value=str(title))],
            ) if re.match(r"\d+\.\d+\.\d+ ", title):
                given[".".join(title.split()[0].split(".")[:2])] += float(worth)  # 2.2.3 belongs to task 2.2
    questions = course.files(assignment.name).questions
    written = load_questions(questions).written if questions.exists() else ()
    assert task_points(read_master(master_path(assignment, course))) == dict(given) | {
        one.id: one.points for one in written
    }
