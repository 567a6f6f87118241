from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.authoring.normalise import normalise, tidy_solution, write_notebook


def _notebook(**metadata: object) -> object:
    answer = {"autograder": {"task": "2.1"}, "tags": ["otter_answer_cell"], "jupyter": {"x": 1}}
    return new_notebook(
        metadata={"kernelspec": {"name": "my-env", "display_name": "mine"}, **metadata},
        cells=[
            new_markdown_cell("# Title  \n"),
            new_code_cell(
                "x = ...", metadata=answer, execution_count=7, outputs=[new_output("stream", text="/home/me")]
            ),
            new_code_cell("y = ...", metadata=answer),
            new_code_cell('grader.check("2.1")'),
            new_code_cell("print(x)"),
            new_code_cell("print(x)"),
        ],
    )


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_notebook(normalise(_notebook(when=name), "hw2_x"), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    text = (tmp_path / "one").read_text()
    assert "/home/me" not in text
    assert "my-env" not in text
    assert text.endswith("}\n")


def test_ids_name_the_task() -> None:
    ids = [cell.id for cell in normalise(_notebook(), "hw2_x").cells]
    assert ids[1:4] == ["task-2-1", "task-2-1-2", "check-2-1"]
    assert ids[0].startswith("text-")
    assert ids[5] == f"{ids[4]}-2"
    assert len(set(ids)) == len(ids)


def test_other_ids_do_not_move_when_a_cell_is_put_in() -> None:
    before = _notebook()
    after = _notebook()
    after.cells.insert(0, new_markdown_cell("News"))
    assert [cell.id for cell in normalise(after, "a").cells][1:] == [cell.id for cell in normalise(before, "a").cells]


def test_answers_can_be_edited_but_not_deleted() -> None:
    answer = normalise(_notebook(), "hw2_x").cells[1].metadata
    assert answer == {
        "autograder": {"task": "2.1"},
        "tags": ["otter_answer_cell"],
        "editable": True,
        "deletable": False,
    }


def test_the_notebook_says_which_assignment_it_is() -> None:
    metadata = normalise(_notebook(otter={"assignment_name": "hw2_x"}), "hw2_x").metadata
    assert metadata.autograder.assignment == "hw2_x"
    assert metadata.otter.assignment_name == "hw2_x"


def test_a_tidy_solution_holds_no_markers_and_no_prompts() -> None:
    source = """def f():
    # BEGIN SOLUTION NO PROMPT
    return 1
    # END SOLUTION
    '''  # BEGIN PROMPT
    return ...
    '''  # END PROMPT

x = 1  # SOLUTION"""
    assert tidy_solution(source) == "def f():\n    return 1\n\nx = 1"
