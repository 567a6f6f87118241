"""When a task is done, so that its names are kept: for each task of each assignment, and for odd orders of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.course import load_course
from autograder.submissions.keeping import what_to_keep
from autograder.submissions.notebook import Cell
from autograder.submissions.skipping import handed_out_cells
from autograder.submissions.tasks import Task, asked_for_anew, tasks_of

REPOSITORY = Path(__file__).resolve().parents[2]

#: The variables of each task that a later task could overwrite; the last task's count as they are at the end.
KEPT = {
    "1.1": {"EPOCHS", "BATCH_SIZE", "scratch", "transfer", "scratch_history", "transfer_history"},
    "1.2": set(),
    "1.3": set(),
    "1.4": {"accuracy_curve"},
    "1.5": set(),
    "1.6": {"answer_1_6"},
    "1.7": {"answer_1_7"},
    "2.1": set(),
    "2.2": set(),
    "2.3": {"predicted_shape"},
    "2.4": set(),
    "2.5": set(),
    "3.1": set(),
    "3.2": {"trainable_count"},
    "3.3": set(),
    "3.4": {"head_rate", "history_1", "weights_1"},  # 3.5 goes on with base and model
    "3.5": {"base", "model", "fine_rate", "history_2"},
    "3.6": {"depth_accuracy"},
    "3.7": {"answer_3_7"},
    "3.8": set(),
    "4.1": set(),
    "4.2": set(),
    "4.3": set(),
    "4.4": {"readings"},
    "4.5": {"answer_4_5"},
    "4.6": {"answer_4_6"},
    "4.7": set(),
    "4.8": {"repaired", "repaired_history"},
    "4.9": {"answer_4_9"},
    "4.10": set(),
    "5.1": {"cats_train", "cats_val"},
    "5.2": set(),
    "5.3": set(),
    "5.4": set(),  # 5.5 goes on with runs
    "5.5": {"runs", "choice"},
    "5.6": {"answer_5_6"},
    "5.7": {"answer_5_7"},
}
#: Functions count by their last definition, and these are kept for the case that their name comes to mean no function.
FUNCTIONS = {
    "1.1": {"train"},
    "1.2": {"epochs_to_reach"},
    "1.3": {"draw_per_class"},
    "1.4": {"train_head"},
    "1.5": {"how_sure", "ranges_overlap"},
    "2.1": {"load_base"},
    "2.2": {"build_model"},
    "2.3": {"output_shape"},
    "2.4": {"head_parameter_count"},
    "2.5": {"compile_model"},
    "3.1": {"freeze_all", "unfreeze_from"},
    "3.2": {"count_trainable"},
    "3.3": {"prepare"},
    "3.6": {"features_at"},
    "3.8": {"choose_strategy"},
    "4.1": {"generalization_gap"},
    "4.2": {"best_epoch"},
    "4.3": {"diagnose"},
    "4.7": {"fit_until_best"},
    "4.8": {"build_repaired_model"},
    "4.10": {"selection_optimism"},
    "5.1": {"is_cat"},
    "5.2": {"balanced_accuracy"},
    "5.3": {"build_spotter"},
    "5.4": {"train_spotter"},
}


def _handed_out(name: str) -> tuple[Cell, ...]:
    return handed_out_cells(REPOSITORY / "assignments" / name / f"{name}.ipynb", name)


def _tasks_before_the_last() -> Iterator[Any]:
    for assignment in load_course().assignments:
        cells = _handed_out(assignment.name)
        tasks = tasks_of(cells)
        yield from (pytest.param(cells, tasks, task, id=task.number) for task in tasks[:-1])


@pytest.mark.parametrize(("cells", "tasks", "task"), list(_tasks_before_the_last()))
def test_each_task_keeps_its_names_from_later_cells(
    cells: tuple[Cell, ...], tasks: tuple[Task, ...], task: Task
) -> None:
    names = KEPT[task.number] | FUNCTIONS.get(task.number, set())
    later = next(cell for cell in cells if cell.cell_id == tasks[tasks.index(task) + 1].stubs[0].cell_id)
    for name in sorted(names) or ["model"]:
        overwriting = f"\n{name} = model = history = i = 'used again'"
        changed = [Cell(c.index, c.source + overwriting * (c is later), c.cell_id) for c in cells]
        changed.append(Cell(len(cells), "for model in ():\n    history = model.fit()"))  # a cell of the student's own
        kept = {keep.name: keep.after for keep in what_to_keep(changed, tasks) if keep.tasks[-1] == task.number}
        assert kept == dict.fromkeys(names, later.index - 1)


def test_nothing_is_asked_for_twice_in_this_course() -> None:
    for assignment in load_course().assignments:
        assert asked_for_anew(tasks_of(_handed_out(assignment.name))) == {}


IMPORTS = Cell(0, "import lab", "code-1")
FIRST = Cell(1, "rate = ...\nmodel = ...\nhistory = ...", "task-9-1")
CHECK = Cell(2, 'grader.check("9.1")', "check-9-1")
SECOND = Cell(3, "def build():\n    return ...", "task-9-2")
THIRD = Cell(4, "model = ...\nhistory = ...\nbest = ...", "task-9-3")
FOURTH = Cell(5, "answer = ...", "task-9-4", goes_on_with=("best",))
HANDED_OUT = (IMPORTS, FIRST, CHECK, SECOND, THIRD, FOURTH)
TASKS = tasks_of(HANDED_OUT)
TRAINS = "rate = 1\nmodel = make()\nhistory = model.fit()"


def _submission(*cells: str | Cell) -> list[Cell]:
    made = [cell if isinstance(cell, Cell) else Cell(0, cell) for cell in cells]
    return [Cell(index, cell.source, cell.cell_id) for index, cell in enumerate(made)]


def _answered(stub: Cell, source: str) -> Cell:
    return Cell(0, source, stub.cell_id)


def _kept(cells: Sequence[Cell]) -> dict[tuple[str, str], int]:
    return {(keep.tasks[0], keep.name): keep.after for keep in what_to_keep(cells, TASKS)}


def test_the_tasks_and_their_names() -> None:
    assert [(task.number, task.values, task.functions) for task in TASKS] == [
        ("9.1", {"rate", "model", "history"}, frozenset()),
        ("9.2", frozenset(), {"build"}),
        ("9.3", {"model", "history", "best"}, frozenset()),
        ("9.4", {"answer"}, frozenset()),
    ]
    assert asked_for_anew(TASKS) == {"model": ("9.1", "9.3"), "history": ("9.1", "9.3")}
    assert tasks_of([IMPORTS, CHECK]) == ()
    assert what_to_keep(_submission(IMPORTS, "model = 1"), ()) == ()


def test_a_task_is_done_when_a_later_one_begins() -> None:
    own = "model.fit(longer)"
    kept = _kept(_submission(IMPORTS, _answered(FIRST, TRAINS), CHECK, own, SECOND, THIRD, FOURTH))
    assert kept == {
        **{("9.1", name): 3 for name in ("rate", "model", "history")},
        ("9.2", "build"): 4,
        **{("9.3", name): 5 for name in ("model", "history")},  # best counts as it is at the end: 9.4 goes on with it
    }
    newest = {(keep.tasks[0], keep.name): keep.newest for keep in what_to_keep(_submission(*HANDED_OUT), TASKS)}
    assert newest["9.1", "model"] is False
    assert newest["9.1", "rate"] is True
    assert newest["9.3", "model"] is True


AGAIN = {
    "a name that only this task has": ("rate = 2", 5),
    "changed in place": ("rate['a'] = 2", 5),
    "only names that anybody uses": ("model = build()\nmodel.fit()", 2),
    "trained further": ("model.fit(more)", 2),
    "in a loop": ("for model in models:\n    history = model.fit()", 2),
    "in a function": ("def compare():\n    rate = 3", 2),
    "all of it": (TRAINS, 5),
}


@pytest.mark.parametrize("name", AGAIN)
def test_whoever_answers_again_below_is_taken_at_their_last_word(name: str) -> None:
    source, after = AGAIN[name]
    kept = _kept(_submission(IMPORTS, _answered(FIRST, TRAINS), CHECK, SECOND, THIRD, source, "other = 1", FOURTH))
    assert kept["9.1", "model"] == after
    assert kept["9.1", "rate"] == after
    assert kept["9.3", "model"] == 6  # below its own cell, whatever else it is


def test_an_answer_may_be_spread_over_cells() -> None:
    only = tasks_of([_answered(FIRST, "model = ...\nhistory = ..."), SECOND])
    spread = _submission(_answered(FIRST, "model = 1\nhistory = 1"), SECOND, "model = 2", "history = 2", "x = 1")
    assert {keep.name: keep.after for keep in what_to_keep(spread, only)} == {"model": 3, "history": 3}
    half = _submission(_answered(FIRST, "model = 1\nhistory = 1"), SECOND, "model = 2", "print(1)", "x = 1")
    assert {keep.name: keep.after for keep in what_to_keep(half, only)} == {"model": 0, "history": 0}


def test_another_tasks_cell_answers_again_only_as_a_whole() -> None:
    copied = _answered(THIRD, "rate = 2\nhistory = model.fit()\nbest = 1")
    assert _kept(_submission(IMPORTS, _answered(FIRST, TRAINS), SECOND, copied, FOURTH))["9.1", "rate"] == 1
    whole = _answered(THIRD, f"{TRAINS}\nbest = 1")
    assert _kept(_submission(IMPORTS, _answered(FIRST, TRAINS), SECOND, whole, FOURTH))["9.1", "rate"] == 3


def test_tasks_in_another_order_are_done_in_that_order() -> None:
    kept = _kept(_submission(IMPORTS, THIRD, FOURTH, SECOND, _answered(FIRST, TRAINS), CHECK))
    assert ("9.1", "rate") not in kept  # nothing comes after it
    assert kept["9.2", "build"] == 3
    assert kept["9.3", "model"] == 1
    assert kept["9.3", "best"] == 2


def test_cells_whose_ids_were_lost_are_known_by_what_they_bind() -> None:
    plain = [IMPORTS.source, TRAINS, CHECK.source, "def build():\n    return 1", "model = 1\nhistory = 2\nbest = 3"]
    kept = _kept(_submission(*plain, "answer = 1", "model = 7"))
    assert kept["9.1", "model"] == 2
    assert kept["9.3", "model"] == 4
    assert kept["9.2", "build"] == 3


def test_a_cell_made_anew_stands_for_the_one_that_was_deleted() -> None:
    kept = _kept(_submission(IMPORTS, _answered(FIRST, TRAINS), SECOND, "best = 3\nmodel = 1\nhistory = 2", FOURTH))
    assert kept["9.2", "build"] == 2
    assert kept["9.3", "model"] == 3
