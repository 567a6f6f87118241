"""What a notebook tells about itself: the table of tasks, the progress of training, and remarks before handing in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.submissions.check_log import runs_in


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed, and what took its place later."""
    bundles: list[dict[str, str]] = []

    def display(bundle: dict[str, str], raw: bool, display_id: bool = False) -> Any:
        bundles.append(bundle)
        return SimpleNamespace(update=lambda bundle, raw: bundles.append(bundle)) if display_id else None

    monkeypatch.setattr("IPython.display.display", display)
    return bundles


# ---------------------------------------------------------------- status

MESSAGES = {"1.1": "", "1.2": "NotAnsweredYet: Replace the ... of `f`.", "1.10": "TryAgain: `g` gives <b>."}


class Otter:
    """Stands in for ``otter.Notebook``: counts the checks that it runs."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    def check(self, task: str, namespace: object) -> Any:
        self.ran.append(task)
        case = SimpleNamespace(success_message="Well done.")
        message = MESSAGES[task]
        return SimpleNamespace(test_case_results=[SimpleNamespace(passed=not message, message=message, test_case=case)])


@pytest.fixture
def otter(lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Otter:
    (tmp_path / "tests").mkdir()
    for task in MESSAGES:
        (tmp_path / "tests" / f"{task}.py").touch()
    monkeypatch.chdir(tmp_path)
    notebook = Otter()
    monkeypatch.setitem(sys.modules, "otter", SimpleNamespace(Notebook=lambda name: notebook))
    monkeypatch.setattr(sys.modules["lab.grader"], "_started", None)
    return notebook


def test_the_table_tells_done_failing_and_unanswered_apart(
    lab: ModuleType, otter: Otter, shown: list[dict[str, str]]
) -> None:
    lab.grader("hw1_x.ipynb").check("1.1")
    lab.status()
    assert otter.ran == ["1.1", "1.2", "1.10"]  # what was checked before is not checked again
    assert shown[0]["text/plain"].splitlines() == [
        "Of 3 tasks, 1 pass their check, 1 do not yet, and 1 are not answered.",
        "1.1   ✓ passed",
        "1.2   ○ not answered yet",
        "1.10  ✗ not there yet",
    ]
    page = shown[0]["text/html"]
    assert page.count('scope="row"') == 3
    assert page.count('scope="col"') == 3
    assert "Replace the ... of <code>f</code>." in page
    assert "<b>" not in page
    assert "Well done" not in page


def test_all_done(lab: ModuleType, otter: Otter, shown: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "MESSAGES", dict.fromkeys(MESSAGES, ""))
    lab.grader("hw1_x.ipynb")
    lab.status()
    assert shown[0]["text/plain"].startswith("All 3 checks pass.")
    assert shown[0]["text/html"].count('scope="col"') == 2  # nothing is left to do


def test_status_before_the_first_cell(lab: ModuleType, otter: Otter, capsys: pytest.CaptureFixture[str]) -> None:
    lab.status()
    assert "near the top" in capsys.readouterr().out


def test_status_says_nothing_while_grading(
    lab: ModuleType, otter: Otter, shown: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otter, "check", lambda *_: None)
    lab.grader("hw1_x.ipynb")
    lab.status()
    assert shown == []


# ---------------------------------------------------------------- the log of checks


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "check_log.txt"


def test_checks_are_logged_with_task_state_and_time_and_nothing_else(lab: ModuleType, otter: Otter, log: Path) -> None:
    grader = lab.grader("hw1_x.ipynb")
    for task in ("1.1", "1.2", "1.10"):
        grader.check(task)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line.partition(" ")[2] for line in lines] == ["1.1 passed", "1.2 unanswered", "1.10 failed"]
    assert [run.task for run in runs_in(log.read_bytes())] == ["1.1", "1.2", "1.10"]
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    assert all(timedelta(0) <= now - run.at < timedelta(minutes=5) for run in runs_in(log.read_bytes()))


def test_a_look_at_all_tasks_is_not_logged(
    lab: ModuleType, otter: Otter, shown: list[dict[str, str]], log: Path
) -> None:
    lab.grader("hw1_x.ipynb")
    lab.status()
    assert otter.ran == ["1.1", "1.2", "1.10"]
    assert not log.exists()


def test_nothing_is_logged_while_grading(
    lab: ModuleType, otter: Otter, monkeypatch: pytest.MonkeyPatch, log: Path
) -> None:
    monkeypatch.setattr(otter, "check", lambda *_: None)
    assert lab.grader("hw1_x.ipynb").check("1.1") is None
    assert not log.exists()


@pytest.mark.parametrize("in_the_way", ["a folder", "a large file", "nothing can be written"])
def test_a_log_that_cannot_grow_disturbs_no_check(
    lab: ModuleType, otter: Otter, monkeypatch: pytest.MonkeyPatch, log: Path, in_the_way: str
) -> None:
    match in_the_way:
        case "a folder":
            log.mkdir()
        case "a large file":
            log.write_bytes(b"x" * 200_000)
        case _:
            monkeypatch.setattr(Path, "open", lambda *_, **__: (_ for _ in ()).throw(PermissionError()))
    assert lab.grader("hw1_x.ipynb").check("1.1").state.name == "PASSED"
    assert log.is_dir() or not log.exists() or log.stat().st_size == 200_000


def test_the_log_is_handed_in_only_where_the_cell_says_so(
    lab: ModuleType, otter: Otter, monkeypatch: pytest.MonkeyPatch, log: Path
) -> None:
    exported: list[dict[str, Any]] = []
    monkeypatch.setattr(otter, "export", lambda **options: exported.append(options), raising=False)
    grader = lab.grader("hw1_x.ipynb")
    grader.export(pdf=False, check_log=True)
    grader.check("1.1")
    grader.export(pdf=False, check_log=True, files=["more.txt"])
    grader.export(pdf=False, check_log=False)
    grader.export(pdf=False)
    assert [options.pop("files") for options in exported] == [[], ["more.txt", log.name], [], []]
    assert exported == [{"pdf": False}] * 4


# ---------------------------------------------------------------- before handing in

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "m", "source": ["# Title"]},
        {"cell_type": "code", "id": "a", "source": ["x = 1\n", "y = 2"]},
        {"cell_type": "code", "id": "b", "source": "z = 3"},
        {"cell_type": "code", "source": []},
    ]
}


@pytest.mark.parametrize(
    ("ran", "told"),
    [
        ([("a", "x = 1\ny = 2\n"), ("b", "z = 3")], ""),
        ([("b", "z = 4"), ("b", "z = 3")], ""),
        ([("b", "z = 3"), ("b", "z = 4")], "Not saved yet: 1 cell differs from the saved file"),
        ([("a", "x = 2"), ("b", "z = 4")], "Not saved yet: 2 cells differ from the saved file"),
        ([("c", "own = 1"), (None, "z = 4")], ""),  # of another notebook, or from a program that does not tell
    ],
)
def test_a_file_that_differs_from_what_was_run(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ran: list[tuple[str | None, str]], told: str
) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from lab import handing_in

    shell = InteractiveShell()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(handing_in, "_shell", lambda: shell)
    monkeypatch.setattr(handing_in, "_ran", {})
    handing_in.watch_cells()
    handing_in.watch_cells()  # as when the first cell is run twice
    assert len(shell.events.callbacks["pre_run_cell"]) == 1
    Path("a.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    for cell, source in ran:
        shell.run_cell(source, cell_id=cell)
    assert handing_in.remark("a.ipynb").startswith(told)
    assert bool(handing_in.remark("a.ipynb")) is bool(told)
    assert handing_in.remark("missing.ipynb") == ""
    Path("a.ipynb").write_text("no notebook", encoding="utf-8")
    assert handing_in.remark("a.ipynb") == ""


def test_colab_hands_in_the_notebook(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lab.grader import Grader

    monkeypatch.setattr("lab.handing_in._shell", lambda: "<google.colab._shell.Shell object>")
    Grader(SimpleNamespace(), "a.ipynb").export(pdf=False)  # otter's would raise
    assert "Download .ipynb" in capsys.readouterr().out


# ---------------------------------------------------------------- training, and the eyes of the base


def _model() -> Any:
    import keras

    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss, metrics=["accuracy"])
    return model


@pytest.mark.slow
def test_progress_fills_up(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    x, y = np.eye(3, dtype="float32"), np.array([0, 1, 0])
    _model().fit(x, y, epochs=4, verbose=0, validation_data=(x, y), callbacks=[lab.progress()])
    bars = [float(bundle["text/html"].split('value="')[1].split('"')[0]) for bundle in shown]
    assert bars[0] == 0.0
    assert bars == sorted(bars)
    assert {0.25, 0.5, 0.75, 1.0} <= set(bars)
    texts = [bundle["text/plain"] for bundle in shown]
    assert any("] epoch 3 of 4 · accuracy" in text and "validation" in text for text in texts)
    assert texts[-1].startswith(f"[{'#' * 24}] 4 epochs in ")


@pytest.mark.slow
def test_progress_works_where_nothing_can_be_shown(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: None)
    x, y = np.eye(3, dtype="float32"), np.array([0, 1, 0])
    history = _model().fit(x, y, epochs=2, verbose=0, callbacks=[lab.progress()])
    assert len(history.history["loss"]) == 2


@pytest.mark.slow
def test_feature_maps_of_early_and_late_layers(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.show_feature_maps(lab.load_data().x_train[0])
    assert "first layer: edges and colours, 48 by 48" in shown[0]["text/plain"]
    assert "6 by 6" in shown[0]["text/plain"]
    assert 'alt="A picture, and rows of feature maps' in shown[0]["text/html"]


@pytest.mark.slow
def test_the_first_layer_answers_to_edges(lab: ModuleType) -> None:
    """An even picture stirs its maps hardly anywhere, one with stripes everywhere."""
    from lab.peeking import _seen

    even = np.full(lab.IMAGE_SHAPE, 128.0)
    striped = np.zeros(lab.IMAGE_SHAPE)
    striped[:, ::4] = striped[:, 1::4] = 255.0
    inside = slice(4, -4)  # at the border the padding is an edge, too
    lively = [float(_seen(picture, ["Conv1_relu"])["Conv1_relu"][inside, inside].std(axis=(0, 1)).mean())
              for picture in (even, striped)]  # fmt: skip
    assert lively[0] < 0.01 < 0.1 < lively[1]


def test_an_unanswered_picture_is_not_looked_at(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lab.show_feature_maps(...)
    assert "Not answered yet" in capsys.readouterr().out


# ---------------------------------------------------------------- noise

CHATTY = """
import os
os.write(2, b"I0000 Could not find cuda drivers\\n")
if {fails}:
    raise ImportError("no such library")
"""


@pytest.mark.parametrize("fails", [False, True])
def test_what_tensorflow_writes_while_it_is_imported_is_not_seen(repository: Path, tmp_path: Path, fails: bool) -> None:
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text(CHATTY.format(fails=fails))
    code = (
        "import lab, sys\ntry:\n    import tensorflow\nexcept ImportError as problem:\n    print(problem)\n"
        "else:\n    print(type(tensorflow.__spec__.loader).__name__)\nprint('seen', file=sys.stderr)"
    )
    paths = [str(tmp_path), str(repository / "assignments")]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "seen\n"
    assert done.stdout == ("no such library\n" if fails else "SourceFileLoader\n")


COLAB = """
import sys
from IPython.core.interactiveshell import InteractiveShell
Shell = type("Shell", (InteractiveShell,), {"__module__": "google.colab._shell"})
shell = Shell.instance()
sys.path.insert(0, FOLDER)
shell.run_cell("import lab")
shell.run_cell("grader = lab.grader('hw2_build_head.ipynb')")
shell.run_cell("print(grader.check('2.4'))")
shell.run_cell("def head_parameter_count(num_features, num_classes): return (num_features + 1) * num_classes")
shell.run_cell("print(grader.check('2.4'))")
shell.run_cell("lab.status()")
shell.run_cell("grader.export(pdf=False, ignore_log=True)")
"""


@pytest.mark.slow
def test_checks_work_in_colab_where_the_notebook_is_no_file(repository: Path, tmp_path: Path) -> None:
    """With the real otter, and a shell that says of itself what Colab's does."""
    (tmp_path / "tests").mkdir()
    source = repository / "assignments" / "hw2_build_head" / "tests" / "2.4.py"
    (tmp_path / "tests" / "2.4.py").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    code = COLAB.replace("FOLDER", repr(str(repository / "assignments")))
    environment = os.environ | {"IPYTHONDIR": str(tmp_path / "ipython")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, env=environment
    )
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Task 2.4: ○ not answered yet.")
    assert lines[1].startswith("Task 2.4: ✓ passed.")
    assert lines[2].startswith("All 1 checks pass.")
    assert " ".join(lines[-2:]).endswith("hand in that file.")
    assert done.stderr == ""
    assert not list(tmp_path.glob("*.zip"))
