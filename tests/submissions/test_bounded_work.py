"""What is read of a submission in the trusted process takes seconds at most, whatever it holds."""

from __future__ import annotations

import time

import pytest

from autograder.classes.similarity import alike
from autograder.submissions.keeping import what_to_keep
from autograder.submissions.notebook import MAX_CELLS, Cell
from autograder.submissions.restoring import restore
from autograder.submissions.skipping import left_out
from autograder.submissions.tasks import tasks_of

LINES = {
    "open triple quotes": "''''\"" * 400,
    "escaped quotes": "'\\" * 1000,
    "an escape at the end": "'\\'" * 660 + "\\",
    "spaces": "." + " " * 1990 + ".",
    "marks": "." * 2000,
    "prefixes": "rb" * 1000,
}


@pytest.mark.parametrize("name", LINES)
def test_code_is_compared(name: str) -> None:
    cell = "\n".join(f"{LINES[name]}{number:x}" for number in range(2400))
    started = time.process_time()
    alike(["a", "b"], lambda place: [cell] * (1 + place), [])
    assert time.process_time() - started < 15


GIVEN = [Cell(n, f"def given{n}():\n    return {n}", f"g{n}", locked=True) for n in range(50)]

TASKS = tasks_of([Cell(n, f"x{n} = ...\nx = ...", f"task-9-{n}") for n in range(20)])


@pytest.mark.parametrize(
    "own",
    [
        [f"x = 1  # {'y' * 900}\ny{n} = given{n % 50}" for n in range(MAX_CELLS - 1)],
        ["x;" * 24_000] * 100,
        ["x=((" * 10_000] * 100,
        ["x" * 4_900_000],
    ],
    ids=["many cells", "dense code", "broken code", "a long line"],
)
def test_what_is_gone_is_put_back(own: list[str]) -> None:
    cells = [Cell(number, source, "g0") for number, source in enumerate(own)]
    started = time.process_time()
    restore([Cell(number, source) for number, source in enumerate(own)], GIVEN)
    left_out(cells, GIVEN[:3])
    what_to_keep(cells, TASKS)
    assert time.process_time() - started < 15


def test_a_cell_too_long_to_be_read_is_run() -> None:
    assert left_out([Cell(0, "y = 1\n" * 20_000, "g0")], GIVEN[:1]) == ()
