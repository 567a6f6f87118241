"""Cells that were handed out and are gone: put back where something needs them, and nowhere in the way."""

from __future__ import annotations

import pytest

from autograder.errors import SubmissionError
from autograder.submissions.notebook import Cell
from autograder.submissions.reading import bound_names
from autograder.submissions.restoring import SETUP_ID, refuse_foreign, restore

SETUP = Cell(0, "def _set_up():\n    ...", SETUP_ID, locked=True)
IMPORTS = Cell(1, "import lab\nimport numpy as np", "code-1")
LOOK = Cell(2, "shape = lab.load_data().x_train.shape\nprint(shape)", "code-2")
BASE = Cell(3, "def load_base():\n    return lab.base", "code-3")
BUILD = Cell(4, "def build():\n    return ...", "task-4-7")
TOY = Cell(5, "def toy():\n    return 1", "code-5", locked=True)
TRAIN = Cell(6, "model = ...\nhistory = ...", "task-4-8-2")
LONG = Cell(7, "compare = build()", "code-7", tags=("skip-while-grading",))
HANDED_OUT = (SETUP, IMPORTS, LOOK, BASE, BUILD, TOY, TRAIN, LONG)

DONE = "def build():\n    return load_base()"
FITTED = "model = build()\nhistory = model.fit()"


def submission(*sources: str | Cell) -> list[Cell]:
    """Cells as they come out of a file; those without an id are the student's own."""
    cells = [source if isinstance(source, Cell) else Cell(0, source) for source in sources]
    return [Cell(index, cell.source, cell.cell_id) for index, cell in enumerate(cells)]


def run(cells: list[Cell]) -> list[str]:
    return [cell.source for cell in restore(cells, HANDED_OUT, (LONG,)).cells]


def answered(answer: Cell, source: str) -> Cell:
    return Cell(0, source, answer.cell_id)


WHOLE = (SETUP, IMPORTS, LOOK, BASE, answered(BUILD, DONE), TOY, answered(TRAIN, FITTED), LONG)


def without(*gone: Cell) -> list[Cell]:
    return submission(*(cell for cell in WHOLE if cell.cell_id not in {one.cell_id for one in gone}))


def test_nothing_changes_where_nothing_is_gone() -> None:
    found = restore(submission(*WHOLE), HANDED_OUT, (LONG,))
    assert found.cells == tuple(submission(*WHOLE))
    assert found.notes == ()
    assert restore(submission("x = 1"), ()).cells == tuple(submission("x = 1"))


FOREIGN = (IMPORTS.source, "model = keras.Sequential()", "history = model.fit(x, y)")


def test_a_notebook_of_something_else_is_told_so_once() -> None:
    with pytest.raises(SubmissionError) as caught:
        refuse_foreign(submission(*FOREIGN, SETUP), HANDED_OUT, "hw9")
    assert str(caught.value) == "Nothing in this notebook comes from hw9. Did you hand in another file?"


@pytest.mark.parametrize("own", [DONE, BUILD, LOOK.source, BASE.source, answered(TRAIN, "fit()")])
def test_whoever_has_anything_of_the_assignment_is_graded(own: str | Cell) -> None:
    refuse_foreign(submission(*FOREIGN, own), HANDED_OUT, "hw9")


def test_without_a_notebook_that_was_handed_out_nobody_is_refused() -> None:
    refuse_foreign(submission(*FOREIGN), (), "hw9")


def test_ids_may_be_lost() -> None:
    plain = submission(*(cell.source for cell in WHOLE))
    assert restore(plain, HANDED_OUT, (LONG,)).cells == tuple(plain)


def test_a_deleted_answer_comes_back_as_the_stub() -> None:
    found = restore(without(BUILD), HANDED_OUT, (LONG,))
    assert [cell.source for cell in found.cells][4] == BUILD.source
    assert found.notes == ("The cell of task 4.7 was missing. It was put back as it was handed out.",)
    back = found.cells[4]
    assert back.place == "the restored cell of task 4.7"
    assert back.index == len(WHOLE) - 1  # the numbers of the others are as the student knows them
    assert [cell.place for cell in found.cells][3:6:2] == ["cell 4", "cell 5"]


def test_a_part_of_an_answer_is_an_answer() -> None:
    """The grader then says which name is missing."""
    cells = submission(*(cell for cell in WHOLE if cell.cell_id != TRAIN.cell_id), "model = build()")
    assert restore(cells, HANDED_OUT, (LONG,)).notes == ()


def test_a_renamed_function_is_not_covered_up() -> None:
    cells = submission(
        IMPORTS,
        LOOK,
        BASE,
        answered(BUILD, DONE.replace("build", "bild")),
        TOY,
        answered(TRAIN, "model = history = bild()"),
    )
    assert restore(cells, HANDED_OUT, (LONG,)).notes == ()


def test_what_was_given_comes_back_where_it_is_used() -> None:
    found = restore(without(BASE), HANDED_OUT, (LONG,))
    assert found.notes == ("The cell of `load_base` was missing. It was put back as it was handed out.",)
    assert [cell.source for cell in found.cells].index(BASE.source) == 3


def test_what_nothing_uses_stays_away() -> None:
    assert restore(without(LOOK), HANDED_OUT, (LONG,)).notes == ()
    unused = submission(SETUP, IMPORTS, answered(BUILD, "def build():\n    return 1"), TOY, answered(TRAIN, FITTED))
    assert restore(unused, HANDED_OUT, (LONG,)).notes == ()


def test_what_is_put_back_may_need_more() -> None:
    """The deleted function uses the package that the deleted imports brought."""
    cells = submission(LOOK.source.replace("lab.load_data().x_train.shape", "1"), answered(BUILD, DONE), TOY,
                       answered(TRAIN, FITTED))  # fmt: skip
    sources = run(cells)
    assert sources[:1] == [IMPORTS.source]
    assert sources.index(IMPORTS.source) < sources.index(BASE.source) < sources.index(DONE)


def test_own_work_has_the_last_word() -> None:
    """Only one of two imports is missing: the cell comes back, before the student's own import."""
    sources = run(submission("import numpy as np", BASE, answered(BUILD, DONE), TOY, answered(TRAIN, FITTED)))
    assert sources[:2] == [IMPORTS.source, "import numpy as np"]


def test_cells_that_are_left_out_and_the_setup_do_not_come_back() -> None:
    cells = submission(*(cell for cell in WHOLE if cell not in (SETUP, LONG)), "print(compare, _set_up)")
    assert restore(cells, HANDED_OUT, (LONG,)).notes == ()


def test_a_locked_cell_comes_back_in_any_case() -> None:
    assert restore(without(TOY), HANDED_OUT, (LONG,)).notes == (
        "The cell of `toy` was missing. It was put back as it was handed out.",
    )


def test_a_locked_cell_that_was_changed_runs_as_it_was() -> None:
    changed = submission(*WHOLE[:5], answered(TOY, "def toy():\n    return 2"), *WHOLE[6:])
    found = restore(changed, HANDED_OUT, (LONG,))
    assert [cell.source for cell in found.cells] == [cell.source for cell in WHOLE]
    assert [cell.place for cell in found.cells] == [f"cell {number + 1}" for number in range(len(WHOLE))]
    assert found.notes == ("Cell 6 is locked and was changed. It was run as it was handed out.",)


def test_own_work_in_a_locked_cell_is_run_as_well() -> None:
    mixed = "def toy():\n    return 2\n\nown = 5"
    found = restore(submission(*WHOLE[:5], answered(TOY, mixed), *WHOLE[6:]), HANDED_OUT, (LONG,))
    assert [cell.source for cell in found.cells][5:7] == [mixed, TOY.source]
    assert found.cells[6].place == "the original of cell 6"
    assert len({cell.index for cell in found.cells}) == len(found.cells)


def test_only_what_was_handed_out_can_lock() -> None:
    cells = [Cell(0, DONE, BUILD.cell_id, locked=True)]
    assert restore(cells, (BUILD,)).cells == tuple(cells)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a.b, c as d\nfrom e import f as g, h", {"a", "d", "g", "h"}),
        ("x, (y, *z) = 1, (2, 3)\nw: int = 5\nv += 1", {"x", "y", "z", "w"}),
        ("def f():\n    inner = 1\nclass C:\n    member = 1", {"f", "C"}),
        ("if True:\n    x = 1\nfor y in ():\n    z = 1\nwith o as p:\n    q = 1", {"x", "y", "z", "p", "q"}),
        ("%matplotlib inline\n!pip install x\nx = 1", {"x"}),
        ("def f(:\n    return 1\nx = 2\ny == 3", {"f", "x"}),
        ("pattern = '\\d'\nif 1 is 1: y = 2", {"pattern", "y"}),  # Python would warn of these
        ("print(1)", set()),
    ],
)  # fmt: skip
def test_names(source: str, names: set[str]) -> None:
    assert bound_names(source) == names


def test_what_is_meant_to_take_long_does_not() -> None:
    """The names of every cell are read in the process that is trusted."""
    sources = ["\n" * 40_000 + "x", "a " * 25_000, "(" * 40_000, "-" * 40_000 + "1", "x = 1\n" * 800_000, "'" * 40_000]
    assert [bound_names(source) for source in sources] == [set(), set(), set(), set(), {"x"}, set()]
    cells = submission(*sources, *WHOLE[:3])
    assert len(restore(cells, HANDED_OUT, (LONG,)).notes) == 3
