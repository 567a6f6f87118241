"""What students install: the libraries that grading has, otter-grader for the checks in the notebook, and Jupyter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder import gradescope

_FILE = Path(gradescope.__file__).with_name("libraries.txt")
_OTTER = "otter-grader>=6.1,<8"
_JUPYTER = "jupyterlab>=4.2,<5"
_MODULES = {"otter-grader": "otter", "scikit-learn": "sklearn", "pillow": "PIL"}
_FOR_LINUX_ONLY = "tensorflow-cpu"


@dataclass(frozen=True)
class Library:
    """One library of the students.

    Attributes:
        module: what a notebook imports.
        requirement: what pip is asked for, with the versions that grading works with.
    """

    module: str
    requirement: str


def student_requirements() -> str:
    """The ``requirements.txt`` of a student zip."""
    return f"{_FILE.read_text(encoding='utf-8')}{_OTTER}\n{_JUPYTER}\n"


def student_libraries() -> list[Library]:
    """Each library once, as on any machine; Jupyter itself, in whatever form, is there where a notebook runs."""
    found = []
    for line in student_requirements().removesuffix(f"{_JUPYTER}\n").splitlines():
        requirement = line.partition(";")[0].strip()
        name = re.split(r"[<>=~!]", requirement)[0]
        if name and not name.startswith("#") and name != _FOR_LINUX_ONLY:
            found.append(Library(_MODULES.get(name, name), requirement))
    return sorted(found, key=lambda library: library.module.lower())
