"""Turn an attack into what is handed in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from autograder.assurance.hostile import toy
from autograder.assurance.hostile.arena import Arena
from autograder.assurance.hostile.attacks import Attack
from autograder.submissions.patching import patch_notebook


def hand_in(attack: Attack, arena: Arena) -> None:
    """Lay an attack into the platform's folder of the submission."""
    arena.hand_in({})
    if attack.is_file:
        # Programs of this repository, which make a file and run nothing of it.
        namespace: dict[str, Any] = {}
        exec(compile(attack.source, f"{attack.name}.py", "exec"), namespace)
        namespace["build"](arena.place.submission, toy.notebook(), arena)
        return
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder, "reference.ipynb")
        reference.write_bytes(toy.notebook())
        patch = f"{attack.source}\n# %% first\n{arena.preamble()}"
        made = patch_notebook(reference, patch, Path(folder, f"{toy.NAME}.ipynb"))
        arena.hand_in({made.name: made.read_bytes()})
