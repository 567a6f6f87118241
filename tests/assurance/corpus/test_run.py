"""The corpus is judged again only where a change can have altered a verdict, and comes to the same verdicts then."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.assurance.corpus.judging import Judged, Source, totals
from autograder.assurance.corpus.kept import Kept, kept_file
from autograder.assurance.corpus.run import grade_corpus, judge
from autograder.course import load_course
from autograder.engine.kit import GradingKit
from tests.engine.toy import CELLS, replaced, toy_kit, write_notebook

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

RIGHT = Case("hw9_toy", "right", valid=True, patch="")
WRONG = Case("hw9_toy", "wrong", valid=False, patch="", fails=("T.2",), says="twice")
#: One cell ends the process, and so does a function: the notebook is run again, and again.
DIES = Case("hw9_toy", "dies", valid=False, patch="", fails=("T.2",), says="ended the Python process")
NOTEBOOKS = {
    RIGHT: CELLS,
    WRONG: replaced(double="def double(x):\n    return x"),
    DIES: replaced(first="import os\nos._exit(0)", double="def double(x):\n    import os\n    os._exit(0)"),
}


@pytest.fixture
def place(monkeypatch):
    """A folder that a submission's own user may go through, with a home in it."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        monkeypatch.setenv("AUTOGRADER_HOME", str(folder / "home"))
        yield folder


@pytest.fixture
def kit(place):
    return toy_kit(place / "kit")


def judged(kit: GradingKit, place: Path, *cases: Case, everything: bool = False) -> dict[Case, Judged]:
    notebooks = [(case, notebook(place, case)) for case in cases]
    with Kept(kept_file()) as kept:
        found = {one.case: one for one in judge(kit, notebooks, place, kept, everything=everything)}
    assert found.keys() == set(cases)
    return found


def notebook(place: Path, case: Case) -> Path:
    """Its bytes are the same each time: ids of cells, which are drawn, stay as they were."""
    path = place / f"{case.name}.ipynb"
    return path if path.exists() else write_notebook(path, NOTEBOOKS[case])


def sources(found: dict[Case, Judged]) -> set[Source]:
    return {one.source for one in found.values()}


def verdict(one: Judged) -> dict[str, object]:
    """All but what is measured anew in each run."""
    assert not one.report.faults
    return {key: value for key, value in one.report.as_json().items() if key not in ("seconds", "peak_memory_mb")}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_verdicts_are_kept_then_replayed_then_run(kit, place):
    first = judged(kit, place, RIGHT, WRONG, DIES)
    assert [one.complaint for one in first.values()] == ["", "", ""]
    assert sources(first) == {Source.RUN}
    assert len(first[DIES].report.notes) >= 1

    again = judged(kit, place, RIGHT, WRONG, DIES)
    assert sources(again) == {Source.KEPT}
    assert [again[case].report.as_json() for case in first] == [one.report.as_json() for one in first.values()]

    edit(kit.grader, 'why="w"', 'why="because"')
    replayed = judged(kit, place, RIGHT, WRONG, DIES)
    assert sources(replayed) == {Source.REPLAYED}
    assert "because" in replayed[WRONG].report.outcomes[1].feedback
    assert [replayed[case].report.peak_memory_mb for case in first] == [
        one.report.peak_memory_mb for one in first.values()
    ]

    run = judged(kit, place, RIGHT, WRONG, DIES, everything=True)
    assert sources(run) == {Source.RUN}
    for case in run:
        assert verdict(run[case]) == verdict(replayed[case])

    edit(kit.grader, "for number in (3,", "for number in (5,")
    assert sources(judged(kit, place, RIGHT, WRONG)) == {Source.RUN}  # something else is asked

    edit(
        kit.grader,
        'submission.call("same", model)',
        'submission.call("same", model) and submission.call("same", model)',
    )
    assert sources(judged(kit, place, RIGHT, WRONG)) == {Source.RUN}  # more is asked

    edit(kit.materials / "lab" / "__init__.py", "40", "30 + 10")
    found = judged(kit, place, RIGHT, WRONG)
    assert sources(found) == {Source.RUN}  # the submission may answer something else
    assert totals(found.values())["run"] == 2


def test_what_is_judged_wrongly_is_not_kept(kit, place):
    unexpected = replace(WRONG, says="thrice")
    NOTEBOOKS[unexpected] = NOTEBOOKS[WRONG]
    for _ in range(2):
        (one,) = judged(kit, place, unexpected).values()
        assert one.complaint
        assert one.source is Source.RUN
    assert judged(kit, place, WRONG)[WRONG].source is Source.RUN
    (one,) = judged(kit, place, unexpected).values()  # the verdict that is kept is not taken; the recording was right
    assert one.complaint
    assert one.source is Source.REPLAYED


def test_a_grader_that_measures_the_machine_is_run_each_time(kit, place):
    assert judged(kit, place, RIGHT)[RIGHT].source is Source.RUN
    edit(kit.grader, "SECRET =", "import time\nSECRET =")
    assert judged(kit, place, RIGHT)[RIGHT].source is Source.RUN
    edit(kit.grader, 'why="w"', 'why="because"')
    assert judged(kit, place, RIGHT)[RIGHT].source is Source.RUN


def test_a_real_assignment_is_judged_alike(monkeypatch, tmp_path):
    """A right and a wrong submission of hw4, run and replayed."""
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path / "home"))
    assignment = load_course().find("hw4")
    cases = [case for case in load_cases(assignment.name) if case.name in ("plain_python", "any_gap")]
    run = {one.case: one for one in grade_corpus(assignment, cases=cases)}
    connection = sqlite3.connect(kept_file())
    connection.execute("DELETE FROM verdict")
    connection.commit()
    connection.close()
    replayed = {one.case: one for one in grade_corpus(assignment, cases=cases)}
    assert (sources(run), sources(replayed)) == ({Source.RUN}, {Source.REPLAYED})
    assert {case.valid for case in cases} == {True, False}
    for case in cases:
        assert run[case].right
        assert verdict(run[case]) == verdict(replayed[case])
