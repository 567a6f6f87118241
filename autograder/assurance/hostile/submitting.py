"""Turn an attack into what is handed in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from autograder.assurance.hostile import toy
from autograder.assurance.hostile.arena import Arena
from autograder.assurance.hostile.attacks import Attack, Form
from autograder.submissions.patching import patch_notebook


def hand_in(attack: Attack, arena: Arena) -> None:
    """Lay an attack of one submission into the platform's folder."""
    arena.hand_in({})
    if attack.form is Form.FILE:
        _builder(attack)(arena.place.submission, toy.notebook(), arena)
        return
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder, "reference.ipynb")
        reference.write_bytes(toy.notebook())
        patch = f"{attack.source}\n# %% first\n{arena.preamble()}"
        made = patch_notebook(reference, patch, Path(folder, f"{toy.NAME}.ipynb"))
        arena.hand_in({made.name: made.read_bytes()})


def lay_out(attack: Attack, folder: Path) -> None:
    """Lay the submissions of an attack on others into a new folder."""
    _builder(attack)(folder, toy.notebook)
    folder.chmod(0o750)


def _builder(attack: Attack) -> Any:
    """A program of this repository, which makes files and runs nothing of them."""
    namespace: dict[str, Any] = {}
    exec(compile(attack.source, f"{attack.name}.py", "exec"), namespace)
    return namespace["build"]
