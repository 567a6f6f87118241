"""What students hand in: what is read, and what they are told when it cannot be."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import SubmissionError
from autograder.submissions.choosing import MAX_FILE_BYTES
from autograder.submissions.notebook import MAX_CELLS, MAX_CODE_CHARACTERS, load_submission
from tests.submissions.samples import GOOD, NAME, as_bytes, code, notebook, write_zip


def sources(path: Path) -> list[str]:
    return [cell.source for cell in load_submission(path, NAME).cells]


def write(folder: Path, data: bytes, name: str = f"{NAME}.ipynb") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


OTHER = as_bytes(notebook(code("z = 3")))
V3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python", "outputs": []}]}
    ],
}

READABLE = {
    "source as text": (GOOD, ["x = 1", "y = 2"]),
    "source as lines": (as_bytes(notebook(code(["x = 1\n", "y = 2"]))), ["x = 1\ny = 2"]),
    "format 3": (as_bytes(V3), ["x = 1\ny = 2"]),
    "format 1": (as_bytes({"nbformat": 1, "cells": [{"cell_type": "code", "code": "x = 1"}]}), ["x = 1"]),
    "no metadata, no ids, no format": (as_bytes({"cells": [{"cell_type": "code", "source": "x"}]}), ["x"]),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, ["x = 1", "y = 2"]),
    "UTF-16": (GOOD.decode().encode("utf-16"), ["x = 1", "y = 2"]),
    "UTF-16 without mark": (GOOD.decode().encode("utf-16-le"), ["x = 1", "y = 2"]),
    "Latin-1 in a comment": (
        as_bytes(notebook(code("x = 1  # für"))).decode().encode("latin-1"),
        ["x = 1  # f\ufffdr"],
    ),
    "half a surrogate pair": (
        b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud83d\'"}]}',
        ["x = '?'"],
    ),
    "empty cells are not counted": (as_bytes(notebook(code("  \n"), code("x"), code([]))), ["x"]),
    "rubbish cells": (as_bytes(notebook(None, 3, "x", [], {"cell_type": 5}, code("x = 1"))), ["x = 1"]),
    "rubbish sources": (as_bytes(notebook(code(5), code(None), code({}), code(["x", 1, "y"]))), ["xy"]),
    "rubbish metadata": (as_bytes({"cells": [code("x", metadata=3, id=4)], "metadata": [1]}), ["x"]),
    "lines that end as on Windows": (as_bytes(notebook(code(["%%time\r\n", "x = 1\r\n"]))), ["%%time\nx = 1\n"]),
    "NaN": (b'{"cells": [{"cell_type": "code", "source": "x", "execution_count": NaN}]}', ["x"]),
}


@pytest.mark.parametrize("case", READABLE)
def test_readable(case: str, tmp_path: Path) -> None:
    data, expected = READABLE[case]
    assert sources(write(tmp_path, data)) == expected


def test_index_id_and_tags(tmp_path: Path) -> None:
    cells = notebook(code("", id="a"), code("x", id="task-2-1", metadata={"tags": ["t", 5]}), code("y"))
    first, second = load_submission(write(tmp_path, as_bytes(cells)), NAME).cells
    assert (first.index, first.cell_id, first.tags) == (0, "task-2-1", ("t",))
    assert (second.index, second.cell_id, second.tags) == (1, "", ())


UNREADABLE = {
    "0 bytes": (b"", "is empty"),
    "blanks only": (b" \n\n", "is empty"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text file"),
    "not JSON": (b"hello there\n" * 9, "cannot be read as JSON (line 1)"),
    "cut off in a string": (GOOD[:90], "ends in the middle"),
    "cut off between cells": (GOOD[: GOOD.rindex(b"]")].rstrip(), "ends in the middle"),
    "cut off in a word": (GOOD[: GOOD.index(b"metadata") + 4], "ends in the middle"),
    "an error further up is not a cut": (
        GOOD.replace(b'"cells": [', b'"cells" [', 1),
        "cannot be read as JSON (line 2)",
    ),
    "web page": (b"<!DOCTYPE html>\n<html></html>", "is a web page"),
    "PDF": (b"%PDF-1.7 ...", "is a PDF"),
    "merge conflict": (
        GOOD.replace(b'\n "metadata"', b'\n<<<<<<< HEAD\n "metadata"'),
        "unfinished git merge",
    ),
    "list": (b"[1, 2]", "holds a list"),
    "number": (b"42", "holds a number"),
    "null": (b"null", "holds a value"),
    "no cells": (as_bytes(notebook()), "holds no code"),
    "only text": (as_bytes(notebook({"cell_type": "markdown", "source": "x"})), "holds no code"),
    "cells is a number": (b'{"cells": 5}', "holds no code"),
    "another JSON file": (b'{"name": "package"}', "holds no code"),
    "nested too deeply": (
        b'{"cells":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "cannot be read as a notebook",
    ),
    "huge number": (b'{"cells": ' + b"9" * 10_000 + b"}", "cannot be read as a notebook"),
    "too many values": (b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}", "too much output"),
    "too many cells": (as_bytes(notebook(*[code("x")] * (MAX_CELLS + 1))), "more than 5000 code cells"),
    "too much code": (as_bytes(notebook(code("x" * (MAX_CODE_CHARACTERS + 1)))), "MB of code"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable(case: str, tmp_path: Path) -> None:
    data, message = UNREADABLE[case]
    with pytest.raises(SubmissionError) as caught:
        load_submission(write(tmp_path, data), NAME)
    assert message in caught.value.message
    assert caught.value.next_step.endswith(".")
    assert caught.value.message.endswith(".")
    assert "\n" not in str(caught.value)


NOTED = {
    "format 3": (as_bytes(V3), "old format"),
    "rubbish source": (as_bytes(notebook(code("x"), code(["x", 1]))), "code cell 2"),
    "Latin-1": (as_bytes(notebook(code("x = 'für'"))).decode().encode("latin-1"), "not UTF-8"),
}


@pytest.mark.parametrize("case", NOTED)
def test_noted(case: str, tmp_path: Path) -> None:
    data, note = NOTED[case]
    (only,) = load_submission(write(tmp_path, data), NAME).notes
    assert note in only


def test_nothing_is_noted_without_cause(tmp_path: Path) -> None:
    genuine = as_bytes(notebook(code("x = '\ufffd für'"), autograder={"assignment": NAME}))
    assert load_submission(write(tmp_path, genuine), NAME).notes == ()


OTHERS = [
    notebook(code("x"), autograder={"assignment": "hw3_freezing"}),
    notebook(code("x"), otter={"assignment_name": "hw3_freezing"}),
    notebook(code('import otter\ngrader = otter.Notebook("hw3_freezing.ipynb")')),
]


@pytest.mark.parametrize("other", OTHERS)
def test_another_assignment_is_named(other: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path, as_bytes(other))
    with pytest.raises(SubmissionError, match="hw3_freezing") as caught:
        load_submission(path, NAME)
    assert NAME in caught.value.next_step
    assert load_submission(path, "hw3_freezing").cells


@pytest.mark.parametrize(
    "own",
    [
        notebook(code("x"), autograder={"assignment": NAME}, otter={"assignment_name": "hw3_freezing"}),
        notebook(code("x"), otter={"assignment_name": "hw2"}),
        notebook(code("x"), otter={"assignment_name": 7}, autograder=[]),
        notebook(code('otter.Notebook("my final version.ipynb")')),
        notebook(code('otter.Notebook("final.ipynb")')),
    ],
)
def test_own_notebooks_under_other_names_are_read(own: dict[str, Any], tmp_path: Path) -> None:
    assert load_submission(write(tmp_path, as_bytes(own), "my final version (3).ipynb"), NAME).cells


PERCENT = """# ---
# jupyter: x
# ---

# %% [markdown]
# A text

# %%
x = 1

# %% tags=["t"]
# %pip install x
y = 2
# %% [raw]
z
"""


C = "@d\ndef c():\n\n    return 1"
LS = "if c:\n    !ls"
BROKEN = ["x = (1,\n2)", "y = = 3", "def f():\n    return", "def g(:\n    a", "z = 1"]
CALL = "get_ipython().run_line_magic(a)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n\ny = 2\n", ["x = 1", "y = 2"]),
        (PERCENT, ["# ---\n# jupyter: x\n# ---\n\n", "\nx = 1\n\n", "\n# %pip install x\ny = 2\n"]),
        (
            "#!/usr/bin/env python\n# In[1]:\n\nx = 1\n\n# In[ ]:\n\ny = 2",
            ["#!/usr/bin/env python\n", "\n\nx = 1\n\n", "\n\ny = 2"],
        ),
        ("s = '''\n  # %% not a cell\n'''", ["s = '''\n  # %% not a cell\n'''"]),
        ("{'cells': 1}", ["{'cells': 1}"]),
        ("import a; b = 1\r\n\r\n# of c\r\n@d\r\ndef c():\r\n\r\n    return 1\r\n", ["import a; b = 1\n\n# of c", C]),
        ("import a\n!pip install b\n%time c = 1\nif c:\n    !ls\n", ["import a", "!pip install b", "%time c = 1", LS]),
        ("x = (1,\n2)\ny = = 3\ndef f():\n    return\n\n\ndef g(:\n    a\n\nz = 1", BROKEN),
        (
            "# In[1]:\n\nget_ipython().run_line_magic('matplotlib', 'inline')\nx = 1",
            ["", "\n\n%matplotlib inline\nx = 1"],
        ),
        ("# In[1]:\n\n\nget_ipython().run_cell_magic('time', '', 'x = 1\\ny = 2\\n')\n", ["%%time\nx = 1\ny = 2\n"]),
        ("get_ipython().system('pip install x')\nget_ipython().run_line_magic(a)", ["!pip install x", CALL]),
    ],
)
def test_scripts(text: str, expected: list[str], tmp_path: Path) -> None:
    found = sources(write(tmp_path, text.encode(), "answer.py"))
    assert found == [source for source in expected if source]


def test_statements_are_called_by_their_lines(tmp_path: Path) -> None:
    script = b"# a text\nimport lab\n\n\nx = 1\n"
    cells = load_submission(write(tmp_path, script, "answer.py"), NAME).cells
    assert [cell.place for cell in cells] == ["line 2", "line 5"]
    assert [cell.index for cell in cells] == [0, 1]


def test_a_very_long_script_is_read(tmp_path: Path) -> None:
    script = "".join(f"x{number} = {number}\n" for number in range(20_000))
    found = sources(write(tmp_path, script.encode(), "answer.py"))
    assert "\n".join(found) == script.rstrip()


def test_a_long_script_that_is_no_python_is_read_in_time(tmp_path: Path) -> None:
    path = write(tmp_path, b"def f(:\n    x\n" * 20_000, "answer.py")
    started = time.monotonic()
    assert len(sources(path)) > 1_000
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_script_encodings(encoding: str, tmp_path: Path) -> None:
    assert sources(write(tmp_path, "x = 'ä'".encode(encoding), "answer.py")) == ["x = 'ä'"]


def test_another_assignments_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="hw1"):
        load_submission(write(tmp_path, b'otter.Notebook("hw1_why_transfer.ipynb")', "x.py"), NAME)


JUNK = {
    ".ipynb_checkpoints/hw2_build_head-checkpoint.ipynb": GOOD,
    "__MACOSX/._hw2_build_head.ipynb": b"\0\5",
    "._hw2_build_head.ipynb": b"\0\5",
    "lab/__init__.py": b"",
    "tests/q1.py": b"",
    ".OTTER_LOG": b"\x80\x04",
    "__zip_filename__": b"x.zip",
    "report.pdf": b"%PDF",
}
HOLDERS = {
    "a notebook": {f"{NAME}.ipynb": GOOD},
    "a renamed notebook": {"Kopie von hw2 (1).ipynb": GOOD},
    "what a phone made of it": {"hw2_build_head.ipynb.txt": GOOD},
    "in a folder": {f"homework/2/{NAME}.ipynb": GOOD},
    "with a script": {"a.ipynb": GOOD, "utils.py": b"z = 1"},
    "with junk": {"a.ipynb": GOOD, **JUNK},
    "two notebooks, one called as expected": {
        "sub/HW2_build_head.ipynb": GOOD,
        "hw2_build_head-Copy1.ipynb": b"",
    },
    "two that differ, one a copy of the expected": {"Copy of hw2_build_head.ipynb": GOOD, "old.ipynb": OTHER},
    "two that differ, one called in short": {"hw2.ipynb": GOOD, "scratch.ipynb": OTHER},
    "two called as expected, one further up": {f"{NAME}.ipynb": GOOD, f"backup/{NAME}.ipynb": OTHER},
    "copies that are equal": {
        f"{NAME}.ipynb": GOOD,
        f"{NAME} (1).ipynb": GOOD,
        f"{NAME}-Copy1.ipynb": GOOD.replace(b'"execution_count": 1', b'"execution_count": 7'),
        f"backup/{NAME}.ipynb": GOOD,
    },
    "equal under foreign names": {"a.ipynb": GOOD, "b.ipynb": GOOD},
    "a name from right to left": {"\u05e9\u05e8\u05d4.ipynb": GOOD},
    "what systems leave": {"a.ipynb": GOOD, "Thumbs.db": b"x", ".DS_Store": b"x", "x/__MACOSX/b.ipynb": b"\0"},
    "a notebook beside archives": {"a.ipynb": GOOD, "pictures.zip": b"PK", "data.rar": b"Rar!"},
}


@pytest.mark.parametrize("holder", ["folder", "zip", "zip in a folder"])
@pytest.mark.parametrize("case", HOLDERS)
def test_found(case: str, holder: str, tmp_path: Path) -> None:
    path = hold(HOLDERS[case], holder, tmp_path)
    submission = load_submission(path, NAME)
    assert [cell.source for cell in submission.cells] == ["x = 1", "y = 2"]
    assert submission.path == path
    assert bool(submission.notes) == case.startswith("two")


NESTED = {
    "a zip in a zip": {"hw2.zip": {f"{NAME}.ipynb": GOOD}},
    "three deep": {"a.zip": {"b.zip": {"c.zip": {"d.ipynb": GOOD}}}},
    "beside a helper script": {"utils.py": b"z = 1", "hw2.zip": {"mine.ipynb": GOOD}},
    "beside pictures": {"pictures.zip": {"a.png": b"x"}, "hw2.zip": {"mine.ipynb": GOOD}},
    "beside a damaged one": {"pictures.zip": b"PK", "hw2.zip": {"mine.ipynb": GOOD}},
    "an open one comes first": {f"{NAME}.ipynb": GOOD, "old.zip": {f"{NAME}.ipynb": OTHER}},
    "the same in two": {"hw2.zip": {f"{NAME}.ipynb": GOOD}, "hw2 (1).zip": {f"{NAME}.ipynb": GOOD}},
}


@pytest.mark.parametrize("holder", ["folder", "zip"])
@pytest.mark.parametrize("case", NESTED)
def test_found_in_zips(case: str, holder: str, tmp_path: Path) -> None:
    path = hold({name: packed(content, tmp_path) for name, content in NESTED[case].items()}, holder, tmp_path)
    assert sources(path) == ["x = 1", "y = 2"]


def packed(content: Any, folder: Path) -> bytes:
    if isinstance(content, bytes):
        return content
    path = write_zip(folder / "inner.zip", {name: packed(inner, folder) for name, inner in content.items()})
    return path.read_bytes()


def test_what_is_wrong_with_the_only_zip_in_a_zip_is_told(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="damaged"):
        load_submission(hold({"hw2.zip": b"PK\3\4"}, "zip", tmp_path), NAME)


def test_a_zip_that_holds_itself_comes_to_an_end(tmp_path: Path) -> None:
    data = b"x"
    for _ in range(30):
        data = packed({"a.zip": data, "b.zip": data}, tmp_path)
    with pytest.raises(SubmissionError):
        load_submission(hold({"hw2.zip": data}, "folder", tmp_path), NAME)


FORMATS = {
    "a.rar": (b"Rar!\x1a\x07\0", "archive"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c", "archive"),
    "a.zip": (b"Rar!\x1a\x07\0", "archive"),
    "a.tar.gz": (b"\x1f\x8b", "archive"),
    "a.md": (b"---\njupyter:\n  jupytext:\n", "text file"),
    "a.html": (b"<p>see attached</p>", "web page"),
    "a.docx": (b"PK\3\4", "document"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_other_formats_are_told_what_to_do(name: str, tmp_path: Path) -> None:
    data, word = FORMATS[name]
    with pytest.raises(SubmissionError, match=word) as caught:
        load_submission(write(tmp_path, data, name), NAME)
    assert caught.value.message.startswith(f"'{name}' is a")
    assert "otebook" in caught.value.next_step or NAME in caught.value.next_step


@pytest.mark.parametrize("raw", [b"m\xfcller.ipynb", "m\u00fcller.ipynb".encode()])
def test_a_name_in_whatever_encoding(raw: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "handed-in"
    folder.mkdir()
    path = folder / os.fsdecode(raw)
    path.write_bytes(GOOD)
    assert sources(folder) == ["x = 1", "y = 2"]
    path.write_bytes(b"%PDF")
    with pytest.raises(SubmissionError, match=r"'m\u00fcller[.]ipynb' is a PDF"):
        load_submission(folder, NAME)


def hold(members: dict[str, bytes], holder: str, folder: Path) -> Path:
    target = folder / "handed-in"
    target.mkdir()
    match holder:
        case "folder":
            for name, data in members.items():
                write(target, data, name)
            return target
        case "zip":
            return write_zip(target / "my.zip", members)
        case "zip in a folder":
            write_zip(target / "my.zip", members)
            return target
    raise AssertionError(holder)


def test_a_note_says_which_of_two_counted(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, OTHER, "old.ipynb")
    (note,) = load_submission(tmp_path, NAME).notes
    assert f"'{NAME}.ipynb' was graded" in note
    assert "not: 'old.ipynb'" in note


NOT_FOUND = {
    "nothing": ({}, "No file was handed in."),
    "only junk": (JUNK, "The submission holds no notebook. It holds: '__zip_filename__', 'report.pdf'"),
    "two notebooks": (
        {"a.ipynb": GOOD, "b.ipynb": OTHER},
        "2 notebooks were handed in, and only one can count: 'a.ipynb'",
    ),
    "twice the expected": ({f"x/{NAME}.ipynb": GOOD, f"y/{NAME}.ipynb": OTHER}, "2 notebooks"),
    "two copies that differ": ({f"{NAME} (1).ipynb": GOOD, f"{NAME} (2).ipynb": OTHER}, "2 notebooks"),
    "nine notebooks": ({f"{n}.ipynb": as_bytes(notebook(code(f"x = {n}"))) for n in range(9)}, "and 4 more"),
    "two scripts": ({"a.py": b"x", "b.py": b"y"}, "2 notebooks"),
    "an archive": ({"hw2.rar": b"Rar!"}, "'hw2.rar' is an archive of a kind that is not opened here"),
    "a text": ({"hw2.md": b"---\njupyter:\n"}, "'hw2.md' is a text file, not a notebook"),
    "a table": ({"hw2.xlsx": b"x"}, "holds no notebook. It holds: 'hw2.xlsx'"),
    "a document": ({"hw2.docx": b"x"}, "'hw2.docx' is a document, not a notebook"),
    "a link": ({}, "No file"),
}


@pytest.mark.parametrize("holder", ["folder", "zip"])
@pytest.mark.parametrize("case", NOT_FOUND)
def test_not_found(case: str, holder: str, tmp_path: Path) -> None:
    members, message = NOT_FOUND[case]
    if case == "only junk":
        members = {name: data for name, data in members.items() if not name.endswith(".py")}
    path = hold(members, holder, tmp_path)
    with pytest.raises(SubmissionError) as caught:
        load_submission(path, NAME)
    assert message in caught.value.message
    assert f"{NAME}.ipynb" in caught.value.next_step


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"There is no file '.*nowhere\.ipynb'"):
        load_submission(tmp_path / "nowhere.ipynb", NAME)


@pytest.mark.parametrize("name", [f"{NAME}.ipynb", "answer.py", "all.zip"])
def test_links_in_a_folder_are_not_followed(name: str, tmp_path: Path) -> None:
    """They may point at the hidden grader, which the supervisor could read and the student must not."""
    secret = write(tmp_path, b"SECRET = 1", "secret/grader.py")
    handed_in = tmp_path / "handed-in"
    handed_in.mkdir()
    (handed_in / name).symlink_to(secret)
    (handed_in / "folder").symlink_to(secret.parent)
    with pytest.raises(SubmissionError, match="No file was handed in"):
        load_submission(handed_in, NAME)


def test_pipes_in_a_folder_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"{NAME}.ipynb")
    with pytest.raises(SubmissionError, match="No file"):
        load_submission(tmp_path, NAME)


def test_a_zip_by_another_name_is_read(tmp_path: Path) -> None:
    zipped = write_zip(tmp_path / "x.zip", {"a.ipynb": GOOD})
    assert sources(zipped.rename(tmp_path / f"{NAME}.ipynb")) == ["x = 1", "y = 2"]


def test_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 2**20)
    with pytest.raises(SubmissionError, match="is 101 MB large, and 100 MB are accepted") as caught:
        load_submission(path, NAME)
    assert "Clear all outputs" in caught.value.next_step


PICTURES = [code("x = 1", outputs=[{"data": {"image/png": "iVBORw0KGgo\n" * 400_000}}])] * 10
BARS = f"\x1b[1m10/10\x1b[0m \x1b[32m{'━' * 20}\x1b[0m \x1b[1m0s\x1b[0m 2ms/step - accuracy: 0.9, loss: 0.1\n"


@pytest.mark.parametrize(
    "content",
    [
        notebook({"cell_type": "markdown", "source": "😀"}, *PICTURES),
        notebook(code("x = 1", outputs=[{"text": [BARS] * 320_000}])),
        notebook(code("x = 1", outputs=[{"data": {"text/html": '<td class="a">0.123, [ </td>\n' * 1_600_000}}])),
    ],
    ids=["pictures", "log", "table"],
)
def test_a_notebook_of_50_mb_is_read_in_little_memory(content: dict[str, Any], tmp_path: Path) -> None:
    """The supervisor has to live in a container of 768 MB."""
    path = write(tmp_path, json.dumps(content, ensure_ascii=False).encode())
    assert 45 < path.stat().st_size / 2**20 < 70
    program = (
        "from pathlib import Path; from autograder.submissions.notebook import load_submission; "
        f"print(len(load_submission(Path({str(path)!r}), {NAME!r}).cells))"
    )
    limit = 600 * 2**20  # of address space, which is more than what is resident
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 1
