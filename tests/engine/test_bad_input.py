"""Whatever a submission does, there is a report with a clear message, and what can be graded is graded."""

from __future__ import annotations

import pytest

from autograder.engine.supervisor import grade
from autograder.results import Status
from tests.engine.toy import CELLS, SECRET, replaced, toy_kit

pytestmark = pytest.mark.slow

P, F, S, U = Status.PASSED, Status.FAILED, Status.SKIPPED, Status.UNANSWERED


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    return toy_kit(tmp_path_factory.mktemp("toy"), cell_seconds=6, call_seconds=4, submission_seconds=90)


def test_the_solution_gets_full_marks(run):
    report = run(CELLS)
    assert [o.status for o in report.outcomes] == [P, P, P, P], report.as_json()
    assert report.score == report.max_score == 5
    assert report.outcomes[1].feedback == "Well done."
    assert report.notes == []
    assert report.peak_memory_mb > 10


CASES = {
    "syntax error": (replaced(double="def double(x:\n    return"), [P, F, S, P], "There is no `double`"),
    "a cell that raises": (replaced(first="1 / 0"), [P, P, P, P], "ZeroDivisionError"),
    "renamed": (replaced(double="def doubble(x):\n    return 2 * x"), [P, F, S, P], "There is a `doubble`"),
    "deleted": (replaced(answer=""), [F, P, P, P], "There is no `answer`"),
    "in a cell that raises": (
        replaced(answer="1 / 0\nanswer = 42"),
        [F, P, P, P],
        "There is no `answer` in your notebook. Cell 2, which would have made it, raised ZeroDivisionError",
    ),
    "in an endless cell": (
        replaced(answer="while True:\n    pass\nanswer = 42"),
        [F, P, P, P],
        "which would have made it, was stopped after 6 seconds",
    ),
    "returns None": (replaced(double="def double(x):\n    x * 2"), [P, F, S, P], "is a `return` missing"),
    "wrong type": (replaced(double="def double(x):\n    return 'abc'"), [P, F, S, P], "the text 'abc'"),
    "unanswered": (replaced(double="def double(x):\n    ...", answer="answer = ..."), [U, U, S, P], "Not answered"),
    "not a function": (replaced(double="double = 3"), [P, F, S, P], "is not a function"),
    "the function raises": (
        replaced(double="def double(x):\n    y = 1\n    return x / 0"),
        [P, F, S, P],
        "cell 3, line 3",
    ),
    "subclassed model": (
        replaced(
            make="class Mine(keras.Model):\n    def call(self, x):\n        return x\n"
            "def make(units):\n    return Mine()"
        ),
        [P, P, P, F],
        "Mine",
    ),
    "anonymous lambda layer": (
        replaced(
            make="def make(units):\n    return keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x)])"
        ),
        [P, P, P, F],
        "Rescaling",
    ),
    "endless loop in a cell": (replaced(first="while True:\n    pass"), [P, P, P, P], "stopped after"),
    "endless loop, deaf": (
        replaced(first="import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass"),
        [P, P, P, P],
        "was left out",
    ),
    "endless loop in a function": (
        replaced(double="def double(x):\n    while True:\n        pass"),
        [P, F, S, P],
        "stopped after",
    ),
    "endless loop in a function, deaf": (
        replaced(
            double="import signal\ndef double(x):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
            "    while True:\n        pass"
        ),
        [P, F, S, P],
        "`double` took too long (more than 4 seconds), and did not react to being stopped",
    ),
    "8 GB at once": (
        replaced(first="import numpy as np\nx = np.ones(2**30)"),
        [P, P, P, P],
        "`x = np.ones(2**30)`). A submission may use 1500 MB of memory.",
    ),
    "8 GB at once in a function": (
        replaced(double="import numpy as np\ndef double(x):\n    return np.ones(2**30)"),
        [P, F, S, P],
        "`return np.ones(2**30)`). A submission may use 1500 MB of memory.",
    ),
    "a file of 600 MB": (
        replaced(
            first="import os\nwith open('x', 'wb') as file:\n    os.posix_fallocate(file.fileno(), 0, 600 * 2**20)"
        ),
        [P, P, P, P],
        "A file may have 512 MB.",
    ),
    "1.2 GB on the disk, noticed when the next cell runs": (
        replaced(
            first="import os\nfor name in 'abc':\n    with open(name, 'wb') as file:\n"
            "        os.posix_fallocate(file.fileno(), 0, 400 * 2**20)"
        ),
        [P, P, P, P],
        "Cell 1 was left out: it wrote more than 1024 MB to the disk",
    ),
    "2,000 open files": (
        replaced(first="kept = [open('/dev/null') for _ in range(2000)]"),
        [P, P, P, P],
        "A process may have 1024 files open.",
    ),
    "too many threads": (
        replaced(
            first="import threading\nstop = threading.Event()\ntry:\n    for _ in range(3000):\n"
            "        threading.Thread(target=stop.wait).start()\nfinally:\n    stop.set()"
        ),
        [P, P, P, P],
        "A submission may have 64 processes, and some more threads.",
    ),
    "a value too large to be sent": (
        replaced(double="import numpy as np\ndef double(x):\n    return np.ones(20 * 2**20)"),
        [P, F, S, P],
        "The result of `double` cannot be sent to the grader. The value is larger than 128 MB.",
    ),
    "8 GB in steps": (
        replaced(first="x = []\nwhile True:\n    x.append(bytearray(10**7))"),
        [P, P, P, P],
        "emory",
    ),
    "os._exit in a cell": (
        replaced(first="import os\nos._exit(0)"),
        [P, P, P, P],
        "ended the Python process (os._exit",
    ),
    "os._exit in a function": (
        replaced(double="import os\ndef double(x):\n    os._exit(0)"),
        [P, F, S, P],
        "ended the Python process",
    ),
    "sys.exit in a cell": (replaced(first="import sys\nsys.exit(1)"), [P, P, P, P], "sys.exit"),
    "sys.exit in a function": (
        replaced(double="import sys\ndef double(x):\n    sys.exit(1)"),
        [P, F, S, P],
        "sys.exit",
    ),
    "input()": (replaced(first="name = input('Who are you? ')"), [P, P, P, P], "input()"),
    "pip install": (replaced(first="%pip install torch\n!pip install torch\nz = 1"), [P, P, P, P], "were skipped"),
    "a shell command": (replaced(first="!rm -rf /"), [P, P, P, P], "shell command was skipped"),
    "Colab only": (
        replaced(first="from google.colab import drive\ndrive.mount('/content/drive')"),
        [P, P, P, P],
        "Colab",
    ),
    "a crash in C": (replaced(first="import ctypes\nctypes.string_at(0)"), [P, P, P, P], "(a crash, SIGSEGV)"),
    "a flood of output": (replaced(first="for _ in range(10**6):\n    print('x' * 100)"), [P, P, P, P], ""),
    "8 GB behind a flood of messages": (
        replaced(
            first="import json, os, struct\n"
            "body = {'$': 'dict', 'items': [['event', 'cell'], ['index', 0]]}\n"
            "header = json.dumps({'body': body, 'arrays': []}).encode()\n"
            "kept = []\n"
            "while True:\n"
            "    kept.append(bytearray(10**6))\n"
            "    for descriptor in range(3, 20):\n"
            "        try:\n"
            "            os.write(descriptor, struct.pack('>QQ', len(header), 0) + header)\n"
            "        except OSError:\n"
            "            pass"
        ),
        None,
        "",
    ),
    "a forged message": (
        replaced(
            first="import json, os, struct\n"
            "body = {'$': 'dict', 'items': [['event', 'not shut in'], ['text', 'x']]}\n"
            "header = json.dumps({'body': body, 'arrays': []}).encode()\n"
            "for descriptor in range(3, 40):\n"
            "    try:\n"
            "        os.write(descriptor, struct.pack('>QQ', len(header), 0) + header)\n"
            "    except OSError:\n"
            "        pass"
        ),
        [P, P, P, P],
        "was left out: it wrote to the channel",
    ),
    "magics and await": (
        replaced(first="%matplotlib inline\n%time 1+1\nimport asyncio\nawait asyncio.sleep(0)"),
        [P, P, P, P],
        "",
    ),
    "otter in the notebook": (
        replaced(first="import otter\ngrader = otter.Notebook('hw9.ipynb')\ngrader.check('q1')"),
        [P, P, P, P],
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_explained(run, kit, name):
    cells, expected, text = CASES[name]
    report = run(cells)
    assert expected is None or [o.status for o in report.outcomes] == expected, report.as_json()
    assert report.peak_memory_mb < 1.5 * kit.assignment.limits.memory_mb
    told = "\n".join([*report.notes, *(o.feedback for o in report.outcomes)])
    assert text in told, told
    assert SECRET not in told
    assert not report.faults


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, "no file"),
        (b"", ""),
        (b"not json", "JSON"),
        (b'{"cells": [', ""),
        (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', ""),
    ],
)
def test_what_is_not_a_notebook_still_gets_a_report(kit, zygote, tmp_path, content, text):
    path = tmp_path / "hw9_toy.ipynb"
    if content is not None:
        path.write_bytes(content)
    report = grade(path, kit, zygote=zygote)
    assert report.status == "ungradable"
    assert text.lower() in report.error.lower()
    assert len(report.error) > 30


SCRIPT = """\
import keras
import a_package_that_is_not_there
import lab

answer = (
    lab.NUMBER
    + 1
)


def double(x):
    return 2 * x


def make(units):
    raise ValueError("later")


def same(model):
    return 'same'
"""


def test_a_script_without_cells_runs_statement_by_statement(kit, zygote, tmp_path):
    path = tmp_path / "hw9_toy.py"
    path.write_text(SCRIPT)
    report = grade(path, kit, zygote=zygote)
    assert [outcome.score for outcome in report.outcomes] == [1, 2, 1, 0]
    (note,) = [note for note in report.notes if "a_package" in note]
    assert note.startswith("Line 2 raised ModuleNotFoundError")
    assert "(line 2: `import a_package_that_is_not_there`)" in note
    assert '(line 16: `raise ValueError("later")`)' in report.outcomes[3].feedback
