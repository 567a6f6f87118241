"""Mutants: only answers are changed, and what is no other program is no mutant."""

from __future__ import annotations

import ast

import nbformat
import pytest

from autograder.assurance.mutation.mutants import (
    answer_lines,
    change_of,
    derive,
    keep_answers,
    mutations,
    with_functions,
    write_mutant,
)
from autograder.assurance.mutation.operators import Operator
from autograder.authoring.build import Notebooks

GIVEN = 'def f(a):\n    """Say it."""\n    return ...\n\n\nprint(f(1) + 1)'
SOLUTION = 'def f(a):\n    """Say it."""\n    b = a + 1\n    return b\n\n\nprint(f(1) + 1)'


def test_answers_are_what_the_stub_does_not_have():
    assert answer_lines(SOLUTION, GIVEN) == {3, 4}
    assert answer_lines("x = 7", "x = ...") == {1}
    assert answer_lines("x = 7", "") == {1}


def test_nothing_but_answers_is_changed():
    found = list(mutations(SOLUTION, answer_lines(SOLUTION, GIVEN)))
    assert found
    for _, mutated, _ in found:
        assert "print(f(1) + 1)" in mutated
        assert "Say it." in mutated


def test_a_mutant_differs_from_the_reference_and_from_all_others():
    sources = [mutated for _, mutated, _ in mutations(SOLUTION, answer_lines(SOLUTION, GIVEN))]
    assert len(sources) == len(set(sources))
    assert ast.unparse(ast.parse(SOLUTION)) not in sources


def test_what_cannot_be_compiled_is_no_mutant():
    def break_it(node):
        if isinstance(node, ast.Return):
            yield ast.Continue()  # there is no loop
            yield ast.Pass()

    found = list(mutations(SOLUTION, frozenset({4}), [Operator("x", "y", break_it)]))
    assert [change for _, _, change in found] == ["- return b\n+ pass"]


def test_what_is_the_same_program_is_no_mutant():
    same = Operator("x", "y", lambda node: iter([node]))
    assert list(mutations(SOLUTION, frozenset({3, 4}), [same])) == []


def test_the_change_shows_what_differs():
    assert change_of("a = 1\nif a:\n    b = 2", "a = 1\nif a:\n    b = 3") == "- b = 2\n+ b = 3"


@pytest.fixture
def notebooks(tmp_path):
    def write(name, sources):
        cells = []
        for number, source in enumerate(sources):
            cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}")
            if "lab" not in source:
                cell.metadata["autograder"] = {"task": f"1.{number}"}
            cells.append(cell)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / name)
        return tmp_path / name

    student = write("x.ipynb", ["import lab + 1", GIVEN, "x = ..."])
    return Notebooks(student, write("solution.ipynb", ["n = lab.f() + 1", SOLUTION, "x = 7"]), None)


def test_every_answer_cell_has_mutants(notebooks):
    mutants = derive(notebooks)
    assert {mutant.task for mutant in mutants} == {"1.1", "1.2"}
    assert {mutant.cell for mutant in mutants} == {"cell-1", "cell-2"}
    assert [mutant.change for mutant in mutants if mutant.task == "1.2"] == ["- x = 7\n+ x = 8", "- x = 7\n+ x = 6"]


def test_a_mutant_is_written_as_a_notebook(notebooks, tmp_path):
    mutant = derive(notebooks)[-1]
    path = write_mutant(notebooks.solution, mutant, tmp_path / "a" / "x.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.source for cell in cells] == ["n = lab.f() + 1", SOLUTION, "x = 6"]


def test_of_other_tasks_only_functions_are_kept(notebooks, tmp_path):
    path = keep_answers(notebooks.solution, notebooks.student, "1.2", tmp_path / "a" / "x.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    assert [ast.unparse(ast.parse(cell.source)) for cell in cells] == [
        "n = lab.f() + 1",
        ast.unparse(ast.parse(SOLUTION)),
        "x = 7",
    ]
    path = keep_answers(notebooks.solution, notebooks.student, "1.1", tmp_path / "b" / "x.ipynb")
    assert nbformat.read(path, as_version=4).cells[2].source == "x = ..."


def test_functions_are_the_solutions_and_all_else_is_as_given():
    assert with_functions(
        "def f():\n    return ...\n\nx = ...", "def g():\n    return 1\n\ndef f():\n    return g()\n\nx = f()"
    ) == ("def g():\n    return 1\n\ndef f():\n    return g()\nx = ...")
