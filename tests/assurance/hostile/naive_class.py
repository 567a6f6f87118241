"""How many submissions are graded without defence: a class, or several files, as scripts for it commonly do it.

The student is whom the file's name says, read from the left as far as it goes; results lie where the file's name
without its ending says; five submissions without results are the grader's fault; code is compared token by token, and
what was handed out is looked for in every cell.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOPELESS = 5
OWNERS = (
    re.compile(r".+_(\d+)_assignsubmission_file_"),
    re.compile(r".+_(\d+)_\d+_.+"),
)
TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<string>'''(?:\\.|[^\\])*?'''|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>\.?\s*[^\W\d]\w*)|(?P<mark>[^\s\w])""",
    re.S,
)


def grade_together(attack: Any, arena: Any, run_notebook: Callable[[list[str]], Any]) -> None:
    """Grade everything that lies in the arena, one after another."""
    from autograder.assurance.hostile.attacks import Form

    is_class, failed = attack.form is Form.CLASS, 0
    paths = sorted(arena.download.rglob("*.ipynb"))
    cells = [["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]] for path in paths]
    for path, sources in zip(paths, cells, strict=True):
        try:
            score = run_notebook(sources)["score"]
        except EOFError:
            failed += 1
            if failed == HOPELESS:
                raise RuntimeError("something is wrong with the grader") from None
            continue
        folder = arena.graded / (owner_of(path) if is_class else path.stem)
        folder.mkdir(exist_ok=True)
        (folder / "results.json").write_text(json.dumps({"score": score}))
    if is_class:
        handed_out = json.loads(arena.kit().handed_out.read_text())["cells"]
        for sources in cells:
            [closest("".join(cell["source"]), sources) for cell in handed_out]
            [match.lastgroup for source in sources for match in TOKEN.finditer(source)]


def owner_of(path: Path) -> str:
    """The student's number as it stands in the name of the file or of its folder, or else the name."""
    name = f"{path.parent.name}_{path.name}"
    return next((found[1] for pattern in OWNERS if (found := pattern.match(name))), path.stem)


def closest(given: str, sources: list[str]) -> float:
    """How much of a cell that was handed out is in the cell that is most like it."""
    return max(difflib.SequenceMatcher(None, given, source, autojunk=False).ratio() for source in sources)


def points_of(attack: Any, arena: Any) -> dict[str, float | None]:
    """What was found for each row or file in the end."""
    from autograder.assurance.hostile.attacks import Form

    if attack.form is Form.CLASS:
        names = {folder.name: folder for folder in arena.graded.iterdir()}
    else:
        paths = arena.download.rglob("*.ipynb")
        names = {str(path.relative_to(arena.download)): arena.graded / path.stem for path in paths}
    return {name: score_in(folder / "results.json") for name, folder in names.items()}


def score_in(path: Path) -> float | None:
    try:
        return float(json.loads(path.read_text())["score"])
    except (OSError, ValueError, KeyError):
        return None
